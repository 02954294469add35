package workorder

import (
	"encoding/json"
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Kinds of the events that this room writes. Each carries a [Payload].
//
// EventImported stands for a whole historical order: it is a kind of its own so that
// nobody follows up, notifies or counts as today's work what was done years ago.
const (
	EventCreated        = "workorder.created"
	EventDispatched     = "workorder.dispatched"
	EventSigned         = "workorder.signed"
	EventReturned       = "workorder.returned"
	EventReturnUpheld   = "workorder.return_upheld"
	EventReturnRejected = "workorder.return_rejected"
	EventReplied        = "workorder.replied"
	EventReplyRejected  = "workorder.reply_rejected"
	EventCompleted      = "workorder.completed"
	EventArchived       = "workorder.archived"
	EventRedone         = "workorder.redone"
	EventUrged          = "workorder.urged"
	EventSupplemented   = "workorder.supplemented"
	EventReassigned     = "workorder.reassigned"
	EventNoted          = "workorder.noted"
	EventAttached       = "workorder.attached"
	EventDueSoon        = "workorder.due_soon"
	EventOverdue        = "workorder.overdue"
	EventDesignated     = "workorder.designated"
	EventApplied        = "workorder.applied"
	EventExtended       = "workorder.extended"
	EventPaused         = "workorder.paused"
	EventShelved        = "workorder.shelved"
	EventRefused        = "workorder.application_refused"
	EventResumed        = "workorder.resumed"
	EventProgressed     = "workorder.progressed"
	EventContacted      = "workorder.contacted"
	EventProgressDue    = "workorder.progress_due"
	EventMerged         = "workorder.merged"   // on the order that was merged
	EventAbsorbed       = "workorder.absorbed" // on the order that answers it
	EventSplit          = "workorder.split"
	EventWithdrawn      = "workorder.withdrawn"
	EventReopened       = "workorder.reopened"
	EventSealed         = "workorder.sealed"
	EventUnsealed       = "workorder.unsealed"
	EventClassified     = "workorder.classified"
	EventInvited        = "workorder.co_invited"
	EventContributed    = "workorder.co_contributed"
	EventInviteReturned = "workorder.co_returned"
	EventReleased       = "workorder.co_released"
	EventInsisted       = "workorder.co_insisted"
	EventCoClosed       = "workorder.co_closed" // the order moved on before the part was done
	EventCoDueSoon      = "workorder.co_due_soon"
	EventCoOverdue      = "workorder.co_overdue"
	EventStageOverdue   = "workorder.stage_overdue" // what is due of the centre, or the first contact
	EventPassedDown     = "workorder.passed_down"
	EventPassedUp       = "workorder.passed_up"
	EventRecalled       = "workorder.recalled"
	EventAccused        = "workorder.accused"    // somebody was named as the one complained about
	EventTakenBack      = "workorder.taken_back" // from a unit that is accused

	EventBound        = "workorder.bound" // by the decision of a joint meeting: the unit may not return it
	EventContactAsked = "workorder.contact_asked"
	EventErased       = "workorder.erased"   // words or files, after their time
	EventNumbered     = "workorder.numbered" // an order of before numbers were kept: which number it came in on

	EventAccusedConfirmed = "workorder.accused_confirmed"
	EventAccusedRejected  = "workorder.accused_rejected"
	EventImported         = "workorder.imported"
)

// EventKinds lists them all, in the order of the loop.
var EventKinds = []string{
	EventCreated, EventDispatched, EventSigned, EventReturned, EventReturnUpheld,
	EventReturnRejected, EventReplied, EventReplyRejected, EventCompleted, EventArchived,
	EventRedone, EventUrged, EventSupplemented, EventReassigned, EventNoted, EventAttached,
	EventDesignated, EventBound, EventApplied, EventExtended, EventPaused, EventShelved, EventRefused,
	EventResumed, EventProgressed, EventContacted, EventProgressDue, EventMerged, EventAbsorbed, EventSplit,
	EventWithdrawn, EventReopened, EventSealed, EventUnsealed,
	EventInvited, EventContributed, EventInviteReturned, EventReleased, EventInsisted, EventCoClosed,
	EventCoDueSoon, EventCoOverdue, EventStageOverdue, EventPassedDown, EventPassedUp, EventRecalled,
	EventAccused, EventAccusedConfirmed, EventAccusedRejected, EventTakenBack, EventContactAsked, EventErased, EventNumbered,
	EventClassified, EventDueSoon, EventOverdue, EventImported,
}

// Payload is what every event of this room carries: ids, codes, times and commitments,
// never words. From and To are states (equal when the order stays where it is); a new unit
// is given the order whenever To is "dispatched" and Assignment is set.
type Payload struct {
	From     State  `json:"from"`
	To       State  `json:"to"`
	Unit     ids.ID `json:"unit"`      // that has the order after the event
	PrevUnit ids.ID `json:"prev_unit"` // that had it before
	Kind     Kind   `json:"kind"`
	Category ids.ID `json:"category"`
	Division string `json:"division"`
	Version  int64  `json:"version"`
	Hotline  string `json:"hotline,omitempty"` // the number that the order came in on

	Detail
}

// Detail is the part of a payload that differs from event to event.
type Detail struct {
	Assignment int     `json:"assignment,omitempty"` // a new assignment began
	Child      ids.ID  `json:"child,omitempty"`      // reply, return, note, urge or supplement
	Code       string  `json:"code,omitempty"`       // reason of a return; what was applied for; the stage that is overdue
	Other      ids.ID  `json:"other,omitempty"`      // merging: the other order; completed: the main order that it was answered with
	Party      ids.ID  `json:"party,omitempty"`      // co-handling: which
	CoUnit     ids.ID  `json:"co_unit,omitempty"`    // co-handling: whose; DueAt is then of its clock
	Accused    ids.ID  `json:"accused,omitempty"`    // the accusation: which
	Erased     int     `json:"erased,omitempty"`     // parts: bits of workorder_order.erased
	Mark       Mark    `json:"mark,omitempty"`       // passed along the line or within a sub-centre: the warning that its clock has had
	Until      int64   `json:"until,omitempty"`      // pause and shelving: the planned end, UTC microseconds
	Outcome    Outcome `json:"outcome,omitempty"`
	Reached    *bool   `json:"reached,omitempty"` // the citizen was reached before the reply
	Late       *bool   `json:"late,omitempty"`    // completed: the reply came after the due time
	Direct     bool    `json:"direct,omitempty"`  // answered at once
	Urgent     bool    `json:"urgent,omitempty"`
	Sealed     bool    `json:"sealed,omitempty"`
	Door       string  `json:"door,omitempty"`
	DueAt      int64   `json:"due_at,omitempty"`      // UTC microseconds
	SignDueAt  int64   `json:"sign_due_at,omitempty"` // UTC microseconds
	// FirstReceiver: a unit was given an unclear matter first, and answers for it.
	FirstReceiver bool   `json:"first_receiver,omitempty"`
	Return        ids.ID `json:"return,omitempty"`     // designated: the return that this decided
	Source        string `json:"source,omitempty"`     // imported: the system it comes from
	CreatedAt     int64  `json:"created_at,omitempty"` // imported: when it was taken on, if known
	WasKind       Kind   `json:"was_kind,omitempty"`   // classified: the kind before, if it changed
	WasAbout      ids.ID `json:"was_about,omitempty"`  // classified: the category before, if it changed
	Commit        string `json:"commit,omitempty"`     // commitment of the words
}

// PayloadOf is the payload of one of this room's events, for those who follow them.
func PayloadOf(rec ledger.Record) (Payload, error) {
	if p, ok := rec.Origin().(Payload); ok {
		return p, nil
	}
	return ReadPayload(rec.Payload)
}

// ReadPayload reads the payload of one of this room's events, for those who follow them.
func ReadPayload(raw json.RawMessage) (Payload, error) {
	var p Payload
	if err := json.Unmarshal(raw, &p); err != nil {
		return Payload{}, fmt.Errorf("workorder: read payload: %w", err)
	}
	return p, nil
}

// record appends one event of the order. The units that may see it are the unit that has
// the order, those that take part in it, and who had it or took part until now: they must learn that it left. Who the
// order is about learns nothing.
func (s *Service) record(tx *store.Tx, p auth.Principal, kind string, o *Order, from State, prev ids.ID, d Detail) error {
	var units []ids.ID
	if o.Unit != 0 {
		units = append(units, o.Unit)
	}
	if prev != 0 && prev != o.Unit {
		units = append(units, prev)
	}
	for _, x := range o.parties {
		if x.live() && (x.Trusted || !o.Sealed) && !slices.Contains(units, x.Unit) {
			units = append(units, x.Unit)
		}
	}
	for _, unit := range o.left {
		if !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	units, err := s.unaccused(tx, o, units)
	if err != nil {
		return err
	}
	_, err = s.ledger.Append(tx, ledger.Event{
		Kind: kind, Subject: o.ID, Actor: p.ID, Units: units,
		Payload: Payload{
			From: from, To: o.State, Unit: o.Unit, PrevUnit: prev,
			Kind: o.Kind, Category: o.Category, Division: o.Division,
			Version: o.Version, Hotline: o.Hotline, Detail: d,
		},
	})
	if err != nil {
		return fmt.Errorf("workorder: record %s: %w", kind, err)
	}
	return nil
}

// unaccused leaves out the units that the order is about.
func (s *Service) unaccused(q store.Queryer, o *Order, units []ids.ID) ([]ids.ID, error) {
	if len(o.accused) == 0 {
		return units, nil
	}
	var list []ids.ID
	for _, unit := range units {
		a, err := s.accuser(q, o, unit)
		if err != nil {
			return nil, err
		}
		if a == nil {
			list = append(list, unit)
		}
	}
	return list, nil
}
