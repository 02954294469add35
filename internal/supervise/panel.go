package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// OrderPanel is what this room has to say about one order: the part of the order page that is ours.
type OrderPanel struct {
	Cards  []CardRow    `json:"cards" nullable:"false"`
	Taken  []PanelStep  `json:"taken" nullable:"false" doc:"steps of the chain that the present clock has had"`
	Ahead  []PanelStep  `json:"ahead" nullable:"false" doc:"steps to come, the next first; empty while the clock stands"`
	Cases  []CaseRow    `json:"cases" nullable:"false"`
	Tasks  []TaskView   `json:"tasks" nullable:"false" doc:"instructions and parts of decisions about this order"`
	Docket []DocketItem `json:"docket" nullable:"false"`
	// What the caller may begin with the order.
	CanOpen    bool `json:"can_open"`
	CanPropose bool `json:"can_propose"`
}

// PanelStep is a step of the chain.
type PanelStep struct {
	Code   string    `json:"code"`
	Title  string    `json:"title"`
	At     time.Time `json:"at"`
	Card   string    `json:"card"`
	To     []string  `json:"to" nullable:"false" doc:"officer, unit, parent, leader, supervisor"`
	Missed bool      `json:"missed" doc:"it came too late to make sense, and nobody was told"`
}

// Panel reads what is about an order that by may read. Faults: auth.forbidden, workorder.not_found, workorder.sealed.
func (s *Service) Panel(q store.Queryer, by auth.Principal, order ids.ID) (OrderPanel, error) {
	if !by.Can(RightRead) {
		return OrderPanel{}, fault.Forbidden
	}
	o, err := s.Orders.Get(q, by, order)
	if err != nil {
		return OrderPanel{}, err
	}
	p := OrderPanel{Taken: []PanelStep{}, Ahead: []PanelStep{}, Cases: []CaseRow{}, Docket: []DocketItem{}}
	if p.Cards, _, err = s.cardPage(q, by, CardFilter{Order: order, Limit: 100}); err != nil {
		return OrderPanel{}, err
	}
	if err := s.panelSteps(q, order, &p); err != nil {
		return OrderPanel{}, err
	}
	rows, err := q.Query(`SELECT case_id FROM supervise_case_order WHERE order_id = ? ORDER BY case_id DESC LIMIT 20`, order)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return OrderPanel{}, fmt.Errorf("supervise: cases of an order: %w", err)
	}
	open := false
	for _, id := range list {
		c, err := s.caseByID(q, by, id)
		if err != nil {
			continue // the case of another unit that had the order before
		}
		row, err := s.caseRow(q, by, c)
		if err != nil {
			return OrderPanel{}, err
		}
		open = open || c.State == StateOpen
		p.Cases = append(p.Cases, row)
	}
	if p.Tasks, err = s.tasksWhere(q, by, `order_id = ?`, order); err != nil {
		return OrderPanel{}, err
	}
	found, err := q.Query(`SELECT `+itemColumns+` FROM supervise_docket WHERE order_id = ? ORDER BY id DESC LIMIT 20`, order)
	items, err := store.Collect(found, err, scanItem)
	if err != nil {
		return OrderPanel{}, fmt.Errorf("supervise: docket of an order: %w", err)
	}
	waiting := false
	for _, d := range items {
		waiting = waiting || d.State == StateProposed || d.State == StateScheduled
		if !d.concerns(by.Scope) {
			continue
		}
		v, err := s.itemView(q, by, d)
		if err != nil {
			return OrderPanel{}, err
		}
		p.Docket = append(p.Docket, v)
	}
	p.CanOpen = o.State.Open() && !open && may(by, move(ThingCase, VerbOpen), StateNone, 0) == nil
	p.CanPropose = o.State.Open() && !waiting && may(by, move(ThingDocket, VerbPropose), StateNone, o.Unit) == nil
	return p, nil
}

// panelSteps tells which steps the present clock has had, and what comes next.
func (s *Service) panelSteps(q store.Queryer, order ids.ID, p *OrderPanel) error {
	w, err := watchOfOrder(q, order)
	if err != nil || w == nil {
		return err
	}
	chain, err := s.ChainNow(q)
	if err != nil {
		return err
	}
	taken, err := stepsTaken(q, order, w.Assignment)
	if err != nil {
		return err
	}
	for _, t := range taken {
		st := PanelStep{Code: t.Code, Title: chain.title(t.Code), At: t.At, To: append([]string{}, t.Told...), Missed: len(t.Told) == 0}
		for _, x := range chain.Steps {
			if x.Code == t.Code {
				st.Card = x.Card
			}
		}
		p.Taken = append(p.Taken, st)
	}
	if !w.Running {
		return nil
	}
	ahead, err := s.ahead(q, chain, w)
	if err != nil {
		return err
	}
	for _, x := range ahead {
		if x.before && s.now().After(w.DueAt) {
			continue
		}
		p.Ahead = append(p.Ahead, PanelStep{Code: x.Code, Title: x.Title, At: x.at, Card: x.Card, To: append([]string{}, x.To...)})
	}
	return nil
}
