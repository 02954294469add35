package ledger

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/store"
)

const (
	relayBatch = 2000
	// relayLock is the number of the Postgres advisory lock under which events are numbered.
	relayLock = 0x1d00_0001
	// relayPoll finds what other nodes committed.
	relayPoll = 250 * time.Millisecond
)

// Relay numbers the committed events that have no number yet (Postgres) and tells how many. One node at a time
// does it: the advisory lock is held until its numbers are committed.
func (l *Ledger) Relay(ctx context.Context) (int64, error) {
	var numbered int64
	err := l.store.Write(ctx, func(tx *store.Tx) error {
		numbered = 0
		if tx.Engine() == store.SQLite {
			return nil
		}
		if err := tx.Do(`SELECT pg_advisory_xact_lock(?)`, relayLock); err != nil {
			return fmt.Errorf("ledger: relay lock: %w", err)
		}
		res, err := tx.Exec(`UPDATE ledger_event e SET seq = n.seq FROM (
				SELECT id, row_number() OVER (ORDER BY id) + (SELECT COALESCE(MAX(seq), 0) FROM ledger_event) AS seq
				FROM (SELECT id FROM ledger_event WHERE seq IS NULL ORDER BY id LIMIT ?) fresh
			) n WHERE e.id = n.id`, relayBatch)
		if err != nil {
			return fmt.Errorf("ledger: relay: %w", err)
		}
		if numbered, err = res.RowsAffected(); err != nil {
			return fmt.Errorf("ledger: relay: %w", err)
		}
		return nil
	})
	return numbered, err
}

func (l *Ledger) relayLoop(ctx context.Context) {
	poll := time.NewTicker(relayPoll)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.relayWake:
		case <-poll.C:
		}
		for {
			n, err := l.Relay(ctx)
			if err != nil {
				if ctx.Err() == nil {
					l.log.Error("ledger relay failed, will try again", "error", err)
				}
				break
			}
			if n < relayBatch {
				break
			}
		}
		l.announce() // other nodes may have numbered events too
	}
}
