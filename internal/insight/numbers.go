package insight

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// numbers fills what came in on each hotline number that the scope allows; to who answers numbers it is all that is open.
// Who works for units is shown the figures of units.
func (s *Service) numbers(q store.Queryer, w *Wallboard, scope auth.Scope, now time.Time) error {
	if !scope.All && !scope.ByNumber() {
		return nil
	}
	loads := map[string]*NumberLoad{}
	at := func(number string) *NumberLoad {
		if loads[number] == nil {
			loads[number] = &NumberLoad{Number: number}
		}
		return loads[number]
	}
	for _, number := range scope.Numbers {
		at(number) // one on which nobody called stands there, too
	}
	if err := s.numberDay(q, scope, now, at); err != nil {
		return err
	}
	if err := s.numberOpen(q, w, scope, at); err != nil {
		return err
	}
	for _, n := range loads {
		var err error
		if n.Name, n.Mode, err = s.Names.NumberLabel(q, n.Number); err != nil {
			return fmt.Errorf("insight: name of a number: %w", err)
		}
		n.Name = cmp.Or(n.Name, n.Number)
		w.ByNumber = append(w.ByNumber, *n)
	}
	slices.SortFunc(w.ByNumber, func(a, b NumberLoad) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.Number, b.Number))
	})
	return nil
}

// numberDay adds what was counted today.
func (s *Service) numberDay(q store.Queryer, scope auth.Scope, now time.Time, at func(string) *NumberLoad) error {
	rows, err := dayRows(q, dimNumber, wall.Day(now))
	if err != nil {
		return fmt.Errorf("insight: today by number: %w", err)
	}
	for _, r := range rows {
		if r.day != wall.Day(now) || !scope.All && !scope.AllowsNumber(r.key) {
			continue
		}
		switch r.metric {
		case metricContacts:
			at(r.key).Contacts += r.n
		case metricRequests:
			at(r.key).Requests += r.n
		case "completed":
			at(r.key).Completed += r.n
		}
	}
	return nil
}

// numberOpen adds what lies open and what is late of it.
func (s *Service) numberOpen(q store.Queryer, w *Wallboard, scope auth.Scope, at func(string) *NumberLoad) error {
	type openRow struct {
		number, state string
		level         int
		n             int64
	}
	rows, err := q.Query(`SELECT n.hotline, n.state, COALESCE(m.level, 0), COUNT(*) FROM insight_numbered n
		LEFT JOIN insight_mark m ON m.order_id = n.order_id GROUP BY n.hotline, n.state, COALESCE(m.level, 0)`)
	list, err := store.Collect(rows, err, func(r store.Row) (x openRow, err error) { return x, r.Scan(&x.number, &x.state, &x.level, &x.n) })
	if err != nil {
		return fmt.Errorf("insight: open by number: %w", err)
	}
	for _, r := range list {
		if !workorder.State(r.state).Open() || !scope.All && !scope.AllowsNumber(r.number) {
			continue
		}
		load := at(r.number)
		load.Open += r.n
		if r.level == markOverdue {
			load.Overdue += r.n
		}
		if scope.All {
			continue // open has counted it
		}
		w.Open.ByState[r.state] += r.n
		switch r.level {
		case markOverdue:
			w.Open.Overdue += r.n
		case markSoon:
			w.Open.DueSoon += r.n
		}
	}
	return nil
}
