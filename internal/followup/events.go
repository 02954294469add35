package followup

import "onedoor/internal/platform/ids"

// Kinds of ledger events that this room writes, on the chain of the order.
const (
	// EventPlanned: the citizens behind a completed order will be asked. Payload: Planned.
	EventPlanned = "followup.planned"
	// EventAttempted: somebody called. Payload: Attempted.
	EventAttempted = "followup.attempted"
	// EventAnswered: a citizen answered, or changed an answer. Payload: Answered.
	EventAnswered = "followup.answered"
	// EventUnreachable: nobody answered; the order is archived as 未评价. Payload: Unreachable.
	EventUnreachable = "followup.unreachable"
	// EventUnsampled: by a sampling plan nobody calls; the order is archived. Payload: Unreachable.
	EventUnsampled = "followup.unsampled"
	// EventRechecked: a second person asked again. Payload: Rechecked.
	EventRechecked = "followup.rechecked"
	// EventSampleChanged stands on the chain of the sampling plan. Payload: SampleChanged.
	EventSampleChanged = "followup.sample_changed"
	// EventDrawn stands on the chain of the sampling plan. Payload: DrawnSample.
	EventDrawn = "followup.drawn"
)

// EventKinds lists them all.
var EventKinds = []string{EventPlanned, EventAttempted, EventAnswered, EventUnreachable, EventUnsampled, EventRechecked, EventSampleChanged, EventDrawn}

// about is what every payload says of the order.
type about struct {
	Order    ids.ID `json:"order"`
	Plan     ids.ID `json:"plan"`
	Round    int    `json:"round"`
	Unit     ids.ID `json:"unit"`
	Category ids.ID `json:"category"`
	Division string `json:"division,omitempty"`
	Kind     string `json:"kind"`
	// Completed is when the order was completed that is asked about, UTC microseconds: rates are kept by that day.
	Completed int64 `json:"completed,omitempty"`
}

// Planned is the payload of EventPlanned.
type Planned struct {
	about
	Way    string `json:"way"`
	Direct bool   `json:"direct,omitempty"` // answered at once, without a unit
	Until  int64  `json:"until"`            // until when the link can be used, UTC microseconds
}

// Attempted is the payload of EventAttempted.
type Attempted struct {
	about
	Attempt int  `json:"attempt"`
	Reached bool `json:"reached"`
	Redo    bool `json:"redo,omitempty"`
}

// Answered is the payload of EventAnswered: what now counts for the order. Was holds what counted before, if this
// changes it, so that counters can be corrected; Counted is false for an answer that came after the plan was closed.
type Answered struct {
	about
	Request      ids.ID   `json:"request,omitempty"`
	Way          string   `json:"way"`
	Contacted    bool     `json:"contacted"`
	Resolved     string   `json:"resolved"`
	Satisfaction int      `json:"satisfaction"`
	Counted      bool     `json:"counted"`
	Was          *Figures `json:"was,omitempty"`
}

// Figures are the three answers.
type Figures struct {
	Contacted    bool   `json:"contacted"`
	Resolved     string `json:"resolved"`
	Satisfaction int    `json:"satisfaction"`
}

// Unreachable is the payload of EventUnreachable.
type Unreachable struct {
	about
	Attempts int    `json:"attempts"`
	Why      string `json:"why"` // attempts: called in vain; lapsed: the link was not used; by_hand: archived by a person; not_drawn
}

// Rechecked is the payload of EventRechecked. UnitAgrees and FirstAgrees are 1 (confirmed), 0 (contradicted) or -1
// (there was nothing to hold it against).
type Rechecked struct {
	about
	Recheck      ids.ID `json:"recheck"`
	Reached      bool   `json:"reached"`
	Contacted    bool   `json:"contacted"`
	Resolved     string `json:"resolved,omitempty"`
	Satisfaction int    `json:"satisfaction,omitempty"`
	UnitAgrees   int    `json:"unit_agrees"`
	FirstAgrees  int    `json:"first_agrees"`
}

// SampleChanged is the payload of EventSampleChanged.
type SampleChanged struct {
	Sample   ids.ID `json:"sample"`
	Purpose  string `json:"purpose"`
	Permille int    `json:"permille,omitempty"`
	Number   int    `json:"number,omitempty"`
	Active   bool   `json:"active"`
	Version  int64  `json:"version"`
}

// DrawnSample is the payload of EventDrawn.
type DrawnSample struct {
	Draw       ids.ID `json:"draw"`
	From       string `json:"from"`
	To         string `json:"to"`
	Population int    `json:"population"`
	Drawn      int    `json:"drawn"`
	Seed       string `json:"seed"`
	Digest     string `json:"digest"`
}
