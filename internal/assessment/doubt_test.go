package assessment

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestDoubt(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		t.Run("NothingToDoubt", func(t *testing.T) {
			b.done(waters, true, "yes", 5)
			if rows := b.doubts(DoubtFilter{}); len(rows) != 0 {
				t.Errorf("%+v", rows)
			}
		})
		t.Run("RelabelledAtOnce", func(t *testing.T) {
			o := b.order(0, func(n *workorder.NewOrder) {
				n.Kind, n.Category, n.Title, n.Content, n.Expectation, n.Accused = workorder.KindConsult, 7, "楼下餐馆油烟扰民", "反映多次没人管", "查处", "某餐馆"
			})
			b.Settle(t)
			rows := b.doubts(DoubtFilter{Kind: Relabel})
			if len(rows) != 1 || rows[0].OrderID != o.ID || rows[0].Score != 100 || codes(rows[0]) != "words many_words expectation accused category at_once" ||
				rows[0].UnitName != "热线中心直接答复" {
				t.Fatalf("%+v", rows)
			}
		})
		t.Run("TheCitizenSaysNo", func(t *testing.T) {
			o := b.done(waters, false, "yes", 5)
			rows := b.doubts(DoubtFilter{Kind: Contact})
			if len(rows) != 1 || rows[0].OrderID != o.ID || codes(rows[0]) != "denied" || rows[0].Score != 60 || rows[0].UnitID != waters {
				t.Fatalf("%+v", rows)
			}
			records, err := b.Ledger.History(b.q(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range records {
				if r.Kind == EventDoubted && len(r.Units) != 0 {
					t.Errorf("the unit hears of it: %v", r.Units)
				}
			}
		})
		t.Run("WeakGroundsAddUp", func(t *testing.T) { // no number: 30, below the threshold; then the citizen says no
			o := b.order(roads, nil)
			in := b.reply()
			in.ContactNumber = ""
			b.complete(o, in)
			if rows := b.doubts(DoubtFilter{Unit: roads}); len(rows) != 0 {
				t.Fatalf("%+v", rows)
			}
			no := false
			if err := b.followups.RateByCitizen(t.Context(), o.ID, 1, followup.Answer{Contacted: &no, Resolved: "yes", Satisfaction: 4}); err != nil {
				t.Fatal(err)
			}
			b.Settle(t)
			if rows := b.doubts(DoubtFilter{Unit: roads}); len(rows) != 1 || codes(rows[0]) != "denied no_number" || rows[0].Score != 90 {
				t.Errorf("%+v", rows)
			}
		})
		t.Run("ImpossibleTime", func(t *testing.T) {
			o := b.order(roads, nil)
			in := b.reply()
			in.ContactedAt = o.CreatedAt.Add(-time.Hour)
			b.complete(o, in)
			if rows := b.doubts(DoubtFilter{Unit: roads}); len(rows) != 2 || codes(rows[1]) != "too_early" {
				t.Errorf("%+v", rows)
			}
		})
		t.Run("NobodyReached", func(t *testing.T) {
			o := b.order(parks, nil)
			in := b.reply()
			in.Reached, in.ContactedAt = false, time.Time{}
			b.complete(o, in)
			rows := b.doubts(DoubtFilter{Unit: parks})
			if len(rows) != 1 || codes(rows[0]) != "not_reached" {
				t.Fatalf("%+v", rows)
			}
			no := false // the unit never claimed to have reached anybody: no contradiction
			if err := b.followups.RateByCitizen(t.Context(), o.ID, 1, followup.Answer{Contacted: &no, Resolved: "yes", Satisfaction: 4}); err != nil {
				t.Fatal(err)
			}
			b.Settle(t)
			if again := b.doubts(DoubtFilter{Unit: parks}); len(again) != 1 || codes(again[0]) != "not_reached" {
				t.Errorf("%+v", again)
			}
		})
		t.Run("TheCentreCallsWhoIsSealed", func(t *testing.T) {
			before := b.counters(parks)[countContact]
			o := b.order(parks, func(n *workorder.NewOrder) { n.Sealed = true })
			in := b.reply()
			in.Reached, in.ContactedAt = false, time.Time{}
			b.complete(o, in)
			claims := b.order(parks, func(n *workorder.NewOrder) { n.Sealed = true })
			b.complete(claims, b.reply())
			for _, id := range []ids.ID{o.ID, claims.ID} {
				no := false
				if err := b.followups.RateByCitizen(t.Context(), id, 1, followup.Answer{Contacted: &no, Resolved: "yes", Satisfaction: 4}); err != nil {
					t.Fatal(err)
				}
			}
			b.Settle(t)
			if rows := b.doubts(DoubtFilter{Unit: parks}); len(rows) != 1 { // the one of before
				t.Errorf("%+v", rows)
			}
			if got := b.counters(parks)[countContact]; got != before {
				t.Errorf("counted as first contact: %+v, was %+v", got, before)
			}
		})
		t.Run("NoReplyWanted", func(t *testing.T) {
			o := b.order(parks, func(n *workorder.NewOrder) { n.ReplyWanted = false })
			in := b.reply()
			in.Reached, in.ContactedAt = false, time.Time{}
			b.complete(o, in)
			if rows := b.doubts(DoubtFilter{Unit: parks}); len(rows) != 1 {
				t.Errorf("%+v", rows)
			}
		})
	})
}

