package partner

import (
	"embed"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/intake"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the door's tables.
var Migrations = store.Migrations{Room: "partner", FS: migrationsFS}

// Rights of this door.
const (
	RightManage   = "partner.manage"    // partners, keys, mappings, messages
	RightRead     = "partner.read"      // how the orders that one may see travel
	RightGiveBack = "partner.give_back" // give an order back to the partner that handed it over
)

// Rights lists them.
var Rights = []string{RightManage, RightRead, RightGiveBack}

// Deps are what the door stands on.
type Deps struct {
	Store     *store.Store
	Ledger    *ledger.Ledger
	Jobs      *jobs.Queue
	Clock     wall.Clock
	Ring      *seal.Ring // seals keys and messages that wait
	Orders    *workorder.Service
	Intake    *intake.Service
	Directory *directory.Service
	Catalogue *catalogue.Service
	Vault     *vault.Service
	Log       *slog.Logger
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	City         string        // who we say we are
	RetryFirst   time.Duration // the pause after the first failure; it doubles, to an hour at most (default 5 s)
	MaxAttempts  int           // tries until a message is a dead letter (default 60: about two days)
	MaxFileBytes int64         // of one fetched file (default 20 MiB)
	Client       *http.Client  // nil: one that waits 15 s and follows no redirects
}

func (o Options) withDefaults() Options {
	if o.RetryFirst <= 0 {
		o.RetryFirst = 5 * time.Second
	}
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = 60
	}
	if o.MaxFileBytes <= 0 {
		o.MaxFileBytes = 20 << 20
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 15 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return o
}

// Door exchanges orders with partners. It may be used by any number of goroutines.
type Door struct {
	Deps
	options  Options
	keyBox   seal.Box
	bodyBox  seal.Box
	mu       sync.Mutex
	underWay map[ids.ID]int // messages being sent, by partner
}

// New returns the door; call Register before ledger and jobs start.
func New(d Deps, o Options) *Door {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Door{Deps: d, options: o.withDefaults(), keyBox: d.Ring.Box("partner.key"), bodyBox: d.Ring.Box("partner.message"),
		underWay: map[ids.ID]int{}}
}

// Register follows the ledger and names the door's jobs.
func (d *Door) Register() {
	d.Ledger.Follow("partner.outbox", followed, d.follow)
	d.Jobs.Handle(jobSend, d.runSend)
	d.Jobs.Handle(jobFetch, d.runFetch)
	d.Jobs.Every(jobSweep, time.Minute, d.sweep)
}

// now is the present time in the precision that rows keep.
func (d *Door) now() time.Time { return d.Clock.Now().Truncate(time.Microsecond).UTC() }
