package main

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/door/partner"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// platformHouse is one of two platforms that exchange orders, in this process behind a real HTTP server.
type platformHouse struct {
	*house
	t        *testing.T
	server   *httptest.Server
	unit     ids.ID // that handles orders here
	standing ids.ID // that stands for the other platform
	category ids.ID
	other    partner.Partner // the other platform as it is known here
}

// onPostgres puts the platforms' rows on PostgreSQL; see eachPlatform.
var onPostgres bool

// eachPlatform runs fn with platforms on SQLite, and on PostgreSQL where there is a server for tests.
func eachPlatform(t *testing.T, fn func(t *testing.T)) {
	t.Run("sqlite", fn)
	if os.Getenv(testkit.PostgresEnv) == "" {
		return
	}
	onPostgres = true
	defer func() { onPostgres = false }()
	t.Run("postgres", fn)
}

// partnerDay is a Monday morning.
var partnerDay = time.Date(2026, 11, 16, 1, 0, 0, 0, time.UTC)

func newPlatform(t *testing.T, name, prefix string, clock wall.Clock) *platformHouse {
	t.Helper()
	c, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.City.Name, c.City.NumberPrefix = t.TempDir(), name, prefix
	c.Anchor.Dir = t.TempDir()
	if onPostgres {
		c.Store.Engine, c.Store.URL = string(store.Postgres), testkit.PostgresDatabase(t)
	}
	h, err := openHouse(t.Context(), c, slog.New(slog.DiscardHandler), houseOptions{clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	site, err := h.site(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &platformHouse{house: h, t: t, server: httptest.NewServer(site.Handler())}
	t.Cleanup(func() {
		p.server.Close()
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	p.write(func(tx *store.Tx) error {
		for code, id := range map[string]*ids.ID{"water": &p.unit, "other": &p.standing} {
			u, err := h.directory.AddUnit(tx, auth.System, directory.UnitIn{Code: code, Name: name + code, Kind: directory.Department})
			if err != nil {
				return err
			}
			*id = u.ID
		}
		k, err := h.catalogue.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: prefix + "01", Name: "供水"})
		p.category = k.ID
		return err
	})
	return p
}

func (p *platformHouse) write(fn func(tx *store.Tx) error) {
	p.t.Helper()
	if err := p.store.Write(p.t.Context(), fn); err != nil {
		p.t.Fatal(err)
	}
}

// knows enters the other platform. takes: what it hands over is taken on; hands: orders given to the standing unit go there.
func (p *platformHouse) knows(other *platformHouse, change func(*partner.PartnerIn)) {
	p.t.Helper()
	in := partner.PartnerIn{Code: "other", Name: other.config.City.Name, URL: other.server.URL, UnitID: p.standing, Takes: true,
		Relay: p.config.City.Name + "12345转3，报单号"}
	if change != nil {
		change(&in)
	}
	p.write(func(tx *store.Tx) (err error) {
		p.other, err = p.partner.Add(tx, auth.System, in)
		return err
	})
}

// shareKey makes a key at p and enters it at the other platform.
func (p *platformHouse) shareKey(other *platformHouse, algorithm string) {
	p.t.Helper()
	var line string
	p.write(func(tx *store.Tx) (err error) {
		_, line, err = p.partner.NewKey(tx, auth.System, p.other.ID, algorithm, "")
		return err
	})
	other.write(func(tx *store.Tx) error {
		_, _, err := other.partner.NewKey(tx, auth.System, other.other.ID, "", line)
		return err
	})
}

// platforms are two platforms that know each other and share a key.
func platforms(t *testing.T, change func(*partner.PartnerIn)) (a, b *platformHouse, clock *wall.Manual) {
	t.Helper()
	clock = wall.NewManual(partnerDay)
	a, b = newPlatform(t, "甲市", "JA", clock), newPlatform(t, "乙市", "YI", clock)
	a.knows(b, change)
	b.knows(a, nil)
	a.shareKey(b, "hmac-sha256")
	return a, b, clock
}

// request takes a request on at p and gives its order to the unit that stands for the other platform.
func (p *platformHouse) request(n int, change func(*intake.TakeOnIn)) workorder.Order {
	p.t.Helper()
	in := intake.TakeOnIn{Door: intake.DoorPhone, Caller: intake.Caller{CallerName: "王小明", ContactPhone: "13900001001"},
		Requests: []intake.RequestForm{{Kind: "help", CategoryID: p.category, Title: fmt.Sprintf("停水%d", n), Content: fmt.Sprintf("小区停水，第%d件", n),
			Then: &intake.Then{Verb: intake.ThenDispatch, UnitID: p.standing}}}}
	if change != nil {
		change(&in)
	}
	list, err := p.intake.TakeOn(p.t.Context(), auth.System, in)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.order(list[0].Order)
}

func (p *platformHouse) order(id ids.ID) workorder.Order {
	p.t.Helper()
	o, err := p.orders.Get(p.store.Read(p.t.Context()), auth.System, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return o
}

// do uses a verb on an order as it stands.
func (p *platformHouse) do(id ids.ID, verb func(tx *store.Tx, o workorder.Order) (workorder.Order, error)) workorder.Order {
	p.t.Helper()
	var o workorder.Order
	p.write(func(tx *store.Tx) error {
		now, err := p.orders.Get(tx, auth.System, id)
		if err != nil {
			return err
		}
		o, err = verb(tx, now)
		return err
	})
	return o
}

// handle has the unit of p handle an order and the centre approve its reply.
func (p *platformHouse) handle(id ids.ID, text string) {
	p.t.Helper()
	p.do(id, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		var err error
		if o.State == workorder.StateRegistered {
			if o, err = p.orders.Dispatch(tx, auth.System, id, o.Version, workorder.DispatchIn{Unit: p.unit}); err != nil {
				return o, err
			}
		}
		if o.State == workorder.StateDispatched {
			if o, err = p.orders.SignFor(tx, auth.System, id, o.Version); err != nil {
				return o, err
			}
		}
		o, err = p.orders.Reply(tx, auth.System, id, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "已抢修", PublicText: text})
		if err != nil {
			return o, err
		}
		return p.orders.ReviewReply(tx, auth.System, id, o.Version, workorder.ReviewIn{Approve: true})
	})
}

// settle lets everything that is due happen at both platforms, until nothing does.
func settle(t *testing.T, both ...*platformHouse) {
	t.Helper()
	for range 12 {
		before := traffic(t, both...)
		for _, p := range both {
			if err := p.ledger.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := p.jobs.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := p.ledger.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if traffic(t, both...) == before {
			return
		}
	}
	t.Fatal("the platforms do not come to rest")
}

// traffic counts what has happened so far.
func traffic(t *testing.T, both ...*platformHouse) string {
	t.Helper()
	text := ""
	for _, p := range both {
		last, err := p.ledger.Last(p.store.Read(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		var out, in int
		q := p.store.Read(t.Context())
		for sql, to := range map[string]*int{`SELECT COALESCE(SUM(attempts), 0) FROM partner_out`: &out, `SELECT COUNT(*) FROM partner_in`: &in} {
			if err := q.QueryRow(sql).Scan(to); err != nil {
				t.Fatal(err)
			}
		}
		text += fmt.Sprint(last, out, in, ";")
	}
	return text
}

// twin is the order at q that p's order became; 0: none.
func (p *platformHouse) twin(theirs *platformHouse, order ids.ID) ids.ID {
	p.t.Helper()
	var id ids.ID
	number := p.order(order).Number
	if err := theirs.store.Read(p.t.Context()).QueryRow(`SELECT COALESCE(MAX(order_id), 0) FROM partner_exchange WHERE their_number = ? AND side = 'in'`, number).Scan(&id); err != nil {
		p.t.Fatal(err)
	}
	return id
}

// stateAt is how an exchange of an order stands, with what its messages came to.
func (p *platformHouse) stateAt(order ids.ID) string {
	p.t.Helper()
	var state string
	if err := p.store.Read(p.t.Context()).QueryRow(`SELECT state FROM partner_exchange WHERE order_id = ?`, order).Scan(&state); err != nil {
		p.t.Fatal(err)
	}
	return state
}

// unix is a time as a header has it.
func unix(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }
