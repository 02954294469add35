package anchor

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// JobKind is the periodic job that makes anchors.
const JobKind = "ledger.anchor"

// SignerLabel names the use for which the keyring's signing key is derived.
const SignerLabel = "ledger anchor"

// Deps are what a Keeper stands on.
type Deps struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Clock  wall.Clock
	Ring   *seal.Ring
	Log    *slog.Logger // nil: the default
}

// Options are an operator's choices.
type Options struct {
	Dir   string // where the anchors lie, outside the data directory
	Chunk int64  // events of one anchor at most; default and greatest ChunkMax
}

// Keeper makes anchors and proves with them. It may be used by any number of goroutines.
type Keeper struct {
	Deps
	options Options
	signer  seal.Signer
	suite   string
	newHash func() hash.Hash
	trees   trees
	running chan struct{} // holds one token: one Run at a time in this process
}

// New returns a Keeper; it touches nothing until Run.
func New(d Deps, o Options) *Keeper {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if o.Chunk <= 0 || o.Chunk > ChunkMax {
		o.Chunk = ChunkMax
	}
	return &Keeper{Deps: d, options: o, signer: d.Ring.Signer(SignerLabel), suite: d.Ring.Suite().Name(), newHash: d.Ring.Suite().Hash,
		running: make(chan struct{}, 1)}
}

// Key is the public key with which others check.
func (k *Keeper) Key() seal.PublicKey { return k.signer.Public() }

// Dir is where the anchors lie.
func (k *Keeper) Dir() string { return k.options.Dir }

// Register has anchors made about every d, on one node at a time.
func (k *Keeper) Register(q *jobs.Queue, d time.Duration) {
	q.Every(JobKind, d, func(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
		_, err := k.Run(ctx)
		return nil, err
	})
}

// Made tells what a Run has done.
type Made struct {
	Anchors  int64 // new ones
	Restored int64 // files made again, of anchors that this directory did not have
	Last     int64 // number of the newest anchor, 0: none
	Upto     int64 // the last event it speaks for
}

// Run makes anchors of all events that are numbered, and the files that this directory lacks. It may be run at any
// time, by several nodes at once, and after a crash; with nothing new it makes nothing. It returns anchor.dir,
// anchor.other_key, anchor.conflict, or anchor.history_changed (after the rest was done).
func (k *Keeper) Run(ctx context.Context) (m Made, err error) {
	select {
	case k.running <- struct{}{}:
		defer func() { <-k.running }()
	case <-ctx.Done():
		return m, ctx.Err()
	}
	for n := int64(1); n > 0; { // Postgres: number what was committed
		if n, err = k.Ledger.Relay(ctx); err != nil {
			return m, err
		}
	}
	if err := prepare(k.options.Dir, k.Key(), time.Now()); err != nil {
		return m, err
	}
	if err := k.makeNew(ctx, &m); err != nil {
		return m, err
	}
	return m, k.restore(ctx, &m)
}

// makeNew adds anchors until they speak for every numbered event.
func (k *Keeper) makeNew(ctx context.Context, m *Made) error {
	q := k.Store.Read(ctx)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		last, ok, err := lastRow(q)
		if err != nil {
			return err
		}
		m.Last, m.Upto = last.number, last.upto
		newest, err := k.Ledger.Last(q)
		if err != nil {
			return err
		}
		if newest <= last.upto {
			return nil
		}
		var before Header
		if ok {
			if before, err = last.header(); err != nil {
				return ErrConflict.Wrap(err)
			}
		}
		if err := k.makeOne(ctx, before, last.signed, min(newest, last.upto+k.options.Chunk), m); err != nil {
			return err
		}
	}
}

// makeOne makes the anchor after before. The row decides which node made it; the file follows.
func (k *Keeper) makeOne(ctx context.Context, before Header, beforeSigned signed, upto int64, m *Made) error {
	h := Header{Format: format, Number: before.Number + 1, Suite: k.suite, After: before.Upto, Upto: upto,
		At: k.Clock.Now().UTC().Truncate(time.Microsecond), Key: k.Key()}
	if _, err := os.Lstat(k.path(h.Number)); err == nil {
		if last, _, err := lastRow(k.Store.Read(ctx)); err != nil || last.number >= h.Number {
			return err // another node has just made it
		}
		return ErrConflict.WithMessage("存证目录里已有第 %d 号存证，数据库却没有：数据可能被改动，或恢复了较早的备份。请运行 onedoor verify 查明；确认是恢复备份后，把旧存证目录改名另存，再启动。", h.Number)
	}
	lines, err := stretch(k.Store.Read(ctx), h.After, h.Upto)
	if err != nil {
		return err
	}
	var sum []byte
	if before.Number > 0 {
		h.Previous = beforeSigned.digest(k.newHash)
		if sum, err = hex.DecodeString(before.Digest); err != nil {
			return ErrConflict.Wrap(err)
		}
	}
	h.Digest, h.Root = hex.EncodeToString(running(k.newHash, sum, lines)), root(k.newHash, lines)
	s, err := sign(h, k.signer)
	if err != nil {
		return err
	}
	first := false
	err = k.Store.Write(ctx, func(tx *store.Tx) (err error) {
		first, err = insert(tx, h, s)
		return err
	})
	if err != nil || !first {
		return err // not first: another node made it; restore writes this directory's copy
	}
	m.Anchors++
	return k.placeFile(s, h.Number, lines)
}

func (k *Keeper) path(number int64) string { return filepath.Join(k.options.Dir, nameOf(number)) }

func (k *Keeper) placeFile(s signed, number int64, lines []line) error {
	return putFile(k.options.Dir, nameOf(number), func(f *os.File) error { return write(f, s, lines) })
}

// restore makes the files that the directory lacks: another node made the anchor, a crash came between row and file,
// or somebody removed it. What the ledger gives must be what was signed. Files are never replaced, so one that
// belongs to another history is told.
func (k *Keeper) restore(ctx context.Context, m *Made) error {
	rows, err := allRows(k.Store.Read(ctx))
	if err != nil {
		return err
	}
	there, err := numbers(k.options.Dir)
	if err != nil {
		return err
	}
	if len(there) > 0 && there[len(there)-1] > int64(len(rows)) {
		return ErrConflict
	}
	var changed error
	for i, x := range rows {
		if _, ok := slices.BinarySearch(there, x.number); ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		switch err := k.restoreOne(ctx, rows[:i+1]); {
		case errors.Is(err, ErrChanged):
			k.Log.Error("an anchor's file is missing and the ledger no longer gives what was signed", "anchor", x.number)
			changed = err
		case err != nil:
			return err
		default:
			m.Restored++
		}
	}
	return changed
}

// restoreOne makes the file of the last of rows, which are all from the first.
func (k *Keeper) restoreOne(ctx context.Context, rows []row) error {
	x := rows[len(rows)-1]
	h, err := x.header()
	if err != nil || !x.by(k.Key()) || h.Number != x.number {
		return ErrChanged.Wrap(err)
	}
	var sum []byte
	if len(rows) > 1 {
		before, err := rows[len(rows)-2].header()
		if err != nil {
			return ErrChanged.Wrap(err)
		}
		if sum, err = hex.DecodeString(before.Digest); err != nil {
			return ErrChanged.Wrap(err)
		}
	}
	lines, err := stretch(k.Store.Read(ctx), h.After, h.Upto)
	if err != nil {
		return err
	}
	if !h.covers(k.newHash, sum, lines) {
		return ErrChanged.Wrap(fmt.Errorf("anchor %d: the ledger gives other events", h.Number))
	}
	return k.placeFile(x.signed, h.Number, lines)
}
