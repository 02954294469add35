package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"onedoor/internal/notice"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// Events of the follow-up room, which stands beside this one and is therefore known by its events only.
const (
	eventPlanned  = "followup.planned"
	eventAnswered = "followup.answered"
)

// followed are the events that requesters are told of, or that the same-person history keeps.
var followed = []string{workorder.EventDispatched, workorder.EventReassigned, workorder.EventReturnUpheld,
	workorder.EventCompleted, workorder.EventRedone, workorder.EventDesignated, workorder.EventExtended,
	workorder.EventShelved, workorder.EventProgressed, workorder.EventMerged, workorder.EventSplit, eventPlanned, eventAnswered}

// Register follows the ledger and sets the room's periodic cleaning. Call it before ledger and jobs start.
func (s *Service) Register() {
	s.Ledger.Follow("intake.requesters", followed, s.follow)
	s.Ledger.Follow("intake.alarms", []string{vault.KindBulkReveal}, s.alarm)
	s.Jobs.Handle(jobStormTell, s.runStormTell)
	s.Jobs.Every(jobTidy, tidyEvery, s.tidy)
}

// follow tells every requester of an order what happened to it, each under their own receipt number, and keeps what
// they answered at follow-up for the same-person history.
func (s *Service) follow(tx *store.Tx, recs []ledger.Record) error {
	recs, err := s.merging(tx, recs)
	if err != nil {
		return err
	}
	recs, err = s.storming(tx, recs)
	if err != nil {
		return err
	}
	behind, err := s.requesters(tx, recs)
	if err != nil {
		return err
	}
	for _, rec := range recs {
		switch rec.Kind {
		case eventAnswered:
			err = s.keepSatisfaction(tx, rec)
		case eventPlanned:
			err = s.askToRate(tx, rec, behind[rec.Subject])
		default:
			err = s.tellProgress(tx, rec, behind[rec.Subject])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellProgress tells the requesters of an order that a unit was given it, or that it was answered.
func (s *Service) tellProgress(tx *store.Tx, rec ledger.Record, requesters []Request) error {
	payload, err := workorder.PayloadOf(rec)
	if err != nil {
		return err
	}
	template, params := s.progress(tx, rec.Kind, payload)
	if template == "" {
		return nil
	}
	return eachPerson(requesters, func(r *Request) error {
		if r.AtOnce == ThenDispatch && rec.Kind == workorder.EventDispatched && payload.Assignment == 1 {
			return nil // dispatched while it was taken on: the receipt is news enough
		}
		params := maps.Clone(params)
		params["number"] = r.Number
		return s.notify(tx, r, template, params)
	})
}

// progress chooses the message of an event and fills in all but the number; no template, no message.
func (s *Service) progress(q store.Queryer, kind string, p workorder.Payload) (template string, params map[string]string) {
	if kind == workorder.EventCompleted {
		template = notice.Replied
		if p.Direct {
			template = notice.Answered
		}
		return template, map[string]string{"link": fillLink(s.options.Links.Track, "")}
	}
	switch kind {
	case workorder.EventExtended:
		if p.DueAt == 0 {
			return "", nil
		}
		return notice.Extended, map[string]string{"due": rfc3339(p.DueAt)}
	case workorder.EventShelved, workorder.EventProgressed:
		return notice.Progressed, map[string]string{"link": fillLink(s.options.Links.Track, "")}
	}
	if p.To != workorder.StateDispatched || p.DueAt == 0 {
		return "", nil // back at the centre, or a unit without a limit: no time can be promised
	}
	template = notice.Dispatched
	if kind == workorder.EventRedone {
		template = notice.Redone
	}
	unit := ""
	if !p.Sealed {
		unit = s.Places.UnitName(q, p.Unit)
	}
	if unit == "" {
		unit = "承办单位"
	}
	return template, map[string]string{"unit": unit, "due": rfc3339(p.DueAt)}
}

// askToRate sends the link to rate.
func (s *Service) askToRate(tx *store.Tx, rec ledger.Record, requesters []Request) error {
	var plan struct {
		Until  int64 `json:"until"` // UTC microseconds
		Direct bool  `json:"direct"`
	}
	if err := json.Unmarshal(rec.Payload, &plan); err != nil {
		return fmt.Errorf("intake: read %s: %w", rec.Kind, err)
	}
	if plan.Until == 0 || plan.Direct { // an answer given at once is rated on its page, without one more message
		return nil
	}
	template := notice.Rate
	if s.options.TextAnswers {
		template = notice.RateByText
	}
	return eachPerson(requesters, func(r *Request) error {
		if spared, err := s.spared(tx, r.ID); err != nil || spared {
			return err
		}
		link, err := s.shortLink(tx, r, wall.FromMicros(plan.Until))
		if err != nil {
			return err
		}
		return s.notify(tx, r, template, map[string]string{"number": r.Number, "until": rfc3339(plan.Until), "pass": link})
	})
}

// eachPerson calls tell once for every person: one may have called twice about the same order.
func eachPerson(requesters []Request, tell func(*Request) error) error {
	seen := map[ids.ID]bool{}
	for i := range requesters {
		r := &requesters[i]
		if seen[r.Identity] {
			continue
		}
		seen[r.Identity] = true
		if err := tell(r); err != nil {
			return err
		}
	}
	return nil
}

// requesters reads, for a batch of events, the requests behind their orders whose requesters can be told anything,
// newest first.
func (s *Service) requesters(tx *store.Tx, recs []ledger.Record) (map[ids.ID][]Request, error) {
	behind := map[ids.ID][]Request{}
	orders := make([]ids.ID, len(recs))
	for i := range recs {
		orders[i] = recs[i].Subject
	}
	orders = slices.Compact(slices.Sorted(slices.Values(orders)))
	err := store.Many(orders, func(marks string, args []any) error {
		rows, err := tx.Query(`SELECT id, order_id, identity_id, number, door, at_once, created_at FROM intake_request
			WHERE identity_id <> 0 AND order_id IN (`+marks+`) ORDER BY id DESC`, args...)
		list, err := store.Collect(rows, err, func(row store.Row) (r Request, err error) {
			var created int64
			err = row.Scan(&r.ID, &r.Order, &r.Identity, &r.Number, &r.Door, &r.AtOnce, &created)
			r.CreatedAt = wall.FromMicros(created)
			return r, err
		})
		for _, r := range list {
			behind[r.Order] = append(behind[r.Order], r)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("intake: requesters: %w", err)
	}
	return behind, nil
}

// keepSatisfaction stores a rating on the request that gave it, or on all behind the order when it was given by
// telephone.
func (s *Service) keepSatisfaction(tx *store.Tx, rec ledger.Record) error {
	var answer struct {
		Request      ids.ID `json:"request"`
		Satisfaction int    `json:"satisfaction"`
	}
	if err := json.Unmarshal(rec.Payload, &answer); err != nil {
		return fmt.Errorf("intake: read %s: %w", rec.Kind, err)
	}
	condition, arg := `id = ?`, answer.Request
	if answer.Request == 0 {
		condition, arg = `order_id = ?`, rec.Subject
	}
	if err := tx.Do(`UPDATE intake_request SET satisfaction = ? WHERE `+condition, answer.Satisfaction, arg); err != nil {
		return fmt.Errorf("intake: keep satisfaction: %w", err)
	}
	return nil
}
