package assessment

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Codes of the counters: n cases, of which x.
const (
	countSign    = "sign"    // signed, in time
	countContact = "contact" // completed for somebody who wants a reply, neither sealed nor with a main order; first contact soon enough
	countDue     = "due"     // completed, not with a main order; reply in time
	countReturns = "returns" // returns decided; rejected
	countRedo    = "redo"    // completed; redone
)

type counterKey struct {
	day  int
	unit ids.ID
	code string
}

type counter struct{ n, x int64 }

// counters gathers what a batch of events adds.
type counters map[counterKey]counter

func (c counters) add(day int, unit ids.ID, code string, n, x int) {
	if unit == 0 {
		return
	}
	k := counterKey{day, unit, code}
	had := c[k]
	c[k] = counter{had.n + int64(n), had.x + int64(x)}
}

// store adds them, in one order on every node so that two of them never wait for each other in a ring.
func (c counters) store(tx *store.Tx) error {
	keys := slices.SortedFunc(maps.Keys(c), func(a, b counterKey) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.unit, b.unit), cmp.Compare(a.code, b.code))
	})
	for _, k := range keys {
		if err := tx.Do(`INSERT INTO assessment_day (day, unit_id, code, n, x) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (day, unit_id, code) DO UPDATE SET n = assessment_day.n + excluded.n, x = assessment_day.x + excluded.x`,
			k.day, k.unit, k.code, c[k].n, c[k].x); err != nil {
			return fmt.Errorf("assessment: count: %w", err)
		}
	}
	return nil
}

// counted sums the counters of a span of days by unit and code.
func counted(q store.Queryer, from, to int) (map[ids.ID]map[string]counter, error) {
	rows, err := q.Query(`SELECT unit_id, code, CAST(SUM(n) AS BIGINT), CAST(SUM(x) AS BIGINT) FROM assessment_day WHERE day >= ? AND day <= ? GROUP BY 1, 2`, from, to)
	type line struct {
		unit ids.ID
		code string
		counter
	}
	list, err := store.Collect(rows, err, func(r store.Row) (l line, err error) { return l, r.Scan(&l.unit, &l.code, &l.n, &l.x) })
	if err != nil {
		return nil, fmt.Errorf("assessment: counters: %w", err)
	}
	sums := map[ids.ID]map[string]counter{}
	for _, l := range list {
		if sums[l.unit] == nil {
			sums[l.unit] = map[string]counter{}
		}
		sums[l.unit][l.code] = l.counter
	}
	return sums, nil
}
