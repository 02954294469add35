package intake

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// bench is the room among the real rooms below it, in a city of two units, three divisions and two categories.
type bench struct {
	*testkit.World
	t       testing.TB
	s       *Service
	orders  *workorder.Service
	vault   *vault.Service
	notices *notice.Service
	h       http.Handler

	waters, roads, closed ids.ID
	leak, retired         ids.ID // categories
}

func newBench(t testing.TB, st *store.Store, o Options) *bench {
	t.Helper()
	w := testkit.NewWorld(st)
	ring, err := seal.NewRing("intl", testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{World: w, t: t}
	places := directory.New(st, w.Ledger, w.Clock, nil)
	categories := catalogue.New(st, w.Ledger, w.Clock, catalogue.Places{})
	b.seed(places, categories)
	b.vault = vault.New(st, w.Ledger, w.Clock, ring, vault.Config{AreaCode: "0756"})
	if b.notices, err = notice.New(notice.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Ring: ring}, notice.Config{}); err != nil {
		t.Fatal(err)
	}
	b.orders = workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock,
		Units: units{places}, Names: names{places, categories}, Limits: limits{}}, workorder.Options{})
	if o.NumberPrefix == "" {
		o.NumberPrefix = "ZH"
	}
	b.s, err = New(Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Ring: ring, Orders: b.orders, Vault: b.vault,
		Notices: b.notices, Places: places, Categories: categories}, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.s.LoadShipped(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.vault.SetGuard(b.s.Guard)
	b.orders.Register()
	b.s.Register()
	server := httpx.New(httpx.Options{Version: "test"})
	b.s.Routes(server.API)
	b.h = server.Handler()
	return b
}

func (b *bench) seed(places *directory.Service, categories *catalogue.Service) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, _, err := places.PutDivisions(tx, auth.System, []directory.Division{
			{Code: "4404", Name: "珠海市", Level: directory.City},
			{Code: "440402", Name: "香洲区", Level: directory.Area, ParentCode: "4404"},
			{Code: "440402007", Name: "梅华街道", Level: directory.Street, ParentCode: "440402"}})
		if err != nil {
			return err
		}
		add := func(code, name string, kind directory.UnitKind) ids.ID {
			u, e := places.AddUnit(tx, auth.System, directory.UnitIn{Code: code, Name: name, ShortName: name, Kind: kind, DivisionCode: "4404"})
			err = errors.Join(err, e)
			return u.ID
		}
		centre := add("centre", "热线中心", directory.Centre)
		b.waters, b.roads = add("waters", "水务局", directory.Department), add("roads", "公路局", directory.Department)
		_, e := places.AddHotline(tx, auth.System, directory.HotlineIn{Number: "12345", Name: "热线", UnitID: centre, Mode: directory.NotIntegrated})
		err = errors.Join(err, e)
		c, e := categories.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: "01", Name: "供水漏水"})
		err, b.leak = errors.Join(err, e), c.ID
		c, e = categories.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: "02", Name: "已停用"})
		err, b.retired = errors.Join(err, e), c.ID
		return err
	})
	b.write(func(tx *store.Tx) error {
		closed, err := places.AddUnit(tx, auth.System, directory.UnitIn{Code: "old", Name: "撤销局", ShortName: "撤销局", Kind: directory.Department, DivisionCode: "4404"})
		if err != nil {
			return err
		}
		b.closed = closed.ID
		no := false
		if _, err = places.ChangeUnit(tx, auth.System, closed.ID, directory.UnitPatch{Version: closed.Version, Active: &no}); err != nil {
			return err
		}
		_, err = categories.ChangeCategory(tx, auth.System, b.retired, catalogue.CategoryPatch{Version: 1, Active: &no})
		return err
	})
}

type units struct{ *directory.Service }

func (u units) Receives(q store.Queryer, id ids.ID) error {
	unit, err := u.Unit(q, id)
	switch {
	case err != nil:
		return workorder.ErrUnitUnknown
	case !unit.Active:
		return workorder.ErrUnitClosed
	}
	return nil
}

type names struct {
	*directory.Service
	c *catalogue.Service
}

func (n names) CategoryName(q store.Queryer, id ids.ID) string { return n.c.CategoryName(q, id) }

func (n names) DivisionName(q store.Queryer, code string) string {
	d, _ := n.Division(q, code)
	return d.Name
}

type limits struct{}

func (limits) Limit(_ store.Queryer, about workorder.LimitFor) (workorder.Limit, error) {
	days := map[workorder.Stage]int{workorder.StageTotal: 15, workorder.StageHandle: 5, workorder.StageSign: 1}[about.Stage]
	return workorder.Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: days}}, nil
}

