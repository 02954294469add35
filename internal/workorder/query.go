package workorder

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// maxBranches bounds a union: beyond it a scope is so wide that walking the centre's index
// and leaving out what is not in it is quicker.
const maxBranches = 160

// conds is a conjunction with its arguments.
//
// States and limits are written into the text, not bound: PostgreSQL keeps one plan for all
// values of a bound one, and a plan for archived orders is a bad plan for open ones.
type conds struct {
	sql  []string
	args []any
	few  bool // it holds for few rows: order and limit come after all branches
}

func (c conds) and(sql string, args ...any) conds {
	return conds{append(slices.Clone(c.sql), sql), append(slices.Clone(c.args), args...), c.few}
}

// stateIs compares the state; states are constants of this package, never what somebody sent.
func stateIs(s State) string { return "state = '" + string(s) + "'" }

func (c conds) where() string {
	if len(c.sql) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.sql, " AND ")
}

// listQuery is a list as SQL: a union of branches, each of which an index answers in the
// order of the list. IN over units with ORDER BY would sort whole units on SQLite.
type listQuery struct {
	branches []conds
	table    string // that the branches walk; empty: workorder_order
	id       string // its column of the order's id
	key      string // column of the sort key
	desc     bool
	distinct bool   // branches overlap
	window   *conds // the newest matches of common words, if only they are looked at
}

// plan turns a filter and who asks into branches. No branch at all is an empty list.
func plan(q store.Queryer, p auth.Principal, f Filter, after *cursor, now time.Time) (listQuery, error) {
	l := listQuery{key: "created_at", desc: true}
	if f.Sort.byDue() {
		l.key = "due_at"
	}
	l.desc = f.Sort == SortNew || f.Sort == SortDueLast || f.Sort == ""
	units, some := unitsOf(p, f.Unit)
	some = some && (f.Hotline == "" || !p.Scope.ByNumber() || p.Scope.AllowsNumber(f.Hotline))
	states := f.wanted()
	if !some || len(states) == 0 {
		return l, nil
	}
	rest, err := notAbout(q, p, ofNumbers(p, residual(f)))
	if err != nil {
		return l, err
	}
	if f.View == ViewToDecide {
		rest = rest.and("application_id <> 0")
		rest.few = true
	}
	if f.View == ViewAsked {
		if !isCentre(p) || !p.Can(RightSealed) {
			return l, nil
		}
		rest = rest.and("contact_asked = 1")
		rest.few = true
	}
	if f.View == ViewSuspected {
		if !isCentre(p) {
			return l, nil
		}
		rest = rest.and("id IN (SELECT order_id FROM workorder_accused WHERE state = 'suspected')")
		rest.few = true
	}
	switch {
	case f.View == ViewCo:
		inner := rest
		if len(f.States) > 0 {
			inner = inStates(inner, states)
		}
		if f.Text != "" {
			words, args := seek(q, p, f.Text)
			inner = inner.and(words, args...)
		}
		l.byPart(units, inner)
	case f.View == ViewPassed:
		base := inStates(rest, states)
		if f.Text != "" {
			words, args := seek(q, p, f.Text)
			base = base.and(words, args...)
		}
		l.passedBy(units, base)
	case f.Text != "":
		base := inStates(rest, states)
		if units != nil {
			in, args := orTakesPart(units)
			base = base.and(in, args...)
		}
		l.byText(q, p, f, base, after, now)
	case f.View == ViewMine:
		base := inUnits(inStates(rest, states), units)
		l.branches = []conds{
			base.and("created_by = ?", p.ID),
			base.and("handler_id = ?", p.ID).and("created_by <> ?", p.ID),
		}
		if p.ID == 0 {
			l.branches = nil
		}
	default:
		l.byUnit(p, f, units, states, rest, now)
	}
	return l, nil
}

// unitsOf are the units whose orders may be listed: nil for every unit. some is false when
// there is none.
func unitsOf(p auth.Principal, wanted ids.ID) (units []ids.ID, some bool) {
	switch {
	case p.Scope.ByNumber() && wanted == 0:
		return nil, true // see ofNumbers
	case wanted != 0 && !p.Scope.Allows(wanted) && !p.Scope.ByNumber():
		return nil, false
	case wanted != 0:
		return []ids.ID{wanted}, true
	case p.Scope.All:
		return nil, true
	}
	units = slices.Clone(p.Scope.Units)
	slices.Sort(units)
	units = slices.DeleteFunc(slices.Compact(units), func(id ids.ID) bool { return id == 0 })
	return units, len(units) > 0
}

