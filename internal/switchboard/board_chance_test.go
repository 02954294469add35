package switchboard

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// chance does two hundred things with four seats and returns the calls that it began.
func chance(tb *table, seed uint64) []ids.ID {
	r := rand.New(rand.NewPCG(seed, 12345)) //nolint:gosec // the same every time
	calls := []ids.ID{tb.arrive(Caller{Number: "1"})}
	photos := &copier{}
	tb.SetCopies(photos.copies)
	targets := []Target{expert, {Kind: "unit", Number: "110"}, {Kind: "queue", Queue: "general"}, {Kind: "queue", Queue: "business"}}
	for range 200 {
		staff, call := ids.ID(1+r.IntN(4)), calls[r.IntN(len(calls))]
		if l := tb.Look(staff); l.Seat.Call != 0 && r.IntN(4) > 0 {
			call = l.Seat.Call
		}
		to := targets[r.IntN(len(targets))]
		if r.IntN(2) == 0 {
			to = Target{Kind: "seat", Seat: ids.ID(1 + r.IntN(4))}
		}
		all := []func(){
			func() { calls = append(calls, tb.arrive(Caller{Number: "2", Elderly: r.IntN(2) == 0})) },
			func() { tb.Key(call, byte('1'+r.IntN(5))) },
			func() { tb.SignIn(staff, strconv.Itoa(int(staff)), nil); _ = tb.Ready(staff) },
			func() { tb.SeatAnswered(staff, call) },
			func() { tb.SeatAnswered(staff, call) },
			func() { tb.SeatEnded(staff, call) },
			func() { tb.Gone(call) },
			func() { _ = tb.Hold(staff, call) },
			func() { _ = tb.Retrieve(staff, call) },
			func() { _ = tb.Consult(staff, call, to) },
			func() { _ = tb.Transfer(staff, call, to) },
			func() { tb.OtherAnswered(call) },
			func() { tb.OtherAnswered(call) },
			func() { tb.OtherEnded(call) },
			func() { _ = tb.Together(staff, call) },
			func() { _ = tb.Complete(staff, call) },
			func() { _ = tb.Rate(staff, call) },
			func() { _ = tb.HangUp(staff, call) },
			func() { tb.LineLost(staff, staff.String()) },
			func() { tb.LineBack(staff, staff.String()) },
			func() { tb.SeatLost(staff, call) },
			func() { _ = tb.Rejoin(staff, call) },
			func() { tb.SeatRejoined(staff, call) },
			func() { tb.SignOut(staff) },
			func() { _ = tb.Busy(staff, "rest") },
			func() { _ = tb.WrapUpDone(staff) },
			func() { id := ids.New(); calls = append(calls, id); _ = tb.Out(id, staff, Caller{Number: "3"}) },
			func() { tb.OutAnswered(call) },
			func() { _ = tb.Send(call, 0, Sent{Kind: "place"}); tb.LookCaller(call) },
			func() { _ = tb.Send(call, 0, Sent{Kind: "photo", File: ids.New()}); photos.work() },
			func() { _ = tb.Send(call, 0, Sent{Kind: "photo", File: ids.New()}); photos.work() },
			func() { tb.HandedOver(call, tb.SeatOf(call), strconv.Itoa(int(staff))) },
			func() { tb.clock.Advance(time.Duration(r.IntN(40)) * time.Second) },
			func() { tb.phones.silent = time.Duration(r.IntN(3)) * time.Second },
			func() { tb.phones.dead[staff] = r.IntN(4) == 0 },
			func() { tb.endanger(r, staff, call) },
			func() { calls = append(calls, tb.cool(r)) },
			func() { tb.ask(r, calls) },
			func() { tb.lead(r, call) },
			func() { tb.lead(r, call) },
		}
		likely := []func(){all[0], all[1], all[2], all[3], all[3], all[9], all[9], all[11], all[14], all[len(all)-4], all[len(all)-1], all[len(all)-1], all[len(all)-1]} // what gets people to speak
		if r.IntN(3) > 0 {
			all = likely
		}
		all[r.IntN(len(all))]()
	}
	return calls
}

// ask lets time pass until somebody who waits is offered to be called back, who then presses a key.
func (tb *table) ask(r *rand.Rand, calls []ids.ID) {
	for range 1 + r.IntN(8) {
		tb.clock.Advance(15 * time.Second)
	}
	for _, call := range calls {
		tb.Key(call, '1')
	}
}

