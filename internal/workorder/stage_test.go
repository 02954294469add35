package workorder

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// stagesOf are the levels of an order's stages now.
func (b *bench) stagesOf(o Order) map[Stage]StageView {
	b.t.Helper()
	list, err := b.s.Stages(b.Store.Read(b.t.Context()), b.load(o.ID))
	if err != nil {
		b.t.Fatal(err)
	}
	m := map[Stage]StageView{}
	for _, v := range list {
		m[v.Stage] = v
	}
	return m
}

func businessLimits(b *bench) {
	b.limits.stages = map[Stage]clock.Fields{
		StageDispatch: {Unit: "working_hour", N: 4}, StageContact: {Unit: "working_hour", N: 1}, StageReview: {Unit: "working_day", N: 1},
		StageFollowUp: {Unit: "working_day", N: 1},
	}
	b.limits.giveBack = 2
}

// TestStages walks an order through its stages, each with a limit of its own that explains itself.
func TestStages(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		businessLimits(b)
		b.Clock.Set(day(16, 11, 30)) // half an hour before the lunch pause
		o := b.create()
		is := func(step string, stage Stage, level string, due time.Time) {
			t.Helper()
			v, ok := b.stagesOf(o)[stage]
			if !ok || v.Level != level || !v.Due.Equal(due) || v.Rule == "" || len(v.Text) < 3 {
				t.Errorf("%s: %s is %+v, want %s by %s", step, stage, v, level, due)
			}
		}
		is("Registered", StageDispatch, "ok", day(17, 9, 0))
		b.Clock.Set(day(17, 9, 1))
		is("NotDispatched", StageDispatch, "overdue", day(17, 9, 0))
		b.Clock.Set(day(17, 11, 30))
		o = b.do(o, VerbDispatch, CaseOnly)
		is("Dispatched", StageDispatch, "late", day(17, 9, 0))
		is("Dispatched", StageContact, "ok", day(17, 15, 0)) // half an hour, the pause, half an hour
		is("Dispatched", StageReturn, "ok", day(19, 17, 30))
		b.Clock.Set(day(17, 14, 50))
		is("HardlyAnyTimeLeft", StageContact, "soon", day(17, 15, 0))
		o = b.do(o, VerbContact, CaseOnly) // before it is signed for
		is("Contacted", StageContact, "met", day(17, 15, 0))
		o = b.do(o, VerbSign, CaseOnly)
		is("Signed", StageSign, "met", day(18, 17, 30))
		o = b.do(o, VerbReply, CaseOnly)
		is("Replied", StageReview, "ok", day(18, 17, 30))
		b.Clock.Set(day(19, 9, 0))
		is("NotReviewed", StageReview, "overdue", day(18, 17, 30))
		o = b.do(o, VerbReview, CaseReject)
		is("Rejected", StageReview, "late", day(18, 17, 30))
		o = b.do(o, VerbReply, CaseOnly)
		is("RepliedAgain", StageReview, "ok", day(20, 17, 30)) // a clock of its own
		o = b.do(o, VerbReview, CaseApprove)
		is("Approved", StageReview, "met", day(20, 17, 30))
		is("Approved", StageFollowUp, "ok", day(20, 17, 30))
		b.do(b.do(o, VerbRedo, CaseOnly), VerbNote, CaseOnly)
		if _, ok := b.stagesOf(o)[StageFollowUp]; ok {
			t.Error("who was asked is still to be asked after the redo")
		}
		is("Redone", StageContact, "ok", day(19, 10, 0)) // the unit must call again
		if v, err := b.s.View(b.Store.Read(t.Context()), centre, o.ID); err != nil || len(v.Stages) < 4 || len(v.Contacts) != 1 || v.Contacts[0].Number == "13900000000" {
			t.Errorf("the order's page: %d stages, %+v, %v", len(v.Stages), v.Contacts, err)
		}
	})
}

// TestContact_NoTimeGained holds what counts as the moment of a contact.
func TestContact_NoTimeGained(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		businessLimits(b)
		for _, c := range []struct {
			name  string
			said  time.Duration // after dispatch
			noted time.Duration
			want  string
			code  string
		}{
			{"AtOnce", 30 * time.Minute, 31 * time.Minute, "met", "ok"},
			{"WrittenDownSoon", 50 * time.Minute, 170 * time.Minute, "met", "ok"},
			{"WrittenDownMuchLater", 50 * time.Minute, 26 * time.Hour, "late", "ok"},
			{"CalledLate", 5 * time.Hour, 5 * time.Hour, "late", "ok"},
			{"BeforeTheUnitHadIt", -time.Hour, 10 * time.Minute, "", "workorder.invalid"},
			{"InTheFuture", time.Hour, 10 * time.Minute, "", "workorder.invalid"},
		} {
			start := day(16, 9, 30)
			b.Clock.Set(start)
			o := b.dispatched(unitWaters)
			b.Clock.Set(start.Add(c.noted))
			_, err := b.try(func(tx *store.Tx) (Order, error) {
				return b.s.Contact(tx, waters, o.ID, 0, ContactIn{ContactedAt: start.Add(c.said), Reached: true})
			})
			if code(err) != c.code {
				t.Errorf("%s: %s, want %s", c.name, code(err), c.code)
			}
			if v := b.stagesOf(o)[StageContact]; c.want != "" && v.Level != c.want {
				t.Errorf("%s: %s, want %s", c.name, v.Level, c.want)
			}
		}
	})
}

