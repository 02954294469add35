package workorder

import (
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

// inWriting is an order that a citizen wrote on the portal.
func (b *bench) inWriting() Order {
	b.t.Helper()
	form := b.form()
	form.Door = doorWeb
	return b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, form) })
}

// TestStages_Accept holds when what came in writing counts as taken on, and by when it must be.
func TestStages_Accept(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.limits.stages = map[Stage]clock.Fields{StageAccept: {Unit: "natural_hour", N: 2}}
		due := day(16, 11, 30)
		for name, c := range map[string]struct {
			end  func(o Order) Order
			want string
		}{
			"Waiting":    {func(o Order) Order { return o }, "ok"},
			"Dispatched": {func(o Order) Order { return b.do(o, VerbDispatch, CaseOnly) }, "met"},
			"Answered":   {func(o Order) Order { return b.do(o, VerbAnswer, CaseOnly) }, "met"},
			"TakenBack":  {func(o Order) Order { return b.do(o, VerbWithdraw, CaseOnly) }, "ended"},
			"Refused": {func(o Order) Order {
				return b.must(func(tx *store.Tx) (Order, error) {
					if err := b.s.Accepted(tx, o.ID); err != nil {
						return Order{}, err
					}
					return b.s.Withdraw(tx, centre, o.ID, o.Version, ReasonIn{Reason: "不予受理"})
				})
			}, "met"},
			"Returned": {func(o Order) Order {
				return b.do(b.do(b.do(o, VerbDispatch, CaseOnly), VerbReturn, CaseOnly), VerbReviewReturn, CaseUphold)
			}, "met"}, // taken on once, whoever has it
		} {
			b.Clock.Set(day(16, 9, 30))
			o := b.inWriting()
			b.Clock.Set(day(16, 10, 0))
			o = c.end(o)
			if v := b.stagesOf(o)[StageAccept]; v.Level != c.want || !v.Due.Equal(due) || v.Name != "受理" || v.Rule == "" || len(v.Text) < 3 {
				t.Errorf("%s: %+v, want %s", name, v, c.want)
			}
		}
		b.Clock.Set(day(16, 9, 30))
		if v, ok := b.stagesOf(b.create())[StageAccept]; ok {
			t.Errorf("a call is taken on while it lasts: %+v", v)
		}
		b.limits.stages = map[Stage]clock.Fields{stageTakeMail: {Unit: "natural_hour", N: 24}}
		if v := b.stagesOf(b.inWriting())[StageAccept]; !v.Due.Equal(day(17, 9, 30)) {
			t.Errorf("by the limit of the mailbox: %+v", v)
		}
	})
}

// TestStages_Overdue holds that each stage that is owed and late is written down once, by the sweep alone, and that one
// that was met or is no longer owed is not.
func TestStages_Overdue(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		businessLimits(b)
		b.limits.stages[StageAccept] = clock.Fields{Unit: "natural_hour", N: 2}
		b.Clock.Set(day(16, 9, 30))
		o, gone := b.inWriting(), b.inWriting()
		marks := func(step string, o Order, want int) {
			t.Helper()
			if n := b.count(o, EventStageOverdue); n != want {
				t.Errorf("%s: %d marks, want %d", step, n, want)
			}
		}
		b.at(day(16, 11, 30)) // the due instant itself is in time
		marks("InTime", o, 0)
		gone = b.do(gone, VerbWithdraw, CaseOnly)
		b.at(day(16, 11, 31))
		marks("NotTakenOn", o, 1)
		marks("Withdrawn", gone, 0)
		b.at(day(16, 16, 1)) // four working hours and a minute
		marks("NotDispatched", o, 2)
		b.at(day(17, 8, 0))
		marks("Again", o, 2)
		o = b.do(b.load(o.ID), VerbDispatch, CaseOnly)
		b.at(day(17, 8, 20))
		o = b.do(o, VerbContact, CaseOnly)
		b.at(day(17, 10, 0))
		marks("Contacted", o, 2)
		o = b.do(b.do(o, VerbSign, CaseOnly), VerbReply, CaseOnly)
		b.at(day(18, 17, 31))
		marks("NotReviewed", o, 3)
		if got := b.load(o.ID); got.Version != o.Version {
			t.Errorf("a mark must not make a version: %d, then %d", o.Version, got.Version)
		}
		items, err := b.s.Timeline(b.Store.Read(t.Context()), auth.System, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, i := range items {
			if i.Kind == EventStageOverdue {
				told = append(told, i.Label+i.Text)
			}
		}
		if len(told) != 3 || told[0] != "环节已超期受理" || told[1] != "环节已超期派单" || told[2] != "环节已超期审核" {
			t.Errorf("the timeline tells %q", told)
		}
		b.at(day(18, 17, 31).Add(48 * time.Hour))
		marks("NothingMore", o, 3)
	})
}
