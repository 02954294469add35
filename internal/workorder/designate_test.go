package workorder

import (
	"slices"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestReturn_Limits holds how late, how often and by whom an order is returned.
func TestReturn_Limits(t *testing.T) {
	t.Run("Late", func(t *testing.T) {
		b := newBench(t, storeOf(t))
		b.limits.giveBack = 2
		o := b.in(StateHandling)
		b.Clock.Set(day(18, 17, 30)) // two working days after Monday the 16th; the instant itself is in time
		if _, err := b.as(waters, o, VerbReturn, CaseOnly); err != nil {
			t.Errorf("in time: %v", err)
		}
		b.Clock.Set(day(16, 9, 30))
		o = b.in(StateHandling)
		b.Clock.Set(day(18, 17, 31))
		if _, err := b.as(waters, o, VerbReturn, CaseOnly); code(err) != "workorder.return_late" {
			t.Errorf("code = %s", code(err))
		}
	})
	t.Run("TooOften", func(t *testing.T) {
		b := newBench(t, storeOf(t))
		o := b.in(StateHandling)
		for range 2 {
			o = b.do(b.do(o, VerbReturn, CaseOnly), VerbReviewReturn, CaseReject)
		}
		if _, err := b.as(waters, o, VerbReturn, CaseOnly); code(err) != "workorder.return_limit" {
			t.Errorf("code = %s", code(err))
		}
	})
}

func (b *bench) designate(o Order, unit ids.ID) Order {
	b.t.Helper()
	return b.must(func(tx *store.Tx) (Order, error) {
		return b.s.Designate(tx, centre, o.ID, o.Version, DesignateIn{Unit: unit, Reason: "按三定方案"})
	})
}

func TestDesignate(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		t.Run("TheUnitThatReturnedIt", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateReturned)
			b.Clock.Set(day(18, 10, 0))
			o = b.designate(o, unitWaters)
			wantTimes(t, o, day(23, 17, 30), day(17, 17, 30), o.TotalDueAt) // disputing gained nothing
			if o.State != StateDispatched || o.Assignment != 1 || !o.Designated || !o.SignedAt.IsZero() {
				t.Errorf("order = %+v", o)
			}
			if r := b.returns(o.ID); r[0].State != ReviewRejected {
				t.Errorf("the return is %s", r[0].State)
			}
			if _, err := b.as(waters, o, VerbReturn, CaseOnly); code(err) != "workorder.designated" {
				t.Errorf("a designated unit returns: %s", code(err))
			}
			if slices.Contains(b.s.Verbs(waters, o), VerbReturn) {
				t.Error("a designated unit is offered to return")
			}
		})
		t.Run("AnotherUnit", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateReturned)
			b.Clock.Set(day(18, 10, 0))
			o = b.designate(o, unitRoads)
			wantTimes(t, o, day(25, 17, 30), day(19, 17, 30), o.TotalDueAt)
			if r := b.returns(o.ID); r[0].State != ReviewUpheld || r[0].ToUnit != unitRoads || !o.Designated || o.Unit != unitRoads {
				t.Errorf("return = %+v, order = %+v", r[0], o)
			}
			// Reassigned by the centre it is an order like any other.
			if o = b.must(func(tx *store.Tx) (Order, error) {
				return b.s.Reassign(tx, centre, o.ID, o.Version, ReassignIn{Unit: unitParks, Reason: "更正"})
			}); o.Designated {
				t.Error("still designated after it was reassigned")
			}
		})
		t.Run("Redone", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			b.redoes(t, b.designate(b.in(StateReturned), unitWaters))
		})
		t.Run("Refusals", func(t *testing.T) {
			o := b.in(StateReturned)
			for unit, want := range map[ids.ID]string{0: "workorder.unit_missing", 77: "workorder.unit_unknown", unitClosed: "workorder.unit_closed"} {
				_, err := b.try(func(tx *store.Tx) (Order, error) {
					return b.s.Designate(tx, centre, o.ID, o.Version, DesignateIn{Unit: unit, Reason: "因"})
				})
				if code(err) != want {
					t.Errorf("unit %d: %s, want %s", unit, code(err), want)
				}
			}
			if r := b.returns(o.ID); r[0].State != ReviewPending {
				t.Errorf("a refused designation ended the return: %s", r[0].State)
			}
		})
	})
}

