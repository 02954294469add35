package workorder

import (
	"slices"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

func (b *bench) bind(p auth.Principal, o Order, words string) (Order, error) {
	return b.try(func(tx *store.Tx) (Order, error) {
		return b.s.Bind(tx, p, o.ID, o.Version, ReasonIn{Reason: words})
	})
}

// TestBind holds that the unit which has the order cannot give it back afterwards, that nothing else changes, and where it
// is not possible.
func TestBind(t *testing.T) {
	want := map[State]string{
		StateRegistered: "illegal_move", StateDispatched: "ok", StateReturned: "illegal_move", StateHandling: "ok", StatePaused: "ok",
		StateShelved: "ok", StateReplied: "ok", StateMerged: "merged", StateCompleted: "illegal_move", StateArchived: "archived", StateWithdrawn: "withdrawn",
	}
	each(t, func(t *testing.T, b *bench) {
		for _, state := range States {
			t.Run(string(state), func(t *testing.T) {
				o := b.in(state)
				after, err := b.bind(centre, o, "联席会议决定")
				if want[state] != "ok" {
					if code(err) != "workorder."+want[state] {
						t.Errorf("code = %s, want %s", code(err), want[state])
					}
					return
				}
				if err != nil || !after.Designated || after.State != state || after.Unit != o.Unit || after.Version != o.Version+1 || !after.DueAt.Equal(o.DueAt) || !after.TotalDueAt.Equal(o.TotalDueAt) {
					t.Fatalf("after = %+v, err = %v", after, err)
				}
				if kinds := b.events(o.ID); kinds[len(kinds)-1] != EventBound {
					t.Errorf("events = %v", kinds)
				}
				if again, err := b.bind(centre, after, "再次决定"); err != nil || again.Version != after.Version {
					t.Errorf("bound twice: v%d, then v%d, %v", after.Version, again.Version, err)
				}
				switch state {
				case StatePaused, StateShelved:
					after = b.do(after, VerbResume, CaseOnly)
				case StateReplied:
					after = b.do(after, VerbReview, CaseReject)
				}
				if _, err := b.as(waters, after, VerbReturn, CaseOnly); code(err) != "workorder.designated" {
					t.Errorf("returned all the same: %s", code(err))
				}
				if slices.Contains(b.s.Verbs(waters, after), VerbReturn) {
					t.Error("offered to return it")
				}
			})
		}
		t.Run("Redone", func(t *testing.T) {
			o, err := b.bind(centre, b.in(StateHandling), "联席会议决定")
			if err != nil {
				t.Fatal(err)
			}
			b.redoes(t, o)
		})
		t.Run("Refusals", func(t *testing.T) {
			o := b.in(StateHandling)
			stale := o
			stale.Version++
			for name, c := range map[string]struct {
				p     auth.Principal
				o     Order
				words string
				want  string
			}{
				"OwnUnit": {waters, o, "因", "workorder.not_yours"}, "Other": {roads, o, "因", "workorder.not_found"}, "NoRight": {people["norights"], o, "因", "auth.forbidden"},
				"Stale": {centre, stale, "因", "workorder.stale"}, "NoWords": {centre, o, " ", "workorder.reason_missing"},
			} {
				if _, err := b.bind(c.p, c.o, c.words); code(err) != c.want {
					t.Errorf("%s: %s, want %s", name, code(err), c.want)
				}
			}
			if slices.Contains(b.s.Verbs(centre, o), VerbBind) {
				t.Error("it is a button: only a meeting's decision does it")
			}
		})
	})
}
