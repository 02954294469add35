package vault

import (
	"context"
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Opening is a permission to open one identity, already logged.
type Opening struct{ sealed sealedIdentity }

// Grant decides whether the principal of ctx may learn who the identity is, and
// logs it: an access row and the event vault.revealed. Open the result after
// the transaction is durable, so that nothing is shown without its trace.
//
// It asks, in this order: the right vault.reveal; a known purpose; the number
// within the window; the Guard, or a scope of everything when there is none; a
// reason in words, unless p's unit handles the order and wants to call; that the
// identity exists and is not erased; for a confidential one
// vault.reveal_sealed. What the Guard refuses looks the same whether or not the
// identity exists.
func (s *Service) Grant(ctx context.Context, tx *store.Tx, identity ids.ID, purpose string, order ids.ID, reason ...string) (Opening, error) {
	p, why, err := s.admit(ctx, tx, purpose, identity, order, reason)
	if err != nil {
		return Opening{}, err
	}
	x, err := load(tx, identity)
	switch {
	case err != nil:
		return Opening{}, err
	case x.secret && !p.Can(RightRevealSealed):
		return Opening{}, ErrSealed
	case x.erased:
		return Opening{}, ErrErased
	}
	access, err := s.logAccess(tx, p, access{Kind: accessIdentity, Subject: identity, Purpose: purpose, Order: order, reason: why})
	if err != nil {
		return Opening{}, err
	}
	_, err = s.ledger.Append(tx, ledger.Event{Kind: KindRevealed, Subject: identity, Actor: p.ID,
		Payload: RevealedPayload{Access: access, Purpose: purpose, Order: order, Commit: why.commit}})
	return Opening{x}, err
}

// Open decrypts what was granted.
func (s *Service) Open(o Opening) (Person, error) { return s.open(o.sealed) }

// Reveal is Grant and Open at once, for a room that is inside a transaction
// already. The caller must not show the person unless the transaction commits.
func (s *Service) Reveal(ctx context.Context, tx *store.Tx, identity ids.ID, purpose string, order ids.ID, reason ...string) (Person, error) {
	o, err := s.Grant(ctx, tx, identity, purpose, order, reason...)
	if err != nil {
		return Person{}, err
	}
	return s.Open(o)
}

// RevealNow is Grant in a transaction of its own, then Open. Unlike the two it
// also logs a refusal, in a second transaction.
func (s *Service) RevealNow(ctx context.Context, identity ids.ID, purpose string, order ids.ID, reason ...string) (Person, error) {
	var o Opening
	err := s.store.Write(ctx, func(tx *store.Tx) (err error) {
		o, err = s.Grant(ctx, tx, identity, purpose, order, reason...)
		return err
	})
	if err != nil {
		return Person{}, s.logRefusal(ctx, access{Kind: accessIdentity, Subject: identity, Purpose: purpose, Order: order}, err)
	}
	return s.Open(o)
}

// admit makes the checks that need no row of the vault.
func (s *Service) admit(ctx context.Context, q store.Queryer, purpose string, identity, order ids.ID, reason []string) (auth.Principal, because, error) {
	p, err := auth.Need(ctx, RightReveal)
	if err != nil {
		return p, because{}, err
	}
	if !knownPurpose(purpose) {
		return p, because{}, ErrPurpose
	}
	if count, _, err := s.recent(q, p); err != nil {
		return p, because{}, err
	} else if !p.IsSystem() && count >= s.config.RevealStop {
		return p, because{}, ErrLimit
	}
	if !p.Scope.All && order == 0 {
		return p, because{}, ErrOrderNeeded
	}
	switch {
	case s.guard != nil:
		if err := s.guard(ctx, q, p, identity, order); err != nil {
			return p, because{}, err
		}
	case !p.Scope.All:
		return p, because{}, fault.Forbidden
	}
	why, err := s.because(q, p, purpose, order, reason)
	return p, why, err
}

// logRefusal keeps who was refused what, and returns the refusal. Past the
// hourly number nothing more is written, so that a script cannot fill the log.
func (s *Service) logRefusal(ctx context.Context, a access, refusal error) error {
	p := auth.From(ctx)
	var f *fault.Fault
	if !errors.As(refusal, &f) || f.Status >= 500 || errors.Is(f, ErrLimit) || p.ID == 0 || !p.Can(RightReveal) {
		return refusal
	}
	if a.Refused = f.Code; !knownPurpose(a.Purpose) {
		a.Purpose = "" // a stranger's text has no place in the log
	}
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		id, err := s.logAccess(tx, p, a)
		if err != nil {
			return err
		}
		_, err = s.ledger.Append(tx, ledger.Event{Kind: KindRefused, Subject: p.ID, Actor: p.ID,
			Payload: RefusedPayload{Access: id, Identity: a.Subject, Purpose: a.Purpose, Order: a.Order, Code: a.Refused}})
		return err
	})
	if err != nil {
		return fmt.Errorf("vault: log refusal: %w", err)
	}
	return refusal
}
