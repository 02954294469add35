package workorder

import (
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Deps are what the room stands on.
type Deps struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Jobs   *jobs.Queue
	Clock  wall.Clock
	Blobs  Blobs
	Units  Units
	Names  Names
	Limits Limits

	Notices Notices // nil: units are told nothing
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	MaxFileBytes  int64         // of one attachment; default 20 MiB
	MaxFiles      int           // attachments linked at once; default 20
	UploadKeep    time.Duration // how long an upload waits to be linked; default 24 h
	SweepEvery    time.Duration // how often due times are swept; default 30 s
	ExportRows    int           // most rows of an exported list; default 50,000
	FontPath      string        // TrueType font with Chinese characters for PDF; default: known places
	CentreName    string        // heads printed orders; default 政务服务便民热线
	ReturnReasons []ReturnReason
}

func (o Options) withDefaults() Options {
	if o.MaxFileBytes <= 0 {
		o.MaxFileBytes = 20 << 20
	}
	if o.MaxFiles <= 0 {
		o.MaxFiles = 20
	}
	if o.UploadKeep <= 0 {
		o.UploadKeep = 24 * time.Hour
	}
	if o.SweepEvery <= 0 {
		o.SweepEvery = 30 * time.Second
	}
	if o.ExportRows <= 0 {
		o.ExportRows = 50000
	}
	if o.CentreName == "" {
		o.CentreName = "12345政务服务便民热线"
	}
	if len(o.ReturnReasons) == 0 {
		o.ReturnReasons = defaultReturnReasons
	}
	return o
}

// Service is the room.
type Service struct {
	Deps
	options Options
	ledger  *ledger.Ledger
	store   *store.Store
}

// New returns the room; call Register before the job queue starts.
func New(d Deps, o Options) *Service {
	return &Service{Deps: d, options: o.withDefaults(), ledger: d.Ledger, store: d.Store}
}

// Register hands the room's timers and cleaning to the job queue.
func (s *Service) Register() {
	if s.Notices != nil {
		s.ledger.Follow("workorder.notices", toldToUnits, s.notify)
	}
	s.Jobs.Handle(jobDue, s.runDue)
	s.Jobs.Every(jobSweep, s.options.SweepEvery, s.sweep)
	s.Jobs.Every(jobClean, time.Hour, s.cleanUploads)
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }
