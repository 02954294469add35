package workorder

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// The units of the tests. Waters and Roads are under the sub-centre Works.
const (
	unitWaters ids.ID = 101
	unitRoads  ids.ID = 102
	unitParks  ids.ID = 103
	unitWorks  ids.ID = 110
	unitClosed ids.ID = 199
)

var unitNames = map[ids.ID]string{
	unitWaters: "水务局", unitRoads: "公路局", unitParks: "园林局", unitWorks: "城建分中心", unitClosed: "已撤销单位",
}

type testUnits struct{}

func (testUnits) Receives(_ store.Queryer, unit ids.ID) error {
	switch {
	case unit == unitClosed:
		return ErrUnitClosed
	case unitNames[unit] == "":
		return ErrUnitUnknown
	}
	return nil
}

func (testUnits) UnitName(_ store.Queryer, unit ids.ID) string { return unitNames[unit] }

type testNames struct{}

func (testNames) StaffName(_ store.Queryer, id ids.ID) string    { return fmt.Sprintf("职员%d", id) }
func (testNames) CategoryName(_ store.Queryer, id ids.ID) string { return fmt.Sprintf("类别%d", id) }
func (testNames) DivisionName(_ store.Queryer, code string) string {
	return "区划" + code
}

// testLimits gives a unit 5 working days, 1 to sign; the citizen 15.
type testLimits struct{ handle int }

func (l *testLimits) Limit(_ store.Queryer, about LimitFor) (Limit, error) {
	days := map[Stage]int{StageTotal: 15, StageHandle: 5, StageSign: 1}[about.Stage]
	if about.Stage == StageHandle && l.handle != 0 {
		days = l.handle
	}
	return Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: days}}, nil
}

func (*testLimits) Calendar(store.Queryer) (clock.Calendar, error) { return clock.Weekdays{}, nil }

// bench is the room with its world around it.
type bench struct {
	*testkit.World
	t      testing.TB
	s      *Service
	limits *testLimits
	serial int
}

func newBench(t testing.TB, st *store.Store) *bench {
	t.Helper()
	w := testkit.NewWorld(st)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{World: w, t: t, limits: &testLimits{}}
	b.s = New(Deps{
		Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Blobs: blobs,
		Units: testUnits{}, Names: testNames{}, Limits: b.limits,
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
	waters   = auth.Principal{ID: 3, Name: "水务", Unit: unitWaters, Scope: auth.Scope{Units: []ids.ID{unitWaters}}}.WithRights(without(RightSealed)...)
	roads    = auth.Principal{ID: 4, Name: "公路", Unit: unitRoads, Scope: auth.Scope{Units: []ids.ID{unitRoads}}}.WithRights(without(RightSealed)...)
	works    = auth.Principal{ID: 5, Name: "城建", Unit: unitWorks, Scope: auth.Scope{Units: []ids.ID{unitWaters, unitRoads, unitWorks}}}.WithRights(without(RightSealed)...)
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
	}
	o := b.dispatched(unitWaters)
	switch state {
	case StateReturned:
		o = b.do(o, VerbReturn, CaseOnly)
	case StateHandling:
		o = b.do(o, VerbSign, CaseOnly)
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

// do uses a verb as the person whose verb it is.
func (b *bench) do(o Order, v Verb, c Case) Order {
	b.t.Helper()
	p := centre
	if movesOf(v)[0].Who == HandlingUnit {
		p = waters
	}
	after, err := b.as(p, o, v, c)
	if err != nil {
		b.t.Fatalf("%s/%s from %s: %v", v, c, o.State, err)
	}
	return after
}

// as uses a verb with a valid input as some person.
func (b *bench) as(p auth.Principal, o Order, v Verb, c Case) (Order, error) {
	id, n := o.ID, o.Version
	return b.try(func(tx *store.Tx) (Order, error) {
		switch v {
		case VerbCreate:
			return b.s.Create(tx, p, b.form())
		case VerbDispatch:
			return b.s.Dispatch(tx, p, id, n, DispatchIn{Unit: unitWaters})
		case VerbAnswer:
			return b.s.AnswerDirectly(tx, p, id, n, AnswerIn{Text: "已电话解释。"})
		case VerbSign:
			return b.s.SignFor(tx, p, id, n)
		case VerbReturn:
			return b.s.Return(tx, p, id, n, ReturnIn{ReasonCode: "not_our_duty", Reason: "不属于本局职责"})
		case VerbReviewReturn:
			in := ReviewReturnIn{Uphold: c == CaseUphold || c == CasePassOn, Note: "意见"}
			if c == CasePassOn {
				in.Unit = unitRoads
			}
			return b.s.ReviewReturn(tx, p, id, n, in)
		case VerbReply:
			return b.s.Reply(tx, p, id, n, ReplyIn{Outcome: OutcomeResolved, Basis: "已修复", PublicText: "水管已经修好。"})
		case VerbReview:
			return b.s.ReviewReply(tx, p, id, n, ReviewIn{Approve: c == CaseApprove, Note: "意见"})
		case VerbArchive:
			return b.s.Archive(tx, p, id, n)
		case VerbRedo:
			return b.s.Redo(tx, p, id, n, RedoIn{Reason: "市民反映未解决"})
		case VerbReassign:
			return b.s.Reassign(tx, p, id, n, ReassignIn{Unit: unitRoads, Reason: "属公路局"})
		case VerbUrge:
			return b.s.Urge(tx, p, id, n, UrgeIn{Note: "请尽快"})
		case VerbSupplement:
			return b.s.Supplement(tx, p, id, n, SupplementIn{Content: "又漏了一处"})
		case VerbNote:
			return b.s.Note(tx, p, id, n, NoteIn{Text: "备注"})
		case VerbAttach:
			return b.s.Attach(tx, p, id, n, AttachIn{Attachments: []ids.ID{b.upload(tx, p.ID)}})
		}
		return Order{}, errors.New("no such verb in the test")
	})
}

// upload puts an upload's row without going through the file.
func (b *bench) upload(tx *store.Tx, owner ids.ID) ids.ID {
	a := Attachment{ID: ids.New(), Uploader: owner, At: b.s.now(), Name: "图.jpg", MIME: "image/jpeg", Size: 3, SHA256: "00"}
	if err := b.s.insertUpload(tx, a); err != nil {
		b.t.Error(err)
	}
	return a.ID
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
