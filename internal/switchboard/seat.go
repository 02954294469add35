package switchboard

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/timer"
)

// SeatState is what a seat is doing.
type SeatState string

// The states of a seat.
const (
	SeatOffline SeatState = "offline" // 离线
	SeatReady   SeatState = "ready"   // 示闲
	SeatBusy    SeatState = "busy"    // 示忙, with a reason
	SeatRinging SeatState = "ringing" // 振铃
	SeatTalking SeatState = "talking" // 通话
	SeatWrapUp  SeatState = "wrap_up" // 话后处理
)

// ReasonMissed is why a seat is busy that did not answer.
const ReasonMissed = "missed"

// ReasonWatch is why a team leader's seat is busy who takes part in somebody's call.
const ReasonWatch = "watch"

// Reasons are why a person may be busy: training 培训, meal 用餐, rest 小休, other duty 其他工作, and a missed call.
var Reasons = []string{"rest", "meal", "training", "duty", ReasonMissed}

// Seat is a person at a telephone.
type Seat struct {
	Staff   ids.ID
	Shift   ids.ID // from sign-in to sign-out; the chain of its events
	Account string // of the exchange
	Skills  []string
	State   SeatState
	Reason  string
	Since   time.Time // of the state
	Idle    time.Time // since when nothing was asked of it
	Call    ids.ID
	Away    bool      // its telephone was lost a moment ago
	WrapEnd time.Time // of wrap-up, when it ends by itself

	SignedIn time.Time
	BreakEnd time.Time // when a break has to end; zero: it need not, or there is none

	day     int // of used, granted and pass
	used    map[string]time.Duration
	granted map[string]time.Duration // beyond the limit, by a team leader
	pass    map[string]bool          // may go though as many as may are away

	back  string    // what it is again after watching: a reason for busy, or "" for ready
	taken time.Time // when it began to speak; zero: not with a caller of a queue
	on    *Queue    // of that caller

	after string // what the person wants to be after the call: a reason for busy, or "" for ready
	timer timer.Timer
	kept  timer.Timer // while it is away
}

// watches tells whether its person takes part in another seat's call.
func (s *Seat) watches() bool { return s.State == SeatBusy && s.Reason == ReasonWatch }

// has tells whether the seat has all of the skills.
func (s *Seat) has(needs []string) bool {
	for _, n := range needs {
		if !slices.Contains(s.Skills, n) {
			return false
		}
	}
	return true
}
