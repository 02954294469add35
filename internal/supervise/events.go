package supervise

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Kinds of ledger events that this room writes. What is about one order stands on the order's chain, what is about a
// meeting on the meeting's.
const (
	EventStep             = "supervise.step_taken"
	EventYellow           = "supervise.yellow_card"
	EventRed              = "supervise.red_card"
	EventLifted           = "supervise.card_lifted"
	EventSuggested        = "supervise.suggested"
	EventDismissed        = "supervise.suggestion_dismissed"
	EventCaseOpened       = "supervise.case_opened"
	EventCaseClosed       = "supervise.case_closed"
	EventCaseReopened     = "supervise.case_reopened"
	EventTaskGiven        = "supervise.task_given"
	EventTaskAnswered     = "supervise.task_answered"
	EventTaskAccepted     = "supervise.task_accepted"
	EventTaskRejected     = "supervise.task_rejected"
	EventTaskCancelled    = "supervise.task_cancelled"
	EventProposed         = "supervise.proposed"
	EventScheduled        = "supervise.scheduled"
	EventUnscheduled      = "supervise.unscheduled"
	EventDecided          = "supervise.decided"
	EventCarriedOut       = "supervise.carried_out"
	EventDeferred         = "supervise.deferred"
	EventDropped          = "supervise.dropped"
	EventMeetingPlanned   = "supervise.meeting_planned"
	EventMeetingChanged   = "supervise.meeting_changed"
	EventMeetingCalled    = "supervise.meeting_called"
	EventMeetingHeld      = "supervise.meeting_held"
	EventAttendance       = "supervise.attendance"
	EventMeetingMinuted   = "supervise.meeting_minuted"
	EventMeetingClosed    = "supervise.meeting_closed"
	EventMeetingCancelled = "supervise.meeting_cancelled"
	EventSetting          = "supervise.setting_changed"
)

// EventKinds lists them all.
var EventKinds = []string{EventStep, EventYellow, EventRed, EventLifted, EventSuggested, EventDismissed, EventCaseOpened,
	EventCaseClosed, EventCaseReopened, EventTaskGiven, EventTaskAnswered, EventTaskAccepted, EventTaskRejected,
	EventTaskCancelled, EventProposed, EventScheduled, EventUnscheduled, EventDecided, EventCarriedOut, EventDeferred, EventDropped,
	EventMeetingPlanned, EventMeetingChanged, EventMeetingCalled, EventMeetingHeld, EventAttendance, EventMeetingMinuted,
	EventMeetingClosed, EventMeetingCancelled, EventSetting}

// Payload is what every event of this room carries: ids, codes, times and commitments, never words.
type Payload struct {
	Order      ids.ID `json:"order,omitempty"`
	Assignment int    `json:"assignment,omitempty"`
	Unit       ids.ID `json:"unit,omitempty"`
	Card       ids.ID `json:"card,omitempty"`
	Case       ids.ID `json:"case,omitempty"`
	Task       ids.ID `json:"task,omitempty"`
	Docket     ids.ID `json:"docket,omitempty"`
	Meeting    ids.ID `json:"meeting,omitempty"`
	Code       string `json:"code,omitempty"`   // reason, step, rule or what became of the order
	DueAt      int64  `json:"due_at,omitempty"` // UTC microseconds
	Late       bool   `json:"late,omitempty"`
	Version    int64  `json:"version,omitempty"`
	Commit     string `json:"commit,omitempty"` // commitment of the words
}

// record appends an event to the subject's chain. The units are those that may see it beside the centre. An order is
// locked first: its own room and this one may write on its chain at the same moment.
func (s *Service) record(tx *store.Tx, by auth.Principal, kind string, subject ids.ID, units []ids.ID, payload Payload) error {
	if subject == payload.Order {
		if _, err := s.Orders.Lock(tx, subject); err != nil {
			return fmt.Errorf("supervise: lock order: %w", err)
		}
	}
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Actor: by.ID, Units: units, Payload: payload})
	if err != nil {
		return fmt.Errorf("supervise: record %s: %w", kind, err)
	}
	return nil
}

// unitsOf are the units without the centre, which hears everything.
func unitsOf(units ...ids.ID) []ids.ID {
	var list []ids.ID
	for _, u := range units {
		if u != 0 {
			list = append(list, u)
		}
	}
	return list
}
