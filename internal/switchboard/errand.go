package switchboard

import (
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// For what a seat calls somebody outside.
const (
	ErrandOwed     = "owed"      // 回拨: a caller who was not served; the subject is the caller
	ErrandOrder    = "order"     // the person behind an order; the subject is the order
	ErrandFollowUp = "follow_up" // 回访; the subject is the order
	ErrandOutreach = "outreach"  // 外呼; the subject is the person's row of the campaign
)

// Purposes are for what a seat calls a number that it dials itself: 告知, 核实, 协调, 其他.
var Purposes = []string{"inform", "verify", "coordinate", "other"}

// Errand is why a seat calls somebody. The exchange tells what became of it in the events of the call.
type Errand struct {
	Kind    string // one of the above, or of Purposes; empty: the seat's telephone dialled by itself
	Subject ids.ID // what it is about; 0: nothing
	Veiled  bool   // the seat does not see the number
}

// Why somebody who was called could not be spoken with.
const (
	CauseNoAnswer = "no_answer"
	CauseBusy     = "busy"
	CauseRefused  = "refused"
	CauseWrong    = "wrong_number"
	CauseFailed   = "failed"   // the network did not get there
	CauseSeat     = "seat"     // the seat's own telephone was not taken up
	CauseGivenUp  = "given_up" // the seat hung up before it had rung long enough
)

// tried tells whether a cause means that somebody was called in vain: a seat that does not take up its own telephone, or
// hangs up at once, has not called.
func tried(cause string) bool {
	return cause != CauseSeat && cause != CauseGivenUp && cause != CauseFailed
}

// Tried tells whether a call of a seat, which has ended, called somebody in vain.
func (p Payload) Tried() bool { return p.Code == string(Unreached) && tried(p.Cause) }

// CheckDial holds that p may call a number, and returns it as it is dialled. The error is fault.Forbidden or ErrNumber.
func CheckDial(p auth.Principal, number string) (string, error) {
	if !p.Can(RightDial) {
		return "", fault.Forbidden
	}
	n := strings.TrimPrefix(digitsOf(number), "+86")
	if len(n) < 3 || len(n) > 20 || strings.LastIndexByte(n, '+') > 0 {
		return "", ErrNumber
	}
	return n, nil
}

// Dial lets p's seat call a number for an errand: its own telephone rings, and when it is taken up the number is called.
// The call's events tell what becomes of it. Whoever gives a number that p does not see has logged its opening before.
//
// Faults: auth.forbidden, switchboard.no_exchange, .bad_number, .no_trunk, .not_signed_in, .on_call, .line_offline.
func (s *Service) Dial(p auth.Principal, number string, e Errand) (SeatView, error) {
	n, err := CheckDial(p, number)
	if err != nil {
		return SeatView{}, err
	}
	f := s.here()
	if f == nil {
		return SeatView{}, ErrNoExchange
	}
	if err := f.Dial(p, n, e); err != nil {
		return SeatView{}, err
	}
	return f.View(p), nil
}

// Robot lets a robot call a number. The error is ErrNoExchange, ErrTrunk or ErrNumber.
func (s *Service) Robot(number string, e Errand, ring time.Duration, r Robot) error {
	f := s.here()
	if f == nil {
		return ErrNoExchange
	}
	n := strings.TrimPrefix(digitsOf(number), "+86")
	if !outside(n) {
		return ErrNumber
	}
	return f.Robot(n, e, ring, r)
}

// MayDial tells whether p's seat could call somebody now: to be asked before a number is opened for it. The faults are
// those of Dial.
func (s *Service) MayDial(p auth.Principal) error {
	f := s.here()
	switch {
	case !p.Can(RightDial):
		return fault.Forbidden
	case f == nil:
		return ErrNoExchange
	}
	return f.MayDial(p)
}
