package workorder

import (
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// byPart lists the co-handlings that units owe: from the parts' own index, the most pressing first. An order in which
// two units of a scope help comes once, with the more pressing part.
func (l *listQuery) byPart(units []ids.ID, inner conds) {
	l.table, l.id = "workorder_party", "order_id"
	if l.key != "due_at" {
		l.key = "at"
	}
	bases := []conds{{}}
	if units != nil && len(units)*2 <= maxBranches {
		bases = nil
		for _, u := range units {
			bases = append(bases, conds{}.and("unit_id = ?", u))
		}
	} else if units != nil {
		bases[0] = inUnits(conds{}, units)
	}
	for _, base := range bases {
		for _, s := range []PartyState{PartyOpen, PartyReturned} {
			b := base.and("role = 'co'").and("state = '" + string(s) + "'")
			if len(inner.sql) > 0 {
				b = b.and("EXISTS (SELECT 1 FROM workorder_order"+inner.and("id = order_id").where()+")", inner.args...)
			}
			if len(units) != 1 {
				// What is put beside the columns keeps SQLite from walking a unit's whole index for each row.
				twin := conds{}.and("y.order_id = workorder_party.order_id AND y.role || '' = 'co' AND y.state || '' IN ('open', 'returned')").
					and("(y.due_at, y.id) < (workorder_party.due_at, workorder_party.id)")
				if units != nil {
					in, args := inList("y.unit_id + 0", units)
					twin = twin.and(in, args...)
				}
				b = b.and("NOT EXISTS (SELECT 1 FROM workorder_party y"+twin.where()+")", twin.args...)
			}
			l.branches = append(l.branches, b)
		}
	}
}

// passedBy keeps the orders that units passed down the line and that are not answered yet: few, so that they are sorted
// after they were found.
func (l *listQuery) passedBy(units []ids.ID, base conds) {
	in, args := "1 = 1", []any(nil)
	if units != nil {
		in, args = inList("unit_id", units)
	}
	b := base.and("id IN (SELECT order_id FROM workorder_party WHERE "+in+" AND role = 'chain' AND state = 'open')", args...)
	b.few = true
	l.branches = []conds{b}
}

// orTakesPart widens a condition on the handling unit to orders in which one of the units takes part. For searches,
// where it is asked of a few orders found otherwise, never of a whole list.
func orTakesPart(units []ids.ID) (string, []any) {
	own, args := inList("unit_id", units)
	part, again := inList("y.unit_id", units)
	return "(" + own + " OR party_count > 0 AND EXISTS (SELECT 1 FROM workorder_party y WHERE y.order_id = workorder_order.id AND " +
		part + " AND y.ended_at = 0 AND (y.trusted = 1 OR sealed = 0)))", append(args, again...)
}

// withCo gives the rows of a list of co-handlings their parts, and sealed rows the units that are trusted with them.
func (s *Service) withCo(q store.Queryer, p auth.Principal, f Filter, rows []Row) error {
	index := map[ids.ID]*Row{}
	var list []ids.ID
	for i := range rows {
		r := &rows[i]
		if r.PartyCount > 0 && (f.View == ViewCo || r.Sealed) {
			index[r.ID] = r
			list = append(list, r.ID)
		}
	}
	for len(list) > 0 {
		n := min(len(list), 200)
		in, args := inList("order_id", list[:n])
		list = list[n:]
		found, err := q.Query("SELECT "+partyColumns+" FROM workorder_party WHERE "+in+" ORDER BY id", args...)
		parts, err := store.Collect(found, err, scanParty)
		if err != nil {
			return err
		}
		for _, x := range parts {
			r := index[x.Order]
			r.parties = append(r.parties, x)
		}
	}
	for i := range rows {
		rows[i].mask(p)
		if f.View == ViewCo {
			rows[i].co = rows[i].pressing(p, f.Unit)
		}
	}
	return nil
}

// pressing is the most pressing co-handling that units of p owe; of the whole city's for the centre.
func (o *Order) pressing(p auth.Principal, unit ids.ID) *Party {
	var most *Party
	for i := range o.parties {
		x := &o.parties[i]
		if !x.owed() || !p.Scope.Allows(x.Unit) || unit != 0 && x.Unit != unit {
			continue
		}
		if most == nil || dueBefore(x.DueAt, most.DueAt) {
			most = x
		}
	}
	return most
}

// dueBefore compares due times; none is later than any.
func dueBefore(a, b time.Time) bool { return !a.IsZero() && (b.IsZero() || a.Before(b)) }

// tableOf and idOf name what a list walks.
func (l listQuery) tableOf() string {
	if l.table == "" {
		return "workorder_order"
	}
	return l.table
}

func (l listQuery) idOf() string {
	if l.id == "" {
		return "id"
	}
	return l.id
}
