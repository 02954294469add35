package switchboard

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestCooldown: it needs enough evidence of others, grows with each, asks a second person beyond the limit of one, and
// ends by itself, by being lifted, or when its evidence turns out to be none.
func TestCooldown(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		const number = "13800000001"
		_, first := r.abused(number, "insult")
		peer := first.Peer
		r.coolDown(ErrTooLittleEvidence, anna, peer, 1)
		r.abused(number, "sexual")
		r.coolDown(ErrTooLittleEvidence, auth.Principal{ID: 1}, peer, 1) // the own evidence
		r.coolDown(ErrCoolHours, anna, peer, 25)
		r.coolDown(ErrCoolHours, anna, peer, 0)
		r.decide(ErrWords, func(tx *store.Tx) error { _, err := r.CoolDown(tx, anna, peer, 1, " "); return err })
		r.cooled(number, false)
		if c := r.coolDown(nil, anna, peer, 24); c.State != CoolRunning || c.Evidence != 2 {
			t.Errorf("%+v", c)
		}
		r.coolDown(ErrCooling, ben, peer, 1)
		r.cooled(number, true)
		r.cooled("13800000009", false)
		r.cooled("anonymous", false)
		r.clock.Advance(24*time.Hour - time.Second)
		r.cooled(number, true)
		r.clock.Advance(time.Second) // by itself, whether or not a job says so
		r.cooled(number, false)
		if list, err := r.Cooldowns(st.Read(t.Context()), peer); err != nil || list[0].State != CoolOver {
			t.Errorf("%+v %v", list, err)
		}

		// The next may last longer, and takes two.
		c := r.coolDown(nil, anna, peer, 72)
		if c.State != CoolAsked {
			t.Errorf("%+v", c)
		}
		r.cooled(number, false)
		agree := func(want error, p auth.Principal, yes bool) {
			t.Helper()
			r.decide(want, func(tx *store.Tx) error { _, err := r.DecideCool(tx, p, c.ID, yes); return err })
		}
		agree(ErrOwnCooldown, anna, true)
		agree(nil, ben, true)
		agree(ErrCoolState, ben, true)
		r.cooled(number, true)
		r.decide(nil, func(tx *store.Tx) error { _, err := r.LiftCool(tx, ben, c.ID, "来电人已道歉"); return err })
		r.decide(ErrCoolState, func(tx *store.Tx) error { _, err := r.LiftCool(tx, ben, c.ID, "来电人已道歉"); return err })
		r.cooled(number, false)
		c = r.coolDown(nil, anna, peer, 168) // the third, at most a week
		agree(nil, ben, false)
		r.cooled(number, false)
		r.decide(ErrNoCooldown, func(tx *store.Tx) error { _, err := r.DecideCool(tx, ben, 999, true); return err })

		// Evidence that is none takes the cool-down with it.
		r.coolDown(nil, anna, peer, 1)
		r.decide(ErrWords, func(tx *store.Tx) error { _, err := r.DropAbuse(tx, ben, first.ID, ""); return err })
		for range 2 {
			r.decide(nil, func(tx *store.Tx) error {
				_, err := r.DropAbuse(tx, ben, first.ID, "听录音并无辱骂")
				return err
			})
		}
		r.cooled(number, false)
		if list, err := r.Cooldowns(st.Read(t.Context()), peer); err != nil || list[0].State != CoolUndone {
			t.Errorf("%+v %v", list, err)
		}
		r.coolDown(ErrTooLittleEvidence, anna, peer, 1)
		months, err := r.GuardMonths(st.Read(t.Context()), testkit.Monday.AddDate(0, -1, 0))
		if err != nil || len(months) != 1 {
			t.Fatalf("%+v %v", months, err)
		}
		if m := months[0]; m.Marked != 2 || m.Dropped != 1 || m.Callers != 1 || m.Cooled != 3 || m.Long != 1 || m.Lifted != 1 || m.Undone != 1 || m.Kinds["sexual"] != 1 {
			t.Errorf("%+v", m)
		}
	}, Migrations)
}

// TestCooldown_Over: that a cool-down has ended by itself is an event, once; of one that was lifted it is none.
func TestCooldown_Over(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.Service.Jobs = r.world.Jobs
		r.world.Jobs.Handle(jobCoolOver, r.runCoolOver)
		overs := func(want int) {
			t.Helper()
			r.world.Clock.Set(r.clock.Now())
			r.world.Settle(t)
			recs, err := r.world.Ledger.Next(st.Read(t.Context()), 0, 1000)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, rec := range recs {
				if rec.Kind == EventCoolOver {
					n++
				}
			}
			if n != want {
				t.Errorf("%d cool-downs are told to be over, want %d", n, want)
			}
		}
		_, a := r.abused("13800000001", AbuseThreat)
		first := r.coolDown(nil, anna, a.Peer, 2)
		r.clock.Advance(time.Hour)
		overs(0)
		r.decide(nil, func(tx *store.Tx) error { _, err := r.LiftCool(tx, ben, first.ID, "来电人已道歉"); return err })
		r.coolDown(nil, anna, a.Peer, 2)
		r.clock.Advance(time.Hour) // the first would have been over
		overs(0)
		r.clock.Advance(time.Hour)
		overs(1)
		r.clock.Advance(time.Hour)
		overs(1)
		list, err := r.Cooldowns(st.Read(t.Context()), a.Peer)
		if err != nil || len(list) != 2 || list[0].State != CoolOver || list[1].State != CoolLifted {
			t.Errorf("%+v %v", list, err)
		}
	}, Migrations)
}

