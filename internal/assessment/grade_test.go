package assessment

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/stats"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func (b *bench) compute(p auth.Principal, in PeriodIn) (x Period, err error) {
	err = b.write(func(tx *store.Tx) (err error) {
		x, err = b.s.Compute(tx, p, in)
		return err
	})
	return x, err
}

func (b *bench) publish(p auth.Principal, id ids.ID, version int64) (x Period, err error) {
	err = b.write(func(tx *store.Tx) (err error) {
		x, err = b.s.Publish(tx, p, id, version)
		return err
	})
	return x, err
}

func (b *bench) table(p auth.Principal, id ids.ID) GradeTable {
	b.t.Helper()
	t, err := b.s.Grades(b.q(), p, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return t
}

func unitOf(t *testing.T, g GradeTable, unit ids.ID) UnitGrades {
	t.Helper()
	for _, u := range g.Items {
		if u.UnitID == unit {
			return u
		}
	}
	t.Fatalf("no unit %d in %+v", unit, g.Items)
	return UnitGrades{}
}

func cell(t *testing.T, u UnitGrades, indicator string) GradeCell {
	t.Helper()
	for _, c := range u.Cells {
		if c.Indicator == indicator {
			return c
		}
	}
	t.Fatalf("no %s in %+v", indicator, u)
	return GradeCell{}
}

// november fills a month: Waters twenty orders, of which two citizens were not contacted, one of them confirmed; one
// return rejected, one order redone; Roads three orders, all good; Parks one.
func (b *bench) november() {
	b.t.Helper()
	for i := range 20 {
		b.done(waters, i >= 2, "yes", 5)
	}
	for range 3 {
		b.done(roads, true, "yes", 5)
	}
	b.done(parks, true, "partly", 2)
	returned := b.order(waters, nil)
	p := officerOf(waters)
	b.must(func(tx *store.Tx) error {
		o, err := b.orders.Return(tx, p.WithRights(workorder.RightReturn, workorder.RightRead), returned.ID, returned.Version,
			workorder.ReturnIn{ReasonCode: "not_our_duty", Reason: "不归本单位", DutyBasis: "三定方案", ProposedUnit: roads})
		if err == nil {
			_, err = b.orders.ReviewReturn(tx, auth.System, o.ID, o.Version, workorder.ReviewReturnIn{Note: "属于你单位职责"})
		}
		return err
	})
	redone := b.order(waters, nil)
	b.complete(redone, b.reply())
	b.must(func(tx *store.Tx) error {
		o, err := b.orders.Get(tx, auth.System, redone.ID)
		if err == nil {
			_, err = b.orders.Redo(tx, auth.System, o.ID, o.Version, workorder.RedoIn{Reason: "又坏了"})
		}
		return err
	})
	b.Settle(b.t)
	if _, err := b.judge(inspector, b.doubts(DoubtFilter{})[0].ID, VerdictIn{Confirmed: true, Note: "属实"}); err != nil {
		b.t.Fatal(err)
	}
}

func TestGrades(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.november()
		in := PeriodIn{Kind: "month", Day: "2026-11-20"}
		p, err := b.compute(analyst, in)
		if err != nil || p.From != "2026-11-01" || p.To != "2026-11-30" || p.State != Draft {
			t.Fatalf("%+v %v", p, err)
		}
		t.Run("Figures", func(t *testing.T) {
			w := unitOf(t, b.table(inspector, p.ID), waters)
			for _, c := range []struct {
				indicator string
				n, x      int
				grade     Band
			}{
				// 18 of 20 contacted: up to 0.972, not below 0.95. 20 of 20 solved.
				{Response, 20, 18, BandA}, {Resolution, 20, 20, BandA}, {Satisfaction, 20, 20, BandA},
				{Sign, 21, 21, BandA}, {FirstContact, 21, 21, BandA}, {Due, 21, 21, BandA},
				{Returns, 1, 1, NoBand}, {Redo, 21, 1, BandA}, {Agreement, 0, 0, NoBand},
				// 1 of 21 confirmed: from 0.0085, above 0.005.
				{Doubtful, 21, 1, BandB},
			} {
				if got := cell(t, w, c.indicator); got.N != c.n || got.X != c.x || got.Grade != c.grade {
					t.Errorf("%s: %d of %d %q, want %d of %d %q (%+v)", c.indicator, got.X, got.N, got.Grade, c.x, c.n, c.grade, got.Interval)
				}
			}
			if got := cell(t, w, Doubtful); got.Interval != stats.Wilson(1, 21) || math.Abs(got.Share-1.0/21) > 1e-12 {
				t.Errorf("%+v", got)
			}
			if w.Grade != BandB || w.Peers != "市直部门" || w.Graded != 8 { // capped by the confirmed doubt
				t.Errorf("%+v", w)
			}
			if r := unitOf(t, b.table(inspector, p.ID), roads); r.Grade != NoBand || r.GradeName != "样本不足" || cell(t, r, Resolution).N != 3 {
				t.Errorf("%+v", r)
			}
		})
		t.Run("ByNameWithMeans", func(t *testing.T) {
			g := b.table(inspector, p.ID)
			if len(g.Items) != 3 || g.Items[0].Name != "公路局" || g.Items[1].Name != "园林局" || g.Items[2].Name != "水务局" {
				t.Errorf("%+v", g.Items)
			}
			if len(g.Means) == 0 || g.Means[0].Indicator != Response || math.Abs(g.Means[0].Share-22.0/24) > 1e-12 || g.Means[0].Units != 3 {
				t.Errorf("%+v", g.Means)
			}
			for _, m := range g.Means {
				if m.Indicator == Returns {
					t.Errorf("the mean of one unit is shown: %+v", m)
				}
			}
		})
		t.Run("AgainIsTheSame", func(t *testing.T) {
			before := fmt.Sprint(b.table(inspector, p.ID).Items)
			again, err := b.compute(analyst, in)
			if err != nil || again.ID != p.ID || again.Version != 2 || fmt.Sprint(b.table(inspector, p.ID).Items) != before {
				t.Errorf("%+v %v", again, err)
			}
			p = again
		})
		t.Run("DraftsAreNotShown", func(t *testing.T) {
			officer := officerOf(waters)
			if _, err := b.s.Grades(b.q(), officer, p.ID); code(err) != "assessment.period_not_found" {
				t.Errorf("%v", err)
			}
			if list, err := b.s.Periods(b.q(), officer); err != nil || len(list) != 0 {
				t.Errorf("%+v %v", list, err)
			}
		})
		t.Run("Bad", func(t *testing.T) {
			for _, c := range []struct {
				p    auth.Principal
				in   PeriodIn
				want string
			}{
				{inspector, in, "auth.forbidden"}, {officerOf(waters).WithRights(RightManage), in, "auth.forbidden"},
				{analyst, PeriodIn{Kind: "year", Day: "2026-11-01"}, "assessment.invalid_period"}, {analyst, PeriodIn{Kind: "month", Day: "November"}, "assessment.invalid_period"},
				{analyst, PeriodIn{Kind: "span", Day: "2026-11-02", To: "2026-11-01"}, "assessment.invalid_period"}, {analyst, PeriodIn{Kind: "span", Day: "2024-11-02", To: "2026-11-01"}, "assessment.invalid_period"},
				{analyst, PeriodIn{Kind: "month", Day: "2026-12-01"}, "assessment.invalid_period"}, {analyst, PeriodIn{Kind: "quarter", Day: "1999-12-01"}, "assessment.invalid_period"},
			} {
				if _, err := b.compute(c.p, c.in); code(err) != c.want {
					t.Errorf("%+v: %v", c.in, err)
				}
			}
			if _, err := b.publish(analyst, p.ID, 0); code(err) != "assessment.not_over" {
				t.Errorf("%v", err)
			}
			if _, err := b.publish(analyst, 4711, 0); code(err) != "assessment.period_not_found" {
				t.Errorf("%v", err)
			}
		})
		b.Clock.Set(time.Date(2026, 12, 1, 0, 1, 0, 0, time.FixedZone("", 8*3600)))
		if _, err := b.publish(analyst, p.ID, 1); code(err) != "assessment.stale" {
			t.Errorf("%v", err)
		}
		if _, err := b.publish(analyst, p.ID, p.Version); err != nil {
			t.Fatal(err)
		}
		t.Run("Published", func(t *testing.T) {
			if _, err := b.compute(analyst, in); code(err) != "assessment.already_published" {
				t.Errorf("%v", err)
			}
			if _, err := b.publish(analyst, p.ID, 0); code(err) != "assessment.already_published" {
				t.Errorf("%v", err)
			}
			g := b.table(officerOf(roads), p.ID)
			if len(g.Items) != 1 || g.Items[0].UnitID != roads {
				t.Errorf("a unit sees others: %+v", g.Items)
			}
			if g := b.table(auth.Principal{ID: 9}.WithRights(RightGrades), p.ID); len(g.Items) != 0 || len(g.Means) != 0 {
				t.Errorf("the empty scope sees %+v", g)
			}
			if _, err := b.s.Grades(b.q(), auth.Principal{ID: 9, Scope: everything}, p.ID); code(err) != "auth.forbidden" {
				t.Errorf("%v", err)
			}
		})
		t.Run("Objection", func(t *testing.T) { b.objection(t, p) })
		t.Run("HTTP", func(t *testing.T) { b.overHTTP(t, p) })
	})
}

