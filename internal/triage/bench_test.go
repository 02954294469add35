package triage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// The units of the tests. East answers for the east district as a whole.
const (
	waters ids.ID = 101
	roads  ids.ID = 102
	parks  ids.ID = 103
	east   ids.ID = 110
	closed ids.ID = 199
)

// names is the directory of the tests.
type names struct{}

func (names) UnitName(_ store.Queryer, id ids.ID) string {
	return map[ids.ID]string{waters: "水务局", roads: "公路局", parks: "园林局", east: "东区", closed: "旧局"}[id]
}
func (names) StaffName(_ store.Queryer, id ids.ID) string      { return fmt.Sprintf("职员%d", id) }
func (names) CategoryName(_ store.Queryer, id ids.ID) string   { return fmt.Sprintf("类别%d", id) }
func (names) DivisionName(_ store.Queryer, code string) string { return "区划" + code }
func (names) Receives(_ store.Queryer, unit ids.ID) error {
	if unit == closed {
		return workorder.ErrUnitClosed
	}
	return nil
}
func (names) Calendar(store.Queryer) (clock.Calendar, error) { return clock.Weekdays{}, nil }
func (names) Limit(store.Queryer, workorder.LimitFor) (workorder.Limit, error) {
	return workorder.Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: 5}}, nil
}

// bench is the room on a real catalogue and real work orders.
type bench struct {
	*testkit.World
	t                  testing.TB
	s                  *Service
	orders             *workorder.Service
	catalogue          *catalogue.Service
	h                  http.Handler
	serial             int
	leaks, lamps, tree ids.ID // categories: water leaks → waters, lamps → roads by the catalogue; trees have no rule
}

func newBench(t testing.TB, st *store.Store, o Options) *bench {
	t.Helper()
	w := testkit.NewWorld(st)
	b := &bench{World: w, t: t}
	b.catalogue = catalogue.New(st, w.Ledger, w.Clock, catalogue.Places{
		Path: func(_ store.Queryer, code string) ([]catalogue.Place, error) {
			if strings.HasPrefix(code, "440402") && len(code) > 6 {
				return []catalogue.Place{{Code: code, Name: "街道"}, {Code: "440402", Name: "东区"}}, nil
			}
			return []catalogue.Place{{Code: code, Name: "东区"}}, nil
		},
		UnitFor:      func(_ store.Queryer, _ string) (ids.ID, error) { return east, nil },
		UnitName:     names{}.UnitName,
		UnitReceives: func(_ store.Queryer, unit ids.ID) bool { return unit != closed },
	})
	b.orders = workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: names{}, Names: names{},
		Limits: names{}}, workorder.Options{})
	b.s = New(Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Orders: b.orders, Catalogue: b.catalogue, Names: names{}, Units: names{}}, o)
	b.orders.Register()
	b.s.Register()
	server := httpx.New(httpx.Options{Version: "test"})
	b.s.Routes(server.API)
	b.h = server.Handler()
	b.write(func(tx *store.Tx) error {
		for _, c := range []struct {
			code string
			into *ids.ID
		}{{"01", &b.leaks}, {"02", &b.lamps}, {"03", &b.tree}} {
			added, err := b.catalogue.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: c.code, Name: "分类" + c.code})
			if err != nil {
				return err
			}
			*c.into = added.ID
		}
		v, err := b.catalogue.BeginDraft(tx, auth.System, "")
		if err != nil {
			return err
		}
		if _, err = b.catalogue.ReplaceDraft(tx, auth.System, v.ID, []catalogue.Entry{
			{CategoryID: b.leaks, UnitID: waters, Basis: "供水条例"}, {CategoryID: b.lamps, DivisionCode: "440402001", UnitID: roads, CoUnits: []ids.ID{parks}}}); err != nil {
			return err
		}
		v, _ = b.catalogue.Version(tx, v.ID)
		_, err = b.catalogue.Publish(tx, auth.System, v.ID, catalogue.PublishIn{Revision: v.Revision, Note: "首次"})
		return err
	})
	w.Clock.Advance(time.Minute)
	return b
}

// each runs a test on both engines.
func each(t *testing.T, o Options, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newBench(t, st, o)) }, Migrations, httpx.Migrations, workorder.Migrations, catalogue.Migrations)
}

