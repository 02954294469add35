package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

var rooms = []store.Migrations{ledger.Migrations, jobs.Migrations}

const (
	rows   = 57
	secret = "the master key, which no backup holds"
	words  = "现场照片"
)

// each runs fn with every engine that there is.
func each(t *testing.T, fn func(t *testing.T, engine store.Engine)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, store.SQLite) })
	if os.Getenv(testkit.PostgresEnv) != "" {
		t.Run("postgres", func(t *testing.T) { fn(t, store.Postgres) })
	}
}

// target is a place to restore to: a directory that does not exist, and an empty database.
func target(t *testing.T, engine store.Engine) config.Config {
	t.Helper()
	c := config.Config{Data: filepath.Join(t.TempDir(), "data")}
	if c.Store.Engine = string(engine); engine == store.Postgres {
		c.Store.URL = testkit.PostgresDatabase(t)
	}
	return c
}

func openStore(t *testing.T, c config.Config) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{Engine: store.Engine(c.Store.Engine), Path: c.DatabasePath(), URL: c.Store.URL, Lanes: 1}, rooms...)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// installation is a small one with rows, files, a marker and a key.
func installation(t *testing.T, engine store.Engine) config.Config {
	t.Helper()
	c := target(t, engine)
	put(t, c.Data, entryMarker, `{"format":"test"}`)
	put(t, c.Data, "keys/master.key", secret)
	st := openStore(t, c)
	if err := st.Write(t.Context(), func(tx *store.Tx) error {
		for n := range rows {
			if _, err := tx.Exec(`INSERT INTO jobs_job (id, kind, key, state, run_at, attempts, payload, last_error, created_at) VALUES (?, 'test', NULL, 0, 1, 0, ?, '', 1)`,
				n+1, words); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(c.BlobDir(), wall.Real{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{words, words + "二", strings.Repeat(words, 20_000)} {
		if _, err := blobs.Put(t.Context(), strings.NewReader(text), 1<<20); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// backedUp makes an installation's backup.
func backedUp(t *testing.T, engine store.Engine) (c config.Config, file string) {
	t.Helper()
	c, file = installation(t, engine), filepath.Join(t.TempDir(), "city.backup")
	res, err := Write(t.Context(), c, "test", file, nil)
	if err != nil || res.Files != 3 || res.Bytes == 0 {
		t.Fatalf("backup: %+v, %v", res, err)
	}
	return c, file
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// held lists the files under a directory with their contents.
func held(t *testing.T, dir string) map[string]string {
	t.Helper()
	list := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		list[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return list
}

// untouched holds that a refused restore left nothing behind: no file, no table, no directory that was not there.
func untouched(t *testing.T, c config.Config, before map[string]string) {
	t.Helper()
	after := held(t, c.Data)
	if len(after) != len(before) {
		t.Errorf("the refused restore left %d files behind, there were %d: %v", len(after), len(before), keys(after))
	}
	for name, text := range before {
		if after[name] != text {
			t.Errorf("the refused restore changed %s", name)
		}
	}
	if _, err := os.Stat(c.Data); err == nil && len(before) == 0 {
		t.Error("the refused restore left a directory behind")
	}
	if c.Store.Engine == string(store.Postgres) {
		if n := tablesOf(t, c); n != 0 {
			t.Errorf("the refused restore left %d tables behind", n)
		}
	}
}

func keys(m map[string]string) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	return list
}

func tablesOf(t *testing.T, c config.Config) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.Store.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if err := conn.QueryRow(t.Context(), `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// refused restores what must not be restored, and holds the code and that nothing is left.
func refused(t *testing.T, c config.Config, file string, codes ...string) {
	t.Helper()
	before := held(t, c.Data)
	_, err := Restore(t.Context(), c, file, rooms)
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Errorf("err = %v, want one of %v", err, codes)
	} else if !strings.Contains(" "+strings.Join(codes, " ")+" ", " "+f.Code+" ") {
		t.Errorf("code = %s (%v), want one of %v", f.Code, err, codes)
	}
	untouched(t, c, before)
}
