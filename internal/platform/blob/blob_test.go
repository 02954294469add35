package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/wall"
)

func open(t *testing.T) (*blob.Store, string) {
	t.Helper()
	return openAt(t, wall.Real{})
}

func openAt(t *testing.T, clock wall.Clock) (*blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blobs")
	s, err := blob.Open(dir, clock)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// files lists what lies in the directory, by path; unfinished ones too.
func files(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func put(t *testing.T, s *blob.Store, content string) blob.Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestPut(t *testing.T) {
	s, dir := open(t)
	t.Run("Read", func(t *testing.T) {
		ref := put(t, s, "水管漏水")
		if ref.SHA256 != "21c2fa9e57828090f8226a1f36d547b2cffa67cb4ea6b7fb8257bdcb33139ed5" || ref.Size != 12 || ref.MIME != "text/plain" {
			t.Errorf("%+v", ref)
		}
		f, err := s.Open(ref.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if content, err := io.ReadAll(f); err != nil || string(content) != "水管漏水" {
			t.Errorf("%q %v", content, err)
		}
		if info, err := f.Stat(); err != nil || info.Mode().Perm()&0o177 != 0 {
			t.Errorf("mode %s, %v", info.Mode(), err)
		}
	})
	t.Run("SameContentOnce", func(t *testing.T) {
		one := put(t, s, "twice")
		n := len(files(t, dir))
		two := put(t, s, "twice")
		if one != two || len(files(t, dir)) != n {
			t.Errorf("%+v, %+v, %d files before and %d after", one, two, n, len(files(t, dir)))
		}
	})
	t.Run("KindFromContent", func(t *testing.T) {
		for content, want := range map[string]string{"\x89PNG\r\n\x1a\n" + strings.Repeat("x", 50): "image/png", "%PDF-1.7\n": "application/pdf",
			"<html><script>alert(1)</script></html>": "text/html", "\x00\x01\x02\x03": "application/octet-stream"} {
			if ref := put(t, s, content); ref.MIME != want {
				t.Errorf("%.10q: %s, want %s", content, ref.MIME, want)
			}
		}
	})
	t.Run("Limits", func(t *testing.T) {
		before := len(files(t, dir))
		for content, want := range map[string]error{"": blob.ErrEmpty, "12345": nil, "123456": blob.ErrTooLarge, strings.Repeat("x", 1<<20): blob.ErrTooLarge} {
			if _, err := s.Put(t.Context(), strings.NewReader(content), 5); !errors.Is(err, want) {
				t.Errorf("%d bytes: %v", len(content), err)
			}
		}
		if after := len(files(t, dir)); after != before+1 {
			t.Errorf("refused files stay: %d, then %d", before, after)
		}
	})
	t.Run("SenderGone", func(t *testing.T) {
		before := len(files(t, dir))
		broken := errors.New("connection reset")
		if _, err := s.Put(t.Context(), io.MultiReader(strings.NewReader("half"), failing{broken}), 1<<20); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Put(ctx, strings.NewReader("never"), 1<<20); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		if after := len(files(t, dir)); after != before {
			t.Errorf("half files stay: %d, then %d", before, after)
		}
	})
	t.Run("SideBySide", func(t *testing.T) {
		before := len(files(t, dir))
		content := strings.Repeat("twins", 10_000)
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				ref, err := s.Put(t.Context(), strings.NewReader(content), 1<<20)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Verify(ref.SHA256); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if after := len(files(t, dir)); after != before+1 {
			t.Errorf("%d files, then %d", before, after)
		}
	})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestOpen(t *testing.T) {
	s, dir := open(t)
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "master.key"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := put(t, s, "content").SHA256
	for name, bad := range map[string]string{"Empty": "", "Up": "../master.key", "Deep": strings.Repeat("../", 21) + "x", "Absolute": "/etc/passwd", "Upper": strings.ToUpper(sum),
		"Short": sum[:63], "Long": sum + "0", "Slash": sum[:32] + "/" + sum[33:], "Nul": sum[:63] + "\x00", "Letters": strings.Repeat("g", 64), "None": strings.Repeat("0", 64)} {
		t.Run(name, func(t *testing.T) {
			if f, err := s.Open(bad); !errors.Is(err, blob.ErrGone) {
				t.Errorf("%v %v", f, err)
			}
			if err := s.Verify(bad); !errors.Is(err, blob.ErrGone) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	s, _ := open(t)
	ref := put(t, s, strings.Repeat("content", 1000))
	var path string
	seen := 0
	if err := s.Walk(func(sum, p string) error {
		seen++
		if sum == ref.SHA256 {
			path = p
		}
		return s.Verify(sum)
	}); err != nil || path == "" || seen != 1 {
		t.Fatalf("%q, %d files, %v", path, seen, err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("OneBit", func(t *testing.T) {
		changed := bytes.Clone(content)
		changed[100] ^= 1
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(ref.SHA256); err == nil || !strings.Contains(err.Error(), ref.SHA256) {
			t.Errorf("%v", err)
		}
	})
	t.Run("CutShortIsMended", func(t *testing.T) { // by whoever brings the same content again
		if err := os.Truncate(path, 10); err != nil {
			t.Fatal(err)
		}
		if s.Verify(ref.SHA256) == nil {
			t.Error("a cut file passed")
		}
		if again, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20); err != nil || again != ref {
			t.Fatalf("%+v %v", again, err)
		}
		if err := s.Verify(ref.SHA256); err != nil {
			t.Error(err)
		}
	})
	t.Run("WalkStops", func(t *testing.T) {
		stop := errors.New("enough")
		if err := s.Walk(func(string, string) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%v", err)
		}
	})
}

// TestLeftovers holds that what a crash left half-received is cleared away by a later start, and nothing else is.
func TestLeftovers(t *testing.T) {
	s, dir := open(t)
	ref := put(t, s, "kept")
	old, fresh := filepath.Join(dir, "tmp", "put-old"), filepath.Join(dir, "tmp", "put-fresh")
	for _, path := range []string{old, fresh} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	again, err := blob.Open(dir, wall.Real{})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Verify(ref.SHA256); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old half file: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("another process was still receiving: %v", err)
	}
	if _, err := blob.Open(filepath.Join(fresh, "below a file"), wall.Real{}); err == nil {
		t.Error("a directory below a file was opened")
	}
}

// TestRemove holds that a content goes for good, but for one that somebody brought just now: its row may be on its way.
func TestRemove(t *testing.T) {
	clock := wall.NewManual(time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC))
	const wait = 24 * time.Hour
	s, dir := openAt(t, clock)
	there := func(sum string) bool {
		t.Helper()
		err := s.Verify(sum)
		if err != nil && !errors.Is(err, blob.ErrGone) {
			t.Fatal(err)
		}
		return err == nil
	}
	remove := func(s *blob.Store, sum string) bool {
		t.Helper()
		removed, err := s.Remove(sum, clock.Now().Add(-wait))
		if err != nil {
			t.Error(err)
		}
		return removed
	}
	sum := put(t, s, "erased").SHA256
	t.Run("Young", func(t *testing.T) {
		clock.Advance(wait)
		if remove(s, sum) || !there(sum) {
			t.Error("a file that came within the wait was removed")
		}
	})
	t.Run("BroughtAgain", func(t *testing.T) {
		put(t, s, "erased")
		clock.Advance(time.Hour)
		if remove(s, sum) || !there(sum) {
			t.Error("a file that was brought again an hour ago was removed")
		}
	})
	t.Run("Old", func(t *testing.T) {
		clock.Advance(wait)
		if !remove(s, sum) || there(sum) {
			t.Error("an old file stays")
		}
		if !remove(s, sum) {
			t.Error("what is not there is not told as removed")
		}
	})
	t.Run("BadName", func(t *testing.T) {
		if removed, err := s.Remove("../master.key", clock.Now()); removed || !errors.Is(err, blob.ErrGone) {
			t.Errorf("%v %v", removed, err)
		}
	})
	t.Run("SideBySide", func(t *testing.T) { // two processes: what was brought is there, whoever removes the old one meanwhile
		other, err := blob.Open(dir, clock)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			sum := put(t, s, "side by side").SHA256
			clock.Advance(2 * wait)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() { remove(other, sum) })
				wg.Go(func() {
					if _, err := s.Put(t.Context(), strings.NewReader("side by side"), 1<<20); err != nil {
						t.Error(err)
					} else if err := s.Verify(sum); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
	})
}

// TestWalkOld names what came before a time, and not what was brought again since.
func TestWalkOld(t *testing.T) {
	clock := wall.NewManual(time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC))
	s, dir := openAt(t, clock)
	old := put(t, s, "old").SHA256
	put(t, s, "brought again")
	clock.Advance(time.Hour)
	put(t, s, "brought again")
	put(t, s, "young")
	half := filepath.Join(dir, "tmp", strings.Repeat("a", 20))
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	var seen []string
	note := func(sum string) error {
		seen = append(seen, sum)
		return nil
	}
	if err := s.WalkOld(clock.Now(), note); err != nil || len(seen) != 1 || seen[0] != old {
		t.Errorf("%v %v, want %s", seen, err, old)
	}
	gone := func(sum string) error { // the next ones vanish under the walk
		_, err := s.Remove(sum, clock.Now().Add(time.Hour))
		for _, content := range []string{"old", "brought again", "young"} {
			next := put(t, s, content).SHA256
			_, e := s.Remove(next, clock.Now().Add(time.Hour))
			err = errors.Join(err, e)
		}
		return err
	}
	if err := s.WalkOld(clock.Now().Add(time.Minute), gone); err != nil {
		t.Errorf("a file that went meanwhile stopped the walk: %v", err)
	}
	stop := errors.New("enough")
	put(t, s, "one")
	if err := s.WalkOld(clock.Now().Add(time.Minute), func(string) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}
