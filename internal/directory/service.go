package directory

import (
	"embed"
	"sync"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the directory's tables.
var Migrations = store.Migrations{Room: "directory", FS: migrationsFS}

// Service is the directory. It is safe for concurrent use.
type Service struct {
	store    *store.Store
	ledger   *ledger.Ledger
	clock    wall.Clock
	accounts Accounts

	view       atomic.Pointer[view] // the newest committed view known here
	checkedAt  atomic.Int64         // when the view was last known to be the newest, by monotonic
	committed  atomic.Int64         // the highest version committed by this process
	loading    sync.Mutex           // one goroutine at a time renews the view
	refreshing atomic.Bool          // a background renewal is under way
	monotonic  func() time.Duration // real time, also where the wall clock is simulated; tests set it
}

// New returns a directory on st. Without accounts (nil) nobody gets a sign-in: enough for tests of other rooms and
// for loading history.
func New(st *store.Store, l *ledger.Ledger, clock wall.Clock, accounts Accounts) *Service {
	if accounts == nil {
		accounts = noAccounts{}
	}
	start := time.Now()
	return &Service{store: st, ledger: l, clock: clock, accounts: accounts,
		monotonic: func() time.Duration { return time.Since(start) }}
}
