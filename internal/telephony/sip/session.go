package sip

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

const (
	sessionExpires = 1800 // seconds that we propose, RFC 4028 section 4
	minExpires     = 90   // the least that RFC 4028 allows
)

// sessionTimer notices a peer that vanished: one side refreshes at half of the interval, the other one gives up before
// its end. It is the caller's or the callee's, as agreed in the 2xx.
type sessionTimer struct {
	seconds int  // 0: none
	ours    bool // we refresh
	min     int  // what a 422 made us raise it to
	timer   timer.Timer
	peer    bool // the peer knows session timers
}

// ParseSessionExpires reads the value of Session-Expires: seconds, and who refreshes ("uac", "uas" or "").
func ParseSessionExpires(value string) (seconds int, refresher string, ok bool) {
	parts := strings.Split(value, ";")
	seconds, err := strconv.Atoi(strings.TrimSpace(parts[0]))
	if err != nil || seconds <= 0 {
		return 0, "", false
	}
	for _, p := range parts[1:] {
		name, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(name, "refresher") {
			refresher = strings.ToLower(strings.TrimSpace(v))
		}
	}
	return min(seconds, 86400), refresher, true
}

func expiresOf(msg interface{ GetHeader(string) sgo.Header }) (seconds int, refresher string, ok bool) {
	h := msg.GetHeader("Session-Expires")
	if h == nil {
		if h = msg.GetHeader("x"); h == nil {
			return 0, "", false
		}
	}
	return ParseSessionExpires(h.Value())
}

// checkTimer returns the refusal of an interval that is too short.
func (s *Stack) checkTimer(req *sgo.Request) *sgo.Response {
	seconds, _, ok := expiresOf(req)
	if !ok || seconds >= minExpires || !has(req, "Supported", "timer") {
		return nil
	}
	res := sgo.NewResponseFromRequest(req, 422, "Session Interval Too Small", nil)
	res.AppendHeader(sgo.NewHeader("Min-SE", strconv.Itoa(minExpires)))
	return res
}

// heed takes what the peer proposes.
func (t *sessionTimer) heed(req *sgo.Request) {
	t.peer = has(req, "Supported", "timer")
	seconds, _, ok := expiresOf(req)
	if !ok {
		seconds = sessionExpires
	}
	least := minExpires
	if h := req.GetHeader("Min-SE"); h != nil {
		if n, err := strconv.Atoi(strings.TrimSpace(h.Value())); err == nil {
			least = max(least, n)
		}
	}
	t.seconds = max(least, min(seconds, max(sessionExpires, least)))
}

// answer puts into a 2xx who refreshes: who was asked to, else the caller if it can, else we.
func (t *sessionTimer) answer(req *sgo.Request, res *sgo.Response) {
	_, refresher, _ := expiresOf(req)
	if refresher == "" || !t.peer {
		refresher = "uac"
		if !t.peer {
			refresher = "uas"
		}
	}
	t.ours = refresher == "uas"
	if t.peer {
		res.AppendHeader(sgo.NewHeader("Require", "timer"))
	}
	res.AppendHeader(sgo.NewHeader("Session-Expires", fmt.Sprintf("%d;refresher=%s", t.seconds, refresher)))
}

// offer proposes an interval in a request of ours.
func (t *sessionTimer) offer(req *sgo.Request) {
	seconds := max(t.min, sessionExpires)
	if t.seconds > 0 {
		seconds = max(t.min, t.seconds)
	}
	req.AppendHeader(sgo.NewHeader("Session-Expires", strconv.Itoa(seconds)))
	req.AppendHeader(sgo.NewHeader("Min-SE", strconv.Itoa(max(minExpires, t.min))))
}

// raise takes the Min-SE of a 422; false if there is none that makes a difference.
func (t *sessionTimer) raise(res *sgo.Response) bool {
	h := res.GetHeader("Min-SE")
	if h == nil {
		return false
	}
	n, err := strconv.Atoi(strings.TrimSpace(h.Value()))
	if err != nil || n <= t.min || n > 86400 {
		return false
	}
	t.min = n
	return true
}

// agreed takes what the peer's 2xx says; without a word of it we refresh by ourselves.
func (t *sessionTimer) agreed(res *sgo.Response) {
	seconds, refresher, ok := expiresOf(res)
	if !ok {
		t.seconds, t.ours = max(t.min, sessionExpires), true
		return
	}
	t.seconds, t.ours = max(seconds, minExpires), refresher != "uas"
}

// startTimer begins the interval anew.
func (c *Call) startTimer() {
	t := &c.timer
	if t.timer != nil {
		t.timer.Stop()
	}
	if t.seconds == 0 {
		return
	}
	interval := time.Duration(t.seconds) * time.Second
	if t.ours {
		t.timer = c.after(interval/2, func() { c.renew(true) })
		return
	}
	t.timer = c.after(interval-min(32*time.Second, interval/3), func() { // RFC 4028 section 10
		if c.state == stateUp {
			c.bye()
			c.end(Event{Cause: CauseExpired})
		}
	})
}
