package cti

import (
	"embed"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the door's tables.
var Migrations = store.Migrations{Room: "cti", FS: migrationsFS}

// RightManage is the only right of this door: call centres, their keys and mappings.
const RightManage = "cti.manage"

// Rights lists them.
var Rights = []string{RightManage}

// Deps are what the door stands on.
type Deps struct {
	Store     *store.Store
	Ledger    *ledger.Ledger
	Jobs      *jobs.Queue
	Clock     wall.Clock
	Ring      *seal.Ring // seals keys, events that wait and addresses of recordings
	Calls     *switchboard.Service
	Directory *directory.Service
	Queues    func() []switchboard.Queue // the first is the usual one
	Log       *slog.Logger
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	GapWait       time.Duration // how long an event waits for those before it (default 20 s)
	LostAfter     time.Duration // after how long a silent call ends as interrupted (default 4 h)
	MaxSoundBytes int64         // of one recording (default 100 MiB)
	RetryFirst    time.Duration // the pause after the first failure of fetching; it doubles, to an hour at most (default 10 s)
	Client        *http.Client  // nil: one that waits a minute and follows no redirects
}

func (o Options) withDefaults() Options {
	if o.GapWait <= 0 {
		o.GapWait = 20 * time.Second
	}
	if o.LostAfter <= 0 {
		o.LostAfter = 4 * time.Hour
	}
	if o.MaxSoundBytes <= 0 {
		o.MaxSoundBytes = 100 << 20
	}
	if o.RetryFirst <= 0 {
		o.RetryFirst = 10 * time.Second
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return o
}

// Door hears call centres. It may be used by any number of goroutines.
type Door struct {
	Deps
	options Options
	keyBox  seal.Box
	bodyBox seal.Box
	urlBox  seal.Box
	sounds  chan struct{} // places for recordings in memory

	mu      sync.Mutex
	refused map[refusal]tally // not yet in the table
}

// soundsAtOnce bounds how many recordings are in memory at a time.
const soundsAtOnce = 2

// New returns the door; call Register before jobs start.
func New(d Deps, o Options) *Door {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Door{Deps: d, options: o.withDefaults(), keyBox: d.Ring.Box("cti.key"), bodyBox: d.Ring.Box("cti.event"), urlBox: d.Ring.Box("cti.recording"),
		sounds: make(chan struct{}, soundsAtOnce), refused: map[refusal]tally{}}
}

// Register names the door's jobs.
func (d *Door) Register() {
	d.Jobs.Handle(jobGap, d.runGap)
	d.Jobs.Handle(jobFetch, d.runFetch)
	d.Jobs.Every(jobSweep, time.Minute, d.sweep)
}

// now is the present time in the precision that rows keep.
func (d *Door) now() time.Time { return d.Clock.Now().Truncate(time.Microsecond).UTC() }

// NameOf is what a call centre is called; "" for an id that is none.
func (d *Door) NameOf(q store.Queryer, id ids.ID) string {
	c, err := centreByID(q, id)
	if err != nil {
		return ""
	}
	return c.Name
}

// AgentOf tells whether somebody of staff takes calls in a call centre that is in use.
func (d *Door) AgentOf(q store.Queryer, staff ids.ID) bool {
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM cti_mapping m JOIN cti_centre c ON c.id = m.centre_id WHERE m.field = ? AND m.ours = ? AND c.active = 1`,
		FieldAgent, staff.String()).Scan(&n)
	return err == nil && n > 0
}
