package notice

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Who a message can go to; the words of templates.yaml.
const (
	citizen = "citizen"
	staff   = "staff"
	unit    = "unit"
)

// audiences gives the number under which each is stored.
var audiences = map[string]int{citizen: 1, staff: 2, unit: 3}

// Recipient is whom a message goes to.
type Recipient struct {
	kind string
	id   ids.ID
}

// Citizen is an identity of the vault. With identity 0, of whom nothing is
// known, the message can only be read on the page of its request.
func Citizen(identity ids.ID) Recipient { return Recipient{citizen, identity} }

// Staff is one person of staff.
func Staff(person ids.ID) Recipient { return Recipient{staff, person} }

// Unit is everybody who works in a unit.
func Unit(id ids.ID) Recipient { return Recipient{unit, id} }

// Message is what a room queues.
type Message struct {
	To       Recipient
	Template string            // a name of templates.yaml
	Params   map[string]string // exactly the template's; times as RFC 3339
	Order    ids.ID            // what it is about; may be 0
	Request  ids.ID            // on whose page a citizen reads it; may be 0
	Door     string            // the door that the citizen used: it chooses the senders
	Urgent   bool              // goes out at night too
	After    time.Time         // not before; zero: at once
	Dedupe   string            // queued once for the same key; may be empty
}

// State is how far a message has come.
type State int

// The states. A message to staff or a unit is posted from the start.
const (
	Posted    State = iota // in the inbox or on the request's page; nothing goes out
	Waiting                // a job will send it
	Sent                   // a sender took it
	Failed                 // no sender could; told to the ledger
	Cancelled              // taken back before it went out
)

var stateNames = [...]string{"posted", "waiting", "sent", "failed", "cancelled"}

// String is the state's code.
func (s State) String() string {
	if s < 0 || int(s) >= len(stateNames) {
		return "unknown"
	}
	return stateNames[s]
}

// MarshalText writes the state's code.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
