package assessment

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// earlierFor is how far back complaints of the same person about the same matter are looked for.
const earlierFor = 90 * 24 * time.Hour

// follow counts what units did, and looks for doubts.
func (s *Service) follow(tx *store.Tx, recs []ledger.Record) error {
	rules, err := s.doubtRules(tx)
	if err != nil {
		return err
	}
	grades, err := s.gradeRules(tx)
	if err != nil {
		return err
	}
	counts := counters{}
	for _, rec := range recs {
		switch rec.Kind {
		case followup.EventAnswered:
			err = s.afterAnswer(tx, rec, rules)
		case followup.EventRechecked:
			err = s.afterRecheck(tx, rec, rules)
		default:
			err = s.afterOrder(tx, rec, rules, grades, counts)
		}
		if err != nil {
			return fmt.Errorf("assessment: event %d: %w", rec.Seq, err)
		}
	}
	return counts.store(tx)
}

// afterOrder counts an order's event, and examines a completion.
func (s *Service) afterOrder(tx *store.Tx, rec ledger.Record, rules DoubtRules, grades GradeRules, c counters) error {
	p, err := workorder.PayloadOf(rec)
	if err != nil {
		return err
	}
	day := wall.Day(rec.At)
	switch rec.Kind {
	case workorder.EventSigned:
		if p.Late != nil {
			c.add(day, p.Unit, countSign, 1, flag(!*p.Late))
		}
	case workorder.EventReturnUpheld:
		c.add(day, p.PrevUnit, countReturns, 1, 0)
	case workorder.EventReturnRejected:
		c.add(day, p.Unit, countReturns, 1, 1)
	case workorder.EventDesignated:
		if p.Return != 0 { // decided by it: rejected if who returned it must keep it
			c.add(day, p.PrevUnit, countReturns, 1, flag(p.Unit == p.PrevUnit))
		}
	case workorder.EventRedone:
		c.add(day, p.PrevUnit, countRedo, 0, 1)
	case workorder.EventCompleted:
		return s.afterCompletion(tx, rec, p, rules, grades, c)
	}
	return nil
}

func (s *Service) afterCompletion(tx *store.Tx, rec ledger.Record, p workorder.Payload, rules DoubtRules, grades GradeRules, c counters) error {
	o, err := s.Orders.Get(tx, auth.System, rec.Subject)
	if err != nil {
		return err
	}
	day := wall.Day(rec.At)
	at := doubtful{order: o.ID, completion: p.Version, number: o.Number, unit: p.Unit, category: p.Category, completedAt: rec.At}
	if p.Kind != workorder.KindInvalid {
		found, err := s.examineKind(tx, o, p)
		if err != nil {
			return err
		}
		if err := s.doubt(tx, at, Relabel, found, rules); err != nil {
			return err
		}
	}
	if p.Direct || p.Unit == 0 {
		return nil
	}
	c.add(day, p.Unit, countRedo, 1, 0)
	if p.Other != 0 { // answered with its main order, which alone tells when and how the unit contacted and answered
		return nil
	}
	if p.Late != nil {
		c.add(day, p.Unit, countDue, 1, flag(!*p.Late))
	}
	reply, ok, err := s.reply(tx, o.ID, p.Child)
	if err != nil || !ok {
		return err
	}
	given, err := s.Orders.GivenAt(tx, o.ID, reply.Assignment)
	if err != nil {
		return err
	}
	if o.ReplyWanted && !o.Sealed {
		soon := reply.Reached && !reply.ContactedAt.IsZero() && !reply.ContactedAt.After(given.Add(time.Duration(grades.FirstContactHours)*time.Hour))
		c.add(day, p.Unit, countContact, 1, flag(soon))
	}
	found, err := s.examineContact(tx, o, reply, given)
	if err != nil {
		return err
	}
	return s.doubt(tx, at, Contact, found, rules)
}

func (s *Service) reply(q store.Queryer, order, id ids.ID) (workorder.Reply, bool, error) {
	all, err := s.Orders.Replies(q, order)
	if err != nil {
		return workorder.Reply{}, false, err
	}
	for _, r := range all {
		if r.ID == id {
			return r, true, nil
		}
	}
	return workorder.Reply{}, false, nil
}

