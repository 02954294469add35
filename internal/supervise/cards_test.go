package supervise

import (
	"slices"
	"testing"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// TestChain walks one order's clock to its end: due on Monday 23rd 17:30.
func TestChain(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		k.sign(o.ID)
		for _, step := range []struct {
			name   string
			before time.Time // a moment at which nothing new has happened yet
			at     time.Time
			cards  []string
			unit   int // messages to units so far
			staff  int // messages to people so far
		}{
			{"Yellow", day(20, 17, 29), day(20, 17, 30), []string{"yellow"}, 1, 1},
			{"DueDay", day(23, 8, 29), day(23, 8, 30), []string{"yellow"}, 2, 2},
			{"DayAfterAndRed", day(24, 8, 29), day(24, 8, 30), []string{"yellow", "red"}, 2 + 1 + 2, 4},
			{"Leader", day(26, 8, 29), day(26, 8, 30), []string{"yellow", "red"}, 7, 5},
			{"Supervisor", day(30, 8, 29), day(30, 8, 30), []string{"yellow", "red"}, 9, 7},
			{"NothingMore", day(30, 8, 31), day(30, 8, 31).AddDate(0, 2, 0), []string{"yellow", "red"}, 9, 7},
		} {
			unit, staff := k.mail.count(notice.Chase)+k.mail.count(notice.ChaseAbove), k.mail.count(notice.ChaseStaff)
			k.at(step.before)
			if k.mail.count(notice.Chase)+k.mail.count(notice.ChaseAbove) != unit || k.mail.count(notice.ChaseStaff) != staff {
				t.Errorf("%s: told too early", step.name)
			}
			k.at(step.at)
			if got := k.cards(o.ID); !slices.Equal(got, step.cards) {
				t.Errorf("%s: cards %v, want %v", step.name, got, step.cards)
			}
			if got := k.mail.count(notice.Chase) + k.mail.count(notice.ChaseAbove); got != step.unit {
				t.Errorf("%s: %d messages to units, want %d", step.name, got, step.unit)
			}
			if got := k.mail.count(notice.ChaseStaff); got != step.staff {
				t.Errorf("%s: %d messages to people, want %d", step.name, got, step.staff)
			}
		}
		p, err := k.s.Panel(k.q(), supervisor, o.ID)
		if err != nil || len(p.Taken) != 6 || len(p.Ahead) != 0 {
			t.Errorf("panel: %d taken, %d ahead, %v", len(p.Taken), len(p.Ahead), err)
		}
	})
}

// TestRestart takes the process away while steps fall due: what was missed is done once, and a warning that comes too
// late is left out.
func TestRestart(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		k.at(day(20, 17, 30))
		for range 3 { // each start finds the same rows
			k.restart()
			k.Settle(t)
		}
		if got := k.cards(o.ID); !slices.Equal(got, []string{"yellow"}) {
			t.Fatalf("cards %v", got)
		}
		// Down from Friday evening to Wednesday noon.
		k.Clock.Set(day(25, 12, 0))
		for range 2 {
			k.restart()
			k.Settle(t)
		}
		if got := k.cards(o.ID); !slices.Equal(got, []string{"yellow", "red"}) {
			t.Errorf("cards %v", got)
		}
		p, err := k.s.Panel(k.q(), supervisor, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var missed, told []string
		for _, st := range p.Taken {
			if st.Missed {
				missed = append(missed, st.Code)
			} else {
				told = append(told, st.Code)
			}
		}
		slices.Sort(told)
		if !slices.Equal(missed, []string{"due-day"}) || !slices.Equal(told, []string{"red", "remind", "yellow"}) {
			t.Errorf("missed %v, told %v", missed, told)
		}
	})
}

// TestNoCard are the ways in which a clock does not run.
func TestNoCard(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		late := day(24, 12, 0)
		cases := []struct {
			name string
			do   func(id ids.ID)
			want []string
		}{
			{"ReplyInTime", k.reply, nil},
			{"Paused", func(id ids.ID) {
				k.must(k.verb(id, func(tx *store.Tx, o workorder.Order) error {
					_, err := k.orders.Pause(tx, auth.System, o.ID, o.Version, workorder.PauseIn{Reason: "等配件", Until: late.AddDate(0, 0, 30)})
					return err
				}))
			}, nil},
			{"Withdrawn", func(id ids.ID) {
				k.must(k.verb(id, func(tx *store.Tx, o workorder.Order) error {
					_, err := k.orders.Withdraw(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "不用了"})
					return err
				}))
			}, nil},
			{"RejectedReplyNeverStoppedIt", func(id ids.ID) { k.reply(id); k.review(id, false) }, []string{"yellow", "red"}},
			{"Nothing", func(ids.ID) {}, []string{"yellow", "red"}},
		}
		orders := map[string]ids.ID{}
		for _, c := range cases {
			o := k.order(unitWaters)
			orders[c.name] = o.ID
			k.sign(o.ID)
			c.do(o.ID)
		}
		k.Settle(t)
		k.at(day(20, 18, 0))
		k.at(late)
		for _, c := range cases {
			if got := k.cards(orders[c.name]); !slices.Equal(got, c.want) {
				t.Errorf("%s: cards %v, want %v", c.name, got, c.want)
			}
		}
	})
}

