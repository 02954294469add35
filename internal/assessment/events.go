package assessment

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Kinds of ledger events that this room writes.
const (
	// EventDoubted stands on the chain of the order; the unit does not see it. Payload: Doubted.
	EventDoubted = "assessment.doubted"
	// EventJudged: an inspector decided on a doubt. Payload: Doubted.
	EventJudged = "assessment.judged"
	// EventRulesChanged stands on the chain of the room (subject 3). Payload: Changed.
	EventRulesChanged = "assessment.rules_changed"
	// EventComputed and EventPublished stand on the chain of the period. Payload: Period's id and days.
	EventComputed  = "assessment.computed"
	EventPublished = "assessment.published"
	// EventObjected and EventDecided stand on the chain of the period. Payload: Objected.
	EventObjected = "assessment.objected"
	EventDecided  = "assessment.decided"
)

// roomChain is the chain of what concerns no order and no period.
const roomChain = ids.ID(3)

// Doubted is the payload of EventDoubted and EventJudged.
type Doubted struct {
	Doubt   ids.ID   `json:"doubt"`
	Kind    string   `json:"kind"`
	Score   int      `json:"score"`
	Reasons []string `json:"reasons"`
	State   string   `json:"state"`
}

// Changed is the payload of EventRulesChanged.
type Changed struct {
	Name    string `json:"name"`
	Version int64  `json:"version"`
}

// Span is the payload of EventComputed and EventPublished.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Objected is the payload of EventObjected and EventDecided.
type Objected struct {
	Objection ids.ID `json:"objection"`
	Unit      ids.ID `json:"unit"`
	Indicator string `json:"indicator"`
	State     string `json:"state"`
	Grade     string `json:"grade,omitempty"`
}

func (s *Service) record(tx *store.Tx, by auth.Principal, kind string, subject ids.ID, units []ids.ID, payload any) error {
	if _, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Actor: by.ID, Units: units, Payload: payload}); err != nil {
		return fmt.Errorf("assessment: record %s: %w", kind, err)
	}
	return nil
}
