package workorder

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/search"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// textWindow is how many of the newest matches one page looks at. Words that stand in every
// tenth order match a hundred thousand; nobody waits for those beyond the window, and the
// next page goes on where it ended. A variable, so that a test can look through a small one.
var textWindow = 8000

// byText finds orders by words or by the beginning of a number, the newest registered
// first. Words of sealed orders are not found by who may not read them.
func (l *listQuery) byText(q store.Queryer, p auth.Principal, f Filter, base conds, after *cursor, now time.Time) {
	l.distinct = true
	if f.Sort == SortNew {
		l.key = "id"
	}
	if f.View == ViewMine {
		base = base.and("(created_by = ? OR handler_id = ?)", p.ID, p.ID)
	}
	if f.View == ViewOverdue {
		base = base.and("due_at < ?", wall.Micros(now)).and("(NOT " + stateIs(StateReplied) + " OR replied_at > due_at)")
	}
	if from, to, ok := numberRange(f.Text); ok {
		numbered := base.and(`id IN (SELECT id FROM (SELECT id FROM workorder_order
			WHERE number >= ? AND number < ? ORDER BY number DESC LIMIT 500) n)`, from, to)
		numbered.few = true
		l.branches = append(l.branches, numbered)
	}
	words, args, ok := search.Clause(q, textIndex, "id", f.Text)
	if !ok {
		return
	}
	if f.Sort == SortNew {
		words, args = l.newest(words, args, after)
	}
	found := base.and(words, args...)
	if open, units := readable(p); open != "" {
		found = found.and(open, units...)
	}
	l.branches = append(l.branches, found)
}

// readable keeps orders whose words p may read: words of sealed ones find nothing for others. "" keeps all.
func readable(p auth.Principal) (string, []any) {
	if p.Can(RightSealed) {
		return "", nil
	}
	own := append([]ids.ID{}, p.Scope.Units...)
	if p.Unit != 0 && !p.Scope.ByNumber() {
		own = append(own, p.Unit)
	}
	in, units := orTakesPart(own)
	return "(sealed = 0 OR " + in + ")", units
}

// seek is a condition for orders with the words, or with numbers that begin with the text, in a list that is short by
// itself.
func seek(q store.Queryer, p auth.Principal, text string) (string, []any) {
	parts, args := []string{"1 = 0"}, []any{}
	if from, to, ok := numberRange(text); ok {
		parts, args = append(parts, "number >= ? AND number < ?"), append(args, from, to)
	}
	if words, more, ok := search.Clause(q, textIndex, "id", text); ok {
		// Each order is looked for among the words, not the words among all orders.
		words = "EXISTS (" + strings.TrimSuffix(strings.TrimPrefix(words, "id IN ("), ")") + " AND rowid = workorder_order.id)"
		if open, units := readable(p); open != "" {
			words, more = "("+words+" AND "+open+")", append(more, units...)
		}
		parts, args = append(parts, words), append(args, more...)
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// newest narrows "id IN (SELECT rowid … )" to the newest matches after the cursor.
func (l *listQuery) newest(words string, args []any, after *cursor) (string, []any) {
	matches := strings.TrimSuffix(strings.TrimPrefix(words, "id IN ("), ")")
	if after != nil {
		matches += " AND rowid < ?"
		args = append(args, after.id)
	}
	matches += " ORDER BY rowid DESC"
	l.window = &conds{sql: []string{matches}, args: args}
	// MATERIALIZED keeps PostgreSQL from walking all orders in the hope of an early match.
	return fmt.Sprintf("id IN (WITH w AS MATERIALIZED (%s LIMIT %d) SELECT rowid FROM w)", matches, textWindow), args
}

// endOfWindow ends a page that was not filled: if the window was full, the next page goes
// on behind it, and rows behind it belong there.
func (l listQuery) endOfWindow(q store.Queryer, rows []Row, order string) ([]Row, string, error) {
	if l.window == nil {
		return rows, "", nil
	}
	var last ids.ID
	err := q.QueryRow(fmt.Sprintf("%s LIMIT 1 OFFSET %d", l.window.sql[0], textWindow-1), l.window.args...).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return rows, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("workorder: end of search: %w", err)
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool { return r.ID < last })
	return rows, cursor{int64(last), last}.encode(order), nil
}

// numberRange is the range of numbers that begin with the text, if it looks like one.
func numberRange(text string) (from, to string, ok bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) < 4 || len(text) > maxNumber || !strings.ContainsAny(text, "0123456789") {
		return "", "", false
	}
	for _, r := range text {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' {
			return "", "", false
		}
	}
	return text, text + "\U0010FFFF", true
}
