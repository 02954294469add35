package main

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

// townUnits are the units of the small city, in the order in which they are made: the centre, two departments, a
// sub-centre with one unit of its own, and a district with one town.
var townUnits = []directory.UnitIn{
	{Code: "centre", Name: "热线中心", Kind: directory.Centre},
	{Code: "a", Name: "水务管理局", Kind: directory.Department},
	{Code: "b", Name: "城市管理局", Kind: directory.Department},
	{Code: "s", Name: "公用事业分中心", Kind: directory.SubCentre},
	{Code: "s1", Name: "燃气供应公司", Kind: directory.Company, Mode: directory.SubCentreMode},
	{Code: "d", Name: "东城区政府", Kind: directory.District},
	{Code: "d1", Name: "河口街道办", Kind: directory.Town},
}

// townsperson is somebody who asks: the first column of the tables.
type townsperson struct {
	name, unit string
	roles      []string
}

// townsfolk are one person of every role, an officer of each unit, and those who hold two roles.
var townsfolk = []townsperson{
	{"officer", "a", []string{"officer"}},
	{"officer+editor", "a", []string{"officer", "editor"}},
	{"editor-of-a", "a", []string{"editor"}},
	{"officer-b", "b", []string{"officer"}},
	{"officer-s1", "s1", []string{"officer"}},
	{"officer-d", "d", []string{"officer"}},
	{"officer-d1", "d1", []string{"officer"}},
	{"subcentre", "s", []string{"subcentre"}},
	{"subcentre+two", "s", []string{"subcentre", "officer", "knowledge_reviewer"}},
	{"accused", "centre", []string{"leader", "dispatcher", "analyst"}},
	{"seat", "centre", []string{"seat"}},
	{"number_seat", "a", []string{"number_seat"}},
	{"leader", "centre", []string{"leader"}},
	{"dispatcher", "centre", []string{"dispatcher"}},
	{"reviewer", "centre", []string{"reviewer"}},
	{"supervisor", "centre", []string{"supervisor"}},
	{"editor", "centre", []string{"editor"}},
	{"knowledge_reviewer", "centre", []string{"knowledge_reviewer"}},
	{"inspector", "centre", []string{"inspector"}},
	{"analyst", "centre", []string{"analyst"}},
	{"admin", "centre", []string{"admin"}},
	{"auditor", "centre", []string{"auditor"}},
}

// townLine is the dual number of unit a.
const townLine = "96100"

// bound tells whether the person sees the orders of some units, or of a number, only.
func (p townsperson) bound() bool {
	return strings.HasPrefix(p.name, "officer") || strings.HasPrefix(p.name, "subcentre") || p.name == "number_seat"
}

// login is a sign-in name made of the person's.
func (p townsperson) login() string { return strings.ReplaceAll(p.name, "+", ".") }

// town is a small city behind the real server: all its rows came through the real rooms.
type town struct {
	*house
	clock    *wall.Manual
	site     *httpx.Server
	url      string
	category ids.ID
	article  ids.ID
	units    map[string]directory.Unit
	people   map[string]*client
	matters  []*matter
	shared   ids.ID // the contact of a-pair and b-pair
	begun    int64  // the last event before the first order's
	log      *lockedBuffer
}

// eachTown runs fn in a town on SQLite, and in one on Postgres where there is a server for tests.
func eachTown(t *testing.T, fn func(t *testing.T, x *town)) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			if engine == store.Postgres && os.Getenv(testkit.PostgresEnv) == "" {
				t.Skipf("%s is not set", testkit.PostgresEnv)
			}
			fn(t, newTown(t, engine))
		})
	}
}

func newTown(t *testing.T, engine store.Engine) *town {
	t.Helper()
	x := newPeacefulTown(t, engine)
	x.furnishOrders(t)
	return x
}

