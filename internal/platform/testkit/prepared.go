package testkit

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// quick tells that durability is not measured: tests start from tables made before, benchmarks pay for everything.
func quick(t testing.TB) bool {
	_, test := t.(*testing.T)
	return test
}

func withGround(migrations []store.Migrations) []store.Migrations {
	return append([]store.Migrations{ledger.Migrations, jobs.Migrations}, migrations...)
}

// fingerprint is the text of all migrations: stores with the same text have the same tables.
func fingerprint(t testing.TB, migrations []store.Migrations) string {
	t.Helper()
	var b strings.Builder
	for _, m := range withGround(migrations) {
		files, err := fs.Glob(m.FS, "migrations/*.sql")
		if err != nil {
			t.Fatalf("migrations of %s: %v", m.Room, err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(m.FS, file)
			if err != nil {
				t.Fatalf("migrations of %s: %v", m.Room, err)
			}
			fmt.Fprintf(&b, "%s %s %d\n%s\n", m.Room, file, len(text), text)
		}
	}
	return b.String()
}

// prepared keeps the files of SQLite stores that have their tables and nothing else.
var prepared struct {
	sync.Mutex
	files map[string][]byte
}

// copySQLite writes a file with the tables to path, made once in a test program.
func copySQLite(t testing.TB, path string, migrations []store.Migrations) {
	t.Helper()
	key := fingerprint(t, migrations)
	prepared.Lock()
	defer prepared.Unlock()
	if prepared.files[key] == nil {
		first := filepath.Join(t.TempDir(), "tables.db")
		st, err := store.Open(context.Background(), store.Config{Engine: store.SQLite, Path: first, Volatile: true}, withGround(migrations)...)
		if err != nil {
			t.Fatalf("make the tables: %v", err)
		}
		if err := st.Close(); err != nil { // which also empties the log into the file
			t.Fatalf("make the tables: %v", err)
		}
		if info, err := os.Stat(first + "-wal"); err == nil && info.Size() > 0 {
			t.Fatal("the tables are still in the log")
		}
		file, err := os.ReadFile(first)
		if err != nil {
			t.Fatalf("make the tables: %v", err)
		}
		if prepared.files == nil {
			prepared.files = map[string][]byte{}
		}
		prepared.files[key] = file
	}
	if err := os.WriteFile(path, prepared.files[key], 0o600); err != nil {
		t.Fatalf("copy the tables: %v", err)
	}
}
