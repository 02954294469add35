package outreach

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"sync"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/speech"
	"onedoor/internal/switchboard"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the room's tables.
var Migrations = store.Migrations{Room: "outreach", FS: migrationsFS}

// Rights of this room.
const (
	RightRead    = "outreach.read"    // campaigns, their progress and results
	RightManage  = "outreach.manage"  // write campaigns, import lists, start and pause, the list of those not to be called
	RightApprove = "outreach.approve" // approve what somebody else has written
	RightCall    = "outreach.call"    // call the people of a campaign
)

// Rights lists the rights of this room.
var Rights = []string{RightRead, RightManage, RightApprove, RightCall}

// Voice turns words into sound of 8 kHz.
type Voice interface {
	// Speak says a text. What is personal has somebody's words in it: its sound is kept nowhere.
	Speak(ctx context.Context, text string, personal bool) ([]int16, error)
}

// Calls is what the switchboard does.
type Calls interface {
	Robot(number string, e switchboard.Errand, ring time.Duration, r switchboard.Robot) error
	MayDial(p auth.Principal) error
	Dial(p auth.Principal, number string, e switchboard.Errand) (switchboard.SeatView, error)
}

// Deps are what the room stands on.
type Deps struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Clock  wall.Clock
	Ring   *seal.Ring
	Log    *slog.Logger
	Calls  Calls
	// Working tells whether a day is worked; nil: all are.
	Working func(q store.Queryer, day time.Time) (bool, error)
	// Voice speaks what has no recording; nil: a robot says recordings alone.
	Voice Voice
	// Sound is a recording by its name; false: there is none. Sounds are their names.
	Sound  func(name string) ([]int16, bool)
	Sounds func() []string
	// Recognizer understands what is said; nil: answers are given by keys. Words are those that it should expect.
	Recognizer speech.Recognizer
	Words      map[string]int
	// Queues are the queues of people that a robot may hand somebody to; nil: it cannot be told which there are.
	Queues func() []switchboard.Queue
	// Names is what a person of staff is called.
	Names func(q store.Queryer, staff ids.ID) string
}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	Deps
	secret []byte

	work      sync.WaitGroup       // ends of calls that are being written down
	heldUntil map[ids.ID]time.Time // campaigns that could not go on; Tick's alone

	mu     sync.Mutex
	active map[ids.ID]int         // robot calls under way, by campaign
	begun  map[ids.ID][]time.Time // robot calls begun within the last minute
}

// New returns the room; call Register before the ledger starts.
func New(d Deps) *Service {
	return &Service{Deps: d, secret: d.Ring.Secret("outreach.number"), active: map[ids.ID]int{}, begun: map[ids.ID][]time.Time{}, heldUntil: map[ids.ID]time.Time{}}
}

// Register follows the calls of seats.
func (s *Service) Register() {
	s.Ledger.Follow("outreach.calls", []string{switchboard.EventEnded}, s.followCalls)
}

// tick is how often it is looked whether somebody is to be called.
const tick = time.Second

// Run calls the people of running campaigns until ctx ends. What was under way when the program stopped is tried again.
func (s *Service) Run(ctx context.Context) {
	if err := s.Recover(ctx); err != nil {
		s.Log.Error("outreach: calls that were under way were not given back", "error", err)
	}
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := s.Tick(ctx); err != nil && !errors.Is(err, context.Canceled) {
				s.Log.Error("outreach: campaigns are held up", "error", err)
			}
		}
	}
}

// drainLimit is how long the results of the last calls are waited for.
const drainLimit = 5 * time.Second

// Drain waits until the results of calls are kept that the exchange has ended.
func (s *Service) Drain() {
	done := make(chan struct{})
	go func() { s.work.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(drainLimit):
	}
}

func (s *Service) record(tx *store.Tx, kind string, subject, actor ids.ID, p Payload) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Actor: actor, Payload: p})
	return err
}
