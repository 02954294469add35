package workorder

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// all reads a list page by page and fails on a row that comes twice or out of order.
func (b *bench) all(p auth.Principal, f Filter) []Row {
	b.t.Helper()
	var list []Row
	seen := map[ids.ID]bool{}
	for range 1000 {
		rows, next, err := b.s.List(b.Store.Read(b.t.Context()), p, f)
		if err != nil {
			b.t.Fatalf("list %+v: %v", f, err)
		}
		for _, r := range rows {
			if seen[r.ID] {
				b.t.Errorf("%+v: %s came twice", f, r.Number)
			}
			seen[r.ID] = true
			if n := len(list); n > 0 && f.Text == "" {
				last := list[n-1]
				wrong := last.CreatedAt.Before(r.CreatedAt)
				switch f.Sort {
				case SortDue:
					wrong = last.DueAt.After(r.DueAt) && !r.DueAt.IsZero()
				case SortDueLast:
					wrong = last.DueAt.Before(r.DueAt) && !last.DueAt.IsZero()
				case SortOld:
					wrong = last.CreatedAt.After(r.CreatedAt)
				}
				if wrong {
					b.t.Errorf("%+v: %s is out of order", f, r.Number)
				}
			}
			list = append(list, r)
		}
		if next == "" {
			return list
		}
		f.Cursor = next
	}
	b.t.Fatal("a list without end")
	return nil
}

func (b *bench) numbers(p auth.Principal, f Filter) string {
	b.t.Helper()
	var list []string
	for _, r := range b.all(p, f) {
		list = append(list, strings.TrimLeft(strings.TrimPrefix(r.Number, "T20261116"), "0"))
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// TestViews has one order in each state at Waters (1-7), one dispatched to Roads (8), one
// overdue at Waters (9) and one at Parks (10), which nobody of the tests but the centre sees.
func TestViews(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.Clock.Set(day(2, 9, 30))
		b.serial = 8
		b.in(StateHandling) // 9
		b.Clock.Set(day(16, 9, 30))
		b.serial = 0
		for _, s := range []State{StateRegistered, StateDispatched, StateReturned, StateHandling, StateReplied, StateCompleted} {
			b.Clock.Advance(time.Minute)
			b.in(s)
		}
		b.in(StateArchived)
		b.dispatched(unitRoads)
		b.serial++ // 9 is taken
		b.dispatched(unitParks)
		for name, c := range map[string]struct {
			p      auth.Principal
			filter Filter
			want   string
		}{
			"CentreAll":        {centre, Filter{}, "1 10 2 3 4 5 6 7 8 9"},
			"CentreToDispatch": {centre, Filter{View: ViewToDispatch}, "1"},
			"CentreToReview":   {centre, Filter{View: ViewToReview}, "5"},
			"CentreReturned":   {centre, Filter{View: ViewReturned}, "3"},
			"CentreOverdue":    {centre, Filter{View: ViewOverdue}, "9"},
			"CentreOneUnit":    {centre, Filter{Unit: unitRoads}, "8"},
			"CentreMine":       {centre, Filter{View: ViewMine}, "1 10 2 3 4 5 6 7 8 9"},
			"UnitAll":          {waters, Filter{}, "2 3 4 5 6 7 9"},
			"UnitAllByDue":     {waters, Filter{Sort: SortDue}, "2 3 4 5 6 7 9"},
			"UnitAllByDueLast": {waters, Filter{Sort: SortDueLast}, "2 3 4 5 6 7 9"},
			"UnitAllOldest":    {waters, Filter{Sort: SortOld}, "2 3 4 5 6 7 9"},
			"CentreDueLast":    {centre, Filter{Sort: SortDueLast}, "1 10 2 3 4 5 6 7 8 9"},
			"CentreOldest":     {centre, Filter{Sort: SortOld}, "1 10 2 3 4 5 6 7 8 9"},
			"UnitToSign":       {waters, Filter{View: ViewToSign}, "2"},
			"UnitInHand":       {waters, Filter{View: ViewInHand}, "4 9"},
			"UnitReturned":     {waters, Filter{View: ViewReturned}, "3"},
			"UnitReplied":      {waters, Filter{View: ViewReplied}, "5"},
			"UnitOverdue":      {waters, Filter{View: ViewOverdue}, "9"},
			"UnitMine":         {waters, Filter{View: ViewMine}, "4 5 6 7 9"},
			"UnitToDispatch":   {waters, Filter{View: ViewToDispatch}, ""},
			"UnitOther":        {waters, Filter{Unit: unitRoads}, ""},
			"SubCentre":        {works, Filter{}, "2 3 4 5 6 7 8 9"},
			"SubCentreToSign":  {works, Filter{View: ViewToSign, Sort: SortDue}, "2 8"},
			"SubCentreOneUnit": {works, Filter{Unit: unitRoads}, "8"},
			"SubCentreOther":   {works, Filter{Unit: unitParks}, ""},
			"NoUnit":           {auth.Principal{ID: 8}.WithRights(RightRead), Filter{}, ""},
			"States":           {centre, Filter{States: []State{StateDispatched, StateArchived}}, "10 2 7 8"},
			"ViewAndState":     {centre, Filter{View: ViewOverdue, States: []State{StateHandling}}, "9"},
			"ViewNotState":     {centre, Filter{View: ViewToSign, States: []State{StateArchived}}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				for _, limit := range []int{0, 1, 2, 3} {
					f := c.filter
					f.Limit = limit
					if got := b.numbers(c.p, f); got != c.want {
						t.Errorf("limit %d: %q, want %q", limit, got, c.want)
					}
				}
			})
		}
		t.Run("Counts", func(t *testing.T) {
			got, err := b.s.Counts(b.Store.Read(t.Context()), waters)
			want := "map[co:0 contact_asked:0 in_hand:2 overdue:1 passed:0 paused:0 replied:1 returned:1 shelved:0 stopped:0 suspected:0 to_decide:0 to_dispatch:0 to_review:1 to_sign:1]"
			if err != nil || fmt.Sprint(got) != want {
				t.Errorf("counts = %v, err = %v, want %s", got, err, want)
			}
		})
	})
}

