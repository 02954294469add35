package knowledge

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// sorts are the orders in which a list may be asked for instead of the best first; each gives an entry's key, which is
// compared as a text.
var sorts = map[string]func(*entry) string{
	"updated_at": func(e *entry) string { return fmt.Sprintf("%020d", wall.Micros(e.newest())) },
	"expires_at": func(e *entry) string { return fmt.Sprintf("%020d", wall.Micros(e.content.ExpiresAt)) }, // never: the lowest
	"title":      func(e *entry) string { return language.Pinyin(e.content.Title) },
}

// order is an order that was asked for.
type order struct {
	name string
	key  func(*entry) string
	down bool
}

// orderOf reads a name, - before it for downwards; empty: the best first, nil. Fault: list.bad_sort.
func orderOf(sort string) (*order, error) {
	if sort == "" {
		return nil, nil
	}
	name, down := strings.CutPrefix(sort, "-")
	key := sorts[name]
	if key == nil {
		return nil, store.ErrSort.WithField("query.sort", "可以按 updated_at、expires_at、title 排序，前加 - 为降序。")
	}
	return &order{sort, key, down}, nil
}

// sorted is where a page ended.
type sorted struct {
	Sort string `json:"s"`
	Key  string `json:"k"`
	ID   int64  `json:"i"`
}

func (o *order) at(s scored) sorted { return sorted{o.name, o.key(s.entry), int64(s.version())} }

func (o *order) compare(a, b sorted) int {
	c := cmp.Or(strings.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID))
	if o.down {
		return -c
	}
	return c
}

// page puts entries in order and leaves out those up to the cursor. Fault: list.bad_cursor.
func (o *order) page(list []scored, cursor string) ([]scored, error) {
	for i := range list {
		list[i].place = o.at(list[i]) // once for each: a key takes longer to make than to compare
	}
	slices.SortFunc(list, func(a, b scored) int { return o.compare(a.place, b.place) })
	if cursor == "" {
		return list, nil
	}
	var after sorted
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || json.Unmarshal(raw, &after) != nil || after.Sort != o.name {
		return nil, store.ErrCursor
	}
	return slices.DeleteFunc(list, func(s scored) bool { return o.compare(s.place, after) <= 0 }), nil
}

func (o *order) cursor(last scored) string {
	text, err := json.Marshal(last.place)
	if err != nil {
		return "" // texts and numbers do not fail
	}
	return base64.RawURLEncoding.EncodeToString(text)
}
