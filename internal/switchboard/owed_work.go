package switchboard

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// What staff does about a debt.
const (
	StepClaim    = "claim"     // 领取: nobody else calls meanwhile
	StepRelease  = "release"   // 放回
	StepAttempt  = "attempt"   // 未接通: called in vain by a telephone that the exchange does not see
	StepWriteOff = "write_off" // 核销
)

var owedEvents = map[string]string{StepClaim: EventOwedClaimed, StepRelease: EventOwedReleased, StepAttempt: EventOwedAttempt, StepWriteOff: EventOwedWritten}

// AttemptResults are how a call back in vain can end; a wrong number or a refusal is no reason to call again.
var AttemptResults = []string{"no_answer", "busy", "wrong_number", "refused"}

const (
	claimLasts    = 15 * time.Minute
	maxClaims     = 3 // of one person at a time: nobody walks off with all numbers
	attemptsToEnd = 3 // in vain, before a debt may be written off as unreachable
	maxOwedNote   = 200
	maxNext       = 7 * 24 * time.Hour // until the next call that somebody chooses
)

// Claim takes a debt on for a while and opens the caller's number, which is a ledger event. Show it only when the
// transaction is durable. The error is ErrNotOwed, ErrClaimed or ErrTooManyClaims.
func (s *Service) Claim(tx *store.Tx, p auth.Principal, peer ids.ID) (OwedStep, error) {
	d, err := s.debtOf(tx, peer)
	if err != nil {
		return OwedStep{}, err
	}
	if d.Claim != nil && d.Claim.Staff != p.ID {
		return OwedStep{}, ErrClaimed
	}
	held, err := s.claims(tx, p.ID)
	if err != nil {
		return OwedStep{}, err
	}
	if len(held) >= maxClaims && !slices.Contains(held, peer) {
		return OwedStep{}, ErrTooManyClaims
	}
	now := s.Clock.Now()
	return s.step(tx, OwedStep{Peer: peer, Staff: p.ID, Kind: StepClaim, Until: now.Add(claimLasts), At: now})
}

// claims are the debts that somebody has taken on and that are still open.
func (s *Service) claims(q store.Queryer, staff ids.ID) ([]ids.ID, error) {
	rows, err := q.Query(`SELECT DISTINCT peer_id FROM switchboard_owed_step WHERE staff_id = ? AND kind = ? AND until_at > ?`,
		staff, StepClaim, wall.Micros(s.Clock.Now()))
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("switchboard: claims: %w", err)
	}
	var held []ids.ID
	for _, peer := range list {
		if d, err := s.debtOf(q, peer); err == nil && d.Claim != nil && d.Claim.Staff == staff {
			held = append(held, peer)
		}
	}
	return held, nil
}

// Release gives a debt back. The error is ErrNotClaimed.
func (s *Service) Release(tx *store.Tx, p auth.Principal, peer ids.ID) (OwedStep, error) {
	return s.claimed(tx, p, OwedStep{Peer: peer, Kind: StepRelease})
}

// Attempted writes down a call in vain by a telephone that the exchange does not see, and, unless it is zero, when to call
// again. The error is ErrNotClaimed, ErrOwedResult or ErrOwedNext.
func (s *Service) Attempted(tx *store.Tx, p auth.Principal, peer ids.ID, result, note string, next time.Time) (OwedStep, error) {
	if now := s.Clock.Now(); !next.IsZero() && (next.Before(now) || next.After(now.Add(maxNext))) {
		return OwedStep{}, ErrOwedNext
	}
	if !slices.Contains(AttemptResults, result) || utf8.RuneCountInString(note) > maxOwedNote {
		return OwedStep{}, ErrOwedResult
	}
	return s.claimed(tx, p, OwedStep{Peer: peer, Kind: StepAttempt, Result: result, Note: note, Until: next})
}

func (s *Service) claimed(tx *store.Tx, p auth.Principal, x OwedStep) (OwedStep, error) {
	d, err := s.debtOf(tx, x.Peer)
	if err != nil {
		return OwedStep{}, err
	}
	if d.Claim == nil || d.Claim.Staff != p.ID {
		return OwedStep{}, ErrNotClaimed
	}
	x.Staff, x.At = p.ID, s.Clock.Now()
	return s.step(tx, x)
}

// WriteOff ends a debt that cannot be paid: after three calls in vain, or one that found a wrong number or a refusal.
// It is counted apart from those that were paid. The error is ErrNotOwed, ErrClaimed, ErrTooFewAttempts or ErrOwedResult.
func (s *Service) WriteOff(tx *store.Tx, p auth.Principal, peer ids.ID, note string) (OwedStep, error) {
	d, err := s.debtOf(tx, peer)
	if err != nil {
		return OwedStep{}, err
	}
	reason := writtenFor(d.Attempts)
	switch {
	case d.Claim != nil && d.Claim.Staff != p.ID:
		return OwedStep{}, ErrClaimed
	case reason == "":
		return OwedStep{}, ErrTooFewAttempts
	case utf8.RuneCountInString(note) > maxOwedNote:
		return OwedStep{}, ErrOwedResult
	}
	return s.step(tx, OwedStep{Peer: peer, Staff: p.ID, Kind: StepWriteOff, Result: reason, Note: note, At: s.Clock.Now()})
}

// writtenFor is for what a debt may be written off; empty: for nothing yet.
func writtenFor(attempts []Attempt) string {
	for _, a := range attempts {
		if a.Result == "wrong_number" || a.Result == "refused" {
			return a.Result
		}
	}
	if len(attempts) >= attemptsToEnd {
		return "unreachable"
	}
	return ""
}

func (s *Service) step(tx *store.Tx, x OwedStep) (OwedStep, error) {
	x.ID = ids.New()
	if err := tx.Do(`INSERT INTO switchboard_owed_step (id, peer_id, staff_id, kind, result, note, until_at, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		x.ID, x.Peer, x.Staff, x.Kind, x.Result, x.Note, wall.Micros(x.Until), wall.Micros(x.At)); err != nil {
		return OwedStep{}, fmt.Errorf("switchboard: owed step: %w", err)
	}
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: owedEvents[x.Kind], Subject: x.Peer, Actor: x.Staff,
		Payload: OwedPayload{Peer: x.Peer, Access: x.ID, Result: x.Result}})
	return x, err
}
