package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// Migrations are one room's tables: files migrations/NNNN_name.sql for both engines, or NNNN_name.sqlite.sql and
// NNNN_name.postgres.sql where they differ. NNNN is unique over all rooms. In a file, {{id}} stands for the type of
// a single-column primary key of 63 bits and {{bytes}} for the type of a byte string. Migrations only go up.
type Migrations struct {
	Room string
	FS   fs.FS
}

type migration struct {
	version int64
	name    string
	sql     string
}

func migrate(ctx context.Context, engine Engine, db *sql.DB, rooms []Migrations) error {
	var list []*goose.Migration
	for _, m := range rooms {
		found, err := read(engine, m)
		if err != nil {
			return err
		}
		for _, f := range found {
			list = append(list, goose.NewGoMigration(f.version, &goose.GoFunc{
				RunTx: func(ctx context.Context, tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, f.sql)
					return err
				}}, nil))
		}
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b *goose.Migration) int { return cmp.Compare(a.Version, b.Version) })
	options := []goose.ProviderOption{goose.WithGoMigrations(list...), goose.WithDisableGlobalRegistry(true),
		goose.WithAllowOutofOrder(true)}
	dialect := database.DialectSQLite3
	if engine == Postgres {
		dialect = database.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("store: migration lock: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
		// The lock holds a connection of its own beside the one that migrates.
		db.SetMaxOpenConns(max(2, db.Stats().MaxOpenConnections))
	}
	provider, err := goose.NewProvider(dialect, db, nil, options...)
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return nil
}

// read returns a room's migrations for one engine.
func read(engine Engine, m Migrations) ([]migration, error) {
	files, err := fs.Glob(m.FS, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("store: room %s has no migrations (%w)", m.Room, err)
	}
	other := "." + string(Postgres) + ".sql"
	if engine == Postgres {
		other = "." + string(SQLite) + ".sql"
	}
	var list []migration
	for _, file := range files {
		if strings.HasSuffix(file, other) {
			continue
		}
		number, _, _ := strings.Cut(path.Base(file), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: %s/%s: the name must begin with a number and '_'", m.Room, file)
		}
		text, err := fs.ReadFile(m.FS, file)
		if err != nil {
			return nil, fmt.Errorf("store: %s: %w", file, err)
		}
		list = append(list, migration{version: version, name: path.Base(file), sql: expand(engine, string(text))})
	}
	return list, nil
}

func expand(engine Engine, text string) string {
	id, bytes := "INTEGER", "BLOB"
	if engine == Postgres {
		id, bytes = "BIGINT", "BYTEA"
	}
	return strings.NewReplacer("{{id}}", id, "{{bytes}}", bytes).Replace(text)
}
