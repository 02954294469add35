package outreach

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// The states of a person.
const (
	PersonWaiting = "waiting"
	PersonCalling = "calling"
	PersonDone    = "done"
	PersonGivenUp = "given_up" // called as often as the rules say
	PersonBarred  = "barred"   // not to be called
)

// row is what is sealed of a person.
type row struct {
	Number string            `json:"number"`
	Words  map[string]string `json:"words,omitempty"`
}

// Answer is what somebody pressed or typed at a step.
type Answer struct {
	Step  string `json:"step"`
	Value string `json:"value"`
}

// Person is somebody who is to be called.
type Person struct {
	ID, Campaign         ids.ID
	Line                 int
	State, Result, Note  string
	Answers              []Answer
	Attempts             int
	NextAt, ClaimedUntil time.Time
	ClaimedBy            ids.ID
	ChangedAt            time.Time
	Erased               bool
	mac, head, body      []byte
}

const personColumns = `id, campaign_id, line, mac, head, body, state, result, answers, note, attempts, next_at, claimed_by, claimed_until, changed_at, erased_at`

func scanPerson(r store.Row) (Person, error) {
	var p Person
	var answers string
	var next, until, changed, erased int64
	err := r.Scan(&p.ID, &p.Campaign, &p.Line, &p.mac, &p.head, &p.body, &p.State, &p.Result, &answers, &p.Note, &p.Attempts, &next, &p.ClaimedBy, &until, &changed, &erased)
	p.NextAt, p.ClaimedUntil, p.ChangedAt, p.Erased = wall.FromMicros(next), wall.FromMicros(until), wall.FromMicros(changed), erased != 0
	if err == nil && answers != "" {
		err = json.Unmarshal([]byte(answers), &p.Answers)
	}
	return p, err
}

func (s *Service) people(q store.Queryer, rest string, args ...any) ([]Person, error) {
	rows, err := q.Query(`SELECT `+personColumns+` FROM outreach_person WHERE `+rest, args...)
	list, err := store.Collect(rows, err, scanPerson)
	if err != nil {
		return nil, fmt.Errorf("outreach: people: %w", err)
	}
	return list, nil
}

// person is one person of a campaign. The error is ErrNotFound.
func (s *Service) person(q store.Queryer, campaign, id ids.ID) (Person, error) {
	list, err := s.people(q, `id = ? AND campaign_id = ?`, id, campaign)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Person{}, err
	}
	return list[0], nil
}

func (s *Service) mac(number string) []byte { return s.Ring.MAC(s.secret, []byte(number)) }

func (s *Service) seal(kind string, id ids.ID, v any) (head, body []byte, err error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, nil, err
	}
	e, err := s.Ring.Seal(seal.Record{Kind: kind, ID: int64(id)}, plain)
	return e.Head, e.Body, err
}

// open reads what is sealed of a person; nothing of one who was erased.
func (s *Service) open(p Person) (row, error) {
	var r row
	if p.Erased {
		return r, nil
	}
	plain, err := s.Ring.Open(seal.Record{Kind: "outreach.person", ID: int64(p.ID)}, seal.Envelope{Head: p.head, Body: p.body})
	if err == nil {
		err = json.Unmarshal(plain, &r)
	}
	return r, err
}

// save writes what changed of a person.
func (s *Service) save(tx *store.Tx, p Person) error {
	answers := ""
	if len(p.Answers) > 0 {
		raw, err := json.Marshal(p.Answers)
		if err != nil {
			return err
		}
		answers = string(raw)
	}
	err := tx.Do(`UPDATE outreach_person SET state = ?, result = ?, answers = ?, note = ?, attempts = ?, next_at = ?, claimed_by = ?,
		claimed_until = ?, changed_at = ? WHERE id = ?`, p.State, p.Result, answers, p.Note, p.Attempts, wall.Micros(p.NextAt), p.ClaimedBy,
		wall.Micros(p.ClaimedUntil), wall.Micros(s.Clock.Now()), p.ID)
	if err != nil {
		return fmt.Errorf("outreach: save person: %w", err)
	}
	return nil
}