func TestList_SealedOnlyForThoseWhoReadIt(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		form := b.form()
		form.Sealed = true
		b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, form) })
		yes := true
		reader := centre.WithRights(RightRead, RightSealed)
		if rows, _, err := b.s.List(b.Store.Read(t.Context()), reader, Filter{Sealed: &yes}); err != nil || len(rows) != 1 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		if _, _, err := b.s.List(b.Store.Read(t.Context()), centre.WithRights(RightRead), Filter{Sealed: &yes}); !errors.Is(err, fault.Forbidden) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestList_Filters(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		add := func(change func(*NewOrder)) {
			form := b.form()
			change(&form)
			b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, form) })
			b.Clock.Advance(24 * time.Hour)
		}
		add(func(n *NewOrder) { n.Kind, n.Urgent = KindConsult, true })
		add(func(n *NewOrder) {
			n.Hotline = "96000"
			n.Category, n.Division, n.Business, n.Language, n.Topics = 8, "440403001", true, "yue", []string{"噪声", "100%_"}
		})
		add(func(n *NewOrder) {
			n.Title, n.Content, n.Address = "广场舞噪音", "每晚八点音乐很大声", "吉大街道海滨南路"
		})
		yes, no := true, false
		for name, c := range map[string]struct {
			filter Filter
			want   string
		}{
			"Kind":               {Filter{Kind: KindConsult}, "1"},
			"Urgent":             {Filter{Urgent: &yes}, "1"},
			"NotUrgent":          {Filter{Urgent: &no}, "2 3"},
			"Business":           {Filter{Business: &yes}, "2"},
			"NotBusiness":        {Filter{Business: &no}, "1 3"},
			"Topic":              {Filter{Topic: "噪声"}, "2"},
			"TopicPart":          {Filter{Topic: "噪"}, ""},
			"TopicLiteral":       {Filter{Topic: "100%_"}, "2"},
			"TopicPattern":       {Filter{Topic: "%"}, ""},
			"Language":           {Filter{Language: "yue"}, "2"},
			"Hotline":            {Filter{Hotline: "96000"}, "2"},
			"HotlineByDue":       {Filter{Hotline: "96000", Sort: SortDue}, "2"},
			"HotlineOther":       {Filter{Hotline: "9600"}, ""},
			"DoorOther":          {Filter{Door: "letter"}, ""},
			"DueLong":            {Filter{DueFrom: day(1, 0, 0)}, "1 2 3"},
			"DuePast":            {Filter{DueTo: day(1, 0, 0)}, ""},
			"OldestCategory":     {Filter{Category: 8, Sort: SortOld}, "2"},
			"Category":           {Filter{Category: 8}, "2"},
			"CategoryByDue":      {Filter{Category: 8, Sort: SortDue}, "2"},
			"Division":           {Filter{Division: "440402"}, "1 3"},
			"DivisionAbove":      {Filter{Division: "4404"}, "1 2 3"},
			"DivisionInside":     {Filter{Division: "440403001"}, "2"},
			"From":               {Filter{From: day(17, 0, 0)}, "2 3"},
			"To":                 {Filter{To: day(17, 0, 0)}, "1"},
			"Words":              {Filter{Text: "噪音"}, "3"},
			"WordsOfTheAddress":  {Filter{Text: "海滨南路"}, "3"},
			"WordsInTwo":         {Filter{Text: "漏水"}, "1 2"},
			"WordsByDue":         {Filter{Text: "漏水", Sort: SortDue}, "1 2"},
			"AllWords":           {Filter{Text: "广场舞 音乐"}, "3"},
			"NotAllWords":        {Filter{Text: "广场舞 漏水"}, ""},
			"Number":             {Filter{Text: "T2026111600002"}, "2"},
			"NumberBeginning":    {Filter{Text: "t202611"}, "1 2 3"},
			"WordsAndFilter":     {Filter{Text: "漏水", Category: 8}, "2"},
			"NothingToLookFor":   {Filter{Text: "，。！"}, ""},
			"QuotesAndOperators": {Filter{Text: `" OR 1=1 --`}, ""},
			"FTSSyntax":          {Filter{Text: `漏水" OR body:"噪音`}, ""},
			"Percent":            {Filter{Division: "%"}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				c.filter.Limit = 1
				if got := b.numbers(centre, c.filter); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			})
		}
	})
}

