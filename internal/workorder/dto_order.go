package workorder

import (
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// OrderView is one order with everything that hangs on it and that the caller may read.
type OrderView struct {
	OrderRow
	Content      string    `json:"content"`
	Expectation  string    `json:"expectation,omitempty"`
	Address      string    `json:"address,omitempty"`
	Accused      string    `json:"accused,omitempty"`
	OccurredAt   time.Time `json:"occurred_at,omitzero"`
	Language     string    `json:"language,omitempty"`
	Topics       []string  `json:"topics" nullable:"false"`
	ReplyWanted  bool      `json:"reply_wanted"`
	ReplyWay     string    `json:"reply_way,omitempty"`
	ReplyHours   string    `json:"reply_hours,omitempty"`
	Door         string    `json:"door,omitempty"`
	Held         bool      `json:"held,omitempty" doc:"保全: nothing of it is erased; told to the centre only"`
	Hotline      string    `json:"hotline_number,omitempty" doc:"that the first request came in on"`
	CreatedBy    string    `json:"created_by_name,omitempty"`
	HandlerName  string    `json:"handler_name,omitempty" doc:"who signed for it"`
	DispatchedAt time.Time `json:"dispatched_at,omitzero"`
	SignedAt     time.Time `json:"signed_at,omitzero"`
	RepliedAt    time.Time `json:"replied_at,omitzero"`
	ArchivedAt   time.Time `json:"archived_at,omitzero"`
	TotalDueAt   time.Time `json:"total_due_at,omitzero" doc:"the citizen's clock; never reset"`
	ReturnCount  int       `json:"return_count"`

	MustDesignate bool `json:"must_designate,omitempty" doc:"returned as often as it may be: the next unit must be designated; told to the centre only"`

	Assignments []OrderAssignment `json:"assignments" nullable:"false"`
	Replies     []OrderReply      `json:"replies" nullable:"false"`
	Returns     []OrderReturn     `json:"returns" nullable:"false"`
	Urges       []OrderUrge       `json:"urges" nullable:"false"`
	Supplements []OrderSupplement `json:"supplements" nullable:"false"`
	Notes       []OrderNote       `json:"notes" nullable:"false"`

	Part     Role          `json:"part,omitempty" enum:"co,chain" doc:"the caller's unit does not handle the order: it helps, or passed it down"`
	Parties  []OrderParty  `json:"parties" nullable:"false" doc:"units that were asked for a part, oldest first"`
	Chain    []OrderLink   `json:"chain" nullable:"false" doc:"units above that passed it down, the highest first"`
	Passable []OrderTarget `json:"passable" nullable:"false" doc:"to whom the caller may pass it along the line now"`

	Applications []OrderApplication `json:"applications" nullable:"false"`
	Progress     []OrderProgress    `json:"progress" nullable:"false"`
	Contacts     []OrderContact     `json:"contacts" nullable:"false"`
	Merged       []OrderRow         `json:"merged" nullable:"false" doc:"the orders that this one answers besides itself; only the centre sees them"`
	MergedMain   *OrderRow          `json:"merged_main,omitempty" doc:"the order that answers this one"`
	Attachments  []OrderAttachment  `json:"attachments" nullable:"false"`

	ContactAsked bool `json:"contact_asked" doc:"the unit waits for the centre to call the citizen of a confidential order"`

	AccusedParties []OrderAccused `json:"accused_parties" nullable:"false" doc:"whom the order complains about; it is kept from them"`

	Verbs []Verb     `json:"verbs" nullable:"false" doc:"what the caller may do now"`
	Clock *ClockView `json:"clock,omitempty" doc:"absent when no clock ran"`

	Stages []StageView `json:"stages" nullable:"false" doc:"the clocks of the present way, stage by stage"`
}

// View is the order with all that hangs on it, for who may read it. See [Service.Get] for
// the faults.
func (s *Service) View(q store.Queryer, p auth.Principal, id ids.ID) (OrderView, error) {
	o, err := s.Get(q, p, id)
	if err != nil {
		return OrderView{}, err
	}
	c, err := s.children(q, p, id)
	if err != nil {
		return OrderView{}, err
	}
	names := s.namer(q)
	v := OrderView{
		OrderRow: names.row(&o), Content: o.Content, Expectation: o.Expectation, Address: o.Address, Accused: o.Accused,
		OccurredAt: o.OccurredAt, Language: o.Language, Topics: append([]string{}, o.Topics...),
		ReplyWanted: o.ReplyWanted, ReplyWay: o.ReplyWay, ReplyHours: o.ReplyHours, Door: o.Door, Hotline: o.Hotline, Held: o.Held && isCentre(p),
		CreatedBy: names.staff(o.CreatedBy), HandlerName: names.staff(o.Handler),
		DispatchedAt: o.DispatchedAt, SignedAt: o.SignedAt, RepliedAt: o.RepliedAt, ArchivedAt: o.ArchivedAt,
		TotalDueAt: o.TotalDueAt, ReturnCount: o.ReturnCount, MustDesignate: s.mustDesignate(&o) && isCentre(p), Verbs: s.verbsFor(p, &o), ContactAsked: o.ContactAsked,
	}
	names.hang(&v, c)
	names.hangAccused(&o, c.said, &v)
	if err := names.hangParties(p, &o, c.said, &v); err != nil {
		return v, err
	}
	if len(v.Passable) == 0 { // nobody above and nobody below: no button that only refuses
		v.Verbs = slices.DeleteFunc(v.Verbs, func(x Verb) bool { return x == VerbTransfer })
	}
	if err := s.mergedRows(q, p, names, &o, &v); err != nil {
		return v, err
	}
	if v.Contacts, err = names.contacts(q, p, o.ID); err != nil {
		return v, err
	}
	if v.Stages, err = s.Stages(q, o); err != nil {
		return v, err
	}
	v.Clock, err = s.Explain(q, o)
	return v, err
}