// TestLateReply gives the red card that was due before a late reply came, even if the sweep comes after it.
func TestLateReply(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		k.sign(o.ID)
		k.at(day(20, 18, 0))
		k.Clock.Set(day(24, 9, 0)) // the red card was due at 08:30, nothing has run since
		k.reply(o.ID)
		k.review(o.ID, true)
		k.at(day(24, 9, 1))
		if got := k.cards(o.ID); !slices.Equal(got, []string{"yellow", "red"}) {
			t.Errorf("cards %v", got)
		}
	})
}

// TestNewClock gives each unit's clock cards of its own, and an extension none twice.
func TestNewClock(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		k.sign(o.ID)
		k.at(day(20, 18, 0))
		var a workorder.Order
		k.must(k.verb(o.ID, func(tx *store.Tx, o workorder.Order) (err error) {
			a, err = k.orders.Apply(tx, waters, o.ID, o.Version, workorder.ApplyIn{Kind: workorder.CaseExtension, Amount: 2, Reason: "等配件"})
			return err
		}))
		k.must(k.verb(o.ID, func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Decide(tx, auth.System, o.ID, o.Version, workorder.DecideIn{Approve: true})
			return err
		}))
		k.at(day(24, 17, 31)) // a day before the new due time: no second yellow
		if got := k.cards(a.ID); !slices.Equal(got, []string{"yellow"}) {
			t.Errorf("after the extension: %v", got)
		}
		k.at(day(26, 9, 0))
		if got := k.cards(a.ID); !slices.Equal(got, []string{"yellow", "red"}) {
			t.Errorf("overdue: %v", got)
		}
		k.must(k.verb(o.ID, func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Reassign(tx, auth.System, o.ID, o.Version, workorder.ReassignIn{Unit: unitRoads, Reason: "属公路局"})
			return err
		}))
		k.Settle(t)
		if w := k.watch(o.ID); w.Card != 0 || w.Unit != unitRoads || !w.Running {
			t.Errorf("the new unit begins without a card: %+v", w)
		}
		k.at(day(26, 9, 0).AddDate(0, 0, 30))
		if got := k.cards(o.ID); !slices.Equal(got, []string{"yellow", "red", "red"}) && !slices.Equal(got, []string{"yellow", "red", "yellow", "red"}) {
			t.Errorf("the second unit's: %v", got)
		}
	})
}

func TestLift(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		k.at(day(20, 18, 0))
		k.at(day(24, 9, 0))
		rows, _, err := k.s.Cards(k.q(), supervisor, CardFilter{})
		if err != nil || len(rows) != 2 || rows[0].Level != "red" {
			t.Fatalf("%+v, %v", rows, err)
		}
		lift := func(by auth.Principal, id ids.ID, in LiftIn) error {
			return k.write(func(tx *store.Tx) error { _, err := k.s.Lift(tx, by, id, in); return err })
		}
		good := LiftIn{Code: "extended", Note: "到期前已申请延期"}
		for _, c := range []struct {
			name string
			by   auth.Principal
			id   ids.ID
			in   LiftIn
			want string
		}{
			{"Unit", waters, rows[0].ID, good, "auth.forbidden"},
			{"Analyst", analyst, rows[0].ID, good, "auth.forbidden"},
			{"NoSuchCard", supervisor, 5, good, "supervise.not_found"},
			{"NoCode", supervisor, rows[0].ID, LiftIn{Note: "x"}, "supervise.reason_code"},
			{"NoWords", supervisor, rows[0].ID, LiftIn{Code: "system"}, "supervise.reason_missing"},
			{"Good", supervisor, rows[0].ID, good, "ok"},
			{"Again", supervisor, rows[0].ID, good, "supervise.already_lifted"},
		} {
			if got := code(lift(c.by, c.id, c.in)); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		if w := k.watch(o.ID); w.Card != 1 {
			t.Errorf("yellow counts on: %d", w.Card)
		}
		counts, err := k.s.CardCounts(k.q(), supervisor, day(1, 0, 0), day(28, 0, 0))
		if err != nil || len(counts) != 1 || counts[0].Red != 0 || counts[0].Yellow != 1 || counts[0].Lifted != 1 {
			t.Errorf("%+v, %v", counts, err)
		}
		k.at(day(28, 9, 0)) // it is not given again
		if got := k.cards(o.ID); len(got) != 2 {
			t.Errorf("cards %v", got)
		}
	})
}
