package workorder

import (
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
	CreatedBy    string    `json:"created_by_name,omitempty"`
	HandlerName  string    `json:"handler_name,omitempty" doc:"who signed for it"`
	DispatchedAt time.Time `json:"dispatched_at,omitzero"`
	SignedAt     time.Time `json:"signed_at,omitzero"`
	RepliedAt    time.Time `json:"replied_at,omitzero"`
	ArchivedAt   time.Time `json:"archived_at,omitzero"`
	TotalDueAt   time.Time `json:"total_due_at,omitzero" doc:"the citizen's clock; never reset"`
	ReturnCount  int       `json:"return_count"`

	Assignments []OrderAssignment `json:"assignments" nullable:"false"`
	Replies     []OrderReply      `json:"replies" nullable:"false"`
	Returns     []OrderReturn     `json:"returns" nullable:"false"`
	Urges       []OrderUrge       `json:"urges" nullable:"false"`
	Supplements []OrderSupplement `json:"supplements" nullable:"false"`
	Notes       []OrderNote       `json:"notes" nullable:"false"`
	Attachments []OrderAttachment `json:"attachments" nullable:"false"`

	Verbs []Verb     `json:"verbs" nullable:"false" doc:"what the caller may do now"`
	Clock *ClockView `json:"clock,omitempty" doc:"absent when no clock ran"`
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
		ReplyWanted: o.ReplyWanted, ReplyWay: o.ReplyWay, ReplyHours: o.ReplyHours, Door: o.Door,
		CreatedBy: names.staff(o.CreatedBy), HandlerName: names.staff(o.Handler),
		DispatchedAt: o.DispatchedAt, SignedAt: o.SignedAt, RepliedAt: o.RepliedAt, ArchivedAt: o.ArchivedAt,
		TotalDueAt: o.TotalDueAt, ReturnCount: o.ReturnCount, Verbs: verbsFor(p, &o),
	}
	names.hang(&v, c)
	v.Clock, err = s.Explain(q, o)
	return v, err
}
