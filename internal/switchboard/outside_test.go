package switchboard

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

const elsewhere = ids.ID(77) // a call centre

// told is a call of another call centre as it is told, step by step.
type told struct {
	*room
	call ids.ID
	peer ids.ID
	out  bool
}

func (x *told) number(number string) {
	x.t.Helper()
	n, err := x.SealNumber(number)
	if err != nil {
		x.t.Fatal(err)
	}
	err = x.Store.Write(x.t.Context(), func(tx *store.Tx) (err error) { x.peer, err = x.PutNumber(tx, n); return err })
	if err != nil {
		x.t.Fatal(err)
	}
}

// step tells one step, written kind[:seat][@queue][!reason], and whether it moved the call.
func (x *told) step(text string) bool {
	x.t.Helper()
	s := OutsideStep{Source: elsewhere, Call: x.call, At: x.clock.Now(), Peer: x.peer, Out: x.out, Hotline: "12345", Usual: &ShippedQueues()[0]}
	text, s.Reason, _ = strings.Cut(text, "!")
	text, queue, named := strings.Cut(text, "@")
	kind, seat, _ := strings.Cut(text, ":")
	s.Kind = OutsideKind(kind)
	if named {
		q, ok := QueueOf(ShippedQueues(), queue)
		if !ok {
			x.t.Fatal(queue)
		}
		s.Queue = &q
	}
	if seat != "" {
		n := 0
		if _, err := fmt.Sscan(seat, &n); err != nil {
			x.t.Fatal(err)
		}
		s.Seat = ids.ID(n)
		if s.Kind == OutsideRated {
			s.Rating = n
		}
	}
	moved := false
	err := x.Store.Write(x.t.Context(), func(tx *store.Tx) (err error) {
		call := ids.ID(0)
		if call, moved, err = x.Outside(tx, s); moved {
			x.call = call
		}
		return err
	})
	if err != nil {
		x.t.Fatal(err)
	}
	x.clock.Advance(10 * time.Second)
	return moved
}

// events are those of the call, in a few characters each.
func (x *told) events() string {
	x.t.Helper()
	x.settle()
	recs, err := x.world.Ledger.Next(x.Store.Read(x.t.Context()), 0, 1000)
	if err != nil {
		x.t.Fatal(err)
	}
	var list []string
	for _, r := range recs {
		var p Payload
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			x.t.Fatal(err)
		}
		if p.Call != x.call || x.call == 0 {
			continue
		}
		if p.Source != elsewhere {
			x.t.Errorf("%s does not name its source", r.Kind)
		}
		word := strings.TrimPrefix(strings.TrimPrefix(r.Kind, "switchboard."), "call_")
		if p.Queue != "" {
			word += "@" + p.Queue
		}
		if p.Seat != 0 {
			word += ":" + p.Seat.String()
		}
		if p.Code != "" {
			word += "=" + p.Code + p.Cause
		} else if p.Cause != "" {
			word += "=" + p.Cause
		}
		list = append(list, word)
	}
	return strings.Join(list, " ")
}

