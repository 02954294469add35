package retention

import (
	"embed"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/intake"
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
var Migrations = store.Migrations{Room: "retention", FS: migrationsFS}

// Rights of this room.
const (
	RightRead    = "retention.read"    // rules, what they would reach, demands
	RightManage  = "retention.manage"  // change the rules
	RightAsk     = "retention.ask"     // take a person's demand down
	RightApprove = "retention.approve" // decide on a demand that somebody else took down
	RightHold    = "retention.hold"    // keep something from being erased
	RightLift    = "retention.lift"    // end that
)

// Rights lists the rights of this room.
var Rights = []string{RightRead, RightManage, RightAsk, RightApprove, RightHold, RightLift}

// Names answers what people are called.
type Names interface {
	StaffName(q store.Queryer, staff ids.ID) string
}

// Calls answers about calls; *switchboard.Service does.
type Calls interface {
	HasCall(q store.Queryer, call ids.ID) (bool, error)
}

// Deps are what the room stands on.
type Deps struct {
	Store     *store.Store
	Ledger    *ledger.Ledger
	Jobs      *jobs.Queue
	Clock     wall.Clock
	Orders    *workorder.Service
	Requests  *intake.Service
	Followups *followup.Service
	Names     Names

	Calls Calls // nil: there is no telephone
	// Keepers are the rooms that keep what ends apart from orders, by the code of the rule.
	Keepers map[string]Keeper
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	Every time.Duration // how often rules are applied; default 24 h
	Step  int           // orders of one step; default 50
}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	Deps
	options Options
}

// New returns the room; call Register before the job queue starts.
func New(d Deps, o Options) *Service {
	if o.Every <= 0 {
		o.Every = 24 * time.Hour
	}
	if o.Step <= 0 {
		o.Step = 50
	}
	return &Service{Deps: d, options: o}
}

// Register hands the room's jobs to the queue.
func (s *Service) Register() {
	s.Jobs.Handle(jobStep, s.runStep)
	s.Jobs.Every(jobApply, s.options.Every, s.runApply)
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
