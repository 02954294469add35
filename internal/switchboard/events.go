package switchboard

import (
	"encoding/json"
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
)

// Kinds of ledger events that this room writes, each on the chain of the call or of the seat's shift.
const (
	EventBegan     = "switchboard.call_began"
	EventQueued    = "switchboard.call_queued"
	EventOffered   = "switchboard.call_offered"
	EventMissed    = "switchboard.call_missed" // by a seat
	EventAnswered  = "switchboard.call_answered"
	EventAsked     = "switchboard.callback_asked"
	EventEnded     = "switchboard.call_ended"
	EventSeatState = "switchboard.seat_changed"

	EventHeld       = "switchboard.call_held"
	EventRetrieved  = "switchboard.call_retrieved"
	EventConsulted  = "switchboard.call_consulted" // somebody is called to be asked
	EventTogether   = "switchboard.call_together"
	EventHandedOver = "switchboard.call_handed_over" // Other, or Code, has the call now
	EventCut        = "switchboard.call_cut"         // the seat's telephone was lost
	EventRejoined   = "switchboard.call_rejoined"
	EventRated      = "switchboard.call_rated" // by keys; Rating

	EventWatched   = "switchboard.call_watched"    // Leader takes part in the call of Watched by Mode
	EventWatchMode = "switchboard.watch_changed"   // to another Mode
	EventWatchLeft = "switchboard.watch_left"      // after Seconds
	EventTakenOver = "switchboard.call_taken_over" // by Seat, from Other
	EventHelp      = "switchboard.help_asked"
	EventHelpTaken = "switchboard.help_taken" // by Leader
	EventHelpOver  = "switchboard.help_over"  // Code says how
	EventForced    = "switchboard.seat_forced"
	EventGranted   = "switchboard.break_granted"  // Seconds more of the break Code
	EventSent      = "switchboard.call_sent"      // the caller sent Code: photo, place
	EventPassed    = "switchboard.sent_passed"    // what the caller sent, Code, came to Seat that has the call now
	EventRecorded  = "switchboard.call_recorded"  // another call centre's recording is kept
	EventTold      = "switchboard.recording_told" // the caller learnt that the call is recorded: Code says how

	EventEmergency     = "switchboard.emergency_called" // Service, for the reason Code; by Leader, or by Seat
	EventEmergencyOver = "switchboard.emergency_over"   // Code says how it ended, after Seconds

	EventWarned     = "switchboard.caller_warned"   // of abusive conduct, by a recording
	EventCoolPassed = "switchboard.cooldown_passed" // a caller whose number cools down came into the queue by a key
)

// EventKinds lists them all.
var EventKinds = []string{EventBegan, EventQueued, EventOffered, EventMissed, EventAnswered, EventAsked, EventEnded, EventSeatState,
	EventHeld, EventRetrieved, EventConsulted, EventTogether, EventHandedOver, EventCut, EventRejoined, EventRated,
	EventWatched, EventWatchMode, EventWatchLeft, EventTakenOver, EventHelp, EventHelpTaken, EventHelpOver, EventForced, EventGranted, EventSent, EventPassed, EventRecorded, EventTold,
	EventEmergency, EventEmergencyOver, EventWarned, EventCoolPassed}

// Concerns are the people whose seats an event is about.
func Concerns(r ledger.Record) []ids.ID {
	var p Payload
	if json.Unmarshal(r.Payload, &p) != nil {
		return nil
	}
	return slices.DeleteFunc([]ids.ID{p.Seat, p.Other}, func(id ids.ID) bool { return id == 0 })
}

// Payload is what every event of this room carries: ids, codes and durations, never a number or a name.
type Payload struct {
	Call      ids.ID `json:"call,omitempty"`
	Peer      ids.ID `json:"peer,omitempty"`
	Direction string `json:"direction,omitempty"`
	Door      string `json:"door,omitempty"` // web: the portal; absent: the telephone network
	Hotline   string `json:"hotline,omitempty"`
	Queue     string `json:"queue,omitempty"`
	Target    int64  `json:"target_us,omitempty"` // of the queue's service level, microseconds
	Short     int64  `json:"short_us,omitempty"`
	Seat      ids.ID `json:"seat,omitempty"`
	Shift     ids.ID `json:"shift,omitempty"`
	State     string `json:"state,omitempty"`
	Code      string `json:"code,omitempty"`      // reason, outcome, kind of who is asked or gets the call
	Other     ids.ID `json:"colleague,omitempty"` // the seat that is asked or gets the call
	Rating    int    `json:"rating,omitempty"`    // 1 to 5
	Number    int64  `json:"number,omitempty"`    // of the version of the menu that told of the recording
	Errand    string `json:"errand,omitempty"`    // for what a seat called
	About     ids.ID `json:"about,omitempty"`     // what the errand is about
	Cause     string `json:"cause,omitempty"`     // of a call in vain
	Source    ids.ID `json:"source,omitempty"`    // the other call centre that has the call; 0: our own exchange
	At        int64  `json:"at"`                  // UTC microseconds, when it happened
	Emergency ids.ID `json:"emergency,omitempty"` // one calling of an emergency service
	Service   string `json:"service,omitempty"`   // its code

	// Of a team leader's doings. Who is listened to is not told of it, so it is no Seat.
	Leader  ids.ID `json:"leader,omitempty"`
	Watched ids.ID `json:"watched,omitempty"`
	Mode    Mode   `json:"mode,omitempty"`
	Seconds int    `json:"seconds,omitempty"`

	Quality // of a call that ended

	words string // of a team leader, why; kept in a row and not in the event
}

