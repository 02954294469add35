package vault

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Meet looks, before the transaction, whether an identity stands for the sealed person already, with the same details:
// Put need not ask then. It changes nothing else.
func (s *Service) Meet(q store.Queryer, p *Sealed) error {
	if p.Empty() || p.err != nil {
		return nil
	}
	p.stranger, p.known = false, 0
	var id ids.ID
	var same bool
	err := q.QueryRow(`SELECT i.id, i.print = ? OR EXISTS (SELECT 1 FROM vault_record r WHERE r.identity = i.id AND r.print = ?)
		FROM vault_identity i WHERE i.pair = ?`, p.print, p.print, p.pair).Scan(&id, &same)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		p.stranger = true
	case err != nil:
		return fmt.Errorf("vault: meet: %w", err)
	case same:
		p.known = id
	}
	return nil
}

// Put keeps a sealed person and returns its identity: the one that already
// stands for that name and first number, or a new one. Nothing known gives
// identity 0. It writes no ledger event: the contact or request that it is put
// for does, with the identity's id.
func (s *Service) Put(tx *store.Tx, p Sealed) (ids.ID, error) {
	if p.err != nil {
		return 0, p.err
	}
	if p.Empty() {
		return 0, nil
	}
	if p.known != 0 && tx.Deferring() {
		// Should it have been erased meanwhile, the closure runs again the long way.
		if err := tx.Expect(`SELECT 1 FROM vault_identity WHERE id = ? AND pair = ?`, p.known, p.pair); err != nil {
			return 0, fmt.Errorf("vault: put: %w", err)
		}
		return p.known, nil
	}
	now := wall.Micros(s.wall.Now())
	keys := bytes.Join(p.lookups, nil)
	const insert = `INSERT INTO vault_identity (id, pair, print, head, body, lookups, name_masked, phone_masked, secret, created_at, erased_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`
	row := []any{p.id, p.pair, p.print, p.envelope.Head, p.envelope.Body, keys, p.name, p.phone, flag(p.secret), now}
	if p.stranger && tx.Deferring() {
		// Should somebody have put the same person meanwhile, this fails and the closure runs again the long way.
		if err := tx.Do(insert, row...); err != nil {
			return 0, fmt.Errorf("vault: put: %w", err)
		}
		return p.id, putLookups(tx, p.id, p.lookups)
	}
	// No RETURNING here: on SQLite it makes FTS5 write its index out in every closure instead of once a commit.
	res, err := tx.Exec(insert+` ON CONFLICT (pair) DO NOTHING`, row...)
	if err != nil {
		return 0, fmt.Errorf("vault: put: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return p.id, errors.Join(err, putLookups(tx, p.id, p.lookups))
	}

	var id ids.ID
	var print []byte
	if err := tx.QueryRow(`SELECT id, print FROM vault_identity WHERE pair = ?`, p.pair).Scan(&id, &print); err != nil {
		return 0, fmt.Errorf("vault: put: %w", err)
	}
	if bytes.Equal(print, p.print) {
		return id, nil
	}
	res, err = tx.Exec(`INSERT INTO vault_record (id, identity, print, head, body, lookups, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (identity, print) DO NOTHING`,
		p.id, id, p.print, p.envelope.Head, p.envelope.Body, keys, now)
	if err != nil {
		return 0, fmt.Errorf("vault: put record: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return id, err // these details are known
	}
	return id, putLookups(tx, id, p.lookups)
}

// putLookups makes the identity findable by the keys: one row a statement, for the reason given in Put.
func putLookups(tx *store.Tx, id ids.ID, keys [][]byte) error {
	for _, key := range keys {
		if err := tx.Do(`INSERT INTO vault_lookup (key, identity) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, id); err != nil {
			return fmt.Errorf("vault: put look-ups: %w", err)
		}
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
