package supervise

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// DecideIn is what a meeting decided on one item: who leads, who helps, and what each must do by when.
type DecideIn struct {
	Decision string   `json:"decision" maxLength:"2000" doc:"the decision in words"`
	Lead     PartIn   `json:"lead"`
	Helpers  []PartIn `json:"helpers,omitempty" maxItems:"20"`
}

// PartIn is one unit's part in a decision.
type PartIn struct {
	Unit  ids.ID  `json:"unit_id"`
	Words string  `json:"words" maxLength:"2000" doc:"what this unit must do"`
	Limit LimitIn `json:"limit,omitempty"`
}

// Decide writes what the meeting decided (作出决定). It binds: in the same transaction the order becomes the lead unit's, which
// may not return it, and each unit gets a task with its own clock. Where the order's state does not allow that, the item
// says so, and the decision is carried out when the order comes back from its review or from the order it was merged into.
// Faults: those of every verb, supervise.unit_missing, .reason_missing, .invalid, .invalid_limit, those of
// workorder.designate, .reassign, .resume and .bind.
func (s *Service) Decide(tx *store.Tx, by auth.Principal, meeting, item ids.ID, version int64, in DecideIn) (Item, error) {
	d, m, err := s.beginDecision(tx, by, meeting, item, version, VerbDecide)
	if err != nil {
		return Item{}, err
	}
	text, err := needed("decision", "会议决定", in.Decision, maxWords)
	if err != nil {
		return Item{}, err
	}
	parts := append([]PartIn{in.Lead}, in.Helpers...)
	seen := map[ids.ID]bool{}
	for i, p := range parts {
		if seen[p.Unit] {
			return Item{}, ErrInvalid.WithField(fmt.Sprintf("body.helpers[%d].unit_id", i-1), "同一单位只能承担一项。")
		}
		seen[p.Unit] = true
	}
	if in.Lead.Unit == 0 {
		return Item{}, ErrUnit.WithField("body.lead.unit_id", "请选择主办单位。")
	}
	bound, err := s.bind(tx, by, d, in.Lead.Unit, text)
	if err != nil {
		return Item{}, err
	}
	held, err := s.meetingByID(tx, by, meeting)
	if err != nil {
		return Item{}, err
	}
	source := fmt.Sprintf("%s-%d", held.Number, d.Place)
	for i, p := range parts {
		part := PartCo
		if i == 0 {
			part = PartLead
		}
		t := Task{Meeting: meeting, Docket: d.ID, Order: d.Order, Number: d.Number, Unit: p.Unit, Part: part, source: source}
		if _, err := s.give(tx, by, t, p.Words, p.Limit); err != nil {
			return Item{}, err
		}
	}
	var commit string
	d.decisionSalt, commit = ledger.Commit(text)
	d.Version++
	d.State, d.Lead, d.Decision, d.DecidedAt, d.DecidedBy, d.Bound = m.after(d.State), in.Lead.Unit, text, s.now(), by.ID, bound
	if err := updateItem(tx, d); err != nil {
		return Item{}, err
	}
	return *d, s.record(tx, by, m.Event, d.Order, unitsOf(in.Lead.Unit), Payload{Order: d.Order, Unit: in.Lead.Unit, Docket: d.ID, Meeting: meeting,
		Code: bound, Version: d.Version, Commit: commit})
}

// Defer puts an item off to a later meeting (延后再议): it goes back to the docket. Faults: those of every verb, supervise.reason_missing.
func (s *Service) Defer(tx *store.Tx, by auth.Principal, meeting, item ids.ID, version int64, reason string) (Item, error) {
	d, _, err := s.beginDecision(tx, by, meeting, item, version, VerbDefer)
	if err != nil {
		return Item{}, err
	}
	text, err := needed("reason", "延后的理由", reason, maxWords)
	if err != nil {
		return Item{}, err
	}
	if err := putDeferral(tx, meeting, d, text, micros(s.now())); err != nil {
		return Item{}, err
	}
	return *d, s.unschedule(tx, by, d, VerbDefer, text, ledger.Recommit(d.salt, text))
}

// beginDecision loads an item of a meeting that is being held.
func (s *Service) beginDecision(tx *store.Tx, by auth.Principal, meeting, item ids.ID, version int64, v Verb) (*Item, Move, error) {
	m, err := s.meetingByID(tx, by, meeting)
	if err != nil {
		return nil, Move{}, err
	}
	d, mv, err := s.beginItem(tx, by, item, version, v)
	switch {
	case err != nil:
		return nil, mv, err
	case d.Meeting != meeting:
		return nil, mv, ErrNotFound
	case m.State != StateHeld:
		return nil, mv, ErrIllegal.WithMessage("会议尚未召开或纪要已印发，不能作出决定。")
	}
	return d, mv, nil
}
