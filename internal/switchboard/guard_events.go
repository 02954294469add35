package switchboard

import "onedoor/internal/platform/ids"

// Kinds of ledger events about abusive calls and cool-downs, on the chain of the caller; their payload is GuardPayload.
const (
	EventAbuse        = "switchboard.abuse_marked"
	EventAbuseDropped = "switchboard.abuse_dropped" // it is no evidence
	EventAbuseOpened  = "switchboard.abuse_opened"  // the number and the notes were read
	EventCoolAsked    = "switchboard.cooldown_asked"
	EventCoolBegan    = "switchboard.cooldown_began"
	EventCoolRefused  = "switchboard.cooldown_refused"
	EventCoolLifted   = "switchboard.cooldown_lifted"
	EventCoolUndone   = "switchboard.cooldown_undone" // it should not have been
	EventCoolOver     = "switchboard.cooldown_over"   // by itself
	EventCoolAppealed = "switchboard.cooldown_appealed"
	EventCoolJudged   = "switchboard.cooldown_judged" // Result: granted, rejected
)

// GuardPayload says what was done about an abusive caller, without words, number or name.
type GuardPayload struct {
	Peer     ids.ID `json:"peer"`
	Call     ids.ID `json:"call,omitempty"`
	Evidence ids.ID `json:"evidence,omitempty"`
	Cooldown ids.ID `json:"cooldown,omitempty"`
	Result   string `json:"result,omitempty"` // kind of abuse, or how an appeal was judged
	Hours    int    `json:"hours,omitempty"`
}
