package main

import (
	"fmt"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
)

// dayCall is a sort of call of the day that is played: so many times, into a queue, so long waited and spoken, and why
// it ended.
type dayCall struct {
	times  int
	number string // with a verb: another one each time
	queue  string // theirs; empty: it ends in the menu
	wait   time.Duration
	missed string // the agent who did not take it up before
	agent  string // who answered; empty: nobody
	talk   time.Duration
	reason string
}

var theDay = []dayCall{
	{times: 20, number: "138000000%02d", queue: "Q0", wait: 5 * time.Second, agent: "8001", talk: time.Minute},
	{times: 8, number: "137000000%02d", queue: "Q1", wait: 15 * time.Second, agent: "8002", talk: 30 * time.Second}, // the target itself is in time
	{times: 3, number: "136000000%02d", queue: "Q0", wait: 3 * time.Second},                                         // gave up too soon to count
	{times: 4, number: "139000000%02d", queue: "Q0", wait: 30 * time.Second},                                        // gave up
	{times: 2, number: "13900000090", queue: "Q0", wait: 30 * time.Second},                                          // the same caller gave up twice
	{times: 2, number: "135000000%02d", queue: "Q1", wait: 70 * time.Second, reason: "callback"},
	{times: 1, number: "13400000000", queue: "Q2", wait: 10 * time.Minute, reason: "timeout"},
	{times: 4, number: "133000000%02d"}, // ended in the menu
	{times: 1, number: "13200000000", queue: "Q0", wait: 25 * time.Second, missed: "8001", agent: "8002", talk: 45 * time.Second},
	{times: 4, number: "131000000%02d", queue: "Q0", wait: 40 * time.Second, agent: "8001", talk: 2 * time.Minute},
	{times: 1, number: "13900000090", queue: "Q0", wait: 40 * time.Second, agent: "8001", talk: 2 * time.Minute}, // who gave up twice comes through
}

// TestCTI_Day plays a day of 50 calls through the door, some events of it twice and some in the wrong order, and holds the
// figures against what was counted by hand from the list above.
func TestCTI_Day(t *testing.T) { eachPlatform(t, testCTIDay) }

func testCTIDay(t *testing.T) {
	x := newAdapter(t)
	n := 0
	for _, c := range theDay {
		for i := range c.times {
			n++
			number := c.number
			if c.times > 1 && number != "13900000090" {
				number = fmt.Sprintf(number, i)
			}
			x.play(fmt.Sprintf("call-%d", n), number, c, n%3 == 0)
			x.clock.Advance(time.Minute)
		}
	}
	if n != 50 {
		t.Fatalf("%d calls", n)
	}
	x.run()
	q, from := x.store.Read(t.Context()), partnerDay
	got, err := x.calls.Figures(q, "", from, x.clock.Now())
	want := switchboard.Figures{Calls: 50, Offered: 46, Answered: 34, InTime: 28, Short: 3, Abandoned: 6, Asked: 2, LetGo: 1, Missed: 1,
		Wait: 445 * time.Second, Talk: 2085 * time.Second}
	if err != nil || got != want {
		t.Errorf("\n got %+v\nwant %+v, %v", got, want, err)
	}
	if got.Connect() != 34.0/43 || got.ServiceLevel() != 28.0/43 {
		t.Errorf("connect %v, service level %v", got.Connect(), got.ServiceLevel())
	}
	by, err := x.calls.FiguresByQueue(q, from, x.clock.Now())
	if err != nil || by["business"].Offered != 10 || by["business"].InTime != 8 || by["elderly"].LetGo != 1 || by["general"].Abandoned != 6 || by[""].Calls != 4 {
		t.Errorf("%+v, %v", by, err)
	}
	debts, _, err := x.calls.Debts(q, from, x.clock.Now(), 100)
	states := map[switchboard.DebtState]int{}
	for _, d := range debts {
		states[d.State]++
	}
	if err != nil || len(debts) != 8 || states[switchboard.DebtPaid] != 1 || states[switchboard.DebtOpen] != 7 {
		t.Errorf("%d debts: %v, %v", len(debts), states, err)
	}
	refused, open := x.counted()
	if open != 0 || len(refused) != 0 {
		t.Errorf("%d calls are open; refused %v", open, refused)
	}
}

// play tells of one call. Muddled: an event comes before the one before it, and everything comes twice.
func (x *adapter) play(call, number string, c dayCall, muddled bool) {
	x.t.Helper()
	var early []byte
	tell := func(kind string, set map[string]any) {
		x.t.Helper()
		text := x.event(kind, call, set)
		switch {
		case muddled && kind == "call.queued":
			early = text
			return
		case early != nil:
			if got := x.send(text); got != "cti.waits" {
				x.t.Errorf("%s before its turn: %s", kind, got)
			}
			text, early = early, nil
		}
		for i := range 2 {
			if got := x.send(text); got != "ok" {
				x.t.Errorf("%s of %s: %s", kind, call, got)
			}
			if !muddled && i == 0 {
				return
			}
		}
	}
	tell("call.arrived", map[string]any{"number": number, "hotline": "12345"})
	x.clock.Advance(8 * time.Second)
	if c.queue != "" {
		tell("call.queued", map[string]any{"queue": c.queue})
		if c.missed != "" {
			tell("call.ringing", map[string]any{"agent": c.missed})
		}
		x.clock.Advance(c.wait)
	}
	if c.agent != "" {
		tell("call.ringing", map[string]any{"agent": c.agent})
		tell("call.answered", map[string]any{"agent": c.agent})
		x.clock.Advance(c.talk)
	}
	reason := c.reason
	if reason == "" {
		reason = "hung_up"
	}
	tell("call.ended", map[string]any{"reason": reason})
	if c.agent != "" {
		tell("rating", map[string]any{"rating": 5})
	}
}

// counted is what the screen shows: refusals by code, and calls that go on.
func (x *adapter) counted() (refused map[string]int64, open int) {
	x.t.Helper()
	refused = map[string]int64{}
	rows, err := x.store.Read(x.t.Context()).Query(`SELECT code, SUM(n) FROM cti_refused GROUP BY code`)
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var code string
		var n int64
		if err := rows.Scan(&code, &n); err != nil {
			x.t.Fatal(err)
		}
		refused[code] = n
	}
	if open, err = x.calls.OutsideOpen(x.store.Read(x.t.Context()), x.centre.ID); err != nil || rows.Err() != nil {
		x.t.Fatal(err, rows.Err())
	}
	return refused, open
}

// figureOf is the number of calls of a centre, whatever became of them.
func (x *adapter) figureOf(centre ids.ID) (n int) {
	x.t.Helper()
	if err := x.store.Read(x.t.Context()).QueryRow(`SELECT COUNT(*) FROM switchboard_call WHERE source_id = ?`, centre).Scan(&n); err != nil {
		x.t.Fatal(err)
	}
	return n
}
