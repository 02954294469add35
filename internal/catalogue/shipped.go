package catalogue

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed data
var data embed.FS

// shippedSource is what the calendar of this release is based on.
const shippedSource = "国务院办公厅历年放假安排（随软件附带，2007—2026）"

// shippedPresets reads the presets of this release; the default one comes first.
var shippedPresets = sync.OnceValue(func() []Preset {
	text, err := data.ReadFile("data/presets.json")
	if err != nil {
		panic("catalogue: " + err.Error()) // compiled in: cannot fail once a test has passed
	}
	var list []Preset
	if err := json.Unmarshal(text, &list); err != nil {
		panic("catalogue: presets.json: " + err.Error())
	}
	return list
})

// ShippedPresets returns the presets of this release, for tools that run without a database. The caller must not
// change them.
func ShippedPresets() []Preset { return slices.Clone(shippedPresets()) }

// ShippedPreset returns one of them. ErrPresetNotFound.
func ShippedPreset(name string) (Preset, error) {
	for _, p := range shippedPresets() {
		if p.Name == name {
			return p, nil
		}
	}
	return Preset{}, ErrPresetNotFound
}

var shippedDays = sync.OnceValue(func() []CalendarDay {
	text, err := data.ReadFile("data/holidays-cn.csv")
	if err != nil {
		panic("catalogue: " + err.Error())
	}
	days, err := ParseCalendar(text)
	if err != nil {
		panic("catalogue: holidays-cn.csv: " + err.Error())
	}
	return days
})

// ShippedCalendar returns the calendar of this release, for tools that run without a database.
func ShippedCalendar() Calendar {
	days, known := shippedDays(), map[int]bool{}
	for _, d := range days {
		year := d.day / 10000
		if _, seen := known[year]; !seen {
			known[year] = arranged(year, days)
		}
	}
	return NewCalendar(days, known)
}

// LoadShipped enters what this release ships and the database does not have: presets whose name is new, and
// calendar years that have no arrangement yet. What an operator changed is left alone. Call it at every start.
func (s *Service) LoadShipped(ctx context.Context) error {
	missing, err := s.missing(s.store.Read(ctx))
	if err != nil || !missing.any() {
		return err
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		if err := s.begin(tx, auth.System); err != nil {
			return err
		}
		missing, err := s.missing(tx) // another node may have been first
		if err != nil {
			return err
		}
		for _, p := range missing.presets {
			if err := s.enterPreset(tx, p); err != nil {
				return err
			}
		}
		if len(missing.days) == 0 {
			return nil
		}
		_, err = s.putCalendar(tx, auth.System, missing.days, shippedSource)
		return err
	})
}

// missing is what the database lacks of the release.
type missing struct {
	presets []Preset
	days    []CalendarDay
}

func (m missing) any() bool { return len(m.presets)+len(m.days) > 0 }

func (s *Service) missing(q store.Queryer) (missing, error) {
	var m missing
	for _, p := range shippedPresets() {
		_, err := presetByName(q, p.Name)
		if errors.Is(err, sql.ErrNoRows) {
			m.presets = append(m.presets, p)
		} else if err != nil {
			return m, err
		}
	}
	known, err := knownYears(q)
	if err != nil {
		return m, err
	}
	have, err := calendarDays(q, 0, 99999999)
	if err != nil {
		return m, err
	}
	for _, d := range shippedDays() {
		if !known[d.day/10000] && !slices.ContainsFunc(have, func(h CalendarDay) bool { return h.day == d.day }) {
			m.days = append(m.days, d)
		}
	}
	return m, nil
}

// enterPreset adds a shipped preset, and its uses where the operator has chosen none.
func (s *Service) enterPreset(tx *store.Tx, p Preset) error {
	kinds := p.UsedFor
	if p.Name == DefaultPreset {
		kinds = append(kinds, "")
	}
	id := ids.New()
	p.Version = 1
	if err := putPreset(tx, id, p, wall.Micros(s.clock.Now())); err != nil {
		return err
	}
	if err := s.record(tx, auth.System, EventPresetChanged, id, PresetEvent{Preset: p.Name, Version: p.Version}); err != nil {
		return err
	}
	uses, err := presetUses(tx)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		if _, chosen := uses[kind]; chosen {
			continue
		}
		if err := putPresetUse(tx, kind, p.Name); err != nil {
			return fmt.Errorf("catalogue: use of shipped preset: %w", err)
		}
	}
	return nil
}
