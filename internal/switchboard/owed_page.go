package switchboard

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// DebtFilter says which debts a list shows; zero values leave nothing out.
type DebtFilter struct {
	From, To time.Time // when the calls in vain began; zero: at any time
	Peer     ids.ID
	State    DebtState
	Queue    string // of the last call in vain
	Claimed  ids.ID // who has taken it on
	Sort     string // empty: longest waiting first
	Cursor   string
	Limit    int
}

var debtSorts = store.Keyset{Sorts: []store.Sort{{Name: "first_at"}, {Name: "last_at"}, {Name: "calls"}}}

// debtOpen and debtWritten are the conditions on a debt that it is open, or was written off after its last call in vain.
const (
	debtWritten = `d.paid = 0 AND EXISTS (SELECT 1 FROM switchboard_owed_step w WHERE w.peer_id = d.peer_id AND w.kind = 'write_off' AND w.at > d.last_at)`
	debtOpen    = `d.paid = 0 AND NOT EXISTS (SELECT 1 FROM switchboard_owed_step w WHERE w.peer_id = d.peer_id AND w.kind = 'write_off' AND w.at > d.last_at)`
)

// table is the debts of the filter's calls, one a row, with the arguments of its SQL.
func (f DebtFilter) table() (sql string, args []any) {
	where, args := vain, slices.Clone(vainArgs)
	if f.Peer != 0 {
		where, args = where+` AND f.peer_id = ?`, append(args, f.Peer)
	}
	if !f.From.IsZero() {
		where, args = where+` AND f.began_at >= ?`, append(args, wall.Micros(f.From))
	}
	if !f.To.IsZero() {
		where, args = where+` AND f.began_at < ?`, append(args, wall.Micros(f.To))
	}
	return `(SELECT MIN(call_id) AS id, peer_id, paid, COUNT(*) AS calls, SUM(CASE WHEN robot = 1 AND queued_at > 0 THEN 1 ELSE 0 END) AS robots,
			SUM(CASE WHEN direction = 'in' AND queued_at > 0 AND answered_at = 0 THEN 1 ELSE 0 END) AS unserved, MIN(ended_at) AS first_at, MAX(ended_at) AS last_at
		FROM (SELECT f.call_id, f.peer_id, f.direction, f.robot, f.queued_at, f.answered_at, f.ended_at, COALESCE((SELECT MIN(a.answered_at) FROM switchboard_fact a
				WHERE a.peer_id = f.peer_id AND a.seat_id <> 0 AND a.answered_at > f.ended_at), 0) AS paid
			FROM switchboard_fact f WHERE ` + where + `) o
		GROUP BY peer_id, paid) d`, args
}

// where is what a debt has to fulfil beside.
func (f DebtFilter) where(now time.Time) (where string, args []any) {
	where = map[DebtState]string{DebtOpen: debtOpen, DebtPaid: `d.paid > 0`, DebtWritten: debtWritten}[f.State]
	if where == "" {
		where = `1 = 1`
	}
	if f.Queue != "" {
		where += ` AND EXISTS (SELECT 1 FROM switchboard_fact l WHERE l.peer_id = d.peer_id AND l.ended_at = d.last_at AND l.queue = ?)`
		args = append(args, f.Queue)
	}
	if f.Claimed != 0 { // or had taken it on: what came after is seen from its history
		where += ` AND EXISTS (SELECT 1 FROM switchboard_owed_step c WHERE c.peer_id = d.peer_id AND c.staff_id = ? AND c.kind = 'claim' AND c.until_at > ?)`
		args = append(args, f.Claimed, wall.Micros(now))
	}
	return where, args
}

// DebtPage reads one page of debts and the cursor of the next. Faults: list.bad_sort, list.bad_cursor.
func (s *Service) DebtPage(q store.Queryer, f DebtFilter) (list []Debt, next string, err error) {
	page, err := debtSorts.Page(f.Sort, "first_at", f.Cursor, f.Limit)
	if err != nil {
		return nil, "", err
	}
	table, args := f.table()
	where, more := f.where(s.Clock.Now())
	list, next, err = store.ReadPage(q, page, store.Select{Columns: `d.peer_id, d.paid, d.calls, d.robots, d.unserved, d.first_at, d.last_at`, Table: table,
		Where: where, Args: append(args, more...)}, func(r store.Row) (Debt, error) {
		var d Debt
		var paid, first, last int64
		err := r.Scan(&d.Peer, &paid, &d.Calls, &d.Robot, &d.Unserved, &first, &last)
		d.PaidAt, d.First, d.Last = wall.FromMicros(paid), wall.FromMicros(first), wall.FromMicros(last)
		return d, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("switchboard: debts: %w", err)
	}
	if err := s.fill(q, list); err != nil {
		return nil, "", err
	}
	if f.Claimed != 0 {
		list = slices.DeleteFunc(list, func(d Debt) bool { return d.Claim == nil || d.Claim.Staff != f.Claimed })
	}
	return list, next, nil
}

// Debts lists the debts of callers who called in vain within a span, longest waiting first, at most limit; more tells
// that there are further ones.
func (s *Service) Debts(q store.Queryer, from, to time.Time, limit int) (list []Debt, more bool, err error) {
	list, next, err := s.DebtPage(q, DebtFilter{From: from, To: to, Limit: limit})
	return list, next != "", err
}

// debtOf is the open debt of a caller. The error is ErrNotOwed.
func (s *Service) debtOf(q store.Queryer, peer ids.ID) (Debt, error) {
	list, _, err := s.DebtPage(q, DebtFilter{Peer: peer, State: DebtOpen, Limit: 1})
	switch {
	case err != nil:
		return Debt{}, err
	case len(list) == 0 || list[0].State != DebtOpen:
		return Debt{}, ErrNotOwed
	}
	return list[0], nil
}

// owedFigures counts all debts of a span, and the calls of those paid that no seat had answered.
func (s *Service) owedFigures(q store.Queryer, from, to time.Time) (f OwedFigures, regained int, err error) {
	table, args := DebtFilter{From: from, To: to}.table()
	err = q.QueryRow(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN d.robots = d.calls THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN d.paid > 0 THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN `+debtWritten+` THEN 1 ELSE 0 END), 0), CAST(COALESCE(SUM(CASE WHEN d.paid > 0 THEN d.unserved ELSE 0 END), 0) AS BIGINT)
		FROM `+table, args...).Scan(&f.Owed, &f.Robot, &f.Paid, &f.Written, &regained)
	f.Open = f.Owed - f.Paid - f.Written
	if err == nil && f.Paid > 0 {
		var took int64
		err = q.QueryRow(`SELECT d.paid - d.last_at FROM `+table+` WHERE d.paid > 0 ORDER BY d.paid - d.last_at LIMIT 1 OFFSET ?`,
			append(args, f.Paid/2)...).Scan(&took)
		minutes := int(time.Duration(took) * time.Microsecond / time.Minute)
		f.Minutes = &minutes
	}
	if err != nil {
		return OwedFigures{}, 0, fmt.Errorf("switchboard: figures of debts: %w", err)
	}
	return f, regained, nil
}
