package intake

import "onedoor/internal/platform/ids"

// Kinds of ledger events that this room writes. Each stands on the chain of the order (subject = the order's id).
const (
	// EventTakenOn: a request was taken on and its order made. Payload: TakenOn.
	EventTakenOn = "intake.taken_on"
	// EventRepeated: a repeat call was added to an order that is still open. Payload: TakenOn.
	EventRepeated = "intake.repeated"
	// EventSupplemented: the citizen added words by number and query code. Payload: Supplemented.
	EventSupplemented = "intake.supplemented"
	// EventWithdrawn: the citizen took the request back by number and query code. Payload: Supplemented.
	EventWithdrawn = "intake.withdrawn"

	// EventRefused: a request was not taken on, or no longer. Payload: Refused. It stands on the chain of the order that
	// was refused, or would have been made; the order of a granted appeal continues that chain.
	EventRefused = "intake.refused"
	// EventAppealed, EventRefusalStands, EventAppealGranted: the appeal against it. Payload: Refused.
	EventAppealed      = "intake.appealed"
	EventRefusalStands = "intake.refusal_stands"
	EventAppealGranted = "intake.appeal_granted"
	// EventRemitChanged: an entry of the coded refusals was changed. Payload: RemitChanged.
	EventRemitChanged = "intake.remit_changed"

	// EventStormDeclared, EventStormChanged, EventStormEnded, EventStormMerged: an event (突发事件), on its own chain; the
	// last says that an order was merged into its master order. Payload: StormDeclared.
	EventStormDeclared = "intake.storm_declared"
	EventStormChanged  = "intake.storm_changed"
	EventStormEnded    = "intake.storm_ended"
	EventStormMerged   = "intake.storm_merged"
	// EventJoined: a new request joined an event; it counts as EventTakenOn does. EventLeft: it was taken out again. They
	// stand on the chain of the order that the request would have, not of the master order. Payload: Joined.
	EventJoined = "intake.joined"
	EventLeft   = "intake.left"
	// EventStormCalled: somebody who joined was told by telephone or letter, or could not be; on the request's own chain.
	// Payload: StormCalled.
	EventStormCalled = "intake.storm_called"
)

// StormCalled is the payload of EventStormCalled.
type StormCalled struct {
	Storm   ids.ID `json:"storm"`
	Word    ids.ID `json:"word"` // the ledger event that was told of
	Request ids.ID `json:"request"`
	State   string `json:"state"` // owed: in vain so far; done, unreached
}

// StormDeclared is the payload of the events of a storm.
type StormDeclared struct {
	Storm   ids.ID   `json:"storm"`
	Order   ids.ID   `json:"order"` // the master order; merged: the order that was merged into it
	Kind    string   `json:"kind"`
	Area    []string `json:"area,omitempty"`
	Version int64    `json:"version"`
}

// Joined is the payload of EventJoined and EventLeft.
type Joined struct {
	TakenOn
	Storm ids.ID `json:"storm"`
	Own   ids.ID `json:"own"` // the order that it would have
	How   string `json:"how"` // new, merged
}

// Refused is the payload of the events of a refusal. At its beginning, where Fresh, it counts as TakenOn does: the contact
// has no other event for this request.
type Refused struct {
	TakenOn
	Refusal    ids.ID `json:"refusal"`
	Code       string `json:"code"` // of the coded reason
	State      string `json:"state"`
	Fresh      bool   `json:"fresh,omitempty"`       // it never was an order
	Transfer   string `json:"transferred,omitempty"` // the emergency number that the call was handed to
	Words      string `json:"words,omitempty"`       // salted commitment of what was told, appealed or decided
	ByCitizen  bool   `json:"by_citizen,omitempty"`  // the appeal was made with number and query code
	OrderMade  bool   `json:"order_made,omitempty"`  // granted: an order was made
	OrderAgain bool   `json:"order_again,omitempty"` // granted: the order that was refused was opened again
}

// RemitChanged is the payload of EventRemitChanged.
type RemitChanged struct {
	Code    string `json:"code"`
	Version int64  `json:"version"`
	Active  bool   `json:"active"`
}

// TakenOn is the payload of EventTakenOn and EventRepeated. A contact is counted where Index is 0: every contact has
// exactly one such event.
type TakenOn struct {
	Request    ids.ID `json:"request"`
	Contact    ids.ID `json:"contact"`
	Order      ids.ID `json:"order"`
	Door       string `json:"door"`                // phone, web, counter, letter, other
	Hotline    string `json:"hotline,omitempty"`   // the public number that was called
	Kind       string `json:"kind"`                // consult, help, complaint …
	Category   ids.ID `json:"category"`            // 0 while unknown
	Division   string `json:"division,omitempty"`  // code
	Index      int    `json:"index"`               // which of the contact's requests, from 0
	Requests   int    `json:"requests"`            // how many the contact made
	Commitment string `json:"commitment"`          // salted commitment of the words; the salt lies in the request's row
	Anonymous  bool   `json:"anonymous,omitempty"` // neither a name nor a number was given
}

// Supplemented is the payload of EventSupplemented and EventWithdrawn: it says whose words they are; the commitment to them stands in the
// work order's own event.
type Supplemented struct {
	Request ids.ID `json:"request"`
	Order   ids.ID `json:"order"`
}

// EventKinds lists them all.
var EventKinds = []string{EventTakenOn, EventRepeated, EventSupplemented, EventWithdrawn, EventRefused, EventAppealed,
	EventRefusalStands, EventAppealGranted, EventRemitChanged, EventStormDeclared, EventStormChanged, EventStormEnded, EventStormMerged,
	EventJoined, EventLeft, EventStormCalled}
