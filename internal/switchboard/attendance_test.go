package switchboard

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestAttendance: a day of a seat is told by when it signed in and out and what the time was spent on, as it was; what a
// leader set stands there with the words, which the ledger does not hold. A program that was stopped forgets no break and
// leaves nobody signed in.
func TestAttendance(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.Limit(ShippedBreaks())
		pass := func(d time.Duration) { r.clock.Advance(d) }
		r.SignIn(1, "1", nil) // 其他工作
		pass(time.Minute)
		r.must(r.Ready(1))
		pass(2 * time.Minute)
		call := r.arrive(Caller{Number: "13800000000", Hotline: "12345"})
		r.Board.Key(call, '1')
		pass(5 * time.Second)
		r.SeatAnswered(1, call)
		pass(3 * time.Minute)
		r.Gone(call)
		pass(20 * time.Second)
		r.must(r.Busy(1, "rest"))
		pass(4 * time.Minute)
		r.must(r.Force(leader, 1, SeatOffline, "", "设备检修"))
		pass(time.Hour)
		r.seat(1)
		pass(time.Minute)
		r.settle()
		q := r.world.Store.Read(t.Context())
		list, err := r.Attendance(q, dayStart(r.clock.Now()))
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		v := list[0]
		if v.Talk != 180 || v.Ready != 180 || v.Ringing != 5 || v.WrapUp != 20 || v.Break != 300 || v.Calls != 1 || v.SignedIn != 685 || len(v.Spans) != 2 || v.Last != nil {
			t.Errorf("%+v", v)
		}
		if len(v.Forced) != 1 || v.Forced[0].State != "offline" || v.Forced[0].Words != "设备检修" {
			t.Errorf("forced: %+v", v.Forced)
		}
		if other, err := r.Attendance(q, dayStart(r.clock.Now()).AddDate(0, 0, -1)); err != nil || len(other) != 0 {
			t.Errorf("yesterday: %+v, %v", other, err)
		}
		used, err := r.BreaksToday(q)
		if err != nil || used[1]["rest"] != 4*time.Minute || used[1]["duty"] != time.Minute {
			t.Errorf("used %v, %v", used, err)
		}
		events, err := r.world.Ledger.Next(q, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		forced := 0
		for _, e := range events {
			if strings.Contains(string(e.Payload), "检修") {
				t.Errorf("the ledger holds a leader's words: %s", e.Payload)
			}
			if e.Kind == EventForced && e.Actor == leader {
				forced++
			}
		}
		if forced != 1 {
			t.Errorf("%d events of a leader", forced)
		}
		if err := r.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		if list, err = r.Attendance(q, dayStart(r.clock.Now())); err != nil || list[0].Last == nil || list[0].Ready != 120 {
			t.Errorf("after a stop: %+v, %v", list, err)
		}
	}, Migrations)
}

// TestWatched: who listened to whom and for how long stands in the ledger, on the chain of the call and by the leader.
func TestWatched(t *testing.T) {
	r := newRoom(t, testkit.Store(t, Migrations))
	call := r.served()
	r.must(r.AskHelp(1, call))
	r.must(r.TakeHelp(leader, "1900", call, ModeListen))
	r.WatchAnswered(leader, call)
	r.clock.Advance(90 * time.Second)
	r.Unwatch(leader)
	r.settle()
	events, err := r.world.Ledger.Next(r.world.Store.Read(t.Context()), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, e := range events {
		if e.Subject == call && (e.Actor == leader || e.Kind == EventHelp && e.Actor == 1) {
			found[e.Kind] = string(e.Payload)
		}
	}
	for kind, parts := range map[string][]string{
		EventHelp: {`"seat":"1"`}, EventHelpTaken: {`"leader":"9"`}, EventWatched: {`"leader":"9"`, `"watched":"1"`, `"mode":"listen"`},
		EventWatchLeft: {`"leader":"9"`, `"watched":"1"`, `"seconds":90`},
	} {
		for _, p := range parts {
			if !strings.Contains(found[kind], p) {
				t.Errorf("%s: %q lacks %s", kind, found[kind], p)
			}
		}
	}
	for _, e := range events {
		if (e.Kind == EventWatched || e.Kind == EventWatchLeft) && len(Concerns(ledger.Record{Payload: e.Payload})) != 0 {
			t.Errorf("who is listened to would be told: %s", e.Payload)
		}
	}
	if h := r.Helps(t.Context()); len(h) != 0 { // no floor is open
		t.Errorf("%+v", h)
	}
}
