package switchboard

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// told are how callers learnt of the recording, in the order of the steps.
func (tb *table) told() (list []string) {
	for _, s := range tb.steps {
		if how, ok := strings.CutPrefix(s, EventTold+" "); ok {
			list = append(list, how)
		}
	}
	return list
}

// TestRecordingTold: whoever has not heard in the menu that the call is recorded is told before the queue, and nobody twice.
func TestRecordingTold(t *testing.T) {
	now := testkit.Monday
	for name, c := range map[string]struct {
		menu   Menu
		caller Caller
		keys   string
		told   string // how
		first  string // what is said
		queue  string
	}{
		"Menu":    {FirstMenu(ShippedQueues()), Caller{}, "1", ToldMenu, "say welcome 0", "general"},
		"NotMenu": {twoLevels(), Caller{}, "1", ToldAnnouncement, "say welcome 0", "general"},
		"Zero":    {twoLevels(), Caller{}, "0", ToldAnnouncement, "say welcome 0", "general"},
		"OwnLine": {FirstMenu(ShippedQueues()), Caller{Hotline: "96000"}, "0", ToldAnnouncement, "say welcome 0", "flood-1"},
		"Portal":  {twoLevels(), Caller{Web: true}, "1", ToldPage, "say welcome 0", "general"},
		"Cooled":  {FirstMenu(ShippedQueues()), Caller{Number: "1", Cooled: now.Add(time.Hour)}, "0", ToldAnnouncement, "say cooled 0", "general"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			tb.clock.Advance(now.Sub(tb.clock.Now()))
			tb.SetRecorded()
			tb.Route(NewRouting(c.menu, ShippedQueues(), []Special{line("flood-1", "5", "96000", now.Add(-time.Hour), now.Add(time.Hour))}))
			id := tb.arrive(c.caller)
			tb.Key(id, c.keys[0])
			want := []string{c.first, "say queue 0"}
			if c.told == ToldAnnouncement {
				tb.did(c.first, "say recorded 0")
				if q := tb.queueOf(id); q != "" {
					t.Errorf("in queue %s before the announcement is over", q)
				}
				tb.Key(id, '1') // it is heard out
				tb.Said(id, tb.calls[id].turn)
				want = []string{"say queue 0"}
			}
			tb.did(want...)
			if q := tb.queueOf(id); q != c.queue {
				t.Errorf("queue %q, not %q", q, c.queue)
			}
			if list := tb.told(); !slices.Equal(list, []string{c.told}) {
				t.Errorf("told %q, not once %s", list, c.told)
			}
		})
	}
}

// TestRecordingTold_Off: where calls are not recorded nobody is told so.
func TestRecordingTold_Off(t *testing.T) {
	tb := newTable(t)
	tb.Route(NewRouting(twoLevels(), ShippedQueues(), nil))
	id := tb.arrive(Caller{})
	tb.Key(id, '1')
	tb.did("say welcome 0", "say queue 0")
	if list := tb.told(); len(list) > 0 {
		t.Error(list)
	}
}

// TestRecordingTold_Kept: the call's row keeps how and when, and by which menu.
func TestRecordingTold_Kept(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.SetRecorded()
		routing := NewRouting(FirstMenu(ShippedQueues()), ShippedQueues(), nil)
		routing.Number = 3
		r.Route(routing)
		in := r.arrive(Caller{Number: "13800000001"})
		r.clock.Advance(time.Minute)
		r.seat(1)
		_ = r.Busy(1, "rest")
		out := ids.New()
		if err := r.Out(out, 1, Caller{Number: "13800000002"}); err != nil {
			t.Fatal(err)
		}
		r.OutAnswered(out)
		r.OutTold(out)
		r.clock.Advance(time.Minute)
		r.OutTold(out)
		silent := ids.New()
		r.RobotBegan(silent, Caller{Number: "13800000003"})
		r.settle()
		facts, err := r.Facts(st.Read(t.Context()), in, out, silent)
		if err != nil || len(facts) != 3 {
			t.Fatal(facts, err)
		}
		var got []string
		for _, f := range facts {
			at := time.Duration(-1)
			if !f.NoticeAt.IsZero() {
				at = f.NoticeAt.Sub(testkit.Monday)
			}
			got = append(got, fmt.Sprint(f.Notice, f.NoticeMenu, at))
		}
		slices.Sort(got)
		if want := []string{"0 -1ns", "announcement0 1m0s", "menu3 0s"}; !slices.Equal(got, want) {
			t.Errorf("%q, not %q", got, want)
		}
	}, Migrations)
}

// TestMenuAdvice: a menu in which no entry tells of the recording can be published, and its screen says so.
func TestMenuAdvice(t *testing.T) {
	silent, says := twoLevels(), FirstMenu(ShippedQueues())
	if list := silent.Advise(); len(list) != 1 || !list[0].Minor || list[0].Field != "entries" {
		t.Errorf("%+v", list)
	}
	if list := says.Advise(); len(list) > 0 {
		t.Errorf("%+v", list)
	}
}
