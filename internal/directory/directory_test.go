package directory

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// accountLog is an Accounts that writes down what it was asked.
type accountLog struct{ calls []string }

func (a *accountLog) Hash(_, password string) (string, error) { return "hash of " + password, nil }
func (a *accountLog) Create(_ *store.Tx, _ ids.ID, login, hash string) error {
	a.calls = append(a.calls, "create "+login+" "+hash)
	return nil
}
func (a *accountLog) SetPassword(_ *store.Tx, _ ids.ID, hash string) error {
	a.calls = append(a.calls, "set "+hash)
	return nil
}
func (a *accountLog) ResetCode(*store.Tx, ids.ID) error {
	a.calls = append(a.calls, "reset code")
	return nil
}
func (a *accountLog) Disable(_ *store.Tx, _ ids.ID, disabled bool) error {
	if disabled {
		a.calls = append(a.calls, "disable")
	} else {
		a.calls = append(a.calls, "enable")
	}
	return nil
}

// bench is a directory on a fresh store, with short forms of its verbs that act as the system.
type bench struct {
	*Service
	t        testing.TB
	w        *testkit.World
	accounts *accountLog
}

func newBench(t testing.TB, st *store.Store) *bench {
	w := testkit.NewWorld(st)
	accounts := &accountLog{}
	return &bench{New(st, w.Ledger, w.Clock, accounts), t, w, accounts}
}

// each runs fn on a fresh directory on every engine.
func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newBench(t, st)) }, Migrations)
}

func (b *bench) read() store.Queryer { return b.store.Read(b.t.Context()) }

// do runs one change as the system.
func do[T any](b *bench, fn func(tx *store.Tx) (T, error)) (T, error) {
	var out T
	err := b.store.Write(b.t.Context(), func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("unexpected: %v", err)
		}
		return v
	}
}

func (b *bench) addUnit(in UnitIn) (Unit, error) {
	return do(b, func(tx *store.Tx) (Unit, error) { return b.AddUnit(tx, auth.System, in) })
}

// unit adds a department with that code, or what change makes of it.
func (b *bench) unit(code string, change ...func(*UnitIn)) Unit {
	b.t.Helper()
	in := UnitIn{Code: code, Name: "单位" + code, Kind: Department}
	for _, c := range change {
		c(&in)
	}
	return must[Unit](b.t)(b.addUnit(in))
}

func (b *bench) changeUnit(id ids.ID, in UnitPatch) (Unit, error) {
	return do(b, func(tx *store.Tx) (Unit, error) { return b.ChangeUnit(tx, auth.System, id, in) })
}

func (b *bench) addHotline(in HotlineIn) (Hotline, error) {
	return do(b, func(tx *store.Tx) (Hotline, error) { return b.AddHotline(tx, auth.System, in) })
}

func (b *bench) addStaff(in StaffIn) (Staff, error) {
	if in.Password == "" {
		in.Password = "长长的一句口令 2026"
	}
	n, err := b.Prepare(in)
	if err != nil {
		return Staff{}, err
	}
	return do(b, func(tx *store.Tx) (Staff, error) { return b.AddStaff(tx, auth.System, n) })
}

func (b *bench) person(login string, unit ids.ID, roles ...string) Staff {
	b.t.Helper()
	return must[Staff](b.t)(b.addStaff(StaffIn{Login: login, Name: "员工" + login, UnitID: unit, Roles: roles}))
}

func (b *bench) changeStaff(id ids.ID, in StaffPatch) (Staff, error) {
	return do(b, func(tx *store.Tx) (Staff, error) { return b.ChangeStaff(tx, auth.System, id, in) })
}

func (b *bench) divisions(list ...Division) {
	b.t.Helper()
	err := b.store.Write(context.Background(), func(tx *store.Tx) error {
		_, _, err := b.PutDivisions(tx, auth.System, list)
		return err
	})
	if err != nil {
		b.t.Fatalf("divisions: %v", err)
	}
}

// kinds are the kinds of event in a thing's chain.
func (b *bench) kinds(subject ids.ID) []string {
	b.t.Helper()
	records, err := b.ledger.History(b.read(), subject)
	if err != nil {
		b.t.Fatalf("history: %v", err)
	}
	var list []string
	for _, r := range records {
		list = append(list, r.Kind)
	}
	return list
}

func (b *bench) lastEvent(subject ids.ID, into any) {
	b.t.Helper()
	records, err := b.ledger.History(b.read(), subject)
	if err != nil || len(records) == 0 {
		b.t.Fatalf("history of %v: %d records, %v", subject, len(records), err)
	}
	if err := json.Unmarshal(records[len(records)-1].Payload, into); err != nil {
		b.t.Fatalf("payload: %v", err)
	}
}

func to[T any](v T) *T { return &v }

func refused(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

// refusedField wants err to be a fault of that code that points to the input.
func refusedField(t testing.TB, err, want error, location string) {
	t.Helper()
	refused(t, err, want)
	if f := fault.Of(err); f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Location == location }) {
		t.Errorf("%v does not point to %s", err, location)
	}
}

// TestEvents holds every payload against the words that must never stand in the ledger.
func TestEvents(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.divisions(Division{Code: "44", Name: "密市", Level: City})
		u := b.unit("wj", func(in *UnitIn) {
			in.Name, in.ShortName, in.DutyPerson, in.DutyPhone = "密局", "密", "密某", "13800000000"
			in.DivisionCode = "44"
		})
		must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, DutyPerson: to("密乙"), Name: to("密二局")}))
		h := must[Hotline](t)(b.addHotline(HotlineIn{Number: "12300", Name: "密线", UnitID: u.ID, Mode: DualNumber, Note: "密注"}))
		st := must[Staff](t)(b.addStaff(StaffIn{Login: "secretlogin", Name: "密丁", UnitID: u.ID, Roles: []string{RoleOfficer}}))
		must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: 1, Name: to("密戊"), Roles: to([]string{RoleOfficer, RoleEditor})}))
		records := must[[]recordOf](t)(allRecords(b))
		if len(records) != 6 {
			t.Errorf("%d events, want 6", len(records))
		}
		for _, r := range records {
			for _, word := range []string{"密", "13800000000", "secretlogin"} {
				if strings.Contains(r.payload, word) {
					t.Errorf("%s holds %q: %s", r.kind, word, r.payload)
				}
			}
		}
		var e StaffEvent
		b.lastEvent(st.ID, &e)
		if e.Unit != u.ID || !slices.Equal(e.Roles, []string{RoleOfficer, RoleEditor}) || !slices.Equal(e.Changed, []string{"name", "roles"}) || e.Version != 2 {
			t.Errorf("staff event %+v", e)
		}
		var he HotlineEvent
		b.lastEvent(h.ID, &he)
		if he.Mode != DualNumber || he.Unit != u.ID || he.Number != "12300" {
			t.Errorf("hotline event %+v", he)
		}
	})
}

type recordOf struct{ kind, payload string }

func allRecords(b *bench) ([]recordOf, error) {
	rows, err := b.read().Query(`SELECT kind, payload FROM ledger_event ORDER BY id`)
	return store.Collect(rows, err, func(r store.Row) (x recordOf, err error) {
		err = r.Scan(&x.kind, &x.payload)
		return x, err
	})
}
