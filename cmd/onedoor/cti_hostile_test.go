package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/door/cti"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/signature"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// TestCTI_Hostile sends what a broken or hostile call centre may send: a coded answer each, and no call of it.
func TestCTI_Hostile(t *testing.T) { eachPlatform(t, testCTIHostile) }

func testCTIHostile(t *testing.T) {
	x := newAdapter(t)
	text := x.event("call.arrived", "h", map[string]any{"number": "13800000001"})
	header := func(name, value string) func() (int, string) {
		return func() (int, string) {
			x.spy = func(r *http.Request) { r.Header.Set(name, value) }
			defer func() { x.spy = nil }()
			return x.post(eventsAt, text)
		}
	}
	raw := func(text string) func() (int, string) {
		return func() (int, string) { return x.post(eventsAt, []byte(text)) }
	}
	at := func(d time.Duration) func() (int, string) {
		return func() (int, string) {
			x.spy = func(r *http.Request) { x.key.Put(r.Header, x.clock.Now().Add(d), http.MethodPost, eventsAt, text) }
			defer func() { x.spy = nil }()
			return x.post(eventsAt, text)
		}
	}
	happened := func(d time.Duration) func() (int, string) {
		return func() (int, string) {
			return x.post(eventsAt, x.event("call.arrived", "h", map[string]any{"at": x.clock.Now().Add(d).Format(time.RFC3339)}))
		}
	}
	counted := map[string]int64{}
	for _, c := range []struct {
		name   string
		do     func() (int, string)
		status int
		code   string
		whose  bool // it is known whose it is
	}{
		{"UnknownKey", header(signature.HeaderKey, "0000000000000000"), 401, "cti.bad_signature", false},
		{"NoKey", header(signature.HeaderKey, ""), 401, "cti.bad_signature", false},
		{"OddKey", header(signature.HeaderKey, "' OR 1=1 --"), 401, "cti.bad_signature", false},
		{"WrongSignature", header(signature.HeaderSign, strings.Repeat("00", 32)), 401, "cti.bad_signature", true},
		{"NoHex", header(signature.HeaderSign, "xyz"), 401, "cti.bad_signature", true},
		{"Old", at(-6 * time.Minute), 401, "cti.expired", true},
		{"Future", at(6 * time.Minute), 401, "cti.expired", true},
		{"NoJSON", raw(`{`), 422, "cti.invalid_event", true},
		{"Empty", raw(``), 422, "cti.invalid_event", true},
		{"Null", raw(`null`), 422, "cti.version_unknown", true},
		{"Bytes", raw("\x00\xff"), 422, "cti.invalid_event", true},
		{"Huge", raw(`{"version":1,"id":"` + strings.Repeat("a", 17<<10) + `"}`), 413, "cti.too_large", true},
		{"HappensTomorrow", happened(24 * time.Hour), 422, "cti.in_future", true},
		{"HappenedLongAgo", happened(-8 * 24 * time.Hour), 422, "cti.too_old", true},
	} {
		status, body := c.do()
		if status != c.status || !strings.Contains(body, `"`+c.code+`"`) {
			t.Errorf("%s: %d %s", c.name, status, body)
		}
		if c.whose {
			counted[c.code]++
		}
	}
	x.run() // what was counted comes into the table
	if refused, _ := x.counted(); fmt.Sprint(refused) != fmt.Sprint(counted) {
		t.Errorf("refused %v, want %v", refused, counted)
	}
	if n := x.figureOf(x.centre.ID); n != 0 {
		t.Errorf("%d calls", n)
	}
	off := false
	x.write(func(tx *store.Tx) error {
		_, err := x.cti.Change(tx, auth.System, x.centre.ID, cti.CentrePatch{Version: 1, Active: &off})
		return err
	})
	if status, body := x.post(eventsAt, text); status != 403 || !strings.Contains(body, "cti.inactive") {
		t.Errorf("stopped: %d %s", status, body)
	}
}

// TestCTI_Order holds what becomes of events that come twice, too early, too late, or never.
func TestCTI_Order(t *testing.T) { eachPlatform(t, testCTIOrder) }

