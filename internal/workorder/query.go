package workorder

import (
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
	key      string // column of the sort key
	desc     bool
	distinct bool   // branches overlap
	window   *conds // the newest matches of common words, if only they are looked at
}

// plan turns a filter and who asks into branches. No branch at all is an empty list.
func plan(q store.Queryer, p auth.Principal, f Filter, after *cursor, now time.Time) listQuery {
	l := listQuery{key: "created_at", desc: true}
	if f.Sort == SortDue {
		l.key, l.desc = "due_at", false
	}
	units, some := unitsOf(p, f.Unit)
	states := f.wanted()
	if !some || len(states) == 0 {
		return l
	}
	rest := residual(f)
	switch {
	case f.Text != "":
		l.byText(q, p, f, inStates(inUnits(rest, units), states), after, now)
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
		l.byUnit(f, units, states, rest, now)
	}
	return l
}

// unitsOf are the units whose orders may be listed: nil for every unit. some is false when
// there is none.
func unitsOf(p auth.Principal, wanted ids.ID) (units []ids.ID, some bool) {
	switch {
	case wanted != 0 && !p.Scope.Allows(wanted):
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

// byUnit makes a branch for each unit and state that an index can answer.
func (l *listQuery) byUnit(f Filter, units []ids.ID, states []State, rest conds, now time.Time) {
	perState := len(states) < len(States) || f.Sort == SortDue
	if f.Category != 0 && units == nil && f.Sort == SortNew && f.View != ViewOverdue {
		l.branches = []conds{inStates(rest, states)} // the category's own index
		return
	}
	bases := []conds{rest}
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
			l.branches = append(l.branches, base)
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
	if s == StateReplied {
		b = b.and("replied_at > due_at")
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