func (limits) Calendar(store.Queryer) (clock.Calendar, error) { return clock.Weekdays{}, nil }

// each runs a test on both engines.
func each(t *testing.T, o Options, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newBench(t, st, o)) }, migrationsOfAll...)
}

var migrationsOfAll = []store.Migrations{Migrations, httpx.Migrations, directory.Migrations, catalogue.Migrations, vault.Migrations,
	notice.Migrations, workorder.Migrations}

// The people of the tests.
var (
	seat   = auth.Principal{ID: 11, Name: "坐席", Scope: auth.Scope{All: true}}.WithRights(append(seatRights, vault.RightReveal)...)
	leader = auth.Principal{ID: 12, Name: "班长", Scope: auth.Scope{All: true}}.
		WithRights(append(seatRights, vault.RightReveal, vault.RightRevealSealed, workorder.RightSealed, workorder.RightReview, workorder.RightArchive, workorder.RightRedo)...)
	seatRights = append([]string{workorder.RightRead, workorder.RightCreate, workorder.RightDispatch, workorder.RightAnswer,
		workorder.RightUrge, workorder.RightSupplement}, Rights...)
	officerRights = []string{RightRead, vault.RightReveal, workorder.RightRead, workorder.RightSign, workorder.RightReply, workorder.RightReturn}
)

func officer(unit ids.ID) auth.Principal {
	return auth.Principal{ID: 20, Name: "承办员", Unit: unit, Scope: auth.Scope{Units: []ids.ID{unit}}}.WithRights(officerRights...)
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.Store.Write(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) q() store.Queryer { return b.Store.Read(b.t.Context()) }

// form is a valid request of a seat.
func (b *bench) form() RequestForm {
	return RequestForm{Kind: "complaint", CategoryID: b.leak, DivisionCode: "440402007", Address: "梅华路某小区门口",
		Title: "小区门口水管漏水", Content: "小区门口的水管漏了三天，路面全是水，请尽快维修。", Expectation: "修好水管"}
}

// call is a valid contact with one request.
func (b *bench) call() TakeOnIn {
	return TakeOnIn{Door: DoorPhone, HotlineNumber: "12345",
		Caller:   Caller{CallerNumber: "15400001234", CallerName: "林小满", Salutation: "女士"},
		Requests: []RequestForm{b.form()}}
}

func (b *bench) takeOn(p auth.Principal, in TakeOnIn) []Receipt {
	b.t.Helper()
	list, err := b.s.TakeOn(b.t.Context(), p, in)
	if err != nil {
		b.t.Fatalf("take on: %v %+v", err, fault.Of(err).Fields)
	}
	return list
}

func (b *bench) order(id ids.ID) workorder.Order {
	b.t.Helper()
	o, err := b.orders.Get(b.q(), auth.System, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// complete brings a dispatched order to its completion, with a reply.
func (b *bench) complete(id ids.ID, text string) {
	b.t.Helper()
	o := b.order(id)
	p := officer(o.Unit)
	b.write(func(tx *store.Tx) error {
		o, err := b.orders.SignFor(tx, p, id, o.Version)
		if err != nil {
			return err
		}
		if o, err = b.orders.Reply(tx, p, id, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "现场修复",
			PublicText: text, InternalNote: "内部：管线老化"}); err != nil {
			return err
		}
		_, err = b.orders.ReviewReply(tx, leader, id, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
		return err
	})
}

func (b *bench) count(query string, args ...any) int {
	b.t.Helper()
	var n int
	if err := b.q().QueryRow(query, args...).Scan(&n); err != nil {
		b.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// code is the code of an error, "ok" for none.
func code(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Code
}

// http calls the API as p and decodes the answer.
func (b *bench) http(p auth.Principal, method, path string, body any, headers ...string) (int, map[string]any) {
	b.t.Helper()
	var text string
	switch v := body.(type) {
	case nil:
	case string:
		text = v
	default:
		raw, err := json.Marshal(v)
		if err != nil {
			b.t.Fatal(err)
		}
		text = string(raw)
	}
	req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(text))
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
	answer := map[string]any{}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			b.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w.Code, answer
}

func as(ctx context.Context, p auth.Principal) context.Context { return auth.With(ctx, p) }

// swapDrafts gives one draft's row the sealed form of another.
func (b *bench) swapDrafts(from, to string) error {
	return b.Store.Write(b.t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE intake_draft SET head = (SELECT d.head FROM intake_draft d WHERE d.draft_key = ?),
			body = (SELECT d.body FROM intake_draft d WHERE d.draft_key = ?) WHERE draft_key = ?`, to, to, from)
		return err
	})
}
