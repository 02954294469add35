package supervise

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// Events of neighbours that are followed by name: a repeat call, and an answer at follow-up.
const (
	heardRepeated = "intake.repeated"
	heardAnswered = "followup.answered"
)

// followed are the events after which an order's row is folded anew.
var followed = []string{
	workorder.EventDispatched, workorder.EventSigned, workorder.EventReturned, workorder.EventReturnUpheld,
	workorder.EventReturnRejected, workorder.EventReplied, workorder.EventReplyRejected, workorder.EventCompleted,
	workorder.EventArchived, workorder.EventRedone, workorder.EventUrged, workorder.EventReassigned, workorder.EventDesignated,
	workorder.EventExtended, workorder.EventPaused, workorder.EventShelved, workorder.EventResumed, workorder.EventMerged,
	workorder.EventSplit, workorder.EventWithdrawn, workorder.EventReopened, workorder.EventStageOverdue, workorder.EventContacted, heardRepeated, heardAnswered,
}

// follow folds what happened into the rows of the orders concerned, each once however much happened to it.
func (s *Service) follow(tx *store.Tx, recs []ledger.Record) error {
	chain, err := s.ChainNow(tx)
	if err != nil {
		return err
	}
	var order []ids.ID
	calls := map[ids.ID]int{}
	unhappy := map[ids.ID]int{}
	for _, r := range recs {
		if _, seen := calls[r.Subject]; !seen {
			order = append(order, r.Subject)
			calls[r.Subject] = 0
		}
		switch r.Kind {
		case heardRepeated:
			calls[r.Subject]++
		case heardAnswered:
			if round := dissatisfied(r.Payload); round > 1 {
				unhappy[r.Subject] = round
			}
		}
	}
	for _, id := range order {
		w, err := s.fold(tx, chain, id, calls[id])
		if err != nil || w == nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := s.suggestBy(tx, chain.Rules, w, unhappy[id]); err != nil {
			return err
		}
	}
	return nil
}

// dissatisfied is the round in which a citizen's counted answer says that it is not solved or not satisfying; 0 for
// every other answer.
func dissatisfied(raw json.RawMessage) int {
	var a struct {
		Round        int    `json:"round"`
		Resolved     string `json:"resolved"`
		Satisfaction int    `json:"satisfaction"`
		Counted      bool   `json:"counted"`
	}
	if json.Unmarshal(raw, &a) != nil || !a.Counted || a.Resolved != "no" && (a.Satisfaction == 0 || a.Satisfaction > 2) {
		return 0
	}
	return a.Round
}

// fold brings the row of one order up to what the order says now. Steps that were due while the old clock still ran
// are taken first, so that none is lost when an order is answered late and before the sweep came.
func (s *Service) fold(tx *store.Tx, chain Chain, id ids.ID, calls int) (*watch, error) {
	o, err := s.Orders.Lock(tx, id)
	if errors.Is(err, workorder.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("supervise: fold: %w", err)
	}
	old, err := watchOfOrder(tx, id)
	if err != nil {
		return nil, err
	}
	w := watchOf(&o)
	if w.LateStage, err = s.Orders.LateStage(tx, id); err != nil {
		return nil, fmt.Errorf("supervise: fold: %w", err)
	}
	switch {
	case o.Imported, old == nil && (w.Unit == 0 && w.LateStage == "" || !w.Open):
		return nil, nil
	case o.State == workorder.StateArchived || o.State == workorder.StateWithdrawn:
		_, err := tx.Exec(`DELETE FROM supervise_watch WHERE order_id = ?`, id)
		return nil, err
	}
	if old != nil {
		if err := s.lateSteps(tx, chain, old, &o); err != nil {
			return nil, err
		}
		w.Repeats, w.Case, w.NextAt, w.NextStep = old.Repeats, old.Case, old.NextAt, old.NextStep
		if w.Assignment == old.Assignment {
			w.Card = old.Card
		}
	}
	w.Repeats += calls
	if old == nil || !w.sameClock(old) {
		if err := s.planNext(tx, chain, &w); err != nil {
			return nil, err
		}
	}
	return &w, putWatch(tx, &w)
}

// lateSteps takes the steps that fell due before the clock of the old row stopped.
func (s *Service) lateSteps(tx *store.Tx, chain Chain, old *watch, o *workorder.Order) error {
	if !old.Running || old.NextAt.IsZero() || old.Assignment != o.Assignment || !old.DueAt.Equal(o.DueAt) || o.RepliedAt.IsZero() ||
		old.NextAt.After(o.RepliedAt) {
		return nil
	}
	return s.takeDue(tx, chain, old, o.RepliedAt)
}

// planNext finds the next step of the row's clock.
func (s *Service) planNext(tx *store.Tx, chain Chain, w *watch) error {
	w.NextAt, w.NextStep = time.Time{}, ""
	if !w.Running {
		return nil
	}
	steps, err := s.ahead(tx, chain, w)
	if err != nil || len(steps) == 0 {
		return err
	}
	w.NextAt, w.NextStep = steps[0].at, steps[0].Code
	return nil
}
