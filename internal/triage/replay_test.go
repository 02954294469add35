package triage

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// draft begins a draft by which leaks go to roads.
func (b *bench) draft() catalogue.Version {
	b.t.Helper()
	var v catalogue.Version
	b.write(func(tx *store.Tx) (err error) {
		if v, err = b.catalogue.BeginDraft(tx, writer, ""); err != nil {
			return err
		}
		e := catalogue.Entry{CategoryID: b.leaks}
		id, err := b.catalogue.EntryLike(tx, v.ID, e)
		if err != nil {
			return err
		}
		e.UnitID = roads
		_, err = b.catalogue.ChangeEntry(tx, writer, v.ID, id, e)
		return err
	})
	v, err := b.catalogue.Version(b.q(), v.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *bench) start(by auth.Principal, version ids.ID) (r Replay, err error) {
	day := b.Clock.Now().Format(time.DateOnly)
	err = b.try(func(tx *store.Tx) (err error) {
		r, err = b.s.StartReplay(tx, by, ReplayIn{Version: version, From: day, To: day})
		return err
	})
	return r, err
}

func (b *bench) run(id ids.ID) ReplayView {
	b.t.Helper()
	for range 20 {
		b.Settle(b.t)
	}
	v, err := b.s.Replay(b.q(), leader, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// fill makes 4 leaks completed by roads (of which 3 went to waters first), 2 by waters, 1 open, and 3 lamps by roads.
func (b *bench) fill() {
	for i := range 4 {
		o := b.order(roads, b.leaks, nil)
		if i < 3 {
			o = b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, roads)
		}
		b.complete(o)
	}
	for range 2 {
		b.complete(b.order(waters, b.leaks, nil))
	}
	b.order(0, b.leaks, nil)
	for range 3 {
		b.complete(b.order(roads, b.lamps, nil))
	}
}

func TestCatalogueReplay(t *testing.T) {
	each(t, Options{ReplayPage: 3}, func(t *testing.T, b *bench) {
		b.fill() // 3 leaks of the loop stay open with roads: they were made and left
		v := b.draft()
		r, err := b.start(writer, v.ID)
		if err != nil || r.Total != 13 {
			t.Fatalf("%+v %v", r, err)
		}
		if _, err := b.start(writer, v.ID); code(err) != "triage.replay_running" {
			t.Errorf("a second one: %v", err)
		}
		got := b.run(r.ID)
		// 10 leaks go from waters to roads; 9 orders were completed by a unit: 4 leaks by roads, 2 by waters, 3 lamps by roads.
		want := Tally{Seen: 13, Changed: 10, Judged: 9, RightBefore: 5, RightAfter: 7, RightActual: 6}
		if got.State != StateDone || got.Tally != want || got.BaseNumber != 2 {
			t.Fatalf("%+v\nwant %+v", got, want)
		}
		shift := map[string]int64{}
		for _, u := range got.Units {
			shift[u.UnitName] = u.Shift
		}
		if shift["水务局"] != -10 || shift["公路局"] != 10 || len(got.Moves) != 1 || got.Moves[0].N != 10 {
			t.Errorf("%+v %+v", shift, got.Moves)
		}
		if len(got.WrongBefore) != 1 || got.WrongBefore[0].FromName != "水务局" || got.WrongBefore[0].ToName != "公路局" || got.WrongBefore[0].N != 4 ||
			len(got.WrongAfter) != 1 || got.WrongAfter[0].N != 2 {
			t.Errorf("before %+v\nafter %+v", got.WrongBefore, got.WrongAfter)
		}
		verdicts := map[string]int{}
		for in := (MovedIn{Limit: 4}); ; {
			rows, next, err := b.s.Moved(b.q(), leader, r.ID, in)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range rows {
				verdicts[m.Verdict]++
				if m.Title != "水管漏水" || m.Number == "" {
					t.Errorf("%+v", m)
				}
			}
			if in.Cursor = next; next == "" {
				break
			}
		}
		if verdicts["better"] != 4 || verdicts["worse"] != 2 || verdicts["open"] != 4 {
			t.Errorf("%v", verdicts)
		}
		var file bytes.Buffer
		if err := b.s.WriteReplay(b.q(), leader, r.ID, &file); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }()
		if whose, err := book.GetCellValue(sheet.MarkSheet, "A2"); err != nil || whose != leader.Mark(b.s.now()) {
			t.Errorf("a copy of %q: %v", whose, err)
		}
		for name, rows := range map[string]int{"概况": 10, "单位增减": 3, "改变去向": 2, "变化工单": 11} {
			if got, err := book.GetRows(name); err != nil || len(got) != rows {
				t.Errorf("%s: %d rows, want %d: %v %v", name, len(got), rows, got, err)
			}
		}
		history, err := b.Ledger.History(b.q(), v.ID)
		if err != nil || history[len(history)-1].Kind != EventReplayEnded || history[len(history)-2].Kind != EventReplayStarted {
			t.Errorf("%v %v", history, err)
		}
	})
}

// TestCatalogueReplay_Twice: a page that two workers counted counts once.
func TestCatalogueReplay_Twice(t *testing.T) {
	each(t, Options{ReplayPage: 3}, func(t *testing.T, b *bench) {
		for range 7 {
			b.order(waters, b.leaks, nil)
		}
		v := b.draft()
		r, err := b.start(writer, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		first, err := replayByID(b.q(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		orders, err := b.orders.Past(b.q(), first.From, first.To, workorder.PastAfter{}, 3)
		if err != nil || len(orders) != 3 {
			t.Fatal(orders, err)
		}
		for range 2 {
			p := newPage()
			before, after, err := b.s.books(b.q(), first)
			if err != nil {
				t.Fatal(err)
			}
			for i := range orders {
				if err := b.s.tryOn(b.q(), before, after, &orders[i], p); err != nil {
					t.Fatal(err)
				}
			}
			b.write(func(tx *store.Tx) error { return b.s.keep(tx, first, orders, p) })
		}
		if got := b.run(r.ID); got.Seen != 7 || got.Changed != 7 || got.State != StateDone {
			t.Errorf("%+v", got)
		}
	})
}

func TestCatalogueReplay_Ends(t *testing.T) {
	each(t, Options{ReplayPage: 2}, func(t *testing.T, b *bench) {
		for range 5 {
			b.order(waters, b.leaks, nil)
		}
		v := b.draft()
		t.Run("NoOrders", func(t *testing.T) {
			var r Replay
			b.write(func(tx *store.Tx) (err error) {
				r, err = b.s.StartReplay(tx, writer, ReplayIn{Version: v.ID}) // last month
				return err
			})
			if got := b.run(r.ID); got.State != StateDone || got.Seen != 0 || got.From != "2026-10-01" || got.To != "2026-10-31" {
				t.Errorf("%+v", got)
			}
		})
		t.Run("Cancelled", func(t *testing.T) {
			r, err := b.start(writer, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			b.write(func(tx *store.Tx) error { _, err := b.s.CancelReplay(tx, writer, r.ID); return err })
			if got := b.run(r.ID); got.State != StateCancelled || got.Seen != 0 {
				t.Errorf("%+v", got)
			}
			err = b.try(func(tx *store.Tx) error { _, err := b.s.CancelReplay(tx, writer, r.ID); return err })
			if code(err) != "triage.replay_over" {
				t.Errorf("%v", err)
			}
		})
		t.Run("DraftChangedMeanwhile", func(t *testing.T) {
			r, err := b.start(writer, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			b.write(func(tx *store.Tx) error {
				_, err := b.catalogue.AddEntry(tx, writer, v.ID, catalogue.Entry{CategoryID: b.tree, UnitID: parks})
				return err
			})
			if got := b.run(r.ID); got.State != StateStale {
				t.Errorf("%+v", got)
			}
		})
		t.Run("DraftThrownAway", func(t *testing.T) {
			r, err := b.start(writer, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			b.write(func(tx *store.Tx) error { return b.catalogue.DiscardDraft(tx, writer, v.ID) })
			if got := b.run(r.ID); got.State != StateStale {
				t.Errorf("%+v", got)
			}
		})
		t.Run("Refusals", func(t *testing.T) {
			d := b.draft()
			for _, c := range []struct {
				by   auth.Principal
				in   ReplayIn
				want string
			}{
				{seat, ReplayIn{Version: d.ID}, "auth.forbidden"}, {as(waters).WithRights(RightReplay), ReplayIn{Version: d.ID}, "auth.forbidden"},
				{writer, ReplayIn{Version: 77}, "catalogue.version_not_found"}, {writer, ReplayIn{Version: d.Base}, "catalogue.not_draft"},
				{writer, ReplayIn{Version: d.ID, From: "gestern"}, "triage.period"}, {writer, ReplayIn{Version: d.ID, From: "2026-11-02", To: "2026-11-01"}, "triage.period"},
				{writer, ReplayIn{Version: d.ID, From: "2024-01-01"}, "triage.period"},
			} {
				err := b.try(func(tx *store.Tx) error { _, err := b.s.StartReplay(tx, c.by, c.in); return err })
				if code(err) != c.want {
					t.Errorf("%+v: %v, want %s", c.in, err, c.want)
				}
			}
		})
	})
}

func TestPublish(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		v := b.draft()
		publish := func(by auth.Principal, revision int64) error {
			return b.try(func(tx *store.Tx) error {
				_, err := b.s.Publish(tx, by, v.ID, catalogue.PublishIn{Revision: revision, Note: "按退单调整"})
				return err
			})
		}
		if err := publish(leader, v.Revision); code(err) != "triage.not_replayed" {
			t.Errorf("untried: %v", err)
		}
		r, err := b.start(writer, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := publish(leader, v.Revision); code(err) != "triage.not_replayed" {
			t.Errorf("while it is tried: %v", err)
		}
		b.run(r.ID)
		b.write(func(tx *store.Tx) error {
			_, err := b.catalogue.AddEntry(tx, writer, v.ID, catalogue.Entry{CategoryID: b.tree, UnitID: parks})
			return err
		})
		if err := publish(leader, v.Revision+1); code(err) != "triage.not_replayed" {
			t.Errorf("changed after it was tried: %v", err)
		}
		if r, err = b.start(writer, v.ID); err != nil {
			t.Fatal(err)
		}
		b.run(r.ID)
		if err := publish(leader, v.Revision); code(err) != "catalogue.draft_changed" {
			t.Errorf("an old page: %v", err)
		}
		if err := publish(writer, v.Revision+1); code(err) != "auth.forbidden" {
			t.Errorf("the writer: %v", err)
		}
		author := writer.WithRights(catalogue.RightPublish)
		if err := publish(author, v.Revision+1); code(err) != "catalogue.own_draft" {
			t.Errorf("the writer with the right: %v", err)
		}
		if err := publish(leader, v.Revision+1); err != nil {
			t.Errorf("tried: %v", err)
		}
		if got, err := b.s.Suggest(b.q(), leader, About{Matter: catalogue.Matter{Category: b.tree}}); err != nil || got.Candidates[0].UnitID != parks || got.Version != 3 {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// BenchmarkReplay counts how many past orders a second are looked up in two versions, rows and figures included.
func BenchmarkReplay(b *testing.B) {
	st := testkit.Store(b, Migrations, httpx.Migrations, workorder.Migrations, catalogue.Migrations)
	x := newBench(b, st, Options{})
	const orders = 20000
	for from := 0; from < orders; from += 1000 {
		x.write(func(tx *store.Tx) error {
			for i := range 1000 {
				n := workorder.NewOrder{Number: fmt.Sprintf("B%08d", from+i), Kind: workorder.KindComplaint, Category: []ids.ID{x.leaks, x.lamps, x.tree}[i%3],
					Division: "440402001", Door: "phone", Title: "水管漏水", Content: "漏了三天。"}
				if _, err := x.orders.CreateDispatched(tx, auth.System, n, workorder.DispatchIn{Unit: waters}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	v := x.draft()
	b.ResetTimer()
	start := time.Now()
	n := 0
	for b.Loop() {
		r, err := x.start(writer, v.ID)
		if err != nil {
			b.Fatal(err)
		}
		for {
			if err := x.Jobs.RunDue(b.Context()); err != nil {
				b.Fatal(err)
			}
			if r, err = replayByID(x.q(), r.ID); err != nil {
				b.Fatal(err)
			}
			if r.State == StateDone {
				break
			}
		}
		n += int(r.Seen)
	}
	b.ReportMetric(float64(n)/time.Since(start).Seconds(), "orders/s")
}
