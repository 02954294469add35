package triage

import "onedoor/internal/platform/ids"

// Kinds of ledger events that this room writes. That a precedent was made follows from the order's own events, so it has
// none.
const (
	// EventRetired: a precedent no longer holds. The subject is the precedent. Payload: Retired.
	EventRetired = "triage.precedent_retired"
	// EventReplayStarted and EventReplayEnded: a draft is tried. The subject is the draft. Payload: Replayed.
	EventReplayStarted = "triage.replay_started"
	EventReplayEnded   = "triage.replay_ended"
)

// EventKinds lists them all.
var EventKinds = []string{EventRetired, EventReplayStarted, EventReplayEnded}

// Retired is the payload of EventRetired.
type Retired struct {
	Precedent ids.ID `json:"precedent"`
	Order     ids.ID `json:"order"`
	Return    ids.ID `json:"return"`
	Commit    string `json:"commit"` // of the reason
}

// Replayed is the payload of the events of a replay.
type Replayed struct {
	Replay   ids.ID `json:"replay"`
	Version  ids.ID `json:"version"`
	Revision int64  `json:"revision"`
	From     int64  `json:"from"` // UTC microseconds
	To       int64  `json:"to"`
	State    State  `json:"state,omitempty"` // ended: how
	Seen     int64  `json:"seen,omitempty"`
	Changed  int64  `json:"changed,omitempty"`
}
