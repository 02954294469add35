package supervise

import (
	"fmt"
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// The units of the tests. Waters stands under the district.
const (
	unitWaters   ids.ID = 101
	unitRoads    ids.ID = 102
	unitParks    ids.ID = 103
	unitDistrict ids.ID = 110
)

var unitNames = map[ids.ID]string{unitWaters: "水务局", unitRoads: "公路局", unitParks: "园林局", unitDistrict: "香洲区"}

type testWorld struct{}

func (testWorld) Receives(_ store.Queryer, unit ids.ID) error {
	if unitNames[unit] == "" {
		return workorder.ErrUnitUnknown
	}
	return nil
}
func (testWorld) UnitName(_ store.Queryer, unit ids.ID) string     { return unitNames[unit] }
func (testWorld) StaffName(_ store.Queryer, id ids.ID) string      { return fmt.Sprintf("职员%d", id) }
func (testWorld) CategoryName(_ store.Queryer, id ids.ID) string   { return fmt.Sprintf("类别%d", id) }
func (testWorld) DivisionName(_ store.Queryer, code string) string { return "区划" + code }
func (testWorld) Above(_ store.Queryer, unit ids.ID) ids.ID {
	if unit == unitWaters {
		return unitDistrict
	}
	return 0
}
func (testWorld) WithRole(_ store.Queryer, role string) []ids.ID {
	if list := stageRoles[role]; list != nil {
		return list
	}
	return map[string][]ids.ID{ToSupervisor: {11, 12}, ToLeader: {13}}[role]
}
func (testWorld) Calendar(store.Queryer) (clock.Calendar, error) { return clock.Weekdays{}, nil }

// orderLimits give a unit 5 working days, and stages what a test says.
type orderLimits struct {
	testWorld
	stages map[workorder.Stage]clock.Fields
}

func (l orderLimits) Limit(_ store.Queryer, about workorder.LimitFor) (workorder.Limit, error) {
	if f, ok := l.stages[about.Stage]; ok {
		return workorder.Limit{Preset: "test", Fields: f}, nil
	}
	days := map[workorder.Stage]int{workorder.StageTotal: 15, workorder.StageHandle: 5, workorder.StageSign: 1, workorder.StageExtend: 4, workorder.StageReturn: 10}[about.Stage]
	if days == 0 {
		return workorder.Limit{}, nil
	}
	return workorder.Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: days}}, nil
}

// closing is the world in which a unit may be closed.
type closing struct {
	testWorld
	k *kit
}

func (c closing) Receives(q store.Queryer, unit ids.ID) error {
	if unit == c.k.closed {
		return workorder.ErrUnitClosed
	}
	return c.testWorld.Receives(q, unit)
}

// StageLimit is as the shipped presets have it.
func (testWorld) StageLimit(_ store.Queryer, about LimitFor) (Limit, error) {
	switch about.Stage {
	case "yellow":
		return Limit{"test", "before_due", clock.Fields{Unit: "working_day", N: 1}}, nil
	case "red", "remind":
		return Limit{"test", "after_due", clock.Fields{Unit: "natural_day", N: 1}}, nil
	case stageCase:
		return Limit{"test", "", clock.Fields{Unit: "working_day", N: 5}}, nil
	case stageTask:
		return Limit{"test", "", clock.Fields{Unit: "working_day", N: 3}}, nil
	}
	return Limit{}, nil
}

// mailbox keeps what was sent, once for each dedupe key.
type mailbox struct {
	seen map[string]bool
	sent []notice.Message
}

func (m *mailbox) Queue(_ *store.Tx, x notice.Message) error {
	if m.seen[x.Dedupe] {
		return nil
	}
	m.seen[x.Dedupe] = true
	m.sent = append(m.sent, x)
	return nil
}
func (m *mailbox) Audible(at time.Time) time.Time { return at }

// count counts what was sent with a template.
func (m *mailbox) count(template string) (n int) {
	for _, x := range m.sent {
		if x.Template == template {
			n++
		}
	}
	return n
}

// kit is the room with its world around it.
type kit struct {
	*testkit.World
	t      testing.TB
	s      *Service
	orders *workorder.Service
	mail   *mailbox
	serial int
	closed ids.ID // a unit that may be given no work
	stages map[workorder.Stage]clock.Fields
}

func newKit(t testing.TB, st *store.Store) *kit {
	t.Helper()
	k := &kit{World: testkit.NewWorld(st), t: t, mail: &mailbox{seen: map[string]bool{}}}
	k.furnish()
	return k
}

// restart takes the process away and starts another on the same store.
func (k *kit) restart() {
	k.t.Helper()
	k.Ledger, k.Jobs = ledger.New(k.Store, k.Clock, ledger.Options{}), jobs.NewQueue(k.Store, k.Clock, nil)
	k.furnish()
}