func testCTIOrder(t *testing.T) {
	x := newAdapter(t)
	call := map[string]any{"number": "13800000001", "hotline": "12345"}

	// Other content under the same id, and another event under the same number.
	first := x.event("call.arrived", "a", call)
	for _, c := range []struct{ text, want string }{
		{string(first), "ok"}, {string(first), "ok"}, {strings.Replace(string(first), "12345", "12346", 1), "cti.event_changed"},
		{strings.Replace(string(first), `"e-1"`, `"e-x"`, 1), "cti.seq_taken"},
	} {
		if got := x.send([]byte(c.text)); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}

	// The second is missing: the others wait, and have their turns after the wait is over.
	missing := x.event("call.queued", "a", map[string]any{"queue": "Q1"})
	x.tell("cti.waits", "call.answered", "a", map[string]any{"agent": "8001"})
	x.clock.Advance(10 * time.Second)
	x.tell("cti.waits", "call.held", "a", nil)
	x.run()
	if seat := x.seatOf("a"); seat != "menu" {
		t.Errorf("before the wait is over it stands as %s", seat)
	}
	x.clock.Advance(10 * time.Second)
	x.run()
	if seat := x.seatOf("a"); seat != "held" {
		t.Errorf("after the wait it stands as %s", seat)
	}
	if got := x.send(missing); got != "cti.late" {
		t.Errorf("the missing one: %s", got)
	}

	// The end is missing, its rating and what comes later are there: the end that comes late still ends the call.
	end := x.event("call.ended", "a", nil)
	x.tell("cti.waits", "rating", "a", map[string]any{"rating": 4})
	x.clock.Advance(21 * time.Second)
	x.run()
	if got := x.send(end); got != "ok" {
		t.Errorf("the end: %s", got)
	}
	x.run()
	f, err := x.calls.Figures(x.store.Read(t.Context()), "", partnerDay, x.clock.Now())
	if err != nil || f.Calls != 1 || f.Answered != 1 || f.Abandoned != 0 {
		t.Errorf("%+v, %v", f, err)
	}

	// Nobody knows the agent, nor the queue: the call is counted all the same, and both wait to be mapped.
	x.tell("ok", "call.arrived", "b", call)
	x.tell("cti.unknown_queue", "call.queued", "b", map[string]any{"queue": "Q9"})
	x.tell("cti.unknown_agent", "call.answered", "b", map[string]any{"agent": "9999"})
	x.tell("ok", "call.ended", "b", nil)
	x.tell("cti.no_effect", "call.ended", "b", nil)
	x.tell("cti.no_effect", "call.held", "never", nil)
	x.run()
	if f, err = x.calls.Figures(x.store.Read(t.Context()), "general", partnerDay, x.clock.Now().Add(time.Second)); err != nil || f.Calls != 2 || f.Answered != 2 {
		t.Errorf("%+v, %v", f, err)
	}

	// States of an agent have no turns: one that is older than what is known has no effect.
	state := func(want, agent, state string, at time.Time) {
		t.Helper()
		x.tell(want, "agent.state", "", map[string]any{"agent": agent, "state": state, "at": at.Format(time.RFC3339), "seq": 0})
	}
	now := x.clock.Now()
	state("ok", "8001", "ready", now.Add(-time.Minute))
	state("ok", "8001", "busy", now)
	state("cti.no_effect", "8001", "ready", now.Add(-30*time.Second))
	state("cti.unknown_agent", "9999", "ready", now)

	// Too many that wait.
	x.seq["c"] = 1
	for range 100 {
		x.tell("cti.waits", "call.held", "c", nil)
	}
	x.tell("cti.too_many_waiting", "call.held", "c", nil)
	x.clock.Advance(21 * time.Second)
	x.run()
	if n := x.figureOf(x.centre.ID); n != 2 {
		t.Errorf("%d calls", n)
	}

	// A call that falls silent.
	x.tell("ok", "call.arrived", "d", call)
	x.tell("ok", "call.queued", "d", map[string]any{"queue": "Q1"})
	x.clock.Advance(5 * time.Hour)
	x.run()
	if refused, open := x.counted(); open != 0 || refused["cti.gap"] != 3 || refused["cti.unknown_agent"] != 2 || refused["cti.unknown_queue"] != 1 || refused["cti.late"] != 1 {
		t.Errorf("%d calls are open; refused %v", open, refused)
	}
	debts, _, err := x.calls.Debts(x.store.Read(t.Context()), partnerDay, x.clock.Now(), 10)
	if err != nil || len(debts) != 1 || debts[0].Why != switchboard.Interrupted || debts[0].Queue != "business" {
		t.Errorf("%+v, %v", debts, err)
	}
}

// seatOf is how a call stands that goes on.
func (x *adapter) seatOf(ref string) (state string) {
	x.t.Helper()
	err := x.store.Read(x.t.Context()).QueryRow(`SELECT o.state FROM switchboard_outside o JOIN cti_stream s ON s.call_id = o.call_id WHERE s.ref = ?`, ref).Scan(&state)
	if err != nil {
		x.t.Fatal(err)
	}
	return state
}

// TestCTI_AtOnce sends the events of a call all at the same moment, each twice: every one has its turn, once.
func TestCTI_AtOnce(t *testing.T) { eachPlatform(t, testCTIAtOnce) }

func testCTIAtOnce(t *testing.T) {
	x := newAdapter(t)
	var all [][]byte
	for _, c := range []struct {
		kind string
		set  map[string]any
	}{{"call.arrived", map[string]any{"number": "13800000001"}}, {"call.queued", map[string]any{"queue": "Q1"}}, {"call.ringing", map[string]any{"agent": "8001"}},
		{"call.answered", map[string]any{"agent": "8001"}}, {"call.held", nil}, {"call.retrieved", nil}, {"call.ended", nil}} {
		all = append(all, x.event(c.kind, "a", c.set))
	}
	for range 3 { // what was refused as not now is sent again
		var wg sync.WaitGroup
		for i := range 2 * len(all) {
			wg.Go(func() { x.post(eventsAt, all[i%len(all)]) })
		}
		wg.Wait()
	}
	x.run()
	f, err := x.calls.Figures(x.store.Read(t.Context()), "business", partnerDay, partnerDay.Add(time.Hour))
	if _, open := x.counted(); err != nil || f.Calls != 1 || f.Answered != 1 || open != 0 {
		t.Errorf("%+v, %d open, %v", f, open, err)
	}
	var events int
	if err := x.store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM ledger_event WHERE kind LIKE 'switchboard.call%'`).Scan(&events); err != nil || events != 7 {
		t.Errorf("%d events, %v", events, err)
	}
}
