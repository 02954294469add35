package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/search"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

var tables = store.Migrations{Room: "page", FS: fstest.MapFS{
	"migrations/9201_page.sql":        {Data: []byte(`CREATE TABLE page (id {{id}} PRIMARY KEY);`)},
	"migrations/9202_text.sqlite.sql": {Data: []byte(`CREATE VIRTUAL TABLE page_text USING fts5(body, content='', contentless_delete=1);`)},
	"migrations/9202_text.postgres.sql": {Data: []byte(`CREATE TABLE page_text (rowid BIGINT PRIMARY KEY, body TSVECTOR NOT NULL);
		CREATE INDEX page_text_body ON page_text USING gin (body);`)},
}}

func put(t testing.TB, st *store.Store, id ids.ID, text string) {
	t.Helper()
	err := st.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.Exec(`INSERT INTO page (id) VALUES (?) ON CONFLICT (id) DO NOTHING`, id); err != nil {
			return err
		}
		return search.Put(tx, "page_text", id, text)
	})
	if err != nil {
		t.Fatalf("put %q: %v", text, err)
	}
}

// find returns the ids of the pages that match, in order; none for a query without terms.
func find(t testing.TB, st *store.Store, query string) []int64 {
	t.Helper()
	q := st.Read(t.Context())
	condition, args, ok := search.Clause(q, "page_text", "p.id", query)
	if !ok {
		return nil
	}
	rows, err := q.Query(`SELECT p.id FROM page p WHERE `+condition+` ORDER BY p.id`, args...)
	found, err := store.Collect(rows, err, func(r store.Row) (id int64, err error) { return id, r.Scan(&id) })
	if err != nil {
		t.Fatalf("search %q: %v", query, err)
	}
	return found
}

var pages = []string{1: "小区门口的水管漏水，已经三天了。", 2: "路灯不亮，晚上看不见路", 3: "停水了", 4: "供水公司电话 0756-12345，请回电",
	5: "WiFi 信号差，Café 里连不上 5G", 6: "水", 7: `引号"与'撇号\反斜杠%百分_下划`, 8: "AND OR NOT NEAR (水管) * ^ : - + & | ! <->", 9: "", 10: "香洲区梅华街道", 11: "ＦＵＬＬ　ｗｉｄｔｈ１２３"}

func TestSearch(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		for id, text := range pages {
			if id > 0 {
				put(t, st, ids.ID(id), text)
			}
		}
		for query, want := range map[string][]int64{
			"水管": {1, 8}, "漏水": {1}, "停水": {3}, "水了": {3}, "路灯": {2}, "不亮": {2}, "门口水管": nil, "门口的水管": {1}, "水": {1, 3, 4, 6, 8}, "了": {1, 3},
			"水管 漏水": {1}, "漏水 水管": {1}, "水管 路灯": nil, "路，灯": {2}, "灯，路": {2}, "café": {5}, "cafe": {5}, "CAFÉ": {5}, "cafes": nil, "看不见": {2}, "管水": nil,
			"0756": {4}, "12345": {4}, "1234": nil, "wifi": {5}, "WIFI": {5}, "wi": nil, "5g": {5}, "full": {11}, "width123": {11}, "ＷＩＦＩ": {5},
			"梅华": {10}, "香洲区梅华街道": {10}, "香洲梅华": nil,
			// What the engines' own query languages would read otherwise.
			"and": {8}, "OR": {8}, "水管 AND 漏水": nil, "水管 OR 路灯": nil, "NOT 水管": {8}, "near": {8}, `"水管"`: {1, 8}, `"`: nil, `'`: nil, `\`: nil, `''`: nil, `\'`: nil,
			"水管*": {1, 8}, "*": nil, "body:水管": nil, "-水管": {1, 8}, "水管 & 漏水": {1}, "水管 | 路灯": nil, "!水管": {1, 8}, "水管:*": {1, 8}, "水管 <-> 漏水": {1}, "(水管": {1, 8},
			"^水管": {1, 8}, "{水管}": {1, 8}, "水管); DROP TABLE page; --": nil, "%": nil, "_": nil, "\x00": nil, "水\x00管": {1, 8}, "\xff\xfe": nil, "引号": {7}, "撇号": {7}, "引号'撇号": {7},
			"": nil, "   ": nil, "，。！": nil,
		} {
			if got := find(t, st, query); !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", query, got, want)
			}
		}
		t.Run("Replace", func(t *testing.T) {
			put(t, st, 3, "来水了")
			put(t, st, 3, "来电了")
			if got := find(t, st, "停水"); len(got) != 0 {
				t.Errorf("the old text is found: %v", got)
			}
			if got := find(t, st, "来电"); !slices.Equal(got, []int64{3}) {
				t.Errorf("%v", got)
			}
		})
		t.Run("Delete", func(t *testing.T) {
			for range 2 { // twice does no harm
				if err := st.Write(t.Context(), func(tx *store.Tx) error { return search.Delete(tx, "page_text", 1) }); err != nil {
					t.Fatal(err)
				}
			}
			if got := find(t, st, "漏水"); len(got) != 0 {
				t.Errorf("%v", got)
			}
		})
		t.Run("Long", func(t *testing.T) {
			put(t, st, 20, strings.Repeat("水管漏水，路灯不亮。abc ", 5000)+"终点")
			put(t, st, 21, strings.Repeat("x", 100_000))
			if got := find(t, st, "终点"); !slices.Equal(got, []int64{20}) {
				t.Errorf("%v", got)
			}
			if got := find(t, st, strings.Repeat("水管漏水", 5000)); len(got) > 1 {
				t.Errorf("%v", got)
			}
			if got := find(t, st, strings.Repeat("x", 100_000)); !slices.Equal(got, []int64{21}) {
				t.Errorf("%v", got)
			}
		})
		t.Run("Undone", func(t *testing.T) {
			_ = st.Write(t.Context(), func(tx *store.Tx) error {
				if err := search.Put(tx, "page_text", 2, "消失"); err != nil {
					t.Error(err)
				}
				return fmt.Errorf("no")
			})
			if got := find(t, st, "消失"); len(got) != 0 {
				t.Errorf("%v", got)
			}
			if got := find(t, st, "路灯"); !slices.Contains(got, 2) {
				t.Errorf("%v", got)
			}
		})
	}, tables)
}

