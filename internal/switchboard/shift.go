package switchboard

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Spent is for how long a seat was what.
type Spent struct {
	Ready, Ringing, Talking, WrapUp time.Duration
	Breaks                          map[string]time.Duration // by reason
}

// away adds up the breaks; who watches a call as a team leader is at work.
func (s Spent) away() (sum time.Duration) {
	for reason, d := range s.Breaks {
		if reason != ReasonWatch {
			sum += d
		}
	}
	return sum
}

func (s *Spent) add(o Spent) {
	s.Ready, s.Ringing, s.Talking, s.WrapUp = s.Ready+o.Ready, s.Ringing+o.Ringing, s.Talking+o.Talking, s.WrapUp+o.WrapUp
	if s.Breaks == nil {
		s.Breaks = map[string]time.Duration{}
	}
	for reason, d := range o.Breaks {
		s.Breaks[reason] += d
	}
}

// Shift is a seat from sign-in to sign-out.
type Shift struct {
	ID, Seat     ids.ID
	Began, Ended time.Time // Ended is zero while it goes on
	State        SeatState
	Reason       string
	Spent        Spent // the state of now included
}

// allReasons are those for which a seat can be busy, as columns of the table.
var allReasons = append(slices.Clone(Reasons), ReasonWatch)

// spentColumn is where the time of a state is added up; empty: nowhere.
func spentColumn(state SeatState, reason string) string {
	switch {
	case state == SeatReady || state == SeatRinging || state == SeatTalking || state == SeatWrapUp:
		return string(state) + "_us"
	case state == SeatBusy && slices.Contains(allReasons, reason):
		return reason + "_us"
	}
	return ""
}

