package workorder

import (
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/search"
	"onedoor/internal/platform/store"
)

// textIndex is the search index over number, title, content and address.
const textIndex = "workorder_text"

// Create registers an order (登记): the citizen's total clock starts at the moment the
// request was taken on. Faults: workorder.invalid, auth.forbidden, workorder.not_yours.
func (s *Service) Create(tx *store.Tx, p auth.Principal, n NewOrder) (Order, error) {
	o, d, err := s.register(tx, p, n)
	if err != nil {
		return Order{}, err
	}
	if err := s.insert(tx, &o); err != nil {
		return Order{}, err
	}
	if err := s.turnStages(tx, &o, Order{}); err != nil {
		return Order{}, err
	}
	if err := s.record(tx, p, EventCreated, &o, StateNone, 0, d); err != nil {
		return Order{}, err
	}
	return o, s.setTimer(tx, &o, Order{})
}

// CreateDispatched registers an order and gives it to a unit in one stroke: the row is
// written once, in its final state, with both events. It needs the rights of both verbs.
func (s *Service) CreateDispatched(tx *store.Tx, p auth.Principal, n NewOrder, in DispatchIn) (Order, error) {
	registered, created, err := s.register(tx, p, n)
	if err != nil {
		return Order{}, err
	}
	if err := s.may(p, &registered, VerbDispatch); err != nil {
		return Order{}, err
	}
	o, m := registered, move(VerbDispatch, CaseOnly)
	words, err := note("note", "派单说明", in.Note)
	if err != nil {
		return Order{}, err
	}
	a, given, err := s.give(tx, p, &o, in.Unit, VerbDispatch, words)
	if err != nil {
		return Order{}, err
	}
	advance(&o, m)
	if err := s.insert(tx, &o); err != nil {
		return Order{}, err
	}
	if err := insertAssignment(tx, a); err != nil {
		return Order{}, err
	}
	// Nobody waited for its dispatch, so no stage ends: an UPDATE of no row would still make SQLite write the search index out.
	if err := s.turnStages(tx, &o, Order{}); err != nil {
		return Order{}, err
	}
	if err := s.record(tx, p, EventCreated, &registered, StateNone, 0, created); err != nil {
		return Order{}, err
	}
	if err := s.record(tx, p, m.Event, &o, registered.State, 0, given); err != nil {
		return Order{}, err
	}
	return o, s.setTimer(tx, &o, Order{})
}

// CreateAnswered registers an order and answers it at once in one stroke. It needs the
// rights of both verbs.
func (s *Service) CreateAnswered(tx *store.Tx, p auth.Principal, n NewOrder, in AnswerIn) (Order, error) {
	registered, created, err := s.register(tx, p, n)
	if err != nil {
		return Order{}, err
	}
	if err := s.may(p, &registered, VerbAnswer); err != nil {
		return Order{}, err
	}
	if err := s.mayAnswer(tx, p, registered.Hotline); err != nil {
		return Order{}, err
	}
	o, m := registered, move(VerbAnswer, CaseOnly)
	r, answered, err := s.answer(p, &o, in)
	if err != nil {
		return Order{}, err
	}
	advance(&o, m)
	if err := s.insert(tx, &o); err != nil {
		return Order{}, err
	}
	if err := insertReply(tx, r); err != nil {
		return Order{}, err
	}
	if err := s.cite(tx, p, o.ID, r.Articles); err != nil {
		return Order{}, err
	}
	if err := s.record(tx, p, EventCreated, &registered, StateNone, 0, created); err != nil {
		return Order{}, err
	}
	return o, s.record(tx, p, m.Event, &o, registered.State, 0, answered)
}

// register checks the form and the right, and starts the citizen's clock. It writes nothing.
func (s *Service) register(tx *store.Tx, p auth.Principal, n NewOrder) (Order, Detail, error) {
	m := move(VerbCreate, CaseOnly)
	if !p.Can(m.Right) {
		return Order{}, Detail{}, fault.Forbidden
	}
	if !onBehalf(p, &Order{Hotline: n.Hotline}, m.Who) {
		return Order{}, Detail{}, ErrNotYours
	}
	o, err := n.order(p.ID, s.now())
	if err != nil {
		return Order{}, Detail{}, err
	}
	if o.accused, err = s.accusedAtFirst(tx, p, n); err != nil {
		return Order{}, Detail{}, err
	}
	o.AccusedCount = len(o.accused)
	if err := s.startTotal(tx, &o); err != nil {
		return Order{}, Detail{}, err
	}
	o.NextMarkAt = o.nextMark()
	var commit string
	o.Salt, commit = ledger.Commit(o.Words.Joined())
	return o, Detail{Urgent: o.Urgent, Sealed: o.Sealed, Door: o.Door, Commit: commit}, nil
}

// insert writes the row and the search index of a new order.
func (s *Service) insert(tx *store.Tx, o *Order) error {
	if err := insertOrder(tx, o); err != nil {
		return err
	}
	for _, a := range o.accused {
		if a.Order == o.ID {
			continue // kept before the order was made
		}
		a.Order = o.ID
		if err := insertAccused(tx, a); err != nil {
			return err
		}
	}
	return search.Put(tx, textIndex, o.ID, o.Number+"\n"+o.Title+"\n"+o.Content+"\n"+o.Address)
}

// Joined is the text that the order's commitment in the ledger stands for.
func (w Words) Joined() string {
	return strings.Join([]string{w.Title, w.Content, w.Expectation, w.Address, w.Accused}, "\x1f")
}
