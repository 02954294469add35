package triage

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestFollow(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		newest := func() Precedent { return b.precedents()[0] }
		t.Run("PassedOn", func(t *testing.T) {
			o := b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, roads)
			p := newest()
			if p.Order != o.ID || p.Verdict != Upheld || p.From != waters || p.To != roads || p.Proposed != roads || p.ReasonCode != "not_our_duty" ||
				p.Category != b.leaks || p.Division != "440402001" || p.AccusedKind != accusedProperty || p.DecidedBy != leader.ID || p.Owner() != roads {
				t.Errorf("%+v", p)
			}
		})
		t.Run("UpheldThenDispatched", func(t *testing.T) {
			o := b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, 0)
			if p := newest(); p.To != 0 || p.Owner() != 0 {
				t.Errorf("%+v", p)
			}
			b.write(func(tx *store.Tx) error {
				_, err := b.orders.Dispatch(tx, leader, o.ID, o.Version, workorder.DispatchIn{Unit: parks})
				return err
			})
			if p := newest(); p.To != parks {
				t.Errorf("%+v", p)
			}
		})
		t.Run("Rejected", func(t *testing.T) {
			b.decide(b.returned(b.order(waters, b.leaks, nil), roads), false, 0)
			if p := newest(); p.Verdict != Rejected || p.To != 0 || p.Owner() != waters {
				t.Errorf("%+v", p)
			}
		})
		t.Run("Designated", func(t *testing.T) {
			for _, to := range []ids.ID{roads, waters} {
				o := b.returned(b.order(waters, b.leaks, nil), parks)
				b.write(func(tx *store.Tx) error {
					_, err := b.orders.Designate(tx, leader, o.ID, o.Version, workorder.DesignateIn{Unit: to, Reason: "明确"})
					return err
				})
				if p := newest(); p.Verdict != Designated || p.From != waters || p.To != to || p.Owner() != to {
					t.Errorf("%+v", p)
				}
			}
		})
		t.Run("DesignatedWithoutAnObjection", func(t *testing.T) {
			before := len(b.precedents())
			o := b.order(0, b.leaks, nil)
			b.write(func(tx *store.Tx) error {
				_, err := b.orders.Designate(tx, leader, o.ID, o.Version, workorder.DesignateIn{Unit: roads, Reason: "明确"})
				return err
			})
			if after := len(b.precedents()); after != before {
				t.Errorf("%d precedents, %d before", after, before)
			}
		})
		t.Run("FollowedAgain", func(t *testing.T) {
			before := b.precedents()
			b.write(func(tx *store.Tx) error { return b.Ledger.Rewind(tx, "triage.precedents", 0) })
			if after := b.precedents(); !slices.EqualFunc(before, after, func(x, y Precedent) bool { return x.ID == y.ID && x.To == y.To }) {
				t.Errorf("%d precedents, %d before", len(after), len(before))
			}
		})
	})
}

func TestPrecedents(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, roads)
		b.decide(b.returned(b.order(parks, b.lamps, nil), roads), false, 0)
		sealed := b.decide(b.returned(b.order(waters, b.leaks, func(n *workorder.NewOrder) { n.Sealed = true }), parks), true, parks)
		b.precedents()
		list := func(p auth.Principal, f Filter) []PrecedentRow {
			t.Helper()
			rows, _, err := b.s.Precedents(b.q(), p, f)
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		rows := list(leader, Filter{})
		if len(rows) != 3 || rows[0].Number != sealed.Number || rows[2].Title != "水管漏水" || rows[2].Reason != "不归本单位" || rows[2].Basis != "三定方案" ||
			rows[2].ReviewNote != "按三定方案" || rows[2].FromName != "水务局" || rows[2].ToName != "公路局" || rows[2].ReasonName != "不属于本单位职责" {
			t.Errorf("%+v", rows)
		}
		if rows = list(seat, Filter{}); len(rows) != 3 || rows[0].Title != hiddenTitle || rows[0].OrderID != 0 || rows[0].Reason != "" {
			t.Errorf("a sealed order's words: %+v", rows[0])
		}
		// A unit lists its own, also those of orders that it has no longer; of these no words.
		if rows = list(officer, Filter{}); len(rows) != 2 || !rows[1].Own || rows[1].Number != "" || rows[1].Reason != "" || rows[1].FromName != "水务局" {
			t.Errorf("%+v", rows)
		}
		if rows = list(roadsman, Filter{}); len(rows) != 1 || rows[0].Number == "" || rows[0].Title != "水管漏水" {
			t.Errorf("the unit that has it now: %+v", rows)
		}
		for _, c := range []struct {
			f    Filter
			want int
		}{{Filter{Category: b.lamps}, 1}, {Filter{Unit: roads}, 1}, {Filter{Verdict: Rejected}, 1}, {Filter{Retired: true}, 0}, {Filter{Unit: parks}, 2}} {
			if got := list(leader, c.f); len(got) != c.want {
				t.Errorf("%+v: %+v", c.f, got)
			}
		}
		var seen []ids.ID
		for f := (Filter{Limit: 1}); ; {
			page, next, err := b.s.Precedents(b.q(), leader, f)
			if err != nil || len(page) != 1 {
				t.Fatal(page, err)
			}
			seen = append(seen, page[0].ID)
			if f.Cursor = next; next == "" {
				break
			}
		}
		if len(seen) != 3 {
			t.Errorf("pages: %v", seen)
		}
		for _, f := range []Filter{{Verdict: "x"}} {
			if _, _, err := b.s.Precedents(b.q(), leader, f); code(err) != "triage.bad_filter" {
				t.Errorf("%+v: %v", f, err)
			}
		}
		if _, _, err := b.s.Precedents(b.q(), auth.Principal{ID: 1, Scope: all}, Filter{}); code(err) != "auth.forbidden" {
			t.Errorf("%v", err)
		}
	})
}