// TestOutside holds what becomes of what another call centre tells: the events, in the order of the call. A step in
// brackets has no effect.
func TestOutside(t *testing.T) {
	cases := []struct{ name, steps, want string }{
		{"Served", "arrived queued@business ringing:1 answered:1 held retrieved ended rated:5",
			"began queued@business offered@business:1 answered@business:1 held:1 retrieved:1 ended:1=served rated"},
		{"LeftTheMenu", "arrived ended (ended) (queued@general)", "began ended=left"},
		{"Abandoned", "arrived queued@general ended", "began queued@general ended=abandoned"},
		{"AbandonedWhileRinging", "arrived queued@general ringing:1 ended", "began queued@general offered@general:1 ended:1=abandoned"},
		{"AsksToBeCalledBack", "arrived queued@general ended!callback", "began queued@general callback_asked@general ended=callback"},
		{"WaitedTooLong", "arrived queued@general ended!timeout", "began queued@general ended=let_go"},
		{"LineBroke", "arrived queued@general ended!failed", "began queued@general ended=interrupted"},
		{"NobodyTakesItUp", "arrived queued@general ringing:1 queued@general ringing:2 answered:2 ended",
			"began queued@general offered@general:1 missed@general:1 offered@general:2 answered@general:2 ended:2=served"},
		{"RingsAtTheNext", "arrived queued@general ringing:1 ringing:2 answered:2 ended",
			"began queued@general offered@general:1 missed@general:1 offered@general:2 answered@general:2 ended:2=served"},
		{"AnotherAnswers", "arrived queued@general ringing:1 answered:2 ended",
			"began queued@general offered@general:1 missed@general:1 answered@general:2 ended:2=served"},
		{"QueueNotNamed", "arrived ringing:1 answered:1 ended", "began queued@general offered@general:1 answered@general:1 ended:1=served"},
		{"StaysInItsQueue", "arrived queued@elderly ringing:1 queued answered:1 ended",
			"began queued@elderly offered@elderly:1 missed@elderly:1 answered@elderly:1 ended:1=served"},
		{"BeginsInTheMiddle", "answered:1@business ended", "began queued@business answered@business:1 ended:1=served"},
		{"HandedOver", "arrived queued@general answered:1 transferred ringing:2 answered:2 ended",
			"began queued@general answered@general:1 handed_over@general:1 offered@general:2 answered@general:2 ended:2=served"},
		{"HandedOverAndGone", "arrived queued@general answered:1 transferred ended",
			"began queued@general answered@general:1 handed_over@general:1 ended=served"},
		{"BackToAQueue", "arrived queued@general answered:1 queued@business answered:2 ended",
			"began queued@general answered@general:1 handed_over@business:1=queue queued@business answered@business:2 ended:2=served"},
		{"TakenByAnother", "arrived queued@general answered:1 answered:2 ended",
			"began queued@general answered@general:1 answered@general:2 ended:2=served"},
		{"Twice", "arrived (arrived) queued@general (queued@general) ringing:1 (ringing:1) answered:1 (answered:1) held (held) ended (ended)",
			"began queued@general offered@general:1 answered@general:1 held:1 ended:1=served"},
		{"NotKnown", "(held) (retrieved) (transferred) (ended) (rated:5)", ""},
		{"OutOfItsMind", "arrived (held) (transferred) queued@general (retrieved) answered:1 (ringing:2) ended (answered:1) (held)",
			"began queued@general answered@general:1 ended:1=served"},
	}
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		for _, c := range cases {
			x := &told{room: r}
			x.t = t
			x.number("13800000001")
			for _, s := range strings.Fields(c.steps) {
				idle := strings.HasPrefix(s, "(")
				if moved := x.step(strings.Trim(s, "()")); moved == idle {
					t.Errorf("%s: %s moved: %v", c.name, s, moved)
				}
			}
			if got := x.events(); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
			}
		}
		if n, err := r.OutsideOpen(st.Read(t.Context()), elsewhere); err != nil || n != 0 {
			t.Errorf("%d calls are open, %v", n, err)
		}
	}, Migrations)
}