// Quality is what became of the sound that came from a call's other party, in whole numbers as the ledger keeps it.
type Quality struct {
	MOS    int   `json:"mos,omitempty"`       // hundredths: 100 to 440, what a listener would say (E-model); 0: nothing was measured
	Loss   int   `json:"loss,omitempty"`      // of ten thousand packets, those that never came
	Jitter int64 `json:"jitter_us,omitempty"` // RFC 3550, microseconds
}

// door is the door of a call that began.
func (p Payload) door() string {
	if p.Door == "" {
		return "phone"
	}
	return p.Door
}

// Outcome is how a call ended.
type Outcome string

// The outcomes.
const (
	Served      Outcome = "served"      // somebody spoke with the caller
	Left        Outcome = "left"        // the caller hung up in the voice menu
	Abandoned   Outcome = "abandoned"   // 放弃: the caller hung up while waiting
	Asked       Outcome = "callback"    // the caller asked to be called back
	LetGo       Outcome = "let_go"      // the longest wait was over
	Unreached   Outcome = "unreached"   // a call of ours that nobody answered
	Interrupted Outcome = "interrupted" // the program was stopped
	Cooled      Outcome = "cooled"      // 冷却: the number cooled down, and nobody spoke with the caller
)

// Owes tells whether a caller who got this outcome is owed a call.
func (o Outcome) Owes() bool { return o == Abandoned || o == Asked || o == LetGo || o == Interrupted }

// EventHeard is told on the chain of the call when its recording is opened. Its payload is HeardPayload.
const EventHeard = "switchboard.recording_heard"

// HeardPayload says who heard a recording by its Hearing, and for what.
type HeardPayload struct {
	Call    ids.ID `json:"call"`
	Access  ids.ID `json:"access"` // the hearing
	Order   ids.ID `json:"order"`
	Purpose string `json:"purpose"`
}

// Kinds of ledger events about debts, on the chain of the caller; their payload is OwedPayload.
const (
	EventOwedClaimed  = "switchboard.owed_claimed" // the number was opened
	EventOwedReleased = "switchboard.owed_released"
	EventOwedAttempt  = "switchboard.owed_attempted"
	EventOwedWritten  = "switchboard.owed_written_off"
)

// OwedPayload says what was done about a debt, without words that might name somebody.
type OwedPayload struct {
	Peer   ids.ID `json:"peer"`
	Access ids.ID `json:"access"` // the step
	Result string `json:"result,omitempty"`
}

// Kinds of ledger events about handovers 交接班, each on a chain of its own; their payload is HandoverPayload.
const (
	EventHandover      = "switchboard.handover_written"
	EventHandoverTaken = "switchboard.handover_taken"
)

// HandoverPayload names a handover; its words are in its row.
type HandoverPayload struct {
	Handover ids.ID `json:"handover"`
}

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

// Kinds of ledger events about the voice menu, each on the chain of the version; their payload is MenuPayload.
const (
	EventMenuSaved     = "switchboard.menu_saved" // a draft
	EventMenuDropped   = "switchboard.menu_dropped"
	EventMenuPublished = "switchboard.menu_published"
)

// MenuPayload names a version of the menu; what it says is in its row.
type MenuPayload struct {
	Version  ids.ID `json:"version"`
	Base     ids.ID `json:"base,omitempty"`
	Number   int64  `json:"number,omitempty"` // absent: a draft
	Revision int64  `json:"revision"`
}

// Kinds of ledger events about special lines, each on the chain of the line; their payload is SpecialPayload.
const (
	EventSpecialOpened = "switchboard.line_opened" // from the template Code
	EventSpecialMoved  = "switchboard.line_moved"  // closes at another time
	EventSpecialClosed = "switchboard.line_closed" // Code: by_hand, in_time
)

// SpecialPayload names a special line and its queue.
type SpecialPayload struct {
	Line  ids.ID `json:"line"`
	Queue string `json:"queue"`
	Code  string `json:"code,omitempty"`
}
