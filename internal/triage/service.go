package triage

import (
	"embed"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the room's tables.
var Migrations = store.Migrations{Room: "triage", FS: migrationsFS}

// Rights of this room.
const (
	RightSuggest    = "triage.suggest"    // proposals of units for orders of one's scope
	RightPrecedents = "triage.precedents" // precedents: all, or one's own and others' outcomes
	RightRetire     = "triage.retire"     // declare that a precedent no longer holds
	RightReplay     = "triage.replay"     // try a draft of the dispatch catalogue on past orders
)

// Rights lists the rights of this room.
var Rights = []string{RightSuggest, RightPrecedents, RightRetire, RightReplay}

// Names answers what things are called. Directory and catalogue do.
type Names interface {
	UnitName(q store.Queryer, unit ids.ID) string
	CategoryName(q store.Queryer, category ids.ID) string
	DivisionName(q store.Queryer, code string) string
	StaffName(q store.Queryer, staff ids.ID) string
}

// Units tells whether orders may be given to a unit; nil when they may.
type Units interface {
	Receives(q store.Queryer, unit ids.ID) error
}

// Deps are what the room stands on.
type Deps struct {
	Store     *store.Store
	Ledger    *ledger.Ledger
	Jobs      *jobs.Queue
	Clock     wall.Clock
	Orders    *workorder.Service
	Catalogue *catalogue.Service
	Names     Names
	Units     Units
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	// ReplayPage is how many orders one job of a replay looks at (default 2,000).
	ReplayPage int
	// ReplayKept is how many of the orders that would go elsewhere a replay lists; all are counted (default 50,000).
	ReplayKept int
	// PublishUntried lets a draft be published without a replay.
	PublishUntried bool
}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	Deps
	options Options
}

// New returns the room; call Register before ledger and jobs start.
func New(d Deps, o Options) *Service {
	if o.ReplayPage <= 0 {
		o.ReplayPage = 2000
	}
	if o.ReplayKept <= 0 {
		o.ReplayKept = 50000
	}
	return &Service{Deps: d, options: o}
}

// Register follows the work orders and hands the replays to the job queue.
func (s *Service) Register() {
	s.Ledger.Follow("triage.precedents", decisive, s.follow)
	s.Jobs.Handle(jobReplay, s.runReplay)
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }
