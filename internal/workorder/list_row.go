package workorder

import (
	"database/sql"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// listColumns are the columns of a row in a list, as [rowReader] takes them. The flags come as one number: every column
// of every row costs, and fifty rows are read for a page.
const (
	listColumns = `o.id, o.number, o.title, o.kind, o.category_id, o.division, o.state, o.unit_id,
	o.urgent + 2 * o.business + 4 * o.sealed + 8 * o.direct + 16 * o.imported + 32 * o.designated + 64 * o.first_receiver AS flags,
	o.created_at, o.due_at, o.soon_at, o.sign_due_at, o.replied_at, o.completed_at, o.stopped_at, o.until_at,
	o.redo_count, o.urge_count, o.version, o.application_id, o.merged_into, o.merged_count, o.party_count, o.co_open`
	listWidth = 25
)

// rowReader reads rows of [listColumns]: each column as the engine gives it, since database/sql turns values into fields
// by reflection, and whole numbers by way of text.
type rowReader struct {
	values [listWidth]any
	into   [listWidth]any // pointers to them
	at     int
	err    error
}

func newRowReader() *rowReader {
	r := &rowReader{}
	for i := range r.values {
		r.into[i] = &r.values[i]
	}
	return r
}

func (r *rowReader) text() string {
	s, ok := r.values[r.at].(string)
	if !ok {
		r.wrong()
	}
	r.at++
	return s
}

func (r *rowReader) number() int64 {
	n, ok := r.values[r.at].(int64)
	if !ok {
		r.wrong()
	}
	r.at++
	return n
}

func (r *rowReader) wrong() {
	if r.err == nil {
		r.err = fmt.Errorf("workorder: column %d of a list is a %T", r.at, r.values[r.at])
	}
}

// scan reads one row.
func (r *rowReader) scan(row store.Row) (x Row, err error) {
	err = r.scanInto(row, &x)
	return x, err
}

func (r *rowReader) scanInto(row store.Row, x *Row) error {
	if err := row.Scan(r.into[:]...); err != nil {
		return err
	}
	r.at, r.err = 0, nil
	x.ID, x.Number, x.Title, x.Kind = ids.ID(r.number()), r.text(), r.text(), Kind(r.text())
	x.Category, x.Division, x.State, x.Unit = ids.ID(r.number()), r.text(), State(r.text()), ids.ID(r.number())
	flags := r.number()
	for i, flag := range []*bool{&x.Urgent, &x.Business, &x.Sealed, &x.Direct, &x.Imported, &x.Designated, &x.FirstReceiver} {
		*flag = flags>>i&1 == 1
	}
	x.CreatedAt, x.DueAt, x.SoonAt = wall.FromMicros(r.number()), fromDue(r.number()), wall.FromMicros(r.number())
	x.SignDueAt, x.RepliedAt, x.CompletedAt = wall.FromMicros(r.number()), wall.FromMicros(r.number()), wall.FromMicros(r.number())
	x.StoppedAt, x.UntilAt = wall.FromMicros(r.number()), wall.FromMicros(r.number())
	x.RedoCount, x.UrgeCount, x.Version = int(r.number()), int(r.number()), r.number()
	x.Application, x.MergedInto, x.MergedCount = ids.ID(r.number()), ids.ID(r.number()), int(r.number())
	x.PartyCount, x.CoOpen = int(r.number()), int(r.number())
	return r.err
}

// roomFor is for how many rows a list makes room at once: those of a page, not those of a file.
const roomFor = 201

// readRows reads the rows of a query and closes it; there are at most so many.
func readRows(found *sql.Rows, err error, most int) ([]Row, error) {
	if err != nil {
		return nil, fmt.Errorf("workorder: query: %w", err)
	}
	defer func() { _ = found.Close() }() // its error is found.Err
	list, reader := make([]Row, 0, min(most, roomFor)), newRowReader()
	for found.Next() {
		list = append(list, Row{})
		if err := reader.scanInto(found, &list[len(list)-1]); err != nil {
			return nil, fmt.Errorf("workorder: scan: %w", err)
		}
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("workorder: rows: %w", err)
	}
	return list, nil
}
