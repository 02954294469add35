package intake

import (
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// Candidate is an open order that seems to be about an event.
type Candidate struct {
	Order        ids.ID    `json:"order_id"`
	Number       string    `json:"number"`
	Title        string    `json:"title"`
	State        string    `json:"state"`
	UnitName     string    `json:"unit_name"`
	DivisionName string    `json:"division_name"`
	CreatedAt    time.Time `json:"created_at"`
	Why          []string  `json:"why"`
}

const (
	maxCandidates = 200
	maxLooked     = 2000 // orders of the time that are looked at
)

// mergeable are the states from which an order can be merged.
var mergeable = []workorder.State{workorder.StateRegistered, workorder.StateDispatched, workorder.StateHandling}

// Candidates lists open orders since the event's beginning that match it and are not joined: somebody chooses among them.
// Confidential orders are left out.
func (s *Service) Candidates(q store.Queryer, p auth.Principal, storm ids.ID) ([]Candidate, error) {
	if err := mayStorm(p, RightStormJoin); err != nil {
		return nil, err
	}
	x, err := stormBy(q, storm)
	if err != nil {
		return nil, err
	}
	list, looked := []Candidate{}, 0
	f := workorder.Filter{States: mergeable, From: x.From, Limit: 200}
	for looked < maxLooked && len(list) < maxCandidates {
		rows, next, err := s.Orders.List(q, p, f)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			o := &rows[i]
			looked++
			if o.Sealed || o.ID == x.Order || o.MergedInto != 0 || len(list) == maxCandidates {
				continue
			}
			c, err := s.candidate(q, p, x, o.ID)
			if err != nil {
				return nil, err
			}
			if c != nil {
				list = append(list, *c)
			}
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	return list, nil
}

// candidate reads the whole order, because a list has no words.
func (s *Service) candidate(q store.Queryer, p auth.Principal, x *Storm, order ids.ID) (*Candidate, error) {
	o, err := s.Orders.Get(q, p, order)
	if errors.Is(err, workorder.ErrNotFound) || errors.Is(err, workorder.ErrSealed) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := s.match(q, x, asked{words: o.Title + "\n" + o.Content + "\n" + o.Address, division: o.Division, category: o.Category})
	if err != nil || m == nil {
		return nil, err
	}
	return &Candidate{Order: o.ID, Number: o.Number, Title: o.Title, State: string(o.State), UnitName: s.Places.UnitName(q, o.Unit),
		DivisionName: s.divisionName(q, o.Division), CreatedAt: o.CreatedAt, Why: m.Why}, nil
}

// JoinedRow is a request that hangs on an event.
type JoinedRow struct {
	Request      ids.ID    `json:"request_id"`
	Number       string    `json:"number"`
	Title        string    `json:"title"`
	Content      string    `json:"content"`
	Door         string    `json:"door"`
	DivisionName string    `json:"division_name"`
	How          string    `json:"how" enum:"new,merged"`
	JoinedAt     time.Time `json:"joined_at"`
	Withdrawn    bool      `json:"withdrawn" doc:"its citizen took it back"`
}

// JoinedOf lists the requests that hang on an event, the newest first, at most 200 before a request.
func (s *Service) JoinedOf(q store.Queryer, p auth.Principal, storm, before ids.ID) ([]JoinedRow, error) {
	if err := mayStorm(p, RightStormRead); err != nil {
		return nil, err
	}
	if before == 0 {
		before = 1<<63 - 1
	}
	rows, err := q.Query(`SELECT r.id, r.number, r.title, r.content, r.door, r.division, j.how, j.joined_at, r.withdrawn_at FROM intake_storm_join j
		JOIN intake_request r ON r.id = j.request_id WHERE j.storm_id = ? AND j.left_at = 0 AND j.request_id < ?
		ORDER BY j.request_id DESC LIMIT 200`, storm, before)
	list, err := store.Collect(rows, err, func(r store.Row) (x JoinedRow, err error) {
		var at, withdrawn int64
		err = r.Scan(&x.Request, &x.Number, &x.Title, &x.Content, &x.Door, &x.DivisionName, &x.How, &at, &withdrawn)
		x.JoinedAt, x.Withdrawn = wall.FromMicros(at), withdrawn != 0
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("intake: joined: %w", err)
	}
	for i := range list {
		list[i].DivisionName = s.divisionName(q, list[i].DivisionName)
	}
	return list, nil
}

// recordCalled notes in the ledger that somebody was told by telephone or letter, or could not be.
func (s *Service) recordCalled(tx *store.Tx, p auth.Principal, storm, word, request ids.ID, state string) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventStormCalled, Subject: request, Actor: p.ID,
		Payload: StormCalled{Storm: storm, Word: word, Request: request, State: state}})
	if err != nil {
		return fmt.Errorf("intake: record: %w", err)
	}
	return nil
}
