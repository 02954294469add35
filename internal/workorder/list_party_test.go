package workorder

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// coNumbers lists co-handlings page by page in the order of the list, and fails on one that comes twice.
func (b *bench) coNumbers(p auth.Principal, f Filter) string {
	b.t.Helper()
	var list []string
	seen := map[ids.ID]bool{}
	for range 100 {
		rows, next, err := b.s.List(b.Store.Read(b.t.Context()), p, f)
		if err != nil {
			b.t.Fatalf("list %+v: %v", f, err)
		}
		for _, r := range rows {
			if seen[r.ID] {
				b.t.Errorf("%+v: %s came twice", f, r.Number)
			}
			if seen[r.ID] = true; f.View == ViewCo && r.co == nil {
				b.t.Errorf("%s has no part", r.Number)
			}
			list = append(list, strings.TrimLeft(strings.TrimPrefix(r.Number, "T20261116"), "0"))
		}
		if next == "" {
			return strings.Join(list, " ")
		}
		f.Cursor = next
	}
	b.t.Fatal("a list without end")
	return ""
}

// TestViewCo lists co-handlings by their own due times, whatever the orders' are.
func TestViewCo(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ask := func(limit int, units ...ids.ID) Order {
			b.limits.cohandle = limit
			b.Clock.Advance(time.Minute)
			o := b.dispatched(unitWaters)
			for _, unit := range units {
				var err error
				if o, err = b.invite(centre, o, unit); err != nil {
					t.Fatal(err)
				}
			}
			return o
		}
		ask(3, unitParks)                    // 1
		ask(1, unitParks)                    // 2
		ask(2, unitRoads)                    // 3
		both := ask(2, unitParks, unitRoads) // 4
		done := ask(2, unitParks)            // 5
		back := ask(4, unitParks)            // 6
		b.do(done, VerbContribute, CaseOnly)
		b.do(back, VerbReturnInvite, CaseOnly)
		b.do(both, VerbSign, CaseOnly)
		wide := works
		wide.Scope.Units = []ids.ID{unitRoads, unitParks}
		many := wide
		for i := range 300 {
			many.Scope.Units = append(slices.Clone(many.Scope.Units), ids.ID(1000+i))
		}
		for name, c := range map[string]struct {
			p      auth.Principal
			filter Filter
			want   string
		}{
			"ByDue":        {parks, Filter{Sort: SortDue}, "2 4 1 6"},
			"ByNew":        {parks, Filter{}, "6 4 2 1"},
			"OtherHelper":  {roads, Filter{Sort: SortDue}, "3 4"},
			"TheLead":      {waters, Filter{Sort: SortDue}, ""},
			"Centre":       {centre, Filter{Sort: SortDue}, "2 3 4 1 6"},
			"CentreOne":    {centre, Filter{Sort: SortDue, Unit: unitRoads}, "3 4"},
			"TwoUnits":     {wide, Filter{Sort: SortDue}, "2 3 4 1 6"},
			"ManyUnits":    {many, Filter{Sort: SortDue}, "2 3 4 1 6"},
			"Text":         {parks, Filter{Sort: SortDue, Text: "漏水"}, "2 4 1 6"},
			"Number":       {parks, Filter{Text: "T2026111600004"}, "4"},
			"OthersNumber": {parks, Filter{Text: "T2026111600003"}, ""},
			"State":        {parks, Filter{States: []State{StateHandling}}, "4"},
			"Category":     {parks, Filter{Category: 8}, ""},
			"OutOfScope":   {parks, Filter{Unit: unitRoads}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				for _, limit := range []int{0, 1, 2} {
					f := c.filter
					f.View, f.Limit = ViewCo, limit
					if got := b.coNumbers(c.p, f); got != c.want {
						t.Errorf("limit %d: %q, want %q", limit, got, c.want)
					}
				}
			})
		}
		t.Run("NotInTheOwnLists", func(t *testing.T) {
			if got := b.numbers(parks, Filter{}); got != "" {
				t.Errorf("all: %q", got)
			}
		})
		t.Run("FoundByWords", func(t *testing.T) {
			if got := b.numbers(parks, Filter{Text: "漏水"}); got != "1 2 4 5 6" {
				t.Errorf("%q", got) // a part that is done keeps the order in sight
			}
		})
		t.Run("Counts", func(t *testing.T) {
			for who, want := range map[*auth.Principal]int{&parks: 4, &roads: 2, &waters: 0, &centre: 5} {
				got, err := b.s.Counts(b.Store.Read(t.Context()), *who)
				if err != nil || got[ViewCo] != want {
					t.Errorf("%s counts %d, err = %v, want %d", who.Name, got[ViewCo], err, want)
				}
			}
		})
	})
}

// TestViewPassed lists what a unit passed down and nobody has answered yet.
func TestViewPassed(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.chain = true
		b.in(StateDispatched)                             // 1
		b.in(StateHandling)                               // 2
		b.in(StateCompleted)                              // 3
		b.do(b.in(StateHandling), VerbTransfer, CaseDown) // 4
		b.do(b.in(StateHandling), VerbRecall, CaseOnly)   // 5
		for _, f := range []Filter{{}, {Sort: SortDue}, {Text: "漏水"}, {Limit: 1}} {
			f.View = ViewPassed
			if got := b.numbers(district, f); got != "1 2 4" {
				t.Errorf("%+v: %q", f, got)
			}
		}
		if got := b.numbers(waters, Filter{View: ViewPassed}); got != "4" {
			t.Errorf("Waters: %q", got)
		}
		counts, err := b.s.Counts(b.Store.Read(t.Context()), district)
		if err != nil || counts[ViewPassed] != 3 {
			t.Errorf("counts = %v, err = %v", counts, err)
		}
	})
}