// TestContact_Sealed holds that the unit does not call who asked for confidentiality, and that the centre's call for it is the
// first contact: what the citizen adds of their own accord before is not.
func TestContact_Sealed(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		businessLimits(b)
		b.Clock.Set(day(16, 9, 30))
		o := b.do(b.dispatched(unitWaters), VerbSeal, CaseOnly)
		if _, err := b.as(waters, o, VerbContact, CaseOnly); code(err) != "workorder.contact_sealed" {
			t.Errorf("the unit calls: %s", code(err))
		}
		if slices.Contains(b.s.Verbs(waters, o), VerbContact) {
			t.Error("the unit is offered to write down a call")
		}
		is := func(step, level string) {
			t.Helper()
			if v := b.stagesOf(o)[StageContact]; v.Level != level {
				t.Errorf("%s: %s, want %s", step, v.Level, level)
			}
		}
		b.Clock.Set(day(16, 9, 40))
		o = b.do(o, VerbSupplement, CaseOnly)
		is("NobodyWasAsked", "ok")
		o = b.do(o, VerbAskContact, CaseOnly)
		is("Asked", "ok")
		b.Clock.Set(day(16, 10, 20))
		o = b.do(o, VerbSupplement, CaseOnly)
		is("TheCentreCalled", "met")
		if o.ContactAsked {
			t.Error("still asked")
		}
	})
}

// TestContact_GoesAlong holds that the time for the first contact is not begun anew by handing an order on with its clock,
// and that a unit with a clock of its own has time of its own to call.
func TestContact_GoesAlong(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		businessLimits(b)
		hand := map[string]struct {
			on   func(o Order) (Order, error)
			due  time.Time
			call bool
		}{
			"WithinTheSubCentre": {func(o Order) (Order, error) { return b.as(works, o, VerbReassign, CaseOnly) }, day(16, 10, 30), false},
			"DownTheLine":        {func(o Order) (Order, error) { return b.transfer(waters, o, unitVillage, "") }, day(16, 10, 30), false},
			"ByTheCentre":        {func(o Order) (Order, error) { return b.as(centre, o, VerbReassign, CaseOnly) }, day(16, 11, 10), false},
			"OnceCalled":         {func(o Order) (Order, error) { return b.as(works, o, VerbReassign, CaseOnly) }, day(16, 11, 10), true},
		}
		for name, c := range hand {
			b.Clock.Set(day(16, 9, 30))
			o := b.dispatched(unitWaters)
			if c.call {
				o = b.do(o, VerbContact, CaseOnly)
			}
			b.Clock.Set(day(16, 10, 10))
			after, err := c.on(o)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if v := b.stagesOf(after)[StageContact]; !v.Due.Equal(c.due) {
				t.Errorf("%s: due %s, want %s", name, v.Due, c.due)
			}
		}
	})
}

// TestStages_GoAlong holds that the unit's clock and the time for a return explain themselves after an order was handed on with
// its clock, and that the time for a return is the one that a return is held against.
func TestStages_GoAlong(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		businessLimits(b)
		for name, c := range map[string]struct {
			on   func(o Order) (Order, error)
			from time.Time
		}{
			"WithinTheSubCentre": {func(o Order) (Order, error) { return b.as(works, o, VerbReassign, CaseOnly) }, day(16, 9, 30)},
			"DownTheLine":        {func(o Order) (Order, error) { return b.transfer(waters, o, unitVillage, "") }, day(16, 9, 30)},
			"ByTheCentre":        {func(o Order) (Order, error) { return b.as(centre, o, VerbReassign, CaseOnly) }, day(17, 10, 10)},
		} {
			b.Clock.Set(day(16, 9, 30))
			o := b.dispatched(unitWaters)
			b.Clock.Set(day(17, 10, 10)) // a day later: counted from here, everything is due a day later
			after, err := c.on(o)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			stages := b.stagesOf(after)
			for _, stage := range []Stage{StageHandle, StageReturn, StageSign} {
				from := c.from
				if stage == StageSign {
					from = day(17, 10, 10) // only signing is counted anew
				}
				v, ok := stages[stage]
				if text := strings.Join(v.Text, "\n"); !ok || !v.From.Equal(from) || !strings.Contains(text, v.Due.In(wall.Shanghai).Format("2006年1月2日")) {
					t.Errorf("%s: %s from %s, want %s, due %s, says\n%s", name, stage, v.From, from, v.Due, text)
				}
			}
			if name != "DownTheLine" { // who is below returns nothing to the centre
				continue
			}
			limit, from, err := b.s.returnLimit(b.Store.Read(t.Context()), &after)
			if v := stages[StageReturn]; err != nil || !limit.due.Equal(v.Due) || !from.Equal(v.From) {
				t.Errorf("%s: a return is possible until %s, told %s, %v", name, limit.due, v.Due, err)
			}
		}
	})
}

// TestStages_WithoutLimit leaves stages out that have none, and imported orders alone.
func TestStages_WithoutLimit(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.dispatched(unitWaters)
		m := b.stagesOf(o)
		if _, ok := m[StageContact]; ok || len(m) != 3 {
			t.Errorf("stages %v", m)
		}
		if list, err := b.s.Stages(b.Store.Read(t.Context()), Order{ID: 1, Imported: true}); err != nil || len(list) != 0 {
			t.Errorf("%v, %v", list, err)
		}
	})
}
