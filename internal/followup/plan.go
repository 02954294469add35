package followup

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

// State is where a plan stands.
type State string

// The states of a plan.
const (
	StateWaiting     State = "waiting"     // 待回访
	StateDone        State = "done"        // 已回访
	StateUnreachable State = "unreachable" // 未评价: no answer; counted in the denominators
	StateSuperseded  State = "superseded"  // the order went back to work before anybody answered; not counted
	StateUnsampled   State = "unsampled"   // 未抽中: by the sampling plan nobody calls; those who were called stand for it
	StateExcluded    State = "excluded"    // nobody is asked: an invalid call, withdrawn, or from another platform; counted as left out only
)

var stateLabels = map[State]string{
	StateWaiting: "待回访", StateDone: "已回访", StateUnreachable: "未评价", StateSuperseded: "已转重办",
	StateUnsampled: "未抽中", StateExcluded: "不回访",
}

// Label is the state's name on screens.
func (s State) Label() string { return stateLabels[s] }

// Way is how the citizen is asked.
type Way string

// The ways.
const (
	WayLink  Way = "link"  // the citizen opens the link of the receipt
	WayPhone Way = "phone" // on the telephone worklist; the link stays open
	WayText  Way = "text"  // an answer only: the citizen answered the text message
)

// Why a plan is on the telephone worklist.
const (
	WhyAsked        = "asked"        // the citizen wanted to be called
	WhyNoAnswer     = "no_answer"    // the link was not used in time
	WhyDissatisfied = "dissatisfied" // somebody must decide on a redo
)

// Why a plan is excluded.
const (
	WhyInvalid   = "invalid"   // an invalid call: there is nobody to ask
	WhyWithdrawn = "withdrawn" // the citizen took the matter back
	WhyPartner   = "partner"   // another platform handed it over, and asks the citizen itself
)

// Sampling tells how the telephone list treats a plan whose citizen did not answer of their own accord.
type Sampling int

// The ways of sampling.
const (
	Everybody Sampling = iota // no sampling plan holds: everybody is called
	Drawn                     // called, and stands for those who were not
	NotDrawn                  // not called
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
	Door        string
	Hotline     string // the number that the order came in on
	Enforcement bool   // 执法类 at the time of completion
	Sampling    Sampling
	State       State
	Way         Way
	Why         string
	Attempts    int
	NextAt      time.Time // link: when it lapses, or once answered settles; phone: when to call next
	CompletedAt time.Time
	ClosedAt    time.Time

	UnitReached     int       // what the approved reply says: 1 the citizen was reached, 0 not, -1 nothing
	UnitContactedAt time.Time // and when; zero: it does not say

	AnsweredAt  time.Time // zero: not answered
	AnsweredWay Way
	Figures     // meaningful once answered
}

// Answered tells whether somebody answered.
func (p *Plan) Answered() bool { return !p.AnsweredAt.IsZero() }

func (p *Plan) about() about {
	return about{Order: p.Order, Plan: p.ID, Round: p.Round, Unit: p.Unit, Category: p.Category, Division: p.Division, Kind: p.Kind,
		Completed: wall.Micros(p.CompletedAt)}
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	// LinkWait is how long only the link is offered before the plan comes on the telephone worklist, where no time-limit
	// preset has a limit for the follow-up (default 24 h).
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
	// MinSample is the least effective number of answers for which a rate is compared; below it stands as an interval
	// only, 样本不足 (default 10).
	MinSample int
	// DrawDay is the day of the month from which on last month's recheck samples are drawn (default 5).
	DrawDay int
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
	if o.DrawDay < 1 || o.DrawDay > 28 {
		o.DrawDay = 5
	}
	if o.MinSample <= 0 {
		o.MinSample = 10
	}
	if o.SatisfiedFrom < 1 || o.SatisfiedFrom > 5 {
		o.SatisfiedFrom = 3
	}
	return o
}
