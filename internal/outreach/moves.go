package outreach

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Approve lets a draft be run. Whoever wrote it last, or imported its list, does not. Faults: outreach.own_campaign,
// .empty_list, .no_voice and those of at.
func (s *Service) Approve(tx *store.Tx, p auth.Principal, id ids.ID, version int64) (Campaign, error) {
	c, err := s.at(tx, id, version, StateDraft)
	if err != nil {
		return c, err
	}
	if p.ID == c.ChangedBy || p.ID == c.CreatedBy {
		return c, ErrOwn
	}
	var n int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM outreach_person WHERE campaign_id = ?`, id).Scan(&n); err != nil {
		return c, fmt.Errorf("outreach: approve: %w", err)
	}
	if n == 0 {
		return c, ErrEmpty
	}
	if c.Kind == KindRobot && !s.speakable(c.Script) {
		return c, ErrVoice
	}
	return s.move(tx, p, c, StateApproved, EventApproved, `, approved_by = ?, approved_at = ?`, p.ID, wall.Micros(s.Clock.Now()))
}

// speakable tells whether every step has a recording, or a voice can speak it.
func (s *Service) speakable(script Script) bool {
	for _, x := range script.Steps {
		if x.Sound != "" && s.Sound != nil {
			if _, there := s.Sound(x.Sound); there {
				continue
			}
		}
		if s.Voice == nil {
			return false
		}
	}
	return true
}

// Start begins an approved campaign, or goes on with a paused one.
func (s *Service) Start(tx *store.Tx, p auth.Principal, id ids.ID, version int64) (Campaign, error) {
	c, err := s.at(tx, id, version, StateApproved, StatePaused)
	if err != nil {
		return c, err
	}
	return s.move(tx, p, c, StateRunning, EventStarted, `, began_at = CASE began_at WHEN 0 THEN ? ELSE began_at END`, wall.Micros(s.Clock.Now()))
}

// Pause lets calls that are under way go on to their end, and begins none.
func (s *Service) Pause(tx *store.Tx, p auth.Principal, id ids.ID, version int64) (Campaign, error) {
	c, err := s.at(tx, id, version, StateRunning)
	if err != nil {
		return c, err
	}
	return s.move(tx, p, c, StatePaused, EventPaused, ``)
}

// End ends a campaign for good.
func (s *Service) End(tx *store.Tx, p auth.Principal, id ids.ID, version int64) (Campaign, error) {
	c, err := s.at(tx, id, version, StateDraft, StateApproved, StateRunning, StatePaused)
	if err != nil {
		return c, err
	}
	return s.move(tx, p, c, StateEnded, EventEnded, `, ended_at = ?`, wall.Micros(s.Clock.Now()))
}

func (s *Service) move(tx *store.Tx, p auth.Principal, c Campaign, to State, event, set string, args ...any) (Campaign, error) {
	all := append(append([]any{to}, args...), c.ID)
	if err := tx.Do(`UPDATE outreach_campaign SET state = ?, version = version + 1`+set+` WHERE id = ?`, all...); err != nil {
		return c, fmt.Errorf("outreach: %s: %w", event, err)
	}
	if err := s.record(tx, event, c.ID, p.ID, Payload{Campaign: c.ID, Version: c.Version + 1}); err != nil {
		return c, err
	}
	return s.campaign(tx, c.ID)
}
