package workorder

import (
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
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

	Lines      Lines      // nil: no unit stands above another, so nothing is passed down
	Duties     Duties     // nil: it is always clear whose a matter is
	Notices    Notices    // nil: units are told nothing
	Accusables Accusables // nil: nobody can be accused
	// Elsewhere tells whether another room keeps a file with these bytes; nil: none does.
	Elsewhere func(q store.Queryer, sum string) (bool, error)
	Seals     Seals     // nil: nobody else keeps something of a sealed order
	Histories Histories // nil: histories cannot be exported
	Numbers   Numbers   // nil: nobody answers numbers of their own
	Cites     Citations // nil: quoted entries are kept with the reply only, without their versions
}

// Numbers is what the directory says of hotline numbers.
type Numbers interface {
	// AnswersAtOnce tells whether p answers directly what came in on a number.
	AnswersAtOnce(q store.Queryer, p auth.Principal, number string) (bool, error)
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
	MaxReturns    int           // returns of one order before the centre must designate; default 2
	MaxExtensions int           // extensions of one assignment; default 1
	MaxPause      time.Duration // longest pause; default 90 days
	MaxShelve     time.Duration // longest shelving; default 2 years
	ContactGrace  time.Duration // how long after a contact it may be written down and still count from then; default 2 h
	ProgressEvery time.Duration // how often a shelved order owes progress; default 30 days
	MaxInvites    int           // co-handlings owed at once in one order; default 8
	MaxTransfers  int           // times that one order is passed down or up the line; default 3
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
	if o.MaxReturns <= 0 {
		o.MaxReturns = 2
	}
	if o.MaxExtensions <= 0 {
		o.MaxExtensions = 1
	}
	const day = 24 * time.Hour
	if o.MaxPause <= 0 {
		o.MaxPause = 90 * day
	}
	if o.MaxShelve <= 0 {
		o.MaxShelve = 730 * day
	}
	if o.ContactGrace <= 0 {
		o.ContactGrace = 2 * time.Hour
	}
	if o.ProgressEvery <= 0 {
		o.ProgressEvery = 30 * day
	}
	if o.MaxInvites <= 0 {
		o.MaxInvites = 8
	}
	if o.MaxTransfers <= 0 {
		o.MaxTransfers = 3
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
	if s.Accusables != nil {
		s.ledger.Follow("workorder.phones", []string{directory.EventUnitAdded, directory.EventUnitChanged}, s.followPhones)
	}
	s.Jobs.Handle(jobDue, s.runDue)
	s.Jobs.Handle(jobFollowMain, s.runFollowMain)
	s.Jobs.Handle(jobCoDue, s.runCoDue)
	s.Jobs.Handle(jobUnlink, s.runUnlink)
	s.Jobs.Every(jobSweep, s.options.SweepEvery, s.sweep)
	s.Jobs.Every(jobClean, time.Hour, s.cleanUploads)
	if s.Blobs != nil {
		s.Jobs.Every(jobOrphans, 24*time.Hour, s.sweepOrphans)
	}
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }
