package directory

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestView_OtherNode changes the directory behind another node's back.
func TestView_OtherNode(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a")
		st := b.person("zhang", u.ID, RoleOfficer)
		other := New(b.store, b.w.Ledger, b.w.Clock, nil)
		var passed atomic.Int64 // the renewal behind reads it too
		other.monotonic = func() time.Duration { return time.Duration(passed.Load()) }
		must[auth.Principal](t)(other.Principal(t.Context(), st.ID))
		must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: 1, Active: to(false)}))

		passed.Store(int64(maxAge - time.Millisecond))
		if _, err := other.Principal(t.Context(), st.ID); err != nil {
			t.Errorf("a young view asked the database: %v", err)
		}
		passed.Store(int64(maxAge))
		_, err := other.Principal(t.Context(), st.ID)
		refused(t, err, ErrStaffInactive)

		must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, Name: to("新名")}))
		passed.Store(int64(3 * maxAge))
		if got := must[Unit](t)(other.Unit(b.read(), u.ID)); got.Name != "新名" {
			t.Errorf("through a reader, an old view answered %q", got.Name)
		}
	})
}

// TestView_Ahead renews a view behind before it is old, so that nobody waits for that while people work.
func TestView_Ahead(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a", func(in *UnitIn) { in.Name = "旧名" })
		other := New(b.store, b.w.Ledger, b.w.Clock, nil)
		var passed atomic.Int64
		other.monotonic = func() time.Duration { return time.Duration(passed.Load()) }
		must[*view](t)(other.latest(t.Context()))
		must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, Name: to("新名")}))
		passed.Store(int64(maxAge / 2))
		if got := other.UnitName(b.read(), u.ID); got != "旧名" {
			t.Errorf("at once: %q", got)
		}
		for other.refreshing.Load() {
			runtime.Gosched()
		}
		if got := other.UnitName(b.read(), u.ID); got != "新名" {
			t.Errorf("renewed behind: %q", got)
		}
	})
}

// TestView_SameNode reads at once what was just committed, through every way of reading.
func TestView_SameNode(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.monotonic = func() time.Duration { return 0 } // no view ever ages: only the commit can renew it
		u := b.unit("a")
		for n := range int64(20) {
			name := fmt.Sprintf("名%d", n)
			must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: n + 1, Name: &name}))
			if got := b.UnitName(b.read(), u.ID); got != name {
				t.Fatalf("reader: %q, want %q", got, name)
			}
			v, err := b.latest(t.Context())
			if err != nil || v.units[u.ID].Name != name {
				t.Fatalf("latest: %v, want %q", err, name)
			}
		}
	})
}

