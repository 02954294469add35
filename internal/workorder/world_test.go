package workorder

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// bench is the room with its world around it.
type bench struct {
	*testkit.World
	t       testing.TB
	s       *Service
	limits  *testLimits
	anchors *anchor.Keeper
	serial  int

	mainOrder ids.ID // what VerbMerge merges into; none: a new order each time
	asked     ids.ID // whom VerbInvite invites; none: Roads
	movedTo   ids.ID // whom VerbReassign gives the order; none: Roads
	accused   AccusedIn

	// Whether the orders that in makes have units that take part: Parks, asked by Waters, and District, which passed them
	// down to Waters.
	co    coState
	chain bool
}

// coState is how far the part of Parks has come.
type coState int

const (
	coNone coState = iota
	coOpen
	coReturned
	coFinished
	coReleased
)

func newBench(t testing.TB, st *store.Store) *bench {
	t.Helper()
	w := testkit.NewWorld(st)
	blobs, err := blob.Open(t.TempDir(), w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.NewRing(seal.Intl, testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{World: w, t: t, limits: &testLimits{}}
	b.anchors = anchor.New(anchor.Deps{Store: st, Ledger: w.Ledger, Clock: w.Clock, Ring: ring}, anchor.Options{Dir: filepath.Join(t.TempDir(), "anchors")})
	b.s = New(Deps{
		Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Blobs: blobs,
		Units: testUnits{}, Lines: testUnits{}, Names: testNames{}, Limits: b.limits, Histories: b.anchors, Accusables: testAccusables{},
	}, Options{})
	b.s.Register()
	return b
}

// each runs a test on both engines.
func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newBench(t, st)) }, Migrations)
}

// The people of the tests.
var (
	centre   = auth.Principal{ID: 1, Name: "中心", Scope: auth.Scope{All: true}}.WithRights(Rights...)
	seat     = auth.Principal{ID: 2, Name: "坐席", Scope: auth.Scope{All: true}}.WithRights(without(RightSealed)...)
	waters   = auth.Principal{ID: 3, Name: "水务", Unit: unitWaters, Over: testOver[unitWaters], Scope: auth.Scope{Units: []ids.ID{unitWaters}}}.WithRights(without(RightSealed)...)
	roads    = auth.Principal{ID: 4, Name: "公路", Unit: unitRoads, Over: testOver[unitRoads], Scope: auth.Scope{Units: []ids.ID{unitRoads}}}.WithRights(without(RightSealed)...)
	works    = auth.Principal{ID: 5, Name: "城建", Unit: unitWorks, Scope: auth.Scope{Units: []ids.ID{unitWaters, unitRoads, unitWorks}}}.WithRights(without(RightSealed)...)
	parks    = auth.Principal{ID: 6, Name: "园林", Unit: unitParks, Scope: auth.Scope{Units: []ids.ID{unitParks}}}.WithRights(without(RightSealed)...)
	district = auth.Principal{ID: 7, Name: "香洲", Unit: unitDistrict, Scope: auth.Scope{Units: []ids.ID{unitDistrict}}}.WithRights(without(RightSealed)...)
	village  = auth.Principal{ID: 10, Name: "紫荆", Unit: unitVillage, Over: testOver[unitVillage], Scope: auth.Scope{Units: []ids.ID{unitVillage}}}.WithRights(without(RightSealed)...)
	stranger = auth.Principal{}
)

func without(right string) []string {
	var list []string
	for _, r := range Rights {
		if r != right {
			list = append(list, r)
		}
	}
	return list
}

// try runs a verb and returns its error.
func (b *bench) try(fn func(tx *store.Tx) (Order, error)) (Order, error) {
	var o Order
	err := b.Store.Write(b.t.Context(), func(tx *store.Tx) (err error) {
		o, err = fn(tx)
		return err
	})
	return o, err
}

// must runs a verb that has to succeed.
func (b *bench) must(fn func(tx *store.Tx) (Order, error)) Order {
	b.t.Helper()
	o, err := b.try(fn)
	if err != nil {
		b.t.Fatalf("verb failed: %v", err)
	}
	return o
}

