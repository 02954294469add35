package vault

import (
	"context"
	"embed"

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

// Config holds the numbers an operator may change.
type Config struct {
	AreaCode    string // completes local telephone numbers, "0756"
	RevealAlert int    // openings per person and hour above which vault.bulk_reveal is told
	RevealStop  int    // openings per person and hour above which no more is opened
}

// DefaultConfig suits a city whose area code is 0756.
var DefaultConfig = Config{AreaCode: "0756", RevealAlert: 60, RevealStop: 300}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	store  *store.Store
	ledger *ledger.Ledger
	wall   wall.Clock
	ring   *seal.Ring
	config Config
	guard  Guard

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
	return &Service{
		store: st, ledger: l, wall: clock, ring: ring, config: config,
		lookupSecret: ring.Secret("vault lookup"),
		pairSecret:   ring.Secret("vault pair"),
		printSecret:  ring.Secret("vault print"),
	}
}

// SetGuard installs the guard. Call it before the first request is served.
func (s *Service) SetGuard(g Guard) { s.guard = g }
