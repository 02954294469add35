package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// SuggestionRow is an order that a rule would have supervised.
type SuggestionRow struct {
	ID       ids.ID    `json:"id"`
	OrderID  ids.ID    `json:"order_id"`
	Number   string    `json:"number"`
	Title    string    `json:"title"`
	UnitID   ids.ID    `json:"unit_id"`
	UnitName string    `json:"unit_name"`
	Rule     string    `json:"rule" doc:"the code of a case's reason"`
	RuleName string    `json:"rule_name"`
	At       time.Time `json:"at"`
}

// SuggestionFilter pages what waits for a decision.
type SuggestionFilter struct {
	Sort   string // a name of suggestionSorts, - before it for downwards; default: the newest first
	Cursor string
	Limit  int
}

// suggestionSorts are the orders of the list of suggestions.
var suggestionSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}, {Name: "rule", Text: true}, {Name: "number", Text: true}}}

// Suggestions reads one page of what waits for a decision. Only the centre sees them. Faults: auth.forbidden,
// list.bad_sort, list.bad_cursor.
func (s *Service) Suggestions(q store.Queryer, by auth.Principal, f SuggestionFilter) (rows []SuggestionRow, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	if !by.Scope.All {
		return []SuggestionRow{}, "", nil
	}
	page, err := suggestionSorts.Page(f.Sort, "-at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	c := condition{}
	c.and("state = 'new'")
	if err := s.notAbout(q, by, &c, "order_id"); err != nil {
		return nil, "", err
	}
	rows, next, err = store.ReadPage(q, page, store.Select{Columns: `id, order_id, number, unit_id, rule, at`, Table: `supervise_suggestion`,
		Where: c.sql(), Args: c.args}, func(r store.Row) (x SuggestionRow, err error) {
		var at int64
		err = r.Scan(&x.ID, &x.OrderID, &x.Number, &x.UnitID, &x.Rule, &at)
		x.At, x.RuleName = wall.FromMicros(at), label(CaseReasons, x.Rule)
		return x, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("supervise: suggestions: %w", err)
	}
	for i := range rows {
		rows[i].UnitName = s.unitName(q, rows[i].UnitID)
		if rows[i].Title, err = s.title(q, by, rows[i].OrderID); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}
