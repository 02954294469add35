package switchboard

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestOwed_Again: who was served and then waits in vain is owed a call like who waited for the first time: asked to be called
// back, let go, gave up; sent on by the seat, or lost by it; called in, or called by a seat or a robot. In the figures such a
// call counts once, as answered.
func TestOwed_Again(t *testing.T) {
	general := ShippedQueues()[0]
	cases := []struct {
		name  string
		begin func(r *room, call ids.ID)
		again func(r *room, call ids.ID)
		end   func(r *room, call ids.ID)
		why   Outcome // empty: nothing is owed
		robot int
	}{
		{"AskedToBeCalledBack", calledIn, sentOn, asksBack, Asked, 0},
		{"WaitedTooLong", calledIn, sentOn, tooLong, LetGo, 0},
		{"GaveUp", calledIn, sentOn, after(20 * time.Second), Abandoned, 0},
		{"GaveUpWhileItRang", calledIn, sentOn, func(r *room, call ids.ID) { after(20*time.Second)(r, call); r.seat(2) }, Abandoned, 0},
		{"GaveUpSooner", calledIn, sentOn, after(general.Short.D() / 2), "", 0},
		{"LostBySeat", calledIn, lostBy, asksBack, Asked, 0},
		{"Stopped", calledIn, sentOn, func(r *room, _ ids.ID) { r.Board.Close() }, Interrupted, 0},
		{"StoppedWithNextSeat", calledIn, sentOn, func(r *room, call ids.ID) { r.seat(2); r.SeatAnswered(2, call); r.Board.Close() }, Interrupted, 0},
		{"ServedAgain", calledIn, sentOn, func(r *room, call ids.ID) { r.seat(2); r.SeatAnswered(2, call); after(time.Minute)(r, call) }, "", 0},
		{"CalledBySeat", calledOut, sentOn, asksBack, Asked, 0},
		{"CalledBySeatGaveUp", calledOut, sentOn, after(20 * time.Second), Abandoned, 0},
		{"CalledByRobot", robotCalled, sentOn, after(20 * time.Second), Abandoned, 1},
	}
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		for _, c := range cases {
			r := newRoom(t, st)
			call := ids.New()
			c.begin(r, call)
			r.clock.Advance(time.Minute)
			c.again(r, call)
			c.end(r, call)
			r.Gone(call)
			owed, f := r.owed(), r.figures("")
			switch {
			case c.why == "" && len(owed) != 0:
				t.Errorf("%s: owed %+v", c.name, owed)
			case c.why != "" && (len(owed) != 1 || owed[0].Why != c.why || owed[0].Queue == "" || owed[0].Unserved != 0 || owed[0].Robot != c.robot || owed[0].State != DebtOpen):
				t.Errorf("%s: owed %+v", c.name, owed)
			}
			if f.Answered != f.Calls || f.Abandoned+f.Short+f.Asked+f.LetGo != 0 {
				t.Errorf("%s: %+v", c.name, f)
			}
			r.stop()
			for _, table := range []string{"switchboard_fact", "switchboard_call"} {
				if err := st.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(`DELETE FROM ` + table); return err }); err != nil {
					t.Fatal(err)
				}
			}
		}
	}, Migrations)
}

func calledIn(r *room, call ids.ID) {
	r.Board.Arrive(call, Caller{Number: "13800000001", Hotline: "12345"})
	r.Board.Key(call, '1')
	r.seat(1)
	r.SeatAnswered(1, call)
}

func calledOut(r *room, call ids.ID) {
	r.seat(1)
	if err := r.Out(call, 1, Caller{Number: "13800000001"}); err != nil {
		r.t.Fatal(err)
	}
	r.OutAnswered(call)
}

func robotCalled(r *room, call ids.ID) {
	r.RobotBegan(call, Caller{Number: "13800000001", Errand: Errand{Kind: ErrandOutreach, Subject: 5}})
	r.OutAnswered(call)
	if !r.Join(call, "general") {
		r.t.Fatal("no queue")
	}
	r.seat(1)
	r.SeatAnswered(1, call)
}

func sentOn(r *room, call ids.ID) {
	r.t.Helper()
	if err := r.Transfer(1, call, Target{Kind: "queue", Queue: "general"}); err != nil {
		r.t.Fatal(err)
	}
	_ = r.Busy(1, "rest")
}

func lostBy(r *room, call ids.ID) {
	r.phones.silent = time.Hour
	r.SeatLost(1, call)
	r.clock.Advance(DefaultKeep)
}

func after(d time.Duration) func(*room, ids.ID) {
	return func(r *room, _ ids.ID) { r.clock.Advance(d) }
}

func asksBack(r *room, call ids.ID) {
	r.clock.Advance(ShippedQueues()[0].Callback.D())
	r.Board.Key(call, '1')
}

func tooLong(r *room, _ ids.ID) { r.clock.Advance(ShippedQueues()[0].MaxWait.D()) }

// TestOutsideAgain: the same of calls of another call centre.
func TestOutsideAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		for _, c := range []struct {
			steps string
			out   bool
			why   Outcome
			queue string
		}{
			{"arrived queued@general answered:1 queued@business ended", false, Abandoned, "general"},
			{"arrived queued@general answered:1 queued@business ended!callback", false, Asked, "general"},
			{"arrived queued@general answered:1 queued@business ended!timeout", false, LetGo, "general"},
			{"arrived queued@general answered:1 queued@business ended!failed", false, Interrupted, "general"},
			{"arrived queued@general answered:1 queued@business ringing:2 ended", false, Abandoned, "general"},
			{"arrived queued@general answered:1 transferred ringing:2 ended", false, Abandoned, "general"},
			{"arrived queued@general answered:1 queued@business answered:2 ended", false, "", ""},
			{"arrived:3 answered:3 queued@business ended", true, Abandoned, "business"},
		} {
			r := newRoom(t, st)
			x := &told{room: r, out: c.out}
			x.number("13800000001")
			for _, s := range strings.Fields(c.steps) {
				if !x.step(s) {
					t.Errorf("%s: %s is no step", c.steps, s)
				}
			}
			owed := r.owed()
			if c.why == "" && len(owed) != 0 || c.why != "" && (len(owed) != 1 || owed[0].Why != c.why || owed[0].Queue != c.queue || owed[0].Robot != 0) {
				t.Errorf("%s: %+v", c.steps, owed)
			}
			r.stop()
			if err := st.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(`DELETE FROM switchboard_fact`); return err }); err != nil {
				t.Fatal(err)
			}
		}
	}, Migrations)
}
