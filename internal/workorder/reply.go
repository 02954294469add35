package workorder

import (
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// ReplyIn is a unit's reply.
type ReplyIn struct {
	Outcome       Outcome   `json:"outcome" enum:"resolved,partial,explained,unsolved" doc:"已解决 · 部分解决 · 解释说明 · 无法解决"`
	Basis         string    `json:"basis" maxLength:"2000" doc:"what the outcome rests on: what was done, or the rule relied on"`
	ContactedAt   time.Time `json:"contacted_at,omitzero" doc:"when the citizen was contacted"`
	ContactNumber string    `json:"contact_number,omitempty" maxLength:"40" doc:"the number that was called; kept masked"`
	Reached       bool      `json:"reached" doc:"the citizen was reached"`
	PublicText    string    `json:"public_text" maxLength:"20000" doc:"what the citizen reads, after review"`
	InternalNote  string    `json:"internal_note,omitempty" maxLength:"20000" doc:"for the unit and the centre only"`
	Articles      []ids.ID  `json:"article_ids,omitempty" doc:"knowledge entries it quotes"`
	Attachments   []ids.ID  `json:"attachment_ids,omitempty" doc:"uploads that prove it"`
}

// Reply is one reply to an order: a unit's, or the centre's own when it answered at once.
type Reply struct {
	Order         ids.ID
	ID            ids.ID
	Assignment    int
	Unit          ids.ID
	By            ids.ID
	At            time.Time
	Outcome       Outcome
	Basis         string
	ContactedAt   time.Time
	ContactNumber string // masked
	Reached       bool
	PublicText    string
	InternalNote  string
	Articles      []ids.ID
	Salt          []byte
	State         ReviewState
	ReviewNote    string
	ReviewedAt    time.Time
	ReviewedBy    ids.ID
}

// Reply submits the unit's reply for review (答复). If it passes, the moment of this
// submission is what the due time is held against; until then the clock is only parked.
// While a co-handling unit still has time for its part, the reply is refused; one that is overdue is marked.
// Faults: workorder.invalid, .co_open, .already_replied, .file_missing, knowledge.not_in_force (an entry quoted) and
// those of every verb.
func (s *Service) Reply(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReplyIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReply)
	if err != nil {
		return Order{}, err
	}
	now := s.now()
	r, err := in.reply(now)
	if err != nil {
		return Order{}, err
	}
	uploads, err := s.takeUploads(tx, OwnerStaff(p.ID), in.Attachments)
	if err != nil {
		return Order{}, err
	}
	if err := s.coDone(tx, o); err != nil {
		return Order{}, err
	}
	before := *o
	r.Order, r.ID, r.Assignment, r.Unit, r.By = o.ID, ids.New(), o.Assignment, o.Unit, p.ID
	d := r.commit()
	if err := insertReply(tx, r); err != nil {
		return Order{}, err
	}
	if err := linkUploads(tx, o.ID, r.ID, uploads, now); err != nil {
		return Order{}, err
	}
	if err := s.cite(tx, p, o.ID, r.Articles); err != nil {
		return Order{}, err
	}
	o.RepliedAt = now
	if !r.ContactedAt.IsZero() {
		if err := s.metContact(tx, o, r.ContactedAt); err != nil {
			return Order{}, err
		}
	}
	if err := s.lapse(tx, o); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, move(VerbReply, CaseOnly), d)
}

// reply checks the form.
func (in ReplyIn) reply(now time.Time) (Reply, error) {
	w := wordCheck{}
	r := Reply{
		At: now, Outcome: in.Outcome, ContactedAt: in.ContactedAt, Reached: in.Reached, State: ReviewPending, Articles: in.Articles,
		Basis:         w.text("basis", "办理依据", in.Basis, maxReason, true),
		PublicText:    w.text("public_text", "答复内容", in.PublicText, maxReply, true),
		InternalNote:  w.text("internal_note", "内部说明", in.InternalNote, maxReply, false),
		ContactNumber: maskNumber(w.line("contact_number", "联系号码", in.ContactNumber, maxCode, false)),
	}
	w.articles(in.Articles)
	switch {
	case !in.Outcome.Valid():
		w.wrong("outcome", "请选择办理结果。")
	case in.ContactedAt.After(now):
		w.wrong("contacted_at", "联系时间不能晚于现在。")
	case in.Reached && in.ContactedAt.IsZero():
		w.wrong("contacted_at", "已联系上来话人的，请填写联系时间。")
	}
	return r, w.err()
}

// commit draws the reply's salt and describes it for the ledger.
func (r *Reply) commit() Detail {
	var commit string
	r.Salt, commit = ledger.Commit(strings.Join([]string{r.PublicText, r.Basis, r.InternalNote}, "\x1f"))
	reached := r.Reached
	return Detail{Child: r.ID, Outcome: r.Outcome, Reached: &reached, Commit: commit}
}

// maskNumber keeps the first three and the last four characters of a telephone number, or
// less of a short one: a reply shows which number was called without telling it.
func maskNumber(number string) string {
	runes := []rune(number)
	switch n := len(runes); {
	case n == 0:
		return ""
	case n <= 4:
		return strings.Repeat("*", n)
	case n < 8:
		return strings.Repeat("*", n-2) + string(runes[n-2:])
	default:
		return string(runes[:3]) + strings.Repeat("*", n-7) + string(runes[n-4:])
	}
}
