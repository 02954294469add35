package workorder

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ClassifyIn is what an order is about. All of it is given, changed or not.
type ClassifyIn struct {
	Kind     Kind   `json:"kind" enum:"consult,help,complaint,report,suggestion,praise,invalid"`
	Category ids.ID `json:"category_id,omitempty" doc:"a node of the category tree; absent: none"`
	Division string `json:"division_code,omitempty" maxLength:"40" doc:"where it is; empty: unknown"`
	Urgent   bool   `json:"urgent"`
	Business bool   `json:"business" doc:"涉企"`
	Reason   string `json:"reason,omitempty" maxLength:"2000" doc:"why; needed to change the kind that was told"`
}

// Classify says what an order is about (归类): its kind, category and division, and whether it is urgent or a business
// matter. Citizens' doors leave that to the centre. Words and requests stay as they are. The unit's clock is not
// touched; the citizen's may become earlier by the limit of the new kind, never later, so that nobody gains time by
// calling a complaint an enquiry.
// Faults: workorder.invalid, .reason_missing (the kind changes), .same_class and those of every verb.
func (s *Service) Classify(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ClassifyIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbClassify)
	if err != nil {
		return Order{}, err
	}
	words, err := s.checkClass(tx, o, in)
	if err != nil {
		return Order{}, err
	}
	before := *o
	d := Detail{}
	if words != "" {
		if d, err = s.say(tx, o, p, words); err != nil {
			return Order{}, err
		}
	}
	if o.Kind != in.Kind {
		d.WasKind = o.Kind
	}
	if o.Category != in.Category {
		d.WasAbout = o.Category
	}
	o.Kind, o.Category, o.Division, o.Urgent, o.Business = in.Kind, in.Category, in.Division, in.Urgent, in.Business
	if err := s.shortenTotal(tx, o); err != nil {
		return Order{}, err
	}
	if err := tx.Do(`UPDATE workorder_order SET kind = ?, category_id = ?, division = ?, urgent = ?, business = ?,
		total_due_at = ?, total_preset = ?, total_rule = ? WHERE id = ?`, o.Kind, o.Category, o.Division, flag(o.Urgent),
		flag(o.Business), wall.Micros(o.TotalDueAt), o.TotalPreset, o.TotalRule, o.ID); err != nil {
		return Order{}, fmt.Errorf("workorder: classify: %w", err)
	}
	return *o, s.apply(tx, p, o, before, move(VerbClassify, CaseOnly), d)
}

// checkClass refuses what is unknown, and a kind changed without a word; it returns the words.
func (s *Service) checkClass(q store.Queryer, o *Order, in ClassifyIn) (string, error) {
	words, err := note("reason", "理由", in.Reason)
	if err != nil {
		return "", err
	}
	switch {
	case !in.Kind.Valid():
		return "", invalid("kind", "请选择诉求类型。")
	case in.Category != 0 && in.Category != o.Category && s.Names.CategoryName(q, in.Category) == "":
		return "", invalid("category_id", "没有这个分类，请重新选择。")
	case in.Division != "" && in.Division != o.Division && s.Names.DivisionName(q, in.Division) == "":
		return "", invalid("division_code", "没有这个区划，请重新选择。")
	case in.Kind == o.Kind && in.Category == o.Category && in.Division == o.Division && in.Urgent == o.Urgent && in.Business == o.Business:
		return "", ErrSameClass
	case in.Kind != o.Kind && words == "":
		return "", ErrReasonMissing.WithField("reason", "更改诉求类型请写明理由。")
	}
	return words, nil
}

// shortenTotal takes the limit of the order's new class for the citizen's clock where that is due sooner.
func (s *Service) shortenTotal(q store.Queryer, o *Order) error {
	c, err := s.startClock(q, o, StageTotal, o.totalFrom())
	if err != nil {
		return err
	}
	if c.due.IsZero() || !o.TotalDueAt.IsZero() && !c.due.Before(o.TotalDueAt) {
		return nil
	}
	o.TotalDueAt, o.TotalPreset, o.TotalRule = c.due, c.preset, c.rule
	if o.Unit == 0 && o.State != StateMerged {
		o.DueAt, o.SoonAt, o.Mark = c.due, c.soon, MarkNone
	}
	return nil
}
