package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// record is a row ready to be written.
type record struct {
	line      int
	order     workorder.HistoricalOrder
	unit      string             // name of that time; resolved when it is written
	originals []vault.SealedText // words before masking
	strange   string             // word of the outcome that the mapping does not know; the row is taken, the outcome stays unknown
}

// converter turns rows into records. It counts equal rows, so that a file's second equal row is another order.
type converter struct {
	mapping Mapping
	seal    func(vault.Text) vault.SealedText // nil: words stay as they are
	seen    map[string]int
}

func (c *converter) convert(r row) (record, error) {
	if r.err != nil {
		return record{}, r.err
	}
	for _, v := range r.values {
		if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
			return record{}, ErrEncoding
		}
	}
	get := func(field string) string { return strings.TrimSpace(r.values[c.mapping.Columns[field]]) }
	rec := record{line: r.line, unit: get("unit")}
	h := &rec.order
	h.Source, h.Door = c.mapping.Source, "other"
	h.Title, h.Content, h.Reply = get("title"), get("content"), get("reply")
	h.Address, h.Accused, h.Expectation = get("address"), get("accused"), get("expectation")

	kind, ok := c.mapping.Kinds[get("kind")]
	if !ok {
		return record{}, ErrKind.WithField("kind", short(get("kind")))
	}
	state, ok := c.mapping.States[get("state")]
	if !ok {
		return record{}, ErrState.WithField("state", short(get("state")))
	}
	h.Kind, h.State = workorder.Kind(kind), workorder.State(state)
	if word := get("outcome"); word != "" {
		outcome, ok := c.mapping.Outcomes[word]
		if !ok {
			rec.strange = short(word)
		}
		h.Outcome = workorder.Outcome(outcome)
	}
	for field, target := range map[string]*time.Time{"created_at": &h.CreatedAt, "dispatched_at": &h.DispatchedAt, "signed_at": &h.SignedAt,
		"replied_at": &h.RepliedAt, "completed_at": &h.CompletedAt, "archived_at": &h.ArchivedAt, "occurred_at": &h.OccurredAt} {
		var err error
		if *target, err = c.time(field, get(field), r.dates[c.mapping.Columns[field]]); err != nil {
			return record{}, err
		}
	}
	c.key(h, r, get("number"))
	if c.seal != nil {
		c.mask(&rec)
	}
	return rec, nil
}

// short quotes a value of a code column in a reason; never words of a citizen.
func short(s string) string {
	if utf8.RuneCountInString(s) > 20 {
		s = string([]rune(s)[:20]) + "…"
	}
	return "“" + s + "”"
}

// time reads a time; none stays unknown. A cell that holds one is read as what it holds, whatever its text looks like.
func (c *converter) time(field, text string, held time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if !held.IsZero() {
		if !known(held) {
			return time.Time{}, ErrTime.WithField(field, short(text))
		}
		return time.Date(held.Year(), held.Month(), held.Day(), held.Hour(), held.Minute(), held.Second(), held.Nanosecond(), c.mapping.zone), nil
	}
	for _, format := range c.mapping.TimeFormats {
		if t, err := time.ParseInLocation(format, text, c.mapping.zone); err == nil && known(t) {
			return t, nil
		}
	}
	return time.Time{}, ErrTime.WithField(field, short(text))
}

// known tells whether a time can be one of an order.
func known(t time.Time) bool { return t.Year() > 1949 && t.Year() < 2200 }

// key names the row for ever: by its number, or by its content and how many equal rows stood before it.
func (c *converter) key(h *workorder.HistoricalOrder, r row, number string) {
	if number != "" {
		h.Key, h.Number = number, number
		return
	}
	names := make([]string, 0, len(r.values))
	for name := range r.values {
		names = append(names, name)
	}
	slices.Sort(names)
	sum := sha256.New()
	for _, name := range names {
		_, _ = sum.Write([]byte(name + "\x1f" + r.values[name] + "\x1e"))
	}
	key := hex.EncodeToString(sum.Sum(nil))
	c.seen[key]++
	if n := c.seen[key]; n > 1 {
		key += "-" + strconv.Itoa(n)
	}
	h.Key = key
	h.Number = "L" + strings.ToUpper(key[:12])
	if !h.CreatedAt.IsZero() {
		h.Number = "L" + h.CreatedAt.In(c.mapping.zone).Format("20060102") + "-" + strings.ToUpper(key[:8])
	}
	if c.seen[key[:64]] > 1 {
		h.Number += "-" + strconv.Itoa(c.seen[key[:64]])
	}
}

// mask hides personal numbers in the citizen's words and seals the words as they were. The unit's reply is the
// unit's own, with the telephone numbers of its windows.
func (c *converter) mask(rec *record) {
	h := &rec.order
	for _, f := range []struct {
		name  string
		words *string
	}{{"title", &h.Title}, {"content", &h.Content}, {"expectation", &h.Expectation}, {"address", &h.Address}, {"accused", &h.Accused}} {
		if masked, found := language.MaskPersonal(*f.words); len(found) > 0 {
			rec.originals = append(rec.originals, c.seal(vault.Text{Field: f.name, Words: *f.words}))
			*f.words = masked
		}
	}
}
