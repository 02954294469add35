package workorder

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// AnswerIn is what the centre tells the citizen at once.
type AnswerIn struct {
	Text     string   `json:"text" maxLength:"20000" doc:"what the citizen was told"`
	Articles []ids.ID `json:"article_ids,omitempty" doc:"knowledge entries it quotes"`
	Outcome  Outcome  `json:"outcome,omitempty" enum:"resolved,partial,explained,unsolved" doc:"default: explained"`
}

// maxArticles bounds how many entries one answer quotes.
const maxArticles = 20

// AnswerDirectly answers a registered order at once, without a unit (直接答复): it is completed.
// Faults: workorder.invalid, .already_completed and those of every verb.
func (s *Service) AnswerDirectly(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in AnswerIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbAnswer)
	if err != nil {
		return Order{}, err
	}
	before := *o
	if err := s.mayAnswer(tx, p, o.Hotline); err != nil {
		return Order{}, err
	}
	r, d, err := s.answer(p, o, in)
	if err != nil {
		return Order{}, err
	}
	if err := insertReply(tx, r); err != nil {
		return Order{}, err
	}
	if err := s.cite(tx, p, o.ID, r.Articles); err != nil {
		return Order{}, err
	}
	if err := s.answerMerged(tx, o); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, move(VerbAnswer, CaseOnly), d)
}

// mayAnswer asks the table of modes of integration whether p answers at once what came in on a number. What the centre has
// of a sub-centre's number it answers: it was kept there, or given back.
func (s *Service) mayAnswer(q store.Queryer, p auth.Principal, number string) error {
	if s.Numbers == nil || !p.Scope.ByNumber() {
		return nil
	}
	ok, err := s.Numbers.AnswersAtOnce(q, p, number)
	if err != nil {
		return fmt.Errorf("workorder: who answers on a number: %w", err)
	}
	if !ok {
		return ErrAnswersElsewhere
	}
	return nil
}

// cite keeps the versions of the entries that an answer quotes.
func (s *Service) cite(tx *store.Tx, p auth.Principal, order ids.ID, articles []ids.ID) error {
	if s.Cites == nil || len(articles) == 0 {
		return nil
	}
	return s.Cites.Cite(tx, p, order, articles)
}

// articles checks how many entries are quoted.
func (w *wordCheck) articles(quoted []ids.ID) {
	if len(quoted) > maxArticles {
		w.wrong("article_ids", "引用的知识过多，请精简。")
	}
}

// answer checks the words and makes the reply of the centre; it changes o and writes nothing.
func (s *Service) answer(p auth.Principal, o *Order, in AnswerIn) (Reply, Detail, error) {
	w := wordCheck{}
	now := s.now()
	r := Reply{
		Order: o.ID, ID: ids.New(), By: p.ID, At: now, Outcome: in.Outcome, Articles: in.Articles,
		PublicText:  w.text("text", "答复内容", in.Text, maxReply, true),
		ContactedAt: now, Reached: true, State: ReviewApproved, ReviewedAt: now, ReviewedBy: p.ID,
	}
	if r.Outcome == OutcomeUnknown {
		r.Outcome = OutcomeExplained
	}
	if !r.Outcome.Valid() {
		w.wrong("outcome", "请选择办理结果。")
	}
	w.articles(in.Articles)
	if err := w.err(); err != nil {
		return Reply{}, Detail{}, err
	}
	d := r.commit()
	o.Direct, o.RepliedAt, o.CompletedAt = true, now, now
	if !o.DueAt.IsZero() {
		late := now.After(o.DueAt)
		d.Late = &late
	}
	d.Direct, d.Urgent, d.Sealed, d.Door = true, o.Urgent, o.Sealed, o.Door
	return r, d, nil
}
