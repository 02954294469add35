package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Engine names a database engine.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says where the database is.
type Config struct {
	Engine Engine
	Path   string // SQLite: the file
	URL    string // Postgres: postgres://…

	// Lanes is how many transactions write side by side on Postgres (default 4); SQLite has one writer.
	Lanes int
	// BatchMax is how many closures share one commit at most (default 256 on SQLite, 64 on Postgres).
	BatchMax int
	// Readers is how many connections read (default 8).
	Readers int
	// Volatile is for tests: what is committed on SQLite outlives the process, but not the machine.
	Volatile bool
}

func (c Config) synchronous() string {
	if c.Volatile {
		return "synchronous(OFF)"
	}
	return "synchronous(FULL)"
}

func (c Config) withDefaults() Config {
	if c.Engine == "" {
		c.Engine = SQLite
	}
	if c.Readers <= 0 {
		c.Readers = max(8, 2*runtime.NumCPU())
	}
	switch c.Engine {
	case SQLite:
		c.Lanes = 1
		if c.BatchMax <= 0 {
			c.BatchMax = 256
		}
	default:
		if c.Lanes <= 0 {
			c.Lanes = 4
		}
		if c.BatchMax <= 0 {
			c.BatchMax = 64
		}
	}
	return c
}

// openPools opens the writers' and the readers' pool.
func openPools(c Config) (writers, readers *sql.DB, err error) {
	switch c.Engine {
	case SQLite:
		if c.Path == "" {
			return nil, nil, errors.New("store: no path for the SQLite file")
		}
		if writers, err = sql.Open("sqlite", sqliteDSN(c.Path, "journal_mode(WAL)", c.synchronous())); err != nil {
			return nil, nil, fmt.Errorf("store: open writer: %w", err)
		}
		if readers, err = sql.Open("sqlite", sqliteDSN(c.Path, "query_only(1)")); err != nil {
			return nil, nil, errors.Join(fmt.Errorf("store: open readers: %w", err), writers.Close())
		}
	case Postgres:
		pc, err := pgx.ParseConfig(c.URL)
		if err != nil {
			return nil, nil, fmt.Errorf("store: postgres URL: %w", err)
		}
		pc.RuntimeParams["timezone"] = "UTC"
		pc.RuntimeParams["application_name"] = "onedoor"
		writers, readers = stdlib.OpenDB(*pc), stdlib.OpenDB(*pc)
	default:
		return nil, nil, fmt.Errorf("store: unknown engine %q", c.Engine)
	}
	writers.SetMaxOpenConns(c.Lanes)
	writers.SetMaxIdleConns(c.Lanes)
	readers.SetMaxOpenConns(c.Readers)
	readers.SetMaxIdleConns(c.Readers)
	return writers, readers, nil
}

func sqliteDSN(path string, pragmas ...string) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(10000)")
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "temp_store(2)")
	q.Add("_pragma", "cache_size(-65536)")
	q.Add("_pragma", "wal_autocheckpoint(16000)")
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

var rebound sync.Map // string → string

// rebind turns `?` into `$1`, `$2`, … for Postgres. No SQL of ours has a question mark in a literal.
func rebind(e Engine, query string) string {
	if e != Postgres || !strings.Contains(query, "?") {
		return query
	}
	if known, ok := rebound.Load(query); ok {
		return known.(string)
	}
	var b strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	rebound.Store(query, b.String())
	return b.String()
}

// IsUnique tells whether err is a violation of a unique constraint.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// ErrAgain marks a failure of a closure that another run may not meet: whoever returns it joins it to the cause.
var ErrAgain = errors.New("store: run the closure again")

// retryable tells whether running the closure again may succeed: deadlocks, serialisation failures, and [ErrAgain].
func retryable(err error) bool {
	if errors.Is(err, ErrAgain) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY
	}
	return false
}

// ping waits until the database answers, at most wait.
func ping(ctx context.Context, db *sql.DB, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		return fmt.Errorf("store: database does not answer: %w", err)
	}
	return nil
}
