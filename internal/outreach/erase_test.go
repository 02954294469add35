package outreach

import (
	"bytes"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestOldPeople: of a campaign that ended long ago nothing personal is left, in the tables neither, while its figures stay
// as they were; whoever is in a call that is kept stays, and so does a campaign that goes on.
func TestOldPeople(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		q := b.Store.Read(t.Context())
		c := b.running(KindRobot)
		b.clock.Set(time.Date(2026, 11, 16, 6, 0, 0, 0, time.UTC))
		b.tick()
		b.over("13900000001", "", "2123#")
		b.over("13900000002", "", "1")
		b.tick()
		b.over("13900000003", "", "9")
		said := func() int {
			t.Helper()
			var n int
			if err := q.QueryRow(`SELECT COUNT(*) FROM outreach_attempt WHERE campaign_id = ? AND body IS NOT NULL`, c.ID).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		b.must(func(tx *store.Tx) error {
			p, err := b.people(tx, `campaign_id = ? AND line = 2`, c.ID)
			if err != nil {
				return err
			}
			return b.called(tx, c, p[0], attempt{result: "不满意", done: true, said: []Answer{{"门牌号", "我家门口的路灯"}}})
		})
		if said() != 1 {
			t.Fatal("no own words to erase")
		}
		var kept ids.ID // the call of line 3
		if err := q.QueryRow(`SELECT a.call_id FROM outreach_attempt a JOIN outreach_person p ON p.id = a.person_id WHERE p.campaign_id = ? AND p.line = 3`, c.ID).Scan(&kept); err != nil || kept == 0 {
			t.Fatal(kept, err)
		}
		old := OldPeople{Service: b.Service, Held: func(store.Queryer) ([]ids.ID, error) { return []ids.ID{kept}, nil }}
		reached := func(after time.Duration) (n int) {
			t.Helper()
			n, oldest, err := old.CountErasable(q, b.clock.Now().Add(after), 100)
			if err != nil || (n > 0) == oldest.IsZero() {
				t.Fatal(n, oldest, err)
			}
			return n
		}
		if n := reached(time.Hour); n != 0 {
			t.Errorf("%d of a campaign that goes on", n)
		}
		b.tick() // it ends
		before, err := b.Get(q, seat, c.ID)
		if err != nil || before.State != StateEnded {
			t.Fatal(before.State, err)
		}
		if n := reached(-time.Hour); n != 0 {
			t.Errorf("%d before their time", n)
		}
		if n := reached(time.Hour); n != 2 {
			t.Errorf("%d people are reached, and not 2", n)
		}
		erase := func() (n int) {
			t.Helper()
			b.must(func(tx *store.Tx) error {
				list, err := old.EraseEnded(t.Context(), tx, b.clock.Now().Add(time.Hour), 1, "retention")
				n = len(list)
				return err
			})
			return n
		}
		if a, b, c := erase(), erase(), erase(); a != 1 || b != 1 || c != 0 {
			t.Errorf("erased %d, %d, %d in steps of one", a, b, c)
		}
		after, err := b.Get(q, seat, c.ID)
		if err != nil || after.People != before.People || after.Reached != before.Reached || len(after.Final) != len(before.Final) {
			t.Errorf("the figures changed:\n%+v\n%+v %v", before, after, err)
		}
		rows, _, err := b.People(q, seat, c.ID, PeopleFilter{})
		if err != nil || len(rows) != 3 {
			t.Fatal(len(rows), err)
		}
		for i, r := range rows {
			gone := r.Erased && r.Phone == "" && r.Words["称谓"] == "" && len(r.Answers) == 0
			if held := i == 1; gone == held {
				t.Errorf("line %d: %+v", r.Line, r)
			}
		}
		if said() != 0 {
			t.Error("own words are kept")
		}
		people, err := b.people(q, `campaign_id = ?`, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			for _, number := range []string{"13900000001", "13900000003"} {
				if bytes.Equal(p.mac, b.mac(number)) {
					t.Errorf("line %d is still found by its number", p.Line)
				}
			}
		}
		barred, _, err := b.Barred(q, BarredFilter{})
		if err != nil || len(barred) != 1 {
			t.Errorf("%d must not be called, %v", len(barred), err)
		}
	})
}