// TestView_InTransaction finds what the same transaction made, and forgets what was rolled back.
func TestView_InTransaction(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.unit("a")
		must[[]Unit](t)(b.Units(b.read(), UnitFilter{}))
		var made, lost ids.ID
		err := b.store.Write(t.Context(), func(tx *store.Tx) error {
			u, err := b.AddUnit(tx, auth.System, UnitIn{Code: "b", Name: "新设单位", Kind: Town})
			if err != nil {
				return err
			}
			made = u.ID
			if got, err := b.Unit(tx, u.ID); err != nil || got != u {
				return fmt.Errorf("in the transaction: %+v, %w", got, err)
			}
			got, err := b.UnitByCode(tx, "b")
			if err != nil || got != u {
				return fmt.Errorf("by code: %+v, %w", got, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		must[Unit](t)(b.Unit(b.read(), made))
		err = b.store.Write(t.Context(), func(tx *store.Tx) error {
			u, err := b.AddUnit(tx, auth.System, UnitIn{Code: "c", Name: "落空单位", Kind: Town})
			lost = u.ID
			if err == nil {
				_, err = b.Unit(tx, lost)
			}
			if err == nil {
				err = ErrStale // any refusal after it
			}
			return err
		})
		refused(t, err, ErrStale)
		_, err = b.Unit(b.read(), lost)
		refused(t, err, ErrUnitNotFound)
		if list := must[[]Unit](t)(b.Units(b.read(), UnitFilter{})); len(list) != 2 {
			t.Errorf("%d units, want 2", len(list))
		}
	})
}

// TestView_Snapshot keeps to the state of a snapshot that was opened before a change, without making others old.
func TestView_Snapshot(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a", func(in *UnitIn) { in.Name = "旧名" })
		err := b.store.Snapshot(t.Context(), func(q store.Queryer) error {
			if got := b.UnitName(q, u.ID); got != "旧名" {
				t.Errorf("before: %q", got)
			}
			must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, Name: to("新名")}))
			b.UnitName(q, u.ID) // either name is right here, whether the renewal behind it is done or not
			if got := b.UnitName(b.read(), u.ID); got != "新名" {
				t.Errorf("beside the snapshot: %q", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := b.UnitName(b.read(), u.ID); got != "新名" {
			t.Errorf("after: %q", got)
		}
	})
}

// TestView_Whole loads views while two rows change together; a view with only one of the changes would be torn.
func TestView_Whole(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a", func(in *UnitIn) { in.Name = "名0" })
		h := must[Hotline](t)(b.addHotline(HotlineIn{Number: "12300", Name: "名0", UnitID: u.ID, Mode: DualNumber}))
		var writers sync.WaitGroup
		writers.Go(func() {
			for n := range int64(100) {
				name := fmt.Sprintf("名%d", n+1)
				err := b.store.Write(t.Context(), func(tx *store.Tx) error {
					if _, err := b.ChangeUnit(tx, auth.System, u.ID, UnitPatch{Version: n + 1, Name: &name}); err != nil {
						return err
					}
					_, err := b.ChangeHotline(tx, auth.System, h.ID, HotlinePatch{Version: n + 1, Name: &name})
					return err
				})
				if err != nil {
					t.Errorf("write %d: %v", n, err)
					return
				}
			}
		})
		finished := make(chan struct{})
		go func() { writers.Wait(); close(finished) }()
		for done := false; !done; {
			select {
			case <-finished:
				done = true
			default:
			}
			v, err := loadView(b.read())
			if err != nil {
				t.Fatal(err)
			}
			if v.units[u.ID].Name != v.hotlines[0].Name {
				t.Fatalf("torn at version %d: %q and %q", v.version, v.units[u.ID].Name, v.hotlines[0].Name)
			}
		}
		if got := b.UnitName(b.read(), u.ID); got != "名100" {
			t.Errorf("at the end %q", got)
		}
	})
}

// TestView_Closed asks a directory whose database has gone: an error, not an empty directory.
func TestView_Closed(t *testing.T) {
	b := newBench(t, testkit.Store(t, Migrations))
	if err := b.store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Units(b.read(), UnitFilter{}); err == nil {
		t.Error("a closed database answered")
	}
	if _, err := b.Principal(t.Context(), 1); err == nil {
		t.Error("a closed database knew a person")
	}
}

func BenchmarkUnit(b *testing.B) {
	st := testkit.Store(b, Migrations)
	s := New(st, ledger.New(st, testkit.NewWorld(st).Clock, ledger.Options{}), testkit.NewWorld(st).Clock, nil)
	var list []ids.ID
	err := st.Write(b.Context(), func(tx *store.Tx) error {
		for n := range 300 {
			u, err := s.AddUnit(tx, auth.System, UnitIn{Code: fmt.Sprint("u", n), Name: fmt.Sprint("单位", n), Kind: Department})
			if err != nil {
				return err
			}
			list = append(list, u.ID)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	q := st.Read(b.Context())
	b.RunParallel(func(p *testing.PB) {
		for n := 0; p.Next(); n++ {
			if _, err := s.Unit(q, list[n%len(list)]); err != nil {
				b.Error(err)
			}
		}
	})
}
