package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

var things = store.Migrations{Room: "thing", FS: fstest.MapFS{
	"migrations/9001_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (id {{id}} PRIMARY KEY, name TEXT NOT NULL, raw {{bytes}});
CREATE UNIQUE INDEX thing_name ON thing (name);`)},
	"migrations/9002_engine.sqlite.sql":   {Data: []byte(`CREATE TABLE thing_engine (name TEXT); INSERT INTO thing_engine VALUES ('sqlite');`)},
	"migrations/9002_engine.postgres.sql": {Data: []byte(`CREATE TABLE thing_engine (name TEXT); INSERT INTO thing_engine VALUES ('postgres');`)},
}}

func add(id int64, name string) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO thing (id, name) VALUES (?, ?)`, id, name)
		return err
	}
}

func count(t *testing.T, st *store.Store) (n int) {
	t.Helper()
	if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM thing`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMigrations(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		var name string
		if err := st.Read(t.Context()).QueryRow(`SELECT name FROM thing_engine`).Scan(&name); err != nil {
			t.Fatal(err)
		}
		if name != string(st.Engine()) {
			t.Errorf("the migration of %s ran on %s", name, st.Engine())
		}
	}, things)
}

func TestWrite(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		ctx := t.Context()
		t.Run("Refused", func(t *testing.T) {
			refusal := errors.New("no")
			err := st.Write(ctx, func(tx *store.Tx) error {
				if err := add(1, "half")(tx); err != nil {
					return err
				}
				return refusal
			})
			if !errors.Is(err, refusal) || count(t, st) != 0 {
				t.Fatalf("err = %v, rows = %d; want the refusal and no row", err, count(t, st))
			}
		})
		t.Run("Panic", func(t *testing.T) {
			if err := st.Write(ctx, func(tx *store.Tx) error { _ = add(1, "x")(tx); panic("oh") }); err == nil || count(t, st) != 0 {
				t.Fatalf("err = %v, rows = %d", err, count(t, st))
			}
		})
		t.Run("IgnoredError", func(t *testing.T) {
			_ = st.Write(ctx, add(2, "twin"))
			err := st.Write(ctx, func(tx *store.Tx) error {
				_ = add(2, "twin")(tx) // ignored on purpose
				return add(3, "after")(tx)
			})
			if st.Engine() == store.Postgres && err == nil {
				t.Fatal("Postgres undid the transaction, yet the write was acknowledged")
			}
			if err == nil && count(t, st) != 2 {
				t.Fatalf("acknowledged, but %d rows", count(t, st))
			}
		})
		t.Run("Unique", func(t *testing.T) {
			if err := st.Write(ctx, add(99, "twin")); !store.IsUnique(err) {
				t.Fatalf("err = %v, want a unique violation", err)
			}
		})
		t.Run("Cancelled", func(t *testing.T) {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			if err := st.Write(gone, add(100, "late")); !errors.Is(err, context.Canceled) {
				t.Fatalf("err = %v", err)
			}
		})
	}, things)
}

// TestGroupCommit writes from many callers, some of which fail after writing: exactly the acknowledged rows stand,
// and they shared commits.
func TestGroupCommit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		const callers, each = 32, 20
		var wg sync.WaitGroup
		var mu sync.Mutex
		acknowledged := map[string]bool{}
		for c := range callers {
			wg.Go(func() {
				for i := range each {
					name := fmt.Sprintf("%d-%d", c, i)
					err := st.Write(t.Context(), func(tx *store.Tx) error {
						if err := add(int64(c*1000+i+1), name)(tx); err != nil {
							return err
						}
						if i%7 == 3 {
							return fault.Conflict
						}
						return nil
					})
					if (err == nil) == (i%7 == 3) {
						t.Errorf("%s: err = %v", name, err)
					}
					if err == nil {
						mu.Lock()
						acknowledged[name] = true
						mu.Unlock()
					}
				}
			})
		}
		wg.Wait()
		rows, err := st.Read(t.Context()).Query(`SELECT name FROM thing`)
		names, err := store.Collect(rows, err, func(r store.Row) (s string, err error) { return s, r.Scan(&s) })
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !acknowledged[name] {
				t.Errorf("%s stands but was refused", name)
			}
		}
		if len(names) != len(acknowledged) {
			t.Errorf("%d rows for %d acknowledgements", len(names), len(acknowledged))
		}
		if s := st.Stats(); s.Commits >= s.Closures {
			t.Errorf("%d commits for %d closures: nothing was grouped", s.Commits, s.Closures)
		}
	}, things)
}

func TestAfterCommit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		seen := -1
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(func() { seen = count(t, st) })
			return add(1, "one")(tx)
		})
		if err != nil || seen != 1 {
			t.Fatalf("err = %v; AfterCommit saw %d rows, want 1", err, seen)
		}
		called := false
		_ = st.Write(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(func() { called = true })
			return fault.Conflict
		})
		if called {
			t.Error("AfterCommit ran for a refused write")
		}
	}, things)
}

func TestSnapshot(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		err := st.Snapshot(t.Context(), func(q store.Queryer) error {
			var before, after int
			if err := q.QueryRow(`SELECT COUNT(*) FROM thing`).Scan(&before); err != nil {
				return err
			}
			if err := st.Write(t.Context(), add(1, "meanwhile")); err != nil {
				return err
			}
			if err := q.QueryRow(`SELECT COUNT(*) FROM thing`).Scan(&after); err != nil {
				return err
			}
			if before != 0 || after != 0 {
				t.Errorf("snapshot saw %d, then %d rows; want 0 and 0", before, after)
			}
			return nil
		})
		if err != nil || count(t, st) != 1 {
			t.Fatalf("err = %v, rows = %d", err, count(t, st))
		}
	}, things)
}

func TestReadOnly(t *testing.T) {
	st := testkit.Store(t, things)
	rows, err := st.Read(t.Context()).Query(`INSERT INTO thing (id, name) VALUES (1, 'x') RETURNING id`)
	if err == nil {
		for rows.Next() {
		}
		err = rows.Err()
		_ = rows.Close()
	}
	if err == nil || count(t, st) != 0 {
		t.Errorf("a reader wrote: err = %v", err)
	}
}

func TestClose(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if err := st.Write(t.Context(), add(1, "late")); !errors.Is(err, fault.Unavailable) {
			t.Errorf("err = %v, want internal.unavailable", err)
		}
		if err := st.Close(); err != nil {
			t.Errorf("second Close: %v", err)
		}
	}, things)
}

func TestPlaceholders(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec(`INSERT INTO thing (id, name, raw) VALUES (?, ?, ?)`, 7, "名", []byte{0, 1}); err != nil {
				return err
			}
			var name string
			var raw []byte
			if err := tx.QueryRow(`SELECT name, raw FROM thing WHERE id = ? AND name = ?`, 7, "名").Scan(&name, &raw); err != nil {
				return err
			}
			if name != "名" || len(raw) != 2 {
				t.Errorf("got %q %v", name, raw)
			}
			if err := tx.QueryRow(`SELECT name FROM thing WHERE id = ?`, 8).Scan(&name); !errors.Is(err, sql.ErrNoRows) {
				t.Errorf("err = %v, want sql.ErrNoRows", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}, things)
}
