package catalogue

import (
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestMigrate: the default units of an installation from before there were versions become version 1.
func TestMigrate(t *testing.T) {
	first, err := fs.ReadFile(migrationsFS, "migrations/0301_catalogue.sql")
	if err != nil {
		t.Fatal(err)
	}
	old := store.Migrations{Room: "catalogue", FS: fstest.MapFS{"migrations/0301_catalogue.sql": {Data: first}}}
	run := func(t *testing.T, c store.Config) {
		st, err := store.Open(t.Context(), c, ledger.Migrations, jobs.Migrations, old)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error {
			for _, rule := range [][]any{{7, "440402", 103}, {7, "", 101}, {9, "", 102}} {
				if _, err := tx.Exec(`INSERT INTO catalogue_default_unit (category_id, division_code, unit_id, updated_at) VALUES (?, ?, ?, 0)`, rule...); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`INSERT INTO catalogue_category (id, code, name, parent_id, level, pinyin, default_kind, active, version, created_at, updated_at)
				VALUES (7, '01', '市容', 0, 1, 'sr', '', 1, 1, 0, 0)`) // as that time's table was
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if st, err = store.Open(t.Context(), c, ledger.Migrations, jobs.Migrations, Migrations); err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		w := testkit.NewWorld(st)
		s := New(st, w.Ledger, w.Clock, city)
		q := st.Read(t.Context())
		versions, err := s.Versions(q)
		if err != nil || len(versions) != 1 || versions[0].State != VersionInForce || versions[0].Entries != 3 || versions[0].Number != 1 {
			t.Fatalf("%+v %v", versions, err)
		}
		for division, want := range map[string]int64{"440402001": 103, "440403": 101} {
			if unit, why, err := s.DefaultUnit(q, 7, division); err != nil || int64(unit) != want {
				t.Errorf("%s: %d (%s) %v, want %d", division, unit, why, err, want)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		run(t, store.Config{Engine: store.SQLite, Path: filepath.Join(t.TempDir(), "onedoor.db")})
	})
	t.Run("postgres", func(t *testing.T) {
		run(t, store.Config{Engine: store.Postgres, URL: testkit.PostgresDatabase(t), Lanes: 2, Readers: 4})
	})
}
