package assessment

import (
	"embed"
	"time"

	"onedoor/internal/catalogue"
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
var Migrations = store.Migrations{Room: "assessment", FS: migrationsFS}

// Rights of this room.
const (
	RightDoubts = "assessment.doubts" // the list of doubts, and how often they are right
	RightJudge  = "assessment.judge"  // decide on a doubt
	RightGrades = "assessment.grades" // the grades of one's scope
	RightManage = "assessment.manage" // rules, computing a period, publishing it
	RightObject = "assessment.object" // object to a published figure of one's own unit
	RightDecide = "assessment.decide" // decide on objections
)

// Rights lists the rights of this room.
var Rights = []string{RightDoubts, RightJudge, RightGrades, RightManage, RightObject, RightDecide}

// Orders is what the room asks of work orders.
type Orders interface {
	Get(q store.Queryer, p auth.Principal, id ids.ID) (workorder.Order, error)
	Replies(q store.Queryer, order ids.ID) ([]workorder.Reply, error)
	Barred(q store.Queryer, p auth.Principal, orders ...ids.ID) (map[ids.ID]bool, error)
	NotAbout(q store.Queryer, p auth.Principal, column string) (string, []any, error)
	GivenAt(q store.Queryer, order ids.ID, assignment int) (time.Time, error)
}

// Requests is what the room asks of intake.
type Requests interface {
	RequestsOf(q store.Queryer, p auth.Principal, order, after ids.ID) ([]intake.RequestView, error)
	EarlierComplaints(q store.Queryer, order ids.ID, since time.Time) (int, error)
}

// Followups is what the room asks of the follow-up room.
type Followups interface {
	PlanOf(q store.Queryer, id ids.ID) (followup.Plan, bool, error)
	Rates(q store.Queryer, by auth.Principal, in followup.RatesIn) (followup.RateTable, error)
	Agreements(q store.Queryer, by auth.Principal, from, to string) (followup.AgreementTable, error)
}

// Categories is what the room asks of the catalogue.
type Categories interface {
	Category(q store.Queryer, id ids.ID) (catalogue.Category, error)
	CategoryName(q store.Queryer, id ids.ID) string
}

// Unit is a unit as it is graded.
type Unit struct {
	ID    ids.ID
	Name  string
	Peers string // its peer group
}

// Units answers about units and people. The directory does.
type Units interface {
	// Graded are the units that may be graded, by name: all but the centre.
	Graded(q store.Queryer) ([]Unit, error)
	UnitName(q store.Queryer, id ids.ID) string
	StaffName(q store.Queryer, id ids.ID) string
}

// Deps are what the room stands on.
type Deps struct {
	Store      *store.Store
	Ledger     *ledger.Ledger
	Clock      wall.Clock
	Orders     Orders
	Requests   Requests
	Followups  Followups
	Categories Categories
	Units      Units
}

// Service is the room. It may be used by any number of goroutines.
type Service struct{ Deps }

// New returns the room; call Register before the ledger starts.
func New(d Deps) *Service { return &Service{Deps: d} }

// Register follows the ledger.
func (s *Service) Register() {
	s.Ledger.Follow("assessment", []string{workorder.EventSigned, workorder.EventReturnUpheld, workorder.EventReturnRejected, workorder.EventDesignated,
		workorder.EventCompleted, workorder.EventRedone, followup.EventAnswered, followup.EventRechecked}, s.follow)
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
