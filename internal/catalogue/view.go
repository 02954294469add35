package catalogue

import (
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// loadView reads everything that q sees. Books of an older view are taken over: what was published never changes.
func loadView(q store.Queryer, stamp ids.ID, now time.Time, old *view) (*view, error) {
	v := &view{stamp: stamp, categories: map[ids.ID]Category{}, paths: map[ids.ID]string{}, presets: map[string]Preset{}}
	var err error
	if v.ordered, err = allCategories(q); err != nil {
		return nil, err
	}
	slices.SortFunc(v.ordered, func(a, b Category) int { return strings.Compare(a.Code, b.Code) })
	for _, c := range v.ordered {
		v.categories[c.ID] = c
	}
	for _, c := range v.ordered {
		v.paths[c.ID] = v.path(c.ID)
	}
	if v.books, err = loadBooks(q, now, old); err != nil {
		return nil, err
	}
	if v.uses, err = presetUses(q); err != nil {
		return nil, err
	}
	presets, err := allPresets(q)
	if err != nil {
		return nil, err
	}
	for _, r := range presets {
		r.preset.UsedFor = usedFor(v.uses, r.preset.Name)
		v.presets[r.preset.Name] = r.preset
		v.names = append(v.names, r.preset.Name)
	}
	slices.Sort(v.names)
	days, err := calendarDays(q, 0, 99999999)
	if err != nil {
		return nil, err
	}
	known, err := knownYears(q)
	if err != nil {
		return nil, err
	}
	v.calendar = NewCalendar(days, known)
	return v, nil
}

// loadBooks reads the version that is in force now and all that will be.
func loadBooks(q store.Queryer, now time.Time, old *view) ([]*Book, error) {
	versions, err := allVersions(q)
	if err != nil {
		return nil, err
	}
	settle(versions, now)
	var books []*Book
	for _, version := range versions {
		if version.State != VersionInForce && version.State != VersionScheduled {
			continue
		}
		known := -1
		if old != nil {
			known = slices.IndexFunc(old.books, func(b *Book) bool { return b.Version.ID == version.ID })
		}
		if known >= 0 {
			books = append(books, old.books[known])
			continue
		}
		entries, err := entriesOf(q, version.ID)
		if err != nil {
			return nil, err
		}
		books = append(books, newBook(version, entries))
	}
	return books, nil
}

func usedFor(uses map[string]string, preset string) []string {
	list := []string{}
	for kind, name := range uses {
		if name == preset {
			list = append(list, kind)
		}
	}
	slices.Sort(list)
	return list
}
