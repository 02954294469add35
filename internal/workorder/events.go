package workorder

import (
	"encoding/json"
	"fmt"

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
	EventImported       = "workorder.imported"
)

// EventKinds lists them all, in the order of the loop.
var EventKinds = []string{
	EventCreated, EventDispatched, EventSigned, EventReturned, EventReturnUpheld,
	EventReturnRejected, EventReplied, EventReplyRejected, EventCompleted, EventArchived,
	EventRedone, EventUrged, EventSupplemented, EventReassigned, EventNoted, EventAttached,
	EventDueSoon, EventOverdue, EventImported,
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

	Detail
}

// Detail is the part of a payload that differs from event to event.
type Detail struct {
	Assignment int     `json:"assignment,omitempty"` // a new assignment began
	Child      ids.ID  `json:"child,omitempty"`      // reply, return, note, urge or supplement
	Code       string  `json:"code,omitempty"`       // reason of a return
	Outcome    Outcome `json:"outcome,omitempty"`
	Reached    *bool   `json:"reached,omitempty"` // the citizen was reached before the reply
	Late       *bool   `json:"late,omitempty"`    // completed: the reply came after the due time
	Direct     bool    `json:"direct,omitempty"`  // answered at once
	Urgent     bool    `json:"urgent,omitempty"`
	Sealed     bool    `json:"sealed,omitempty"`
	Door       string  `json:"door,omitempty"`
	DueAt      int64   `json:"due_at,omitempty"`      // UTC microseconds
	SignDueAt  int64   `json:"sign_due_at,omitempty"` // UTC microseconds
	Source     string  `json:"source,omitempty"`      // imported: the system it comes from
	CreatedAt  int64   `json:"created_at,omitempty"`  // imported: when it was taken on, if known
	Commit     string  `json:"commit,omitempty"`      // commitment of the words
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
// the order and the one that had it: the latter must learn that it left.
func (s *Service) record(tx *store.Tx, p auth.Principal, kind string, o *Order, from State, prev ids.ID, d Detail) error {
	var units []ids.ID
	if o.Unit != 0 {
		units = append(units, o.Unit)
	}
	if prev != 0 && prev != o.Unit {
		units = append(units, prev)
	}
	_, err := s.ledger.Append(tx, ledger.Event{
		Kind: kind, Subject: o.ID, Actor: p.ID, Units: units,
		Payload: Payload{
			From: from, To: o.State, Unit: o.Unit, PrevUnit: prev,
			Kind: o.Kind, Category: o.Category, Division: o.Division,
			Version: o.Version, Detail: d,
		},
	})
	if err != nil {
		return fmt.Errorf("workorder: record %s: %w", kind, err)
	}
	return nil
}
