package testkit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // to make and drop databases

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// PostgresDatabase makes an empty database, dropped after the test, and returns its URL.
func PostgresDatabase(t testing.TB) string {
	t.Helper()
	return database(t, admin(t), "template0")
}

// postgresCopy makes a database that has the tables already, dropped after the test, and returns its URL. The database it
// is copied from stays on the server, one for each set of tables, and is shared by all test programs.
func postgresCopy(t testing.TB, migrations []store.Migrations) string {
	t.Helper()
	server := admin(t)
	sum := sha256.Sum256([]byte(fingerprint(t, migrations)))
	template := fmt.Sprintf("onedoor_template_%x", sum[:8])
	if err := makeTemplate(t, server, template, int64(binary.BigEndian.Uint64(sum[:8])), migrations); err != nil { //nolint:gosec // any key will do
		t.Fatalf("make the tables: %v", err)
	}
	return database(t, server, template)
}

// admin connects to the server on which databases are made.
func admin(t testing.TB) *sql.DB {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		t.Skipf("%s is not set", PostgresEnv)
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatalf("open %s: %v", PostgresEnv, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// database makes one, dropped after the test, and returns its URL.
func database(t testing.TB, server *sql.DB, template string) string {
	t.Helper()
	name := fmt.Sprintf("onedoor_test_%d", ids.New())
	if _, err := server.Exec(`CREATE DATABASE ` + name + ` TEMPLATE ` + template + ` ENCODING 'UTF8'`); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := server.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	return address(name)
}

func address(database string) string {
	head, query, _ := strings.Cut(os.Getenv(PostgresEnv), "?")
	url := head[:strings.LastIndex(head, "/")+1] + database
	if query != "" {
		url += "?" + query
	}
	return url
}

// makeTemplate makes the database that copies are made of, unless there is one. One test program makes it while others wait.
func makeTemplate(t testing.TB, server *sql.DB, name string, key int64, migrations []store.Migrations) error {
	ctx := context.Background()
	conn, err := server.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, key); err != nil {
		return err
	}
	defer func() {
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, key); err != nil {
			t.Errorf("unlock: %v", err)
		}
	}()
	var there int
	if err := conn.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_database WHERE datname = $1 AND datistemplate`, name).Scan(&there); err != nil || there > 0 {
		return err
	}
	// One that is no template yet was left by a program that was killed.
	for _, statement := range []string{`DROP DATABASE IF EXISTS ` + name, `CREATE DATABASE ` + name + ` TEMPLATE template0 ENCODING 'UTF8'`} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	st, err := store.Open(ctx, store.Config{Engine: store.Postgres, URL: address(name), Lanes: 1, Readers: 2}, withGround(migrations)...)
	if err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `ALTER DATABASE `+name+` WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`)
	return err
}