// endanger does something with an emergency service, or warns the caller.
func (tb *table) endanger(r *rand.Rand, staff, call ids.ID) {
	service := tb.EmergencyServices()[r.IntN(4)].Code
	all := []func(){
		func() { _ = tb.Emergency(staff, call, service, "", r.IntN(2) == 0, r.IntN(3) == 0) },
		func() { _ = tb.Emergency(staff, call, service, "", r.IntN(2) == 0, r.IntN(3) == 0) },
		func() { tb.OtherAnswered(call) },
		func() { tb.OtherVain(call, CauseBusy); tb.OtherEnded(call) },
		func() { _ = tb.DropEmergency(staff, call) },
		func() { _ = tb.Warn(staff, call) },
	}
	all[r.IntN(len(all))]()
}

// cool lets somebody call whose number cools down.
func (tb *table) cool(r *rand.Rand) ids.ID {
	call := tb.arrive(Caller{Number: strconv.Itoa(r.IntN(3)), Cooled: tb.clock.Now().Add(time.Hour)})
	switch r.IntN(3) {
	case 0:
		tb.Told(call)
	default:
		tb.Key(call, '0')
	}
	return call
}

// lead does something that a team leader does, or a seat asks of one.
func (tb *table) lead(r *rand.Rand, call ids.ID) {
	seat, leader := ids.ID(1+r.IntN(4)), ids.ID(3+r.IntN(4))
	account, mode := strconv.Itoa(int(leader)), Modes[r.IntN(len(Modes))]
	if l := tb.Look(seat); l.Seat.Call != 0 {
		call = l.Seat.Call
	}
	all := []func(){
		func() { tb.SignIn(leader, account, nil) },
		func() { _ = tb.Watch(leader, account, call, mode) },
		func() { _ = tb.Watch(leader, account, call, mode); tb.WatchAnswered(leader, call) },
		func() { tb.WatchAnswered(leader, call) },
		func() { tb.WatchEnded(leader, call) },
		func() { tb.Unwatch(leader) },
		func() { _ = tb.TakeOver(leader, account, call); tb.WatchAnswered(leader, call) },
		func() { _ = tb.AskHelp(seat, call) },
		func() { _ = tb.AskHelp(seat, call) },
		func() { _ = tb.DropHelp(seat, call) },
		func() { _ = tb.TakeHelp(leader, account, call, mode) },
		func() {
			_ = tb.Force(leader, seat, []SeatState{SeatReady, SeatBusy, SeatOffline}[r.IntN(3)], "meal", "why")
		},
		func() { _ = tb.Grant(leader, seat, "rest", 5) },
	}
	all[r.IntN(len(all))]()
}

// TestBoardChance lets seats, callers and chance do things in any order: nothing panics, and no seat is lost.
func TestBoardChance(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(3000) {
		tb := newTable(t)
		tb.Limit(ShippedBreaks())
		tb.SetEmergency(ShippedEmergency())
		tb.SetRecorded()
		calls := chance(tb, seed)
		for _, s := range tb.steps {
			kind, _, _ := strings.Cut(s, " ")
			seen[kind]++
		}
		for staff := ids.ID(1); staff <= 6; staff++ {
			l := tb.Look(staff)
			if busy := l.Seat.State == SeatTalking || l.Seat.State == SeatRinging; busy != (l.Seat.Call != 0) || busy != (l.Call != nil) {
				t.Fatalf("seed %d: seat %d is %s with call %d, known: %v", seed, staff, l.Seat.State, l.Seat.Call, l.Call != nil)
			}
		}
		for _, call := range calls {
			tb.Gone(call)
		}
		tb.phones.silent = time.Hour
		tb.clock.Advance(time.Hour)
		for staff := ids.ID(1); staff <= 6; staff++ {
			l := tb.Look(staff)
			if l.Call != nil || l.Seat.Call != 0 || l.Seat.State == SeatTalking || l.Seat.State == SeatRinging {
				t.Fatalf("seed %d: seat %d is %s with call %d after all calls have ended", seed, staff, l.Seat.State, l.Seat.Call)
			}
		}
		for staff := ids.ID(1); staff <= 6; staff++ {
			if l := tb.Look(staff); l.Watch != nil || l.Seat.watches() {
				t.Fatalf("seed %d: leader %d watches %+v after all calls have ended", seed, staff, l.Watch)
			}
		}
		if n := tb.Waits(); len(n) != 0 {
			t.Fatalf("seed %d: %v wait", seed, n)
		}
	}
	for _, kind := range EventKinds {
		if seen[kind] < 20 && kind != EventRecorded { // no board keeps what others recorded
			t.Errorf("only %d × %s: chance tries too little", seen[kind], kind)
		}
	}
}
