package ledger

import (
	"strings"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Filter chooses events for an audit; zero fields choose all.
type Filter struct {
	Actor   ids.ID
	Subject ids.ID
	Kind    string // a kind, or its beginning up to the dot
	From    time.Time
	To      time.Time
	Before  int64 // only events numbered below
	After   int64 // only events numbered above
	Oldest  bool  // the oldest first
	Limit   int
	Without []ids.ID // subjects that are left out
}

// Search returns numbered events, the newest first unless asked otherwise.
func (l *Ledger) Search(q store.Queryer, f Filter) ([]Record, error) {
	where, args := []string{`seq IS NOT NULL`}, []any{}
	add := func(condition string, arg any) { where, args = append(where, condition), append(args, arg) }
	if f.Actor != 0 {
		add(`actor = ?`, f.Actor)
	}
	if f.Subject != 0 {
		add(`subject = ?`, f.Subject)
	}
	if f.Kind != "" {
		// As a range, so that % and _ in what somebody typed mean themselves.
		add(`kind >= ?`, f.Kind)
		add(`kind < ?`, f.Kind+"\U0010FFFF")
	}
	if !f.From.IsZero() {
		add(`at >= ?`, wall.Micros(f.From))
	}
	if !f.To.IsZero() {
		add(`at < ?`, wall.Micros(f.To))
	}
	if f.Before > 0 {
		add(`seq < ?`, f.Before)
	}
	if f.After > 0 {
		add(`seq > ?`, f.After)
	}
	if len(f.Without) > 0 {
		where = append(where, `subject NOT IN (`+strings.TrimSuffix(strings.Repeat(`?, `, len(f.Without)), `, `)+`)`)
		for _, id := range f.Without {
			args = append(args, id)
		}
	}
	sort := `seq DESC`
	if f.Oldest {
		sort = `seq`
	}
	args = append(args, f.Limit)
	rows, err := q.Query(`SELECT `+RawColumns+` FROM ledger_event WHERE `+strings.Join(where, ` AND `)+` ORDER BY `+sort+` LIMIT ?`, args...)
	return store.Collect(rows, err, scan)
}
