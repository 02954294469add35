package workorder

import (
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestPage keeps SQLite from sorting: the branches of many units are merged as their indexes give them.
func TestPage(t *testing.T) {
	room := newBench(t, testkit.Store(t, Migrations))
	q := room.Store.Read(t.Context())
	three := auth.Principal{ID: 7, Scope: auth.Scope{Units: []ids.ID{1000, 1001, 1002}}}.WithRights(RightRead)
	one := auth.Principal{ID: 8, Scope: auth.Scope{Units: []ids.ID{1000}}}.WithRights(RightRead)
	for name, c := range map[string]struct {
		p      auth.Principal
		filter Filter
	}{
		"OneUnit":            {one, Filter{}},
		"OneUnitByDue":       {one, Filter{View: ViewInHand, Sort: SortDue}},
		"ThreeUnits":         {three, Filter{}},
		"ThreeUnitsByDue":    {three, Filter{View: ViewInHand, Sort: SortDue}},
		"ThreeUnitsLatest":   {three, Filter{View: ViewInHand, Sort: SortDueLast}},
		"ThreeUnitsToSign":   {three, Filter{View: ViewToSign}},
		"CentreByDue":        {centre, Filter{View: ViewInHand, Sort: SortDue}},
		"CentreOfOneKind":    {centre, Filter{Kind: KindReport}},
		"ThreeUnitsOneKind":  {three, Filter{Kind: KindReport}},
		"ThreeUnitsDivision": {three, Filter{View: ViewInHand, Sort: SortDue, Division: "440403"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, after := range []*cursor{nil, {key: 5, id: 6}} {
				f, err := c.filter.checked()
				if err != nil {
					t.Fatal(err)
				}
				l, err := plan(q, c.p, f, after, testkit.Monday)
				if err != nil {
					t.Fatal(err)
				}
				statement, args := l.page(store.SQLite, after, 51)
				rows, err := q.Query("EXPLAIN QUERY PLAN "+statement, args...)
				steps, err := store.Collect(rows, err, func(r store.Row) (step string, err error) {
					var ignored int
					return step, r.Scan(&ignored, &ignored, &ignored, &step)
				})
				if err != nil {
					t.Fatal(err)
				}
				if text := strings.Join(steps, "\n"); strings.Contains(text, "TEMP B-TREE") {
					t.Errorf("after %v it sorts:\n%s", after, text)
				}
			}
		})
	}
}