// alphabets are what texts and queries are made of: what people write, and what engines read as something else.
var alphabets = []string{"水管漏灯不亮路区了", "abcXYZ019", ` "'\*:&|!()<->^%_-+{}~`, "eéÉèuünñßİıǅ", "ＡｂＣ１２，。　", "हिन्दीไทยབོདئۇ", "𠀀𠮷㐀豈々〇ヶ", "𰻞𰻝𛀀𞤀𐒰面", "\u200b\u0301\u0000\ufeff\u202e", "²½Ⅳⅷªµǆ"}

func randomText(r *rand.Rand, most int) string {
	var b strings.Builder
	for range r.IntN(most) {
		a := []rune(alphabets[r.IntN(len(alphabets))])
		for range 1 + r.IntN(3) {
			b.WriteRune(a[r.IntN(len(a))])
		}
		if r.IntN(4) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// TestEnginesAgree searches the same random texts by the same random queries on both engines.
func TestEnginesAgree(t *testing.T) {
	lite, pg := testkit.Store(t, tables), testkit.PostgresStore(t, tables)
	r := rand.New(rand.NewPCG(3, 4))
	var texts []string
	for id := 1; id <= 300; id++ {
		text := randomText(r, 12)
		texts = append(texts, text)
		put(t, lite, ids.ID(id), text)
		put(t, pg, ids.ID(id), text)
	}
	hits := 0
	for range 3000 {
		query := randomText(r, 3)
		if r.IntN(2) == 0 { // a piece of a text
			runes := []rune(texts[r.IntN(len(texts))])
			if len(runes) > 2 {
				from := r.IntN(len(runes) - 1)
				query = string(runes[from : from+1+r.IntN(len(runes)-from)])
			}
		}
		one, two := find(t, lite, query), find(t, pg, query)
		if !slices.Equal(one, two) {
			t.Errorf("%q finds %v on SQLite, %v on Postgres", query, one, two)
		}
		hits += len(one)
	}
	if hits < 1000 {
		t.Errorf("only %d hits: the test tests nothing", hits)
	}
}

// FuzzClause holds that no query is an error, and that a text is found by itself.
func FuzzClause(f *testing.F) {
	st := testkit.Store(f, tables)
	for _, seed := range []string{"水管漏水", `"水管" OR (`, "a* NEAR/2 b", "'; DROP TABLE page; --", "\xff\x00", "body:x", "𠮷野家 Café", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		put(t, st, 1, text)
		found := find(t, st, text)
		if _, _, searched := search.Clause(st.Read(t.Context()), "page_text", "p.id", text); searched && !slices.Equal(found, []int64{1}) {
			t.Errorf("%q is not found by itself", text)
		}
	})
}
