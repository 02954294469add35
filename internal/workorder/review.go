package workorder

import (
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ReviewIn is the centre's decision on a reply.
type ReviewIn struct {
	Approve bool   `json:"approve" doc:"true: the order is completed; false: back to the unit"`
	Note    string `json:"note,omitempty" maxLength:"2000" doc:"why; needed to reject"`
}

// ReviewReply decides on a reply (答复审核). Approved, the order is completed and its due time
// is held against the reply's submission. Rejected, the unit handles it again and its clock
// has run on as if nothing had been submitted.
// Faults: workorder.reason_missing, .already_completed and those of every verb.
func (s *Service) ReviewReply(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReviewIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReview)
	if err != nil {
		return Order{}, err
	}
	r, err := pendingReply(tx, o.ID)
	if err != nil {
		return Order{}, err
	}
	words, err := note("note", "审核意见", in.Note)
	if err != nil {
		return Order{}, err
	}
	m, verdict := move(VerbReview, CaseApprove), ReviewApproved
	if !in.Approve {
		m, verdict = move(VerbReview, CaseReject), ReviewRejected
	}
	if m.Reason && words == "" {
		return Order{}, ErrReasonMissing.WithField("note", "退回答复请写明理由。")
	}
	before, now := *o, s.now()
	if err := closeReply(tx, r, p.ID, verdict, words, now); err != nil {
		return Order{}, err
	}
	d := Detail{Child: r.ID, Outcome: r.Outcome}
	if words != "" {
		d.Commit = ledger.Recommit(r.Salt, words)
	}
	if !in.Approve {
		o.RepliedAt = time.Time{}
		return *o, s.apply(tx, p, o, before, m, d)
	}
	o.CompletedAt = now
	if !o.DueAt.IsZero() {
		late := o.RepliedAt.After(o.DueAt)
		d.Late, d.DueAt = &late, wall.Micros(o.DueAt)
	}
	if err := s.settleParties(tx, p, o, VerbReview); err != nil {
		return Order{}, err
	}
	if err := endAssignment(tx, o, o.Assignment, VerbReview, now); err != nil {
		return Order{}, err
	}
	if err := s.answerMerged(tx, o); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, m, d)
}
