package vault

import (
	"context"
	"embed"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Rights of this room.
const (
	RightReveal       = "vault.reveal"        // open an identity for a purpose
	RightRevealSealed = "vault.reveal_sealed" // also one that asked for confidentiality
	RightAccessLog    = "vault.access_log"    // read who opened what
)

// Rights lists the rights of this room.
var Rights = []string{RightReveal, RightRevealSealed, RightAccessLog}

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the vault's tables.
var Migrations = store.Migrations{Room: "vault", FS: migrationsFS}

// Guard answers, for rooms above, whether the principal may learn who stands
// behind the identity for that order: it may see the order, the identity is a
// requester of that order, and the order is not about the principal. order is 0
// when none was named, identity is 0 when a sealed text of the order is asked
// for. It returns a fault to refuse, and reads through q only.
type Guard func(ctx context.Context, q store.Queryer, p auth.Principal, identity, order ids.ID) error

// Handles answers, for rooms above, whether the order is in the hands of the principal's unit: an officer who is to call the
// citizen opens the number with one click, and what it is for is the order itself.
type Handles func(q store.Queryer, p auth.Principal, order ids.ID) (bool, error)

// Config holds the numbers an operator may change.
type Config struct {
	AreaCode    string // completes local telephone numbers, "0756"
	RevealAlert int    // openings per person and window above which vault.bulk_reveal is told
	RevealStop  int    // openings per person and window above which no more is opened

	RevealWindow time.Duration // default: an hour
}

// DefaultConfig suits a city whose area code is 0756.
var DefaultConfig = Config{AreaCode: "0756", RevealAlert: 60, RevealStop: 300, RevealWindow: time.Hour}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	store  *store.Store
	ledger *ledger.Ledger
	wall   wall.Clock
	ring   *seal.Ring
	config Config
	guard  Guard

	handles Handles
	hide    func(q store.Queryer, p auth.Principal) (Kept, error)

	lookupSecret []byte // keys look-ups by number
	pairSecret   []byte // keys the pair of name and number
	printSecret  []byte // keys the fingerprint of all details
}

// New returns the room. The ring comes from the keyring file; without Guard
// (SetGuard) only principals whose scope is everything may reveal.
func New(st *store.Store, l *ledger.Ledger, clock wall.Clock, ring *seal.Ring, config Config) *Service {
	if config.RevealAlert <= 0 {
		config.RevealAlert = DefaultConfig.RevealAlert
	}
	if config.RevealStop <= 0 {
		config.RevealStop = DefaultConfig.RevealStop
	}
	if config.RevealWindow <= 0 {
		config.RevealWindow = DefaultConfig.RevealWindow
	}
	return &Service{
		store: st, ledger: l, wall: clock, ring: ring, config: config,
		lookupSecret: ring.Secret("vault lookup"),
		pairSecret:   ring.Secret("vault pair"),
		printSecret:  ring.Secret("vault print"),
	}
}

// SetGuard installs the guard. Call it before the first request is served.
func (s *Service) SetGuard(g Guard) { s.guard = g }

// SetHide installs what tells which lines of the log are about a person: they are kept from them, from an auditor too. Call
// it before the first request is served.
func (s *Service) SetHide(hide func(q store.Queryer, p auth.Principal) (Kept, error)) { s.hide = hide }

// SetHandles installs what tells whose order it is; without it nobody is asked for a reason, because nobody's order is known.
// Call it before the first request is served.
func (s *Service) SetHandles(h Handles) { s.handles = h }
