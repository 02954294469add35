package knowledge

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// The people of the tests. Units 31 and 32 are two departments.
var (
	city     = auth.Scope{All: true}
	editor   = auth.Principal{ID: 1, Name: "甲", Scope: city}.WithRights(RightRead, RightQuote, RightWrite)
	editor2  = auth.Principal{ID: 2, Name: "乙", Scope: city}.WithRights(RightRead, RightQuote, RightWrite, RightReview)
	reviewer = auth.Principal{ID: 3, Name: "丙", Scope: city}.WithRights(RightRead, RightQuote, RightWrite, RightReview)
	seat     = auth.Principal{ID: 4, Name: "丁", Scope: city}.WithRights(RightRead, RightQuote)
	officer  = auth.Principal{ID: 5, Name: "戊", Unit: 31, Scope: auth.Scope{Units: []ids.ID{31}}}.WithRights(RightRead, RightQuote, RightWrite)
	officer2 = auth.Principal{ID: 6, Name: "己", Unit: 32, Scope: auth.Scope{Units: []ids.ID{32}}}.WithRights(RightRead, RightWrite, RightReview)
)

type fakeUnits struct{}

func (fakeUnits) all() []directory.Unit {
	return []directory.Unit{
		{ID: 31, Code: "water", Name: "市水务集团有限公司", ShortName: "水务集团", DutyPhone: "0756-2120031", WindowAddress: "兴业路 1 号", Active: true},
		{ID: 32, Code: "fund", Name: "市住房公积金管理中心", ShortName: "公积金中心", WindowAddress: "柠溪路 2 号", Active: true},
		{ID: 33, Code: "none", Name: "没有窗口的单位", Active: true},
	}
}

func (f fakeUnits) Unit(_ store.Queryer, id ids.ID) (directory.Unit, error) {
	for _, u := range f.all() {
		if u.ID == id {
			return u, nil
		}
	}
	return directory.Unit{}, directory.ErrUnitNotFound
}

func (f fakeUnits) Units(_ store.Queryer, filter directory.UnitFilter) ([]directory.Unit, error) {
	var list []directory.Unit
	for _, u := range f.all() {
		if strings.Contains(u.Name, filter.Query) {
			list = append(list, u)
		}
	}
	return list, nil
}

func (f fakeUnits) UnitName(q store.Queryer, id ids.ID) string {
	u, _ := f.Unit(q, id)
	return u.Label()
}

// KnowsFirst: 96031 is the number of unit 31.
func (fakeUnits) KnowsFirst(_ store.Queryer, number string) (ids.ID, error) {
	if number == "96031" {
		return 31, nil
	}
	return 0, nil
}

func (fakeUnits) StaffName(_ store.Queryer, id ids.ID) string { return "员工" + id.String() }

type fakeCategories struct{}

func (fakeCategories) CategoryName(_ store.Queryer, id ids.ID) string {
	if id == 7 {
		return "公积金 / 提取"
	}
	return ""
}

// fakeOrders knows order 900, which the centre and unit 31 may see.
type fakeOrders struct{}

var errNoOrder = fault.New(404, "workordertest.not_found", "没有这张工单。")

func (fakeOrders) Visible(_ store.Queryer, p auth.Principal, order ids.ID) error {
	if order == 900 && p.Scope.Allows(31) {
		return nil
	}
	return errNoOrder
}

type room struct {
	*testkit.World
	*Service
}

func newRoom(st *store.Store) room {
	w := testkit.NewWorld(st)
	s := New(Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: fakeUnits{}, Categories: fakeCategories{}, Orders: fakeOrders{}})
	s.Register()
	return room{w, s}
}

// each runs fn in a fresh room on every engine.
func each(t *testing.T, fn func(t *testing.T, r room)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newRoom(st)) }, Migrations)
}

// write runs a verb in its transaction.
func write[T any](t *testing.T, r room, fn func(tx *store.Tx) (T, error)) (T, error) {
	t.Helper()
	var out T
	err := r.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (r room) create(t *testing.T, p auth.Principal, kind Kind, c Content) (Article, error) {
	t.Helper()
	return write(t, r, func(tx *store.Tx) (Article, error) { return r.Create(tx, p, kind, c) })
}

func (r room) save(t *testing.T, p auth.Principal, a Article, c Content) (Article, error) {
	t.Helper()
	return write(t, r, func(tx *store.Tx) (Article, error) { return r.Save(tx, p, a.ID, a.Version, c) })
}

func (r room) do(t *testing.T, p auth.Principal, v Verb, a Article) (Article, error) {
	t.Helper()
	return write(t, r, func(tx *store.Tx) (Article, error) {
		switch v {
		case VerbSave:
			return r.Save(tx, p, a.ID, a.Version, text("改过的"))
		case VerbSubmit:
			return r.Submit(tx, p, a.ID, a.Version)
		case VerbApprove:
			return r.Approve(tx, p, a.ID, a.Version, "")
		case VerbReject:
			return r.Reject(tx, p, a.ID, a.Version, "数字有误")
		}
		return r.Retire(tx, p, a.ID, a.Version, "")
	})
}

// publish brings an entry into force: written by the editor, approved by the reviewer.
func (r room) publish(t *testing.T, kind Kind, c Content) Article {
	t.Helper()
	a := must[Article](t)(r.create(t, editor, kind, c))
	a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
	return must[Article](t)(r.do(t, reviewer, VerbApprove, a))
}

func text(title string) Content {
	return Content{Title: title, Body: title + "的办理条件和材料。"}
}

func titles(hits []Hit) string {
	var list []string
	for _, h := range hits {
		list = append(list, h.Title)
	}
	return strings.Join(list, " ")
}

func (r room) search(t *testing.T, words string) string {
	t.Helper()
	hits, err := r.Search(r.Store.Read(t.Context()), words, 20)
	if err != nil {
		t.Fatal(err)
	}
	return titles(hits)
}

func (r room) list(t *testing.T, p auth.Principal, q Query) string {
	t.Helper()
	hits, _, err := r.List(r.Store.Read(t.Context()), p, q)
	if err != nil {
		t.Fatal(err)
	}
	return titles(hits)
}

func wantFault(t *testing.T, err error, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

const day = 24 * time.Hour
