package store_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestMany(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 64, 65, 200} {
		var values []int
		for i := range n {
			values = append(values, i)
		}
		seen := map[any]bool{}
		err := store.Many(values, func(marks string, args []any) error {
			if want := 3*len(args) - 2; len(marks) != want || marks[len(marks)-1] != '?' {
				t.Errorf("%d arguments, marks %q", len(args), marks)
			}
			if len(args)&(len(args)-1) != 0 || len(args) > 64 {
				t.Errorf("%d arguments", len(args))
			}
			for _, a := range args {
				seen[a] = true
			}
			return nil
		})
		if err != nil || len(seen) != n {
			t.Errorf("%d values: %d seen, %v", n, len(seen), err)
		}
	}
}

func TestInsertMany(t *testing.T) {
	testkit.Each(t, testInsertMany, store.Migrations{Room: "many", FS: fstest.MapFS{
		"migrations/9003_many.sql": {Data: []byte(`CREATE TABLE many (k BIGINT PRIMARY KEY, v BIGINT NOT NULL);`)},
	}})
}

func testInsertMany(t *testing.T, st *store.Store) {
	var rows [][]any
	for i := range 203 {
		rows = append(rows, []any{i, i * i})
	}
	add := func() error {
		return st.Write(t.Context(), func(tx *store.Tx) error {
			if err := store.InsertMany(tx, `INSERT INTO many (k, v) VALUES `, ` ON CONFLICT (k) DO UPDATE SET v = many.v + excluded.v`, nil); err != nil {
				return err
			}
			return store.InsertMany(tx, `INSERT INTO many (k, v) VALUES `, ` ON CONFLICT (k) DO UPDATE SET v = many.v + excluded.v`, rows)
		})
	}
	for range 2 {
		if err := add(); err != nil {
			t.Fatal(err)
		}
	}
	found, err := st.Read(t.Context()).Query(`SELECT v FROM many ORDER BY k`)
	list, err := store.Collect(found, err, func(r store.Row) (v int, err error) { return v, r.Scan(&v) })
	if err != nil || len(list) != len(rows) {
		t.Fatalf("%d rows, %v", len(list), err)
	}
	if at := slices.IndexFunc(rows, func(r []any) bool { return list[r[0].(int)] != 2*r[1].(int) }); at >= 0 {
		t.Errorf("row %d is %d", at, list[at])
	}
}
