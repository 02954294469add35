package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestDo(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		do := func(tx *store.Tx, id int64, name string) error {
			return tx.Do(`INSERT INTO thing (id, name) VALUES (?, ?)`, id, name)
		}
		t.Run("SeenByTheNextQuestion", func(t *testing.T) {
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				for i := range int64(300) {
					if err := do(tx, 1000+i, fmt.Sprint("many ", i)); err != nil {
						return err
					}
				}
				var n int
				if err := tx.QueryRow(`SELECT COUNT(*) FROM thing`).Scan(&n); err != nil || n != 300 {
					t.Errorf("%d rows, %v", n, err)
				}
				res, err := tx.Exec(`DELETE FROM thing WHERE id >= ?`, 1000)
				if err != nil {
					return err
				}
				if n, err := res.RowsAffected(); err != nil || n != 300 {
					t.Errorf("%d deleted, %v", n, err)
				}
				return nil
			})
			if err != nil || count(t, st) != 0 {
				t.Fatalf("%v", err)
			}
		})
		t.Run("LateErrorReachesItsClosure", func(t *testing.T) {
			runs := 0
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				runs++
				if late := tx.Deferring(); late != (runs == 1) {
					t.Errorf("run %d: deferring %v", runs, late)
				}
				return errors.Join(do(tx, 1, "one"), do(tx, 1, "again"), do(tx, 2, "two"))
			})
			if !store.IsUnique(err) || count(t, st) != 0 || runs != 2 {
				t.Fatalf("%v after %d runs, %d rows", err, runs, count(t, st))
			}
		})
		t.Run("LateErrorReachesTheQuestion", func(t *testing.T) {
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				if err := errors.Join(do(tx, 1, "one"), do(tx, 1, "again")); err != nil {
					return err
				}
				var n int
				if err := tx.QueryRow(`SELECT COUNT(*) FROM thing`).Scan(&n); err == nil {
					t.Error("answered after a failure")
				} else {
					return err
				}
				return nil
			})
			if !store.IsUnique(err) || count(t, st) != 0 {
				t.Fatalf("%v, %d rows", err, count(t, st))
			}
		})
		t.Run("RefusedAfterWriting", func(t *testing.T) {
			no := errors.New("no")
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return errors.Join(do(tx, 1, "one"), no) }); !errors.Is(err, no) || count(t, st) != 0 {
				t.Fatalf("%v, %d rows", err, count(t, st))
			}
		})
		t.Run("OnlyTheFailedOneOfManyIsUndone", func(t *testing.T) {
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return do(tx, 7, "taken") }); err != nil {
				t.Fatal(err)
			}
			held, hold := make(chan bool), make(chan bool)
			var wg sync.WaitGroup
			wg.Go(func() { // keeps a writer busy, so that what follows meets in one commit
				if err := st.Write(t.Context(), func(*store.Tx) error { close(held); <-hold; return nil }); err != nil {
					t.Error(err)
				}
			})
			<-held
			for i := range int64(40) {
				wg.Go(func() {
					err := st.Write(t.Context(), func(tx *store.Tx) error {
						id := 100 + i
						if i%8 == 0 {
							id = 7
						}
						return errors.Join(do(tx, 500+i, fmt.Sprint("first ", i)), do(tx, id, fmt.Sprint("second ", i)))
					})
					if bad := i%8 == 0; bad != store.IsUnique(err) || !bad && err != nil {
						t.Errorf("%d: %v", i, err)
					}
				})
			}
			close(hold)
			wg.Wait()
			if n := count(t, st); n != 1+2*35 {
				t.Errorf("%d rows", n)
			}
		})
	}, things)
}

func TestMemoCommit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		type key struct{}
		for range 2 { // nothing is known of the commit before
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				if tx.RecallCommit(key{}) != nil {
					t.Error("known from the commit before")
				}
				tx.MemoCommit(key{}, 1)
				if tx.RecallCommit(key{}) != 1 {
					t.Error("forgotten")
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}, things)
}
