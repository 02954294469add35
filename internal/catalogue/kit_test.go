package catalogue

import (
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// admin may change the catalogue; clerk may only read it.
var (
	admin = auth.Principal{ID: 7, Name: "管理员"}.WithRights(RightRead, RightWrite, RightDraft)
	clerk = auth.Principal{ID: 8, Name: "坐席"}.WithRights(RightRead)
	// chief publishes what others wrote, and may write, too.
	chief = auth.Principal{ID: 9, Name: "班长"}.WithRights(RightRead, RightDraft, RightPublish)
)

// The city of the tests: a street in an area in the city. Unit 900 is closed.
var divisions = map[string][]Place{
	"4404":      {{"4404", "某市"}},
	"440402":    {{"440402", "东区"}, {"4404", "某市"}},
	"440402001": {{"440402001", "一街道"}, {"440402", "东区"}, {"4404", "某市"}},
	"440403":    {{"440403", "西区"}, {"4404", "某市"}},
}

var city = Places{
	Path: func(_ store.Queryer, code string) ([]Place, error) { return divisions[code], nil },
	UnitFor: func(_ store.Queryer, code string) (ids.ID, error) {
		return map[string]ids.ID{"440402": 402, "440402001": 0, "440403": 900}[code], nil
	},
	UnitName: func(_ store.Queryer, unit ids.ID) string {
		return map[ids.ID]string{101: "城管局", 102: "住建局", 103: "东区城管", 402: "东区政府", 900: "旧局"}[unit]
	},
	UnitReceives: func(_ store.Queryer, unit ids.ID) bool {
		return unit == 101 || unit == 102 || unit == 103 || unit == 402
	},
	UnitNames: func(_ store.Queryer, unit ids.ID) []string {
		return map[ids.ID][]string{101: {"城管局", "城市管理局"}, 102: {"住建局"}, 900: {"旧局"}}[unit]
	},
	UnitCode: func(_ store.Queryer, unit ids.ID) string {
		return map[ids.ID]string{101: "cg", 102: "zj", 103: "dq-cg", 402: "dq", 900: "old"}[unit]
	},
	FindUnit: func(_ store.Queryer, text string) ids.ID {
		return map[string]ids.ID{"cg": 101, "城管局": 101, "zj": 102, "dq-cg": 103, "dq": 402, "old": 900}[text]
	},
}

type kit struct {
	*Service
	t     *testing.T
	world *testkit.World
}

// each runs fn on a fresh catalogue of every engine.
func each(t *testing.T, fn func(t *testing.T, k kit)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newKit(t, st)) }, Migrations)
}

func newKit(t *testing.T, st *store.Store) kit {
	w := testkit.NewWorld(st)
	return kit{New(st, w.Ledger, w.Clock, city), t, w}
}

func (k kit) q() store.Queryer { return k.store.Read(k.t.Context()) }

func (k kit) write(fn func(tx *store.Tx) error) error {
	return k.store.Write(k.t.Context(), fn)
}

// add adds a category and fails the test if it is refused.
func (k kit) add(code, name string, parent ids.ID) Category {
	k.t.Helper()
	c, err := k.tryAdd(admin, CategoryIn{Code: code, Name: name, ParentID: parent})
	if err != nil {
		k.t.Fatalf("add %s: %v", code, err)
	}
	return c
}

func (k kit) tryAdd(p auth.Principal, in CategoryIn) (c Category, err error) {
	err = k.write(func(tx *store.Tx) (err error) {
		c, err = k.AddCategory(tx, p, in)
		return err
	})
	return c, err
}

func (k kit) change(id ids.ID, in CategoryPatch) (c Category, err error) {
	err = k.write(func(tx *store.Tx) (err error) {
		c, err = k.ChangeCategory(tx, admin, id, in)
		return err
	})
	return c, err
}

// draft begins a draft and returns it.
func (k kit) draft() (v Version) {
	k.t.Helper()
	if err := k.write(func(tx *store.Tx) (err error) { v, err = k.BeginDraft(tx, admin, ""); return err }); err != nil {
		k.t.Fatal(err)
	}
	return v
}

func (k kit) addEntry(p auth.Principal, version ids.ID, e Entry) (out Entry, err error) {
	err = k.write(func(tx *store.Tx) (err error) { out, err = k.AddEntry(tx, p, version, e); return err })
	return out, err
}

// publish puts the draft in force; a zero at is now.
func (k kit) publish(p auth.Principal, id ids.ID, at time.Time) (out Version, err error) {
	err = k.write(func(tx *store.Tx) (err error) {
		v, err := k.Version(tx, id)
		if err != nil {
			return err
		}
		out, err = k.Publish(tx, p, id, PublishIn{Revision: v.Revision, EffectiveAt: at, Note: "年度调整"})
		return err
	})
	return out, err
}

// inForceNow makes a version of the entries and puts it in force at once.
func (k kit) inForceNow(entries ...Entry) Version {
	k.t.Helper()
	v := k.draft()
	for _, e := range entries {
		if _, err := k.addEntry(admin, v.ID, e); err != nil {
			k.t.Fatalf("%+v: %v", e, err)
		}
	}
	v, err := k.publish(chief, v.ID, time.Time{})
	if err != nil {
		k.t.Fatal(err)
	}
	k.world.Clock.Advance(time.Second)
	return v
}

func (k kit) history(subject ids.ID) []ledger.Record {
	k.t.Helper()
	list, err := k.ledger.History(k.q(), subject)
	if err != nil {
		k.t.Fatal(err)
	}
	return list
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func ptr[T any](v T) *T { return &v }
