package catalogue

import "onedoor/internal/platform/ids"

// The kinds of event about the dispatch catalogue. The subject is the version.
const (
	EventDraftBegun     = "catalogue.draft_begun"
	EventDraftDiscarded = "catalogue.draft_discarded"
	EventDraftImported  = "catalogue.draft_imported"
	EventEntryAdded     = "catalogue.entry_added"
	EventEntryChanged   = "catalogue.entry_changed"
	EventEntryRemoved   = "catalogue.entry_removed"
	EventPublished      = "catalogue.version_published"
)

// VersionEvent tells what happened to a version as a whole.
type VersionEvent struct {
	Version   ids.ID   `json:"version"`
	Base      ids.ID   `json:"base,omitempty"`
	Revision  int64    `json:"revision,omitempty"`
	Number    int      `json:"number,omitempty"`       // published: its number
	Effective int64    `json:"effective_at,omitempty"` // published: UTC microseconds
	Authors   []ids.ID `json:"authors,omitempty"`      // published: who wrote it
	Added     int      `json:"added,omitempty"`
	Changed   int      `json:"changed,omitempty"`
	Removed   int      `json:"removed,omitempty"`
}

// EntryEvent tells what an entry of a draft became. Conditions that are words of the catalogue are not in it.
type EntryEvent struct {
	Version  ids.ID `json:"version"`
	Entry    ids.ID `json:"entry"`
	Category ids.ID `json:"category"`
	Division string `json:"division"`
	Unit     ids.ID `json:"unit"`
	PrevUnit ids.ID `json:"prev_unit,omitempty"`
	Revision int64  `json:"revision"`
}
