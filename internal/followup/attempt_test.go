package followup

import (
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestAttempt(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		t.Run("ReachedAndSatisfied", func(t *testing.T) {
			o := b.completed(waters)
			if err := b.attempt(caller, b.plan(o.ID).ID, AttemptIn{Reached: true, Answer: happy}); err != nil {
				t.Fatal(err)
			}
			b.is(o.ID, StateDone, WayLink, workorder.StateArchived)
			if got := b.kinds(o.ID); got != "planned attempted answered" {
				t.Errorf("%s", got)
			}
			records, _ := b.Ledger.History(b.q(), o.ID)
			if last := records[len(records)-1]; last.Kind != workorder.EventArchived || last.Actor != caller.ID {
				t.Errorf("archived by %d: %s", last.Actor, last.Kind)
			}
			if err := b.attempt(caller, b.plan(o.ID).ID, AttemptIn{Reached: true, Answer: happy}); code(err) != "followup.settled" {
				t.Errorf("twice: %v", err)
			}
		})
		t.Run("NotReachedUntilGivenUp", func(t *testing.T) {
			o := b.completed(waters)
			for i := range 3 {
				p := b.plan(o.ID)
				if i > 0 && !p.NextAt.Equal(b.s.now().Add(4*time.Hour)) {
					t.Errorf("next call at %s", p.NextAt)
				}
				if err := b.attempt(caller, p.ID, AttemptIn{}); err != nil {
					t.Fatal(err)
				}
			}
			b.is(o.ID, StateUnreachable, WayPhone, workorder.StateArchived)
			if got := b.kinds(o.ID); got != "planned attempted attempted attempted unreachable" {
				t.Errorf("%s", got)
			}
		})
		t.Run("Redo", func(t *testing.T) {
			o := b.completed(waters)
			if err := b.attempt(caller, b.plan(o.ID).ID, AttemptIn{Reached: true, Answer: unhappy, Redo: true}); err != nil {
				t.Fatal(err)
			}
			b.is(o.ID, StateDone, WayLink, workorder.StateDispatched)
			b.Settle(t)
			b.is(o.ID, StateDone, WayLink, workorder.StateDispatched) // the event of the redo ends nothing else
			b.complete(o)
			if p := b.plan(o.ID); p.Round != 2 || p.State != StateWaiting {
				t.Errorf("%+v", p)
			}
		})
		t.Run("RedoWithoutTheRight", func(t *testing.T) {
			o := b.completed(waters)
			weak := caller.WithRights(RightAttempt, workorder.RightRead)
			err := b.attempt(weak, b.plan(o.ID).ID, AttemptIn{Reached: true, Answer: unhappy, Redo: true})
			if code(err) != "auth.forbidden" || b.plan(o.ID).Attempts != 0 {
				t.Errorf("%v", err)
			}
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
		})
		t.Run("DirectAnswerNeedsAUnitToRedo", func(t *testing.T) {
			o := b.order(0, nil)
			b.Settle(t)
			in := AttemptIn{Reached: true, Answer: unhappy, Redo: true}
			if err := b.attempt(caller, b.plan(o.ID).ID, in); code(err) != "workorder.unit_missing" {
				t.Errorf("%v", err)
			}
			in.UnitID = roads
			if err := b.attempt(caller, b.plan(o.ID).ID, in); err != nil || b.state(o.ID) != workorder.StateDispatched {
				t.Errorf("%v, order %s", err, b.state(o.ID))
			}
		})
		t.Run("StaffDoNotOverwriteTheCitizen", func(t *testing.T) {
			o := b.completed(waters)
			b.rate(o.ID, 1, unhappy)
			b.Clock.Advance(time.Minute)
			in := AttemptIn{Reached: true, Answer: happy}
			in.Note = "诉求人表示理解，不再要求重办"
			if err := b.attempt(caller, b.plan(o.ID).ID, in); err != nil {
				t.Fatal(err)
			}
			p := b.plan(o.ID)
			if p.Satisfaction != 1 || p.AnsweredWay != WayLink || b.state(o.ID) != workorder.StateArchived {
				t.Errorf("%+v", p)
			}
			answers, err := answersOf(b.q(), &p)
			if err != nil || len(answers) != 2 || !answers[0].Counted || answers[1].Counted {
				t.Errorf("%+v %v", answers, err)
			}
		})
		t.Run("DissatisfiedAndNotReached", func(t *testing.T) {
			o := b.completed(waters)
			b.rate(o.ID, 1, unhappy)
			id := b.plan(o.ID).ID
			for range 2 {
				if err := b.attempt(caller, id, AttemptIn{}); err != nil {
					t.Fatal(err)
				}
			}
			if err := b.attempt(caller, id, AttemptIn{}); code(err) != "followup.invalid_answer" {
				t.Errorf("closed without a word: %v", err)
			}
			if err := b.attempt(caller, id, AttemptIn{Redo: true}); err != nil || b.state(o.ID) != workorder.StateDispatched {
				t.Errorf("%v, order %s", err, b.state(o.ID))
			}
		})
		t.Run("Bad", func(t *testing.T) {
			o := b.completed(waters)
			id := b.plan(o.ID).ID
			noReason := AttemptIn{Reached: true, Answer: unhappy}
			for name, c := range map[string]struct {
				p    auth.Principal
				id   ids.ID
				in   AttemptIn
				want string
			}{
				"NoSuchPlan":        {caller, 4711, AttemptIn{}, "followup.not_found"},
				"WithoutRight":      {auth.Principal{ID: 9, Scope: auth.Scope{All: true}}, id, AttemptIn{}, "auth.forbidden"},
				"AnothersUnit":      {officerOf(roads), id, AttemptIn{}, "followup.not_found"},
				"ReachedNoAnswer":   {caller, id, AttemptIn{Reached: true}, "followup.invalid_answer"},
				"RedoNobodyAsked":   {caller, id, AttemptIn{Redo: true}, "followup.invalid_answer"},
				"NoRedoAndNoReason": {caller, id, noReason, "followup.invalid_answer"},
			} {
				if err := b.attempt(c.p, c.id, c.in); code(err) != c.want {
					t.Errorf("%s: %v", name, err)
				}
			}
			if p := b.plan(o.ID); p.Attempts != 0 {
				t.Errorf("%+v", p)
			}
		})
		// Somebody archived the order a moment ago and the event has not been seen yet.
		t.Run("OrderWentOnMeanwhile", func(t *testing.T) {
			o := b.completed(waters)
			b.write(func(tx *store.Tx) error {
				o, err := b.orders.Get(tx, auth.System, o.ID)
				if err == nil {
					_, err = b.orders.Archive(tx, auth.System, o.ID, o.Version)
				}
				return err
			})
			if err := b.attempt(caller, b.plan(o.ID).ID, AttemptIn{Reached: true, Answer: happy}); err != nil {
				t.Fatal(err)
			}
			b.Settle(t)
			b.is(o.ID, StateDone, WayLink, workorder.StateArchived)
		})
	})
}

func officerOf(unit ids.ID) auth.Principal {
	p := officer
	p.Unit, p.Scope = unit, auth.Scope{Units: []ids.ID{unit}}
	return p
}