func TestList_Refused(t *testing.T) {
	b := newBench(t, storeOf(t))
	b.create()
	b.create()
	_, next, err := b.s.List(b.Store.Read(t.Context()), centre, Filter{Limit: 1})
	if err != nil || next == "" {
		t.Fatal(next, err)
	}
	raw := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for name, c := range map[string]struct {
		filter Filter
		code   string
	}{
		"View":               {Filter{View: "everything"}, "workorder.bad_filter"},
		"State":              {Filter{States: []State{"lost"}}, "workorder.bad_filter"},
		"Kind":               {Filter{Kind: "joke"}, "workorder.bad_filter"},
		"Sort":               {Filter{Sort: "title; DROP TABLE workorder_order"}, "workorder.bad_filter"},
		"LongText":           {Filter{Text: strings.Repeat("长", 101)}, "workorder.bad_filter"},
		"CursorOfOtherSort":  {Filter{Cursor: next, Sort: SortDue}, "workorder.bad_cursor"},
		"CursorOfOtherOrder": {Filter{Cursor: next, Text: "漏水"}, "workorder.bad_cursor"},
		"CursorNoBase64":     {Filter{Cursor: "%%%"}, "workorder.bad_cursor"},
		"CursorNoNumbers":    {Filter{Cursor: raw("-created_at|x|y")}, "workorder.bad_cursor"},
		"CursorTooShort":     {Filter{Cursor: raw("-created_at|1")}, "workorder.bad_cursor"},
		"CursorSQL":          {Filter{Cursor: raw("-created_at|1|1 OR 1=1")}, "workorder.bad_cursor"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := b.s.List(b.Store.Read(t.Context()), centre, c.filter); code(err) != c.code {
				t.Errorf("code = %s, want %s", code(err), c.code)
			}
		})
	}
	if _, _, err := b.s.List(b.Store.Read(t.Context()), centre.WithRights(), Filter{}); code(err) != "auth.forbidden" {
		t.Errorf("without the right: %s", code(err))
	}
}