// newPeacefulTown is a town without an order.
func newPeacefulTown(t *testing.T, engine store.Engine) *town {
	t.Helper()
	c, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.Store.Engine = t.TempDir(), string(engine)
	if engine == store.Postgres {
		c.Store.URL = testkit.PostgresDatabase(t)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	x := &town{clock: wall.NewManual(time.Now()), units: map[string]directory.Unit{}, people: map[string]*client{}, log: &lockedBuffer{}}
	log := x.keepLog(t)
	if x.house, err = openHouse(ctx, c, log, houseOptions{clock: x.clock, simulation: true}); err != nil {
		t.Fatal(err)
	}
	if err := x.ledger.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if x.begun, err = x.ledger.Last(x.store.Read(ctx)); err != nil {
		t.Fatal(err)
	}
	waitLive, err := x.live.Start(ctx) // before anything happens, so that everything can be resumed
	if err != nil {
		t.Fatal(err)
	}
	if x.site, err = x.house.site(nil); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(x.site.Handler())
	x.url = server.URL
	t.Cleanup(func() {
		x.live.EndStreams()
		server.Close()
		cancel()
		waitLive()
		if err := x.close(); err != nil {
			t.Error(err)
		}
	})
	x.settleIn(t)
	return x
}

// settleIn makes units, category and people, and signs everybody in.
func (x *town) settleIn(t *testing.T) {
	t.Helper()
	newcomers := make([]directory.Newcomer, len(townsfolk))
	x.write(t, func(tx *store.Tx) error {
		for _, in := range townUnits {
			if in.Mode == directory.SubCentreMode {
				in.SubCentreID = x.units["s"].ID
			}
			if in.Code == "d1" {
				in.ParentID = x.units["d"].ID
			}
			u, err := x.directory.AddUnit(tx, auth.System, in)
			if err != nil {
				return err
			}
			x.units[in.Code] = u
		}
		if _, err := x.directory.AddHotline(tx, auth.System, directory.HotlineIn{Number: townLine, Name: "供水热线", UnitID: x.units["a"].ID, Mode: directory.DualNumber}); err != nil {
			return err
		}
		top, err := x.catalogue.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: "A", Name: "公用设施", DefaultKind: "help"})
		x.category = top.ID
		return err
	})
	var hashing sync.WaitGroup // slow by design
	for i, p := range townsfolk {
		hashing.Go(func() {
			var err error
			if newcomers[i], err = x.directory.Prepare(directory.StaffIn{Login: p.login(), Name: "职员" + p.login(), UnitID: x.units[p.unit].ID,
				Roles: p.roles, Password: testPassword}); err != nil {
				t.Error(err)
			}
		})
	}
	hashing.Wait()
	x.write(t, func(tx *store.Tx) error {
		for i := range townsfolk {
			if _, err := x.directory.AddStaff(tx, auth.System, newcomers[i]); err != nil {
				return err
			}
		}
		return nil
	})
	for _, p := range townsfolk {
		x.people[p.name] = newClient(x.url)
		x.people[p.name].signIn(t, p.login(), testPassword)
	}
	x.people["nobody"] = newClient(x.url)
}

func (x *town) write(t *testing.T, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := x.store.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// settle lets followers and due jobs work until nothing is left to do.
func (x *town) settle(t *testing.T) {
	t.Helper()
	for range 2 {
		if err := x.ledger.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := x.jobs.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// must does something as somebody and fails the test when it is refused.
func (x *town) must(t *testing.T, who, method, path string, in, out any) {
	t.Helper()
	if err := x.people[who].call(t.Context(), method, path, "", in, out); err != nil {
		t.Fatalf("%s: %v", who, err)
	}
}

// upload sends a text file as somebody and returns its id.
func (x *town) upload(t *testing.T, who, name, text string) ids.ID {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(text)) // into memory
	_ = w.Close()
	var out struct {
		ID ids.ID `json:"id"`
	}
	got := x.send(t, who, http.MethodPost, "/api/v1/attachments", w.FormDataContentType(), form.String())
	if got.status != http.StatusCreated {
		t.Fatalf("upload as %s: %d %s", who, got.status, got.body)
	}
	got.decode(t, &out)
	return out.ID
}
