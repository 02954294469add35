package store_test

import (
	"database/sql"
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
			first := sync.OnceFunc(func() { close(held); <-hold })
			var wg sync.WaitGroup
			wg.Go(func() { // keeps a writer busy, so that what follows meets in one commit
				if err := st.Write(t.Context(), func(*store.Tx) error { first(); return nil }); err != nil {
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

func TestExpect(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		if err := st.Write(t.Context(), add(1, "there")); err != nil {
			t.Fatal(err)
		}
		const question = `SELECT 1 FROM thing WHERE name = ?`
		for name, found := range map[string]bool{"there": true, "nowhere": false} {
			for _, writes := range []bool{false, true} {
				runs := 0
				err := st.Write(t.Context(), func(tx *store.Tx) error {
					runs++
					if writes {
						if err := tx.Do(`UPDATE thing SET raw = ?`, []byte{byte(runs)}); err != nil {
							return err
						}
					}
					return tx.Expect(question, name)
				})
				if found && (err != nil || runs != 1) || !found && (!errors.Is(err, sql.ErrNoRows) || runs != 2) {
					t.Errorf("%s, writes %v: %v after %d runs", name, writes, err, runs)
				}
			}
		}
		t.Run("WhatTheClosureWrote", func(t *testing.T) {
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				return errors.Join(tx.Do(`INSERT INTO thing (id, name) VALUES (2, 'new')`), tx.Expect(question, "new"), tx.Do(`DELETE FROM thing WHERE id = 2`))
			})
			if err != nil {
				t.Error(err)
			}
		})
		t.Run("BadQuestion", func(t *testing.T) {
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.Expect(`SELECT 1 FROM nothing`) }); err == nil {
				t.Error("no error")
			}
		})
	}, things)
}

func TestMemoWriter(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		type key struct{}
		write := func(fn func(tx *store.Tx) error) {
			t.Helper()
			if err := st.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		insert := func(tx *store.Tx, id int64) error {
			return tx.Do(`INSERT INTO thing (id, name) VALUES (?, ?)`, id, fmt.Sprint(id))
		}
		know := func(tx *store.Tx) error { tx.MemoWriter(key{}, 1); return insert(tx, 1) }
		if st.Engine() == store.SQLite { // the next closure may meet another of several writers
			write(know)
			write(func(tx *store.Tx) error {
				if tx.RecallWriter(key{}) != 1 {
					t.Error("forgotten by the same writer")
				}
				_, err := tx.Exec(`DELETE FROM thing`)
				return err
			})
		}
		t.Run("ForgottenWhenUndone", func(t *testing.T) {
			runs, no := 0, errors.New("no")
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				runs++
				if tx.RecallWriter(key{}) != nil && !tx.Deferring() {
					t.Error("known while statements are told at once")
				}
				tx.MemoWriter(key{}, 2)
				return errors.Join(insert(tx, 5), insert(tx, 5), no)
			})
			if !errors.Is(err, no) || runs == 0 {
				t.Fatal(err)
			}
			write(func(tx *store.Tx) error {
				if tx.RecallWriter(key{}) == 2 {
					t.Error("known though it was undone")
				}
				return nil
			})
		})
	}, things)
}
