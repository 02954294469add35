package vault

import (
	"context"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// room is a vault in a small world.
type room struct {
	*testkit.World
	*Service
	ring *seal.Ring
}

func newRoom(t testing.TB, st *store.Store, suite string) room {
	t.Helper()
	w := testkit.NewWorld(st)
	ring, err := seal.NewRing(suite, w.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return room{w, New(st, w.Ledger, w.Clock, ring, DefaultConfig), ring}
}

// each runs fn on a fresh room of every engine.
func each(t *testing.T, fn func(t *testing.T, r room)) {
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newRoom(t, st, seal.Intl)) }, Migrations)
}

func (r room) put(t testing.TB, p Person) ids.ID {
	t.Helper()
	sealed := r.Seal(p)
	var id ids.ID
	r.write(t, func(tx *store.Tx) (err error) {
		id, err = r.Put(tx, sealed)
		return err
	})
	return id
}

func (r room) write(t testing.TB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := r.Store.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (r room) read(t testing.TB) store.Queryer { return r.Store.Read(t.Context()) }

func (r room) count(t testing.TB, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := r.read(t).QueryRow(sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// events returns the kinds in the chain of a subject.
func (r room) events(t testing.TB, subject ids.ID) []ledger.Record {
	t.Helper()
	list, err := r.Ledger.History(r.read(t), subject)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// as is a context in which a person of staff with these rights acts for the
// whole centre.
func as(t testing.TB, staff ids.ID, rights ...string) context.Context {
	p := auth.Principal{ID: staff, Name: "林工", Scope: auth.Scope{All: true}}
	return auth.With(t.Context(), p.WithRights(rights...))
}

// officer is a context in which somebody of one unit acts.
func officer(t testing.TB, staff, unit ids.ID, rights ...string) context.Context {
	p := auth.Principal{ID: staff, Name: "承办员", Unit: unit, Scope: auth.Scope{Units: []ids.ID{unit}}}
	return auth.With(t.Context(), p.WithRights(rights...))
}

var wang = Person{Name: "王小明", Phones: []string{"138 1234 5521"}, IDNumber: "440402199001011234", Address: "香洲区翠前街 1 号"}

const hour = time.Hour
