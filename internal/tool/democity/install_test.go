package democity

import (
	"context"
	"errors"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

func TestInstall(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		city, h := mustLoad(t), newHouse(t, st)
		last, end := 0, 0
		err := Install(t.Context(), h, city, monday, func(done, total int, what string) {
			if done < last || done > total {
				t.Fatalf("%s: %d of %d after %d", what, done, total, last)
			}
			last, end = done, total
		})
		if err != nil {
			t.Fatal(err)
		}
		if last != end || end == 0 {
			t.Errorf("progress ends at %d of %d", last, end)
		}
		checkSettings(t, h, city)
		checkOrders(t, h)
		checkDispatch(t, h, city)
		checkExtras(t, h)
		checkPictures(t, h)
		dead, err := h.Jobs.List(st.Read(t.Context()), "dead", 10)
		if err != nil || len(dead) > 0 {
			t.Errorf("jobs that failed: %v %v", dead, err)
		}
		events := checkLedger(t, st)
		// A second start keeps the data.
		if err := Install(t.Context(), h, city, monday.Add(time.Hour), nil); err != nil {
			t.Fatal(err)
		}
		if again := checkLedger(t, st); again != events {
			t.Errorf("%d events after a second start, %d before", again, events)
		}
	}, roomTables...)
}

// checkLedger verifies all chains and tells how many events there are.
func checkLedger(t *testing.T, st *store.Store) int64 {
	t.Helper()
	suite, err := seal.ByName(seal.Intl)
	if err != nil {
		t.Fatal(err)
	}
	r, err := anchor.Verify(t.Context(), anchor.Ask{Store: st, Suite: suite, Dir: t.TempDir(), Found: func(p anchor.Problem) { t.Errorf("the ledger: %s", p) }})
	if err != nil {
		t.Fatal(err)
	}
	return r.Events
}

func checkSettings(t *testing.T, h *House, city *City) {
	t.Helper()
	q := h.Store.Read(t.Context())
	units, err := h.Directory.Units(q, directory.UnitFilter{})
	if err != nil || len(units) != len(city.Units) {
		t.Errorf("%d units of %d: %v", len(units), len(city.Units), err)
	}
	lines, err := h.Directory.Hotlines(q)
	if err != nil || len(lines) != len(city.Hotlines) {
		t.Errorf("%d hotlines: %v", len(lines), err)
	}
	staff, err := h.Directory.StaffList(q, directory.StaffFilter{})
	if err != nil || len(staff) != len(city.Staff) {
		t.Errorf("%d staff: %v", len(staff), err)
	}
	tree, err := h.Catalogue.Categories(q)
	if err != nil || len(tree) != len(city.Categories) {
		t.Errorf("%d categories: %v", len(tree), err)
	}
	hits, err := h.Knowledge.Search(q, "停水", 10)
	if err != nil || len(hits) < 2 {
		t.Errorf("%d entries about 停水: %v", len(hits), err)
	}
	public, err := h.Knowledge.Public(q, "", 200)
	if err != nil || len(public) < 120 {
		t.Errorf("%d public entries: %v", len(public), err)
	}
	for _, hit := range public {
		if hit.Kind == knowledge.KindWording {
			t.Errorf("citizens read the wording %q", hit.Title)
		}
	}
}

