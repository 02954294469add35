package catalogue

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// The kinds of event that the catalogue writes. The subject is the category, the preset, or for calendars a number
// of the import's own.
const (
	EventCategoryAdded    = "catalogue.category_added"
	EventCategoryChanged  = "catalogue.category_changed"
	EventPresetChanged    = "catalogue.preset_changed"
	EventPresetUsed       = "catalogue.preset_used"
	EventCalendarImported = "catalogue.calendar_imported"
	EventTopicAdded       = "catalogue.topic_added"
	EventTopicChanged     = "catalogue.topic_changed"
)

// CategoryEvent tells what a category became; Changed names the fields that a change touched.
type CategoryEvent struct {
	Category ids.ID   `json:"category"`
	Code     string   `json:"code"`
	Parent   ids.ID   `json:"parent"`
	Level    int      `json:"level"`
	Active   bool     `json:"active"`
	Version  int64    `json:"version"`
	Changed  []string `json:"changed,omitempty"`
}

// PresetEvent tells of a preset's new version, or for which kind it is used (empty: the general one).
type PresetEvent struct {
	Preset  string  `json:"preset"`
	Version int64   `json:"version,omitempty"`
	Kind    *string `json:"kind,omitempty"`
}

// CalendarEvent counts what an import did.
type CalendarEvent struct {
	Years   []int `json:"years"`
	Added   int   `json:"added"`
	Changed int   `json:"changed"`
}

// TopicEvent tells what a topic became.
type TopicEvent struct {
	Topic   ids.ID `json:"topic"`
	Active  bool   `json:"active"`
	Version int64  `json:"version"`
}

func (s *Service) recordCategory(tx *store.Tx, p auth.Principal, kind string, c Category, changed []string) error {
	return s.record(tx, p, kind, c.ID, CategoryEvent{Category: c.ID, Code: c.Code, Parent: c.ParentID, Level: c.Level,
		Active: c.Active, Version: c.Version, Changed: changed})
}

// record appends for the centre's eyes only.
func (s *Service) record(tx *store.Tx, p auth.Principal, kind string, subject ids.ID, payload any) error {
	_, err := s.ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Actor: p.ID, Payload: payload})
	return err
}
