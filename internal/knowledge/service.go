package knowledge

import (
	"context"
	"embed"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the tables of this room.
var Migrations = store.Migrations{Room: "knowledge", FS: migrationsFS}

// Units answers about units and people; *directory.Service does.
type Units interface {
	Unit(q store.Queryer, id ids.ID) (directory.Unit, error)
	Units(q store.Queryer, f directory.UnitFilter) ([]directory.Unit, error)
	UnitName(q store.Queryer, id ids.ID) string
	// KnowsFirst is the unit whose entries stand first for contacts on a hotline number; 0: none.
	KnowsFirst(q store.Queryer, number string) (ids.ID, error)
	StaffName(q store.Queryer, id ids.ID) string
}

// Categories answers about categories; *catalogue.Service does.
type Categories interface {
	// CategoryName is empty for an unknown category.
	CategoryName(q store.Queryer, id ids.ID) string
}

// Orders guards the orders that quotations are tied to; *workorder.Service does.
type Orders interface {
	// Visible returns nil when p may see the order, else the refusal.
	Visible(q store.Queryer, p auth.Principal, order ids.ID) error
}

// Deps are what the room stands on. Orders may be nil: then nothing can be quoted into an order.
type Deps struct {
	Store      *store.Store
	Ledger     *ledger.Ledger
	Jobs       *jobs.Queue
	Clock      wall.Clock
	Units      Units
	Categories Categories
	Orders     Orders
}

// Service is the room. It is safe for concurrent use.
type Service struct {
	Deps
	library library
}

// New returns the room; call Register before the job queue starts.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.library.init()
	return s
}

// jobExpire tells the ledger which entries have expired.
const jobExpire = "knowledge.expire"

// Register hands the room's timer to the job queue.
func (s *Service) Register() {
	s.Jobs.Every(jobExpire, 10*time.Minute, s.expire)
}

// Warm loads the library, so that the first search after a start does not wait for it.
func (s *Service) Warm(ctx context.Context) error { return s.library.refresh(ctx, s.Store) }

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }
