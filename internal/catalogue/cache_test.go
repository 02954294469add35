package catalogue

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestCache(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		other := New(k.store, k.ledger, k.world.Clock, city) // another node on the same database
		var now atomic.Int64                                 // the renewal behind reads it too
		other.cache.now = func() time.Duration { return time.Duration(now.Load()) }
		names := func(s *Service) int {
			t.Helper()
			list, err := s.Categories(k.q())
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if err := other.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		a := k.add("a", "甲", 0)
		if n := names(k.Service); n != 1 {
			t.Errorf("own change: %d categories at once, want 1", n)
		}
		if n := names(other); n != 0 {
			t.Errorf("other node within the second: %d categories; it must not ask the database on every call", n)
		}
		loads := other.cache.loads.Load()
		for range 1000 {
			names(other)
		}
		if got := other.cache.loads.Load(); got != loads {
			t.Errorf("%d loads on the hot path", got-loads)
		}
		now.Add(int64(maxAge))
		if n := names(other); n != 1 {
			t.Errorf("other node after a second: %d categories, want 1", n)
		}
		other.cache.rest()

		// While somebody asks, a view is renewed before it is old, and nobody waits for that.
		k.add("c", "丙", 0)
		now.Add(int64(maxAge / 2))
		if n := names(other); n != 1 {
			t.Errorf("other node after half a second: %d categories at once, want 1", n)
		}
		other.cache.rest()
		if n := names(other); n != 2 {
			t.Errorf("other node, renewed behind: %d categories, want 2", n)
		}

		// What was rolled back is never shown, not even by the node that tried it.
		failed := errors.New("on purpose")
		if err := k.write(func(tx *store.Tx) error {
			if _, err := k.AddCategory(tx, admin, CategoryIn{Code: "b", Name: "乙"}); err != nil {
				return err
			}
			return failed
		}); !errors.Is(err, failed) {
			t.Fatal(err)
		}
		now.Add(int64(maxAge))
		if names(k.Service) != 2 || names(other) != 2 {
			t.Error("a change that was rolled back is shown")
		}

		// A reader on an older state sees that state and does not publish it.
		if err := k.store.Snapshot(t.Context(), func(q store.Queryer) error {
			if _, err := loadStamp(q); err != nil { // the snapshot begins with the first statement
				return err
			}
			if _, err := k.change(a.ID, CategoryPatch{Name: ptr("新名")}); err != nil {
				return err
			}
			c, err := k.Category(q, a.ID)
			if c.Name != "甲" {
				t.Errorf("an older snapshot shows %q", c.Name)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if c, err := k.Category(k.q(), a.ID); err != nil || c.Name != "新名" {
			t.Errorf("after it: %+v, %v", c, err)
		}
	})
}

// rest waits until no renewal is under way.
func (c *cache) rest() {
	for c.refreshing.Load() {
		runtime.Gosched()
	}
}

// TestCache_PoolExhausted: callers that hold all connections must not wait for one more.
func TestCache_PoolExhausted(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		k.add("a", "甲", 0)
		n := k.store.Config().Readers
		var ready, done sync.WaitGroup
		ready.Add(n)
		finished := make(chan error, n)
		for range n {
			done.Add(1)
			go func() {
				defer done.Done()
				finished <- k.store.Snapshot(t.Context(), func(q store.Queryer) error {
					if _, err := loadStamp(q); err != nil {
						return err
					}
					ready.Done()
					ready.Wait()
					k.cache.outdate()
					_, err := k.Categories(q)
					return err
				})
			}()
		}
		for range n {
			select {
			case err := <-finished:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(20 * time.Second):
				t.Fatal("readers wait for each other")
			}
		}
		done.Wait()
	})
}

// TestCache_Concurrent lets readers and changes meet: whoever committed sees the change from then on.
func TestCache_Concurrent(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		c := k.add("a", "甲", 0)
		var wg sync.WaitGroup
		var acknowledged atomic.Int64
		stop := make(chan struct{})
		for range 4 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for {
					select {
					case <-stop:
						return
					default:
					}
					least := acknowledged.Load()
					if got, err := k.Category(k.q(), c.ID); err != nil || got.Version < least {
						t.Errorf("version %d after %d was acknowledged, %v", got.Version, least, err)
						return
					}
				}
			}()
		}
		for i := range 30 {
			want, err := k.change(c.ID, CategoryPatch{Name: ptr(string(rune('一' + i)))})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := k.Category(k.q(), c.ID); err != nil || got != want {
				t.Fatalf("committed %+v, read %+v, %v", want, got, err)
			}
			acknowledged.Store(want.Version)
		}
		close(stop)
		wg.Wait()
	})
}

func BenchmarkDefaultUnit(b *testing.B) {
	st := testkit.Store(b, Migrations)
	w := testkit.NewWorld(st)
	s := New(st, w.Ledger, w.Clock, city)
	var id ids.ID
	if err := st.Write(b.Context(), func(tx *store.Tx) error {
		for range MaxLevel {
			c, err := s.AddCategory(tx, admin, CategoryIn{Name: "一类", ParentID: id})
			if err != nil {
				return err
			}
			id = c.ID
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	q := st.Read(b.Context())
	b.ReportAllocs()
	for b.Loop() {
		if unit, _, err := s.DefaultUnit(q, id, "440402001"); err != nil || unit != 402 {
			b.Fatal(unit, err)
		}
	}
}
