package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestFlight has closures of every kind meet in commits that follow one another closely, one closure a commit among
// them: each is told its own result, and exactly what was acknowledged is there.
func TestFlight(t *testing.T) {
	one, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "one.db"), Volatile: true, BatchMax: 1}, things)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = one.Close() }()
	t.Run("sqlite one by one", func(t *testing.T) { flights(t, one) })
	testkit.Each(t, flights, things)
}

var errNo = errors.New("no")

// flightKinds are closures that insert the row id; told tells what their callers hear of it.
var flightKinds = []struct {
	name string
	fn   func(tx *store.Tx, id int64) error
	told func(error) bool // nil: it succeeds
}{
	{"Plain", insertThing, nil},
	{"Asks", func(tx *store.Tx, id int64) error {
		if err := insertThing(tx, id); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(`SELECT COUNT(*) FROM thing WHERE id = ?`, id).Scan(&n); err != nil {
			return err
		}
		if n != 1 {
			return fmt.Errorf("%d rows of its own", n)
		}
		return nil
	}, nil},
	{"FailsLate", func(tx *store.Tx, id int64) error { return errors.Join(insertThing(tx, id), insertThing(tx, 1)) }, store.IsUnique},
	{"FailsBeforeItsQuestion", func(tx *store.Tx, id int64) error {
		if err := errors.Join(insertThing(tx, id), insertThing(tx, 1)); err != nil {
			return err
		}
		var n int
		return tx.QueryRow(`SELECT COUNT(*) FROM thing WHERE id = ?`, id).Scan(&n)
	}, store.IsUnique},
	{"RefusesAfterWriting", func(tx *store.Tx, id int64) error { return errors.Join(insertThing(tx, id), errNo) }, isNo},
	{"Refuses", func(*store.Tx, int64) error { return errNo }, isNo},
	{"Panics", func(tx *store.Tx, id int64) error { _ = insertThing(tx, id); panic("oh") }, func(err error) bool { return err != nil }},
}

func isNo(err error) bool { return errors.Is(err, errNo) }

func insertThing(tx *store.Tx, id int64) error {
	return tx.Do(`INSERT INTO thing (id, name) VALUES (?, ?)`, id, fmt.Sprint(id))
}

func flights(t *testing.T, st *store.Store) {
	if err := st.Write(t.Context(), func(tx *store.Tx) error { return insertThing(tx, 1) }); err != nil {
		t.Fatal(err)
	}
	const callers, each = 24, 30
	var wg sync.WaitGroup
	var mu sync.Mutex
	want, after := map[int64]bool{1: true}, 0
	for c := range callers {
		wg.Go(func() {
			for i := range each {
				k, id := flightKinds[0], int64(1000*(c+1)+i)
				if (c+i)%3 == 0 { // failures are rare between those that succeed
					k = flightKinds[(c/3+i)%len(flightKinds)]
				}
				write := st.Write
				if i%4 == 1 {
					write = st.WriteBehind
				}
				err := write(t.Context(), func(tx *store.Tx) error {
					tx.AfterCommit(func() { mu.Lock(); defer mu.Unlock(); after++ })
					return k.fn(tx, id)
				})
				if k.told != nil && !k.told(err) || k.told == nil && err != nil {
					t.Errorf("%s of %d: %v", k.name, id, err)
				}
				if err != nil {
					continue
				}
				mu.Lock()
				want[id] = true
				mu.Unlock()
				var n int // what was acknowledged can be read at once
				if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM thing WHERE id = ?`, id).Scan(&n); err != nil || n != 1 {
					t.Errorf("%d was acknowledged, and %d rows are there, %v", id, n, err)
				}
			}
		})
	}
	wg.Wait()
	if n := count(t, st); n != len(want) || after != len(want)-1 {
		t.Errorf("%d rows and %d told after the commit, want %d", n, after, len(want))
	}
	if s := st.Stats(); s.Spoilt == 0 || s.Closures != int64(len(want)) {
		t.Errorf("%+v", s)
	}
}

// TestFlight_Close: a store that is closed finishes the commit under way.
func TestFlight_Close(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	for round := range int64(20) {
		st, err := store.Open(t.Context(), store.Config{Path: path, Volatile: true}, things)
		if err != nil {
			t.Fatal(err)
		}
		began, told := make(chan bool), make(chan error)
		go func() {
			told <- st.Write(context.Background(), func(tx *store.Tx) error {
				if tx.Deferring() {
					close(began)
				}
				return insertThing(tx, round)
			})
		}()
		<-began
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-told; err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	st, err := store.Open(t.Context(), store.Config{Path: path, Volatile: true}, things)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	if n := count(t, st); n != 20 {
		t.Errorf("%d rows", n)
	}
}

var owners = store.Migrations{Room: "owner", FS: fstest.MapFS{"migrations/9003_owner.sql": {Data: []byte(`-- +goose Up
CREATE TABLE owner (id {{id}} PRIMARY KEY, thing BIGINT NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED);`)}}}

// TestFlight_CommitFails: whoever shared a commit that the engine refused is told so, nothing of it is there, and what comes
// behind it is written.
func TestFlight_CommitFails(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		acknowledged, refused := map[int64]bool{}, 0
		for c := range int64(16) {
			wg.Go(func() {
				for i := range int64(20) {
					id := 1000*(c+1) + i
					orphan := (c+i)%40 == 7
					err := st.Write(t.Context(), func(tx *store.Tx) error {
						if err := insertThing(tx, id); err != nil || !orphan {
							return err
						}
						return tx.Do(`INSERT INTO owner (id, thing) VALUES (?, ?)`, id, -id)
					})
					mu.Lock()
					switch {
					case err == nil && !orphan:
						acknowledged[id] = true
					case errors.Is(err, fault.Unavailable):
						refused++
					default:
						t.Errorf("%d: %v", id, err)
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		ids, err := st.Read(t.Context()).Query(`SELECT id FROM thing`)
		there, err := store.Collect(ids, err, func(r store.Row) (id int64, err error) { return id, r.Scan(&id) })
		if err != nil || refused < 8 || len(there) != len(acknowledged) {
			t.Errorf("%d refused, %d acknowledged, %d there, %v", refused, len(acknowledged), len(there), err)
		}
		for _, id := range there {
			if !acknowledged[id] {
				t.Errorf("%d is there and was not acknowledged", id)
			}
		}
	}, things, owners)
}
