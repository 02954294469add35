package workorder

import (
	"fmt"
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

const listColumns = `o.id, o.number, o.title, o.kind, o.category_id, o.division, o.state, o.unit_id, o.urgent, o.business,
	o.sealed, o.direct, o.created_at, o.due_at, o.soon_at, o.sign_due_at, o.replied_at, o.completed_at, o.redo_count,
	o.urge_count, o.version, o.imported, o.stopped_at, o.until_at, o.application_id, o.merged_into, o.merged_count, o.designated, o.first_receiver,
	o.party_count, o.co_open`

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
	statement, args := l.page(after, limit+1)
	found, err := q.Query(statement, args...)
	rows, err = store.Collect(found, err, scanRow)
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
func (l listQuery) page(after *cursor, limit int) (string, []any) {
	direction, compare := "", ">"
	if l.desc {
		direction, compare = " DESC", "<"
	}
	var b strings.Builder
	var args []any
	b.WriteString("SELECT " + listColumns + " FROM (SELECT id, k FROM (")
	for i, branch := range l.branches {
		if i > 0 {
			b.WriteString(l.union())
		}
		if after != nil && l.key == "id" {
			branch = branch.and("id "+compare+" ?", after.id)
		} else if after != nil {
			branch = branch.and("("+l.key+", "+l.idOf()+") "+compare+" (?, ?)", after.key, after.id)
		}
		fmt.Fprintf(&b, "SELECT * FROM (SELECT %s AS id, %s AS k FROM %s%s", l.idOf(), l.key, l.tableOf(), branch.where())
		if !branch.few {
			fmt.Fprintf(&b, " ORDER BY %s%s, %s%s LIMIT %d", l.key, direction, l.idOf(), direction, limit)
		}
		fmt.Fprintf(&b, ") b%d", i)
		args = append(args, branch.args...)
	}
	fmt.Fprintf(&b, ") u ORDER BY k%s, id%s LIMIT %d) p JOIN workorder_order o ON o.id = p.id ORDER BY p.k%s, p.id%s",
		direction, direction, limit, direction, direction)
	return b.String(), args
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

func scanRow(row store.Row) (Row, error) {
	var r Row
	var created, due, soon, signDue, replied, completed, stopped, until int64
	err := row.Scan(&r.ID, &r.Number, &r.Title, &r.Kind, &r.Category, &r.Division, &r.State, &r.Unit, &r.Urgent, &r.Business,
		&r.Sealed, &r.Direct, &created, &due, &soon, &signDue, &replied, &completed, &r.RedoCount, &r.UrgeCount, &r.Version,
		&r.Imported, &stopped, &until, &r.Application, &r.MergedInto, &r.MergedCount, &r.Designated, &r.FirstReceiver, &r.PartyCount, &r.CoOpen)
	if err != nil {
		return Row{}, err
	}
	r.CreatedAt, r.DueAt, r.SoonAt = wall.FromMicros(created), fromDue(due), wall.FromMicros(soon)
	r.SignDueAt, r.RepliedAt, r.CompletedAt = wall.FromMicros(signDue), wall.FromMicros(replied), wall.FromMicros(completed)
	r.StoppedAt, r.UntilAt = wall.FromMicros(stopped), wall.FromMicros(until)
	return r, nil
}

// mask leaves out the words that are kept from p.
func (r *Row) mask(p auth.Principal) {
	if sealedFrom(p, &r.Order) {
		r.Title, r.Masked = maskedTitle, true
	}
}
