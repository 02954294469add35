package portal_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/door/portal"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// city is the portal before the real rooms, behind a real server, in a city of three areas with 31 streets and one unit.
type city struct {
	*testkit.World
	t         *testing.T
	server    *httptest.Server
	sealer    portal.Sealer
	orders    *workorder.Service
	intake    *intake.Service
	knowledge *knowledge.Service
	followup  *followup.Service
	anchors   *anchor.Keeper
	waters    ids.ID
	calls     *guests
	log       *logged
	links     *spy
	people    int
}

// spy keeps the links that messages hold, by receipt number, and passes the messages on.
type spy struct {
	intake.Notices
	mu   sync.Mutex
	pass map[string]string
}

func (s *spy) Queue(tx *store.Tx, m notice.Message) error {
	if link := m.Params["pass"]; link != "" {
		s.mu.Lock()
		s.pass[m.Params["number"]] = link
		s.mu.Unlock()
	}
	return s.Notices.Queue(tx, m)
}

func (c *city) link(number string) string {
	c.links.mu.Lock()
	defer c.links.mu.Unlock()
	return c.links.pass[number]
}

// logged keeps all that is logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var migrations = []store.Migrations{auth.Migrations, httpx.Migrations, directory.Migrations, catalogue.Migrations, vault.Migrations, notice.Migrations,
	workorder.Migrations, knowledge.Migrations, intake.Migrations, followup.Migrations}

// each runs a test on both engines.
func each(t *testing.T, fn func(t *testing.T, c *city)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newCity(t, st)) }, migrations...)
}

func newCity(t *testing.T, st *store.Store) *city {
	t.Helper()
	return newCityAsking(t, st, followup.Options{})
}

// newCityAsking is a city with rules of its own for the question after the answer.
func newCityAsking(t *testing.T, st *store.Store, ask followup.Options) *city {
	t.Helper()
	w := testkit.NewWorld(st)
	c := &city{World: w, t: t, log: &logged{}, calls: &guests{}}
	log := slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	before := slog.Default()
	slog.SetDefault(log)
	t.Cleanup(func() { slog.SetDefault(before) })
	ring, err := seal.NewRing("intl", testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(t.TempDir(), w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	places := directory.New(st, w.Ledger, w.Clock, nil)
	categories := catalogue.New(st, w.Ledger, w.Clock, catalogue.Places{})
	known := names{places, categories}
	people := vault.New(st, w.Ledger, w.Clock, ring, vault.Config{AreaCode: "0756"})
	notices, err := notice.New(notice.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Ring: ring}, notice.Config{})
	if err != nil {
		t.Fatal(err)
	}
	c.links = &spy{Notices: notices, pass: map[string]string{}}
	c.orders = workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Blobs: blobs, Units: known, Names: known, Limits: known},
		workorder.Options{MaxFileBytes: 1 << 20})
	c.knowledge = knowledge.New(knowledge.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: places, Categories: categories, Orders: c.orders})
	c.anchors = anchor.New(anchor.Deps{Store: st, Ledger: w.Ledger, Clock: w.Clock, Ring: ring}, anchor.Options{Dir: filepath.Join(t.TempDir(), "anchors")})
	c.intake, err = intake.New(intake.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Ring: ring, Orders: c.orders, Vault: people,
		Notices: c.links, Places: places, Categories: categories, Histories: c.anchors}, intake.Options{NumberPrefix: "ZH"})
	if err != nil {
		t.Fatal(err)
	}
	c.followup = followup.New(followup.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Orders: c.orders, Names: known}, ask)
	if err := c.intake.LoadShipped(t.Context()); err != nil {
		t.Fatal(err)
	}
	people.SetGuard(c.intake.Guard)
	for _, room := range []interface{ Register() }{c.orders, notices, c.knowledge, c.intake, c.followup} {
		room.Register()
	}
	c.sealer = ring.Box("portal.cookie")
	door, err := portal.New(portal.Deps{Store: st, Requests: c.intake, Ratings: c.followup, Answers: c.knowledge, Files: c.orders, Places: places, Sealer: c.sealer, Calls: c.calls},
		portal.Options{City: "珠海", Hotline: "12345", ProxyHeader: "X-Real-Ip", MaxFileMB: 1})
	if err != nil {
		t.Fatal(err)
	}
	site := httpx.New(httpx.Options{Sessions: auth.NewSessions(auth.NewAccounts(st, w.Clock, c.sealer), time.Hour, false), Log: log})
	door.Routes(site.Mux)
	c.server = httptest.NewServer(site.Handler())
	t.Cleanup(c.server.Close)
	c.seed(places)
	return c
}

func (c *city) write(fn func(tx *store.Tx) error) {
	c.t.Helper()
	if err := c.Store.Write(c.t.Context(), fn); err != nil {
		c.t.Fatal(err)
	}
}

