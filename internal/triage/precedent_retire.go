package triage

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// maxReason is the longest reason, in characters.
const maxReason = 500

// Retire says that a precedent no longer holds, and why: it is shown no more beside orders. Only the centre may.
// Faults: auth.forbidden, ErrPrecedentNotFound, ErrRetired, ErrReason.
func (s *Service) Retire(tx *store.Tx, by auth.Principal, id ids.ID, reason string) (Precedent, error) {
	if !by.Can(RightRetire) || !by.Scope.All {
		return Precedent{}, fault.Forbidden
	}
	reason = clean(reason)
	if reason == "" || utf8.RuneCountInString(reason) > maxReason {
		return Precedent{}, ErrReason.WithField("body.reason", "请写明停用的理由，最多 500 字。")
	}
	p, err := lockPrecedent(tx, id)
	if err != nil {
		return p, err
	}
	if !p.RetiredAt.IsZero() {
		return p, ErrRetired
	}
	p.RetiredAt, p.RetiredBy, p.RetireReason = s.now(), by.ID, reason
	salt, commit := ledger.Commit(reason)
	if err := retire(tx, p, salt); err != nil {
		return p, err
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventRetired, Subject: p.ID, Actor: by.ID,
		Payload: Retired{Precedent: p.ID, Order: p.Order, Return: p.Return, Commit: commit}})
	if err != nil {
		return p, fmt.Errorf("triage: record: %w", err)
	}
	return p, nil
}

// clean drops what nobody types from a text of several lines.
func clean(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f || r == utf8.RuneError {
			return -1
		}
		return r
	}, text))
}
