package switchboard

import (
	"context"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// endCool ends a cool-down by somebody's decision.
func (s *Service) endCool(tx *store.Tx, p auth.Principal, c Cooldown, state CoolState, words, kind string) (Cooldown, error) {
	c.State, c.LiftWhy = state, words
	if state != CoolRefused {
		c.LiftedBy = p.ID
	}
	if now := s.Clock.Now(); now.Before(c.Until) {
		c.Until = now
	}
	if err := tx.Do(`UPDATE switchboard_cooldown SET state = ?, decided_by = ?, until_at = ?, lifted_by = ?, lift_words = ? WHERE id = ?`,
		string(c.State), c.Decided, wall.Micros(c.Until), c.LiftedBy, c.LiftWhy, c.ID); err != nil {
		return c, fmt.Errorf("switchboard: end a cool-down: %w", err)
	}
	return c, s.guardEvent(tx, kind, p, GuardPayload{Peer: c.Peer, Cooldown: c.ID})
}

// LiftCool ends a cool-down at once. The error is ErrNoCooldown, ErrCoolState or ErrWords.
func (s *Service) LiftCool(tx *store.Tx, p auth.Principal, id ids.ID, words string) (Cooldown, error) {
	words, err := guardWords(words)
	if err != nil {
		return Cooldown{}, err
	}
	c, err := s.cooldown(tx, id)
	switch {
	case err != nil:
		return c, err
	case c.State != CoolRunning && c.State != CoolAsked:
		return c, ErrCoolState
	}
	return s.endCool(tx, p, c, CoolLifted, words, EventCoolLifted)
}

// undoUnfounded undoes a cool-down that does not stand any more on the evidence that is left.
func (s *Service) undoUnfounded(tx *store.Tx, p auth.Principal, peer ids.ID, words string) error {
	x, err := s.standingOf(tx, peer, 0)
	if err != nil || x.Now == nil || x.Enough {
		return err
	}
	_, err = s.endCool(tx, p, *x.Now, CoolUndone, words, EventCoolUndone)
	return err
}

const jobCoolOver = "switchboard.cooldown_over"

type coolPayload struct {
	ID ids.ID `json:"id"`
}

// runCoolOver writes down that a cool-down has ended by itself; that it has is so without it.
func (s *Service) runCoolOver(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var p coolPayload
	if err := j.Decode(&p); err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		res, err := tx.Exec(`UPDATE switchboard_cooldown SET state = ? WHERE id = ? AND state = ? AND until_at <= ?`,
			string(CoolOver), p.ID, string(CoolRunning), wall.Micros(s.Clock.Now()))
		if err != nil {
			return fmt.Errorf("switchboard: a cool-down is over: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		c, err := s.cooldown(tx, p.ID)
		if err != nil {
			return err
		}
		return s.guardEvent(tx, EventCoolOver, auth.Principal{}, GuardPayload{Peer: c.Peer, Cooldown: c.ID})
	}, nil
}