// redoes holds that a unit which may not return an order may not return it after a redo either, and that another unit may
// which the redo goes to.
func (b *bench) redoes(t *testing.T, o Order) {
	t.Helper()
	for _, to := range []ids.ID{0, unitRoads} {
		if o.State == StateDispatched {
			o = b.do(o, VerbSign, CaseOnly)
		}
		o = b.do(b.do(o, VerbReply, CaseOnly), VerbReview, CaseApprove)
		o = b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Redo(tx, centre, o.ID, o.Version, RedoIn{Reason: "市民反映未解决", Unit: to})
		})
		p := waters
		if to == unitRoads {
			p = roads
		}
		if o.Designated != (to == 0) || slices.Contains(b.s.Verbs(p, o), VerbReturn) == o.Designated {
			t.Errorf("redone by %s: designated %v, verbs %v", p.Name, o.Designated, b.s.Verbs(p, o))
		}
		if to == 0 {
			if _, err := b.as(p, o, VerbReturn, CaseOnly); code(err) != "workorder.designated" {
				t.Fatalf("returned after the redo: %s", code(err))
			}
		}
	}
}

func (b *bench) returns(order ids.ID) []Return {
	b.t.Helper()
	list, err := loadReturns(b.Store.Read(b.t.Context()), order)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// TestReopen holds that the citizen's clock starts anew, and that nothing else does.
func TestReopen(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, from := range []State{StateArchived, StateWithdrawn} {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(from)
			created, before := o.CreatedAt, len(b.events(o.ID))
			b.Clock.Set(day(16, 9, 30).AddDate(0, 2, 0))
			o = b.do(o, VerbReopen, CaseOnly)
			if o.State != StateRegistered || o.Unit != 0 || !o.CreatedAt.Equal(created) || !o.TotalDueAt.After(b.Clock.Now()) || !o.DueAt.Equal(o.TotalDueAt) {
				t.Errorf("%s: %+v", from, o)
			}
			c, err := b.s.Explain(b.Store.Read(t.Context()), b.load(o.ID))
			if err != nil || c.Which != "total" || !c.Due.Equal(o.TotalDueAt) || !c.From.Equal(b.Clock.Now()) || len(c.Warnings) != 1 { // the calendar lacks 2027
				t.Errorf("%s: clock = %+v, err = %v", from, c, err)
			}
			if got := len(b.events(o.ID)); got != before+1 {
				t.Errorf("%s: %d events, want %d", from, got, before+1)
			}
			b.do(b.do(o, VerbDispatch, CaseOnly), VerbSign, CaseOnly)
		}
	})
}

type toldSeals struct{ orders []ids.ID }

func (s *toldSeals) OrderSealed(_ *store.Tx, order ids.ID) error {
	s.orders = append(s.orders, order)
	return nil
}

func TestSeal(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		told := &toldSeals{}
		b.s.Seals = told
		o := b.do(b.in(StateHandling), VerbSeal, CaseOnly)
		if len(told.orders) != 1 || told.orders[0] != o.ID {
			t.Errorf("who keeps the identity was told of %v", told.orders)
		}
		if _, err := b.s.Get(b.Store.Read(t.Context()), seat, o.ID); code(err) != "workorder.sealed" {
			t.Errorf("a seat reads it: %s", code(err))
		}
		if _, err := b.s.Get(b.Store.Read(t.Context()), waters, o.ID); err != nil {
			t.Errorf("the unit that has it: %v", err)
		}
		if _, err := b.as(centre, o, VerbSeal, CaseOnly); code(err) != "workorder.already_sealed" {
			t.Errorf("sealed twice: %s", code(err))
		}
		o = b.do(o, VerbUnseal, CaseOnly)
		if _, err := b.s.Get(b.Store.Read(t.Context()), seat, o.ID); err != nil {
			t.Errorf("a seat, after it was opened: %v", err)
		}
		if _, err := b.as(centre, o, VerbUnseal, CaseOnly); code(err) != "workorder.not_sealed" {
			t.Errorf("opened twice: %s", code(err))
		}
	})
}