func TestSimilar(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		near := b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, roads)
		far := b.decide(b.returned(b.order(waters, b.leaks, func(n *workorder.NewOrder) {
			n.Division, n.Title, n.Content, n.Accused = "440403001", "消防栓无水", "演练时打不开。", ""
		}), parks), true, parks)
		b.decide(b.returned(b.order(parks, b.lamps, func(n *workorder.NewOrder) {
			n.Division, n.Title, n.Content, n.Accused = "440403", "路灯不亮", "整条路都黑。", ""
		}), roads), true, roads)
		b.precedents()
		o := b.order(waters, b.leaks, func(n *workorder.NewOrder) { n.Title = "小区水管漏水无人修" })
		rows, err := b.s.Similar(b.q(), leader, o.ID, 5)
		if err != nil || len(rows) != 2 || rows[0].OrderID != near.ID || rows[1].OrderID != far.ID {
			t.Fatalf("%+v %v", rows, err)
		}
		because := strings.Join(rows[0].Because, " ")
		for _, why := range []string{"同一分类", "同一区划", "被反映对象同为物业", "文字相似"} {
			if !strings.Contains(because, why) {
				t.Errorf("%q is missing in %q", why, because)
			}
		}
		if rows[0].Similarity <= rows[1].Similarity || rows[1].Similarity < leastLike {
			t.Errorf("%d, %d", rows[0].Similarity, rows[1].Similarity)
		}
		t.Run("OwnAndOthers", func(t *testing.T) {
			// Roads has an order like it: of the first precedent it reads all, of the second the outcome only.
			mine := b.order(roads, b.leaks, nil)
			rows, err := b.s.Similar(b.q(), roadsman, mine.ID, 5)
			if err != nil || len(rows) != 2 || !rows[0].Own || rows[0].FromName != "水务局" || rows[0].Title != "水管漏水" {
				t.Fatalf("%+v %v", rows, err)
			}
			r := rows[1]
			if r.Own || r.FromName+r.ToName+r.ProposedName+r.Number+r.Reason+r.Basis+r.ReviewNote+r.DivisionName+r.DecidedBy != "" || r.FromID+r.ToID+r.OrderID != 0 ||
				r.Title != hiddenTitle || r.VerdictName != "同意退单" || r.ReasonName == "" {
				t.Errorf("%+v", r)
			}
		})
		t.Run("AnotherUnitsOrder", func(t *testing.T) {
			if _, err := b.s.Similar(b.q(), roadsman, o.ID, 5); code(err) != "workorder.not_found" {
				t.Errorf("%v", err)
			}
		})
		t.Run("ItsOwnReturnsAreNotShown", func(t *testing.T) {
			rows, err := b.s.Similar(b.q(), leader, near.ID, 5)
			if err != nil || slices.ContainsFunc(rows, func(r PrecedentRow) bool { return r.OrderID == near.ID }) {
				t.Errorf("%+v %v", rows, err)
			}
		})
		t.Run("RetiredIsNotShown", func(t *testing.T) {
			rows, _ := b.s.Similar(b.q(), leader, o.ID, 5)
			b.write(func(tx *store.Tx) error { _, err := b.s.Retire(tx, leader, rows[0].ID, "职责已调整"); return err })
			if again, err := b.s.Similar(b.q(), leader, o.ID, 5); err != nil || len(again) != 1 || again[0].ID != rows[1].ID {
				t.Errorf("%+v %v", again, err)
			}
		})
	})
}

func TestRetire(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, roads)
		p := b.precedents()[0]
		retire := func(by auth.Principal, id ids.ID, reason string) error {
			return b.try(func(tx *store.Tx) error { _, err := b.s.Retire(tx, by, id, reason); return err })
		}
		unit := as(waters).WithRights(RightRetire)
		for _, c := range []struct {
			by     auth.Principal
			id     ids.ID
			reason string
			want   string
		}{
			{seat, p.ID, "理由", "auth.forbidden"}, {unit, p.ID, "理由", "auth.forbidden"}, {leader, p.ID, " \x00\n", "triage.reason_missing"},
			{leader, p.ID, strings.Repeat("长", 501), "triage.reason_missing"}, {leader, 77, "理由", "triage.precedent_not_found"},
			{leader, p.ID, "职责已\x07调整", "ok"}, {leader, p.ID, "再停一次", "triage.retired"},
		} {
			if got := code(retire(c.by, c.id, c.reason)); got != c.want {
				t.Errorf("%s: %s, want %s", c.reason, got, c.want)
			}
		}
		if got := b.precedents()[0]; got.RetireReason != "职责已调整" || got.RetiredBy != leader.ID || got.RetiredAt.IsZero() {
			t.Errorf("%+v", got)
		}
		history, err := b.Ledger.History(b.q(), p.ID)
		if err != nil || len(history) != 1 || strings.Contains(string(history[0].Payload), "职责") {
			t.Fatalf("%+v %v", history, err)
		}
		var e Retired
		if err := json.Unmarshal(history[0].Payload, &e); err != nil || e.Order != p.Order || e.Commit == "" {
			t.Errorf("%+v %v", e, err)
		}
	})
}

func TestAccusedKind(t *testing.T) {
	for name, want := range map[string]string{"": "", "  ": "", "阳光物业公司": "property", "某工地": "site", "市公安局": "public", "第一小学学校": "public",
		"好再来餐馆": "business", "KTV": "business", "楼上住户": "other"} {
		if got := accusedKind(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