func (b *bench) objection(t *testing.T, p Period) {
	object := func(by auth.Principal, period ids.ID, in ObjectIn) (o Objection, err error) {
		err = b.write(func(tx *store.Tx) (err error) {
			o, err = b.s.Object(tx, by, period, in)
			return err
		})
		return o, err
	}
	decide := func(by auth.Principal, id ids.ID, in DecideIn) (o Objection, err error) {
		err = b.write(func(tx *store.Tx) (err error) {
			o, err = b.s.DecideObjection(tx, by, id, in)
			return err
		})
		return o, err
	}
	officer := officerOf(waters)
	good := ObjectIn{Indicator: Doubtful, Reason: "该件已联系，有录音 13900001111。"}
	for name, c := range map[string]struct {
		by     auth.Principal
		period ids.ID
		in     ObjectIn
		want   string
	}{
		"WithoutRight": {supervisor, p.ID, good, "auth.forbidden"},
		"NoPeriod":     {officer, 4711, good, "assessment.period_not_found"},
		"AnothersUnit": {officer, p.ID, ObjectIn{UnitID: roads, Indicator: Due, Reason: "x"}, "assessment.grade_not_found"},
		"NoIndicator":  {officer, p.ID, ObjectIn{Indicator: "beauty", Reason: "x"}, "assessment.grade_not_found"},
		"TheWhole":     {officer, p.ID, ObjectIn{Indicator: Overall, Reason: "x"}, "assessment.grade_not_found"},
		"NoReason":     {officer, p.ID, ObjectIn{Indicator: Due, Reason: " "}, "assessment.invalid_objection"},
	} {
		if _, err := object(c.by, c.period, c.in); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	o, err := object(officer, p.ID, good)
	if err != nil || o.State != ObjectionOpen || o.UnitName != "水务局" || o.Reason == good.Reason {
		t.Fatalf("%+v %v", o, err)
	}
	if _, err := object(officer, p.ID, good); code(err) != "assessment.open_objections" {
		t.Errorf("twice: %v", err)
	}
	if g := b.table(officerOf(roads), p.ID); len(g.Objections) != 0 {
		t.Errorf("another unit reads it: %+v", g.Objections)
	}
	for name, c := range map[string]struct {
		by   auth.Principal
		id   ids.ID
		in   DecideIn
		want string
	}{
		"TheUnit":     {officer, o.ID, DecideIn{Uphold: true, Note: "成立", N: 21}, "auth.forbidden"},
		"WhoComputes": {analyst, o.ID, DecideIn{Uphold: true, Note: "成立", N: 21}, "auth.forbidden"},
		"NoSuch":      {supervisor, 4711, DecideIn{Note: "不成立"}, "assessment.objection_not_found"},
		"NoNote":      {supervisor, o.ID, DecideIn{}, "assessment.invalid_objection"},
		"Impossible":  {supervisor, o.ID, DecideIn{Uphold: true, Note: "成立", N: 1, X: 2}, "assessment.invalid_objection"},
	} {
		if _, err := decide(c.by, c.id, c.in); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if o, err = decide(supervisor, o.ID, DecideIn{Uphold: true, Note: "录音属实，更正为 0 件", N: 21, X: 0}); err != nil || o.State != ObjectionUpheld {
		t.Fatalf("%+v %v", o, err)
	}
	w := unitOf(t, b.table(officer, p.ID), waters)
	if c := cell(t, w, Doubtful); c.X != 0 || c.Grade != BandA || !c.Corrected || c.WasX != 1 || c.WasN != 21 || c.WasGrade != BandB {
		t.Errorf("%+v", c)
	}
	if w.Grade != BandA || !w.Corrected || w.WasGrade != BandB {
		t.Errorf("%+v", w)
	}
	if _, err := decide(supervisor, o.ID, DecideIn{Note: "再议"}); code(err) != "assessment.already_decided" {
		t.Errorf("%v", err)
	}
	second, err := object(officer, p.ID, ObjectIn{Indicator: Response, Reason: "两件均已联系"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decide(supervisor, second.ID, DecideIn{Note: "诉求人再次确认未联系"}); err != nil {
		t.Fatal(err)
	}
	if c := cell(t, unitOf(t, b.table(officer, p.ID), waters), Response); c.X != 18 || c.Corrected {
		t.Errorf("a rejected objection changed %+v", c)
	}
}

func (b *bench) overHTTP(t *testing.T, p Period) {
	path := "/grade-periods/" + p.ID.String()
	for _, c := range []struct {
		p            auth.Principal
		method, path string
		body         string
		want         int
	}{
		{inspector, "GET", "/doubts?state=confirmed", "", 200}, {inspector, "GET", "/doubts?state=%00", "", 422}, {inspector, "GET", "/doubts?limit=201", "", 422},
		{inspector, "GET", "/doubts/counts?from=x", "", 422}, {inspector, "GET", "/doubts/counts", "", 200}, {inspector, "GET", "/doubt-rules", "", 200},
		{inspector, "POST", "/doubts/4711/verdict", `{"confirmed":true,"note":"x"}`, 404}, {inspector, "POST", "/doubts/1/verdict", `{"confirmed":"yes"}`, 422},
		{officerOf(waters), "GET", "/doubts", "", 403}, {officerOf(waters), "GET", "/doubts/counts", "", 403}, {officerOf(waters), "POST", "/doubts/1/verdict", `{"confirmed":false,"note":"x"}`, 403},
		{auth.Principal{}, "GET", path, "", 401}, {officerOf(waters), "GET", path, "", 200}, {officerOf(waters), "GET", "/grade-periods", "", 200},
		{officerOf(waters), "GET", "/grade-rules", "", 200}, {officerOf(waters), "PUT", "/grade-rules", `{}`, 403}, {analyst, "PUT", "/grade-rules", `{}`, 422},
		{officerOf(waters), "POST", "/grade-periods", `{"kind":"month","day":"2026-11-01"}`, 403}, {analyst, "POST", "/grade-periods", `{"kind":"month","day":"2026-11-01"}`, 409},
		{analyst, "POST", "/grade-periods", `{"kind":"week","day":"2026-11-01"}`, 422}, {analyst, "POST", path + "/publish", `{}`, 409},
		{officerOf(waters), "POST", path + "/objections", `{"unit_id":"102","indicator":"due","reason":"x"}`, 404}, {supervisor, "POST", "/objections/1/decide", `{"uphold":false,"note":"x"}`, 404},
		{inspector, "GET", "/grade-periods/4711", "", 404}, {inspector, "GET", "/grade-periods/x", "", 422},
	} {
		if status, body, _ := b.http(c.p, c.method, c.path, c.body); status != c.want {
			t.Errorf("%s %s as %d: %d %v, want %d", c.method, c.path, c.p.ID, status, body, c.want)
		}
	}
	status, _, raw := b.http(officerOf(waters), http.MethodGet, path+"/grades.xlsx", "")
	if status != 200 {
		t.Fatalf("%d %s", status, raw)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("考核分档")
	if err != nil || len(rows) != 12 || rows[2][0] != "水务局" || rows[11][3] != "属实疑点率" || rows[11][11] != "1" {
		t.Errorf("%q %v", rows, err)
	}
	if notes, err := f.GetRows("口径与阈值"); err != nil || len(notes) != 12 {
		t.Errorf("%q %v", notes, err)
	}
}
