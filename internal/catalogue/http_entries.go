package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// entryBody is an entry as a form sends it; what is left out is no condition.
type entryBody struct {
	CategoryID    ids.ID   `json:"category_id,omitempty"`
	DivisionCode  string   `json:"division_code,omitempty" maxLength:"32"`
	Kind          string   `json:"kind,omitempty" maxLength:"20"`
	Door          string   `json:"door,omitempty" maxLength:"20"`
	Business      string   `json:"business,omitempty" maxLength:"3"`
	Topic         string   `json:"topic,omitempty" maxLength:"40"`
	AccusedUnitID ids.ID   `json:"accused_unit_id,omitempty"`
	AccusedWords  string   `json:"accused_words,omitempty" maxLength:"100"`
	Hours         string   `json:"hours,omitempty" maxLength:"20"`
	Weekdays      string   `json:"weekdays,omitempty" maxLength:"20"`
	Season        string   `json:"season,omitempty" maxLength:"20"`
	UnitID        ids.ID   `json:"unit_id"`
	CoUnits       []ids.ID `json:"co_unit_ids,omitempty" maxItems:"20"`
	Basis         string   `json:"basis,omitempty" maxLength:"500"`
	Unclear       bool     `json:"unclear,omitempty"`
	Priority      int      `json:"priority,omitempty"`
}

func (b entryBody) entry() Entry {
	return Entry{CategoryID: b.CategoryID, DivisionCode: b.DivisionCode, Kind: b.Kind, Door: b.Door, Business: b.Business, Topic: b.Topic,
		AccusedUnitID: b.AccusedUnitID, AccusedWords: b.AccusedWords, Hours: b.Hours, Weekdays: b.Weekdays, Season: b.Season,
		UnitID: b.UnitID, CoUnits: b.CoUnits, Basis: b.Basis, Unclear: b.Unclear, Priority: b.Priority}
}

// EntryRow is an entry with the names of what it names.
type EntryRow struct {
	Entry
	CategoryName string   `json:"category_name" doc:"with the categories above it"`
	CategoryCode string   `json:"category_code"`
	DivisionName string   `json:"division_name"`
	AccusedUnit  string   `json:"accused_unit_name"`
	UnitName     string   `json:"unit_name"`
	CoNames      []string `json:"co_unit_names" nullable:"false"`
	Conditions   []string `json:"conditions" nullable:"false" doc:"in Chinese, beside category and division"`
}

func (s *Service) entryRow(q store.Queryer, e Entry) (EntryRow, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return EntryRow{}, err
	}
	return s.named(q, v, e), nil
}

func (s *Service) named(q store.Queryer, v *view, e Entry) EntryRow {
	r := EntryRow{Entry: e, UnitName: s.places.unitName(q, e.UnitID), AccusedUnit: s.places.unitName(q, e.AccusedUnitID), CoNames: []string{}, Conditions: []string{}}
	if chain := v.chain(e.CategoryID); len(chain) > 0 {
		r.CategoryCode = chain[0].Code
		names := make([]string, 0, len(chain))
		for _, c := range slices.Backward(chain) {
			names = append(names, c.Name)
		}
		r.CategoryName = strings.Join(names, " / ")
	}
	if path, err := s.places.path(q, e.DivisionCode); err == nil && len(path) > 0 {
		r.DivisionName = path[0].Name
	}
	for _, u := range e.CoUnits {
		r.CoNames = append(r.CoNames, s.places.unitName(q, u))
	}
	compiled := rule{Entry: e}
	_ = compiled.window.read(e.Hours, e.Weekdays, e.Season) // what is kept was checked
	r.Conditions = append(r.Conditions, compiled.met(r.AccusedUnit)...)
	return r
}

// sortEntries puts entries in the order of the tree, then of the divisions.
func (s *Service) sortEntries(v *view, list []Entry) {
	slices.SortStableFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(v.categories[a.CategoryID].Code, v.categories[b.CategoryID].Code),
			cmp.Compare(a.DivisionCode, b.DivisionCode), cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.ID, b.ID))
	})
}

type entriesIn struct {
	ID       ids.Param `path:"id"`
	Category ids.Param `query:"category_id" doc:"and all below it"`
	Division string    `query:"division_code" maxLength:"32" doc:"rules for this very division"`
	Unit     ids.Param `query:"unit_id" doc:"leads or helps"`
	Text     string    `query:"q" maxLength:"60" doc:"words of names, conditions and bases"`
	Sort     string    `query:"sort" enum:"category,-category,division,-division,unit,-unit" default:"category" doc:"category: the order of the tree"`
	Cursor   string    `query:"cursor" maxLength:"20"`
	Limit    int       `query:"limit" minimum:"0" maximum:"200"`
}

