package insight

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"onedoor/internal/intake"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// Dimensions of the day counters.
const (
	dimCity     = "city"
	dimHour     = "hour"
	dimUnit     = "unit"
	dimCategory = "category"
	dimDivision = "division"
	dimNumber   = "number" // the hotline number called
)

// Metrics that are not simply an event's name.
const (
	metricContacts = "contacts"
	metricRequests = "requests"
	metricDirect   = "direct"
	metricRefused  = "refused"
)

// counted are the order's events that the wallboard counts, with their metric.
var counted = map[string]string{
	workorder.EventCreated: "registered", workorder.EventDispatched: "dispatched", workorder.EventSigned: "signed",
	workorder.EventReplied: "replied", workorder.EventCompleted: "completed", workorder.EventArchived: "archived",
	workorder.EventReturned: "returned", workorder.EventRedone: "redone", workorder.EventUrged: "urged",
}

// Levels of a mark.
const (
	markNone    = 0
	markSoon    = 1
	markOverdue = 2
)

type dayKey struct {
	day              int
	dim, key, metric string
}

type openKey struct {
	unit  ids.ID
	state workorder.State
}

type mark struct {
	unit  ids.ID
	level int
}

// fold gathers the deltas of a batch, so that a counter is written once however often it moved.
type fold struct {
	days  map[dayKey]int64
	open  map[openKey]int64
	marks map[ids.ID]mark
	lines map[ids.ID]onLine // orders that came in on a number
}

// onLine is an order that came in on a hotline number, with its state.
type onLine struct {
	number string
	state  workorder.State
}

func newFold() *fold {
	return &fold{days: map[dayKey]int64{}, open: map[openKey]int64{}, marks: map[ids.ID]mark{}, lines: map[ids.ID]onLine{}}
}

func (f *fold) add(r ledger.Record) error {
	day := wall.Day(r.At)
	hour := strconv.Itoa(r.At.In(wall.Shanghai).Hour())
	switch r.Kind {
	case intake.EventTakenOn, intake.EventRepeated, intake.EventJoined:
		p, ok := r.Origin().(intake.TakenOn)
		if !ok {
			if err := json.Unmarshal(r.Payload, &p); err != nil {
				return fmt.Errorf("payload: %w", err)
			}
		}
		f.takenOn(day, hour, p)
	case intake.EventRefused:
		var p intake.Refused
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			return fmt.Errorf("payload: %w", err)
		}
		f.days[dayKey{day, dimCity, "", metricRefused}]++
		if p.Fresh { // not counted as taken on before
			f.takenOn(day, hour, p.TakenOn)
		}
	default:
		p, err := workorder.PayloadOf(r)
		if err != nil {
			return err
		}
		f.order(day, hour, r, p)
	}
	return nil
}

// both counts for the city and for the unit, if there is one.
func (f *fold) both(day int, unit ids.ID, metric string, n int64) {
	f.days[dayKey{day, dimCity, "", metric}] += n
	if unit != 0 {
		f.days[dayKey{day, dimUnit, unit.String(), metric}] += n
	}
}

// number counts for the hotline number called, if one is known.
func (f *fold) number(day int, number, metric string) {
	if number != "" {
		f.days[dayKey{day, dimNumber, number, metric}]++
	}
}

func (f *fold) takenOn(day int, hour string, p intake.TakenOn) {
	if p.Index == 0 {
		f.days[dayKey{day, dimCity, "", metricContacts}]++
		f.number(day, p.Hotline, metricContacts)
	}
	f.days[dayKey{day, dimCity, "", metricRequests}]++
	f.number(day, p.Hotline, metricRequests)
	f.days[dayKey{day, dimHour, hour, metricRequests}]++
	if p.Category != 0 {
		f.days[dayKey{day, dimCategory, p.Category.String(), metricRequests}]++
	}
	if p.Division != "" {
		f.days[dayKey{day, dimDivision, p.Division, metricRequests}]++
	}
}

func (f *fold) order(day int, hour string, r ledger.Record, p workorder.Payload) {
	if metric, ok := counted[r.Kind]; ok {
		unit := p.Unit
		if r.Kind == workorder.EventReturned {
			unit = p.PrevUnit
		}
		f.both(day, unit, metric, 1)
		f.number(day, p.Hotline, metric)
		if r.Kind == workorder.EventCompleted {
			f.days[dayKey{day, dimHour, hour, metric}]++
			if p.Direct {
				f.both(day, unit, metricDirect, 1)
				f.number(day, p.Hotline, metricDirect)
			}
		}
	}
	if p.From != workorder.StateNone {
		f.open[openKey{p.PrevUnit, p.From}]--
	}
	f.open[openKey{p.Unit, p.To}]++
	if p.Hotline != "" {
		f.lines[r.Subject] = onLine{p.Hotline, p.To}
	}

	switch {
	case r.Kind == workorder.EventDueSoon:
		f.marks[r.Subject] = mark{p.Unit, markSoon}
	case r.Kind == workorder.EventOverdue:
		f.marks[r.Subject] = mark{p.Unit, markOverdue}
	case passed(r.Kind), r.Kind == workorder.EventReassigned && p.Mark != workorder.MarkNone: // by a sub-centre, among its own units
		if p.Mark != workorder.MarkNone { // the same clock, in other hands
			f.marks[r.Subject] = mark{p.Unit, int(p.Mark)}
		}
	case p.Assignment > 0, !p.To.Open(), p.To == workorder.StateMerged, r.Kind == workorder.EventReturnUpheld, moreTime(r, p):
		f.marks[r.Subject] = mark{} // a new clock, or none any more
	}
}

