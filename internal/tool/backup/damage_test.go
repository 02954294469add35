package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"onedoor/internal/platform/store"
)

var damaged = []string{"backup.damaged", "backup.not_a_backup"}

func asFile(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bad.backup")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRestore_Damaged cuts a backup at many places and flips bits in it: it is never half restored.
func TestRestore_Damaged(t *testing.T) {
	each(t, func(t *testing.T, engine store.Engine) {
		_, file := backedUp(t, engine)
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := target(t, engine) // refusals leave it as it was
		t.Run("Cut", func(t *testing.T) {
			for i := range 24 {
				refused(t, c, asFile(t, whole[:len(whole)*i/24]), damaged...)
			}
			refused(t, c, asFile(t, whole[:len(whole)-1]), damaged...)
		})
		t.Run("Flipped", func(t *testing.T) {
			draw := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's dice
			text := plain(t, file)
			for range 24 {
				bad := bytes.Clone(whole)
				bad[draw.IntN(len(bad))] ^= 1 << draw.IntN(8)
				if !sameText(bad, text) { // a few bits of a frame's head mean nothing
					refused(t, c, asFile(t, bad), damaged...)
				}
			}
		})
		t.Run("Other", func(t *testing.T) {
			for _, text := range []string{"", "hello, this is no backup", "PK\x03\x04", string(zipped(t, []byte("no tar"))), string(zipped(t, nil))} {
				refused(t, c, asFile(t, []byte(text)), damaged...)
			}
		})
		if _, err := Restore(t.Context(), c, filepath.Join(t.TempDir(), "none"), rooms); err == nil {
			t.Error("no file was restored")
		}
		if _, err := Restore(t.Context(), c, file, rooms); err != nil {
			t.Errorf("after all refusals the whole file does not restore: %v", err)
		}
	})
}

// sameText tells that a file unpacks to text all the same.
func sameText(file, text []byte) bool {
	r, err := zstd.NewReader(nil)
	if err != nil {
		return false
	}
	defer r.Close()
	got, err := r.DecodeAll(file, nil)
	return err == nil && bytes.Equal(got, text)
}

func zipped(t *testing.T, text []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(text, nil)
}

// entry is one file of an archive made by hand.
type entry struct{ name, text string }

// archived packs entries with digests that fit them, but for those that sums changes.
func archived(t *testing.T, list []entry, sums func(map[string]string)) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	add := func(name, text string) {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text)), Format: tar.FormatPAX}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	digests := map[string]string{}
	for _, e := range list {
		add(e.name, e.text)
		digests[e.name] = sum(e.text)
	}
	if sums != nil {
		sums(digests)
	}
	if len(digests) > 0 {
		text, err := json.Marshal(digests)
		if err != nil {
			t.Fatal(err)
		}
		add(entrySums, string(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return asFile(t, zipped(t, b.Bytes()))
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// entries are those of a backup, in their order.
func entries(t *testing.T, file string) (list []entry) {
	t.Helper()
	r := tar.NewReader(bytes.NewReader(plain(t, file)))
	for {
		h, err := r.Next()
		if err != nil {
			return list
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		if h.Name != entrySums {
			list = append(list, entry{h.Name, text.String()})
		}
	}
}

// TestRestore_Forged changes what a backup holds and makes the digests fit again, so that only looking helps.
func TestRestore_Forged(t *testing.T) {
	each(t, func(t *testing.T, engine store.Engine) {
		_, file := backedUp(t, engine)
		whole := entries(t, file)
		without := func(prefix string) []entry {
			return slices.DeleteFunc(slices.Clone(whole), func(e entry) bool { return strings.HasPrefix(e.name, prefix) })
		}
		with := func(more ...entry) []entry { return append(slices.Clone(whole), more...) }
		changed := func(name string, change func(string) string) []entry {
			list := slices.Clone(whole)
			for i := range list {
				if list[i].name == name {
					list[i].text = change(list[i].text)
				}
			}
			return list
		}
		rowsEntry := entrySQLite
		if engine == store.Postgres {
			rowsEntry = dirTables + "jobs_job"
		}
		c := target(t, engine)
		for name, x := range map[string]struct {
			list []entry
			sums func(map[string]string)
		}{
			"NoManifest":    {without(entryManifest), nil},
			"NoMarker":      {without(entryMarker), nil},
			"NoRows":        {without(rowsEntry), nil},
			"NoDigests":     {whole, func(m map[string]string) { clear(m) }},
			"DigestMissing": {whole, func(m map[string]string) { delete(m, entryMarker) }},
			"DigestWrong":   {whole, func(m map[string]string) { m[rowsEntry] = sum("x") }},
			"DigestOfMore":  {whole, func(m map[string]string) { m[dirBlobs+sum("y")] = sum("y") }},
			"OtherFormat":   {changed(entryManifest, func(s string) string { return strings.Replace(s, format, "other/9", 1) }), nil},
			"NoJSON":        {changed(entryManifest, func(string) string { return "{" }), nil},
			"Outside":       {with(entry{"../escaped", "x"}), nil},
			"Absolute":      {with(entry{"/tmp/onedoor-escaped", "x"}), nil},
			"InsideOut":     {with(entry{"blobs/../../escaped", "x"}), nil},
			"Key":           {with(entry{"keys/master.key", "x"}), nil},
			"Twice":         {with(entry{entryMarker, `{"other":1}`}), nil},
			"OtherFile":     {with(entry{dirBlobs + sum("something"), "something else"}), nil},
			"BadName":       {with(entry{dirBlobs + strings.Repeat("G", 64), "x"}), nil},
		} {
			t.Run(name, func(t *testing.T) {
				refused(t, c, archived(t, x.list, x.sums), damaged...)
				if _, err := os.Stat(filepath.Join(filepath.Dir(c.Data), "escaped")); err == nil {
					t.Error("an entry was written outside the directory")
				}
			})
		}
		if engine == store.Postgres {
			t.Run("OtherVersion", func(t *testing.T) {
				for _, manifest := range []func(string) string{
					func(s string) string { return strings.ReplaceAll(s, `"jobs_job"`, `"jobs_of_tomorrow"`) },
					func(s string) string { return strings.ReplaceAll(s, `"payload"`, `"payload_of_tomorrow"`) },
				} {
					list := changed(entryManifest, manifest)
					for i := range list {
						if list[i].name == rowsEntry && strings.Contains(list[0].text, "jobs_of_tomorrow") {
							list[i].name = dirTables + "jobs_of_tomorrow"
						}
					}
					refused(t, c, archived(t, list, nil), "backup.other_version")
				}
			})
			t.Run("BadRows", func(t *testing.T) {
				refused(t, c, archived(t, changed(rowsEntry, func(s string) string { return s[:len(s)/2] }), nil), damaged...)
			})
		}
		if _, err := Restore(t.Context(), c, archived(t, whole, nil), rooms); err != nil {
			t.Errorf("the entries as they were do not restore: %v", err)
		}
		if len(held(t, c.Data)) < 4 {
			t.Errorf("restored %v", keys(held(t, c.Data)))
		}
	})
}

// FuzzKnown holds that no name leads outside the directory.
func FuzzKnown(f *testing.F) {
	for _, name := range []string{entryManifest, "../x", "/etc/passwd", "blobs/..", "tables/../../x", "blobs/" + strings.Repeat("a", 64), "tables/jobs_job", "a\\..\\b"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if known(name) && (!filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, "..") || strings.Count(name, "/") > 1) {
			t.Errorf("%q is admitted", name)
		}
	})
}
