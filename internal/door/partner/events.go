package partner

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Kinds of the events that this door writes: of a partner on its own chain, of an exchange on its order's.
const (
	EventAdded      = "partner.added"
	EventChanged    = "partner.changed"
	EventKeyAdded   = "partner.key_added"
	EventKeyRetired = "partner.key_retired"
	EventMapped     = "partner.mapped"
	EventDead       = "partner.message_dead"
	EventResent     = "partner.message_resent"

	EventHandedOver = "partner.handed_over" // our order is offered to a partner
	EventTakenOver  = "partner.taken_over"  // a partner's order was taken on
	EventAccepted   = "partner.accepted"    // the partner took ours on
	EventGivenBack  = "partner.given_back"  // either way: the handler gave it back
	EventEnded      = "partner.ended"       // the owner has it back
)

// PartnerEvent is the payload of a partner's own events: ids and codes.
type PartnerEvent struct {
	Partner ids.ID   `json:"partner"`
	Key     string   `json:"key,omitempty"`   // key id
	Field   string   `json:"field,omitempty"` // mapped: of what
	Message ids.ID   `json:"message,omitempty"`
	Code    string   `json:"code,omitempty"`
	Changed []string `json:"changed,omitempty"`
}

// ExchangeEvent is the payload of an exchange's events.
type ExchangeEvent struct {
	Partner  ids.ID `json:"partner"`
	Exchange ids.ID `json:"exchange"`
	Side     string `json:"side"`
	Identity string `json:"identity,omitempty"` // what travels with it
	Code     string `json:"code,omitempty"`
}

func (d *Door) record(tx *store.Tx, p auth.Principal, kind string, subject ids.ID, units []ids.ID, payload any) error {
	_, err := d.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Actor: p.ID, Units: units, Payload: payload})
	if err != nil {
		return fmt.Errorf("partner: record %s: %w", kind, err)
	}
	return nil
}
