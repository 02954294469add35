package vault

import "onedoor/internal/platform/ids"

// Kinds of ledger events. Payloads hold ids and codes only.
const (
	KindRevealed   = "vault.revealed"       // subject: the identity
	KindTextOpened = "vault.text_opened"    // subject: the request or order
	KindRefused    = "vault.reveal_refused" // subject: the person of staff who was refused
	KindBulkReveal = "vault.bulk_reveal"    // subject: the person of staff who reveals much
	KindErased     = "vault.erased"         // subject: the identity
	KindTextErased = "vault.text_erased"    // subject: the request or order
)

// RevealedPayload tells what was opened for which purpose.
type RevealedPayload struct {
	Access  ids.ID `json:"access"` // the row of vault_access
	Purpose string `json:"purpose"`
	Order   ids.ID `json:"order,omitempty"`
	Commit  string `json:"commit,omitempty"` // commitment of the reason
}

// RefusedPayload tells which opening was refused, and by which fault.
type RefusedPayload struct {
	Access   ids.ID `json:"access"`
	Identity ids.ID `json:"identity,omitempty"`
	Purpose  string `json:"purpose"`
	Order    ids.ID `json:"order,omitempty"`
	Code     string `json:"code"`
}

// BulkPayload tells that somebody opened more within the window than the
// configured number.
type BulkPayload struct {
	Count int `json:"count"`
	Limit int `json:"limit"`
}

// ErasedPayload tells why something was erased: a code such as "retention".
type ErasedPayload struct {
	Reason string `json:"reason"`
}
