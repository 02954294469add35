package insight

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"onedoor/internal/followup"
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
)

// Metrics that are not simply an event's name.
const (
	metricContacts  = "contacts"
	metricRequests  = "requests"
	metricDirect    = "direct"
	metricAsked     = "asked"
	metricAnswered  = "answered"
	metricContacted = "contacted"
	metricResolved  = "resolved"
	metricSatisfied = "satisfied"
)

// satisfiedFrom is the least of the five grades that counts as satisfied: 基本满意.
const satisfiedFrom = 3

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
}

func newFold() *fold {
	return &fold{days: map[dayKey]int64{}, open: map[openKey]int64{}, marks: map[ids.ID]mark{}}
}

func (f *fold) add(r ledger.Record) error {
	day := wall.Day(r.At)
	hour := strconv.Itoa(r.At.In(wall.Shanghai).Hour())
	switch r.Kind {
	case intake.EventTakenOn, intake.EventRepeated:
		var p intake.TakenOn
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			return fmt.Errorf("payload: %w", err)
		}
		f.takenOn(day, hour, p)
	case followup.EventPlanned:
		var p followup.Planned
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			return fmt.Errorf("payload: %w", err)
		}
		f.both(day, p.Unit, metricAsked, 1)
	case followup.EventAnswered:
		var p followup.Answered
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			return fmt.Errorf("payload: %w", err)
		}
		f.answered(day, p)
	default:
		p, err := workorder.ReadPayload(r.Payload)
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

func (f *fold) takenOn(day int, hour string, p intake.TakenOn) {
	if p.Index == 0 {
		f.days[dayKey{day, dimCity, "", metricContacts}]++
	}
	f.days[dayKey{day, dimCity, "", metricRequests}]++
	f.days[dayKey{day, dimHour, hour, metricRequests}]++
	if p.Category != 0 {
		f.days[dayKey{day, dimCategory, p.Category.String(), metricRequests}]++
	}
	if p.Division != "" {
		f.days[dayKey{day, dimDivision, p.Division, metricRequests}]++
	}
}

func (f *fold) answered(day int, p followup.Answered) {
	if !p.Counted {
		return
	}
	if p.Was == nil {
		f.both(day, p.Unit, metricAnswered, 1)
	} else {
		f.figures(day, p.Unit, *p.Was, -1)
	}
	f.figures(day, p.Unit, followup.Figures{Contacted: p.Contacted, Resolved: p.Resolved, Satisfaction: p.Satisfaction}, 1)
}

func (f *fold) figures(day int, unit ids.ID, a followup.Figures, n int64) {
	if a.Contacted {
		f.both(day, unit, metricContacted, n)
	}
	if a.Resolved == followup.ResolvedYes {
		f.both(day, unit, metricResolved, n)
	}
	if a.Satisfaction >= satisfiedFrom {
		f.both(day, unit, metricSatisfied, n)
	}
}

func (f *fold) order(day int, hour string, r ledger.Record, p workorder.Payload) {
	if metric, ok := counted[r.Kind]; ok {
		unit := p.Unit
		if r.Kind == workorder.EventReturned {
			unit = p.PrevUnit
		}
		f.both(day, unit, metric, 1)
		if r.Kind == workorder.EventCompleted {
			f.days[dayKey{day, dimHour, hour, metric}]++
			if p.Direct {
				f.both(day, unit, metricDirect, 1)
			}
		}
	}
	if p.From != workorder.StateNone {
		f.open[openKey{p.PrevUnit, p.From}]--
	}
	f.open[openKey{p.Unit, p.To}]++

	switch {
	case r.Kind == workorder.EventDueSoon:
		f.marks[r.Subject] = mark{p.Unit, markSoon}
	case r.Kind == workorder.EventOverdue:
		f.marks[r.Subject] = mark{p.Unit, markOverdue}
	case p.Assignment > 0, !p.To.Open(), r.Kind == workorder.EventReturnUpheld:
		f.marks[r.Subject] = mark{} // a new clock, or none any more
	}
}

// store adds the deltas, in one order on every node so that two of them never wait for each other in a ring.
func (f *fold) store(tx *store.Tx) error {
	days := slices.SortedFunc(maps.Keys(f.days), func(a, b dayKey) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.dim, b.dim), cmp.Compare(a.key, b.key), cmp.Compare(a.metric, b.metric))
	})
	for _, k := range days {
		if n := f.days[k]; n != 0 {
			if _, err := tx.Exec(`INSERT INTO insight_day (day, dim, key, metric, n) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (day, dim, key, metric) DO UPDATE SET n = insight_day.n + excluded.n`, k.day, k.dim, k.key, k.metric, n); err != nil {
				return fmt.Errorf("insight: count: %w", err)
			}
		}
	}
	open := slices.SortedFunc(maps.Keys(f.open), func(a, b openKey) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.state, b.state))
	})
	for _, k := range open {
		if n := f.open[k]; n != 0 {
			if _, err := tx.Exec(`INSERT INTO insight_open (unit_id, state, n) VALUES (?, ?, ?)
				ON CONFLICT (unit_id, state) DO UPDATE SET n = insight_open.n + excluded.n`, k.unit, string(k.state), n); err != nil {
				return fmt.Errorf("insight: count open: %w", err)
			}
		}
	}
	for _, order := range slices.Sorted(maps.Keys(f.marks)) {
		m, statement, args := f.marks[order], `DELETE FROM insight_mark WHERE order_id = ?`, []any{order}
		if m.level != markNone {
			statement, args = `INSERT INTO insight_mark (order_id, unit_id, level) VALUES (?, ?, ?)
				ON CONFLICT (order_id) DO UPDATE SET unit_id = excluded.unit_id, level = excluded.level`, []any{order, m.unit, m.level}
		}
		if _, err := tx.Exec(statement, args...); err != nil {
			return fmt.Errorf("insight: mark: %w", err)
		}
	}
	return nil
}