func (c *city) seed(places *directory.Service) {
	c.t.Helper()
	list := []directory.Division{{Code: "4404", Name: "珠海市", Level: directory.City}}
	for a, name := range []string{"香洲区", "斗门区", "金湾区"} {
		area := fmt.Sprintf("44040%d", a+2)
		list = append(list, directory.Division{Code: area, Name: name, Level: directory.Area, ParentCode: "4404"})
		for s := range []int{11, 10, 10}[a] {
			list = append(list, directory.Division{Code: fmt.Sprintf("%s%03d", area, s+1), Name: fmt.Sprintf("%s第%d街道", name[:6], s+1), Level: directory.Street, ParentCode: area})
		}
	}
	c.write(func(tx *store.Tx) error {
		if _, _, err := places.PutDivisions(tx, auth.System, list); err != nil {
			return err
		}
		u, err := places.AddUnit(tx, auth.System, directory.UnitIn{Code: "waters", Name: "珠海水务环境控股集团", ShortName: "水务集团", Kind: directory.Department, DivisionCode: "4404"})
		c.waters = u.ID
		return err
	})
}

// names answers what the orders' room asks of directory and catalogue.
type names struct {
	*directory.Service
	c *catalogue.Service
}

func (n names) Receives(store.Queryer, ids.ID) error           { return nil }
func (n names) CategoryName(q store.Queryer, id ids.ID) string { return n.c.CategoryName(q, id) }
func (n names) Calendar(store.Queryer) (clock.Calendar, error) { return clock.Weekdays{}, nil }
func (n names) DivisionName(q store.Queryer, code string) (name string) {
	d, _ := n.Division(q, code)
	return d.Name
}

func (n names) Limit(store.Queryer, workorder.LimitFor) (workorder.Limit, error) {
	return workorder.Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: 5}}, nil
}

func (c *city) count(table string) (n int) {
	c.t.Helper()
	if err := c.Store.Read(c.t.Context()).QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// order is the order behind a receipt.
func (c *city) order(number string) workorder.Order {
	c.t.Helper()
	q := c.Store.Read(c.t.Context())
	id, ok := c.orders.FindNumber(q, number)
	if !ok {
		c.t.Fatalf("no order %s", number)
	}
	o, err := c.orders.Get(q, auth.System, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return o
}

// dispatch gives the order to the unit, which signs for it.
func (c *city) dispatch(number string) {
	c.t.Helper()
	o := c.order(number)
	c.write(func(tx *store.Tx) error {
		o, err := c.orders.Dispatch(tx, auth.System, o.ID, o.Version, workorder.DispatchIn{Unit: c.waters})
		if err != nil {
			return err
		}
		_, err = c.orders.SignFor(tx, c.officer(), o.ID, o.Version)
		return err
	})
}

func (c *city) officer() auth.Principal {
	return auth.Principal{ID: 20, Name: "承办员", Unit: c.waters, Scope: auth.Scope{Units: []ids.ID{c.waters}}}.
		WithRights(workorder.RightRead, workorder.RightSign, workorder.RightReply)
}

// complete has the unit reply and the centre approve.
func (c *city) complete(number, text string) {
	c.t.Helper()
	o := c.order(number)
	c.write(func(tx *store.Tx) error {
		o, err := c.orders.Reply(tx, c.officer(), o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "现场修复", PublicText: text, InternalNote: "内部说明：管线老化"})
		if err != nil {
			return err
		}
		_, err = c.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
		return err
	})
	c.Settle(c.t)
}

// publish puts an entry into the knowledge base, for the public or not.
func (c *city) publish(title, body string, public bool) ids.ID {
	c.t.Helper()
	var id ids.ID
	editor := auth.Principal{ID: 31, Scope: auth.Scope{All: true}}.WithRights(knowledge.RightRead, knowledge.RightWrite)
	reviewer := auth.Principal{ID: 32, Scope: auth.Scope{All: true}}.WithRights(knowledge.RightRead, knowledge.RightWrite, knowledge.RightReview)
	c.write(func(tx *store.Tx) error {
		a, err := c.knowledge.Create(tx, editor, knowledge.KindArticle, knowledge.Content{Title: title, Body: body, Public: public})
		if err == nil {
			a, err = c.knowledge.Submit(tx, editor, a.ID, a.Version)
		}
		if err == nil {
			a, err = c.knowledge.Approve(tx, reviewer, a.ID, a.Version, "")
		}
		id = a.ID
		return err
	})
	return id
}

// secretFree checks that nothing of what only the citizen knows was logged.
func (c *city) secretFree(secrets ...string) {
	c.t.Helper()
	log := c.log.String()
	for _, secret := range secrets {
		if secret != "" && strings.Contains(log, secret) {
			c.t.Errorf("the log holds %q", secret)
		}
	}
}
