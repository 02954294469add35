package insight

import (
	"cmp"
	"fmt"
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
	categories, err := top(q, dimCategory, from)
	if err != nil {
		return err
	}
	for i := range categories {
		categories[i].Name, categories[i].Code = s.Names.CategoryName(q, parseID(categories[i].Code)), ""
	}
	divisions, err := top(q, dimDivision, from)
	if err != nil {
		return err
	}
	for i := range divisions {
		divisions[i].Name = s.Names.DivisionName(q, divisions[i].Code)
	}
	w.ByCategory, w.ByDivision = categories, divisions
	return nil
}

func top(q store.Queryer, dim string, from int) ([]Share, error) {
	rows, err := q.Query(`SELECT key, SUM(n) FROM insight_day WHERE day >= ? AND dim = ? AND metric = ? GROUP BY key`, from, dim, metricRequests)
	list, err := store.Collect(rows, err, func(r store.Row) (x Share, err error) { return x, r.Scan(&x.Code, &x.N) })
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b Share) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return list[:min(len(list), topRows)], nil
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
			Division: s.Names.DivisionName(q, p.Division), State: string(p.To)})
	}
	return nil
}
