package insight

import (
	"context"
	"embed"
	"fmt"
	"sync"

	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the room's tables.
var Migrations = store.Migrations{Room: "insight", FS: migrationsFS}

// RightWallboard is the right to see the wallboard.
const RightWallboard = "insight.wallboard"

// Rights lists the rights of this room.
var Rights = []string{RightWallboard}

// Names answers what things are called.
type Names interface {
	UnitName(q store.Queryer, unit ids.ID) string
	CategoryName(q store.Queryer, category ids.ID) string
	DivisionName(q store.Queryer, code string) string
	// TownOf is the town or street 镇街 that a place lies in, the place itself when it is a larger one.
	TownOf(q store.Queryer, code string) (town, name string)
	// NumberLabel is what a hotline number is called and how it was brought in; empty for one that is not registered.
	NumberLabel(q store.Queryer, number string) (label string, mode directory.Mode, err error)
}

// Orders tells an order's number and whether it is sealed, and which orders are kept from somebody because they are about them.
type Orders interface {
	NumberOf(q store.Queryer, order ids.ID) (number string, sealed bool)
	Barred(q store.Queryer, p auth.Principal, orders ...ids.ID) (map[ids.ID]bool, error)
}

// Rates answers the three rates. The room followup does: there is one table of them.
type Rates interface {
	Rates(q store.Queryer, by auth.Principal, in followup.RatesIn) (followup.RateTable, error)
}

// Deps are what the room stands on.
type Deps struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Clock  wall.Clock
	Names  Names
	Orders Orders
	Rates  Rates
}

// Service is the room.
type Service struct {
	Deps
	mu    sync.Mutex
	board cached // the city's wallboard
}

// New returns the room; call Register before the ledger starts.
func New(d Deps) *Service { return &Service{Deps: d} }

// follower is the name under which the room's position is kept.
const follower = "insight"

// kinds are the events that are folded.
var kinds = append([]string{intake.EventTakenOn, intake.EventRepeated, intake.EventRefused, intake.EventJoined},
	workorder.EventKinds...)

// Register follows the ledger.
func (s *Service) Register() { s.Ledger.Follow(follower, kinds, s.follow) }

func (s *Service) follow(tx *store.Tx, recs []ledger.Record) error {
	f := newFold()
	for _, r := range recs {
		if err := f.add(r); err != nil {
			return fmt.Errorf("insight: event %d: %w", r.Seq, err)
		}
	}
	return f.store(tx)
}

// Rebuild clears the counters and sets the follower back to the first event; the ledger's loop, or CatchUp, folds
// them again.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, table := range []string{"insight_day", "insight_open", "insight_mark", "insight_numbered"} {
			if err := tx.Do(`DELETE FROM ` + table); err != nil {
				return fmt.Errorf("insight: clear %s: %w", table, err)
			}
		}
		return s.Ledger.Rewind(tx, follower, 0)
	})
}
