package followup

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Detail is a plan with its calls and answers.
type Detail struct {
	Row
	Calls    []Call       `json:"calls"`
	Answers  []GivenShown `json:"answers"`
	MaxCalls int          `json:"max_calls" doc:"calls in vain after which the order is archived as 未评价"`
}

// Call is one attempt as it is shown.
type Call struct {
	Seq          int       `json:"seq"`
	At           time.Time `json:"at"`
	ByName       string    `json:"by_name"`
	Reached      bool      `json:"reached"`
	Resolved     string    `json:"resolved,omitempty"`
	Satisfaction int       `json:"satisfaction,omitempty"`
	Redo         bool      `json:"redo"`
	Note         string    `json:"note,omitempty"`
}

// GivenShown is one requester's answer as it is shown.
type GivenShown struct {
	RequestID ids.ID    `json:"request_id" doc:"null: asked on the telephone"`
	At        time.Time `json:"at"`
	Way       string    `json:"way"`
	Figures
	Note    string `json:"note,omitempty"`
	Counted bool   `json:"counted" doc:"false: came after the plan was done"`
	Changes int    `json:"changes"`
}

// Get shows one plan of by's scope; another's answers like one that does not exist.
func (s *Service) Get(q store.Queryer, by auth.Principal, id ids.ID) (Detail, error) {
	if !by.Can(RightRead) {
		return Detail{}, fault.Forbidden
	}
	p, err := planByID(q, id)
	if err != nil {
		return Detail{}, err
	}
	if p == nil || !visible(by, p) || s.barred(q, by, p.Order) {
		return Detail{}, ErrNotFound
	}
	d := Detail{Answers: []GivenShown{}, MaxCalls: s.options.MaxAttempts}
	if d.Row, err = s.row(q, by, p); err != nil {
		return Detail{}, err
	}
	if d.Calls, err = s.calls(q, p); err != nil {
		return Detail{}, err
	}
	answers, err := answersOf(q, p)
	if d.hidden { // the figures stay, the words go
		for i := range d.Calls {
			d.Calls[i].Note = ""
		}
		for i := range answers {
			answers[i].Note = ""
		}
	}
	for _, g := range answers {
		d.Answers = append(d.Answers, GivenShown{RequestID: g.Request, At: wall.FromMicros(g.AnsweredAt), Way: string(g.Way),
			Figures: g.Figures, Note: g.Note, Counted: g.Counted, Changes: g.Changes})
	}
	return d, err
}

func (s *Service) calls(q store.Queryer, p *Plan) ([]Call, error) {
	by := []ids.ID{}
	rows, err := q.Query(`SELECT seq, at, by_id, reached, resolved, satisfaction, redo, note FROM followup_attempt
		WHERE order_id = ? AND plan_id = ? ORDER BY seq`, p.Order, p.ID)
	list, err := store.Collect(rows, err, func(r store.Row) (c Call, err error) {
		var at int64
		var staff ids.ID
		err = r.Scan(&c.Seq, &at, &staff, &c.Reached, &c.Resolved, &c.Satisfaction, &c.Redo, &c.Note)
		c.At = wall.FromMicros(at)
		by = append(by, staff)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("followup: calls: %w", err)
	}
	for i := range list {
		list[i].ByName = s.Names.StaffName(q, by[i])
	}
	return list, nil
}
