package vault

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
)

const rewrapBatch = 200

// sealedTable is one table with sealed rows and what they are bound to.
type sealedTable struct {
	name   string
	kind   string
	bound  string // SQL of the bound bytes
	from   string
	update string
}

var sealedTables = []sealedTable{
	{"vault_identity", recordPerson, "x.pair", "vault_identity x", "UPDATE vault_identity SET head = ?, body = ? WHERE id = ? AND head = ?"},
	{"vault_record", recordPerson, "i.pair", "vault_record x JOIN vault_identity i ON i.id = x.identity", "UPDATE vault_record SET head = ?, body = ? WHERE id = ? AND head = ?"},
	{"vault_text", recordText, "x.field", "vault_text x", "UPDATE vault_text SET head = ?, body = ? WHERE id = ? AND head = ?"},
}

type wrapped struct {
	id    ids.ID
	bound []byte
	old   seal.Envelope
	fresh seal.Envelope
}

// Rewrap brings every sealed row under the ring's active key, after a rotation,
// in small batches while the system works; progress, which may be nil, hears
// how many rows were looked at and changed so far. It may be stopped and begun
// again. Look-ups do not depend on the key and stay.
func (s *Service) Rewrap(ctx context.Context, progress func(seen, changed int)) (changed int, err error) {
	seen := 0
	for _, t := range sealedTables {
		for after := ids.ID(0); ; {
			rows, err := t.batch(s.store.Read(ctx), after)
			if err != nil {
				return changed, fmt.Errorf("vault: rewrap %s: %w", t.name, err)
			}
			if len(rows) == 0 {
				break
			}
			n, err := s.rewrapBatch(ctx, t, rows)
			if err != nil {
				return changed, fmt.Errorf("vault: rewrap %s: %w", t.name, err)
			}
			seen, changed, after = seen+len(rows), changed+n, rows[len(rows)-1].id
			if progress != nil {
				progress(seen, changed)
			}
		}
	}
	return changed, nil
}

func (t sealedTable) batch(q store.Queryer, after ids.ID) ([]wrapped, error) {
	rows, err := q.Query(`SELECT x.id, `+t.bound+`, x.head, x.body FROM `+t.from+`
		WHERE x.id > ? AND x.head IS NOT NULL ORDER BY x.id LIMIT ?`, after, rewrapBatch)
	return store.Collect(rows, err, func(r store.Row) (wrapped, error) {
		var w wrapped
		return w, r.Scan(&w.id, &w.bound, &w.old.Head, &w.old.Body)
	})
}

// rewrapBatch wraps outside the transaction, then writes what changed. A row
// that was erased meanwhile has lost its head and is left alone.
func (s *Service) rewrapBatch(ctx context.Context, t sealedTable, rows []wrapped) (int, error) {
	stale := make([]wrapped, 0, len(rows))
	for _, w := range rows {
		fresh, changed, err := s.ring.Rewrap(seal.Record{Kind: t.kind, ID: int64(w.id), Bound: w.bound}, w.old)
		if err != nil {
			return 0, ErrUnreadable.Wrap(fmt.Errorf("row %d: %w", w.id, err))
		}
		if changed {
			w.fresh = fresh
			stale = append(stale, w)
		}
	}
	if len(stale) == 0 {
		return 0, nil
	}
	return len(stale), s.store.Write(ctx, func(tx *store.Tx) error {
		for _, w := range stale {
			if err := tx.Do(t.update, w.fresh.Head, w.fresh.Body, w.id, w.old.Head); err != nil {
				return err
			}
		}
		return nil
	})
}

// KeyUse tells how many rows a key of the keyring file seals, and whether the
// ring holds it: for `doctor`, and before an old key is given up.
type KeyUse struct {
	Key   string
	Rows  int
	Known bool
}

// KeyUses counts the sealed rows of each key. It reads every row.
func (s *Service) KeyUses(q store.Queryer) ([]KeyUse, error) {
	rows := map[string]int{}
	for _, t := range sealedTables {
		list, err := t.keyUses(q)
		if err != nil {
			return nil, fmt.Errorf("vault: count keys: %w", err)
		}
		for _, u := range list {
			rows[u.Key] += u.Rows
		}
	}
	uses := make([]KeyUse, 0, len(rows))
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		uses = append(uses, KeyUse{Key: key, Rows: rows[key], Known: s.ring.Has(key)})
	}
	return uses, nil
}

func (t sealedTable) keyUses(q store.Queryer) ([]KeyUse, error) {
	rows, err := q.Query(`SELECT k, COUNT(*) FROM (SELECT substr(head, 1, ` + strconv.Itoa(seal.KeyPrefix) + `) AS k
		FROM ` + t.name + ` WHERE head IS NOT NULL) x GROUP BY k`)
	return store.Collect(rows, err, func(r store.Row) (KeyUse, error) {
		var head []byte
		u := KeyUse{Key: "unreadable"}
		if err := r.Scan(&head, &u.Rows); err != nil {
			return u, err
		}
		if key, err := seal.KeyOf(head); err == nil {
			u.Key = key
		}
		return u, nil
	})
}