// form is a valid form with a number of its own.
func (b *bench) form() NewOrder {
	b.serial++
	return NewOrder{
		Number: fmt.Sprintf("T20261116%05d", b.serial), Kind: KindComplaint, Category: 7, Division: "440402",
		Door: "phone", Title: "水管漏水", Content: "小区门口的水管漏水三天了，请尽快修理。", Address: "香洲区人民路1号",
	}
}

func (b *bench) create() Order {
	b.t.Helper()
	return b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, b.form()) })
}

func (b *bench) dispatched(unit ids.ID) Order {
	b.t.Helper()
	return b.must(func(tx *store.Tx) (Order, error) {
		return b.s.CreateDispatched(tx, centre, b.form(), DispatchIn{Unit: unit})
	})
}

// in makes an order of Waters that stands in a state, the way a real one gets there.
func (b *bench) in(state State) Order {
	b.t.Helper()
	switch state {
	case StateRegistered:
		return b.create()
	case StateArchived:
		return b.do(b.in(StateCompleted), VerbArchive, CaseOnly)
	case StateMerged:
		return b.do(b.in(StateHandling), VerbMerge, CaseOnly)
	case StateWithdrawn:
		return b.do(b.in(StateHandling), VerbWithdraw, CaseOnly)
	case StateShelved:
		return b.do(b.do(b.in(StateHandling), VerbApply, CaseShelve), VerbDecide, CaseShelve)
	}
	o := b.given(state)
	switch state {
	case StateReturned:
		o = b.do(o, VerbReturn, CaseOnly)
	case StateHandling:
		o = b.do(o, VerbSign, CaseOnly)
	case StatePaused:
		o = b.do(b.do(o, VerbSign, CaseOnly), VerbPause, CaseOnly)
	case StateReplied:
		o = b.do(b.do(o, VerbSign, CaseOnly), VerbReply, CaseOnly)
	case StateCompleted:
		o = b.do(b.do(b.do(o, VerbSign, CaseOnly), VerbReply, CaseOnly), VerbReview, CaseApprove)
	}
	if o.State != state {
		b.t.Fatalf("prepared %s, got %s", state, o.State)
	}
	return o
}

// given is an order that Waters was given, with whoever is to take part in it. An order that was passed down is not
// returned past who passed it, and none is replied to before the parts are done.
func (b *bench) given(state State) Order {
	b.t.Helper()
	var o Order
	if b.chain && state != StateReturned {
		o = b.dispatched(unitDistrict)
		o = b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Transfer(tx, district, o.ID, o.Version, TransferIn{Unit: unitWaters, Reason: "请属地办理"})
		})
	} else {
		o = b.dispatched(unitWaters)
	}
	if b.co == coNone {
		return o
	}
	co := b.co
	if co == coOpen && (state == StateReplied || state == StateCompleted || state == StateArchived) {
		co = coFinished
	}
	o = b.must(func(tx *store.Tx) (Order, error) {
		return b.s.Invite(tx, waters, o.ID, o.Version, InviteIn{Unit: unitParks, Ask: "请查明绿化带下的管线"})
	})
	switch co {
	case coReturned:
		o = b.do(o, VerbReturnInvite, CaseOnly)
	case coFinished:
		o = b.do(o, VerbContribute, CaseOnly)
	case coReleased:
		o = b.do(o, VerbRelease, CaseOnly)
	}
	return o
}

// code is the code of an error, "ok" for none.
func code(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Code
}

func (b *bench) load(id ids.ID) Order {
	b.t.Helper()
	o, err := b.s.Get(b.Store.Read(b.t.Context()), auth.System, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// events are the kinds of an order's events, oldest first.
func (b *bench) events(id ids.ID) []string {
	b.t.Helper()
	records, err := b.Ledger.History(b.Store.Read(b.t.Context()), id)
	if err != nil {
		b.t.Fatal(err)
	}
	var kinds []string
	for _, r := range records {
		kinds = append(kinds, r.Kind)
	}
	return kinds
}

func day(d, hour, minute int) time.Time {
	return time.Date(2026, 11, d, hour, minute, 0, 0, testkit.Monday.Location())
}

// storeOf is a store for tests of rules that no engine changes.
func storeOf(t testing.TB) *store.Store {
	t.Helper()
	return testkit.Store(t, Migrations)
}
