package assessment

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
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
	parks  ids.ID = 103
)

// city is the directory, the catalogue and intake of the tests.
type city struct {
	phone   string            // of every requester
	phones  map[ids.ID]string // but of those behind these orders
	earlier int
	chosen  string
}

func (city) UnitName(_ store.Queryer, id ids.ID) string {
	return map[ids.ID]string{waters: "水务局", roads: "公路局", parks: "园林局"}[id]
}
func (city) StaffName(_ store.Queryer, id ids.ID) string      { return fmt.Sprintf("职员%d", id) }
func (city) CategoryName(_ store.Queryer, id ids.ID) string   { return fmt.Sprintf("类别%d", id) }
func (city) DivisionName(_ store.Queryer, code string) string { return code }
func (city) Receives(_ store.Queryer, _ ids.ID) error         { return nil }
func (city) Enforcement(store.Queryer, ids.ID) (bool, error)  { return false, nil }
func (city) Calendar(store.Queryer) (clock.Calendar, error)   { return clock.Weekdays{}, nil }
func (city) Limit(_ store.Queryer, l workorder.LimitFor) (workorder.Limit, error) {
	if l.Stage == workorder.StageSign {
		return workorder.Limit{Preset: "test", Fields: clock.Fields{Unit: "working_hour", N: 2}}, nil
	}
	return workorder.Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: 5}}, nil
}
func (city) Graded(store.Queryer) ([]Unit, error) {
	return []Unit{{waters, "水务局", "市直部门"}, {roads, "公路局", "市直部门"}, {parks, "园林局", "市直部门"}}, nil
}
func (city) Category(_ store.Queryer, id ids.ID) (catalogue.Category, error) {
	return catalogue.Category{ID: id, DefaultKind: map[ids.ID]string{7: "complaint"}[id]}, nil
}
func (c *city) RequestsOf(_ store.Queryer, _ auth.Principal, order, _ ids.ID) ([]intake.RequestView, error) {
	v := intake.RequestView{Order: order, Kind: c.chosen}
	if phone := cmp.Or(c.phones[order], c.phone); phone != "" {
		v.Identity = &intake.Identity{ID: 1, Phone: phone}
	}
	return []intake.RequestView{v}, nil
}
func (c *city) EarlierComplaints(store.Queryer, ids.ID, time.Time) (int, error) {
	return c.earlier, nil
}

type bench struct {
	*testkit.World
	t         testing.TB
	s         *Service
	orders    *workorder.Service
	followups *followup.Service
	city      *city
	h         http.Handler
	serial    int
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		b := &bench{World: w, t: t, city: &city{phone: "139****1001"}}
		b.orders = workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: b.city, Names: b.city, Limits: b.city}, workorder.Options{})
		b.followups = followup.New(followup.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Orders: b.orders, Names: b.city, Matters: b.city}, followup.Options{})
		b.s = New(Deps{Store: st, Ledger: w.Ledger, Clock: w.Clock, Orders: b.orders, Requests: b.city, Followups: b.followups, Categories: b.city, Units: b.city})
		b.orders.Register()
		b.followups.Register()
		b.s.Register()
		server := httpx.New(httpx.Options{Version: "test"})
		b.s.Routes(server.API)
		b.h = server.Handler()
		fn(t, b)
	}, Migrations, httpx.Migrations, workorder.Migrations, followup.Migrations)
}

var (
	everything = auth.Scope{All: true}
	inspector  = auth.Principal{ID: 31, Scope: everything}.WithRights(RightDoubts, RightJudge, RightGrades, workorder.RightRead)
	analyst    = auth.Principal{ID: 32, Scope: everything}.WithRights(RightDoubts, RightGrades, RightManage, workorder.RightRead)
	supervisor = auth.Principal{ID: 33, Scope: everything}.WithRights(RightDoubts, RightGrades, RightDecide, workorder.RightRead, workorder.RightSealed)
)

func officerOf(unit ids.ID) auth.Principal {
	return auth.Principal{ID: 100 + unit, Unit: unit, Scope: auth.Scope{Units: []ids.ID{unit}}}.WithRights(RightGrades, RightObject,
		workorder.RightRead, workorder.RightSign, workorder.RightReply)
}

func (b *bench) q() store.Queryer { return b.Store.Read(b.t.Context()) }

func (b *bench) write(fn func(tx *store.Tx) error) error { return b.Store.Write(b.t.Context(), fn) }

func (b *bench) must(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.write(fn); err != nil {
		b.t.Fatal(err)
	}
}

// order is a dispatched order; unit 0: answered at once.
func (b *bench) order(unit ids.ID, change func(*workorder.NewOrder)) (o workorder.Order) {
	b.t.Helper()
	b.serial++
	n := workorder.NewOrder{Number: fmt.Sprintf("ZH20261116%06d", b.serial), Kind: workorder.KindHelp, Category: 8, Door: "phone",
		Title: "路灯不亮", Content: "请修。", ReplyWanted: true, ReplyWay: "link"}
	if change != nil {
		change(&n)
	}
	b.must(func(tx *store.Tx) (err error) {
		if unit == 0 {
			o, err = b.orders.CreateAnswered(tx, auth.System, n, workorder.AnswerIn{Text: "已答复。"})
		} else {
			o, err = b.orders.CreateDispatched(tx, auth.System, n, workorder.DispatchIn{Unit: unit})
		}
		return err
	})
	return o
}

// reply is a good reply of now.
func (b *bench) reply() workorder.ReplyIn {
	return workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "好了。", Reached: true, ContactedAt: b.s.now(), ContactNumber: "13900001001"}
}

// complete signs, replies as in says, and approves.
func (b *bench) complete(o workorder.Order, in workorder.ReplyIn) {
	b.t.Helper()
	p := officerOf(o.Unit)
	b.must(func(tx *store.Tx) error {
		o, err := b.orders.Get(tx, auth.System, o.ID)
		if err != nil {
			return err
		}
		if o, err = b.orders.SignFor(tx, p, o.ID, o.Version); err != nil {
			return err
		}
		if o, err = b.orders.Reply(tx, p, o.ID, o.Version, in); err != nil {
			return err
		}
		_, err = b.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
		return err
	})
	b.Settle(b.t)
}

// done is a completed order with a good reply that its citizen answered.
func (b *bench) done(unit ids.ID, contacted bool, resolved string, satisfaction int) workorder.Order {
	b.t.Helper()
	o := b.order(unit, nil)
	b.Clock.Advance(time.Minute)
	b.complete(o, b.reply())
	if err := b.followups.RateByCitizen(b.t.Context(), o.ID, 1, followup.Answer{Contacted: &contacted, Resolved: resolved, Satisfaction: satisfaction}); err != nil {
		b.t.Fatal(err)
	}
	b.Settle(b.t)
	return o
}

func (b *bench) doubts(f DoubtFilter) []DoubtRow {
	b.t.Helper()
	rows, _, err := b.s.Doubts(b.q(), inspector, f)
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

// codes are the reasons of a doubt.
func codes(d DoubtRow) string {
	var list []string
	for _, r := range d.Reasons {
		list = append(list, r.Code)
	}
	return strings.Join(list, " ")
}

// code is the code of an error, "ok" for none.
func code(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Code
}

// http calls the API as p.
func (b *bench) http(p auth.Principal, method, path, body string) (int, map[string]any, []byte) {
	b.t.Helper()
	req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
	answer := map[string]any{}
	if strings.Contains(w.Header().Get("Content-Type"), "json") && !bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			b.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w.Code, answer, w.Body.Bytes()
}
