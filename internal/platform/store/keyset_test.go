package store_test

import (
	"encoding/base64"
	"slices"
	"testing"
	"testing/fstest"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

var listed = store.Migrations{Room: "thing", FS: fstest.MapFS{"migrations/9001_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (id {{id}} PRIMARY KEY, name TEXT NOT NULL, n BIGINT NOT NULL, maybe BIGINT, word TEXT);`)}}}

var orders = store.Keyset{Sorts: []store.Sort{{Name: "id"}, {Name: "name", Text: true}, {Name: "n"}, {Name: "maybe", Null: true},
	{Name: "word", Text: true, Null: true}, {Name: "twice", Expr: "2 * n"}}}

// TestKeyset reads a list page by page in each order, both ways: every row once, in the order of one reading of all, also
// among equal keys and those without a value, and while rows come and go.
func TestKeyset(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		const rows = 23
		exec := func(sql string, args ...any) {
			t.Helper()
			if err := st.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(sql, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		for i := range rows {
			var maybe, word any
			if i%3 > 0 {
				maybe, word = i%5, string(rune('a'+i%4))
			}
			exec(`INSERT INTO thing (id, name, n, maybe, word) VALUES (?, ?, ?, ?, ?)`, i+1, "名"+string(rune('a'+i*7%rows)), i%4-2, maybe, word)
		}
		q := st.Read(t.Context())
		read := func(sort, cursor string, limit int) (list []int64, next string) {
			t.Helper()
			p, err := orders.Page(sort, "-id", cursor, limit)
			if err != nil {
				t.Fatalf("%s: %v", sort, err)
			}
			list, next, err = store.ReadPage(q, p, store.Select{Columns: "id", Table: "thing", Where: "id < ?", Args: []any{1000}},
				func(r store.Row) (id int64, err error) { return id, r.Scan(&id) })
			if err != nil {
				t.Fatalf("%s: %v", sort, err)
			}
			return list, next
		}
		for _, name := range append(orders.Names(), "") {
			for _, sort := range []string{name, "-" + name} {
				if sort == "-" {
					continue
				}
				whole, next := read(sort, "", 100)
				if len(whole) != rows || next != "" {
					t.Fatalf("%s: %d rows, next %q", sort, len(whole), next)
				}
				var paged []int64
				for cursor, n := "", 0; ; n++ {
					page, next := read(sort, cursor, 4)
					paged = append(paged, page...)
					exec(`DELETE FROM thing WHERE id >= 1000`) // beside the list, and then before it: nothing moves
					exec(`INSERT INTO thing (id, name, n) VALUES (?, '', -9)`, 1000+n)
					if next == "" {
						break
					}
					cursor = next
				}
				if !slices.Equal(whole, paged) {
					t.Errorf("%s: %v in pages, %v at once", sort, paged, whole)
				}
			}
		}
		up, _ := read("maybe", "", 100)
		down, _ := read("-maybe", "", 100)
		slices.Reverse(down)
		if !slices.Equal(up, down) {
			t.Errorf("%v upwards, %v downwards", up, down)
		}
		for _, id := range up[:8] { // every third has no value
			if (id-1)%3 != 0 {
				t.Errorf("%d has a value and stands among those without", id)
			}
		}
	}, listed)
}

func TestKeyset_Refused(t *testing.T) {
	cursor := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for name, c := range map[string]struct{ sort, cursor, code string }{
		"NoSuchSort":  {"salary", "", "list.bad_sort"},
		"Twice":       {"--id", "", "list.bad_sort"},
		"SQL":         {"id; DROP TABLE thing", "", "list.bad_sort"},
		"NoBase64":    {"id", "***", "list.bad_cursor"},
		"NoJSON":      {"id", cursor("1.2"), "list.bad_cursor"},
		"OtherSort":   {"id", cursor(`{"s":"n","k":1,"i":1}`), "list.bad_cursor"},
		"OtherWay":    {"-n", cursor(`{"s":"n","k":1,"i":1}`), "list.bad_cursor"},
		"TextForNo":   {"n", cursor(`{"s":"n","k":"1","i":1}`), "list.bad_cursor"},
		"NoForText":   {"name", cursor(`{"s":"name","k":1,"i":1}`), "list.bad_cursor"},
		"Fraction":    {"n", cursor(`{"s":"n","k":1.5,"i":1}`), "list.bad_cursor"},
		"NoID":        {"n", cursor(`{"s":"n","k":1}`), "list.bad_cursor"},
		"ZeroByte":    {"name", cursor(`{"s":"name","k":"a\u0000","i":1}`), "list.bad_cursor"},
		"LongBeyond":  {"name", cursor(`{"s":"name","k":"` + string(make([]byte, 600)) + `","i":1}`), "list.bad_cursor"},
		"GoodNumber":  {"-n", cursor(`{"s":"-n","k":-9007199254740993,"i":1}`), ""},
		"GoodNothing": {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := orders.Page(c.sort, "id", c.cursor, 10)
			if got := codeOf(err); got != c.code {
				t.Errorf("%q, want %q", got, c.code)
			}
		})
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}

// FuzzKeyset_Cursor holds that no text that somebody sends for a cursor does harm.
func FuzzKeyset_Cursor(f *testing.F) {
	f.Add("eyJzIjoibiIsImsiOjEsImkiOjF9", "n")
	f.Add("", "-name")
	f.Fuzz(func(t *testing.T, cursor, sort string) {
		p, err := orders.Page(sort, "id", cursor, 10)
		if err != nil {
			return
		}
		if where, args := p.From(); (len(args) == 0) != (where == "1 = 1") {
			t.Errorf("%s with %v", where, args)
		}
	})
}
