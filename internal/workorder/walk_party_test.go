package workorder

import (
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// checkParts holds the parts of an order after a verb against those before it.
func checkParts(t *testing.T, before, after Order, v Verb, now time.Time) {
	t.Helper()
	if len(after.parties) < len(before.parties) {
		t.Fatalf("%s lost a part: %d, then %d", v, len(before.parties), len(after.parties))
	}
	for i, was := range before.parties {
		is := after.parties[i]
		if is.ID != was.ID || is.Unit != was.Unit || !is.DueAt.Equal(was.DueAt) || !is.At.Equal(was.At) || is.Rule != was.Rule {
			t.Errorf("%s changed whose part it is, or its clock: %+v, then %+v", v, was, is)
		}
		if !was.EndedAt.IsZero() && !is.EndedAt.Equal(was.EndedAt) {
			t.Errorf("%s: a part that had ended at %s ends at %s", v, was.EndedAt, is.EndedAt)
		}
		if v == VerbReply && was.owed() && (was.DueAt.IsZero() || !now.After(was.DueAt)) {
			t.Errorf("replied at %s although a part is due only at %s", now, was.DueAt)
		}
	}
	if grown := len(after.parties) - len(before.parties); grown > 1 || grown == 1 && v != VerbInvite && v != VerbTransfer {
		t.Errorf("%s added %d parts", v, grown)
	}
}

// checkPartsAtRest holds the parts of an order at rest against the order and each other.
func (b *bench) checkPartsAtRest(o Order) {
	b.t.Helper()
	owed, asked := 0, map[ids.ID]int{}
	var above []ids.ID
	for _, x := range o.parties {
		switch {
		case x.Role == RoleChain && x.live():
			above = append(above, x.Unit)
			if o.Unit == 0 || o.Sealed {
				b.t.Errorf("%s, unit %d, sealed %v, has somebody above", o.State, o.Unit, o.Sealed)
			}
			if open := x.State == PartyOpen; open != (o.State.Open()) {
				b.t.Errorf("%s: the chain is %s", o.State, x.State)
			}
		case x.Role == RoleCo && x.owed():
			owed++
			asked[x.Unit]++
			if !x.live() || !slices.Contains(append(slices.Clone(coStates), StateReplied), o.State) {
				b.t.Errorf("%s with a part that is owed, ended at %s", o.State, x.EndedAt)
			}
			if o.Sealed && !x.Trusted {
				b.t.Error("a sealed order with a helper who is not trusted")
			}
			if now := b.Clock.Now(); x.Level(now) == DueOverdue && x.Mark != MarkOverdue {
				b.t.Errorf("a part is overdue since %s and has no mark", x.DueAt)
			}
		case x.Role == RoleCo && x.State != PartyDone && x.live():
			b.t.Errorf("a part that is %s has not ended", x.State)
		}
		if !x.NextMarkAt.Equal(x.nextMark()) {
			b.t.Errorf("next mark of a part at %s, want %s", x.NextMarkAt, x.nextMark())
		}
		if x.State == PartyDone && x.Role == RoleCo && (x.DoneAt.IsZero() || x.Result == 0) {
			b.t.Errorf("done without a result: %+v", x)
		}
	}
	for unit, n := range asked {
		if n > 1 {
			b.t.Errorf("unit %d owes %d parts of one order", unit, n)
		}
	}
	if o.CoOpen != owed || o.PartyCount != len(o.parties) {
		b.t.Errorf("%d owed of %d parts, counted %d of %d", owed, len(o.parties), o.CoOpen, o.PartyCount)
	}
	// Each unit of the chain stands directly above the next, the last above who has the order.
	for i, unit := range above {
		below := o.Unit
		if i+1 < len(above) {
			below = above[i+1]
		}
		if line, _ := (testUnits{}).Line(nil, unit); !slices.Contains(line.Below, below) {
			b.t.Errorf("%d passed the order down to %d", unit, below)
		}
	}
	if o.Transfers > b.s.options.MaxTransfers {
		b.t.Errorf("passed %d times", o.Transfers)
	}
}
