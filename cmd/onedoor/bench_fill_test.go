package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/tool/democity"
)

// templates is how many orders are really taken on; the rest are their copies, made inside the engine.
const templates = 1000

// filling makes a million orders in minutes: rows in the order of their key, indexes afterwards, nothing synced.
type filling struct {
	b       *testing.B
	engine  store.Engine
	conn    *sql.Conn
	copies  int
	worded  int      // copies whose words are searched: the newest
	indexes []string // what makes them again
	took    []string
}

// fill makes count orders of the last two years, three of a hundred still open, a tenth of those overdue. The copies are
// rows of the same tables with the same indexes, each with its assignment, and the newest of them with words in the search
// index. More tables may be copied by more, before the indexes are made. It tells how long each step took.
func (x *benchCity) fill(b *testing.B, seat *callers, count, words int, more func(f *filling)) string {
	b.Helper()
	f := &filling{b: b, engine: x.store.Engine(), copies: count / templates, worded: words / templates}
	var said map[ids.ID]string
	f.step("taking on", func() { said = x.takeTemplates(b, seat) })
	db, err := store.Bare(x.store.Config())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if f.conn, err = db.Conn(b.Context()); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.conn.Close() }()
	f.hurry()
	f.run(`CREATE TABLE bench_order AS SELECT * FROM workorder_order`)
	f.run(`CREATE TABLE bench_assignment AS SELECT * FROM workorder_assignment`)
	f.keepWords(said)
	f.dropIndexes("workorder_order", "workorder_text")
	f.step("orders", func() { f.copyRows("workorder_order", "bench_order", x.columns(b, "workorder_order"), f.orderValues()) })
	f.step("assignments", func() {
		f.copyRows("workorder_assignment", "bench_assignment", x.columns(b, "workorder_assignment"), map[string]string{
			"order_id": shifted("order_id"), "given_at": "o.given_at - s.n * 1000000"})
	})
	f.step("words", func() {
		f.copyNewest(f.worded, "workorder_text", "bench_words", []string{"rowid", "body"}, map[string]string{"rowid": shifted("rowid")})
	})
	if more != nil {
		more(f)
	}
	f.step("indexes", func() {
		for _, again := range f.indexes {
			f.run(again)
		}
	})
	f.step("counters and statistics", f.settle)
	var orders, assignments, texts int
	for table, n := range map[string]*int{"workorder_order": &orders, "workorder_assignment": &assignments, "workorder_text": &texts} {
		if err := f.conn.QueryRowContext(b.Context(), `SELECT COUNT(*) FROM `+table).Scan(n); err != nil {
			b.Fatal(err)
		}
	}
	if want := (f.copies + 1) * templates; orders != want || assignments != want || texts != (f.worded+1)*templates {
		b.Fatalf("filled %d orders, %d assignments, %d texts, want %d and %d texts", orders, assignments, texts, want, (f.worded+1)*templates)
	}
	return strings.Join(f.took, ", ")
}

