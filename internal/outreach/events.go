package outreach

import "onedoor/internal/platform/ids"

// Kinds of ledger events that this room writes, on the chain of the campaign; of EventBarred and EventUnbarred on that of
// the entry.
const (
	EventCreated  = "outreach.created"
	EventChanged  = "outreach.changed"
	EventImported = "outreach.imported"
	EventApproved = "outreach.approved"
	EventStarted  = "outreach.started"
	EventPaused   = "outreach.paused"
	EventEnded    = "outreach.ended"
	EventCalled   = "outreach.called" // somebody was called, or tried
	EventBarred   = "outreach.barred"
	EventUnbarred = "outreach.unbarred"
	EventErased   = "outreach.erased" // people whose time of retention is over
)

// Payload is what every event of this room carries.
type Payload struct {
	Campaign ids.ID `json:"campaign,omitempty"`
	Version  int64  `json:"version,omitempty"`
	Person   ids.ID `json:"person,omitempty"`
	Call     ids.ID `json:"call,omitempty"`
	Result   string `json:"result,omitempty"`
	Taken    int    `json:"taken,omitempty"`
	Refused  int    `json:"refused,omitempty"`
	Erased   int    `json:"erased,omitempty"`
}
