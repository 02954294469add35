package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"sync"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the ledger's tables.
var Migrations = store.Migrations{Room: "ledger", FS: migrations}

// Ledger appends, numbers, and tells events.
type Ledger struct {
	store   *store.Store
	wall    wall.Clock
	newHash func() hash.Hash
	log     *slog.Logger

	mu        sync.Mutex
	followers []*follower
	listeners []chan struct{}
	relayWake chan struct{}
	recent    recent
}

// Options are optional settings of a Ledger.
type Options struct {
	Hash func() hash.Hash // default SHA-256; SM3 where national algorithms are asked for
	Log  *slog.Logger
}

// New returns a ledger on st; nothing runs until Start.
func New(st *store.Store, clock wall.Clock, o Options) *Ledger {
	if o.Hash == nil {
		o.Hash = sha256.New
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Ledger{store: st, wall: clock, newHash: o.Hash, log: o.Log, relayWake: make(chan struct{}, 1)}
}

// Append adds an event to its subject's chain within tx and returns the event's id.
func (l *Ledger) Append(tx *store.Tx, e Event) (ids.ID, error) {
	if e.Kind == "" || e.Subject == 0 {
		return 0, errors.New("ledger: an event needs a kind and a subject")
	}
	payload := []byte("{}")
	if e.Payload != nil {
		var err error
		if payload, err = json.Marshal(e.Payload); err != nil {
			return 0, fmt.Errorf("ledger: payload of %s: %w", e.Kind, err)
		}
	}
	pos, prev, err := end(tx, e.Subject)
	if err != nil {
		return 0, err
	}
	pos++
	row := Raw{ID: ids.New(), Subject: e.Subject, Pos: pos, Kind: e.Kind, Actor: e.Actor, Units: joinUnits(e.Units),
		At: wall.Micros(l.wall.Now()), Payload: string(payload), Salt: newSalt(), Prev: prev}
	row.Hash = row.Sum(l.newHash)
	if row.Seq, err = l.number(tx); err != nil {
		return 0, err
	}
	if err := tx.Do(`INSERT INTO ledger_event (id, seq, subject, pos, kind, actor, units, at, payload, salt, prev, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, row.ID, sql.NullInt64{Int64: row.Seq, Valid: row.Seq != 0},
		row.Subject, row.Pos, row.Kind, row.Actor, row.Units, row.At, row.Payload, row.Salt, row.Prev, row.Hash); err != nil {
		if store.IsUnique(err) { // somebody else began the same chain at the same moment
			err = errors.Join(store.ErrAgain, err)
		}
		return 0, fmt.Errorf("ledger: append %s: %w", e.Kind, err)
	}
	tx.Memo(chainEnd(e.Subject), link{pos, row.Hash})
	tx.AfterCommit(func() {
		if row.Seq != 0 {
			l.recent.push(row, e.Payload)
		}
		l.committed()
	})
	return row.ID, nil
}

// lastNumber is the key under which the writer remembers the number that was given last.
type lastNumber struct{}

// number gives the next event its number where there is one writer (SQLite); elsewhere 0, the relay numbers it.
func (l *Ledger) number(tx *store.Tx) (int64, error) {
	if tx.Engine() != store.SQLite {
		return 0, nil
	}
	last, ok := tx.RecallWriter(lastNumber{}).(int64) // if another process has written since, the number is taken, and the closure runs again
	if !ok {
		var err error
		if last, err = l.Last(tx); err != nil {
			return 0, err
		}
	}
	tx.MemoWriter(lastNumber{}, last+1)
	return last + 1, nil
}

// Begin tells that the subject's id was just made for it, so that nobody looks for events before its first within tx.
func (l *Ledger) Begin(tx *store.Tx, subject ids.ID) {
	if tx.Recall(chainEnd(subject)) == nil {
		tx.Memo(chainEnd(subject), link{0, []byte{}})
	}
}

// chainEnd is the key under which a transaction remembers the end of a chain that it has just written.
type chainEnd ids.ID

type link struct {
	pos  int64
	hash []byte
}

// end returns the last position and hash of a subject's chain; 0 and nothing for a new one. Where several writers work
// side by side, a chain that has begun is locked first: not every verb holds a row of its subject.
func end(tx *store.Tx, subject ids.ID) (pos int64, hash []byte, err error) {
	if known, ok := tx.Recall(chainEnd(subject)).(link); ok {
		return known.pos, known.hash, nil
	}
	if pos, hash, err = lastOf(tx, subject); err != nil || pos == 0 || tx.Engine() != store.Postgres {
		return pos, hash, err
	}
	if err := tx.Do(`SELECT pg_advisory_xact_lock(?, ?)`, chainLocks, int32(uint64(subject)^uint64(subject)>>32)); err != nil { //nolint:gosec // folded on purpose
		return 0, nil, fmt.Errorf("ledger: lock a chain: %w", err)
	}
	return lastOf(tx, subject)
}

// chainLocks tells our advisory locks from others' on the same database.
const chainLocks = 0x6f6e65

func lastOf(tx *store.Tx, subject ids.ID) (pos int64, hash []byte, err error) {
	hash = []byte{}
	err = tx.QueryRow(`SELECT pos, hash FROM ledger_event WHERE subject = ? ORDER BY pos DESC LIMIT 1`, subject).Scan(&pos, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, nil, fmt.Errorf("ledger: end of chain: %w", err)
	}
	return pos, hash, nil
}

// committed tells the relay (Postgres) or the followers and listeners (SQLite) that there is something new.
func (l *Ledger) committed() {
	if l.store.Engine() == store.Postgres {
		select {
		case l.relayWake <- struct{}{}:
		default:
		}
		return
	}
	l.announce()
}

// announce wakes followers and listeners.
func (l *Ledger) announce() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.followers {
		select {
		case f.wake <- struct{}{}:
		default:
		}
	}
	for _, c := range l.listeners {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Listen returns a channel that gets a value after new numbered events; the live hub reads them by After.
func (l *Ledger) Listen() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := make(chan struct{}, 1)
	l.listeners = append(l.listeners, c)
	return c
}

func scan(r store.Row) (Record, error) {
	var raw Raw
	if err := r.Scan(raw.Dest()...); err != nil {
		return Record{}, err
	}
	return raw.Record(), nil
}

// History returns the chain of one subject, oldest first.
func (l *Ledger) History(q store.Queryer, subject ids.ID) ([]Record, error) {
	rows, err := q.Query(`SELECT `+RawColumns+` FROM ledger_event WHERE subject = ? ORDER BY pos`, subject)
	return store.Collect(rows, err, scan)
}

// After returns at most limit numbered events after seq, in order.
func (l *Ledger) After(q store.Queryer, seq int64, limit int) ([]Record, error) {
	rows, err := q.Query(`SELECT `+RawColumns+` FROM ledger_event WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit)
	return store.Collect(rows, err, scan)
}

// Last returns the number of the newest event, 0 if there is none.
func (l *Ledger) Last(q store.Queryer) (int64, error) {
	var seq int64
	if err := q.QueryRow(`SELECT COALESCE(MAX(seq), 0) FROM ledger_event`).Scan(&seq); err != nil {
		return 0, fmt.Errorf("ledger: last: %w", err)
	}
	return seq, nil
}

// Start runs the relay and the followers until ctx ends; Wait on the returned function.
func (l *Ledger) Start(ctx context.Context) (wait func()) {
	var wg sync.WaitGroup
	if l.store.Engine() == store.Postgres {
		wg.Go(func() { l.relayLoop(ctx) })
	}
	for _, f := range l.followers {
		wg.Go(func() { l.followLoop(ctx, f) })
	}
	return wg.Wait
}
