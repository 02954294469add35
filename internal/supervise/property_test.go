package supervise

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// TestProperties lets orders go random ways for weeks, with restarts, and holds that no card was given to a clock that
// was not late (red) or near its end (yellow), none twice, and none forgotten.
func TestProperties(t *testing.T) {
	seeds := 6
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			k := newKit(t, testkit.Store(t, workorder.Migrations, Migrations))
			rnd := rand.New(rand.NewPCG(uint64(seed), 23)) //nolint:gosec // a test's dice
			var list []ids.ID
			for range 12 {
				list = append(list, k.order([]ids.ID{unitWaters, unitRoads}[rnd.IntN(2)]).ID)
			}
			refused := 0
			for range 260 {
				k.Clock.Advance(time.Duration(1+rnd.IntN(240)) * time.Minute)
				if k.randomVerb(rnd, list[rnd.IntN(len(list))]) != nil {
					refused++
				}
				switch rnd.IntN(12) {
				case 0:
					k.restart()
					k.Settle(t)
				case 1: // nothing runs for a while
				default:
					k.Settle(t)
				}
			}
			k.Settle(t)
			if refused > 240 {
				t.Fatalf("only %d verbs went through", 260-refused)
			}
			given := k.checkCards(list)
			if given == 0 {
				t.Error("the dice gave no card: the test says nothing")
			}
		})
	}
}

func (k *kit) randomVerb(rnd *rand.Rand, id ids.ID) error {
	return k.verb(id, func(tx *store.Tx, o workorder.Order) (err error) {
		n, s := o.Version, k.orders
		switch rnd.IntN(13) {
		case 0, 1:
			_, err = s.SignFor(tx, auth.System, id, n)
		case 2:
			_, err = s.Reply(tx, auth.System, id, n, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "已修复", PublicText: "修好了"})
		case 3:
			_, err = s.ReviewReply(tx, auth.System, id, n, workorder.ReviewIn{Approve: rnd.IntN(2) == 0, Note: "意见"})
		case 4:
			_, err = s.Return(tx, auth.System, id, n, workorder.ReturnIn{ReasonCode: "facts_unclear", Reason: "内容不清"})
		case 5:
			_, err = s.ReviewReturn(tx, auth.System, id, n, workorder.ReviewReturnIn{Uphold: rnd.IntN(2) == 0, Note: "意见"})
		case 6:
			_, err = s.Reassign(tx, auth.System, id, n, workorder.ReassignIn{Unit: unitParks, Reason: "改派"})
		case 7:
			_, err = s.Pause(tx, auth.System, id, n, workorder.PauseIn{Reason: "等", Until: k.Clock.Now().Add(30 * time.Hour)})
		case 8:
			_, err = s.Resume(tx, auth.System, id, n, workorder.ReasonIn{Reason: "好了"})
		case 9:
			_, err = s.Redo(tx, auth.System, id, n, workorder.RedoIn{Reason: "没好"})
		case 10:
			_, err = s.Dispatch(tx, auth.System, id, n, workorder.DispatchIn{Unit: unitRoads})
		case 11:
			_, err = s.Apply(tx, auth.System, id, n, workorder.ApplyIn{Kind: workorder.CaseExtension, Amount: 2, Reason: "等"})
		case 12:
			_, err = s.Decide(tx, auth.System, id, n, workorder.DecideIn{Approve: true})
		}
		return err
	})
}

// checkCards holds every card against the order's own history, and returns how many there are.
func (k *kit) checkCards(list []ids.ID) int {
	k.t.Helper()
	given := 0
	for _, id := range list {
		o, err := k.orders.Get(k.q(), auth.System, id)
		k.must(err)
		rows, err := k.q().Query(`SELECT `+cardColumns+` FROM supervise_card WHERE order_id = ? ORDER BY id`, id)
		cards, err := store.Collect(rows, err, scanCard)
		k.must(err)
		seen := map[string]bool{}
		for _, c := range cards {
			given++
			key := fmt.Sprint(c.Assignment, c.Level)
			if seen[key] {
				k.t.Errorf("order %d: two %s cards for assignment %d", id, c.Level, c.Assignment)
			}
			seen[key] = true
			if c.Level == CardRed && !c.At.After(c.DueAt) {
				k.t.Errorf("order %d: red at %s, due %s", id, c.At, c.DueAt)
			}
			if c.Level == CardYellow && c.At.After(c.DueAt) {
				k.t.Errorf("order %d: yellow at %s, after its due time %s", id, c.At, c.DueAt)
			}
			if c.Assignment < 1 || c.Assignment > o.Assignment {
				k.t.Errorf("order %d: a card for assignment %d of %d", id, c.Assignment, o.Assignment)
			}
		}
		// None forgotten: a clock that runs, and ran on since its first overdue day, has its red card.
		w := k.watch(id)
		if w == nil || !w.Running {
			continue
		}
		red := dayOf(w.DueAt).AddDate(0, 0, 1).Add(9 * time.Hour)
		if k.Clock.Now().After(red) && !seen[fmt.Sprint(w.Assignment, CardRed)] {
			k.t.Errorf("order %d is overdue since %s and has no red card", id, w.DueAt)
		}
	}
	return given
}
