package workorder

import (
	"fmt"
	"strconv"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Notices queues messages. The notice room does.
type Notices interface {
	Queue(tx *store.Tx, m notice.Message) error
}

// toldToUnits are the events that the unit with the order is told of.
var toldToUnits = []string{EventDispatched, EventReassigned, EventRedone, EventReturnUpheld, EventUrged, EventSupplemented, EventDueSoon, EventOverdue,
	EventDesignated, EventBound, EventExtended, EventPaused, EventShelved, EventRefused, EventResumed, EventWithdrawn, EventMerged, EventProgressDue,
	EventPassedDown, EventPassedUp, EventRecalled, EventInvited, EventContributed, EventInviteReturned, EventReleased, EventInsisted,
	EventCoClosed, EventCoDueSoon, EventCoOverdue}

// notify tells units what happened to their orders. It follows the ledger, so that a verb does not wait for it.
func (s *Service) notify(tx *store.Tx, recs []ledger.Record) error {
	subjects := make([]ids.ID, len(recs))
	for i := range recs {
		subjects[i] = recs[i].Subject
	}
	orders, err := loadOrders(tx, subjects, false)
	if err != nil {
		return err
	}
	for _, r := range recs {
		p, err := PayloadOf(r)
		if err != nil {
			return err
		}
		to := p.Unit
		if r.Kind == EventMerged || r.Kind == EventWithdrawn {
			to = p.PrevUnit // who is told to stop
		}
		if to == 0 {
			continue
		}
		o := orders[r.Subject]
		if o == nil {
			return fmt.Errorf("workorder: notify: %w", ErrNotFound)
		}
		template, params := unitNotice(r.Kind, p, o)
		if p.CoUnit != 0 {
			template, params, to = s.coNotice(tx, r.Kind, p, o)
		}
		if told, err := s.unaccused(tx, o, []ids.ID{to}); err != nil {
			return err
		} else if template == "" || len(told) == 0 {
			continue // who the order is about is told nothing
		}
		err = s.Notices.Queue(tx, notice.Message{To: notice.Unit(to), Template: template, Params: params, Order: o.ID, Dedupe: "event:" + ids.ID(r.Seq).String()})
		if err != nil {
			return fmt.Errorf("workorder: notify: %w", err)
		}
	}
	return nil
}

// unitNotice chooses the template for an event and fills it; "" when there is nothing to tell.
func unitNotice(kind string, p Payload, o *Order) (template string, params map[string]string) {
	params = map[string]string{"number": o.Number}
	at := func(us int64) string { return wall.FromMicros(us).Format(time.RFC3339) }
	switch {
	case kind == EventRedone && p.DueAt != 0:
		params["due"] = at(p.DueAt)
		return notice.OrderRedone, params
	case (kind == EventDesignated || kind == EventBound) && !o.DueAt.IsZero():
		params["due"] = o.DueAt.UTC().Format(time.RFC3339)
		return notice.OrderDesignated, params
	case kind == EventExtended, kind == EventPaused, kind == EventShelved:
		return notice.ApplicationGranted, params
	case kind == EventRefused && !o.DueAt.IsZero():
		params["due"] = o.DueAt.UTC().Format(time.RFC3339)
		return notice.ApplicationRefused, params
	case kind == EventResumed && !o.DueAt.IsZero():
		params["due"] = o.DueAt.UTC().Format(time.RFC3339)
		return notice.OrderResumed, params
	case kind == EventWithdrawn:
		return notice.OrderWithdrawn, params
	case kind == EventMerged:
		return notice.ReassignedAway, params
	case kind == EventProgressDue:
		return notice.ProgressDue, params
	case p.Assignment > 0 && p.DueAt != 0 && p.SignDueAt != 0:
		params["due"], params["sign_due"] = at(p.DueAt), at(p.SignDueAt)
		return notice.OrderAssigned, params
	case kind == EventUrged:
		params["times"] = strconv.Itoa(max(1, o.UrgeCount))
		return notice.Urged, params
	case kind == EventSupplemented:
		return notice.OrderSupplemented, params
	case (kind == EventOverdue || kind == EventDueSoon) && !o.DueAt.IsZero():
		params["due"] = o.DueAt.UTC().Format(time.RFC3339)
		return map[string]string{EventOverdue: notice.Overdue, EventDueSoon: notice.DueSoon}[kind], params
	}
	return "", nil
}