// TestCoTimers marks co-handlings by timers, and by the sweep when a timer is lost; once each.
func TestCoTimers(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.limits.cohandle, b.co = 2, coOpen
		b.Clock.Set(day(16, 9, 30))
		lost, kept, done := b.in(StateHandling), b.in(StateHandling), b.in(StateHandling)
		b.do(done, VerbContribute, CaseOnly)
		err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
			return b.Jobs.Cancel(tx, jobCoDue, timerKey(lost.parties[0].ID))
		})
		if err != nil {
			t.Fatal(err)
		}
		want := func(soon, overdue int) {
			t.Helper()
			for _, o := range []Order{lost, kept} {
				if s, d := b.count(o, EventCoDueSoon), b.count(o, EventCoOverdue); s != soon || d != overdue {
					t.Errorf("at %s: %d and %d marks, want %d and %d", b.Clock.Now(), s, d, soon, overdue)
				}
			}
			if n := b.count(done, EventCoDueSoon) + b.count(done, EventCoOverdue); n != 0 {
				t.Errorf("%d marks on what is done", n)
			}
		}
		b.at(day(17, 17, 0))
		want(0, 0)
		b.at(day(17, 17, 30)) // one working day before the 18th
		want(1, 0)
		b.at(day(18, 17, 30))
		want(1, 0)
		b.at(day(18, 17, 31))
		want(1, 1)
		b.at(day(20, 9, 0))
		want(1, 1)
		if x := b.load(kept.ID).parties[0]; x.Mark != MarkOverdue || b.load(kept.ID).Version != kept.Version {
			t.Errorf("part = %+v", x)
		}
		wantMarks(t, b, kept, 0, 0) // the lead's own clock is another
	})
}

// TestCoNotice is a table of who is told what.
func TestCoNotice(t *testing.T) {
	b := newBench(t, storeOf(t))
	q := b.Store.Read(t.Context())
	o := &Order{Number: "YM1"}
	for kind, c := range map[string]struct {
		template string
		to       ids.ID
		params   string
	}{
		EventInvited:        {notice.CoInvited, unitParks, "due number unit"},
		EventContributed:    {notice.CoContributed, unitWaters, "number unit"},
		EventInviteReturned: {notice.CoReturned, unitWaters, "number unit"},
		EventReleased:       {notice.CoEnded, unitParks, "number"},
		EventCoClosed:       {notice.CoEnded, unitParks, "number"},
		EventInsisted:       {notice.CoInsisted, unitParks, "number"},
		EventCoDueSoon:      {notice.CoDueSoon, unitParks, "due number"},
		EventCoOverdue:      {notice.CoOverdue, unitParks, "due number"},
	} {
		p := Payload{Unit: unitWaters, Detail: Detail{CoUnit: unitParks, DueAt: day(20, 9, 0).UnixMicro()}}
		template, params, to := b.s.coNotice(q, kind, p, o)
		keys := make([]string, 0, len(params))
		for k := range params {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		if template != c.template || to != c.to || strings.Join(keys, " ") != c.params {
			t.Errorf("%s: %q to %d with %v", kind, template, to, keys)
		}
	}
	if template, _, _ := b.s.coNotice(q, EventInvited, Payload{Unit: unitWaters, Detail: Detail{CoUnit: unitParks}}, o); template != notice.CoInvitedOpen {
		t.Errorf("without a limit: %q", template)
	}
}

// TestParties_Told: the history and the printed order tell of helpers and of the way along the line.
func TestParties_Told(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.co, b.chain = coOpen, true
		o := b.in(StateHandling)
		o = b.do(b.do(b.do(o, VerbReturnInvite, CaseOnly), VerbInsist, CaseOnly), VerbContribute, CaseOnly)
		items, err := b.s.Timeline(b.Store.Read(t.Context()), parks, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, item := range items {
			told = append(told, item.Label+"|"+item.Text+"|"+item.UnitName)
		}
		want := "登记||\n派单||香洲区\n下转|请属地办理|水务局\n邀请协办|请查明绿化带下的管线|园林局\n签收||水务局\n" +
			"退回协办|不属于本单位职责：管线归水务局|园林局\n坚持协办|绿化带归你单位|园林局\n协办反馈|绿化带下没有管线|园林局"
		if got := strings.Join(told, "\n"); got != want {
			t.Errorf("timeline:\n%s\nwant:\n%s", got, want)
		}
		d, err := b.s.Print(b.Store.Read(t.Context()), waters, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(d)
		for _, part := range []string{"协办", "园林局", "要求：请查明绿化带下的管线", "绿化带下没有管线", "退回：不属于本单位职责", "水务局（香洲区下转）"} {
			if !strings.Contains(text, part) {
				t.Errorf("the printed order lacks %q", part)
			}
		}
	})
}
