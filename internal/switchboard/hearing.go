package switchboard

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// HearPurposes are the purposes for which a recording is heard 调听: to verify what was said, to judge the service, to
// settle a dispute, by law.
var HearPurposes = []string{"verify", "quality", "dispute", "legal"}

// hearingLasts is how long after its hearing was written down a recording can be played.
const hearingLasts = 2 * time.Hour

// CallFacts is what is kept of a call, without who called.
type CallFacts struct {
	ID         ids.ID
	Direction  string // in, out
	Door       string // phone, web
	Hotline    string
	Seat       ids.ID
	BeganAt    time.Time
	AnsweredAt time.Time // zero: nobody answered
	EndedAt    time.Time // zero: it goes on
	Outcome    Outcome
	Cause      string // of a call of ours in vain: why
	Rating     int    // 1 to 5; 0: not rated
	Recorded   bool
	Quality           // of what came from the other party
	Notice     string // how the caller learnt of the recording: menu, announcement, page; empty: nothing says so
	NoticeAt   time.Time
	NoticeMenu int64 // with menu: the number of its version; 0: the first menu
}

// Facts reads what is kept of calls, by time; ids without a call are left out.
func (s *Service) Facts(q store.Queryer, calls ...ids.ID) ([]CallFacts, error) {
	if len(calls) == 0 {
		return nil, nil
	}
	marks, args := among(calls)
	rows, err := q.Query(`SELECT id, direction, door, hotline, seat_id, began_at, answered_at, ended_at, outcome, cause, rating, mos, loss, jitter_us, unrecorded_at,
		notice, notice_at, notice_number
		FROM switchboard_call WHERE id IN (`+marks+`) ORDER BY began_at, id`, args...)
	return store.Collect(rows, err, func(r store.Row) (CallFacts, error) {
		var c CallFacts
		var began, answered, ended, erased, told int64
		err := r.Scan(&c.ID, &c.Direction, &c.Door, &c.Hotline, &c.Seat, &began, &answered, &ended, &c.Outcome, &c.Cause, &c.Rating, &c.MOS, &c.Loss, &c.Jitter, &erased,
			&c.Notice, &told, &c.NoticeMenu)
		c.BeganAt, c.AnsweredAt, c.EndedAt = wall.FromMicros(began), wall.FromMicros(answered), wall.FromMicros(ended)
		c.NoticeAt = wall.FromMicros(told)
		c.Recorded = ended > 0 && erased == 0 && s.Recordings.find(c.ID, c.BeganAt) != ""
		return c, err
	})
}

// About are the calls that seats made to somebody behind some orders, oldest first.
func (s *Service) About(q store.Queryer, orders ...ids.ID) ([]ids.ID, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	marks, args := among(orders)
	rows, err := q.Query(`SELECT id FROM switchboard_call WHERE about_id IN (`+marks+`) AND errand IN (?, ?) ORDER BY id`,
		append(args, ErrandOrder, ErrandFollowUp)...)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("switchboard: calls about orders: %w", err)
	}
	return list, nil
}

// Hear writes down that p hears the recording of a call that belongs to an order which p may see; the caller has
// checked that. Show nothing before the transaction is durable. The error is ErrPurpose, ErrCall, ErrStillSpeaking or
// ErrNoRecording.
func (s *Service) Hear(tx *store.Tx, p auth.Principal, call, order ids.ID, purpose string) (ids.ID, error) {
	if !slices.Contains(HearPurposes, purpose) {
		return 0, ErrPurpose
	}
	facts, err := s.Facts(tx, call)
	switch {
	case err != nil:
		return 0, err
	case len(facts) == 0:
		return 0, ErrCall
	case facts[0].EndedAt.IsZero():
		return 0, ErrStillSpeaking
	case !facts[0].Recorded:
		return 0, ErrNoRecording
	}
	id := ids.New()
	if err := tx.Do(`INSERT INTO switchboard_hearing (id, call_id, order_id, staff_id, purpose, at) VALUES (?, ?, ?, ?, ?, ?)`,
		id, call, order, p.ID, purpose, wall.Micros(s.Clock.Now())); err != nil {
		return 0, fmt.Errorf("switchboard: hearing: %w", err)
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventHeard, Subject: call, Actor: p.ID,
		Payload: HeardPayload{Call: call, Access: id, Order: order, Purpose: purpose}})
	return id, err
}

// Heard opens the recording of a hearing that p has written down for this call and order. The error is ErrHearing, or
// one of Recordings.Open.
func (s *Service) Heard(q store.Queryer, p auth.Principal, hearing, call, order ids.ID) (Sound, error) {
	var at, began int64
	err := q.QueryRow(`SELECT h.at, c.began_at FROM switchboard_hearing h JOIN switchboard_call c ON c.id = h.call_id
		WHERE h.id = ? AND h.call_id = ? AND h.order_id = ? AND h.staff_id = ?`, hearing, call, order, p.ID).Scan(&at, &began)
	if errors.Is(err, sql.ErrNoRows) {
		return Sound{}, ErrHearing
	}
	if err != nil {
		return Sound{}, fmt.Errorf("switchboard: hearing: %w", err)
	}
	if s.Clock.Now().Sub(wall.FromMicros(at)) > hearingLasts {
		return Sound{}, ErrHearing
	}
	return s.Recordings.Open(call, wall.FromMicros(began))
}

// among is the marks and arguments of a condition on ids.
func among(list []ids.ID) (marks string, args []any) {
	for _, id := range list {
		args = append(args, id)
	}
	return strings.TrimSuffix(strings.Repeat("?, ", len(list)), ", "), args
}

// Hearings counts how often the recording of each call was heard.
func Hearings(q store.Queryer, calls ...ids.ID) (map[ids.ID]int, error) {
	heard := map[ids.ID]int{}
	if len(calls) == 0 {
		return heard, nil
	}
	marks, args := among(calls)
	rows, err := q.Query(`SELECT call_id, COUNT(*) FROM switchboard_hearing WHERE call_id IN (`+marks+`) GROUP BY call_id`, args...)
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var id ids.ID
		var n int
		err := r.Scan(&id, &n)
		heard[id] = n
		return struct{}{}, err
	})
	return heard, err
}
