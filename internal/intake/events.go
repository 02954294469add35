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
)

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

// Supplemented is the payload of EventSupplemented: it says whose words they are; the commitment to them stands in the
// work order's own event.
type Supplemented struct {
	Request ids.ID `json:"request"`
	Order   ids.ID `json:"order"`
}

// EventKinds lists them all.
var EventKinds = []string{EventTakenOn, EventRepeated, EventSupplemented}