func (b *bench) judge(p auth.Principal, id ids.ID, in VerdictIn) (d DoubtRow, err error) {
	err = b.write(func(tx *store.Tx) (err error) {
		d, err = b.s.Judge(tx, p, id, in)
		return err
	})
	return d, err
}

func TestJudge(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.done(waters, false, "yes", 5)
		b.done(waters, false, "yes", 5)
		third := b.done(roads, false, "no", 1)
		rows := b.doubts(DoubtFilter{})
		if len(rows) != 3 {
			t.Fatalf("%+v", rows)
		}
		for name, c := range map[string]struct {
			p    auth.Principal
			id   ids.ID
			in   VerdictIn
			want string
		}{
			"WithoutRight": {analyst, rows[0].ID, VerdictIn{Confirmed: true, Note: "属实"}, "auth.forbidden"},
			"TheUnit":      {officerOf(waters), rows[0].ID, VerdictIn{Note: "误报"}, "auth.forbidden"},
			"ScopeOfUnit":  {auth.Principal{ID: 9, Scope: auth.Scope{Units: []ids.ID{waters}}}.WithRights(RightJudge), rows[0].ID, VerdictIn{Note: "误报"}, "auth.forbidden"},
			"NoSuch":       {inspector, 4711, VerdictIn{Note: "误报"}, "assessment.doubt_not_found"},
			"NoNote":       {inspector, rows[0].ID, VerdictIn{Confirmed: true, Note: " "}, "assessment.invalid_verdict"},
			"LongNote":     {inspector, rows[0].ID, VerdictIn{Note: strings.Repeat("长", 1001)}, "assessment.invalid_verdict"},
			"NotUTF8":      {inspector, rows[0].ID, VerdictIn{Note: "\xff"}, "assessment.invalid_verdict"},
			"Stale":        {inspector, rows[0].ID, VerdictIn{Note: "误报", Version: 9}, "assessment.stale"},
		} {
			if _, err := b.judge(c.p, c.id, c.in); code(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		d, err := b.judge(inspector, rows[0].ID, VerdictIn{Confirmed: true, Note: "电话 13900001111 确认未联系", Version: rows[0].Version})
		if err != nil || d.State != Confirmed || d.JudgedByName != "职员31" || strings.Contains(d.Note, "13900001111") {
			t.Errorf("%+v %v", d, err)
		}
		if _, err := b.judge(inspector, rows[1].ID, VerdictIn{Note: "诉求人记错了"}); err != nil {
			t.Fatal(err)
		}
		table, err := b.s.CountDoubts(b.q(), inspector, "", "")
		if err != nil || len(table.Items) != 2 || table.Total.Confirmed != 1 || table.Total.FalseAlarm != 1 || table.Total.Open != 1 ||
			table.Total.Precision == nil || *table.Total.Precision != 0.5 || table.ByReason[CodeDenied].Confirmed != 1 {
			t.Errorf("%+v %v", table, err)
		}
		t.Run("ANewGroundReopensAFalseAlarm", func(t *testing.T) {
			var alarm DoubtRow
			for _, r := range b.doubts(DoubtFilter{State: FalseAlarm}) {
				alarm = r
			}
			o, err := b.orders.Get(b.q(), auth.System, alarm.OrderID)
			if err != nil {
				t.Fatal(err)
			}
			b.must(func(tx *store.Tx) error {
				return b.s.doubt(tx, doubtful{order: o.ID, completion: completionOf(t, tx, o.ID), number: o.Number, unit: o.Unit, completedAt: o.CompletedAt},
					Contact, []string{CodeRecheck}, DefaultDoubtRules())
			})
			if rows := b.doubts(DoubtFilter{Unit: alarm.UnitID}); len(rows) == 0 || codes(rows[0]) != "denied recheck" || rows[0].Score != 100 {
				t.Errorf("%+v", rows)
			}
		})
		t.Run("SealedTitle", func(t *testing.T) {
			b.must(func(tx *store.Tx) error {
				o, err := b.orders.Get(tx, auth.System, third.ID)
				if err == nil {
					_, err = b.orders.Seal(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "诉求人要求"})
				}
				return err
			})
			if rows := b.doubts(DoubtFilter{Unit: roads, State: Confirmed}); len(rows) != 1 || rows[0].Title != "（保密工单）" || rows[0].Note != "" {
				t.Errorf("%+v", rows)
			}
		})
		t.Run("Pages", func(t *testing.T) {
			var got []ids.ID
			f := DoubtFilter{Limit: 1}
			for range 5 {
				rows, next, err := b.s.Doubts(b.q(), inspector, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					got = append(got, r.ID)
				}
				if f.Cursor = next; next == "" {
					break
				}
			}
			if len(got) != 2 || got[0] == got[1] {
				t.Errorf("%v", got)
			}
			for _, f := range []DoubtFilter{{State: "x"}, {Kind: "x"}} {
				if _, _, err := b.s.Doubts(b.q(), inspector, f); code(err) != "assessment.invalid_filter" {
					t.Errorf("%+v: %v", f, err)
				}
			}
			if _, _, err := b.s.Doubts(b.q(), officerOf(waters), DoubtFilter{}); code(err) != "auth.forbidden" {
				t.Errorf("%v", err)
			}
		})
	})
}

