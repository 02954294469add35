package workorder

import (
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

// countMax is where counting stops: more is shown as "10000+" and nobody waits for it.
const countMax = 10000

// countedViews are the views whose numbers stand beside their names.
var countedViews = []View{
	ViewToDispatch, ViewToSign, ViewInHand, ViewReturned, ViewReplied, ViewToReview, ViewOverdue, ViewToDecide, ViewStopped, ViewPaused, ViewShelved,
	ViewCo, ViewPassed, ViewSuspected, ViewAsked,
}

// Counts tells how many orders each view holds for p, at most [countMax] each. Only open
// states are counted, so it does not grow with the archive.
func (s *Service) Counts(q store.Queryer, p auth.Principal) (map[View]int, error) {
	if !p.Can(RightRead) {
		return nil, fault.Forbidden
	}
	counts := map[View]int{}
	now := s.now()
	for _, v := range countedViews {
		n, err := s.count(q, p, Filter{View: v, Sort: SortDue}, now)
		if err != nil {
			return nil, err
		}
		counts[v] = n
	}
	return counts, nil
}

func (s *Service) count(q store.Queryer, p auth.Principal, f Filter, now time.Time) (int, error) {
	l, err := plan(q, p, f, nil, now)
	if err != nil {
		return 0, err
	}
	if len(l.branches) == 0 {
		return 0, nil
	}
	var b strings.Builder
	var args []any
	for i, branch := range l.branches {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		fmt.Fprintf(&b, "SELECT * FROM (SELECT 1 FROM %s%s LIMIT %d) b%d", l.tableOf(), branch.where(), countMax, i)
		args = append(args, branch.args...)
	}
	var n int
	err = q.QueryRow(fmt.Sprintf("SELECT COUNT(*) FROM (SELECT * FROM (%s) u LIMIT %d) c", b.String(), countMax), args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("workorder: count %s: %w", f.View, err)
	}
	return n, nil
}
