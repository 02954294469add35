package store

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"onedoor/internal/platform/fault"
)

// Faults of lists.
var (
	ErrSort   = fault.New(http.StatusBadRequest, "list.bad_sort", "这个列表不能这样排序，请从列表的排序方式中选择。")
	ErrCursor = fault.New(http.StatusBadRequest, "list.bad_cursor", "翻页标记无效，请回到第一页重新查询。")
)

// Sort is an order that a list may stand in.
type Sort struct {
	Name string // as a client asks for it; a "-" before it turns it round
	Expr string // SQL of one value of a row, written in the code; empty: the column called Name
	Text bool   // its values are texts; otherwise whole numbers, such as times in microseconds
	Null bool   // it may be NULL, which counts as the lowest value: first upwards, last downwards, on every engine
}

// Keyset tells how a list is sorted and paged: a page begins behind the last row of the page before, found by that row's
// key and id, so that no row is skipped or shown twice when others come and go, and the thousandth page costs what the
// first does.
type Keyset struct {
	ID     string // the column that tells rows of one key apart; empty: id
	TextID bool   // its values are texts
	Sorts  []Sort
}

// Names are the names that a client may ask for.
func (k Keyset) Names() []string {
	names := make([]string, len(k.Sorts))
	for i, s := range k.Sorts {
		names[i] = s.Name
	}
	return names
}

// Page is a page of a list that was asked for.
type Page struct {
	sort      string
	key, id   string // SQL
	down      bool
	after     []any // key and id of the last row before; nil: the first page
	text      bool
	textID    bool
	limit     int
	direction string
}

// place is where a page ended, as its cursor holds it.
type place struct {
	Sort string `json:"s"`
	Key  any    `json:"k"`
	ID   any    `json:"i"`
}

// Page reads what a client asked for: an order by its name (empty: usual), the cursor of the page before (empty: the
// first page), and how many rows. Faults: list.bad_sort, list.bad_cursor, also for the cursor of another order.
func (k Keyset) Page(sort, usual, cursor string, limit int) (Page, error) {
	if sort == "" {
		sort = usual
	}
	name, down := strings.CutPrefix(sort, "-")
	at := slices.IndexFunc(k.Sorts, func(s Sort) bool { return s.Name == name })
	if at < 0 {
		return Page{}, ErrSort.WithField("query.sort", "可以按 "+strings.Join(k.Names(), "、")+" 排序，前加 - 为降序。")
	}
	s := k.Sorts[at]
	p := Page{sort: sort, key: s.Expr, id: k.ID, down: down, text: s.Text, textID: k.TextID, limit: limit}
	if p.key == "" {
		p.key = s.Name
	}
	if p.id == "" {
		p.id = "id"
	}
	switch {
	case s.Null && s.Text:
		p.key = "COALESCE(" + p.key + ", '')"
	case s.Null:
		p.key = "COALESCE(" + p.key + ", -9223372036854775807)"
	}
	if down {
		p.direction = " DESC"
	}
	return p, p.goOn(cursor)
}

// maxCursor bounds what a client may send; keys are short.
const maxCursor = 600

func (p *Page) goOn(cursor string) error {
	if cursor == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(cursor) > maxCursor {
		return ErrCursor
	}
	in := json.NewDecoder(strings.NewReader(string(raw)))
	in.UseNumber()
	var at place
	if err := in.Decode(&at); err != nil || at.Sort != p.sort {
		return ErrCursor
	}
	key, keyOK := typed(at.Key, p.text)
	id, idOK := typed(at.ID, p.textID)
	if !keyOK || !idOK {
		return ErrCursor
	}
	p.after = []any{key, id}
	return nil
}

// typed is a value of a cursor as the database takes it.
func typed(v any, text bool) (any, bool) {
	if text {
		s, ok := v.(string)
		return s, ok && !strings.ContainsRune(s, 0)
	}
	n, ok := v.(json.Number)
	if !ok {
		return nil, false
	}
	i, err := n.Int64()
	return i, err == nil
}

// Order is the SQL of the page's order.
func (p Page) Order() string { return p.key + p.direction + ", " + p.id + p.direction }

// From is the condition that the rows of the page fulfil, with its arguments; on the first page all do.
func (p Page) From() (string, []any) {
	if p.after == nil {
		return "1 = 1", nil
	}
	compare := " > "
	if p.down {
		compare = " < "
	}
	return "(" + p.key + ", " + p.id + ")" + compare + "(?, ?)", p.after
}

// Select is a query whose rows a list shows, in pieces: what is read of them and where, and what they must fulfil.
type Select struct {
	Columns string // comma-separated
	Table   string
	Where   string // empty: all
	Args    []any
}

// ReadPage reads one page of a list through scan and returns the cursor of the next, empty on the last.
func ReadPage[T any](q Queryer, p Page, s Select, scan func(Row) (T, error)) (list []T, next string, err error) {
	from, args := p.From()
	if s.Where != "" {
		from = s.Where + " AND " + from
	}
	var last place
	rows, err := q.Query("SELECT "+p.key+", "+p.id+", "+s.Columns+" FROM "+s.Table+" WHERE "+from+" ORDER BY "+p.Order()+" LIMIT ?",
		append(append(slices.Clone(s.Args), args...), p.limit+1)...)
	places := []place{}
	list, err = Collect(rows, err, func(r Row) (T, error) {
		item, err := scan(keyed{r, p, &last})
		places = append(places, last)
		return item, err
	})
	if err != nil || len(list) <= p.limit {
		return list, "", err
	}
	return list[:p.limit], p.cursor(places[p.limit-1]), nil
}

func (p Page) cursor(at place) string {
	at.Sort = p.sort
	text, err := json.Marshal(at)
	if err != nil {
		return "" // numbers and texts do not fail
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// keyed takes the key and the id that stand before the columns that a scan asks for.
type keyed struct {
	row  Row
	page Page
	to   *place
}

func (k keyed) Scan(dest ...any) error {
	var n [2]int64
	var t [2]string
	first := []any{&n[0], &n[1]}
	for i, text := range []bool{k.page.text, k.page.textID} {
		if text {
			first[i] = &t[i]
		}
	}
	err := k.row.Scan(append(first, dest...)...)
	k.to.Key, k.to.ID = n[0], n[1]
	if k.page.text {
		k.to.Key = t[0]
	}
	if k.page.textID {
		k.to.ID = t[1]
	}
	return err
}
