package retention

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
)

// HoldFilter narrows the list of holds; the zero filter is those that stand, the newest first.
type HoldFilter struct {
	Lifted bool
	Sort   string // a name of holdSorts, - before it for downwards; default: see Holds
	Cursor string
	Limit  int
}

// holdSorts are the orders of the list of holds.
var holdSorts = store.Keyset{Sorts: []store.Sort{{Name: "set_at"}, {Name: "lifted_at"}, {Name: "number", Text: true}}}

// Holds lists what is held, or was, the newest first, unless asked otherwise. What is about the caller is left out.
// Faults: auth.forbidden, list.bad_sort, list.bad_cursor.
func (s *Service) Holds(q store.Queryer, by auth.Principal, f HoldFilter) (rows []Hold, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	where, args, err := s.Orders.NotAbout(q, by, "order_id")
	if err != nil {
		return nil, "", err
	}
	if f.Lifted {
		where += ` AND lifted_at > 0`
	} else {
		where += ` AND lifted_at = 0`
	}
	page, err := holdSorts.Page(f.Sort, "-set_at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	if rows, next, err = store.ReadPage(q, page, store.Select{Columns: holdColumns, Table: `retention_hold`, Where: where, Args: args}, scanHold); err != nil {
		return nil, "", fmt.Errorf("retention: holds: %w", err)
	}
	for i := range rows {
		h := &rows[i]
		h.SetBy = s.Names.StaffName(q, h.by)
		if h.lifts != 0 {
			h.LiftedBy = s.Names.StaffName(q, h.lifts)
		}
		h.MayLift = h.LiftedAt == nil && by.Can(RightLift) && by.Scope.All
	}
	return rows, next, nil
}
