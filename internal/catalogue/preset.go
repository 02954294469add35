package catalogue

import (
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// DefaultPreset is the preset that answers where another has no limit for a stage.
const DefaultPreset = "default"

// Preset is a set of time limits of one rule, with where its figures come from. They are defaults that an operator
// can change, never legal advice.
type Preset struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Source     string   `json:"source" doc:"the rule that the figures come from"`
	Periods    []string `json:"periods" nullable:"false" doc:"working periods of a day, as 08:30-12:00"`
	AfterHours string   `json:"after_hours,omitempty" enum:"same_day,next_period" doc:"where a limit starts that is set outside the periods; default same_day"`
	End        string   `json:"end,omitempty" enum:"close,midnight" doc:"when in its last day a day limit ends; default close"`
	Limits     []Limit  `json:"limits" nullable:"false"`
	Notes      []string `json:"notes,omitempty" doc:"rules of the source that are no time limits"`
	UsedFor    []string `json:"used_for" nullable:"false" doc:"kinds of request it holds for; the empty string is the general one, business stands for business callers"`
	Version    int64    `json:"version"`
}

// Preset returns a preset by name. ErrPresetNotFound.
func (s *Service) Preset(q store.Queryer, name string) (Preset, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return Preset{}, err
	}
	p, ok := v.presets[name]
	if !ok {
		return Preset{}, ErrPresetNotFound
	}
	return p.clone(), nil
}

// Presets returns all presets by name.
func (s *Service) Presets(q store.Queryer) ([]Preset, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return nil, err
	}
	list := make([]Preset, 0, len(v.names))
	for _, name := range v.names {
		list = append(list, v.presets[name].clone())
	}
	return list, nil
}

// PresetFor returns the preset that holds for a kind of request, or for BusinessKind. It falls back to the general
// one, and to the shipped default where the tables hold nothing yet.
func (s *Service) PresetFor(q store.Queryer, kind string) (Preset, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return Preset{}, err
	}
	return v.presetFor(kind).clone(), nil
}

// clone lets a caller change the limits without touching the shared view.
func (p Preset) clone() Preset {
	p.Limits = slices.Clone(p.Limits)
	return p
}

func (v *view) presetFor(kind string) Preset {
	for _, k := range []string{kind, ""} {
		if p, ok := v.presets[v.uses[k]]; ok {
			return p
		}
	}
	return v.fallback()
}

func (v *view) fallback() Preset {
	if p, ok := v.presets[DefaultPreset]; ok {
		return p
	}
	return shippedPresets()[0]
}

// presetID finds a preset's row for a change.
func presetID(tx *store.Tx, name string) (ids.ID, Preset, error) {
	r, err := presetByName(tx, name)
	return r.id, r.preset, err
}