// passed says whether an order went along the line district → town → community: its clock and its marks go with it.
func passed(kind string) bool {
	return kind == workorder.EventPassedDown || kind == workorder.EventPassedUp || kind == workorder.EventRecalled
}

// moreTime says whether a clock was moved beyond now: granted time, a pause, the end of one.
func moreTime(r ledger.Record, p workorder.Payload) bool {
	switch r.Kind {
	case workorder.EventExtended, workorder.EventPaused, workorder.EventShelved, workorder.EventResumed:
		return p.DueAt > wall.Micros(r.At)
	}
	return false
}

// store adds the deltas, in one order on every node so that two of them never wait for each other in a ring.
func (f *fold) store(tx *store.Tx) error {
	days := slices.SortedFunc(maps.Keys(f.days), func(a, b dayKey) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.dim, b.dim), cmp.Compare(a.key, b.key), cmp.Compare(a.metric, b.metric))
	})
	rows := make([][]any, 0, len(days))
	for _, k := range days {
		if n := f.days[k]; n != 0 {
			rows = append(rows, []any{k.day, k.dim, k.key, k.metric, n})
		}
	}
	if err := store.InsertMany(tx, `INSERT INTO insight_day (day, dim, key, metric, n) VALUES `,
		` ON CONFLICT (day, dim, key, metric) DO UPDATE SET n = insight_day.n + excluded.n`, rows); err != nil {
		return fmt.Errorf("insight: count: %w", err)
	}
	open := slices.SortedFunc(maps.Keys(f.open), func(a, b openKey) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.state, b.state))
	})
	rows = rows[:0]
	for _, k := range open {
		if n := f.open[k]; n != 0 {
			rows = append(rows, []any{k.unit, string(k.state), n})
		}
	}
	if err := store.InsertMany(tx, `INSERT INTO insight_open (unit_id, state, n) VALUES `,
		` ON CONFLICT (unit_id, state) DO UPDATE SET n = insight_open.n + excluded.n`, rows); err != nil {
		return fmt.Errorf("insight: count open: %w", err)
	}
	if err := f.storeMarks(tx); err != nil {
		return err
	}
	return f.storeLines(tx)
}

// storeMarks keeps the orders whose clock warned, and lets go of those whose clock is new or has ended.
func (f *fold) storeMarks(tx *store.Tx) error {
	var rows [][]any
	var gone []ids.ID
	for _, order := range slices.Sorted(maps.Keys(f.marks)) {
		if m := f.marks[order]; m.level != markNone {
			rows = append(rows, []any{order, m.unit, m.level})
		} else {
			gone = append(gone, order)
		}
	}
	if err := remove(tx, "insight_mark", gone); err != nil {
		return err
	}
	if err := store.InsertMany(tx, `INSERT INTO insight_mark (order_id, unit_id, level) VALUES `,
		` ON CONFLICT (order_id) DO UPDATE SET unit_id = excluded.unit_id, level = excluded.level`, rows); err != nil {
		return fmt.Errorf("insight: mark: %w", err)
	}
	return nil
}

// remove deletes the rows of orders.
func remove(tx *store.Tx, table string, orders []ids.ID) error {
	err := store.Many(orders, func(marks string, args []any) error {
		err := tx.Do(`DELETE FROM `+table+` WHERE order_id IN (`+marks+`)`, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("insight: remove from %s: %w", table, err)
	}
	return nil
}

// storeLines keeps the orders under way that came in on a number, and lets go of those that ended.
func (f *fold) storeLines(tx *store.Tx) error {
	var rows [][]any
	var gone []ids.ID
	for _, order := range slices.Sorted(maps.Keys(f.lines)) {
		if l := f.lines[order]; l.state.Open() {
			rows = append(rows, []any{order, l.number, string(l.state)})
		} else {
			gone = append(gone, order)
		}
	}
	if err := remove(tx, "insight_numbered", gone); err != nil {
		return err
	}
	if err := store.InsertMany(tx, `INSERT INTO insight_numbered (order_id, hotline, state) VALUES `,
		` ON CONFLICT (order_id) DO UPDATE SET hotline = excluded.hotline, state = excluded.state`, rows); err != nil {
		return fmt.Errorf("insight: by number: %w", err)
	}
	return nil
}
