package catalogue

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// maxAge is for how long a view is used without asking whether another node changed the catalogue.
const maxAge = time.Second

// view is everything in the catalogue at one stamp. It is never changed after it is built, so readers share it
// without locks.
type view struct {
	stamp      ids.ID
	categories map[ids.ID]Category
	paths      map[ids.ID]string // names from level 1 down
	ordered    []Category        // by code
	books      []*Book           // of the dispatch catalogue: the one in force when this was read, and those that follow it
	presets    map[string]Preset
	names      []string          // of presets, in order
	uses       map[string]string // kind → preset
	calendar   Calendar
}

// published is a view with what is known about its age.
type published struct {
	view      *view
	covers    int64         // how many of this process's changes it is sure to show
	checkedAt time.Duration // when it was last known to be the newest, by now
}

// cache keeps the newest committed view known to this process.
//
// A caller never waits for another connection than the one it holds, which could exhaust the pool: when the shared
// view may be old, the caller asks through its own Queryer, and the shared one is renewed behind.
type cache struct {
	store      *store.Store
	current    atomic.Pointer[published]
	commits    atomic.Int64 // changes committed by this process
	refreshing atomic.Bool  // a renewal is under way in the background
	renewing   sync.Mutex   // one renewal at a time
	now        func() time.Duration
	wall       wall.Clock
	loads      atomic.Int64 // views read from the tables, for tests
}

func newCache(st *store.Store, clock wall.Clock) *cache {
	start := time.Now()
	return &cache{store: st, wall: clock, now: func() time.Duration { return time.Since(start) }}
}

// outdate says that a change was committed here.
func (c *cache) outdate() { c.commits.Add(1) }

// at returns a view not older than maxAge, and never older than what this process committed and q can see.
func (c *cache) at(q store.Queryer) (*view, error) {
	p := c.current.Load()
	if p != nil && p.covers >= c.commits.Load() {
		age := c.now() - p.checkedAt
		if age >= maxAge/2 { // ahead of need: while people work, the fifty names on a page do not each ask the database
			c.refreshSoon()
		}
		if age < maxAge {
			return p.view, nil
		}
	}
	c.refreshSoon()
	stamp, err := loadStamp(q)
	if err != nil {
		return nil, err
	}
	if p != nil && p.view.stamp == stamp {
		return p.view, nil
	}
	return c.load(q, stamp)
}

// refreshSoon renews the shared view in the background, once at a time. A failure is met again, and reported, by the next
// caller that finds the view old.
func (c *cache) refreshSoon() {
	if !c.refreshing.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer c.refreshing.Store(false)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = c.refresh(ctx)
	}()
}

// load reads a view, with what can be taken over from the shared one.
func (c *cache) load(q store.Queryer, stamp ids.ID) (*view, error) {
	c.loads.Add(1)
	var old *view
	if p := c.current.Load(); p != nil {
		old = p.view
	}
	return loadView(q, stamp, c.wall.Now(), old)
}

// fresh reads everything for a caller that must see its own uncommitted changes.
func (c *cache) fresh(q store.Queryer) (*view, error) {
	stamp, err := loadStamp(q)
	if err != nil {
		return nil, err
	}
	return c.load(q, stamp)
}

// refresh renews the shared view if its stamp is not the newest. Only this publishes a view: what it reads is
// committed and consistent.
func (c *cache) refresh(ctx context.Context) error {
	c.renewing.Lock()
	defer c.renewing.Unlock()
	next := published{covers: c.commits.Load(), checkedAt: c.now()}
	err := c.store.Snapshot(ctx, func(q store.Queryer) error {
		stamp, err := loadStamp(q)
		if err != nil {
			return err
		}
		if p := c.current.Load(); p != nil && p.view.stamp == stamp {
			next.view = p.view
			return nil
		}
		next.view, err = c.load(q, stamp)
		return err
	})
	if err != nil {
		return err
	}
	c.current.Store(&next)
	return nil
}

// Warm reads the catalogue into memory, so that the first request need not wait.
func (s *Service) Warm(ctx context.Context) error { return s.cache.refresh(ctx) }
