package outreach

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// saidKind is the kind of what is sealed of an attempt.
const saidKind = "outreach.attempt"

// attempt is a call of somebody, or one that was tried.
type attempt struct {
	call, staff ids.ID // staff 0: the robot
	result      string
	done        bool     // there is nothing left to call about
	said        []Answer // in the person's own words; kept sealed
	deaf        bool     // the recognizer failed
}

// called writes a call of somebody down and decides whether there is to be another one.
func (s *Service) called(tx *store.Tx, c Campaign, p Person, a attempt) error {
	now, id := s.Clock.Now(), ids.New()
	var head, body []byte
	if len(a.said) > 0 {
		var err error
		if head, body, err = s.seal(saidKind, id, a.said); err != nil {
			return fmt.Errorf("outreach: attempt: %w", err)
		}
	}
	deaf := 0
	if a.deaf {
		deaf = 1
	}
	if err := tx.Do(`INSERT INTO outreach_attempt (id, campaign_id, person_id, call_id, staff_id, result, at, head, body, deaf)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, c.ID, p.ID, a.call, a.staff, a.result, wall.Micros(now), head, body, deaf); err != nil {
		return fmt.Errorf("outreach: attempt: %w", err)
	}
	var times int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM outreach_attempt WHERE person_id = ? AND result = ?`, p.ID, a.result).Scan(&times); err != nil {
		return fmt.Errorf("outreach: attempts: %w", err)
	}
	p.Attempts, p.Result, p.ClaimedBy, p.ClaimedUntil = p.Attempts+1, a.result, 0, time.Time{}
	next, more := c.Settings.redial(a.result, times, now)
	switch {
	case a.done:
		p.State = PersonDone
	case more:
		p.State, p.NextAt = PersonWaiting, next
	default:
		p.State = PersonGivenUp
	}
	if err := s.save(tx, p); err != nil {
		return err
	}
	return s.record(tx, EventCalled, c.ID, a.staff, Payload{Campaign: c.ID, Person: p.ID, Call: a.call, Result: a.result})
}

// AttemptView is a call of somebody as it is shown.
type AttemptView struct {
	At     time.Time `json:"at"`
	Result string    `json:"result"`
	By     string    `json:"by,omitempty" doc:"empty: the robot"`
	Said   []Answer  `json:"said" doc:"in the person's own words, numbers and the like masked"`
	Deaf   bool      `json:"deaf" doc:"the recognizer of speech failed in the call, which went on by keys"`
}

// attempts are the calls of some people, oldest first.
func (s *Service) attempts(q store.Queryer, people ...ids.ID) (map[ids.ID][]AttemptView, error) {
	out := map[ids.ID][]AttemptView{}
	if len(people) == 0 {
		return out, nil
	}
	args := make([]any, len(people))
	for i, id := range people {
		args[i] = id
	}
	rows, err := q.Query(`SELECT id, person_id, staff_id, result, at, head, body, deaf FROM outreach_attempt WHERE person_id IN (`+
		strings.TrimSuffix(strings.Repeat("?, ", len(people)), ", ")+`) ORDER BY at, id`, args...)
	type read struct {
		id, person, staff ids.ID
		head, body        []byte
		v                 AttemptView
	}
	list, err := store.Collect(rows, err, func(r store.Row) (x read, err error) {
		var at int64
		var deaf int
		err = r.Scan(&x.id, &x.person, &x.staff, &x.v.Result, &at, &x.head, &x.body, &deaf)
		x.v.At, x.v.Deaf, x.v.Said = wall.FromMicros(at), deaf != 0, []Answer{}
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("outreach: attempts: %w", err)
	}
	for _, x := range list {
		if len(x.body) > 0 {
			plain, err := s.Ring.Open(seal.Record{Kind: saidKind, ID: int64(x.id)}, seal.Envelope{Head: x.head, Body: x.body})
			if err == nil {
				err = json.Unmarshal(plain, &x.v.Said)
			}
			if err != nil {
				return nil, fmt.Errorf("outreach: attempts: %w", err)
			}
			for i := range x.v.Said {
				x.v.Said[i].Value, _ = language.MaskPersonal(x.v.Said[i].Value)
			}
		}
		x.v.By = s.name(q, x.staff)
		out[x.person] = append(out[x.person], x.v)
	}
	return out, nil
}
