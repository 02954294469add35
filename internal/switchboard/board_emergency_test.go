package switchboard

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func (tb *table) emergency(call ids.ID, service, reason string, leave bool) {
	tb.t.Helper()
	tb.must(tb.Emergency(1, call, service, reason, leave, false))
}

// endangered is a call that seat 1 speaks on, where there are emergency services.
func endangered(t *testing.T) (*table, ids.ID) {
	tb := newTable(t)
	tb.SetEmergency(ShippedEmergency())
	return tb, tb.served()
}

// TestEmergency: caller and seat go on speaking while it rings, then all three do, and the call goes on without the seat.
func TestEmergency(t *testing.T) {
	tb, call := endangered(t)
	tb.emergency(call, "120", "", false)
	tb.did("ask 120")
	tb.may(1, "hang-up")
	if l := tb.Look(1).Call; l.Held || l.Joined != "ringing" || l.Emergency.outcome != "" || l.Other.Tell != ShowAsserted || l.Other.Caller != "13800000000" {
		t.Errorf("%+v", l)
	}
	tb.clock.Advance(7 * time.Second)
	tb.OtherAnswered(call)
	tb.did()
	tb.may(1, "leave hang-up")
	if l := tb.Look(1).Call; l.Joined != "together" || l.Emergency.outcome != EmergencyAnswered {
		t.Errorf("%+v", l)
	}
	if err := tb.Hold(1, call); !errors.Is(err, ErrSeat) {
		t.Errorf("a caller in danger is put on hold: %v", err)
	}
	tb.must(tb.Complete(1, call))
	tb.did("part 1", "retrieve")
	tb.state(1, SeatWrapUp)
	tb.kept("emergency_called life", "call_consulted emergency", "emergency_over answered", "call_together emergency", "call_handed_over emergency")
	tb.OtherEnded(call)
	tb.did("release")
	tb.Gone(call)
	tb.kept("call_ended served")
}

