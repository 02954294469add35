package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// watch is what is watched of one order: a row folded from the ledger.
type watch struct {
	Order       ids.ID
	Number      string
	Unit        ids.ID
	Handler     ids.ID
	Assignment  int
	Category    ids.ID
	Division    string
	Kind        string
	State       string
	Urgent      bool
	Business    bool
	Running     bool // the unit's clock runs
	Shelved     bool
	Open        bool
	GivenAt     time.Time
	DueAt       time.Time
	RedoCount   int
	UrgeCount   int
	ReturnCount int
	Repeats     int
	Card        int
	Case        ids.ID
	NextAt      time.Time
	NextStep    string
	LateStage   workorder.Stage // owed and past its limit; empty: none
}

// watchOf is what the order's own row says now.
func watchOf(o *workorder.Order) watch {
	w := watch{
		Order: o.ID, Number: o.Number, Unit: o.Unit, Handler: o.Handler, Assignment: o.Assignment, Category: o.Category,
		Division: o.Division, Kind: string(o.Kind), State: string(o.State), Urgent: o.Urgent, Business: o.Business,
		Shelved: o.State == workorder.StateShelved, Open: o.State.Open(), GivenAt: o.DispatchedAt, DueAt: o.DueAt,
		RedoCount: o.RedoCount, UrgeCount: o.UrgeCount, ReturnCount: o.ReturnCount,
	}
	w.Running = w.Open && w.Unit != 0 && !w.DueAt.IsZero() && o.State != workorder.StateMerged && !o.State.Stopped() &&
		(o.State != workorder.StateReplied || o.RepliedAt.After(o.DueAt))
	return w
}

// sameClock tells whether both are about one clock that is due at one time.
func (w *watch) sameClock(o *watch) bool {
	return w.Assignment == o.Assignment && w.DueAt.Equal(o.DueAt) && w.Running == o.Running
}

// overdue tells whether the clock is past its due time at the moment now.
func (w *watch) overdue(now time.Time) bool { return w.Running && now.After(w.DueAt) }

const watchColumns = `order_id, number, unit_id, handler_id, assignment, category_id, division, kind, state, urgent, business,
	running, shelved, is_open, given_at, due_at, redo_count, urge_count, return_count, repeats, card, case_id, next_at, next_step, late_stage`

func scanWatch(row store.Row) (*watch, error) {
	var w watch
	var given, due, next int64
	err := row.Scan(&w.Order, &w.Number, &w.Unit, &w.Handler, &w.Assignment, &w.Category, &w.Division, &w.Kind, &w.State, &w.Urgent,
		&w.Business, &w.Running, &w.Shelved, &w.Open, &given, &due, &w.RedoCount, &w.UrgeCount, &w.ReturnCount, &w.Repeats,
		&w.Card, &w.Case, &next, &w.NextStep, &w.LateStage)
	w.GivenAt, w.DueAt, w.NextAt = wall.FromMicros(given), wall.FromMicros(due), wall.FromMicros(next)
	return &w, err
}

// watchOfOrder reads an order's row, nil if there is none. Within a transaction it is locked.
func watchOfOrder(q store.Queryer, order ids.ID) (*watch, error) {
	found, err := watchesOf(q, []ids.ID{order})
	return found[order], err
}

// watchesOf reads the rows of orders, those that there are. Within a transaction they are locked.
func watchesOf(q store.Queryer, orders []ids.ID) (map[ids.ID]*watch, error) {
	found := map[ids.ID]*watch{}
	err := store.Many(orders, func(marks string, args []any) error {
		rows, err := q.Query(`SELECT `+watchColumns+` FROM supervise_watch WHERE order_id IN (`+marks+`) ORDER BY order_id`+locking(q), args...)
		some, err := store.Collect(rows, err, scanWatch)
		for _, w := range some {
			found[w.Order] = w
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("supervise: watches: %w", err)
	}
	return found, nil
}

// locking is the end of a statement that reads what will be written.
func locking(q store.Queryer) string {
	if _, writing := q.(*store.Tx); writing && q.Engine() == store.Postgres {
		return ` FOR UPDATE`
	}
	return ``
}

func putWatch(tx *store.Tx, w *watch) error { return putWatches(tx, []*watch{w}) }

// putWatches writes rows, each of another order.
func putWatches(tx *store.Tx, list []*watch) error {
	rows := make([][]any, len(list))
	for i, w := range list {
		rows[i] = []any{w.Order, w.Number, w.Unit, w.Handler, w.Assignment, w.Category, w.Division, w.Kind, w.State, flag(w.Urgent), flag(w.Business),
			flag(w.Running), flag(w.Shelved), flag(w.Open), wall.Micros(w.GivenAt), wall.Micros(w.DueAt), w.RedoCount, w.UrgeCount,
			w.ReturnCount, w.Repeats, w.Card, w.Case, wall.Micros(w.NextAt), w.NextStep, w.LateStage}
	}
	err := store.InsertMany(tx, `INSERT INTO supervise_watch (`+watchColumns+`) VALUES `, ` ON CONFLICT (order_id) DO UPDATE SET number = excluded.number, unit_id = excluded.unit_id, handler_id = excluded.handler_id,
		assignment = excluded.assignment, category_id = excluded.category_id, division = excluded.division, kind = excluded.kind,
		state = excluded.state, urgent = excluded.urgent, business = excluded.business, running = excluded.running,
		shelved = excluded.shelved, is_open = excluded.is_open, given_at = excluded.given_at, due_at = excluded.due_at,
		redo_count = excluded.redo_count, urge_count = excluded.urge_count, return_count = excluded.return_count,
		repeats = excluded.repeats, card = excluded.card, case_id = excluded.case_id, next_at = excluded.next_at, next_step = excluded.next_step,
		late_stage = excluded.late_stage`, rows)
	if err != nil {
		return fmt.Errorf("supervise: put watch: %w", err)
	}
	return nil
}

// replan makes the sweep look at every running clock again, because the chain changed.
func replan(tx *store.Tx, now time.Time) error {
	if err := tx.Do(`UPDATE supervise_watch SET next_at = ?, next_step = '' WHERE running = 1`, wall.Micros(now)); err != nil {
		return fmt.Errorf("supervise: replan: %w", err)
	}
	return nil
}

func setCase(tx *store.Tx, order, to ids.ID) error {
	if err := tx.Do(`UPDATE supervise_watch SET case_id = ? WHERE order_id = ?`, to, order); err != nil {
		return fmt.Errorf("supervise: case of watch: %w", err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
