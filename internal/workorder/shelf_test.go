package workorder

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

func TestShelf(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		first := b.in(StateShelved)
		b.Clock.Advance(time.Hour)
		second := b.in(StateShelved)
		b.in(StatePaused)
		told := b.do(second, VerbProgress, CaseOnly)
		q := b.Store.Read(t.Context())
		shelf := func(p auth.Principal, f ShelfFilter) []ShelfRow {
			t.Helper()
			rows, _, err := b.s.Shelf(q, p, f)
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		rows := shelf(centre, ShelfFilter{})
		if len(rows) != 2 || rows[0].ID != first.ID || rows[1].ID != second.ID {
			t.Fatalf("%+v", rows)
		}
		if !rows[0].LastProgress.IsZero() || rows[1].LastProgress.IsZero() || rows[0].ProgressLate || rows[0].PlanLate || !rows[0].PlannedAt.Equal(first.UntilAt) ||
			!rows[1].ProgressDueAt.Equal(told.ProgressDueAt) || rows[0].UnitName != "水务局" {
			t.Errorf("%+v", rows)
		}
		if got := shelf(roads, ShelfFilter{}); len(got) != 0 {
			t.Errorf("another unit sees %+v", got)
		}
		if got := shelf(waters, ShelfFilter{Unit: unitRoads}); len(got) != 0 {
			t.Errorf("asked for another unit: %+v", got)
		}
		if _, _, err := b.s.Shelf(q, auth.Principal{ID: 1}, ShelfFilter{}); code(err) != "auth.forbidden" {
			t.Errorf("%v", err)
		}
		if _, _, err := b.s.Shelf(q, centre, ShelfFilter{Cursor: "x"}); code(err) != "list.bad_cursor" {
			t.Errorf("%v", err)
		}
		// Page by page, each once.
		var seen []ids.ID
		for f := (ShelfFilter{Limit: 1}); ; {
			page, next, err := b.s.Shelf(q, waters, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page {
				seen = append(seen, r.ID)
			}
			if f.Cursor = next; next == "" {
				break
			}
		}
		if !slices.Equal(seen, []ids.ID{first.ID, second.ID}) {
			t.Errorf("pages: %v", seen)
		}
		// Apart from pauses, in lists and counts.
		for view, want := range map[View]int{ViewStopped: 3, ViewPaused: 1, ViewShelved: 2} {
			counts, err := b.s.Counts(q, centre)
			if got := b.listed(centre, Filter{View: view}); len(got) != want || err != nil || counts[view] != want {
				t.Errorf("%s: %v, counted %d, want %d (%v)", view, got, counts[view], want, err)
			}
		}
		if got := shelf(centre, ShelfFilter{Late: true}); len(got) != 0 {
			t.Errorf("late: %+v", got)
		}
		// The planned date is past, and progress is owed after 30 days.
		now := b.Clock.Now()
		b.Clock.Set(first.UntilAt.Add(time.Second))
		if got := shelf(centre, ShelfFilter{Late: true}); len(got) != 1 || !got[0].PlanLate || got[0].ProgressLate {
			t.Errorf("planned date: %+v", got)
		}
		b.Clock.Set(now.AddDate(0, 0, 31))
		if got := shelf(centre, ShelfFilter{Late: true}); len(got) != 2 || !got[1].ProgressLate {
			t.Errorf("progress: %+v", got)
		}
		table, err := b.s.ShelfSheet(q, centre, ShelfFilter{})
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := sheet.XLSX(&file, table); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }()
		cells, err := book.GetRows("挂账台账")
		if err != nil || len(cells) != 3 || cells[1][0] != first.Number || cells[1][9] != "是" {
			t.Errorf("%v %v", cells, err)
		}
		// What is about the reader is left out, in every order.
		third := b.in(StateShelved)
		b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Accuse(tx, centre, third.ID, third.Version, AccuseIn{AccusedIn: AccusedIn{Staff: waters.ID}, Reason: "来电人指明"})
		})
		for _, sort := range []string{"", "-number", "planned_at"} {
			for _, r := range shelf(waters, ShelfFilter{Sort: sort}) {
				if r.ID == third.ID {
					t.Errorf("by %q the register shows the order that is about its reader", sort)
				}
			}
			if got := shelf(waters, ShelfFilter{Sort: sort}); len(got) != 2 {
				t.Errorf("by %q: %d of 2 orders", sort, len(got))
			}
		}
	})
}

// TestPast walks through all orders in pages, each once.
func TestPast(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		from := b.Clock.Now()
		done := b.in(StateCompleted)
		moved := b.do(b.in(StateHandling), VerbReassign, CaseOnly)
		b.Clock.Advance(time.Hour)
		open := b.create()
		b.Clock.Advance(time.Hour)
		to := b.Clock.Now()
		b.create() // registered at the end: outside
		q := b.Store.Read(t.Context())
		if n, err := b.s.CountPast(q, from, to); n != 3 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		seen := map[ids.ID]PastOrder{}
		for after := (PastAfter{}); ; {
			page, err := b.s.Past(q, from, to, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, o := range page {
				seen[o.ID] = o
				after = PastAfter{o.CreatedAt, o.ID}
			}
		}
		if len(seen) != 3 || seen[done.ID].First != unitWaters || seen[done.ID].Final != unitWaters || seen[moved.ID].First != unitWaters ||
			seen[moved.ID].Final != 0 || seen[open.ID].First != 0 || seen[open.ID].Category != 7 {
			t.Errorf("%+v", seen)
		}
	})
}
