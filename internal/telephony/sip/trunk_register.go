package sip

import (
	"slices"
	"strconv"
	"strings"
	"time"

	sgo "github.com/emiago/sipgo/sip"
)

const (
	trunkExpires = 600 // seconds that we ask for
	trunkRetry   = 30 * time.Second
)

// register registers with the first peer that is up, and again before it ends.
func (t *Trunk) register() {
	t.mu.Lock()
	t.round++
	t.registrar = max(0, slices.Index(t.up, true))
	round, at := t.round, t.registrar
	t.mu.Unlock()
	t.later("register", peerSilence, func() { // it says nothing; of the only peer the transaction's time is waited for
		if t.next(at) {
			t.failed(at)
		}
	})
	t.askRegistrar(round, at, nil)
}

// registerAnew registers at once when another peer is the first that is up now, or when it is not registered with it.
func (t *Trunk) registerAnew() {
	t.mu.Lock()
	first := slices.Index(t.up, true)
	anew := t.cfg.Register && first >= 0 && (first != t.registrar || !t.registered)
	t.mu.Unlock()
	if anew {
		t.register()
	}
}

// next tells whether a peer other than this one is up.
func (t *Trunk) next(than int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, up := range t.up {
		if up && i != than {
			return true
		}
	}
	return false
}

// askRegistrar sends a REGISTER, answering a challenge.
func (t *Trunk) askRegistrar(round, at int, challenge *sgo.Response) {
	t.mu.Lock()
	t.cseq++
	seq := t.cseq
	stopped := t.stopped
	t.mu.Unlock()
	if stopped {
		return
	}
	req := t.request(sgo.REGISTER, at, t.callID, t.tag, seq)
	req.AppendHeader(sgo.NewHeader("Expires", strconv.Itoa(trunkExpires)))
	if challenge != nil && !(credentials{t.cfg.User, t.cfg.Password}).apply(req, challenge) {
		t.registerEnded(round, 0)
		return
	}
	t.stack.do(req, t.hop(at), func(res *sgo.Response) {
		switch {
		case res != nil && (res.StatusCode == 401 || res.StatusCode == 407) && challenge == nil:
			t.askRegistrar(round, at, res)
		case res != nil && res.IsSuccess():
			t.registerEnded(round, granted(res))
		case (res == nil || res.StatusCode == 408 || res.StatusCode == 503) && t.next(at):
			t.failed(at) // the next one is registered with
		default:
			t.registerEnded(round, 0)
		}
	})
}

// granted is how many seconds a registrar gave.
func granted(res *sgo.Response) int {
	text := ""
	if c := res.Contact(); c != nil {
		text, _ = c.Params.Get("expires")
	}
	if text == "" {
		if h := res.GetHeader("Expires"); h != nil {
			text = h.Value()
		}
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || seconds <= 0 {
		return trunkExpires
	}
	return seconds
}

func (t *Trunk) registerEnded(round, seconds int) {
	t.mu.Lock()
	over := round != t.round
	t.mu.Unlock()
	if over {
		return
	}
	next := trunkRetry
	if seconds > 0 {
		next = max(10*time.Second, time.Duration(seconds)*time.Second*4/5)
	}
	t.later("register", next, t.register)
	t.mu.Lock()
	changed := t.registered != (seconds > 0)
	t.registered = seconds > 0
	t.mu.Unlock()
	if changed {
		t.stack.cfg.Log.Warn("trunk registration changed", "trunk", t.cfg.Name, "registered", seconds > 0)
	}
}
