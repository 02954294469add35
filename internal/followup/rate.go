package followup

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Standing tells a citizen's page whether an answer is asked for.
type Standing struct {
	Asked    bool    // the order is completed and the question open to this requester
	Answered bool    // this requester has answered
	Given    Figures // what was answered
	Until    time.Time
}

// Standing tells how the question about an order stands for one of its requesters.
func (s *Service) Standing(q store.Queryer, order, request ids.ID) (Standing, error) {
	p, err := latestPlan(q, order)
	if err != nil || p == nil {
		return Standing{}, err
	}
	list, err := answersOf(q, p)
	if err != nil {
		return Standing{}, err
	}
	for _, g := range list {
		if g.Request == request {
			until := wall.FromMicros(g.AnsweredAt).Add(s.options.ChangeWindow)
			return Standing{Asked: p.State == StateWaiting && s.now().Before(until), Answered: true, Given: g.Figures, Until: until}, nil
		}
	}
	return Standing{Asked: p.State == StateWaiting || p.State == StateDone && p.lateAnswers()}, nil
}

// lateAnswers tells whether another requester's answer is still written down once the plan is done: it is, unless the
// order went back to work.
func (p *Plan) lateAnswers() bool { return p.Answered() }

// RateByCitizen takes a requester's own answer, by the link that goes with the receipt. The caller has checked, by
// receipt number and query code, that request is behind order. The same answer twice is one answer; a different one is
// taken within Options.ChangeWindow. When several requesters stand behind an order the worst of their answers counts;
// one that comes after the plan is done is kept, but changes nothing.
//
// Faults: followup.invalid_answer, .not_asked, .already_rated, .closed.
func (s *Service) RateByCitizen(ctx context.Context, order, request ids.ID, a Answer) error {
	return s.rateByCitizen(ctx, order, request, a, WayLink)
}

func (s *Service) rate(tx *store.Tx, p *Plan, request ids.ID, a Answer, way Way) error {
	answers, err := answersOf(tx, p)
	if err != nil {
		return err
	}
	now := s.now()
	mine := given{Request: request, Way: way, Figures: a.figures(), Note: a.Note, Counted: p.State == StateWaiting, AnsweredAt: wall.Micros(now)}
	for _, g := range answers {
		if g.Request != request || g.Way == WayPhone {
			continue
		}
		switch {
		case g.Figures == mine.Figures && g.Note == mine.Note:
			return nil // a double click
		case p.State != StateWaiting || !now.Before(wall.FromMicros(g.AnsweredAt).Add(s.options.ChangeWindow)):
			return ErrAlreadyRated
		}
		mine.AnsweredAt, mine.Changes = g.AnsweredAt, g.Changes+1
	}
	if p.State == StateUnreachable || p.State == StateUnsampled || p.State == StateDone && !p.lateAnswers() {
		return ErrClosed
	}
	if err := putAnswer(tx, p, mine); err != nil {
		return err
	}
	if !mine.Counted {
		return s.record(tx, auth.Principal{}, EventAnswered, p, Answered{about: p.about(), Request: request, Way: string(way),
			Contacted: mine.Figures.Contacted, Resolved: mine.Figures.Resolved, Satisfaction: mine.Figures.Satisfaction})
	}
	if err := s.count(tx, p, request, append(answers, mine), now); err != nil {
		return err
	}
	return s.settle(tx, p)
}

// count makes the worst of the requesters' own answers the plan's, and tells the ledger. The last of the list stands
// for an earlier one of the same requester.
func (s *Service) count(tx *store.Tx, p *Plan, request ids.ID, answers []given, now time.Time) error {
	mine := answers[len(answers)-1]
	figures := mine.Figures
	for _, g := range answers[:len(answers)-1] {
		if g.Way != WayPhone && g.Request != request && g.Counted {
			figures = figures.worst(g.Figures)
		}
	}
	event := Answered{about: p.about(), Request: request, Way: string(mine.Way), Contacted: figures.Contacted,
		Resolved: figures.Resolved, Satisfaction: figures.Satisfaction, Counted: true}
	if p.Answered() {
		was := p.Figures
		event.Was = &was
	} else {
		p.AnsweredAt = now
	}
	p.AnsweredWay, p.Figures = mine.Way, figures
	if err := s.record(tx, auth.Principal{}, EventAnswered, p, event); err != nil {
		return fmt.Errorf("followup: count: %w", err)
	}
	return nil
}