// applyShift writes what a step changes in the row of the seat's shift.
func applyShift(tx *store.Tx, kind string, p Payload) error {
	switch kind {
	case EventForced:
		if err := tx.Do(`INSERT INTO switchboard_force (id, shift_id, seat_id, leader_id, state, reason, words, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			ids.New(), p.Shift, p.Seat, p.Leader, p.State, p.Code, p.words, p.At); err != nil {
			return fmt.Errorf("switchboard: force: %w", err)
		}
		return nil
	case EventSeatState:
	default:
		return nil
	}
	var was SeatState
	var reason string
	var since int64
	err := tx.QueryRow(`SELECT state, reason, since_at FROM switchboard_shift WHERE id = ?`, p.Shift).Scan(&was, &reason, &since)
	switch {
	case errors.Is(err, sql.ErrNoRows) && p.State == string(SeatOffline):
		return nil
	case errors.Is(err, sql.ErrNoRows):
		err = tx.Do(`INSERT INTO switchboard_shift (id, seat_id, source_id, began_at, state, reason, since_at) VALUES (?, ?, ?, ?, ?, ?, ?)`, p.Shift, p.Seat, p.Source, p.At, p.State, p.Code, p.At)
	case err == nil:
		ended, adds := int64(0), ""
		if p.State == string(SeatOffline) {
			ended = p.At
		}
		args := []any{p.State, p.Code, p.At, ended}
		if column := spentColumn(was, reason); column != "" {
			adds = ", " + column + " = " + column + " + ?"
			args = append(args, max(0, p.At-since))
		}
		err = tx.Do(`UPDATE switchboard_shift SET state = ?, reason = ?, since_at = ?, ended_at = ?`+adds+` WHERE id = ?`, append(args, p.Shift)...)
	}
	if err != nil {
		return fmt.Errorf("switchboard: shift: %w", err)
	}
	return nil
}

const shiftColumns = `id, seat_id, began_at, ended_at, state, reason, since_at, ready_us, ringing_us, talking_us, wrap_up_us, rest_us, meal_us, training_us, duty_us, missed_us, watch_us`

// Shifts are those that began within a span, by their begin; what goes on is counted up to now.
func (s *Service) Shifts(q store.Queryer, from, to time.Time) ([]Shift, error) {
	now := s.Clock.Now()
	rows, err := q.Query(`SELECT `+shiftColumns+` FROM switchboard_shift WHERE began_at >= ? AND began_at < ? ORDER BY began_at, id LIMIT ?`,
		wall.Micros(from), wall.Micros(to), maxShifts)
	list, err := store.Collect(rows, err, func(r store.Row) (Shift, error) { return scanShift(r, now) })
	if err != nil {
		return nil, fmt.Errorf("switchboard: shifts: %w", err)
	}
	return list, nil
}

// maxShifts bounds what is read of a day: more than any centre has seats.
const maxShifts = 5000

func scanShift(r store.Row, now time.Time) (Shift, error) {
	var x Shift
	var began, ended, since int64
	us := make([]int64, 4+len(allReasons))
	dest := []any{&x.ID, &x.Seat, &began, &ended, &x.State, &x.Reason, &since}
	for i := range us {
		dest = append(dest, &us[i])
	}
	if err := r.Scan(dest...); err != nil {
		return Shift{}, err
	}
	x.Began, x.Ended = wall.FromMicros(began), wall.FromMicros(ended)
	d := func(i int) time.Duration { return time.Duration(us[i]) * time.Microsecond }
	x.Spent = Spent{Ready: d(0), Ringing: d(1), Talking: d(2), WrapUp: d(3), Breaks: map[string]time.Duration{}}
	for i, reason := range allReasons {
		x.Spent.Breaks[reason] = d(4 + i)
	}
	if ended == 0 {
		goesOn := max(0, now.Sub(wall.FromMicros(since)))
		switch x.State {
		case SeatReady:
			x.Spent.Ready += goesOn
		case SeatRinging:
			x.Spent.Ringing += goesOn
		case SeatTalking:
			x.Spent.Talking += goesOn
		case SeatWrapUp:
			x.Spent.WrapUp += goesOn
		case SeatBusy:
			x.Spent.Breaks[x.Reason] += goesOn
		}
	}
	return x, nil
}

// BreaksToday is how long each seat has been away today, for a board that begins in the middle of the day.
func (s *Service) BreaksToday(q store.Queryer) (map[ids.ID]map[string]time.Duration, error) {
	from := dayStart(s.Clock.Now())
	list, err := s.Shifts(q, from, from.Add(24*time.Hour))
	used := map[ids.ID]map[string]time.Duration{}
	for _, x := range list {
		sum := Spent{Breaks: used[x.Seat]}
		sum.add(x.Spent)
		used[x.Seat] = sum.Breaks
	}
	return used, err
}

// dayStart is the begin of a moment's day in the city.
func dayStart(t time.Time) time.Time {
	y, m, d := t.In(wall.Shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, wall.Shanghai)
}

// endShifts signs out the seats that a stopped program left: at the last moment that is known of any of them.
func (s *Service) endShifts(tx *store.Tx) error {
	var last int64
	if err := tx.QueryRow(`SELECT COALESCE(MAX(since_at), 0) FROM switchboard_shift WHERE source_id = 0`).Scan(&last); err != nil {
		return fmt.Errorf("switchboard: end shifts: %w", err)
	}
	rows, err := tx.Query(`SELECT id, seat_id FROM switchboard_shift WHERE ended_at = 0 AND source_id = 0 ORDER BY id`)
	open, err := store.Collect(rows, err, func(r store.Row) (x Shift, err error) { return x, r.Scan(&x.ID, &x.Seat) })
	if err != nil {
		return fmt.Errorf("switchboard: end shifts: %w", err)
	}
	for _, x := range open {
		p := Payload{Seat: x.Seat, Shift: x.ID, State: string(SeatOffline), Code: string(Interrupted), At: last}
		if err := s.keep(tx, entry{kind: EventSeatState, payload: p}, sealedPeer{}); err != nil {
			return err
		}
	}
	return nil
}