var all = auth.Scope{All: true}

// The people of the tests.
var (
	leader   = person(11, 0, append(Rights, workorder.Rights...), catalogue.RightRead, catalogue.RightPublish)
	writer   = person(12, 0, []string{RightReplay, workorder.RightRead}, catalogue.RightRead, catalogue.RightDraft)
	seat     = person(13, 0, []string{RightSuggest, RightPrecedents, workorder.RightRead})
	officer  = person(20, waters, []string{RightPrecedents}, workorder.RightRead, workorder.RightSign, workorder.RightReturn, workorder.RightReply)
	roadsman = person(21, roads, []string{RightPrecedents}, workorder.RightRead, workorder.RightSign, workorder.RightReturn, workorder.RightReply)
)

func person(id, unit ids.ID, rights []string, more ...string) auth.Principal {
	p := auth.Principal{ID: id, Name: fmt.Sprintf("职员%d", id), Unit: unit, Scope: all}
	if unit != 0 {
		p.Scope = auth.Scope{Units: []ids.ID{unit}}
	}
	return p.WithRights(append(append([]string{}, rights...), more...)...)
}

func (b *bench) q() store.Queryer { return b.Store.Read(b.t.Context()) }

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.Store.Write(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) try(fn func(tx *store.Tx) error) error { return b.Store.Write(b.t.Context(), fn) }

// order makes an order that a unit has; none: it waits for dispatch.
func (b *bench) order(unit, category ids.ID, change func(*workorder.NewOrder)) workorder.Order {
	b.t.Helper()
	b.serial++
	n := workorder.NewOrder{Number: fmt.Sprintf("ZH20261116%06d", b.serial), Kind: workorder.KindComplaint, Category: category, Division: "440402001",
		Door: "phone", Title: "水管漏水", Content: "小区门口的水管漏了三天，路面积水。", Accused: "阳光物业公司"}
	if change != nil {
		change(&n)
	}
	var o workorder.Order
	b.write(func(tx *store.Tx) (err error) {
		if unit == 0 {
			o, err = b.orders.Create(tx, auth.System, n)
		} else {
			o, err = b.orders.CreateDispatched(tx, auth.System, n, workorder.DispatchIn{Unit: unit})
		}
		return err
	})
	return o
}

func as(unit ids.ID) auth.Principal {
	p := officer
	p.Unit, p.Scope = unit, auth.Scope{Units: []ids.ID{unit}}
	return p
}

// returned lets the unit that has the order return it.
func (b *bench) returned(o workorder.Order, to ids.ID) workorder.Order {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) {
		o, err = b.orders.Return(tx, as(o.Unit), o.ID, o.Version, workorder.ReturnIn{ReasonCode: "not_our_duty", Reason: "不归本单位", DutyBasis: "三定方案", ProposedUnit: to})
		return err
	})
	return o
}

// decide ends a return: to another unit, to the centre (0 and uphold), or back.
func (b *bench) decide(o workorder.Order, uphold bool, to ids.ID) workorder.Order {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) {
		o, err = b.orders.ReviewReturn(tx, leader, o.ID, o.Version, workorder.ReviewReturnIn{Uphold: uphold, Unit: to, Note: "按三定方案"})
		return err
	})
	return o
}

// complete brings an order that a unit has to its completion.
func (b *bench) complete(o workorder.Order) {
	b.t.Helper()
	p := as(o.Unit)
	b.write(func(tx *store.Tx) (err error) {
		if o, err = b.orders.SignFor(tx, p, o.ID, o.Version); err != nil {
			return err
		}
		if o, err = b.orders.Reply(tx, p, o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "已修好。"}); err != nil {
			return err
		}
		_, err = b.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
		return err
	})
}

// all precedents, the newest first.
func (b *bench) precedents() []Precedent {
	b.t.Helper()
	b.Settle(b.t)
	list, err := precedents(b.q(), nil, nil, 100)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// code is the code of an error, "ok" for none.
func code(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Code
}

// http calls the API as p.
func (b *bench) http(p auth.Principal, method, path, body string) (int, map[string]any, *httptest.ResponseRecorder) {
	b.t.Helper()
	req := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader([]byte(body)))
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
	answer := map[string]any{}
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			b.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w.Code, answer, w
}
