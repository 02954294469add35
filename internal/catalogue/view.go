package catalogue

import (
	"slices"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// loadView reads everything that q sees.
func loadView(q store.Queryer, stamp ids.ID) (*view, error) {
	v := &view{stamp: stamp, categories: map[ids.ID]Category{}, defaults: map[defaultKey]ids.ID{}, presets: map[string]Preset{}}
	var err error
	if v.ordered, err = allCategories(q); err != nil {
		return nil, err
	}
	slices.SortFunc(v.ordered, func(a, b Category) int { return strings.Compare(a.Code, b.Code) })
	for _, c := range v.ordered {
		v.categories[c.ID] = c
	}
	rules, err := defaultUnits(q, 0)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		v.defaults[defaultKey{r.CategoryID, r.DivisionCode}] = r.UnitID
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

// freshView reads everything for a caller that must see its own uncommitted changes.
func freshView(q store.Queryer) (*view, error) {
	stamp, err := loadStamp(q)
	if err != nil {
		return nil, err
	}
	return loadView(q, stamp)
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
