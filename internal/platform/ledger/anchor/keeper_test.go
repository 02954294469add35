package anchor_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

func TestRun(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := filled(t, st, seal.Intl)
		t.Run("AgainAddsOnlyWhatIsNew", func(t *testing.T) {
			before := files(t, a.dir)
			if m := a.run(); m.Anchors != 1 || m.Upto != 20 {
				t.Errorf("made %+v", m)
			}
			if m := a.run(); m.Anchors != 0 || m.Restored != 0 || m.Last != 4 {
				t.Errorf("made %+v of nothing new", m)
			}
			for name, text := range files(t, a.dir) {
				if old, there := before[name]; there && old != text {
					t.Errorf("%s was changed", name)
				}
			}
			a.expect()
		})
		t.Run("Restart", func(t *testing.T) {
			a.add(1, 5)
			a.keeper = a.node(a.dir)
			if m := a.run(); m.Anchors != 1 || m.Last != 5 {
				t.Errorf("made %+v", m)
			}
			a.expect()
		})
		t.Run("ClockBackwards", func(t *testing.T) {
			a.Clock.Advance(-48 * time.Hour)
			a.add(1, 1)
			if m := a.run(); m.Anchors != 1 {
				t.Errorf("made %+v", m)
			}
			a.expect()
		})
		t.Run("Interrupted", func(t *testing.T) { // a part was left, and the row was kept without its file
			part := filepath.Join(a.dir, ".00000007.anchor.part-123")
			if err := os.WriteFile(part, []byte(`{"format":"onedoor-anch`), 0o600); err != nil {
				t.Fatal(err)
			}
			a.add(2, 2)
			a.run()
			a.expect()
			text := files(t, a.dir)["00000007.anchor"]
			if err := os.Remove(a.file(7)); err != nil {
				t.Fatal(err)
			}
			a.expect("anchor_missing @7")
			old := time.Now().Add(-2 * time.Hour)
			if err := os.Chtimes(part, old, old); err != nil {
				t.Fatal(err)
			}
			if m := a.run(); m.Restored != 1 || m.Anchors != 0 {
				t.Errorf("made %+v", m)
			}
			all := files(t, a.dir)
			if all["00000007.anchor"] != text {
				t.Error("the file that was made again is another")
			}
			for name := range all {
				if strings.Contains(name, "part") {
					t.Errorf("%s is still there", name)
				}
			}
			a.expect()
		})
		t.Run("ChangedSince", func(t *testing.T) { // a missing file is not made of something else
			if err := os.Remove(a.file(1)); err != nil {
				t.Fatal(err)
			}
			a.exec(`UPDATE ledger_event SET payload = '{}' WHERE seq = 4`)
			a.recompute(1, 2)
			if _, err := a.keeper.Run(t.Context()); !errors.Is(err, anchor.ErrChanged) {
				t.Errorf("err = %v", err)
			}
			if _, err := os.Stat(a.file(1)); err == nil {
				t.Error("the file was made again")
			}
			_, list := a.verify()
			if got := strings.Join(shorts(list), "; "); !strings.Contains(got, "anchor_missing @1") || !strings.Contains(got, "stretch_changed #1-8 @1") ||
				!strings.Contains(got, "chain_recomputed 1/4") {
				t.Errorf("found %s", got)
			}
		})
	})
}