// TestOutsideDials: a seat of another call centre that calls back pays a debt, and one that calls in vain does not.
func TestOutsideDials(t *testing.T) {
	for _, c := range []struct {
		steps, want string
		state       DebtState
		attempts    int
	}{
		{"arrived:3 answered:3 ended", "began:3 answered:3 ended:3=served", DebtPaid, 0},
		{"arrived:3 (ringing:3) ended!busy", "began:3 ended:3=unreachedbusy", DebtOpen, 1},
		{"arrived:3 ended!timeout", "began:3 ended:3=unreachedno_answer", DebtOpen, 1},
		{"arrived:3 ended", "began:3 ended:3=unreachedgiven_up", DebtOpen, 0},
	} {
		testkit.Each(t, func(t *testing.T, st *store.Store) {
			r := newRoom(t, st)
			lost := &told{room: r}
			lost.number("13800000001")
			for _, s := range []string{"arrived", "queued@general", "ended"} {
				lost.step(s)
			}
			x := &told{room: r, peer: lost.peer, out: true}
			for _, s := range strings.Fields(c.steps) {
				x.step(strings.Trim(s, "()"))
			}
			if got := x.events(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if list := r.owed(); len(list) != 1 || list[0].State != c.state || len(list[0].Attempts) != c.attempts {
				t.Errorf("%s: %+v", c.steps, list)
			}
		}, Migrations)
	}
}

// TestOutsideTimes: what is told late stands where it happened, never before the step before it, and never ahead of us.
func TestOutsideTimes(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		now := r.clock.Now()
		call := ids.ID(0)
		for _, s := range []struct {
			kind OutsideKind
			at   time.Time
		}{{OutsideArrived, now.Add(-time.Minute)}, {OutsideQueued, now.Add(-2 * time.Minute)}, {OutsideAnswered, now.Add(-30 * time.Second)}, {OutsideEnded, now.Add(time.Minute)}} {
			err := st.Write(t.Context(), func(tx *store.Tx) (err error) {
				call, _, err = r.Outside(tx, OutsideStep{Kind: s.kind, Source: elsewhere, Call: call, At: s.at, Seat: 1, Usual: &ShippedQueues()[0], Queue: &ShippedQueues()[0]})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var began, queued, answered, ended int64
		if err := st.Read(t.Context()).QueryRow(`SELECT began_at, queued_at, answered_at, ended_at FROM switchboard_call WHERE id = ?`, call).
			Scan(&began, &queued, &answered, &ended); err != nil {
			t.Fatal(err)
		}
		want := wall.Micros(now)
		if began != want-60e6 || queued != began || answered != want-30e6 || ended != want {
			t.Errorf("%d %d %d %d, now %d", began-want, queued-want, answered-want, ended-want, want)
		}
	}, Migrations)
}

// TestOutsideLost: a call that falls silent ends as interrupted, and its caller is owed a call. A start of our own exchange
// leaves calls and seats of others alone.
func TestOutsideLost(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		x := &told{room: r}
		x.number("13800000001")
		x.step("arrived")
		x.step("queued@general")
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			_, err := r.OutsideSeat(tx, elsewhere, 5, SeatReady, "", r.clock.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r.settle()
		if err := r.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		shifts, err := r.Shifts(st.Read(t.Context()), testkit.Monday, testkit.Monday.Add(time.Hour))
		if err != nil || len(shifts) != 1 || !shifts[0].Ended.IsZero() {
			t.Errorf("%+v, %v", shifts, err)
		}
		lose := func(since time.Time) (n int) {
			if err := st.Write(t.Context(), func(tx *store.Tx) (err error) { n, err = r.OutsideLost(tx, since, 10); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := lose(testkit.Monday); n != 0 {
			t.Errorf("%d calls were lost at once", n)
		}
		if n := lose(r.clock.Now()); n != 1 {
			t.Errorf("%d calls were lost", n)
		}
		if got, want := x.events(), "began queued@general ended=interrupted"; got != want {
			t.Errorf("%s", got)
		}
		if list := r.owed(); len(list) != 1 {
			t.Errorf("owed %+v", list)
		}
	}, Migrations)
}

// TestOutsideSeat: states of agents are shifts of their persons.
func TestOutsideSeat(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		now := testkit.Monday
		for i, s := range []struct {
			state  SeatState
			reason string
			at     time.Time
			want   bool
		}{
			{SeatOffline, "", now, false}, // it was never there
			{SeatReady, "x", now, true}, {SeatReady, "", now.Add(time.Minute), false},
			{SeatBusy, "meal", now.Add(2 * time.Minute), true},
			{SeatReady, "", now.Add(time.Minute), false}, // late
			{SeatBusy, "smoking", now.Add(5 * time.Minute), true},
			{SeatOffline, "", now.Add(9 * time.Minute), true},
		} {
			r.clock.Advance(s.at.Sub(r.clock.Now()))
			var got bool
			err := st.Write(t.Context(), func(tx *store.Tx) (err error) {
				got, err = r.OutsideSeat(tx, elsewhere, 5, s.state, s.reason, s.at)
				return err
			})
			if err != nil || got != s.want {
				t.Errorf("%d %s: %v, %v", i, s.state, got, err)
			}
		}
		shifts, err := r.Shifts(st.Read(t.Context()), now, now.Add(time.Hour))
		if err != nil || len(shifts) != 1 {
			t.Fatalf("%+v, %v", shifts, err)
		}
		s := shifts[0]
		if s.Seat != 5 || s.Spent.Ready != 2*time.Minute || s.Spent.Breaks["meal"] != 3*time.Minute || s.Spent.Breaks["duty"] != 4*time.Minute || s.Ended.IsZero() {
			t.Errorf("%+v", s)
		}
	}, Migrations)
}

// TestOutsidePop: the seat at which a call rings sees the caller, and nothing that it could do with the call.
func TestOutsidePop(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.Sources = func(store.Queryer, ids.ID) string { return "老呼叫中心" }
		r.AgentOf = func(_ store.Queryer, staff ids.ID) bool { return staff == 1 }
		x := &told{room: r}
		x.number("13812345678")
		see := func(staff ids.ID) SeatView {
			v, err := r.withOutside(st.Read(t.Context()), staff, SeatView{State: SeatOffline})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		for _, c := range []struct{ step, state string }{{"arrived", ""}, {"queued@business", ""}, {"ringing:1", "ringing"}, {"answered:1", "talking"}, {"held", "talking"}, {"ended", ""}} {
			x.step(c.step)
			v := see(1)
			if !v.Outside || (len(v.Calls) == 1) != (c.state != "") {
				t.Fatalf("%s: %+v", c.step, v)
			}
			if c.state == "" {
				continue
			}
			call := v.Calls[0]
			if call.ID != x.call || call.State != c.state || call.CallerNumber != "13812345678" || call.Masked == "13812345678" || call.Source != "老呼叫中心" ||
				call.QueueName != "企业服务" || call.Hotline != "12345" || len(call.May) != 0 || call.Held != (c.step == "held") || (call.AnsweredAt != nil) != (c.state == "talking") {
				t.Errorf("%s: %+v", c.step, call)
			}
		}
		if v := see(2); v.Outside || len(v.Calls) != 0 {
			t.Errorf("another seat sees %+v", v)
		}
		took, err := r.Took(st.Read(t.Context()), x.call, 1)
		if err != nil || !took {
			t.Errorf("took %v, %v", took, err)
		}
	}, Migrations)
}