// arrange puts entries that stand in the order of the tree in another order that was asked for.
func (in *entriesIn) arrange(list []Entry, unit func(Entry) string) {
	key := map[string]func(Entry) string{"division": func(e Entry) string { return e.DivisionCode }, "unit": unit}[strings.TrimPrefix(in.Sort, "-")]
	if key != nil {
		slices.SortStableFunc(list, func(a, b Entry) int { return cmp.Compare(key(a), key(b)) })
	}
	if strings.HasPrefix(in.Sort, "-") {
		slices.Reverse(list)
	}
}

// getEntries filters in memory: a version has at most 20,000 entries.
func (s *Service) getEntries(ctx context.Context, in *entriesIn) (*httpx.Out[httpx.Page[EntryRow]], error) {
	q := s.store.Read(ctx)
	if _, err := lockless(q, in.ID.ID); errors.Is(err, sql.ErrNoRows) {
		return nil, ErrVersionNotFound
	} else if err != nil {
		return nil, err
	}
	from := 0
	if in.Cursor != "" {
		var err error
		if from, err = strconv.Atoi(in.Cursor); err != nil || from < 0 {
			return nil, fault.Invalid.WithField("query.cursor", "翻页位置有误，请从第一页重新开始")
		}
	}
	list, err := entriesOf(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.cache.at(q)
	if err != nil {
		return nil, err
	}
	s.sortEntries(v, list)
	in.arrange(list, func(e Entry) string { return s.places.unitName(q, e.UnitID) })
	page, words := httpx.Page[EntryRow]{Items: []EntryRow{}}, language.Fold(strings.TrimSpace(in.Text))
	limit, at := httpx.Limit(in.Limit), 0
	for _, e := range list {
		if !in.wants(v, e) {
			continue
		}
		if words == "" && at < from {
			at++
			continue
		}
		row := s.named(q, v, e)
		if words != "" && !strings.Contains(language.Fold(row.text()), words) {
			continue
		}
		if at++; at <= from {
			continue
		}
		if len(page.Items) == limit {
			page.NextCursor = strconv.Itoa(from + limit)
			break
		}
		page.Items = append(page.Items, row)
	}
	return httpx.Reply(page, nil)
}

func (in *entriesIn) wants(v *view, e Entry) bool {
	if in.Category.ID != 0 && !slices.ContainsFunc(v.chain(e.CategoryID), func(c Category) bool { return c.ID == in.Category.ID }) {
		return false
	}
	if in.Division != "" && e.DivisionCode != in.Division {
		return false
	}
	return in.Unit.ID == 0 || e.UnitID == in.Unit.ID || slices.Contains(e.CoUnits, in.Unit.ID)
}

func (r EntryRow) text() string {
	return strings.Join([]string{r.CategoryCode, r.CategoryName, r.DivisionName, r.UnitName, strings.Join(r.CoNames, " "), r.Basis, strings.Join(r.Conditions, " ")}, "\n")
}

// EntryChange is one entry that differs.
type EntryChange struct {
	How    string    `json:"how" enum:"added,changed,removed"`
	Before *EntryRow `json:"before,omitempty"`
	After  *EntryRow `json:"after,omitempty"`
}

// catalogueDiff is how a version differs from its base.
type catalogueDiff struct {
	BaseNumber int           `json:"base_number"`
	Added      int           `json:"added"`
	Changed    int           `json:"changed"`
	Removed    int           `json:"removed"`
	Items      []EntryChange `json:"items" nullable:"false" doc:"at most 1000"`
}

// maxDiff is how many changes are listed; their number is always told.
const maxDiff = 1000

func (s *Service) getDiff(ctx context.Context, in *versionIn) (*httpx.Out[catalogueDiff], error) {
	q := s.store.Read(ctx)
	version, err := s.Version(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.changes(q, version.Base, version.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.cache.at(q)
	if err != nil {
		return nil, err
	}
	d := catalogueDiff{BaseNumber: s.VersionView(q, version).BaseNumber, Items: []EntryChange{}}
	d.Added, d.Changed, d.Removed = count(list)
	for _, c := range list[:min(len(list), maxDiff)] {
		item := EntryChange{How: "changed"}
		if c.Before != nil {
			row := s.named(q, v, *c.Before)
			item.Before = &row
		} else {
			item.How = "added"
		}
		if c.After != nil {
			row := s.named(q, v, *c.After)
			item.After = &row
		} else {
			item.How = "removed"
		}
		d.Items = append(d.Items, item)
	}
	return httpx.Reply(d, nil)
}
