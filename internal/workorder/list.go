package workorder

import (
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Row is an order as lists show it. Words of a sealed order are left out for who may not
// read them.
type Row struct {
	Order
	Masked bool

	co *Party // in the list of co-handlings: the most pressing part
}

// maskedTitle stands in lists for the title of a sealed order.
const maskedTitle = "（保密工单）"

// List reads one page of the orders in p's scope; next is the cursor of the next page, empty
// on the last. Faults: auth.forbidden, workorder.bad_filter, .bad_cursor.
func (s *Service) List(q store.Queryer, p auth.Principal, f Filter) (rows []Row, next string, err error) {
	f.Limit = httpx.Limit(f.Limit)
	// An empty page that is not the last says nothing to a person: look a little further.
	for range maxWindows {
		if rows, next, err = s.list(q, p, f); err != nil || len(rows) > 0 || next == "" {
			break
		}
		f.Cursor = next
	}
	return rows, next, err
}

// maxWindows is how many windows of a search without results one page looks through.
const maxWindows = 4

// list is List with whatever limit the caller has.
func (s *Service) list(q store.Queryer, p auth.Principal, f Filter) (rows []Row, next string, err error) {
	if !p.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	if f, err = f.checked(); err != nil {
		return nil, "", err
	}
	if f.Sealed != nil && !p.Can(RightSealed) {
		return nil, "", fault.Forbidden
	}
	after, err := decodeCursor(f.Cursor, f.order())
	if err != nil {
		return nil, "", err
	}
	l, err := plan(q, p, f, after, s.now())
	if err != nil {
		return nil, "", err
	}
	if len(l.branches) == 0 {
		return []Row{}, "", nil
	}
	limit := f.Limit
	statement, args := l.page(q.Engine(), after, limit+1)
	found, err := q.Query(statement, args...)
	rows, err = readRows(found, err, limit+1)
	if err == nil {
		err = s.withCo(q, p, f, rows)
	}
	if err != nil {
		return nil, "", fmt.Errorf("workorder: list: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		return rows, l.cursorOf(rows[limit-1]).encode(f.order()), nil
	}
	return l.endOfWindow(q, rows, f.order())
}

// page is the SQL of one page: keys from the indexes first, then only the rows shown.
func (l listQuery) page(e store.Engine, after *cursor, limit int) (string, []any) {
	direction, compare := "", ">"
	if l.desc {
		direction, compare = " DESC", "<"
	}
	merged := l.merged(e)
	var b strings.Builder
	var args []any
	b.WriteString("SELECT " + listColumns + " FROM (")
	if !merged {
		b.WriteString("SELECT id, k FROM (")
	}
	for i, branch := range l.branches {
		if i > 0 {
			b.WriteString(l.union())
		}
		if after != nil && l.key == "id" {
			branch = branch.and("id "+compare+" ?", after.id)
		} else if after != nil {
			branch = branch.and("("+l.key+", "+l.idOf()+") "+compare+" (?, ?)", after.key, after.id)
		}
		if !merged {
			b.WriteString("SELECT * FROM (")
		}
		b.WriteString("SELECT " + l.idOf() + " AS id, " + l.key + " AS k FROM " + l.tableOf() + branch.where())
		if !merged && !branch.few {
			fmt.Fprintf(&b, " ORDER BY %s%s, %s%s LIMIT %d", l.key, direction, l.idOf(), direction, limit)
		}
		if !merged {
			fmt.Fprintf(&b, ") b%d", i)
		}
		args = append(args, branch.args...)
	}
	if !merged {
		b.WriteString(") u")
	}
	fmt.Fprintf(&b, " ORDER BY k%s, id%s LIMIT %d) p JOIN workorder_order o ON o.id = p.id ORDER BY p.k%s, p.id%s",
		direction, direction, limit, direction, direction)
	return b.String(), args
}

// merged tells whether the branches stand in the union as they are. SQLite then merges them row by row, each in the order of
// its index, and reads no more of them than it shows; with a limit each it would copy so many rows of every branch and
// sort them all. PostgreSQL merges them only with the limits: without, it takes a list of all rows for cheaper.
func (l listQuery) merged(e store.Engine) bool {
	few := slices.ContainsFunc(l.branches, func(c conds) bool { return c.few })
	return !l.distinct && !few && (e == store.SQLite || len(l.branches) == 1)
}

func (l listQuery) union() string {
	if l.distinct {
		return " UNION "
	}
	return " UNION ALL "
}

// cursorOf is where a page that ends with the row goes on.
func (l listQuery) cursorOf(r Row) cursor {
	switch l.key {
	case "at":
		return cursor{wall.Micros(r.co.At), r.ID}
	case "created_at":
		return cursor{wall.Micros(r.CreatedAt), r.ID}
	case "due_at":
		at := r.DueAt
		if r.co != nil {
			at = r.co.DueAt
		}
		due := wall.Micros(at)
		if due == 0 {
			due = noDue
		}
		return cursor{due, r.ID}
	}
	return cursor{int64(r.ID), r.ID}
}

// mask leaves out the words that are kept from p.
func (r *Row) mask(p auth.Principal) {
	if sealedFrom(p, &r.Order) {
		r.Title, r.Masked = maskedTitle, true
	}
}