// TestEmergency_InVain: the caller stays with the seat, who is told, and may try another service at once.
func TestEmergency_InVain(t *testing.T) {
	for _, c := range []struct {
		name, outcome string
		end           func(tb *table, call ids.ID)
	}{
		{"Busy", CauseBusy, func(tb *table, call ids.ID) { tb.OtherVain(call, CauseBusy); tb.OtherEnded(call) }},
		{"Line", CauseFailed, func(tb *table, call ids.ID) { tb.OtherEnded(call) }},
		{"NoAnswer", CauseNoAnswer, func(tb *table, _ ids.ID) { tb.clock.Advance(emergencyLimit) }},
		{"Dropped", EmergencyDropped, func(tb *table, call ids.ID) { tb.must(tb.DropEmergency(1, call)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			tb, call := endangered(t)
			tb.emergency(call, "119", "fire", true)
			c.end(tb, call)
			if got := tb.phones.take(); slices.ContainsFunc(got, func(s string) bool {
				return strings.HasPrefix(s, "part") || s == "release" || strings.HasPrefix(s, "hold")
			}) {
				t.Errorf("did %q", got)
			}
			tb.state(1, SeatTalking)
			tb.may(1, "hold consult transfer rate hang-up")
			if l := tb.Look(1).Call; l.Emergency.outcome != c.outcome || l.Other != nil {
				t.Errorf("%+v", l.Emergency)
			}
			tb.OtherEnded(call) // told late, of the line that was let be
			tb.emergency(call, "110", "", false)
			tb.OtherAnswered(call)
			if l := tb.Look(1).Call; l.Emergency.outcome != EmergencyAnswered {
				t.Errorf("a second service: %+v", l.Emergency)
			}
		})
	}
}

// TestEmergency_SeatLeaves: however the seat goes, the caller keeps the service, or waits for it.
func TestEmergency_SeatLeaves(t *testing.T) {
	for _, c := range []struct {
		name     string
		leave    bool
		answered bool
		do       func(tb *table, call ids.ID)
		did      []string
	}{
		{"AsItAnswers", true, true, func(*table, ids.ID) {}, []string{"ask 120", "part 1", "retrieve"}},
		{"HangsUpTheTelephone", false, true, func(tb *table, call ids.ID) { tb.SeatEnded(1, call) }, []string{"ask 120", "part 1", "retrieve"}},
		{"HangsUpOnTheScreen", false, true, func(tb *table, call ids.ID) { tb.must(tb.HangUp(1, call)) }, []string{"ask 120", "part 1", "retrieve"}},
		{"WhileItRings", false, false, func(tb *table, call ids.ID) { tb.must(tb.HangUp(1, call)); tb.OtherAnswered(call) },
			[]string{"ask 120", "part 1", "hold wait", "retrieve"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tb, call := endangered(t)
			tb.emergency(call, "120", "life", c.leave)
			if c.answered {
				tb.OtherAnswered(call)
			}
			c.do(tb, call)
			tb.did(c.did...)
			tb.state(1, SeatWrapUp)
			tb.OtherEnded(call)
			tb.did("release")
		})
	}
	t.Run("WhileItRingsInVain", func(t *testing.T) { // somebody else takes the caller
		tb, call := endangered(t)
		tb.seat(2)
		tb.emergency(call, "120", "life", false)
		tb.SeatEnded(1, call)
		tb.phones.take()
		tb.OtherVain(call, CauseBusy)
		tb.OtherEnded(call)
		tb.did("hold queue", "ring 2")
	})
	t.Run("LosesTheTelephone", func(t *testing.T) {
		tb, call := endangered(t)
		tb.phones.silent = time.Minute
		tb.emergency(call, "120", "life", false)
		tb.SeatLost(1, call)
		tb.clock.Advance(DefaultKeep)
		if tb.calls[call] == nil || tb.calls[call].seat != 0 {
			t.Fatal("the seat still has the call")
		}
	})
	t.Run("CallerHangsUp", func(t *testing.T) {
		tb, call := endangered(t)
		tb.emergency(call, "120", "life", false)
		tb.Gone(call)
		tb.did("ask 120", "dismiss", "part 1")
		if !slices.Contains(tb.steps, EventEmergencyOver+" "+EmergencyHungUp) {
			t.Errorf("%q", tb.steps)
		}
	})
}

// TestEmergency_GoesFirst: a caller who waits, and a colleague who is asked, keep nobody from it.
func TestEmergency_GoesFirst(t *testing.T) {
	tb, call := endangered(t)
	tb.seat(2)
	tb.must(tb.Consult(1, call, Target{Kind: "seat", Seat: 2}))
	tb.OtherAnswered(call)
	tb.phones.take()
	tb.emergency(call, "122", "", false)
	tb.did("dismiss", "retrieve", "ask 122")
	tb.state(2, SeatWrapUp)
	if err := tb.Emergency(1, call, "120", "", false, false); !errors.Is(err, ErrEmergencyOn) {
		t.Errorf("two at once: %v", err)
	}
}

func TestEmergency_ByLeader(t *testing.T) {
	tb, call := endangered(t)
	if err := tb.Emergency(9, call+1, "120", "", false, true); !errors.Is(err, ErrNotSpoken) {
		t.Errorf("into no call: %v", err)
	}
	var by []Payload
	tb.Board.journal = func(kind string, p Payload, _ *Caller) {
		if kind == EventEmergency {
			by = append(by, p)
		}
	}
	tb.must(tb.Emergency(9, call, "120", "other", true, true))
	tb.OtherAnswered(call)
	tb.state(1, SeatTalking) // the leader says nothing of when the seat leaves
	if len(by) != 1 || by[0].Leader != 9 || by[0].Seat != 1 || by[0].Code != "other" || by[0].Service != "120" {
		t.Errorf("%+v", by)
	}
}

func TestEmergency_Refused(t *testing.T) {
	tb, call := endangered(t)
	for _, c := range []struct {
		name            string
		staff, call     ids.ID
		service, reason string
		want            error
	}{
		{"NoService", 1, call, "999", "", ErrEmergency},
		{"NoReason", 1, call, "120", "bored", ErrEmergencyReason},
		{"NotTheSeats", 2, call, "120", "", ErrCall},
		{"NoCall", 1, call + 1, "120", "", ErrCall},
	} {
		if err := tb.Emergency(c.staff, c.call, c.service, c.reason, false, false); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if err := tb.DropEmergency(1, call); !errors.Is(err, ErrSeat) {
		t.Errorf("dropped though none rings: %v", err)
	}
	tb.did()
	tb.kept()
	tb.SetEmergency(nil)
	if err := tb.Emergency(1, call, "120", "", false, false); !errors.Is(err, ErrEmergency) {
		t.Errorf("without services: %v", err)
	}
}

// TestParseEmergency: what the operator writes is checked before it is dialled.
func TestParseEmergency(t *testing.T) {
	for name, raw := range map[string]string{
		"NoList":    `{}`,
		"NoCode":    `[{"name": "x", "dial": "1", "reason": "life"}]`,
		"Twice":     `[{"code": "1", "name": "x", "dial": "1", "reason": "life"}, {"code": "1", "name": "x", "dial": "1", "reason": "life"}]`,
		"NoName":    `[{"code": "1", "dial": "1", "reason": "life"}]`,
		"NoNumber":  `[{"code": "1", "name": "x", "reason": "life"}]`,
		"Injection": `[{"code": "1", "name": "x", "dial": "1>\r\nVia: x", "reason": "life"}]`,
		"NoReason":  `[{"code": "1", "name": "x", "dial": "1", "reason": "x"}]`,
		"NoManner":  `[{"code": "1", "name": "x", "dial": "1", "reason": "life", "caller": "x"}]`,
	} {
		if list, err := ParseEmergency([]byte(raw)); err == nil {
			t.Errorf("%s: %+v", name, list)
		}
	}
	if list, err := ParseEmergency([]byte(`[]`)); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

// TestEmergencyTarget: who withholds the number, or calls from the portal, has none to be told.
func TestEmergencyTarget(t *testing.T) {
	for caller, want := range map[string]string{"13800000000": "13800000000", "+86 138-0000": "+861380000", "anonymous": "", "": "", "1>\r\nX: 2": "12"} {
		if got := (EmergencyService{Code: "120", Dial: "120", Caller: ShowAsserted}).target(caller); got.Caller != want {
			t.Errorf("%q is told as %q, want %q", caller, got.Caller, want)
		}
	}
	if got := (EmergencyService{Code: "120", Dial: "120", Caller: ShowNone}).target("13800000000"); got.Caller != "" || got.Tell != "" {
		t.Errorf("%+v", got)
	}
}

// TestEmergencies_FromEvents: the list and its figures are those of the ledger alone, and what rang when the program
// stopped is said to be so.
func TestEmergencies_FromEvents(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.SetEmergency(ShippedEmergency())
		call := r.served()
		for i, end := range []string{CauseBusy, EmergencyAnswered} {
			r.emergency(call, "120", "life", false)
			r.clock.Advance(time.Duration(i+3) * time.Second)
			if end == EmergencyAnswered {
				r.OtherAnswered(call)
			} else {
				r.OtherVain(call, end)
				r.OtherEnded(call)
			}
		}
		r.Gone(call)
		second := r.arrive(Caller{Number: "13900000000"})
		r.must(r.Ready(1))
		r.Key(second, '1')
		r.SeatAnswered(1, second)
		r.emergency(second, "119", "fire", false)
		r.settle()
		r.stop()
		if err := r.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.world.Settle(t)
		read := func(f EmergencyFilter) string {
			t.Helper()
			f.From, f.To, f.Limit = testkit.Monday, testkit.Monday.Add(time.Hour), 1
			var got []string
			for {
				list, next, err := r.Emergencies(st.Read(t.Context()), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range list {
					got = append(got, fmt.Sprintf("%s %s %s %d %v", x.Service, x.Reason, x.Outcome, x.Seat, x.Over.Sub(x.At)))
				}
				if f.Cursor = next; next == "" {
					return strings.Join(got, "; ")
				}
			}
		}
		for f, want := range map[EmergencyFilter]string{
			{}:                    "119 fire interrupted 1 0s; 120 life answered 1 4s; 120 life busy 1 3s",
			{Service: "120"}:      "120 life answered 1 4s; 120 life busy 1 3s",
			{Outcome: "answered"}: "120 life answered 1 4s",
			{Outcome: "vain"}:     "119 fire interrupted 1 0s; 120 life busy 1 3s",
			{Outcome: "ringing"}:  "",
			{Service: "x"}:        "",
		} {
			if got := read(f); got != want {
				t.Errorf("%+v: %s, want %s", f, got, want)
			}
		}
		again := func() {
			t.Helper()
			list, err := r.emergencyFigures(st.Read(t.Context()), EmergencyFilter{From: testkit.Monday, To: testkit.Monday.Add(time.Hour)})
			if err != nil || len(list) != 2 || list[1].Called != 2 || list[1].Answered != 1 || list[1].Vain != 1 || *list[1].Seconds != 4 || list[0].Seconds != nil {
				t.Errorf("%+v %v", list, err)
			}
		}
		again()
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec(`DELETE FROM switchboard_emergency`); err != nil {
				return err
			}
			return r.world.Ledger.Rewind(tx, "switchboard.facts", 0)
		})
		if err != nil {
			t.Fatal(err)
		}
		r.world.Settle(t)
		again()
	}, Migrations)
}
