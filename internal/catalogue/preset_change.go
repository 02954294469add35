package catalogue

import (
	"database/sql"
	"errors"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// SavePreset adds a preset or replaces one. A Version other than 0 must be the one that was seen. Orders under way
// keep the limits that they were given. Faults: request.invalid with fields, ErrStale.
func (s *Service) SavePreset(tx *store.Tx, p auth.Principal, preset Preset) (Preset, error) {
	if err := s.begin(tx, p); err != nil {
		return Preset{}, err
	}
	if err := preset.clean(); err != nil {
		return Preset{}, err
	}
	id, old, err := presetID(tx, preset.Name)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		id = ids.New()
	case err != nil:
		return Preset{}, err
	}
	if preset.Version != 0 && preset.Version != old.Version {
		return Preset{}, ErrStale
	}
	preset.Version = old.Version + 1
	if preset.Limits == nil {
		preset.Limits = []Limit{} // a list in JSON, never null
	}
	if err := putPreset(tx, id, preset, wall.Micros(s.clock.Now())); err != nil {
		return Preset{}, err
	}
	uses, err := presetUses(tx)
	if err != nil {
		return Preset{}, err
	}
	preset.UsedFor = usedFor(uses, preset.Name)
	return preset, s.record(tx, p, EventPresetChanged, id, PresetEvent{Preset: preset.Name, Version: preset.Version})
}

// UsePreset makes a preset hold for a kind of request, for BusinessKind, or in general (""). An empty preset takes
// the kind's own away, so that the general one holds. Faults: ErrPresetNotFound, ErrPresetInUse, request.invalid.
func (s *Service) UsePreset(tx *store.Tx, p auth.Principal, kind, preset string) error {
	if err := s.begin(tx, p); err != nil {
		return err
	}
	if kind != "" && kind != BusinessKind && !knownKind(kind) {
		return fault.Invalid.WithField("body.kind", "没有这个诉求类型")
	}
	uses, err := presetUses(tx)
	if err != nil {
		return err
	}
	if uses[kind] == preset {
		return nil
	}
	if preset == "" {
		if kind == "" {
			return ErrPresetInUse
		}
		id, _, err := presetID(tx, uses[kind])
		if err != nil {
			return err
		}
		if err := deletePresetUse(tx, kind); err != nil {
			return err
		}
		return s.record(tx, p, EventPresetUsed, id, PresetEvent{Kind: &kind})
	}
	id, _, err := presetID(tx, preset)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrPresetNotFound
	case err != nil:
		return err
	}
	if err := putPresetUse(tx, kind, preset); err != nil {
		return err
	}
	return s.record(tx, p, EventPresetUsed, id, PresetEvent{Preset: preset, Kind: &kind})
}
