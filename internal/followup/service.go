package followup

import (
	"embed"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
	"onedoor/internal/workorder"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the room's tables.
var Migrations = store.Migrations{Room: "followup", FS: migrationsFS}

// Rights of this room.
const (
	RightRead    = "followup.read"    // the follow-up lists of one's scope
	RightAttempt = "followup.attempt" // call, and write down what was said
	RightRates   = "followup.rates"   // the three rates of one's scope
	RightSample  = "followup.sample"  // sampling plans, and drawing by them
	RightRecheck = "followup.recheck" // ask again, independently, and write down what was said
)

// Rights lists the rights of this room.
var Rights = []string{RightRead, RightAttempt, RightRates, RightSample, RightRecheck}

// Names answers what things are called. Directory and catalogue do.
type Names interface {
	UnitName(q store.Queryer, unit ids.ID) string
	CategoryName(q store.Queryer, category ids.ID) string
	StaffName(q store.Queryer, staff ids.ID) string
}

// Deps are what the room stands on.
type Deps struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Jobs   *jobs.Queue
	Clock  wall.Clock
	Orders *workorder.Service
	Names  Names
	// Numbers names hotline numbers. The directory does; nil: they have no names.
	Numbers Numbers
	// Matters tells which categories are law-enforcement matters. The catalogue does; nil: none is.
	Matters Matters
	// Limits answers by when citizens are asked, by the time-limit presets; nil: Options.LinkWait holds for all.
	Limits workorder.Limits
	// Elsewhere tells whether the citizens behind an order are told, and asked, together with many others: those of an event's
	// master order. They get the link and no call of their own. nil: nobody is.
	Elsewhere func(q store.Queryer, order ids.ID) (bool, error)
}

// Matters answers about categories.
type Matters interface {
	// Enforcement tells whether orders of the category are law-enforcement matters 执法类.
	Enforcement(q store.Queryer, category ids.ID) (bool, error)
}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	Deps
	options Options
}

// New returns the room; call Register before ledger and jobs start.
func New(d Deps, o Options) *Service {
	return &Service{Deps: d, options: o.withDefaults()}
}

// Register follows the work orders and sets the sweep.
func (s *Service) Register() {
	s.Ledger.Follow("followup.plans",
		[]string{workorder.EventCompleted, workorder.EventRedone, workorder.EventArchived, workorder.EventNumbered, workorder.EventWithdrawn}, s.follow)
	s.Ledger.Follow("followup.calls", []string{switchboard.EventEnded}, s.followCalls)
	s.Jobs.Every(jobSweep, s.options.SweepEvery, s.sweep)
	s.Jobs.Every(jobDraw, 6*time.Hour, s.monthlyDraw)
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }
