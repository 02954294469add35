package main

import (
	"fmt"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

// crowd copies what a search by telephone and supervision need: requests, people with numbers of their own, and the rows
// that supervision watches.
func (x *benchCity) crowd(b *testing.B, f *filling) {
	b.Helper()
	x.watched(b)
	tables := []string{"intake_request", "vault_identity", "vault_lookup", "supervise_watch"}
	for _, table := range tables {
		f.run(`CREATE TABLE bench_` + table + ` AS SELECT * FROM ` + table)
	}
	f.dropIndexes("intake_request", "vault_identity", "supervise_watch")
	unique := "randomblob(32)"
	if f.engine == store.Postgres {
		unique = "sha256(int8send(%[1]s) || int8send(s.n::bigint))"
	}
	print := func(of string) string {
		if f.engine == store.Postgres {
			return fmt.Sprintf(unique, of)
		}
		return unique
	}
	// Whoever called first goes on calling: the twenty newest copies are the same person's.
	caller := fmt.Sprintf("CASE WHEN s.n <= 20 THEN o.identity_id ELSE %s END", shifted("identity_id"))
	open := "((o.order_id + s.n) % 100 < 3)"
	flag := func(condition string) string { return "CASE WHEN " + condition + " THEN 1 ELSE 0 END" }
	for _, t := range []struct {
		table   string
		changed map[string]string
	}{
		{"intake_request", map[string]string{"id": shifted("id"), "contact_id": shifted("contact_id"), "order_id": shifted("order_id"), "number": copiedNumber("number"),
			"order_number": copiedNumber("order_number"), "identity_id": caller, "created_at": f.longAgo("o.created_at", "o.order_id")}},
		{"vault_identity", map[string]string{"id": shifted("id"), "pair": print("o.id")}},
		{"vault_lookup", map[string]string{"key": print("o.identity"), "identity": shifted("identity")}},
		{"supervise_watch", map[string]string{"order_id": shifted("order_id"), "number": copiedNumber("number"), "state": copiedState("o.order_id"),
			"due_at": copiedDue("o.order_id"), "is_open": flag(open), "running": flag(open + " AND (o.order_id + s.n) % 3 <> 2"),
			"card":       "CASE WHEN " + open + " AND (o.order_id + s.n) % 10 = 0 THEN 2 WHEN " + open + " AND (o.order_id + s.n) % 7 = 0 THEN 1 ELSE 0 END",
			"redo_count": flag("(o.order_id + s.n) % 70 = 1"), "urge_count": flag("(o.order_id + s.n) % 90 = 1"), "next_at": "0"}},
	} {
		f.step(t.table, func() { f.copyRows(t.table, "bench_"+t.table, x.columns(b, t.table), t.changed) })
		f.run(`DROP TABLE bench_` + t.table)
	}
}

// diskUsed is the size of the database, its log of writes left out.
func (x *benchCity) diskUsed(b *testing.B) (bytes int64) {
	b.Helper()
	query := `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`
	if x.store.Engine() == store.Postgres {
		query = `SELECT pg_database_size(current_database())`
	}
	if err := x.store.Read(b.Context()).QueryRow(query).Scan(&bytes); err != nil {
		b.Fatal(err)
	}
	return bytes
}

// watched waits until supervision has heard of every template.
func (x *benchCity) watched(b *testing.B) {
	b.Helper()
	end := time.Now().Add(time.Minute)
	for {
		var n int
		if err := x.store.Read(b.Context()).QueryRow(`SELECT COUNT(*) FROM supervise_watch`).Scan(&n); err != nil {
			b.Fatal(err)
		}
		if n >= templates {
			return
		}
		if time.Now().After(end) {
			b.Fatalf("supervision has heard of %d orders only", n)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
