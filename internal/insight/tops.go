package insight

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

const topsDays = 7

// tops fills the categories and divisions that most requests are about. They are the city's: who sees only some
// units gets none.
func (s *Service) tops(q store.Queryer, w *Wallboard, scope auth.Scope, now time.Time) error {
	if !scope.All {
		return nil
	}
	from := wall.Day(now.AddDate(0, 0, -topsDays+1))
	categories, err := counts(q, dimCategory, from)
	if err != nil {
		return err
	}
	categories = most(categories)
	for i := range categories {
		categories[i].Name, categories[i].Code = s.Names.CategoryName(q, parseID(categories[i].Code)), ""
	}
	places, err := counts(q, dimDivision, from)
	if err != nil {
		return err
	}
	w.ByCategory, w.ByDivision = categories, most(s.byTown(q, places))
	return nil
}

// byTown adds up what was said of a town's or street's villages: a wall of village names tells nobody where it burns.
func (s *Service) byTown(q store.Queryer, places []Share) []Share {
	sums := map[string]Share{}
	for _, x := range places {
		code, name := s.Names.TownOf(q, x.Code)
		sums[code] = Share{Code: code, Name: name, N: sums[code].N + x.N}
	}
	return slices.AppendSeq([]Share{}, maps.Values(sums))
}

// most returns the largest, largest first.
func most(list []Share) []Share {
	slices.SortFunc(list, func(a, b Share) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return list[:min(len(list), topRows)]
}

func counts(q store.Queryer, dim string, from int) ([]Share, error) {
	rows, err := q.Query(`SELECT key, SUM(n) FROM insight_day WHERE day >= ? AND dim = ? AND metric = ? GROUP BY key`, from, dim, metricRequests)
	return store.Collect(rows, err, func(r store.Row) (x Share, err error) { return x, r.Scan(&x.Code, &x.N) })
}

// latest fills the newest steps of orders. Sealed orders are left out: even their category may tell.
func (s *Service) latest(q store.Queryer, w *Wallboard, scope auth.Scope, _ time.Time) error {
	if !scope.All {
		return nil
	}
	recs, err := s.Ledger.Search(q, ledger.Filter{Kind: "workorder.", Limit: 4 * latestRows})
	if err != nil {
		return fmt.Errorf("insight: latest: %w", err)
	}
	for _, r := range recs {
		p, err := workorder.ReadPayload(r.Payload)
		if err != nil {
			return err
		}
		if p.From == p.To || p.Sealed || len(w.Latest) == latestRows {
			continue
		}
		number, sealed := s.Orders.NumberOf(q, r.Subject)
		if sealed {
			continue
		}
		w.Latest = append(w.Latest, Latest{At: r.At, Number: number, Category: s.Names.CategoryName(q, p.Category),
			Division: s.Names.DivisionName(q, p.Division), State: string(p.To), order: r.Subject})
	}
	return nil
}
