package supervise

import (
	"context"
	"embed"
	"os"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/notice"
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
var Migrations = store.Migrations{Room: "supervise", FS: migrationsFS}

// Rights of this room.
const (
	RightRead    = "supervise.read"    // lists, cards, cases and meetings of one's scope
	RightManage  = "supervise.manage"  // open and close cases, instruct units, lift cards
	RightAnswer  = "supervise.answer"  // a unit's answer to an instruction or a decision
	RightPropose = "supervise.propose" // propose an order for a joint meeting
	RightMeet    = "supervise.meet"    // plan and hold joint meetings
	RightSetup   = "supervise.setup"   // change the escalation chain
	RightExport  = "supervise.export"  // take lists and minutes along
)

// Rights lists the rights of this room.
var Rights = []string{RightRead, RightManage, RightAnswer, RightPropose, RightMeet, RightSetup, RightExport}

// Names answers what things are called. Directory and catalogue do.
type Names interface {
	UnitName(q store.Queryer, unit ids.ID) string
	CategoryName(q store.Queryer, category ids.ID) string
	DivisionName(q store.Queryer, code string) string
	StaffName(q store.Queryer, staff ids.ID) string
}

// People answers who is told when a matter is late. The directory does.
type People interface {
	// Above is the unit above a unit; 0: none, or none that works.
	Above(q store.Queryer, unit ids.ID) ids.ID
	// WithRole lists the active people of the whole city with a role.
	WithRole(q store.Queryer, role string) []ids.ID
	// Receives returns nil when a unit may be given work.
	Receives(q store.Queryer, unit ids.ID) error
}

// Limit is a limit of a preset. An empty Fields.Unit means that there is none.
type Limit struct {
	Preset string
	Anchor string // before_due or after_due, for what is counted from a due time
	Fields clock.Fields
}

// LimitFor is what a limit may depend on.
type LimitFor struct {
	Stage    string
	Kind     string // of the request; empty: any
	Category ids.ID // of the order; 0: any
	Urgent   bool
	Business bool
}

// Limits answers which limit holds for an order's stage, and which days are worked. The catalogue's presets do.
type Limits interface {
	StageLimit(q store.Queryer, about LimitFor) (Limit, error)
	Calendar(q store.Queryer) (clock.Calendar, error)
}

// Notices queues messages. The notice room does.
type Notices interface {
	Queue(tx *store.Tx, m notice.Message) error
	// Audible is the time itself, or the end of the quiet hours that it falls into.
	Audible(at time.Time) time.Time
}

// Blobs opens the bytes of files.
type Blobs interface {
	Open(sum string) (*os.File, error)
}

// Deps are what the room stands on.
type Deps struct {
	Store   *store.Store
	Ledger  *ledger.Ledger
	Jobs    *jobs.Queue
	Clock   wall.Clock
	Orders  *workorder.Service
	Names   Names
	People  People
	Limits  Limits
	Notices Notices
	Blobs   Blobs
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	SweepEvery time.Duration // how often due steps are looked for; default 30 s
	ExportRows int           // most rows of an exported list; default 50,000
	CentreName string        // heads printed minutes
	FontPath   string        // of PDF exports; default: known places
}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	Deps
	options Options
}

// New returns the room; call Register before ledger and jobs start.
func New(d Deps, o Options) *Service {
	if o.SweepEvery <= 0 {
		o.SweepEvery = 30 * time.Second
	}
	if o.ExportRows <= 0 {
		o.ExportRows = 50000
	}
	if o.CentreName == "" {
		o.CentreName = "12345政务服务便民热线"
	}
	return &Service{Deps: d, options: o}
}

// Register follows the orders and sets the sweeps.
func (s *Service) Register() {
	s.Ledger.Follow("supervise.watch", followed, s.follow)
	s.Ledger.Follow("supervise.stages", []string{workorder.EventStageOverdue}, s.followStages)
	s.Ledger.Follow("supervise.owed", followedOwed, s.followOwed)
	s.Jobs.Every(jobSweep, s.options.SweepEvery, func(ctx context.Context, _ jobs.Job) (jobs.Effects, error) { return nil, s.sweep(ctx) })
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }
