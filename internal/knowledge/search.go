package knowledge

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// View chooses which versions a search looks at.
type View string

// The views. The empty view is ViewValid. All others show entries that the asker keeps.
const (
	ViewValid     View = "published" // in force and not expired: what everybody sees
	ViewScheduled View = "scheduled" // approved, valid later
	ViewExpiring  View = "expiring"  // in force, expires within 30 days
	ViewExpired   View = "expired"
	ViewDraft     View = "draft"
	ViewSubmitted View = "submitted"
	ViewRejected  View = "rejected"
	ViewRetired   View = "retired"
	ViewAll       View = "all" // whatever its state, the latest version of each
)

// soonExpiring is how long before its expiry an entry is shown to its keepers.
const soonExpiring = 30 * 24 * time.Hour

// Query asks for entries. The zero Query lists all that are valid, newest first.
type Query struct {
	Words    string // words of title, keywords, summary or text; pinyin or its initials of title and keywords
	Kind     Kind
	Unit     ids.ID
	First    ids.ID // a unit whose entries stand before all others that fit
	Category ids.ID
	View     View
	Public   bool   // only what citizens may read
	Sort     string // updated_at, expires_at or title, - before it for downwards; empty: the best first
	Cursor   string
	Limit    int
}

// Hit is one line of an answer to a search.
type Hit struct {
	ID          ids.ID
	Kind        Kind
	Version     int64
	State       State // of this version
	Phase       Phase // by the clock, if it is published
	Latest      int64 // differs from Version while a newer text is in work
	LatestState State
	Title       string
	Summary     string
	Snippet     string // the part of the text that holds the words
	Keywords    []string
	Unit        ids.ID
	Category    ids.ID
	Public      bool
	ValidFrom   time.Time
	ExpiresAt   time.Time
	UpdatedAt   time.Time
}

// Search finds valid entries for a person of staff or a program, the best first. Do not call it while holding a
// snapshot of the store.
func (s *Service) Search(q store.Queryer, words string, limit int) ([]Hit, error) {
	hits, _, err := s.find(q, auth.Principal{}, Query{Words: words, Limit: limit})
	return hits, err
}

// Public finds valid entries that citizens may read, the best first; without words the newest.
func (s *Service) Public(q store.Queryer, words string, limit int) ([]Hit, error) {
	hits, _, err := s.find(q, auth.Principal{}, Query{Words: words, Limit: limit, Public: true})
	return hits, err
}

// List answers a query for p and returns where the next page begins, "" on the last.
func (s *Service) List(q store.Queryer, p auth.Principal, query Query) ([]Hit, string, error) {
	if err := need(p, RightRead); err != nil {
		return nil, "", err
	}
	return s.find(q, p, query)
}

func (s *Service) find(q store.Queryer, p auth.Principal, query Query) ([]Hit, string, error) {
	asked, err := orderOf(query.Sort)
	if err != nil {
		return nil, "", err
	}
	if err := s.library.refresh(q.Context(), s.Store); err != nil {
		return nil, "", err
	}
	words := strings.TrimSpace(cut(query.Words, 400))
	found := s.library.fitting(words, query.First, s.filter(p, query))
	if asked != nil {
		found, err = asked.page(found, query.Cursor)
	} else {
		found, err = behind(found, query.Cursor)
	}
	if err != nil {
		return nil, "", err
	}
	limit, next := query.Limit, ""
	if limit <= 0 {
		limit = 50
	}
	if len(found) > limit {
		found = found[:limit]
		if next = found[limit-1].cursor(); asked != nil {
			next = asked.cursor(found[limit-1])
		}
	}
	hits, err := s.hits(q, words, found)
	return hits, next, err
}

// behind leaves out the entries up to where a page ended.
func behind(found []scored, cursor string) ([]scored, error) {
	after, err := readCursor(cursor)
	for cursor != "" && err == nil && len(found) > 0 && found[0].compare(after) <= 0 {
		found = found[1:]
	}
	return found, err
}

// filter is what query takes of what p may see.
func (s *Service) filter(p auth.Principal, query Query) func(*entry) bool {
	now := s.now()
	return func(e *entry) bool {
		c := &e.content
		if query.Kind != "" && e.kind != query.Kind || query.Unit != 0 && c.Unit != query.Unit ||
			query.Category != 0 && c.Category != query.Category || query.Public && !c.Public {
			return false
		}
		phase := c.Phase(now)
		if query.View == ViewValid || query.View == "" {
			return e.state == StatePublished && phase == PhaseValid
		}
		if !keeps(p, c.Unit) {
			return false
		}
		switch query.View {
		case ViewScheduled, ViewExpired:
			return e.state == StatePublished && string(phase) == string(query.View)
		case ViewExpiring:
			return e.state == StatePublished && phase == PhaseValid && !c.ExpiresAt.IsZero() && c.ExpiresAt.Before(now.Add(soonExpiring))
		case ViewAll:
			return e.n == e.latest
		}
		return e.n == e.latest && string(e.latestIs) == string(query.View)
	}
}

func (s *Service) hits(q store.Queryer, words string, found []scored) ([]Hit, error) {
	hits := make([]Hit, len(found))
	versions := make([]ids.ID, len(found))
	now := s.now()
	for i, f := range found {
		e, c := f.entry, &f.entry.content
		versions[i] = e.version
		hits[i] = Hit{ID: e.article, Kind: e.kind, Version: e.n, State: e.state, Phase: c.Phase(now), Latest: e.latest,
			LatestState: e.latestIs, Title: c.Title, Summary: c.Summary, Snippet: c.Summary, Keywords: c.Keywords,
			Unit: c.Unit, Category: c.Category, Public: c.Public, ValidFrom: c.ValidFrom, ExpiresAt: c.ExpiresAt, UpdatedAt: e.updatedAt}
	}
	if words == "" {
		return hits, nil
	}
	bodies, err := loadBodies(q, versions)
	if err != nil {
		return nil, fmt.Errorf("knowledge: texts for snippets: %w", err)
	}
	for i := range hits {
		hits[i].Snippet = language.Snippet(bodies[versions[i]], words, snippetLength)
	}
	return hits, nil
}

const (
	snippetLength = 90
	summaryLength = 80
)

// summaryOf is the beginning of a text, for entries whose editor wrote no summary.
func summaryOf(body string) string {
	body = strings.Join(strings.FieldsFunc(cut(body, 8*summaryLength), unicode.IsSpace), " ")
	if utf8.RuneCountInString(body) <= summaryLength {
		return body
	}
	return string([]rune(body)[:summaryLength]) + "…"
}

// rankSteps is in how many steps scores are told apart: within one, the newest stands first.
const rankSteps = 40

// scored is an entry with its place in an answer.
type scored struct {
	entry *entry
	score float64
	rank  int   // of rankSteps; 0 without words; more than rankSteps for those of the unit that stands first
	at    int64 // microseconds
	id    ids.ID
	place sorted // in an order that was asked for
}

// compare orders by rank, then the newest first.
func (a scored) compare(b scored) int {
	return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(b.at, a.at), cmp.Compare(b.version(), a.version()))
}

func (a scored) version() ids.ID {
	if a.entry != nil {
		return a.entry.version
	}
	return a.id
}

func (a scored) cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d %d", a.rank, a.at, int64(a.version())))
}

func readCursor(cursor string) (scored, error) {
	var at scored
	if cursor == "" {
		return at, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		var id int64
		_, err = fmt.Sscanf(string(raw), "%d %d %d", &at.rank, &at.at, &id)
		at.id = ids.ID(id)
	}
	if err != nil {
		return at, ErrCursor
	}
	return at, nil
}