// ofNumbers keeps to the orders of the numbers that p's own seats answer.
func ofNumbers(p auth.Principal, c conds) conds {
	if !p.Scope.ByNumber() {
		return c
	}
	in, args := inList("hotline", p.Scope.Numbers)
	return c.and(in, args...).and("hotline <> ''") // the second names the index
}

// byUnit makes a branch for each unit and state that an index can answer.
func (l *listQuery) byUnit(p auth.Principal, f Filter, units []ids.ID, states []State, rest conds, now time.Time) {
	perState := len(states) < len(States) || f.Sort.byDue()
	if (f.Category != 0 || f.Hotline != "") && units == nil && !f.Sort.byDue() && f.View != ViewOverdue {
		l.branches = []conds{inStates(rest, states)} // an index of its own
		return
	}
	bases := []conds{rest}
	if p.Scope.ByNumber() && units == nil {
		bases = nil
		for _, number := range p.Scope.Numbers {
			bases = append(bases, rest.and("hotline = ?", number))
		}
		perState = perState && (f.Sort.byDue() || f.View == ViewOverdue) // the index of numbers is in the order of time
	}
	if units != nil && len(units)*len(states) <= maxBranches {
		bases = nil
		for _, u := range units {
			bases = append(bases, rest.and("unit_id = ?", u))
		}
	} else if units != nil {
		bases[0] = inUnits(rest, units)
	}
	for _, base := range bases {
		if !perState {
			l.branches = append(l.branches, inStates(base, states))
			continue
		}
		for _, s := range states {
			b := base.and(stateIs(s))
			if f.View == ViewOverdue {
				b = overdue(b, s, now)
			}
			l.branches = append(l.branches, b)
		}
	}
}

// overdue keeps what is past its due time. A reply that came in time parks the clock.
func overdue(b conds, s State, now time.Time) conds {
	b = b.and("due_at < ?", wall.Micros(now))
	switch s {
	case StateReplied:
		b = b.and("replied_at > due_at")
		b.few = true
	case StatePaused, StateShelved:
		b = b.and("stopped_at > due_at") // late already when the clock was stopped
		b.few = true
	}
	return b
}

// residual are the conditions that no index of a branch begins with.
func residual(f Filter) conds {
	var c conds
	if f.Category != 0 {
		c = c.and("category_id = ?", f.Category)
	}
	if f.Division != "" {
		c = c.and("division >= ?", f.Division).and("division < ?", f.Division+"\U0010FFFF")
	}
	if f.Kind != "" {
		c = c.and("kind = ?", f.Kind)
	}
	if f.Urgent != nil {
		c = c.and("urgent = ?", flag(*f.Urgent))
	}
	if f.Business != nil {
		c = c.and("business = ?", flag(*f.Business))
	}
	if f.Sealed != nil {
		c = c.and("sealed = ?", flag(*f.Sealed))
	}
	if f.Topic != "" {
		quoted, _ := json.Marshal(f.Topic) // as it stands in the row; a text does not fail
		c = c.and("topics LIKE ? ESCAPE '!'", "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(string(quoted))+"%")
	}
	if f.Language != "" {
		c = c.and("language = ?", f.Language)
	}
	if f.Hotline != "" {
		c = c.and("hotline = ?", f.Hotline).and("hotline <> ''") // the second names the index
	}
	if f.Door != "" {
		c = c.and("door = ?", f.Door)
	}
	if !f.DueFrom.IsZero() {
		c = c.and("due_at >= ?", wall.Micros(f.DueFrom)).and("due_at < ?", int64(noDue))
	}
	if !f.DueTo.IsZero() {
		c = c.and("due_at < ?", wall.Micros(f.DueTo))
	}
	if !f.From.IsZero() {
		c = c.and("created_at >= ?", wall.Micros(f.From))
	}
	if !f.To.IsZero() {
		c = c.and("created_at < ?", wall.Micros(f.To))
	}
	return c
}

func inStates(c conds, states []State) conds {
	if len(states) == len(States) {
		return c
	}
	parts := make([]string, len(states))
	for i, s := range states {
		parts[i] = stateIs(s)
	}
	return c.and("(" + strings.Join(parts, " OR ") + ")")
}

func inUnits(c conds, units []ids.ID) conds {
	if units == nil {
		return c
	}
	sql, args := inList("unit_id", units)
	return c.and(sql, args...)
}

func inList[T any](column string, list []T) (string, []any) {
	if len(list) == 0 {
		return "1 = 0", nil
	}
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	return column + " IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(list)), ", ") + ")", args
}
