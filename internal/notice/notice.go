package notice

import (
	"embed"
	"fmt"
	"log/slog"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// RightRead is the right to read one's own inbox.
const RightRead = "notice.read"

// Rights lists the rights of this room.
var Rights = []string{RightRead}

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the tables of this room.
var Migrations = store.Migrations{Room: "notice", FS: migrationsFS}

// Deps are what the room stands on.
type Deps struct {
	Store    *store.Store
	Ledger   *ledger.Ledger
	Jobs     *jobs.Queue
	Clock    wall.Clock
	Ring     *seal.Ring
	Contacts Contacts
	Senders  []Sender
	Log      *slog.Logger
}

// Config is what an operator chooses. Zero values take the defaults.
type Config struct {
	// Routes names the senders that a citizen's message is tried with, in order,
	// by the door that the citizen used; "" is for every other door. A door
	// without senders leaves the message on the request's page only.
	Routes map[string][]string
	// QuietFrom and QuietTo bound the hours in which citizens are left alone, as
	// time of day in Shanghai (default 21 h to 8 h). Equal: no quiet hours.
	QuietFrom, QuietTo time.Duration
	// Backoff is how long to wait after each failure of one sender, before the
	// next sender is tried (default 1, 5, 30 min, 2 h).
	Backoff []time.Duration
	// Keep is how long messages are kept (default 180 days).
	Keep time.Duration
	// Templates are the words; default BuiltIn.
	Templates Templates
}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	store    *store.Store
	ledger   *ledger.Ledger
	jobs     *jobs.Queue
	wall     wall.Clock
	box      seal.Box
	contacts Contacts
	senders  map[string]Sender
	config   Config
	log      *slog.Logger

	hidden func(q store.Queryer, p auth.Principal) ([]ids.ID, error)
}

// HideOrders installs what tells the orders of which a person hears nothing, because they are about them. Call it before the
// first request is served.
func (s *Service) HideOrders(hidden func(q store.Queryer, p auth.Principal) ([]ids.ID, error)) {
	s.hidden = hidden
}

// New returns the room. It refuses a route to a sender that is not there, and
// templates that lack one of the program's.
func New(d Deps, config Config) (*Service, error) {
	if config.QuietFrom == 0 && config.QuietTo == 0 {
		config.QuietFrom, config.QuietTo = 21*time.Hour, 8*time.Hour
	}
	if config.Backoff == nil {
		config.Backoff = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour}
	}
	if config.Keep <= 0 {
		config.Keep = 180 * 24 * time.Hour
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	builtIn := BuiltIn()
	if config.Templates == nil {
		config.Templates = builtIn
	}
	for name, want := range builtIn {
		if err := config.Templates.stillTakes(want); err != nil {
			return nil, fmt.Errorf("notice: template %q: %w", name, err)
		}
	}
	s := &Service{store: d.Store, ledger: d.Ledger, jobs: d.Jobs, wall: d.Clock, box: d.Ring.Box("notice"),
		contacts: d.Contacts, senders: map[string]Sender{}, config: config, log: d.Log}
	for _, sender := range d.Senders {
		s.senders[sender.Name()] = sender
	}
	for door, route := range config.Routes {
		for _, name := range route {
			if s.senders[name] == nil {
				return nil, fmt.Errorf("notice: the route of door %q names the sender %q, which is not set up", door, name)
			}
		}
	}
	return s, nil
}

// Register makes the queue handle this room's jobs. Call it once, before the
// queue starts.
func (s *Service) Register() {
	s.jobs.Handle(jobSend, s.send)
	s.jobs.Every(jobSweep, 24*time.Hour, s.sweep)
}

func (s *Service) route(door string) []string {
	if route, ok := s.config.Routes[door]; ok {
		return route
	}
	return s.config.Routes[""]
}