// takeTemplates takes the templates on through HTTP and returns what went into the search index.
func (x *benchCity) takeTemplates(b *testing.B, seat *callers) map[ids.ID]string {
	b.Helper()
	var mu sync.Mutex
	words := map[ids.ID]string{}
	stop := x.store.Record(func(c store.Commit) {
		mu.Lock()
		defer mu.Unlock()
		for _, s := range c.Statements {
			if id, ok := firstOf(s.Args).(ids.ID); ok && strings.Contains(s.SQL, "INTO workorder_text") {
				words[id] = s.Args[1].(string)
			}
		}
	})
	defer stop()
	var wg sync.WaitGroup
	work := make(chan int)
	for range 16 {
		wg.Go(func() {
			for n := range work {
				if err := seat.post("/contacts", x.form(n)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for n := range templates {
		work <- n
	}
	close(work)
	wg.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return words
}

func firstOf(args []any) any {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

func (f *filling) run(statement string, args ...any) {
	f.b.Helper()
	if _, err := f.conn.ExecContext(f.b.Context(), statement, args...); err != nil {
		f.b.Fatalf("%s: %v", statement[:min(80, len(statement))], err)
	}
}

func (f *filling) step(name string, do func()) {
	start := time.Now()
	do()
	f.took = append(f.took, fmt.Sprintf("%s %v", name, time.Since(start).Round(time.Second/10)))
}

// hurry lets this connection alone write without syncing, with room to sort.
func (f *filling) hurry() {
	if f.engine == store.Postgres {
		f.run(`SET synchronous_commit = off`)
		f.run(`SET maintenance_work_mem = '256MB'`)
		return
	}
	f.run(`PRAGMA synchronous = OFF`)
	f.run(`PRAGMA cache_size = -262144`)
	f.run(`INSERT INTO workorder_text (workorder_text, rank) VALUES ('hashsize', 67108864)`) // what is gathered before it is written
}

// keepWords puts the templates' words where copies can be made of them.
func (f *filling) keepWords(words map[ids.ID]string) {
	if f.engine == store.Postgres {
		f.run(`CREATE TABLE bench_words AS SELECT rowid, body FROM workorder_text`)
		return
	}
	f.run(`CREATE TABLE bench_words (rowid INTEGER PRIMARY KEY, body TEXT)`)
	f.run(`BEGIN`)
	for id, body := range words {
		f.run(`INSERT INTO bench_words (rowid, body) VALUES (?, ?)`, id, body)
	}
	f.run(`COMMIT`)
}

// dropIndexes takes the indexes away, but for the primary keys: making them of all rows is quicker than keeping them.
func (f *filling) dropIndexes(tables ...string) {
	in := "('" + strings.Join(tables, "', '") + "')"
	query := `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ` + in
	if f.engine == store.Postgres {
		query = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN ` + in + ` AND indexname NOT LIKE '%_pkey'`
	}
	rows, err := f.conn.QueryContext(f.b.Context(), query)
	list, err := store.Collect(rows, err, func(r store.Row) (x [2]string, err error) { return x, r.Scan(&x[0], &x[1]) })
	if err != nil || len(list) == 0 {
		f.b.Fatalf("%d indexes of %s, err = %v", len(list), in, err)
	}
	for _, x := range list {
		f.run(`DROP INDEX ` + x[0])
		f.indexes = append(f.indexes, x[1])
	}
}

// shifted is the id of a copy: older than all templates, in the order of time.
func shifted(column string) string { return "o." + column + " - s.n * 1099511627776" }

func (f *filling) orderValues() map[string]string {
	return map[string]string{
		"id":            shifted("id"),
		"number":        copiedNumber("number"),
		"created_at":    f.longAgo("o.created_at", "o.id"),
		"dispatched_at": "o.created_at - s.n * 1000000",
		"state":         copiedState("o.id"),
		"due_at":        copiedDue("o.id"),
		"next_mark_at":  "NULL",
	}
}

func copiedNumber(column string) string { return "o." + column + " || '-' || s.n" }

// longAgo spreads the copies over two years.
func (f *filling) longAgo(created, order string) string {
	return fmt.Sprintf("%s - s.n * %d - (%s %% 86400) * 1000000", created, int64(2*365*24*time.Hour/time.Microsecond)/int64(f.copies), order)
}

// copiedState leaves three of a hundred open.
func copiedState(order string) string {
	n := "(" + order + " + s.n)"
	return "CASE WHEN " + n + " % 100 >= 3 THEN 'archived' WHEN " + n + " % 3 = 0 THEN 'dispatched' WHEN " + n + " % 3 = 1 THEN 'handling' ELSE 'replied' END"
}

// copiedDue lets a tenth be overdue.
func copiedDue(order string) string {
	return "CASE WHEN (" + order + " + s.n) % 10 = 0 THEN o.due_at - 2592000000000 ELSE o.due_at + s.n * 1000000 END"
}

// copyRows copies the templates' rows, the oldest first, which is the order of their keys.
func (f *filling) copyRows(table, from string, columns []string, changed map[string]string) {
	f.copyNewest(f.copies, table, from, columns, changed)
}

// copyNewest makes only so many copies, those of the last days.
func (f *filling) copyNewest(copies int, table, from string, columns []string, changed map[string]string) {
	values := make([]string, len(columns))
	for i, c := range columns {
		if values[i] = changed[c]; values[i] == "" {
			values[i] = "o." + c
		}
	}
	const block = 50 // copies to a transaction
	for high := copies; high > 0; high -= block {
		f.run(fmt.Sprintf(`INSERT INTO %s (%s) WITH RECURSIVE s(n) AS (SELECT CAST(%d AS BIGINT) UNION ALL SELECT n - 1 FROM s WHERE n > %d)
			SELECT %s FROM s CROSS JOIN %s o`, table, strings.Join(columns, ", "), high, max(high-block+1, 1), strings.Join(values, ", "), from))
	}
}

// settle makes the wallboard's counters anew, and the engine's statistics.
func (f *filling) settle() {
	f.run(`DELETE FROM insight_open`)
	f.run(`INSERT INTO insight_open (unit_id, state, n) SELECT unit_id, state, COUNT(*) FROM workorder_order GROUP BY unit_id, state`)
	f.run(`DELETE FROM insight_mark`)
	f.run(fmt.Sprintf(`INSERT INTO insight_mark (order_id, unit_id, level) SELECT id, unit_id, 2 FROM workorder_order
		WHERE state IN ('dispatched', 'handling') AND due_at < %d`, wall.Micros(time.Now())))
	for _, table := range []string{"bench_order", "bench_assignment", "bench_words"} {
		f.run(`DROP TABLE ` + table)
	}
	if f.engine == store.Postgres {
		f.run(`VACUUM ANALYZE`)
		return
	}
	f.run(`INSERT INTO workorder_text (workorder_text, rank) VALUES ('hashsize', 1048576)`)
	f.run(`ANALYZE`)
	f.run(`PRAGMA wal_checkpoint(TRUNCATE)`)
}

func (x *benchCity) columns(b *testing.B, table string) []string {
	b.Helper()
	rows, err := x.store.DB().QueryContext(b.Context(), "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil || rows.Err() != nil {
		b.Fatal(err, rows.Err())
	}
	return columns
}

// subCentre makes a sub-centre through which so many of the units work, led by a person of the same name.
func (x *benchCity) subCentre(b *testing.B, name string, n int) {
	b.Helper()
	newcomer := directory.StaffIn{Login: name, Name: "测量", Roles: []string{"subcentre"}, Password: democity.Password}
	var sub directory.Unit
	mode := directory.SubCentreMode
	x.write(b, func(tx *store.Tx) (err error) {
		if sub, err = x.directory.AddUnit(tx, auth.System, directory.UnitIn{Code: name, Name: "测量分中心", Kind: directory.SubCentre}); err != nil {
			return err
		}
		for _, id := range x.units[:n] {
			u, err := x.directory.Unit(tx, id)
			if err != nil {
				return err
			}
			if _, err := x.directory.ChangeUnit(tx, auth.System, id, directory.UnitPatch{Version: u.Version, Mode: &mode,
				SubCentreID: directory.ChangeTo(sub.ID)}); err != nil {
				return err
			}
		}
		return nil
	})
	newcomer.UnitID = sub.ID
	ready, err := x.directory.Prepare(newcomer)
	if err != nil {
		b.Fatal(err)
	}
	x.write(b, func(tx *store.Tx) error {
		_, err := x.directory.AddStaff(tx, auth.System, ready)
		return err
	})
}

func (x *benchCity) write(b *testing.B, fn func(tx *store.Tx) error) {
	b.Helper()
	if err := x.store.Write(context.WithoutCancel(b.Context()), fn); err != nil {
		b.Fatal(err)
	}
}