func completionOf(t *testing.T, q store.Queryer, order ids.ID) (version int64) {
	t.Helper()
	if err := q.QueryRow(`SELECT completion FROM assessment_doubt WHERE order_id = ?`, order).Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

func TestDoubtRules(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		r, err := b.s.DoubtRulesFor(b.q(), inspector)
		if err != nil || r.Version != 0 || r.Threshold != 50 {
			t.Fatalf("%+v %v", r, err)
		}
		put := func(p auth.Principal, r DoubtRules) string {
			return code(b.write(func(tx *store.Tx) error {
				_, err := b.s.PutDoubtRules(tx, p, r)
				return err
			}))
		}
		high := r
		high.Threshold = 61
		bad := DefaultDoubtRules()
		bad.Reasons[0].Weight = 101
		for _, c := range []struct {
			name string
			p    auth.Principal
			in   DoubtRules
			want string
		}{
			{"WithoutRight", inspector, high, "auth.forbidden"},
			{"Threshold", analyst, DoubtRules{Threshold: 0}, "assessment.invalid_rules"},
			{"Missing", analyst, DoubtRules{Threshold: 50}, "assessment.invalid_rules"},
			{"Weight", analyst, bad, "assessment.invalid_rules"},
			{"Good", analyst, high, "ok"},
			{"Stale", analyst, high, "assessment.stale"},
		} {
			if got := put(c.p, c.in); got != c.want {
				t.Errorf("%s: %s", c.name, got)
			}
		}
		b.done(waters, false, "yes", 5) // denied: 60, below 61
		if rows := b.doubts(DoubtFilter{}); len(rows) != 0 {
			t.Errorf("%+v", rows)
		}
	})
}
