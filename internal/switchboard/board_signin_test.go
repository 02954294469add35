package switchboard

import (
	"testing"
)

// TestSignInBy: a telephone on a desk that is switched on signs its person in, ready if it is to be, and takes nobody from
// another telephone that is there or that the person speaks on; it ends no break.
func TestSignInBy(t *testing.T) {
	there := map[string]bool{}
	for name, c := range map[string]struct {
		before  func(tb *table)
		browser bool // the seat's first telephone is there
		account string
		state   SeatState
	}{
		"Offline":       {func(*table) {}, false, "desk", SeatReady},
		"SignedOut":     {func(tb *table) { tb.seat(1); tb.SignOut(1) }, true, "desk", SeatReady},
		"AtTheBrowser":  {func(tb *table) { tb.seat(1) }, true, "1", SeatReady},
		"OnABreak":      {func(tb *table) { tb.seat(1); tb.must(tb.Busy(1, "meal")) }, true, "1", SeatBusy},
		"BrowserIsGone": {func(tb *table) { tb.seat(1); tb.must(tb.Busy(1, "meal")) }, false, "desk", SeatBusy},
		"Speaks":        {func(tb *table) { tb.served(); tb.LineLost(1, "1") }, false, "1", SeatTalking},
		"Again":         {func(tb *table) { tb.SignIn(1, "desk", nil); tb.must(tb.Busy(1, "meal")) }, true, "desk", SeatBusy},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			c.before(tb)
			there["1"] = c.browser
			tb.SignInBy(1, "desk", nil, true, func(account string) bool { return there[account] })
			if s, _ := tb.SeatNow(1); s.Account != c.account {
				t.Errorf("it is at %s", s.Account)
			}
			tb.state(1, c.state)
		})
	}
}
