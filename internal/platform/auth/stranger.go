package auth

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// strangerKept is how long the tries for a login that nobody has are remembered.
const strangerKept = 24 * time.Hour

// stranger is the row of a login that nobody has: 20 bits, so that no flood of logins fills the disk. Two that share
// a row are locked together, which harms nobody.
func stranger(login string) int64 {
	sum := sha256.Sum256([]byte(login))
	return int64(binary.BigEndian.Uint32(sum[:4])>>12) + 1
}

// turnAway refuses a login that nobody has, by the same steps as a wrong password: the same work, a durable write,
// and a lock after as many tries. Neither answer nor timing tells which logins exist.
func (a *Accounts) turnAway(ctx context.Context, login, password string) error {
	who, now := stranger(login), a.wall.Now()
	var locked int64
	err := a.store.Read(ctx).QueryRow(`SELECT locked_until FROM auth_stranger WHERE who = ?`, who).Scan(&locked)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("auth: look for stranger: %w", err)
	}
	if locked > wall.Micros(now) {
		return ErrLocked
	}
	if _, err := CheckPassword(a.decoy(), password); err != nil {
		return err
	}
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Do(`INSERT INTO auth_stranger (who, failures, locked_until, at) VALUES (?, 1, 0, ?)
			ON CONFLICT (who) DO UPDATE SET failures = auth_stranger.failures + 1, at = excluded.at,
			locked_until = CASE WHEN auth_stranger.failures + 1 >= ? THEN CAST(? AS BIGINT) ELSE auth_stranger.locked_until END`,
			who, wall.Micros(now), maxFailures, wall.Micros(a.wall.Now().Add(lockFor)))
		return err
	})
	if err != nil {
		return fmt.Errorf("auth: count a wrong try: %w", err)
	}
	return ErrWrong
}

// sweepStrangers forgets old tries within tx.
func (a *Accounts) sweepStrangers(tx *store.Tx) error {
	err := tx.Do(`DELETE FROM auth_stranger WHERE at < ?`, wall.Micros(a.wall.Now().Add(-strangerKept)))
	return err
}
