package backup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestRestore writes a backup and reads it back elsewhere: rows and files are the same, the key is not among them.
func TestRestore(t *testing.T) {
	each(t, func(t *testing.T, engine store.Engine) {
		from, file := backedUp(t, engine)
		to := target(t, engine)
		put(t, to.Data, "keys/master.key", "put there before") // an operator may
		res, err := Restore(t.Context(), to, file, rooms)
		if err != nil || res.Files != 3 || engine == store.Postgres && res.Rows < rows {
			t.Fatalf("%+v, %v", res, err)
		}
		want := held(t, from.Data)
		want["keys/master.key"] = "put there before"
		got := held(t, to.Data)
		for _, m := range []map[string]string{want, got} {
			maps.DeleteFunc(m, func(name, _ string) bool { return strings.HasPrefix(name, "onedoor.db") || name == "blobs/lock" })
		}
		if !maps.Equal(got, want) {
			t.Errorf("restored %v, want %v", keys(got), keys(want))
		}
		st := openStore(t, to)
		defer func() { _ = st.Close() }()
		var n int
		if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM jobs_job WHERE payload = ?`, words).Scan(&n); err != nil || n != rows {
			t.Errorf("%d rows, want %d, err = %v", n, rows, err)
		}
		t.Run("Twice", func(t *testing.T) {
			before := held(t, to.Data)
			if _, err := Restore(t.Context(), to, file, rooms); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("err = %v", err)
			}
			if !maps.Equal(before, held(t, to.Data)) {
				t.Error("a refused restore changed living data")
			}
		})
		t.Run("NoKey", func(t *testing.T) {
			if text := plain(t, file); bytes.Contains(text, []byte(secret)) || !bytes.Contains(text, []byte(words)) {
				t.Error("the backup holds the key, or no words")
			}
		})
		t.Run("Private", func(t *testing.T) {
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, err = %v", info.Mode(), err)
			}
		})
	})
}

func plain(t *testing.T, file string) []byte {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	z, err := zstd.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestWrite_Refusals holds that a backup never replaces a file and leaves none that is not whole.
func TestWrite_Refusals(t *testing.T) {
	c := installation(t, store.SQLite)
	t.Run("Exists", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "there")
		put(t, filepath.Dir(file), "there", "precious")
		if _, err := Write(t.Context(), c, "test", file, nil); !errors.Is(err, fs.ErrExist) {
			t.Errorf("err = %v", err)
		}
		if text, err := os.ReadFile(file); err != nil || string(text) != "precious" {
			t.Errorf("%q, %v", text, err)
		}
	})
	t.Run("NoDatabase", func(t *testing.T) {
		dir := t.TempDir()
		if _, err := Write(t.Context(), target(t, store.SQLite), "test", filepath.Join(dir, "b"), nil); err == nil || len(held(t, dir)) != 0 {
			t.Errorf("err = %v, left %v", err, keys(held(t, dir)))
		}
	})
	t.Run("Interrupted", func(t *testing.T) {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Write(ctx, c, "test", filepath.Join(dir, "b"), func(what string) {
			if what == "attachments" {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || len(held(t, dir)) != 0 {
			t.Errorf("err = %v, left %v", err, keys(held(t, dir)))
		}
	})
}

// removing is a context whose every question after the rows removes a file: Write asks before it opens each one, when its
// directory has been read.
type removing struct {
	context.Context
	t    *testing.T
	left *[]string
}

func (r removing) Err() error {
	if list := *r.left; len(list) > 0 {
		*r.left = list[1:]
		if err := os.Remove(list[0]); err != nil {
			r.t.Error(err)
		}
	}
	return r.Context.Err()
}

// TestWrite_Erased lets a file be erased while the backup runs, after its directory was read: the backup has the others.
func TestWrite_Erased(t *testing.T) {
	each(t, func(t *testing.T, engine store.Engine) {
		c := installation(t, engine)
		first, err := filepath.Glob(filepath.Join(c.BlobDir(), "??", "*"))
		if err != nil || len(first) != 3 {
			t.Fatalf("%v, %v", first, err)
		}
		var left []string
		file := filepath.Join(t.TempDir(), "city.backup")
		res, err := Write(removing{t.Context(), t, &left}, c, "test", file, func(what string) {
			if what == "attachments" {
				left = first[:1] // the walk comes to it first
			}
		})
		if err != nil || res.Files != 2 || len(left) != 0 {
			t.Fatalf("%+v, %v, %d files were not removed", res, err, len(left))
		}
		if res, err := Restore(t.Context(), target(t, engine), file, rooms); err != nil || res.Files != 2 {
			t.Errorf("%+v, %v", res, err)
		}
	})
}

// TestRestore_Occupied holds that nothing that is there is written over.
func TestRestore_Occupied(t *testing.T) {
	each(t, func(t *testing.T, engine store.Engine) {
		_, file := backedUp(t, engine)
		for name, path := range map[string]string{"Marker": entryMarker, "Database": entrySQLite, "Files": "blobs/ab/abcd"} {
			t.Run(name, func(t *testing.T) {
				c := target(t, engine)
				put(t, c.Data, path, "precious")
				refused(t, c, file, "backup.not_empty")
			})
		}
	})
	if os.Getenv(testkit.PostgresEnv) != "" {
		t.Run("Tables", func(t *testing.T) {
			_, file := backedUp(t, store.Postgres)
			c := target(t, store.Postgres)
			st := openStore(t, c)
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			n := tablesOf(t, c)
			if _, err := Restore(t.Context(), c, file, rooms); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("err = %v", err)
			}
			if len(held(t, c.Data)) != 0 || tablesOf(t, c) != n || n == 0 {
				t.Errorf("left %v and %d of %d tables", keys(held(t, c.Data)), tablesOf(t, c), n)
			}
		})
	}
}

// TestRestore_OtherEngine reads a backup of one engine with the other.
func TestRestore_OtherEngine(t *testing.T) {
	if os.Getenv(testkit.PostgresEnv) == "" {
		_, file := backedUp(t, store.SQLite)
		c := target(t, store.SQLite)
		c.Store.Engine = string(store.Postgres) // refused before it is asked for
		before := held(t, c.Data)
		if _, err := Restore(t.Context(), c, file, rooms); !errors.Is(err, ErrOtherEngine) || !maps.Equal(before, held(t, c.Data)) {
			t.Errorf("err = %v", err)
		}
		return
	}
	for from, to := range map[store.Engine]store.Engine{store.SQLite: store.Postgres, store.Postgres: store.SQLite} {
		t.Run(string(from), func(t *testing.T) {
			_, file := backedUp(t, from)
			refused(t, target(t, to), file, "backup.other_engine")
		})
	}
}
