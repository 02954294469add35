package assessment

import (
	"math"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

func TestGradeRules(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		put := func(p auth.Principal, change func(*GradeRules)) string {
			r, err := b.s.GradeRulesFor(b.q(), analyst)
			if err != nil {
				t.Fatal(err)
			}
			change(&r)
			return code(b.write(func(tx *store.Tx) error {
				_, err := b.s.PutGradeRules(tx, p, r)
				return err
			}))
		}
		for _, c := range []struct {
			name   string
			p      auth.Principal
			change func(*GradeRules)
			want   string
		}{
			{"WithoutRight", supervisor, func(*GradeRules) {}, "auth.forbidden"},
			{"Stale", analyst, func(r *GradeRules) { r.Version = 7 }, "assessment.stale"},
			{"Order", analyst, func(r *GradeRules) { r.Indicators[0].A = 0.1 }, "assessment.invalid_rules"},
			{"OrderOfLower", analyst, func(r *GradeRules) { r.Indicators[6].A = 0.9 }, "assessment.invalid_rules"},
			{"Range", analyst, func(r *GradeRules) { r.Indicators[0].A = 1.1 }, "assessment.invalid_rules"},
			{"NaN", analyst, func(r *GradeRules) { r.Indicators[0].B = math.NaN() }, "assessment.invalid_rules"},
			{"Missing", analyst, func(r *GradeRules) { r.Indicators = r.Indicators[1:] }, "assessment.invalid_rules"},
			{"Least", analyst, func(r *GradeRules) { r.Indicators[0].Least = 0 }, "assessment.invalid_rules"},
			{"Hours", analyst, func(r *GradeRules) { r.FirstContactHours = 0 }, "assessment.invalid_rules"},
			{"LeastIndicators", analyst, func(r *GradeRules) { r.LeastIndicators = 11 }, "assessment.invalid_rules"},
			{"Good", analyst, func(r *GradeRules) {
				r.LargeFrom, r.Indicators[0].Name, r.Indicators[0].A = 10, "改名", 0.99
			}, "ok"},
		} {
			if got := put(c.p, c.change); got != c.want {
				t.Errorf("%s: %s", c.name, got)
			}
		}
		r, err := b.s.GradeRulesFor(b.q(), analyst)
		if err != nil || r.Version != 1 || r.Indicators[0].A != 0.99 || r.Indicators[0].Name != "响应率" {
			t.Errorf("%+v %v", r, err)
		}
		b.november()
		p, err := b.compute(analyst, PeriodIn{Kind: "quarter", Day: "2026-12-31"})
		if err != nil || p.From != "2026-10-01" || p.To != "2026-12-31" {
			t.Fatalf("%+v %v", p, err)
		}
		g := b.table(inspector, p.ID)
		if u := unitOf(t, g, waters); u.Peers != "市直部门·件量较大" || cell(t, u, Response).Grade != BandB {
			t.Errorf("%+v", u)
		}
		if u := unitOf(t, g, roads); u.Peers != "市直部门·件量较小" {
			t.Errorf("%+v", u)
		}
		if len(g.Means) != 0 {
			t.Errorf("means of groups of fewer than three: %+v", g.Means)
		}
	})
}
