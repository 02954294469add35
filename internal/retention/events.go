package retention

import "onedoor/internal/platform/ids"

// Kinds of ledger events. Payloads hold ids, codes and commitments only. What happens to an order stands on its own chain
// (workorder.erased), what happens to a person on the identity's (vault.erased).
const (
	EventRuleChanged = "retention.rule_changed"     // subject: who changed it
	EventApplied     = "retention.applied"          // subject: the first order of the step
	EventAsked       = "retention.erasure_asked"    // subject: the demand
	EventApproved    = "retention.erasure_approved" // subject: the demand
	EventRefused     = "retention.erasure_refused"  // subject: the demand
	EventHeld        = "retention.held"             // subject: the hold
	EventLifted      = "retention.hold_lifted"      // subject: the hold
)

// RulePayload tells what a rule says from now on.
type RulePayload struct {
	Code    string `json:"code"`
	Months  int    `json:"months"`
	Active  bool   `json:"active"`
	Version int64  `json:"version"`
}

// AppliedPayload tells what one step did.
type AppliedPayload struct {
	Code   string `json:"code"`
	Months int    `json:"months"`
	Orders int    `json:"orders"`
	Erased int    `json:"erased"` // identities: people erased; else as many as orders
	Kept   int    `json:"kept"`   // identities that something younger still needs
}

// ErasurePayload tells of a demand.
type ErasurePayload struct {
	Request ids.ID `json:"request"`
	Order   ids.ID `json:"order,omitempty"`
	Words   bool   `json:"words"`
	Commit  string `json:"commit,omitempty"`
}

// HoldPayload tells of a hold.
type HoldPayload struct {
	Held   string `json:"held"` // order, requester, recording
	Order  ids.ID `json:"order,omitempty"`
	Commit string `json:"commit,omitempty"` // of the reason
}
