package workorder

import (
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func (b *bench) transfer(p auth.Principal, o Order, unit ids.ID, reason string) (Order, error) {
	return b.try(func(tx *store.Tx) (Order, error) {
		return b.s.Transfer(tx, p, o.ID, o.Version, TransferIn{Unit: unit, Reason: reason})
	})
}

// TestTransfer_GainsNoTime passes an order down two steps and up again: due time, citizen's clock, pauses, extensions,
// marks and the limit for a return stay what they were.
func TestTransfer_GainsNoTime(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.limits.giveBack = 2
		b.Clock.Set(day(16, 9, 30))
		o := b.in(StateHandling)
		o = b.do(b.do(o, VerbApply, CaseExtension), VerbDecide, CaseExtension) // two days more
		wantTimes(t, o, day(25, 17, 30), day(17, 17, 30), o.TotalDueAt)
		total := o.TotalDueAt
		b.Clock.Set(day(18, 10, 0))
		o = b.do(o, VerbTransfer, CaseDown)
		wantTimes(t, o, day(25, 17, 30), day(19, 17, 30), total)
		if o.Unit != unitVillage || o.State != StateDispatched || o.Assignment != 2 || o.ExtensionCount != 1 || !o.SignedAt.IsZero() {
			t.Errorf("passed down: %+v", o)
		}
		c, err := b.s.Explain(b.Store.Read(t.Context()), o)
		if err != nil || !c.Due.Equal(o.DueAt) || !c.From.Equal(day(16, 9, 30)) || c.Granted != 2 || len(c.Warnings) != 1 {
			t.Errorf("clock = %+v, err = %v", c, err)
		}
		if _, err := b.as(village, o, VerbReturn, CaseOnly); code(err) != "workorder.return_up" {
			t.Errorf("the community returns past who passed it down: %s", code(err))
		}
		b.at(day(24, 17, 31)) // one working day before
		wantMarks(t, b, o, 1, 0)
		o, err = b.transfer(village, b.load(o.ID), unitWaters, "需要专业队伍")
		if err != nil {
			t.Fatal(err)
		}
		wantTimes(t, o, day(25, 17, 30), day(25, 17, 30), total)
		if o.Unit != unitWaters || len(o.above()) != 0 || b.seen(village, o) != "workorder.not_found" {
			t.Errorf("passed up: %+v", o)
		}
		if _, err := b.as(waters, o, VerbReturn, CaseOnly); code(err) != "workorder.return_late" {
			t.Errorf("a detour makes the return possible again: %s", code(err))
		}
		b.at(day(26, 9, 0))
		wantMarks(t, b, o, 1, 1) // not warned twice
		if o = b.do(b.load(o.ID), VerbSign, CaseOnly); o.Mark != MarkOverdue {
			t.Errorf("mark = %d", o.Mark)
		}
		o, err = b.as(waters, o, VerbTransfer, CaseDown)
		if err != nil || o.Mark != MarkOverdue || !o.DueAt.Equal(day(25, 17, 30)) {
			t.Errorf("an overdue order passed down: %+v, err = %v", o, err)
		}
		if o, err = b.transfer(village, o, unitWaters, "因"); code(err) != "workorder.transfer_limit" {
			t.Errorf("passed a fourth time: %s", code(err))
		}
	})
}

func TestTransfer_Refusals(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		ofRoads := b.dispatched(unitRoads)
		ofVillage := b.dispatched(unitVillage)
		sealed := b.do(b.in(StateHandling), VerbSeal, CaseOnly)
		designated := b.designate(b.in(StateReturned), unitWaters)
		for name, c := range map[string]struct {
			p      auth.Principal
			o      Order
			to     ids.ID
			reason string
			want   string
		}{
			"NoUnit":               {waters, o, 0, "因", "workorder.unit_missing"},
			"Itself":               {waters, o, unitWaters, "因", "workorder.same_unit"},
			"Department":           {roads, ofRoads, unitVillage, "因", "workorder.department_down"},
			"DepartmentToDistrict": {roads, ofRoads, unitDistrict, "因", "workorder.department_down"},
			"ToADepartment":        {waters, o, unitRoads, "因", "workorder.not_in_line"},
			"TwoStepsUp":           {village, ofVillage, unitDistrict, "因", "workorder.not_in_line"},
			"UpWithoutWords":       {waters, o, unitDistrict, " ", "workorder.reason_missing"},
			"Sealed":               {waters, sealed, unitVillage, "因", "workorder.sealed_transfer"},
			"DesignatedUp":         {waters, designated, unitDistrict, "因", "workorder.designated"},
			"Unknown":              {waters, o, 77, "因", "workorder.not_in_line"},
		} {
			t.Run(name, func(t *testing.T) {
				if _, err := b.transfer(c.p, c.o, c.to, c.reason); code(err) != c.want {
					t.Errorf("code = %s, want %s", code(err), c.want)
				}
			})
		}
		b.s.Lines = nil
		if _, err := b.transfer(waters, o, unitVillage, "因"); code(err) != "workorder.department_down" {
			t.Errorf("in a city without lines: %s", code(err))
		}
	})
}

