package cti

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Kinds of the events that this door writes, each on the chain of the call centre. What happens to calls the switchboard
// tells.
const (
	EventAdded            = "cti.added"
	EventChanged          = "cti.changed"
	EventKeyAdded         = "cti.key_added"
	EventKeyRetired       = "cti.key_retired"
	EventMapped           = "cti.mapped"
	EventRecordingRefused = "cti.recording_refused"
)

// CentreEvent is their payload: ids and codes.
type CentreEvent struct {
	Centre  ids.ID   `json:"centre"`
	Key     string   `json:"key,omitempty"` // key id
	Field   string   `json:"field,omitempty"`
	Call    ids.ID   `json:"call,omitempty"`
	Seat    ids.ID   `json:"seat,omitempty"` // mapped: the person
	Code    string   `json:"code,omitempty"`
	Changed []string `json:"changed,omitempty"`
}

func (d *Door) record(tx *store.Tx, by auth.Principal, kind string, payload CentreEvent) error {
	_, err := d.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: payload.Centre, Actor: by.ID, Payload: payload})
	if err != nil {
		return fmt.Errorf("cti: record %s: %w", kind, err)
	}
	return nil
}