// TestList_WideScope holds that a scope of many units, which takes another road, lists the
// same orders.
func TestList_WideScope(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.dispatched(unitWaters)
		b.in(StateHandling)
		b.dispatched(unitParks)
		wide := works
		for i := range 300 {
			wide.Scope.Units = append(slices.Clone(wide.Scope.Units), ids.ID(1000+i))
		}
		for _, f := range []Filter{{}, {Sort: SortDue}, {View: ViewToSign}, {View: ViewMine}, {Text: "漏水"}, {View: ViewOverdue}} {
			f.Limit = 1
			if got, want := b.numbers(wide, f), b.numbers(works, f); got != want {
				t.Errorf("%+v: %q, want %q", f, got, want)
			}
		}
	})
}

// TestList_NoDue holds that orders without a due time sort last and are not lost.
func TestList_NoDue(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for i := range 3 {
			b.must(func(tx *store.Tx) (Order, error) {
				o, _, err := b.s.ImportHistorical(tx, auth.System, HistoricalOrder{Source: "旧", Key: fmt.Sprint(i),
					Number: fmt.Sprintf("T202611160009%d", i), Kind: KindConsult, Title: "旧单", State: StateArchived, Unit: unitWaters})
				return o, err
			})
		}
		b.dispatched(unitWaters)
		rows := b.all(waters, Filter{Sort: SortDue, Limit: 1})
		if len(rows) != 4 || rows[0].Number != "T2026111600001" || !rows[3].DueAt.IsZero() {
			t.Errorf("%d rows, first %s", len(rows), rows[0].Number)
		}
	})
}

// TestList_TextWindow looks through a window of two matches: nothing is lost and nothing
// comes twice, even where the window holds nothing that the filter wants.
func TestList_TextWindow(t *testing.T) {
	defer func(n int) { textWindow = n }(textWindow)
	textWindow = 2
	each(t, func(t *testing.T, b *bench) {
		for i := range 9 {
			form := b.form()
			form.Category = ids.ID(i%4 + 1)
			if i%3 == 0 {
				form.Title, form.Content = "T2026", "别的事" // a word that is also how numbers begin
			}
			b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, form) })
		}
		for name, c := range map[string]struct {
			filter Filter
			want   string
		}{
			"Words":         {Filter{Text: "漏水"}, "2 3 5 6 8 9"},
			"WordsFiltered": {Filter{Text: "漏水", Category: 1}, "5 9"},
			"Number":        {Filter{Text: "T2026"}, "1 2 3 4 5 6 7 8 9"},
			"Nothing":       {Filter{Text: "漏水", Category: 77}, ""},
		} {
			for _, limit := range []int{1, 2, 3, 50} {
				f := c.filter
				f.Limit = limit
				if got := b.numbers(centre, f); got != c.want {
					t.Errorf("%s, limit %d: %q, want %q", name, limit, got, c.want)
				}
			}
		}
	})
}

// TestOverdue_Replied: a reply that came in time parks the clock, a late one does not.
func TestOverdue_Replied(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.in(StateReplied) // 1, in time
		late := b.in(StateHandling)
		rejected := b.in(StateReplied) // 3
		b.Clock.Set(day(24, 9, 0))
		b.do(late, VerbReply, CaseOnly)
		if got := b.do(rejected, VerbReview, CaseReject); !got.RepliedAt.IsZero() {
			t.Errorf("a rejected reply still counts as submitted at %s", got.RepliedAt)
		}
		for _, f := range []Filter{{View: ViewOverdue}, {View: ViewOverdue, Sort: SortNew}, {View: ViewOverdue, Text: "漏水"}} {
			if got := b.numbers(centre, f); got != "2 3" {
				t.Errorf("%+v: %q, want 2 3", f, got)
			}
		}
		if counts, err := b.s.Counts(b.Store.Read(t.Context()), waters); err != nil || counts[ViewOverdue] != 2 {
			t.Errorf("counts = %v, err = %v", counts, err)
		}
	})
}
