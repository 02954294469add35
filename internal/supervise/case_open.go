package supervise

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// OpenIn is a case to be opened.
type OpenIn struct {
	Orders     []ids.ID `json:"order_ids" minItems:"1" maxItems:"50" doc:"the orders; each may stand in one open case"`
	ReasonCode string   `json:"reason_code" maxLength:"40"`
	Words      string   `json:"words" maxLength:"2000" doc:"why, and what is expected"`
	Limit      LimitIn  `json:"limit,omitempty"`
	// EachOwn opens a case for each order instead of one for all: orders of different matters.
	EachOwn bool `json:"each_own,omitempty"`
}

// Open opens one case for all orders, or one for each (立案督办). Its own clock starts now.
// Faults: auth.forbidden, supervise.not_yours, workorder.not_found, workorder.sealed, supervise.order_done,
// .already_supervised, .reason_code, .reason_missing, .invalid_limit.
func (s *Service) Open(tx *store.Tx, by auth.Principal, in OpenIn) ([]Case, error) {
	m := move(ThingCase, VerbOpen)
	if err := may(by, m, StateNone, 0); err != nil {
		return nil, err
	}
	if err := coded(CaseReasons, "reason_code", in.ReasonCode); err != nil {
		return nil, err
	}
	text, err := needed("words", "督办要求", in.Words, maxWords)
	if err != nil {
		return nil, err
	}
	slices.Sort(in.Orders)
	in.Orders = slices.Compact(in.Orders)
	if len(in.Orders) == 0 || len(in.Orders) > 50 {
		return nil, ErrInvalid.WithField("body.order_ids", "请选择 1 至 50 张工单。")
	}
	t, err := s.start(tx, stageCase, in.Limit)
	if err != nil {
		return nil, err
	}
	groups := [][]ids.ID{in.Orders}
	if in.EachOwn {
		groups = nil
		for _, o := range in.Orders {
			groups = append(groups, []ids.ID{o})
		}
	}
	var list []Case
	for _, orders := range groups {
		c, err := s.openOne(tx, by, in.ReasonCode, text, t, orders)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func (s *Service) openOne(tx *store.Tx, by auth.Principal, code, text string, t ticking, orders []ids.ID) (Case, error) {
	now := s.now()
	number, err := serial(tx, "D", now)
	if err != nil {
		return Case{}, err
	}
	salt, commit := ledger.Commit(text)
	c := Case{ID: ids.New(), Number: number, State: StateOpen, Version: 1, ReasonCode: code, Words: text, salt: salt, OpenedAt: now, OpenedBy: by.ID,
		DueAt: t.due, Rule: t.rule, NextAt: t.due.Add(time.Microsecond)}
	if err := insertCase(tx, &c); err != nil {
		return Case{}, err
	}
	for _, id := range orders {
		o, err := s.Orders.Get(tx, by, id)
		if err != nil {
			return Case{}, err
		}
		if err := s.joinCase(tx, by, &c, &o, commit); err != nil {
			return Case{}, err
		}
	}
	return c, nil
}

// joinCase puts an order into a new case.
func (s *Service) joinCase(tx *store.Tx, by auth.Principal, c *Case, o *workorder.Order, commit string) error {
	if !o.State.Open() || o.State == workorder.StateMerged {
		return ErrNotOpen.WithMessage("工单 %s 已办结或已并单，不能立案督办。", o.Number)
	}
	var open int
	err := tx.QueryRow(`SELECT COUNT(*) FROM supervise_case_order x JOIN supervise_case c ON c.id = x.case_id
		WHERE x.order_id = ? AND c.state = 'open'`, o.ID).Scan(&open)
	if err != nil {
		return fmt.Errorf("supervise: open cases: %w", err)
	}
	if open > 0 {
		return ErrInCase.WithMessage("工单 %s 已在督办中，请在原督办件中继续。", o.Number)
	}
	err = tx.Do(`INSERT INTO supervise_case_order (case_id, order_id, number, unit_id) VALUES (?, ?, ?, ?)`, c.ID, o.ID, o.Number, o.Unit)
	if err != nil {
		return fmt.Errorf("supervise: insert case order: %w", err)
	}
	if _, err := s.Orders.Lock(tx, o.ID); err != nil { // before the row that watches it, as everywhere
		return err
	}
	if err := setCase(tx, o.ID, c.ID); err != nil {
		return err
	}
	if err := s.takeSuggestions(tx, by, o.ID, c.ID); err != nil {
		return err
	}
	return s.record(tx, by, EventCaseOpened, o.ID, unitsOf(o.Unit), Payload{Order: o.ID, Unit: o.Unit, Case: c.ID, Code: c.ReasonCode,
		DueAt: micros(c.DueAt), Commit: commit})
}