// examineKind looks whether an enquiry is a complaint.
func (s *Service) examineKind(q store.Queryer, o workorder.Order, p workorder.Payload) ([]string, error) {
	e := enquiry{order: o, answeredOnce: p.Direct}
	c, err := s.Categories.Category(q, o.Category)
	if err == nil {
		e.usual = workorder.Kind(c.DefaultKind)
	}
	behind, err := s.Requests.RequestsOf(q, auth.System, o.ID, 0)
	if err != nil {
		return nil, err
	}
	for _, r := range behind {
		e.chosen = append(e.chosen, workorder.Kind(r.Kind))
	}
	if e.earlier, err = s.Requests.EarlierComplaints(q, o.ID, o.CreatedAt.Add(-earlierFor)); err != nil {
		return nil, err
	}
	return relabelled(e), nil
}

// examineContact looks whether the contact that a reply tells of can have been.
func (s *Service) examineContact(q store.Queryer, o workorder.Order, r workorder.Reply, given time.Time) ([]string, error) {
	if o.Sealed {
		return nil, nil // the centre calls, not the unit
	}
	c := closing{reached: r.Reached, contactedAt: r.ContactedAt, number: r.ContactNumber, givenAt: given, repliedAt: r.At, wanted: o.ReplyWanted}
	behind, err := s.Requests.RequestsOf(q, auth.System, o.ID, 0)
	if err != nil {
		return nil, err
	}
	known := false
	for _, b := range behind {
		known = known || b.Identity != nil
		if b.Identity != nil && b.Identity.Phone != "" {
			c.numbers = append(c.numbers, b.Identity.Phone)
		}
	}
	c.wanted = c.wanted && known
	return uncontacted(c), nil
}

// afterAnswer holds a citizen's answer against what the unit reported.
func (s *Service) afterAnswer(tx *store.Tx, rec ledger.Record, rules DoubtRules) error {
	var a followup.Answered
	if err := json.Unmarshal(rec.Payload, &a); err != nil {
		return fmt.Errorf("payload: %w", err)
	}
	if a.Contacted {
		return nil
	}
	return s.contradict(tx, a.Plan, CodeDenied, rules)
}

// afterRecheck holds what the independent recheck heard against it.
func (s *Service) afterRecheck(tx *store.Tx, rec ledger.Record, rules DoubtRules) error {
	var r followup.Rechecked
	if err := json.Unmarshal(rec.Payload, &r); err != nil {
		return fmt.Errorf("payload: %w", err)
	}
	if !r.Reached || r.Contacted || r.UnitAgrees != 0 {
		return nil
	}
	return s.contradict(tx, r.Plan, CodeRecheck, rules)
}

// contradict adds a ground to the doubt about the contact of a completion, if its unit claims to have reached somebody.
func (s *Service) contradict(tx *store.Tx, plan ids.ID, code string, rules DoubtRules) error {
	p, ok, err := s.Followups.PlanOf(tx, plan)
	if err != nil || !ok || p.UnitReached != 1 {
		return err
	}
	o, err := s.Orders.Get(tx, auth.System, p.Order)
	if errors.Is(err, workorder.ErrNotFound) {
		return nil
	}
	if err != nil || o.Sealed {
		return err
	}
	found := []string{code}
	replies, err := s.Orders.Replies(tx, p.Order)
	if err != nil {
		return err
	}
	var last *workorder.Reply
	for i, r := range replies {
		if r.State == workorder.ReviewApproved && r.Unit == p.Unit && !r.At.After(p.CompletedAt) {
			last = &replies[i]
		}
	}
	if last != nil { // the grounds that stand on the reply itself, as far as they were below the threshold
		given, err := s.Orders.GivenAt(tx, p.Order, last.Assignment)
		if err != nil {
			return err
		}
		more, err := s.examineContact(tx, o, *last, given)
		if err != nil {
			return err
		}
		found = append(found, more...)
	}
	return s.doubt(tx, doubtful{order: p.Order, completion: p.Completion, number: p.Number, unit: p.Unit, category: p.Category,
		completedAt: p.CompletedAt}, Contact, found, rules)
}
