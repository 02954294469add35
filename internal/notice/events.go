package notice

import "onedoor/internal/platform/ids"

// Kinds of ledger events. The subject is the message.
const (
	KindFailed = "notice.failed" // no sender could deliver it
	KindRead   = "notice.read"   // the first reading, where the template asks for a receipt
)

// FailedPayload tells what could not be delivered and why, in codes.
type FailedPayload struct {
	Template string `json:"template"`
	Order    ids.ID `json:"order,omitempty"`
	Request  ids.ID `json:"request,omitempty"`
	Sender   string `json:"sender"` // the last one tried
	Reason   string `json:"reason"`
}

// ReadPayload tells what was read.
type ReadPayload struct {
	Template string `json:"template"`
	Order    ids.ID `json:"order,omitempty"`
}
