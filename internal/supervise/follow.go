package supervise

import (
	"encoding/json"
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
	now, err := s.standing(tx, order)
	if err != nil {
		return err
	}
	var watches []*watch
	for _, id := range order {
		w, err := s.fold(tx, chain, now, id, calls[id])
		if err != nil {
			return err
		}
		if w != nil {
			watches = append(watches, w)
		}
	}
	if err := putWatches(tx, watches); err != nil {
		return err
	}
	for _, w := range watches {
		if err := s.suggestBy(tx, chain.Rules, w, unhappy[w.Order]); err != nil {
			return err
		}
	}
	return nil
}

// standing is how orders stand, read for many at once: locked, with the rows that watch them.
type standing struct {
	orders  map[ids.ID]workorder.Order
	watches map[ids.ID]*watch
	late    map[ids.ID]workorder.Stage
	taken   map[clockKey][]takenStep // of orders that no row watches yet
}

func (s *Service) standing(tx *store.Tx, orders []ids.ID) (now standing, err error) {
	if now.orders, err = s.Orders.LockMany(tx, orders); err != nil {
		return now, fmt.Errorf("supervise: fold: %w", err)
	}
	if now.watches, err = watchesOf(tx, orders); err != nil {
		return now, err
	}
	if now.late, err = s.Orders.LateStages(tx, orders); err != nil {
		return now, fmt.Errorf("supervise: fold: %w", err)
	}
	var fresh []ids.ID
	for _, id := range orders {
		if now.watches[id] == nil {
			fresh = append(fresh, id)
		}
	}
	now.taken, err = stepsOfOrders(tx, fresh)
	return now, err
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

// fold is the row of one order as the order says now, to be written; nil: none. Steps that were due while the old clock
// still ran are taken first, so that none is lost when an order is answered late and before the sweep came.
func (s *Service) fold(tx *store.Tx, chain Chain, now standing, id ids.ID, calls int) (*watch, error) {
	o, ok := now.orders[id]
	if !ok {
		return nil, nil
	}
	old, w := now.watches[id], watchOf(&o)
	w.LateStage = now.late[id]
	switch {
	case o.Imported, old == nil && (w.Unit == 0 && w.LateStage == "" || !w.Open):
		return nil, nil
	case o.State == workorder.StateArchived || o.State == workorder.StateWithdrawn:
		err := tx.Do(`DELETE FROM supervise_watch WHERE order_id = ?`, id)
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
	switch {
	case old == nil:
		return &w, s.planWithout(tx, chain, &w, now.taken[clockKey{id, w.Assignment}])
	case !w.sameClock(old):
		return &w, s.planNext(tx, chain, &w)
	}
	return &w, nil
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
	var taken []takenStep
	if w.Running {
		var err error
		if taken, err = stepsTaken(tx, w.Order, w.Assignment); err != nil {
			return err
		}
	}
	return s.planWithout(tx, chain, w, taken)
}

// planWithout is planNext where the steps that were taken are known.
func (s *Service) planWithout(tx *store.Tx, chain Chain, w *watch, taken []takenStep) error {
	w.NextAt, w.NextStep = time.Time{}, ""
	if !w.Running {
		return nil
	}
	steps, err := s.without(tx, chain, w, taken)
	if err != nil || len(steps) == 0 {
		return err
	}
	w.NextAt, w.NextStep = steps[0].at, steps[0].Code
	return nil
}