// checkOrders reads every order as the rooms now know it.
func checkOrders(t *testing.T, h *House) {
	t.Helper()
	q := h.Store.Read(t.Context())
	states, kinds, doors := map[workorder.State]int{}, map[workorder.Kind]int{}, map[string]int{}
	var overdue, redone, urged, returned, direct, sealed, urgent, business, total int
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	filter := workorder.Filter{View: workorder.ViewAll, Limit: 200}
	for {
		rows, next, err := h.Orders.List(q, auth.System, filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			o, err := h.Orders.Get(q, auth.System, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			total++
			states[o.State]++
			kinds[o.Kind]++
			doors[o.Door]++
			count(&overdue, o.State.Open() && o.Mark == workorder.MarkOverdue)
			count(&redone, o.RedoCount > 0)
			count(&urged, o.UrgeCount > 0)
			count(&returned, o.ReturnCount > 0)
			count(&direct, o.Direct)
			count(&sealed, o.Sealed)
			count(&urgent, o.Urgent)
			count(&business, o.Business)
			if o.CreatedAt.After(monday) || o.CreatedAt.Before(monday.AddDate(0, 0, -Days-1)) {
				t.Errorf("%s was created at %s", o.Number, o.CreatedAt)
			}
		}
		if filter.Cursor = next; next == "" {
			break
		}
	}
	t.Log(states, kinds, doors, "overdue", overdue, "redone", redone, "urged", urged, "returned", returned, "direct", direct)
	for _, s := range workorder.States {
		if states[s] < 5 {
			t.Errorf("%d orders are %s", states[s], s)
		}
	}
	for _, k := range []workorder.Kind{"consult", "help", "complaint", "report", "suggestion", "praise", "invalid"} {
		if kinds[k] == 0 {
			t.Errorf("no order is a %s", k)
		}
	}
	for what, n := range map[string]int{"overdue": overdue, "redone": redone, "urged": urged, "returned": returned,
		"answered directly": direct, "sealed": sealed, "urgent": urgent, "from business": business} {
		if n < 5 {
			t.Errorf("%d orders are %s", n, what)
		}
	}
	if total < 390 {
		t.Errorf("%d orders", total)
	}
}

// checkDispatch holds that the files' idea of the dispatch catalogue is the catalogue's own.
func checkDispatch(t *testing.T, h *House, city *City) {
	t.Helper()
	q := h.Store.Read(t.Context())
	for _, s := range city.Scenarios {
		for _, p := range s.Places {
			want := city.Default(s.Category, p.Division)
			unit, why, err := h.Catalogue.DefaultUnit(q, h.category[s.Category], p.Division)
			if err != nil || unit != h.units[want] {
				t.Errorf("%s at %s: the catalogue says %s (%s), the files say %s: %v", s.Code, p.Address, h.Directory.UnitName(q, unit), why, want, err)
			}
		}
	}
}

func TestInstall_foreign(t *testing.T) {
	city, h := mustLoad(t), newHouse(t, testkit.Store(t, roomTables...))
	err := h.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := h.Directory.AddUnit(tx, auth.System, directory.UnitIn{Code: "real", Name: "正式单位", Kind: directory.Department})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := Install(t.Context(), h, city, monday, nil); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
}

// TestInstall_interrupted holds that a half-entered city is never taken for a whole one.
func TestInstall_interrupted(t *testing.T) {
	city, h := mustLoad(t), newHouse(t, testkit.Store(t, roomTables...))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := Install(ctx, h, city, monday, func(done, total int, _ string) {
		if done > total/3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if err := Install(t.Context(), h, city, monday, nil); !errors.Is(err, ErrBegun) {
		t.Errorf("got %v", err)
	}
}

// refusing fails at one step.
type refusing struct {
	*House
	at Verb
}

func (r refusing) Take(ctx context.Context, s Step) error {
	if s.Verb == r.at {
		return workorder.ErrStale
	}
	return r.House.Take(ctx, s)
}

func TestInstall_refused(t *testing.T) {
	city, h := mustLoad(t), newHouse(t, testkit.Store(t, roomTables...))
	err := Install(t.Context(), refusing{h, VerbSign}, city, monday, nil)
	if !errors.Is(err, workorder.ErrStale) {
		t.Errorf("got %v", err)
	}
}

// TestInstall_settings holds that an operator's settings of followup do not stop the demo.
func TestInstall_settings(t *testing.T) {
	city, h := mustLoad(t), newHouse(t, testkit.Store(t, roomTables...), followup.Options{MaxAttempts: 1, LinkWait: time.Hour})
	if err := Install(t.Context(), h, city, monday.Add(31*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	if len(h.over) == 0 {
		t.Error("no question ended early: the settings are not in force")
	}
}

// checkExtras looks for a refusal in each state of its appeal, and for the event that is over.
func checkExtras(t *testing.T, h *House) {
	t.Helper()
	q := h.Store.Read(t.Context())
	leader := h.people["leader1"]
	rows, _, err := h.Intake.Refusals(q, leader, intake.RefusalFilter{})
	states := map[intake.RefusalState]int{}
	for _, r := range rows {
		states[r.State]++
	}
	if err != nil || len(states) != 4 {
		t.Errorf("refusals %v %v", states, err)
	}
	list, err := h.Intake.Storms(q, leader)
	if err != nil || len(list) != 1 || list[0].State != intake.StormEnded || list[0].Joined != len(dark) {
		t.Fatalf("events %+v %v", list, err)
	}
	f, err := h.Intake.StormFigures(q, leader, list[0].ID)
	if err != nil || f.Owed != 1 || len(f.Told) < 2 {
		t.Errorf("%+v %v", f, err)
	}
	if banners, err := h.Intake.Banners(q); err != nil || len(banners) != 0 {
		t.Errorf("an event runs in the demo city: %+v %v", banners, err)
	}
}
