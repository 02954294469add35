package knowledge

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Kinds of ledger events that this room writes. The subject is the entry, for EventQuoted the quotation.
const (
	EventSaved     = "knowledge.saved" // a new version, the first or a later one
	EventSubmitted = "knowledge.submitted"
	EventApproved  = "knowledge.approved"
	EventRejected  = "knowledge.rejected"
	EventRetired   = "knowledge.retired"
	EventExpired   = "knowledge.expired"
	EventQuoted    = "knowledge.quoted"
	EventFeedback  = "knowledge.feedback"
)

// EventKinds lists them.
var EventKinds = []string{EventSaved, EventSubmitted, EventApproved, EventRejected, EventRetired, EventExpired,
	EventQuoted, EventFeedback}

// Changed is the payload of every event but EventQuoted.
type Changed struct {
	Article  ids.ID `json:"article"`
	Version  int64  `json:"version"`
	Kind     Kind   `json:"kind"`
	Unit     ids.ID `json:"unit"`
	Category ids.ID `json:"category"`
	Public   bool   `json:"public"`
	From     State  `json:"from,omitempty"`
	To       State  `json:"to,omitempty"`
	Helpful  *bool  `json:"helpful,omitempty"` // feedback
	Commit   string `json:"commit,omitempty"`  // saved: commitment of title and text
}

// Quoted is the payload of EventQuoted.
type Quoted struct {
	Article ids.ID `json:"article"`
	Version int64  `json:"version"`
	Order   ids.ID `json:"order"` // null: the order was not there yet
	Unit    ids.ID `json:"unit"`  // whose entry it is
}

// record appends an event about an entry. Its unit may see it beside the centre.
func (s *Service) record(tx *store.Tx, actor ids.ID, kind string, a *Article, v *Version, from State, more func(*Changed)) error {
	payload := Changed{Article: a.ID, Version: v.N, Kind: a.Kind, Unit: v.Unit, Category: v.Category, Public: v.Public,
		From: from, To: a.State}
	if more != nil {
		more(&payload)
	}
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: a.ID, Actor: actor, Units: audience(v.Unit), Payload: payload})
	if err != nil {
		return fmt.Errorf("knowledge: record %s: %w", kind, err)
	}
	return nil
}

func audience(unit ids.ID) []ids.ID {
	if unit == 0 {
		return nil
	}
	return []ids.ID{unit}
}
