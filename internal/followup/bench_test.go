package followup

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// The units of the tests.
const (
	waters ids.ID = 101
	roads  ids.ID = 102
)

// names is the directory and the catalogue of the tests.
type names struct{}

func (names) UnitName(_ store.Queryer, id ids.ID) string {
	return map[ids.ID]string{waters: "水务局", roads: "公路局"}[id]
}
func (names) StaffName(_ store.Queryer, id ids.ID) string      { return fmt.Sprintf("职员%d", id) }
func (names) CategoryName(_ store.Queryer, id ids.ID) string   { return fmt.Sprintf("类别%d", id) }
func (names) DivisionName(_ store.Queryer, code string) string { return code }

// Enforcement: category 9 is a law-enforcement matter.
func (names) Enforcement(_ store.Queryer, id ids.ID) (bool, error) { return id == 9, nil }
func (names) Receives(_ store.Queryer, _ ids.ID) error             { return nil }
func (names) Calendar(store.Queryer) (clock.Calendar, error)       { return clock.Weekdays{}, nil }
func (names) Limit(store.Queryer, workorder.LimitFor) (workorder.Limit, error) {
	return workorder.Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: 5}}, nil
}

// bench is the room on real work orders.
type bench struct {
	*testkit.World
	t      testing.TB
	s      *Service
	orders *workorder.Service
	h      http.Handler
	serial int
}

func newBench(t testing.TB, st *store.Store, o Options) *bench {
	t.Helper()
	w := testkit.NewWorld(st)
	b := &bench{World: w, t: t}
	b.orders = workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: names{}, Names: names{},
		Limits: names{}}, workorder.Options{})
	b.s = New(Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Orders: b.orders, Names: names{}, Matters: names{}}, o)
	b.orders.Register()
	b.s.Register()
	server := httpx.New(httpx.Options{Version: "test"})
	b.s.Routes(server.API)
	b.h = server.Handler()
	return b
}

// each runs a test on both engines.
func each(t *testing.T, o Options, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newBench(t, st, o)) }, Migrations, httpx.Migrations, workorder.Migrations)
}

// The people of the tests.
var (
	caller = auth.Principal{ID: 11, Name: "回访员", Scope: auth.Scope{All: true}}.
		WithRights(RightRead, RightAttempt, RightRates, workorder.RightRead, workorder.RightRedo)
	second  = auth.Principal{ID: 12, Name: "复核员", Scope: auth.Scope{All: true}}.WithRights(RightRead, RightRecheck, RightSample, RightRates, workorder.RightRead)
	officer = auth.Principal{ID: 20, Name: "承办员", Unit: waters, Scope: auth.Scope{Units: []ids.ID{waters}}}.
		WithRights(RightRead, RightAttempt, RightRates, workorder.RightRead, workorder.RightSign, workorder.RightReply)
)

func (b *bench) q() store.Queryer { return b.Store.Read(b.t.Context()) }

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.Store.Write(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// order makes an order as the change wants it.
func (b *bench) order(unit ids.ID, change func(*workorder.NewOrder)) workorder.Order {
	b.t.Helper()
	b.serial++
	n := workorder.NewOrder{Number: fmt.Sprintf("ZH20261116%06d", b.serial), Kind: workorder.KindComplaint, Category: 7, Division: "440402",
		Door: "phone", Title: "水管漏水", Content: "漏了三天。"}
	if change != nil {
		change(&n)
	}
	var o workorder.Order
	b.write(func(tx *store.Tx) (err error) {
		if unit == 0 {
			o, err = b.orders.CreateAnswered(tx, auth.System, n, workorder.AnswerIn{Text: "已答复。"})
		} else {
			o, err = b.orders.CreateDispatched(tx, auth.System, n, workorder.DispatchIn{Unit: unit})
		}
		return err
	})
	return o
}

// complete brings an order that a unit has to its completion and lets the plan be made.
func (b *bench) complete(o workorder.Order) {
	b.t.Helper()
	p := officer
	p.Unit, p.Scope = o.Unit, auth.Scope{Units: []ids.ID{o.Unit}}
	b.write(func(tx *store.Tx) error {
		o, err := b.orders.Get(tx, auth.System, o.ID)
		if err != nil {
			return err
		}
		if o, err = b.orders.SignFor(tx, p, o.ID, o.Version); err != nil {
			return err
		}
		if o, err = b.orders.Reply(tx, p, o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "已修好。"}); err != nil {
			return err
		}
		_, err = b.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
		return err
	})
	b.Settle(b.t)
}

// completed is an order with a plan.
func (b *bench) completed(unit ids.ID) workorder.Order {
	b.t.Helper()
	o := b.order(unit, nil)
	b.complete(o)
	return o
}

func (b *bench) plan(order ids.ID) Plan {
	b.t.Helper()
	p, err := latestPlan(b.q(), order)
	if err != nil || p == nil {
		b.t.Fatalf("plan of %d: %v %v", order, p, err)
	}
	return *p
}

func (b *bench) state(order ids.ID) workorder.State {
	b.t.Helper()
	o, err := b.orders.Get(b.q(), auth.System, order)
	if err != nil {
		b.t.Fatal(err)
	}
	return o.State
}

// is checks where plan and order stand.
func (b *bench) is(order ids.ID, plan State, way Way, state workorder.State) {
	b.t.Helper()
	if p := b.plan(order); p.State != plan || p.Way != way {
		b.t.Errorf("plan is %s by %s, want %s by %s", p.State, p.Way, plan, way)
	}
	if got := b.state(order); got != state {
		b.t.Errorf("order is %s, want %s", got, state)
	}
}

func (b *bench) rate(order, request ids.ID, a Answer) string {
	return code(b.s.RateByCitizen(b.t.Context(), order, request, a))
}

func (b *bench) attempt(p auth.Principal, id ids.ID, in AttemptIn) error {
	return b.Store.Write(b.t.Context(), func(tx *store.Tx) error {
		_, err := b.s.Attempt(tx, p, id, in)
		return err
	})
}

// kinds are the kinds of an order's events that this room wrote.
func (b *bench) kinds(order ids.ID) string {
	b.t.Helper()
	records, err := b.Ledger.History(b.q(), order)
	if err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for _, r := range records {
		if kind, ok := strings.CutPrefix(r.Kind, "followup."); ok {
			list = append(list, kind)
		}
	}
	return strings.Join(list, " ")
}

func answer(contacted bool, resolved string, satisfaction int) Answer {
	return Answer{Contacted: &contacted, Resolved: resolved, Satisfaction: satisfaction}
}

var (
	happy   = answer(true, ResolvedYes, 5)
	unhappy = answer(false, ResolvedNo, 1)
)

// code is the code of an error, "ok" for none.
func code(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Code
}

// http calls the API as p.
func (b *bench) http(p auth.Principal, method, path, body string, headers ...string) (int, map[string]any, *httptest.ResponseRecorder) {
	b.t.Helper()
	req := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader([]byte(body)))
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
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