// TestCooldown_Threat: one threat is enough.
func TestCooldown_Threat(t *testing.T) {
	r := newRoom(t, testkit.Store(t, Migrations))
	_, a := r.abused("13800000001", AbuseThreat)
	r.coolDown(nil, anna, a.Peer, 1)
	r.cooled("13800000001", true)
	r.clock.Advance(days(ShippedGuard().Days) + time.Hour) // and counts no longer than the rules say
	r.coolDown(ErrTooLittleEvidence, anna, a.Peer, 1)
}

// TestCooldown_Appeal: it is judged by somebody who had no part in it; granted, it counts for nothing.
func TestCooldown_Appeal(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		const number = "13800000001"
		_, a := r.abused(number, AbuseThreat)
		c := r.coolDown(nil, anna, a.Peer, 24)
		appeal := func(want error) {
			t.Helper()
			r.decide(want, func(tx *store.Tx) error {
				_, err := r.AppealCool(tx, anna, c.ID, "本人 13912345678 没有威胁过")
				return err
			})
		}
		judge := func(want error, p auth.Principal, granted bool) {
			t.Helper()
			r.decide(want, func(tx *store.Tx) error { _, err := r.JudgeCool(tx, p, c.ID, granted, "复听录音"); return err })
		}
		judge(ErrCoolState, ben, true)
		appeal(nil)
		appeal(ErrAppealed)
		judge(ErrOwnCooldown, anna, true)
		if v := r.coolView(st.Read(t.Context()), anna, mustCool(t, r, c.ID)); strings.Contains(v.Appeal, "13912345678") || !slices.Contains(v.May, "lift") || slices.Contains(v.May, "judge") {
			t.Errorf("%+v", v)
		}
		judge(nil, ben, true)
		judge(ErrCoolState, ben, false)
		r.cooled(number, false)
		if x, err := r.standingOf(st.Read(t.Context()), a.Peer, 0); err != nil || x.Before != 0 || x.Hours != 24 {
			t.Errorf("what was undone counts: %+v %v", x, err)
		}
		c = r.coolDown(nil, anna, a.Peer, 1)
		appeal(nil)
		judge(nil, ben, false)
		r.cooled(number, true)
		c = Cooldown{ID: 999}
		appeal(ErrNoCooldown)
	}, Migrations)
}

func mustCool(t *testing.T, r *room, id ids.ID) Cooldown {
	t.Helper()
	c, err := r.cooldown(r.world.Store.Read(t.Context()), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCooled_Counts: calls of a number that cools down are no part of the connect rate, and nothing is owed for them.
func TestCooled_Counts(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		cool := func() ids.ID {
			id := r.arrive(Caller{Number: "13800000001", Hotline: "12345", Cooled: r.clock.Now().Add(time.Hour)})
			return id
		}
		told := cool()
		r.Told(told)
		r.Gone(told)
		waits := cool()
		r.Key(waits, '0')
		r.clock.Advance(time.Minute)
		r.Gone(waits)
		served := cool()
		r.Key(served, '0')
		r.seat(1)
		r.SeatAnswered(1, served)
		r.clock.Advance(time.Minute)
		r.Gone(served)
		f := r.figures("")
		if f.Calls != 3 || f.Cooled != 2 || f.Offered != 0 || f.Answered != 0 || f.Abandoned != 0 {
			t.Errorf("%+v", f)
		}
		if list := r.owed(); len(list) != 0 {
			t.Errorf("owed %+v", list)
		}
		months, err := r.GuardMonths(st.Read(t.Context()), testkit.Monday.AddDate(0, 0, -1))
		if err != nil || len(months) != 1 || months[0].Calls != 2 {
			t.Errorf("%+v %v", months, err)
		}
	}, Migrations)
}

// TestParseGuard: rules that would cut somebody off, or keep evidence for less than it counts, are refused.
func TestParseGuard(t *testing.T) {
	good, err := os.ReadFile(filepath.Join("guard.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseGuard(good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string][2]string{
		"NoEvidence": {`"evidence": 2`, `"evidence": 0`},
		"NoHours":    {`[24, 72, 168]`, `[]`},
		"Falling":    {`[24, 72, 168]`, `[24, 12]`},
		"TooLong":    {`[24, 72, 168]`, `[9999]`},
		"NoSecond":   {`"second_over": 24`, `"second_over": 0`},
		"KeptLess":   {`"keep_days": 365`, `"keep_days": 3`},
		"ShutOut":    {`"calls_an_hour": 3`, `"calls_an_hour": 0`},
		"NoJSON":     {`{`, ``},
	} {
		if r, err := ParseGuard([]byte(strings.Replace(string(good), change[0], change[1], 1))); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestCooldown_Recover: a caller whose number cools down is owed nothing, also when the program stopped in the middle of it.
func TestCooldown_Recover(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		const number = "13800000001"
		_, first := r.abused(number, "insult")
		r.abused(number, "sexual")
		r.coolDown(nil, anna, first.Peer, 24)
		id := r.arrive(Caller{Number: number, Cooled: r.clock.Now().Add(time.Hour)})
		r.settle()
		before := len(r.owed())
		r.stop()
		if err := r.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.world.Settle(t)
		facts, err := r.Facts(st.Read(t.Context()), id)
		if err != nil || len(facts) != 1 || facts[0].Outcome != Cooled {
			t.Errorf("%+v, %v", facts, err)
		}
		list, _, err := r.Service.Debts(st.Read(t.Context()), testkit.Monday, testkit.Monday.Add(48*time.Hour), 10)
		if err != nil || len(list) != before {
			t.Errorf("owed %+v, %v", list, err)
		}
	}, Migrations)
}
