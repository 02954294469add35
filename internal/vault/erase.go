package vault

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// nameErased stands in lists where the name was.
const nameErased = "已删除"

// Erase makes an identity unreadable for good: data keys, sealed details,
// look-ups and masks go, the id and the ledger's chains stay. reason is a code,
// "retention" or "request". Erasing twice changes nothing. A backup made before
// still holds the row: erase again after restoring one.
func (s *Service) Erase(ctx context.Context, tx *store.Tx, identity ids.ID, reason string) error {
	x, err := load(tx, identity)
	if err != nil || x.erased {
		return err
	}
	if err := s.dropLookups(tx, identity); err != nil {
		return err
	}
	if err := tx.Do(`DELETE FROM vault_record WHERE identity = ?`, identity); err != nil {
		return fmt.Errorf("vault: erase: %w", err)
	}
	if err := tx.Do(`UPDATE vault_identity SET pair = NULL, print = NULL, head = NULL, body = NULL, lookups = NULL,
		name_masked = ?, phone_masked = '', erased_at = ? WHERE id = ?`, nameErased, wall.Micros(s.wall.Now()), identity); err != nil {
		return fmt.Errorf("vault: erase: %w", err)
	}
	_, err = s.ledger.Append(tx, ledger.Event{Kind: KindErased, Subject: identity, Actor: auth.From(ctx).ID, Payload: ErasedPayload{reason}})
	return err
}

// dropLookups deletes the identity's keys, which its rows remember.
func (s *Service) dropLookups(tx *store.Tx, identity ids.ID) error {
	rows, err := tx.Query(`SELECT lookups FROM vault_identity WHERE id = ? UNION ALL SELECT lookups FROM vault_record WHERE identity = ?`, identity, identity)
	lists, err := store.Collect(rows, err, func(r store.Row) ([]byte, error) {
		var keys []byte
		return keys, r.Scan(&keys)
	})
	if err != nil {
		return err
	}
	for key := range slices.Chunk(bytes.Join(lists, nil), keySize) {
		if err := tx.Do(`DELETE FROM vault_lookup WHERE key = ? AND identity = ?`, key, identity); err != nil {
			return fmt.Errorf("vault: erase look-ups: %w", err)
		}
	}
	return nil
}

// EraseText makes the originals kept for subject unreadable for good.
func (s *Service) EraseText(ctx context.Context, tx *store.Tx, subject ids.ID, reason string) error {
	res, err := tx.Exec(`UPDATE vault_text SET head = NULL, body = NULL, erased_at = ? WHERE subject = ? AND erased_at = 0`,
		wall.Micros(s.wall.Now()), subject)
	if err != nil {
		return fmt.Errorf("vault: erase texts: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	_, err = s.ledger.Append(tx, ledger.Event{Kind: KindTextErased, Subject: subject, Actor: auth.From(ctx).ID, Payload: ErasedPayload{reason}})
	return err
}