// TestNodes has two nodes make anchors of one database at once, each in a directory of its own, then in one.
func TestNodes(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := newArchive(t, st, seal.Intl)
		a.chunk = 3
		other := filepath.Join(t.TempDir(), "other")
		shared := filepath.Join(t.TempDir(), "shared")
		nodes := []*anchor.Keeper{a.node(a.dir), a.node(other), a.node(shared), a.node(shared)}
		for range 4 {
			a.add(1, 2, 3, 4, 5, 1, 2, 3)
			var wg sync.WaitGroup
			for _, n := range nodes {
				wg.Go(func() {
					if _, err := n.Run(context.Background()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		for _, n := range nodes[1:] { // what another node made last is there after the next run
			if _, err := n.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := nodes[0].Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		first := files(t, a.dir)
		for _, dir := range []string{other, shared} {
			theirs := files(t, dir)
			if len(theirs) != len(first) {
				t.Errorf("%d files here, %d there", len(first), len(theirs))
			}
			for name, text := range first {
				if theirs[name] != text {
					t.Errorf("%s differs", name)
				}
			}
			if r, list := a.verifyWith(dir); len(list) > 0 || r.AnchoredTo != 32 {
				t.Errorf("%+v %v", r, shorts(list))
			}
		}
	})
}

func TestRegister(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := newArchive(t, st, seal.Intl)
		q := jobs.NewQueue(st, a.Clock, nil)
		a.keeper.Register(q, 24*time.Hour)
		a.add(1, 2)
		for want := range 3 {
			if err := q.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if r := a.expect(); r.Anchors != int64(want+1) {
				t.Errorf("day %d: %d anchors", want, r.Anchors)
			}
			a.add(1)
			a.Clock.Advance(23 * time.Hour)
			if err := q.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if r := a.expect(); r.Anchors != int64(want+1) {
				t.Errorf("an anchor before the day was over: %d", r.Anchors)
			}
			a.Clock.Advance(time.Hour)
		}
	})
}

func TestDir(t *testing.T) {
	base := t.TempDir()
	data := filepath.Join(base, "data")
	if err := os.MkdirAll(filepath.Join(data, "blobs"), 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(base, "link")
	if err := os.Symlink(filepath.Join(data, "blobs"), link); err != nil {
		t.Fatal(err)
	}
	for dir, inside := range map[string]bool{data: true, data + "/": true, filepath.Join(data, "anchors"): true, filepath.Join(data, "a/b/c"): true, link: true,
		filepath.Join(link, "x"): true, filepath.Join(base, "elsewhere/../data/x"): true,
		data + ".anchors": false, filepath.Join(base, "anchors"): false, filepath.Join(data, "../data2"): false, base: false} {
		if err := anchor.CheckDir(dir, data); errors.Is(err, anchor.ErrInside) != inside {
			t.Errorf("%s: %v", dir, err)
		}
	}
	t.Run("NotWritable", func(t *testing.T) {
		a := newArchive(t, testkit.Store(t), seal.Intl)
		a.add(1)
		blocked := filepath.Join(base, "file")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		a.keeper = a.node(filepath.Join(blocked, "anchors"))
		if _, err := a.keeper.Run(t.Context()); !errors.Is(err, anchor.ErrDir) {
			t.Errorf("err = %v", err)
		}
		if r, _ := a.verify(); r.Anchors != 0 {
			t.Error("an anchor was counted that could not be written")
		}
	})
	t.Run("OtherInstallation", func(t *testing.T) {
		a, b := filled(t, testkit.Store(t), seal.Intl), newArchive(t, testkit.Store(t), seal.Intl)
		b.add(1)
		b.keeper = b.node(a.dir)
		if _, err := b.keeper.Run(t.Context()); !errors.Is(err, anchor.ErrOtherKey) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("Remove", func(t *testing.T) {
		a := filled(t, testkit.Store(t), seal.Intl)
		mine := filepath.Join(a.dir, "notes.txt")
		if err := os.WriteFile(mine, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := anchor.Remove(a.dir); err != nil {
			t.Fatal(err)
		}
		if all := files(t, a.dir); len(all) != 1 || all["notes.txt"] != "x" {
			t.Errorf("left: %v", all)
		}
	})
}

// TestOlderBackup restores an older state of the database beside the newer anchors: nothing is overwritten, and what
// was lost is named. With the anchors put aside, it goes on.
func TestOlderBackup(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := filled(t, st, seal.Intl)
		a.exec(`DELETE FROM ledger_event WHERE seq > 10`)
		a.exec(`DELETE FROM ledger_anchor WHERE number > 1`)
		before := files(t, a.dir)
		if _, err := a.keeper.Run(t.Context()); !errors.Is(err, anchor.ErrConflict) {
			t.Errorf("err = %v", err)
		}
		for name, text := range files(t, a.dir) {
			if before[name] != text {
				t.Errorf("%s was changed", name)
			}
		}
		a.expect("anchor_unlisted @2", "anchor_unlisted @3", "event_missing 2/4 #11 @2", "event_missing 3/4 #12 @2", "event_missing 1/5 #13 @2",
			"event_missing 2/5 #14 @2", "event_missing 3/5 #15 @2", "event_missing 1/6 #16 @2", "event_missing 2/6 #17 @3", "event_missing 3/6 #18 @3")
		if err := os.Rename(a.dir, a.dir+"-before-restore"); err != nil {
			t.Fatal(err)
		}
		a.add(9)
		if m := a.run(); m.Restored != 1 || m.Anchors != 1 || m.Upto != 11 {
			t.Errorf("made %+v", m)
		}
		a.expect()
	})
}
