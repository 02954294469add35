package retention

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// The jobs: one books a step of every rule that is active, the other carries a step out and books the next.
const (
	jobApply = "retention.apply"
	jobStep  = "retention.step"
)

type stepPayload struct {
	Code string `json:"code"`
}

// why is the code that the ledger keeps for what a rule erases.
const why = "retention"

func (s *Service) runApply(context.Context, jobs.Job) (jobs.Effects, error) {
	return func(tx *store.Tx) error {
		for _, p := range parts {
			r, err := ruleByCode(tx, p.code)
			if err != nil {
				return err
			}
			if r.Active {
				if err := s.book(tx, p.code, s.now()); err != nil {
					return err
				}
			}
		}
		return nil
	}, nil
}

// book books the next step of a rule; a rule has one booked at most.
func (s *Service) book(tx *store.Tx, code string, at time.Time) error {
	if err := s.Jobs.Enqueue(tx, jobs.New{Kind: jobStep, Key: code, RunAt: at, Payload: stepPayload{code}}); err != nil {
		return fmt.Errorf("retention: book: %w", err)
	}
	return nil
}

func (s *Service) runStep(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var p stepPayload
	if err := j.Decode(&p); err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error { return s.step(tx, p.Code) }, nil
}

// step erases what a rule reaches, for some orders, and books the next step if there were as many as one step takes.
func (s *Service) step(tx *store.Tx, code string) error {
	r, err := ruleByCode(tx, code)
	if err != nil || !r.Active {
		return err
	}
	part, _ := partOf(code)
	cut := before(s.now(), r.Months)
	if part == 0 {
		return s.stepApart(tx, r, cut)
	}
	list, err := s.Orders.Ended(tx, cut, part, s.options.Step)
	if err != nil || len(list) == 0 {
		return err
	}
	taken := len(list)
	if list, err = s.letGo(tx, list); err != nil {
		return err
	}
	if len(list) == 0 {
		return s.bookIf(tx, code, taken)
	}
	did := AppliedPayload{Code: code, Months: r.Months, Orders: len(list)}
	ctx := auth.With(context.Background(), auth.System)
	for _, order := range list {
		if err := s.erase(ctx, tx, order, code, cut, &did); err != nil {
			return err
		}
		// Marked with what was kept, too: the younger order that keeps an identity erases it in its own time.
		if err := s.Orders.Erase(tx, auth.System, order, part, why); err != nil {
			return err
		}
	}
	if err := s.applied(tx, list[0], did); err != nil {
		return err
	}
	return s.bookIf(tx, code, taken)
}

// stepApart is a step of a rule that reaches something apart from orders.
func (s *Service) stepApart(tx *store.Tx, r RetentionRule, cut time.Time) error {
	list, err := s.Keepers[r.Code].EraseEnded(auth.With(context.Background(), auth.System), tx, cut, s.options.Step, why)
	if err != nil || len(list) == 0 {
		return err
	}
	if err := s.applied(tx, list[0], AppliedPayload{Code: r.Code, Months: r.Months, Orders: len(list), Erased: len(list)}); err != nil {
		return err
	}
	return s.bookIf(tx, r.Code, len(list))
}

// applied keeps what a step did.
func (s *Service) applied(tx *store.Tx, first ids.ID, did AppliedPayload) error {
	if err := tx.Do(`UPDATE retention_rule SET applied_at = ?, done = done + ? WHERE code = ?`, wall.Micros(s.now()), did.Orders, did.Code); err != nil {
		return fmt.Errorf("retention: step: %w", err)
	}
	if _, err := s.Ledger.Append(tx, ledger.Event{Kind: EventApplied, Subject: first, Payload: did}); err != nil {
		return fmt.Errorf("retention: record: %w", err)
	}
	return nil
}

// bookIf books the next step if this one took as many as one step takes.
func (s *Service) bookIf(tx *store.Tx, code string, taken int) error {
	if taken < s.options.Step {
		return nil
	}
	return s.book(tx, code, s.now())
}

// erase erases one order's part where other rooms keep it; workorder's own goes with the mark.
func (s *Service) erase(ctx context.Context, tx *store.Tx, order ids.ID, code string, cut time.Time, did *AppliedPayload) error {
	switch code {
	case Words:
		did.Erased++
		if err := s.Followups.EraseWords(tx, order); err != nil {
			return err
		}
		return s.Requests.EraseWords(tx, order)
	case Originals:
		did.Erased++
		return s.Requests.EraseOriginals(ctx, tx, order, why)
	case Identities:
		erased, kept, err := s.Requests.EraseIdentities(ctx, tx, order, cut, why)
		did.Erased, did.Kept = did.Erased+erased, did.Kept+kept
		return err
	}
	did.Erased++
	return nil
}