func (k *kit) furnish() {
	k.t.Helper()
	blobs, err := blob.Open(k.t.TempDir(), k.Clock)
	if err != nil {
		k.t.Fatal(err)
	}
	k.orders = workorder.New(workorder.Deps{Store: k.Store, Ledger: k.Ledger, Jobs: k.Jobs, Clock: k.Clock, Blobs: blobs, Units: closing{k: k}, Names: testWorld{},
		Limits: orderLimits{stages: k.stages}}, workorder.Options{MaxReturns: 10})
	k.orders.Register()
	k.s = New(Deps{Store: k.Store, Ledger: k.Ledger, Jobs: k.Jobs, Clock: k.Clock, Orders: k.orders, Names: testWorld{}, People: closing{k: k},
		Limits: testWorld{}, Notices: k.mail, Blobs: blobs}, Options{})
	k.s.Register()
}

func each(t *testing.T, fn func(t *testing.T, k *kit)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newKit(t, st)) }, workorder.Migrations, Migrations)
}

func person(id ids.ID, unit ids.ID, units []ids.ID, rights ...string) auth.Principal {
	return auth.Principal{ID: id, Name: "职员", Unit: unit, Scope: auth.Scope{All: units == nil, Units: units}}.WithRights(rights...)
}

var (
	unitRights = append([]string{RightRead, RightAnswer, RightPropose, RightExport}, workorder.Rights...)
	allRights  = append(append([]string{}, Rights...), workorder.Rights...)
	supervisor = person(11, 0, nil, allRights...)
	analyst    = person(15, 0, nil, RightRead, RightExport, workorder.RightRead)
	waters     = person(21, unitWaters, []ids.ID{unitWaters}, unitRights...)
	roads      = person(22, unitRoads, []ids.ID{unitRoads}, unitRights...)
	nobody     = auth.Principal{}
)

func (k *kit) write(fn func(tx *store.Tx) error) error { return k.Store.Write(k.t.Context(), fn) }

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatalf("%v", err)
	}
}

func (k *kit) q() store.Queryer { return k.Store.Read(k.t.Context()) }

// order makes a dispatched order of a unit.
func (k *kit) order(unit ids.ID) workorder.Order {
	k.t.Helper()
	k.serial++
	var o workorder.Order
	k.must(k.write(func(tx *store.Tx) (err error) {
		o, err = k.orders.CreateDispatched(tx, auth.System, workorder.NewOrder{Number: fmt.Sprintf("T20261116%05d", k.serial), Kind: workorder.KindComplaint,
			Category: 7, Division: "440402", Door: "phone", Title: "水管漏水", Content: "小区门口的水管漏水三天了。"}, workorder.DispatchIn{Unit: unit})
		return err
	}))
	k.Settle(k.t)
	return o
}

// verb does something to an order as it is now.
func (k *kit) verb(id ids.ID, fn func(tx *store.Tx, o workorder.Order) error) error {
	return k.write(func(tx *store.Tx) error {
		o, err := k.orders.Get(tx, auth.System, id)
		if err != nil {
			return err
		}
		return fn(tx, o)
	})
}

func (k *kit) sign(id ids.ID) {
	k.t.Helper()
	k.must(k.verb(id, func(tx *store.Tx, o workorder.Order) error {
		_, err := k.orders.SignFor(tx, waters, o.ID, o.Version)
		return err
	}))
}

func (k *kit) reply(id ids.ID) {
	k.t.Helper()
	k.must(k.verb(id, func(tx *store.Tx, o workorder.Order) error {
		_, err := k.orders.Reply(tx, auth.System, o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "已修复", PublicText: "修好了"})
		return err
	}))
}

func (k *kit) review(id ids.ID, approve bool) {
	k.t.Helper()
	k.must(k.verb(id, func(tx *store.Tx, o workorder.Order) error {
		_, err := k.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: approve, Note: "意见"})
		return err
	}))
}

// at moves the clock and lets everything run that is due by then.
func (k *kit) at(t time.Time) {
	k.t.Helper()
	k.Clock.Set(t)
	k.Settle(k.t)
}

// cards are the levels of an order's cards, oldest first.
func (k *kit) cards(order ids.ID) (list []string) {
	k.t.Helper()
	rows, _, err := k.s.Cards(k.q(), supervisor, CardFilter{Order: order})
	k.must(err)
	for i := len(rows) - 1; i >= 0; i-- {
		list = append(list, rows[i].Level)
	}
	return list
}

func (k *kit) watch(order ids.ID) *watch {
	k.t.Helper()
	w, err := watchOfOrder(k.q(), order)
	k.must(err)
	return w
}

// day is a time in Shanghai in November 2026; the tests begin on Monday the 16th at 09:30.
func day(d, hour, minute int) time.Time {
	return time.Date(2026, 11, d, hour, minute, 0, 0, testkit.Monday.Location())
}

func code(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Code
}