// TestTransfer_Designated: a designated unit passes down but not up, and what it passed down comes back to it only.
func TestTransfer_Designated(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.designate(b.in(StateReturned), unitWaters)
		o, err := b.transfer(waters, o, unitVillage, "")
		if err != nil || !o.Designated {
			t.Fatalf("down: %+v, err = %v", o, err)
		}
		if _, err := b.as(village, o, VerbReturn, CaseOnly); code(err) != "workorder.return_up" {
			t.Errorf("returned: %s", code(err))
		}
		if o, err = b.transfer(village, o, unitWaters, "无力办理"); err != nil || !o.Designated || o.Unit != unitWaters {
			t.Fatalf("up: %+v, err = %v", o, err)
		}
		if _, err := b.as(waters, o, VerbReturn, CaseOnly); code(err) != "workorder.designated" {
			t.Errorf("returned by the designated unit: %s", code(err))
		}
	})
}

// TestRecall takes an order back over two steps: who is in between has it no longer, and no clock moves.
func TestRecall(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.Clock.Set(day(16, 9, 30))
		b.chain = true
		o := b.in(StateHandling)
		due := o.DueAt
		b.Clock.Set(day(17, 10, 0))
		o = b.do(o, VerbTransfer, CaseDown)
		for _, p := range []auth.Principal{waters, district} {
			if v := b.view(p, o); v.Part != RoleChain || len(v.Chain) != 2 || v.Chain[0].UnitName != "香洲区" {
				t.Errorf("%s sees %+v", p.Name, v.Chain)
			}
		}
		if _, err := b.as(district, o, VerbUrge, CaseOnly); err != nil {
			t.Errorf("District urges: %v", err)
		}
		if _, err := b.as(village, o, VerbRecall, CaseOnly); code(err) != "workorder.not_yours" {
			t.Errorf("who has it recalls it: %s", code(err))
		}
		o = b.do(o, VerbRecall, CaseOnly)
		if o.Unit != unitDistrict || o.State != StateDispatched || !o.DueAt.Equal(due) || len(o.above()) != 0 {
			t.Errorf("recalled: %+v", o)
		}
		if b.seen(waters, o) != "workorder.not_found" || b.seen(village, o) != "workorder.not_found" || b.seen(district, o) != "ok" {
			t.Errorf("waters %s, village %s, district %s", b.seen(waters, o), b.seen(village, o), b.seen(district, o))
		}
	})
}

// TestPassable: the form offers what the verb accepts, and nothing else; with nothing to offer there is no button.
func TestPassable(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.chain = true
		o := b.in(StateHandling)
		v := b.view(waters, o)
		if len(v.Passable) != 2 || v.Passable[0].UnitID != unitVillage || v.Passable[0].Up || v.Passable[1].UnitID != unitDistrict || !v.Passable[1].Up {
			t.Errorf("passable = %+v", v.Passable)
		}
		ofRoads := b.must(func(tx *store.Tx) (Order, error) {
			return b.s.CreateDispatched(tx, centre, b.form(), DispatchIn{Unit: unitRoads})
		})
		for name, c := range map[string]struct {
			p auth.Principal
			o Order
		}{"Department": {roads, ofRoads}, "Centre": {centre, o}, "Above": {district, o}} {
			v := b.view(c.p, c.o)
			if len(v.Passable) != 0 {
				t.Errorf("%s: %+v", name, v.Passable)
			}
			for _, verb := range v.Verbs {
				if verb == VerbTransfer {
					t.Errorf("%s has the button", name)
				}
			}
		}
	})
}

// TestSigning_GainsNothing plays the same verbs at the same times twice, signing at once and as late as may be: every due
// time, of the citizen, the units and the helpers, is the same.
func TestSigning_GainsNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.limits.cohandle = 3
		play := func(late bool) (times []time.Time) {
			b.Clock.Set(day(16, 9, 30))
			o := b.dispatched(unitDistrict)
			note := func() {
				o = b.load(o.ID)
				times = append(times, o.DueAt, o.TotalDueAt)
				for _, x := range o.parties {
					times = append(times, x.DueAt)
				}
			}
			step := func(at time.Time, sign auth.Principal, then func() (Order, error)) {
				if !late {
					o = b.must(func(tx *store.Tx) (Order, error) { return b.s.SignFor(tx, sign, o.ID, o.Version) })
				}
				b.Clock.Set(at)
				if late {
					o = b.must(func(tx *store.Tx) (Order, error) { return b.s.SignFor(tx, sign, o.ID, o.Version) })
				}
				after, err := then()
				if err != nil {
					t.Fatal(err)
				}
				o = after
				note()
			}
			step(day(17, 9, 0), district, func() (Order, error) { return b.transfer(district, o, unitWaters, "") })
			step(day(18, 9, 0), waters, func() (Order, error) { return b.invite(waters, o, unitParks) })
			o, _ = b.transfer(waters, o, unitVillage, "")
			step(day(19, 9, 0), village, func() (Order, error) { return b.invite(village, o, unitRoads) })
			o, _ = b.transfer(village, o, unitWaters, "难办")
			step(day(20, 9, 0), waters, func() (Order, error) { return b.as(waters, o, VerbProgress, CaseOnly) })
			return times
		}
		prompt, late := play(false), play(true)
		if len(prompt) != len(late) || len(prompt) < 10 {
			t.Fatalf("%d and %d times", len(prompt), len(late))
		}
		for i := range prompt {
			if !prompt[i].Equal(late[i]) {
				t.Errorf("time %d: %s when signed at once, %s when late", i, prompt[i], late[i])
			}
		}
	})
}
