package intake

import (
	"embed"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the room's tables.
var Migrations = store.Migrations{Room: "intake", FS: migrationsFS}

// Rights of this room.
const (
	RightTakeOn  = "intake.take_on" // take contacts on, add repeat calls
	RightDraft   = "intake.draft"   // keep half-filled forms
	RightHistory = "intake.history" // what a number has asked for before, across all units
	RightFigures = "intake.figures" // how much came in on which number: a unit's own, the centre's all
	RightRead    = "intake.read"    // contacts and requests behind the orders one may see

	RightRemit        = "intake.remit"         // change the coded refusals
	RightRefuse       = "intake.refuse"        // refuse a request with a coded reason
	RightRefusals     = "intake.refusals"      // the list of refusals and appeals, of the whole city
	RightAppealReview = "intake.appeal_review" // decide on appeals

	RightStorm     = "intake.storm"      // declare an event, announce, end it
	RightStormJoin = "intake.storm_join" // join orders to an event, take requests out of it
	RightStormRead = "intake.storm_read" // events with their figures and whoever is still to be called
)

// Rights lists the rights of this room.
var Rights = []string{RightTakeOn, RightDraft, RightHistory, RightFigures, RightRead, RightRemit, RightRefuse, RightRefusals, RightAppealReview,
	RightStorm, RightStormJoin, RightStormRead}

// Citizen is who a citizens' door acts for: nobody of staff, with the right to have requests taken on and
// supplemented, and no other.
var Citizen = auth.Principal{Name: "市民", Scope: auth.Scope{All: true}}.
	WithRights(RightTakeOn, workorder.RightCreate, workorder.RightRead, workorder.RightSealed, workorder.RightSupplement)

// isCitizen tells a citizens' door from staff and from the system.
func isCitizen(p auth.Principal) bool { return p.Anonymous() }

// Places is what the directory answers.
type Places interface {
	Division(q store.Queryer, code string) (directory.Division, error)
	HotlineByNumber(q store.Queryer, number string) (directory.Hotline, error)
	Hotlines(q store.Queryer) ([]directory.Hotline, error)
	HotlineOwner(q store.Queryer, number string) (unit ids.ID, ok bool, err error)
	Unit(q store.Queryer, id ids.ID) (directory.Unit, error)
	AnswersAtOnce(q store.Queryer, p auth.Principal, number string) (bool, error)
	Counts(q store.Queryer, p auth.Principal, h directory.Hotline) (bool, error)
	UnitName(q store.Queryer, id ids.ID) string
	StaffName(q store.Queryer, id ids.ID) string
}

// Calls is what the switchboard answers.
type Calls interface {
	// Took tells whether somebody of staff has spoken on a call.
	Took(q store.Queryer, call, staff ids.ID) (bool, error)
	// Facts reads what is kept of calls, by time.
	Facts(q store.Queryer, calls ...ids.ID) ([]switchboard.CallFacts, error)
	// About are the calls that seats made to somebody behind some orders.
	About(q store.Queryer, orders ...ids.ID) ([]ids.ID, error)
	// MayDial tells whether somebody's seat could call now, and Dial calls.
	MayDial(p auth.Principal) error
	Dial(p auth.Principal, number string, e switchboard.Errand) (switchboard.SeatView, error)
	// Hear writes down that the recording of an order's call is heard for a purpose.
	Hear(tx *store.Tx, p auth.Principal, call, order ids.ID, purpose string) (ids.ID, error)
	// Heard opens the recording of a hearing.
	Heard(q store.Queryer, p auth.Principal, hearing, call, order ids.ID) (switchboard.Sound, error)
}

// Categories is what the catalogue answers.
type Categories interface {
	Category(q store.Queryer, id ids.ID) (catalogue.Category, error)
	CategoryName(q store.Queryer, id ids.ID) string
	HasTopic(q store.Queryer, name string) (bool, error)
}

// Deps are what the room stands on.
type Deps struct {
	Store      *store.Store
	Ledger     *ledger.Ledger
	Jobs       *jobs.Queue
	Clock      wall.Clock
	Ring       *seal.Ring // keys query codes and seals drafts
	Orders     *workorder.Service
	Vault      *vault.Service
	Notices    Notices
	Places     Places
	Categories Categories
	Watchers   func(q store.Queryer) []ids.ID // who is told that somebody opens many identities; nil: nobody
	Histories  Histories                      // nil: requesters are shown no hash chain
	Calls      Calls                          // nil: contacts name no call
}

// Options are an operator's choices. Zero values take the defaults.
type Options struct {
	NumberPrefix   string        // 0 to 8 of A–Z and 0–9, before the day in receipt numbers
	Tries          Tries         // limits of wrong query codes
	MaxDraft       int           // bytes of one draft (default 256 KiB)
	MaxDrafts      int           // drafts of one person (default 50)
	DraftKeep      time.Duration // drafts untouched for longer are deleted (default 30 days)
	TokenKeep      time.Duration // how long a form's token is remembered (default 30 days)
	MaxSupplements int           // made by one citizen to one request (default 20)
	AppealDays     int           // natural days after a refusal on which an appeal is taken (default 15)
	Links          Links         // to the portal, in messages
	TextAnswers    bool          // a door takes answers by text message: whoever is asked to rate is told the keys
}

func (o Options) withDefaults() Options {
	if o.MaxDraft <= 0 {
		o.MaxDraft = 256 << 10
	}
	if o.MaxDrafts <= 0 {
		o.MaxDrafts = 50
	}
	if o.DraftKeep <= 0 {
		o.DraftKeep = 30 * 24 * time.Hour
	}
	if o.TokenKeep <= 0 {
		o.TokenKeep = 30 * 24 * time.Hour
	}
	if o.MaxSupplements <= 0 {
		o.MaxSupplements = 20
	}
	if o.AppealDays <= 0 {
		o.AppealDays = 15
	}
	o.Tries = o.Tries.withDefaults()
	o.Links = o.Links.withDefaults()
	return o
}

// Service is the room. It may be used by any number of goroutines.
type Service struct {
	Deps
	options Options
	serials serials
	codes   codes

	sourceKey []byte // keys the addresses that tries come from
	formKey   []byte // keys the digests of submitted forms
}

// New returns the room; call Register before ledger and jobs start. It refuses a number prefix that cannot be one.
func New(d Deps, o Options) (*Service, error) {
	if err := checkPrefix(o.NumberPrefix); err != nil {
		return nil, err
	}
	return &Service{Deps: d, options: o.withDefaults(), serials: serials{st: d.Store, clock: d.Clock},
		codes: newCodes(d.Ring.Secret("intake query codes")), sourceKey: d.Ring.Secret("intake sources"),
		formKey: d.Ring.Secret("intake forms")}, nil
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.Clock.Now().Truncate(time.Microsecond).UTC() }
