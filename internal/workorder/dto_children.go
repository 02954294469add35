package workorder

import (
	"time"

	"onedoor/internal/platform/ids"
)

// OrderAssignment is one time that a unit was given the order.
type OrderAssignment struct {
	Seq       int       `json:"seq"`
	UnitID    ids.ID    `json:"unit_id"`
	UnitName  string    `json:"unit_name"`
	ByName    string    `json:"by_name"`
	How       Verb      `json:"how" doc:"the verb: dispatch, reassign, designate, review-return, redo"`
	Note      string    `json:"note,omitempty"`
	GivenAt   time.Time `json:"given_at,omitzero" doc:"the unit's clock runs from here"`
	DueAt     time.Time `json:"due_at,omitzero"`
	SignDueAt time.Time `json:"sign_due_at,omitzero"`
	SignedAt  time.Time `json:"signed_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	EndedHow  Verb      `json:"ended_how,omitempty"`
}

// OrderReply is one reply. The number that was called is masked.
type OrderReply struct {
	ID            ids.ID      `json:"id"`
	At            time.Time   `json:"at,omitzero"`
	ActorName     string      `json:"actor_name"`
	UnitID        ids.ID      `json:"unit_id" doc:"null: the centre answered at once"`
	UnitName      string      `json:"unit_name"`
	Outcome       Outcome     `json:"outcome" doc:"empty: unknown (historical)"`
	OutcomeName   string      `json:"outcome_name"`
	Basis         string      `json:"basis"`
	ContactedAt   time.Time   `json:"contacted_at,omitzero"`
	ContactNumber string      `json:"contact_number_masked,omitempty"`
	Reached       bool        `json:"reached"`
	PublicText    string      `json:"public_text"`
	InternalNote  string      `json:"internal_note,omitempty"`
	ArticleIDs    []ids.ID    `json:"article_ids" nullable:"false"`
	State         ReviewState `json:"state" enum:"pending,approved,rejected,lapsed"`
	ReviewNote    string      `json:"review_note,omitempty"`
	ReviewedAt    time.Time   `json:"reviewed_at,omitzero"`
	ReviewerName  string      `json:"reviewer_name,omitempty"`
}

// OrderReturn is one return by a unit.
type OrderReturn struct {
	ID           ids.ID      `json:"id"`
	At           time.Time   `json:"at"`
	ActorName    string      `json:"actor_name"`
	UnitID       ids.ID      `json:"unit_id"`
	UnitName     string      `json:"unit_name"`
	ReasonCode   string      `json:"reason_code"`
	ReasonName   string      `json:"reason_name"`
	Reason       string      `json:"reason"`
	DutyBasis    string      `json:"duty_basis,omitempty"`
	ProposedID   ids.ID      `json:"proposed_unit_id"`
	ProposedName string      `json:"proposed_unit_name,omitempty"`
	State        ReviewState `json:"state" enum:"pending,upheld,rejected,lapsed"`
	ReviewNote   string      `json:"review_note,omitempty"`
	ReviewedAt   time.Time   `json:"reviewed_at,omitzero"`
	ReviewerName string      `json:"reviewer_name,omitempty"`
}

// OrderUrge is one time the order was urged.
type OrderUrge struct {
	ID        ids.ID    `json:"id"`
	At        time.Time `json:"at"`
	ActorName string    `json:"actor_name" doc:"empty: the citizen"`
	Note      string    `json:"note,omitempty"`
}

// OrderSupplement is what the citizen added.
type OrderSupplement struct {
	ID        ids.ID    `json:"id"`
	At        time.Time `json:"at"`
	ActorName string    `json:"actor_name" doc:"who wrote it down; empty: the citizen"`
	Content   string    `json:"content"`
}

// OrderNote is an internal note.
type OrderNote struct {
	ID        ids.ID    `json:"id"`
	At        time.Time `json:"at"`
	ActorName string    `json:"actor_name"`
	UnitName  string    `json:"unit_name" doc:"empty: the centre"`
	Text      string    `json:"text"`
}

// OrderAttachment is a file.
type OrderAttachment struct {
	ID      ids.ID    `json:"id"`
	Name    string    `json:"name"`
	MIME    string    `json:"mime"`
	Size    int64     `json:"size" doc:"bytes"`
	At      time.Time `json:"at"`
	ChildID ids.ID    `json:"child_id" doc:"the reply or supplement it came with; null: the order itself"`
}

func attachmentView(a Attachment) OrderAttachment {
	return OrderAttachment{ID: a.ID, Name: a.Name, MIME: a.MIME, Size: a.Size, At: a.At, ChildID: a.Child}
}

// hang adds to an order's view what hangs on it.
func (n *namer) hang(v *OrderView, c children) {
	v.Assignments, v.Replies, v.Returns = []OrderAssignment{}, []OrderReply{}, []OrderReturn{}
	v.Urges, v.Supplements, v.Notes, v.Attachments = []OrderUrge{}, []OrderSupplement{}, []OrderNote{}, []OrderAttachment{}
	for _, a := range c.assignments {
		v.Assignments = append(v.Assignments, OrderAssignment{
			Seq: a.Seq, UnitID: a.Unit, UnitName: n.unit(a.Unit), ByName: n.staff(a.By), How: a.How, Note: a.Note,
			GivenAt: a.GivenAt, DueAt: a.DueAt, SignDueAt: a.SignDueAt, SignedAt: a.SignedAt,
			EndedAt: a.EndedAt, EndedHow: a.EndedHow,
		})
	}
	for _, r := range c.replies {
		v.Replies = append(v.Replies, OrderReply{
			ID: r.ID, At: r.At, ActorName: n.staff(r.By), UnitID: r.Unit, UnitName: n.unit(r.Unit),
			Outcome: r.Outcome, OutcomeName: r.Outcome.Label(), Basis: r.Basis, ContactedAt: r.ContactedAt,
			ContactNumber: r.ContactNumber, Reached: r.Reached, PublicText: r.PublicText, InternalNote: r.InternalNote,
			ArticleIDs: append([]ids.ID{}, r.Articles...), State: r.State, ReviewNote: r.ReviewNote,
			ReviewedAt: r.ReviewedAt, ReviewerName: n.staff(r.ReviewedBy),
		})
	}
	for _, r := range c.returns {
		v.Returns = append(v.Returns, OrderReturn{
			ID: r.ID, At: r.At, ActorName: n.staff(r.By), UnitID: r.Unit, UnitName: n.unit(r.Unit),
			ReasonCode: r.ReasonCode, ReasonName: n.s.reasonName(r.ReasonCode), Reason: r.Reason, DutyBasis: r.DutyBasis,
			ProposedID: r.ProposedUnit, ProposedName: n.unit(r.ProposedUnit), State: r.State, ReviewNote: r.ReviewNote,
			ReviewedAt: r.ReviewedAt, ReviewerName: n.staff(r.ReviewedBy),
		})
	}
	for _, u := range c.urges {
		v.Urges = append(v.Urges, OrderUrge{ID: u.ID, At: u.At, ActorName: n.staff(u.By), Note: u.Note})
	}
	for _, u := range c.supplements {
		v.Supplements = append(v.Supplements, OrderSupplement{ID: u.ID, At: u.At, ActorName: n.staff(u.By), Content: u.Content})
	}
	for _, note := range c.notes {
		v.Notes = append(v.Notes, OrderNote{
			ID: note.ID, At: note.At, ActorName: n.staff(note.By), UnitName: n.unit(note.Unit), Text: note.Content,
		})
	}
	n.hangVerbs(v, c)
	for _, a := range c.attachments {
		v.Attachments = append(v.Attachments, attachmentView(a))
	}
}

// reasonName is the label of a return's reason; the code itself for one no longer offered.
func (s *Service) reasonName(code string) string {
	for _, r := range s.options.ReturnReasons {
		if r.Code == code {
			return r.Label
		}
	}
	return code
}
