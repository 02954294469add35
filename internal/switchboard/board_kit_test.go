package switchboard

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/timer"
)

// phones notes what the board tells the telephones to do.
type phones struct {
	did    []string
	dead   map[ids.ID]bool // seats that cannot be called
	silent time.Duration   // since when nothing was heard from any seat
}

func (p *phones) Ring(call ids.ID, s *Seat) error {
	if p.dead[s.Staff] {
		return errors.New("not registered")
	}
	p.did = append(p.did, fmt.Sprintf("ring %d", s.Staff))
	return nil
}
func (p *phones) Unring(s *Seat) { p.did = append(p.did, fmt.Sprintf("unring %d", s.Staff)) }
func (p *phones) Connect(_ ids.ID, s *Seat) {
	p.did = append(p.did, fmt.Sprintf("connect %d", s.Staff))
}
func (p *phones) Say(_ ids.ID, w Say) {
	p.did = append(p.did, fmt.Sprintf("say %s %d", w.Kind, w.Place))
}
func (p *phones) Release(ids.ID)              { p.did = append(p.did, "release") }
func (p *phones) Part(s *Seat)                { p.did = append(p.did, fmt.Sprintf("part %d", s.Staff)) }
func (p *phones) Hold(_ ids.ID, sound string) { p.did = append(p.did, "hold "+sound) }
func (p *phones) Retrieve(ids.ID)             { p.did = append(p.did, "retrieve") }
func (p *phones) Ask(_ ids.ID, t Target) error {
	if p.dead[t.Seat] && t.Seat != 0 {
		return errors.New("not registered")
	}
	p.did = append(p.did, "ask "+t.Account+t.Number)
	return nil
}
func (p *phones) Dismiss(ids.ID) { p.did = append(p.did, "dismiss") }
func (p *phones) Promote(_ ids.ID, s *Seat) {
	p.did = append(p.did, fmt.Sprintf("promote %d", s.Staff))
}
func (p *phones) Rejoin(_ ids.ID, s *Seat) error {
	p.did = append(p.did, fmt.Sprintf("rejoin %d", s.Staff))
	return nil
}
func (p *phones) Watch(_, leader ids.ID, account string) error {
	if p.dead[leader] {
		return errors.New("not registered")
	}
	p.did = append(p.did, fmt.Sprintf("watch %d %s", leader, account))
	return nil
}
func (p *phones) SetMode(_, leader ids.ID, mode Mode, seat ids.ID) {
	p.did = append(p.did, fmt.Sprintf("mode %d %s %d", leader, mode, seat))
}
func (p *phones) Unwatch(leader ids.ID) { p.did = append(p.did, fmt.Sprintf("unwatch %d", leader)) }
func (p *phones) TakeOver(_ ids.ID, s *Seat) {
	p.did = append(p.did, fmt.Sprintf("take over %d", s.Staff))
}
func (p *phones) Silent(*Seat) time.Duration { return p.silent }
func (p *phones) take() (did []string)       { did, p.did = p.did, nil; return did }

type table struct {
	*Board
	t      *testing.T
	clock  *timer.Manual
	phones *phones
	steps  []string
}

func newTable(t *testing.T) *table {
	tb := &table{t: t, clock: timer.NewManual(time.Unix(1_800_000_000, 0)), phones: &phones{dead: map[ids.ID]bool{}}}
	tb.Board = NewBoard(tb.clock, ShippedQueues(), tb.phones, func(kind string, p Payload, _ *Caller) {
		tb.steps = append(tb.steps, kind+" "+p.Code)
	})
	return tb
}

func (tb *table) arrive(c Caller) ids.ID {
	id := ids.New()
	tb.Arrive(id, c)
	return id
}

// Welcomed lets the menu be played to its end.
func (tb *table) Welcomed(id ids.ID) {
	if call := tb.calls[id]; call != nil {
		tb.Said(id, call.turn)
	}
}

func (tb *table) seat(staff ids.ID, skills ...string) {
	tb.t.Helper()
	tb.SignIn(staff, fmt.Sprint(staff), skills)
	if err := tb.Ready(staff); err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *table) did(want ...string) {
	tb.t.Helper()
	if got := tb.phones.take(); !slices.Equal(got, want) {
		tb.t.Errorf("did %q, want %q", got, want)
	}
}

func (tb *table) state(staff ids.ID, want SeatState) {
	tb.t.Helper()
	if s, _ := tb.SeatNow(staff); s.State != want {
		tb.t.Errorf("seat %d is %s (%s), want %s", staff, s.State, s.Reason, want)
	}
}

// messageOf is what people see of an error.
func messageOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Message
	}
	return ""
}
