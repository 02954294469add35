package followup

import (
	"time"

	"onedoor/internal/platform/ids"
)

// State is where a plan stands.
type State string

// The states of a plan.
const (
	StateWaiting     State = "waiting"     // 待回访
	StateDone        State = "done"        // 已回访
	StateUnreachable State = "unreachable" // 未评价: no answer; counted in the denominators
	StateSuperseded  State = "superseded"  // the order went back to work before anybody answered; not counted
)

var stateLabels = map[State]string{
	StateWaiting: "待回访", StateDone: "已回访", StateUnreachable: "未评价", StateSuperseded: "已转重办",
}

// Label is the state's name on screens.
func (s State) Label() string { return stateLabels[s] }

// Way is how the citizen is asked.
type Way string

// The ways.
const (
	WayLink  Way = "link"  // the citizen opens the link of the receipt
	WayPhone Way = "phone" // on the telephone worklist; the link stays open
)

// Why a plan is on the telephone worklist.
const (
	WhyAsked        = "asked"        // the citizen wanted to be called
	WhyNoAnswer     = "no_answer"    // the link was not used in time
	WhyDissatisfied = "dissatisfied" // somebody must decide on a redo
)

// Plan is one question to the citizens behind an order.
type Plan struct {
	ID          ids.ID
	Order       ids.ID
	Round       int   // 1 for the first completion, one more after each redo
	Completion  int64 // the order's version at that completion
	Number      string
	Unit        ids.ID // that had the order; 0: answered directly
	Category    ids.ID
	Division    string
	Kind        string
	Direct      bool
	State       State
	Way         Way
	Why         string
	Attempts    int
	NextAt      time.Time // link: when it lapses, or once answered settles; phone: when to call next
	CompletedAt time.Time
	ClosedAt    time.Time

	AnsweredAt  time.Time // zero: not answered
	AnsweredWay Way
	Figures     // meaningful once answered
}

// Answered tells whether somebody answered.
func (p *Plan) Answered() bool { return !p.AnsweredAt.IsZero() }

func (p *Plan) about() about {
	return about{Order: p.Order, Plan: p.ID, Round: p.Round, Unit: p.Unit, Category: p.Category, Division: p.Division, Kind: p.Kind}
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	// LinkWait is how long only the link is offered before the plan comes on the telephone worklist (default 24 h).
	LinkWait time.Duration
	// NoCalls leaves the telephone worklist to those who asked or are dissatisfied: a link not used in time ends as
	// 未评价.
	NoCalls bool
	// MaxAttempts is the number of calls in vain after which a plan ends as 未评价 (default 3).
	MaxAttempts int
	// RetryAfter is the pause after a call in vain (default 4 h).
	RetryAfter time.Duration
	// GiveUpAfter ends plans that nobody called: the time since completion (default 15 days).
	GiveUpAfter time.Duration
	// ChangeWindow is for how long a citizen may change an answer; the order is archived when it is over (default 0:
	// answered once, archived at once).
	ChangeWindow time.Duration
	// AutoRedo sends a dissatisfied citizen's order back to work without a person's decision, at most
	// AutoRedoLimit times (default 1).
	AutoRedo      bool
	AutoRedoLimit int
	// SatisfiedFrom is the least satisfaction that counts as satisfied (default 3, 基本满意).
	SatisfiedFrom int
	// SweepEvery is how often due plans are looked for (default 1 minute).
	SweepEvery time.Duration
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, value time.Duration) {
		if *d <= 0 {
			*d = value
		}
	}
	set(&o.LinkWait, 24*time.Hour)
	set(&o.RetryAfter, 4*time.Hour)
	set(&o.GiveUpAfter, 15*24*time.Hour)
	set(&o.SweepEvery, time.Minute)
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = 3
	}
	if o.AutoRedoLimit <= 0 {
		o.AutoRedoLimit = 1
	}
	if o.SatisfiedFrom < 1 || o.SatisfiedFrom > 5 {
		o.SatisfiedFrom = 3
	}
	return o
}
