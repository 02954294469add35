package workorder

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Order is one row of workorder_order: the work behind one or more requests. A zero time
// means "not yet" or, on historical orders, "unknown".
type Order struct {
	ID       ids.ID
	Number   string
	State    State
	Version  int64 // grows with every change that others must look at
	Kind     Kind
	Category ids.ID
	Division string // division code
	Door     string // how the first request came in: phone, web, counter, …
	Hotline  string // the number that the first request came in on; empty: none is known
	Urgent   bool
	Business bool // from a business (涉企)
	Sealed   bool // 保密
	Direct   bool // answered at once, without a unit
	Imported bool // historical: some times may be unknown, timers were never started

	Unit       ids.ID // the unit that has the order now; 0 while the centre has it
	Handler    ids.ID // who signed for it in that unit
	Assignment int    // number of the current assignment; 0 before the first
	CreatedBy  ids.ID

	CreatedAt    time.Time // when the request was taken on
	DispatchedAt time.Time // when the current unit was given the order
	SignedAt     time.Time // when the current unit signed for it
	RepliedAt    time.Time // when the reply under review, or the approved one, was submitted
	CompletedAt  time.Time
	ArchivedAt   time.Time
	EndedAt      time.Time // archived or withdrawn, or imported as completed: from here what is kept is counted
	Erased       int       // parts that were erased since
	Held         bool      // nothing of it is erased (保全)

	// DueAt is when the clock that runs now is due: the unit's, or while no unit has the
	// order the citizen's total clock. SoonAt is when a warning is due before it.
	DueAt      time.Time
	SoonAt     time.Time
	SignDueAt  time.Time
	TotalDueAt time.Time
	// TotalPreset and TotalRule are what TotalDueAt was computed from, beside CreatedAt.
	TotalPreset string
	TotalRule   string
	TotalFrom   time.Time // where the citizen's clock runs from, if not from CreatedAt: a reopening
	// Mark is the last warning given on DueAt; NextMarkAt when the next is due (zero: none,
	// or parked while a reply that was submitted in time is under review).
	Mark       Mark
	NextMarkAt time.Time

	// StoppedAt is since when the unit's clock stands, UntilAt the planned end of that. The due
	// time already counts with UntilAt. ProgressDueAt is when a shelved order owes progress.
	StoppedAt     time.Time
	UntilAt       time.Time
	ProgressDueAt time.Time

	Designated bool // the unit may not return it
	// FirstReceiver: the matter is unclear and the unit got it first, so that it answers for it.
	FirstReceiver bool
	Application   ids.ID // what the unit applied for and nobody has decided yet; 0: nothing
	MergedInto    ids.ID // the main order that answers this one
	MergedCount   int    // how many orders this one answers besides itself

	PartyCount int // how many parts units ever took beside the handling one
	CoOpen     int // co-handlings that are owed
	Transfers  int // how often it was passed down or up the line

	ContactAsked bool // the unit asked the centre to call the citizen of a sealed order
	AccusedCount int  // parties that it is about, rejected ones too

	parties []Party // all of them, oldest first
	accused []Accusation
	left    []ids.ID // units whose part ended in this transaction: they must learn of it

	RedoCount      int
	UrgeCount      int
	ReturnCount    int
	ExtensionCount int

	OccurredAt  time.Time
	Language    string
	Topics      []string
	ReplyWanted bool
	ReplyWay    string
	ReplyHours  string

	Words
}

// Words are what people wrote: phones and identity numbers are masked by intake before
// they come here. Salt belongs to their commitment in the ledger.
type Words struct {
	Title       string
	Content     string
	Expectation string
	Address     string
	Accused     string // who or what the request complains about
	Salt        []byte
}

// Mark says which warning an order has had on its running clock.
type Mark int

// The marks, in the order in which they are made.
const (
	MarkNone Mark = iota
	MarkSoon
	MarkOverdue
)

// DueLevel says how an order stands against its running clock.
type DueLevel string

// The levels shown as colours in lists.
const (
	DueOK      DueLevel = "ok"
	DueSoon    DueLevel = "soon"
	DueOverdue DueLevel = "overdue"
)

// stoppedAt is the moment up to which the running clock counts: the submission of the
// reply while it is under review or approved, else now.
func (o *Order) stoppedAt(now time.Time) time.Time {
	switch o.State {
	case StatePaused, StateShelved:
		return o.StoppedAt
	case StateMerged, StateWithdrawn:
		return time.Time{} // held against nothing of its own
	case StateReplied, StateCompleted, StateArchived:
		if !o.RepliedAt.IsZero() {
			return o.RepliedAt
		}
		if !o.CompletedAt.IsZero() {
			return o.CompletedAt
		}
		if !o.State.Open() {
			return time.Time{} // historical, unknown
		}
	}
	return now
}

// Level tells how the order stands at the moment now. It is computed from the due time
// itself, so that it is right even before a timer has made its mark.
func (o *Order) Level(now time.Time) DueLevel {
	if o.DueAt.IsZero() {
		return DueOK
	}
	at := o.stoppedAt(now)
	switch {
	case at.IsZero():
		return DueOK
	case at.After(o.DueAt):
		return DueOverdue
	case o.State.Open() && o.State != StateReplied && !o.State.Stopped() && !o.SoonAt.IsZero() && !at.Before(o.SoonAt):
		return DueSoon
	}
	return DueOK
}
