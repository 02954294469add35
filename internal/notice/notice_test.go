package notice

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// room is the notices in a small world, with a telephone book and senders that
// do what a test tells them.
type room struct {
	*testkit.World
	*Service
	ring *seal.Ring
	book *book
	sms  *fakeSender
	mail *fakeSender
}

// fakeSender takes messages over, or fails as told.
type fakeSender struct {
	name string
	mu   sync.Mutex
	fail func(attempt int) error // attempt counts from 1
	seen []Delivery
	n    int
}

func (f *fakeSender) Name() string { return f.name }

func (f *fakeSender) Send(_ context.Context, d Delivery) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	if f.fail != nil {
		if err := f.fail(f.n); err != nil {
			return err
		}
	}
	f.seen = append(f.seen, d)
	return nil
}

// book is what the vault knows.
type book struct {
	mu       sync.Mutex
	contacts map[ids.ID]Contact
	err      error
	asked    int
}

func (b *book) Contact(_ context.Context, id ids.ID) (Contact, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	return b.contacts[id], b.err
}

const (
	wang  ids.ID = 9001
	lin   ids.ID = 71
	chen  ids.ID = 72
	water ids.ID = 31
	roads ids.ID = 32
	order ids.ID = 5001
)

var quietLog = slog.New(slog.NewTextHandler(io.Discard, nil))

func newRoom(t testing.TB, st *store.Store) *room {
	t.Helper()
	r := &room{World: testkit.NewWorld(st), sms: &fakeSender{name: "sms"}, mail: &fakeSender{name: "mail"},
		book: &book{contacts: map[ids.ID]Contact{wang: {Name: "王小明", Phones: []string{"13812345521"}}}}}
	var err error
	if r.ring, err = seal.NewRing(seal.Intl, r.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	r.Service, err = New(Deps{Store: st, Ledger: r.Ledger, Jobs: r.Jobs, Clock: r.Clock, Ring: r.ring, Contacts: r.book,
		Senders: []Sender{r.sms, r.mail}, Log: quietLog},
		Config{Routes: map[string][]string{"phone": {"sms", "mail"}, "web": {}}})
	if err != nil {
		t.Fatal(err)
	}
	r.Register()
	return r
}

func each(t *testing.T, fn func(t *testing.T, r *room)) {
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newRoom(t, st)) }, Migrations)
}

func (r *room) write(t testing.TB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := r.Store.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (r *room) read(t testing.TB) store.Queryer { return r.Store.Read(t.Context()) }

func (r *room) queue(t testing.TB, m Message) {
	t.Helper()
	r.write(t, func(tx *store.Tx) error { return r.Queue(tx, m) })
}

// try queues and returns the error.
func (r *room) try(t testing.TB, m Message) error {
	t.Helper()
	return r.Store.Write(t.Context(), func(tx *store.Tx) error { return r.Queue(tx, m) })
}

// track returns the only message of the order.
func (r *room) track(t testing.TB) Track {
	t.Helper()
	list, err := r.OfOrder(r.read(t), order)
	if err != nil || len(list) != 1 {
		t.Fatalf("messages of the order: %+v, %v", list, err)
	}
	return list[0]
}

func (r *room) count(t testing.TB, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := r.read(t).QueryRow(sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// kinds returns the kinds of all ledger events.
func (r *room) kinds(t testing.TB) []string {
	t.Helper()
	rows, err := r.read(t).Query(`SELECT kind FROM ledger_event ORDER BY id`)
	list, err := store.Collect(rows, err, func(r store.Row) (string, error) {
		var k string
		return k, r.Scan(&k)
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (r *room) history(t testing.TB, subject ids.ID) []ledger.Record {
	t.Helper()
	list, err := r.Ledger.History(r.read(t), subject)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func person(id, inUnit ids.ID) auth.Principal {
	return auth.Principal{ID: id, Unit: inUnit, Scope: auth.Scope{Units: []ids.ID{inUnit}}}.WithRights(RightRead)
}

func receipt(door string) Message {
	return Message{To: Citizen(wang), Template: Receipt, Order: order, Request: 6001, Door: door,
		Params: map[string]string{"number": "261116000017", "code": "K7PD-3XWM-Q2VA", "link": "/track/261116000017"}}
}

func urgedMessage(u ids.ID, times int) Message {
	return Message{To: Unit(u), Template: Urged, Order: order, Params: map[string]string{"number": "261116000017", "times": fmt.Sprint(times)}}
}

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, testkit.Monday.Location())
	if err != nil {
		panic(err)
	}
	return t
}
