package switchboard

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// appealDays are how long after its end a cool-down can be appealed against.
const appealDays = 30

// AppealCool takes down that a caller appeals against a cool-down, in person, by letter or by web. The error is
// ErrNoCooldown, ErrCoolState, ErrAppealed or ErrWords.
func (s *Service) AppealCool(tx *store.Tx, p auth.Principal, id ids.ID, words string) (Cooldown, error) {
	words, err := guardWords(words)
	if err != nil {
		return Cooldown{}, err
	}
	c, err := s.cooldown(tx, id)
	switch {
	case err != nil:
		return c, err
	case !c.AppealedAt.IsZero():
		return c, ErrAppealed
	case c.State != CoolRunning && c.State != CoolOver && c.State != CoolLifted || s.Clock.Now().Sub(c.Until) > days(appealDays):
		return c, ErrCoolState
	}
	c.AppealedBy, c.AppealedAt, c.Appeal = p.ID, s.Clock.Now(), words
	if err := tx.Do(`UPDATE switchboard_cooldown SET appealed_by = ?, appealed_at = ?, appeal_words = ? WHERE id = ?`,
		c.AppealedBy, wall.Micros(c.AppealedAt), c.Appeal, c.ID); err != nil {
		return c, fmt.Errorf("switchboard: appeal: %w", err)
	}
	return c, s.guardEvent(tx, EventCoolAppealed, p, GuardPayload{Peer: c.Peer, Cooldown: c.ID})
}

// JudgeCool decides on an appeal, by somebody who had no part in the cool-down. One that is granted undoes it: it counts
// for nothing afterwards. The error is ErrNoCooldown, ErrCoolState, ErrOwnCooldown or ErrWords.
func (s *Service) JudgeCool(tx *store.Tx, p auth.Principal, id ids.ID, granted bool, words string) (Cooldown, error) {
	words, err := guardWords(words)
	if err != nil {
		return Cooldown{}, err
	}
	c, err := s.cooldown(tx, id)
	switch {
	case err != nil:
		return c, err
	case c.AppealedAt.IsZero() || !c.JudgedAt.IsZero():
		return c, ErrCoolState
	case c.AskedBy == p.ID || c.Decided == p.ID:
		return c, ErrOwnCooldown
	}
	c.JudgedBy, c.JudgedAt, c.Granted, c.Judgement = p.ID, s.Clock.Now(), granted, words
	if err := tx.Do(`UPDATE switchboard_cooldown SET judged_by = ?, judged_at = ?, granted = ?, judge_words = ? WHERE id = ?`,
		c.JudgedBy, wall.Micros(c.JudgedAt), bit(granted), c.Judgement, c.ID); err != nil {
		return c, fmt.Errorf("switchboard: judge an appeal: %w", err)
	}
	result := "rejected"
	if granted {
		result = "granted"
	}
	if err := s.guardEvent(tx, EventCoolJudged, p, GuardPayload{Peer: c.Peer, Cooldown: c.ID, Result: result}); err != nil || !granted {
		return c, err
	}
	return s.endCool(tx, p, c, CoolUndone, words, EventCoolUndone)
}
