package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/store"
)

// gooseTable keeps which migrations ran; a restore runs them itself.
const gooseTable = "goose_db_version"

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	return strings.Join(quoted, ", ")
}

// postgresRows copies every table as it stands at one moment.
func postgresRows(ctx context.Context, c config.Config, m Manifest, a *archive) (res Result, err error) {
	conn, err := pgx.Connect(ctx, c.Store.URL)
	if err != nil {
		return res, fmt.Errorf("backup: connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return res, fmt.Errorf("backup: begin: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // it only read
	if m.Tables, err = tables(ctx, tx); err != nil {
		return res, err
	}
	if err := a.addJSON(entryManifest, m); err != nil {
		return res, err
	}
	for _, t := range m.Tables {
		if err := copyOut(ctx, tx, t, a, &res); err != nil {
			return res, err
		}
	}
	return res, nil
}

// tables lists the tables with their columns; generated columns are made again by the database.
func tables(ctx context.Context, tx pgx.Tx) ([]Table, error) {
	rows, err := tx.Query(ctx, `SELECT c.table_name, c.column_name FROM information_schema.columns c
		JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
		WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' AND c.table_name <> $1
		ORDER BY c.table_name, c.ordinal_position`, gooseTable)
	if err != nil {
		return nil, fmt.Errorf("backup: list tables: %w", err)
	}
	defer rows.Close()
	var list []Table
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, fmt.Errorf("backup: list tables: %w", err)
		}
		if len(list) == 0 || list[len(list)-1].Name != table {
			list = append(list, Table{Name: table})
		}
		t := &list[len(list)-1]
		t.Columns = append(t.Columns, column)
	}
	return list, rows.Err()
}

// copyOut spools one table's rows, since an entry's size comes before its bytes.
func copyOut(ctx context.Context, tx pgx.Tx, t Table, a *archive, res *Result) error {
	spool, err := os.CreateTemp("", "onedoor-backup-*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() {
		_ = spool.Close()
		_ = os.Remove(spool.Name())
	}()
	tag, err := tx.Conn().PgConn().CopyTo(ctx, spool, `COPY `+quote(t.Name)+` (`+quoteAll(t.Columns)+`) TO STDOUT (FORMAT binary)`)
	if err != nil {
		return fmt.Errorf("backup: copy %s: %w", t.Name, err)
	}
	size, err := spool.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	res.Rows += tag.RowsAffected()
	res.Bytes += size
	return a.add(dirTables+t.Name, size, spool)
}

// mustBeNew refuses a database that has tables already.
func mustBeNew(ctx context.Context, c config.Config) (err error) {
	conn, err := pgx.Connect(ctx, c.Store.URL)
	if err != nil {
		return fmt.Errorf("backup: connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	var tables int
	if err := conn.QueryRow(ctx, `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()`).Scan(&tables); err != nil {
		return fmt.Errorf("backup: look at the database: %w", err)
	}
	if tables > 0 {
		return ErrNotEmpty
	}
	return nil
}

// postgresRestore makes the tables in an empty database and loads the rows.
func postgresRestore(ctx context.Context, c config.Config, m Manifest, dir string, migrations []store.Migrations, back *undo) (int64, error) {
	if err := mustBeNew(ctx, c); err != nil {
		return 0, err
	}
	back.add(func() { _ = dropTables(context.WithoutCancel(ctx), c) }) // it was empty
	st, err := store.Open(ctx, store.Config{Engine: store.Postgres, URL: c.Store.URL}, migrations...)
	if err != nil {
		return 0, fmt.Errorf("backup: make the tables: %w", err)
	}
	if err := st.Close(); err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	return postgresLoad(ctx, c, m, dir)
}

// dropTables empties a database that had no tables before.
func dropTables(ctx context.Context, c config.Config) (err error) {
	conn, err := pgx.Connect(ctx, c.Store.URL)
	if err != nil {
		return fmt.Errorf("backup: connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, `DO $$ DECLARE t text; BEGIN
		FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
			EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', t);
		END LOOP; END $$`)
	if err != nil {
		return fmt.Errorf("backup: drop tables: %w", err)
	}
	return nil
}

// postgresLoad puts the rows into the tables that migrations have made, all in one transaction.
func postgresLoad(ctx context.Context, c config.Config, m Manifest, dir string) (rows int64, err error) {
	conn, err := pgx.Connect(ctx, c.Store.URL)
	if err != nil {
		return 0, fmt.Errorf("backup: connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	tx, err := conn.Begin(ctx)
	if err != nil {
		return 0, fmt.Errorf("backup: begin: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after a commit there is nothing to undo
	for _, t := range m.Tables {
		n, err := copyIn(ctx, tx, t, dir)
		if err != nil {
			return 0, err
		}
		rows += n
	}
	if err := tx.Commit(ctx); err != nil {
		return 0, fmt.Errorf("backup: commit: %w", err)
	}
	return rows, nil
}

func copyIn(ctx context.Context, tx pgx.Tx, t Table, dir string) (int64, error) {
	f, err := os.Open(entryPath(dir, dirTables+t.Name))
	if err != nil {
		return 0, ErrDamaged.Wrap(err)
	}
	defer func() { _ = f.Close() }()
	// Migrations may have put first rows in; the backup holds them as they became.
	if _, err := tx.Exec(ctx, `TRUNCATE `+quote(t.Name)); err != nil {
		return 0, loadFault(t, err)
	}
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, f, `COPY `+quote(t.Name)+` (`+quoteAll(t.Columns)+`) FROM STDIN (FORMAT binary)`)
	if err != nil {
		return 0, loadFault(t, err)
	}
	return tag.RowsAffected(), nil
}

// loadFault tells rows that do not fit this program's tables from other failures.
func loadFault(t Table, err error) error {
	var said *pgconn.PgError
	switch {
	case !errors.As(err, &said):
		return fmt.Errorf("backup: load %s: %w", t.Name, err)
	case said.Code == "42P01" || said.Code == "42703": // no such table, no such column
		return ErrOtherVersion.WithMessage("备份来自另一版本的程序（%s 不同），未恢复任何内容。请用做备份的版本恢复，再升级。", t.Name).Wrap(err)
	case strings.HasPrefix(said.Code, "22") || strings.HasPrefix(said.Code, "23"): // the rows themselves
		return ErrDamaged.Wrap(err)
	}
	return fmt.Errorf("backup: load %s: %w", t.Name, err)
}
