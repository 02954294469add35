package insight

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

type plainNames struct{}

func (plainNames) UnitName(_ store.Queryer, id ids.ID) string     { return "单位" + id.String() }
func (plainNames) CategoryName(_ store.Queryer, id ids.ID) string { return "分类" + id.String() }
func (plainNames) DivisionName(_ store.Queryer, code string) string {
	return "区划" + code
}
func (plainNames) NumberLabel(_ store.Queryer, number string) (string, directory.Mode, error) {
	return number + " 热线", directory.DualNumber, nil
}
func (plainNames) NumberOf(_ store.Queryer, id ids.ID) (string, bool) { return id.String(), false }

// TownOf knows that a village's code begins with its town's.
func (plainNames) TownOf(_ store.Queryer, code string) (string, string) {
	code = code[:min(len(code), 9)]
	return code, "区划" + code
}
func (plainNames) Barred(store.Queryer, auth.Principal, ...ids.ID) (map[ids.ID]bool, error) {
	return nil, nil
}

// noRates is the table of rates of a city that asked nobody.
type noRates struct{}

func (noRates) Rates(store.Queryer, auth.Principal, followup.RatesIn) (followup.RateTable, error) {
	return followup.RateTable{}, nil
}

func room(st *store.Store) (*Service, *testkit.World) {
	w := testkit.NewWorld(st)
	s := New(Deps{Store: st, Ledger: w.Ledger, Clock: w.Clock, Names: plainNames{}, Orders: plainNames{}, Rates: noRates{}})
	s.Register()
	return s, w
}

func tell(t *testing.T, w *testkit.World, kind string, subject ids.ID, payload any) {
	t.Helper()
	if err := w.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := w.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Payload: payload})
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// board computes the wallboard anew, without the second in which one is kept.
func board(t *testing.T, s *Service, scope auth.Scope) *Wallboard {
	t.Helper()
	b, err := s.compute(t.Context(), scope, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWallboard(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		s, w := room(st)
		move := func(kind string, order ids.ID, from, to workorder.State, unit, prev ids.ID, d workorder.Detail) {
			tell(t, w, kind, order, workorder.Payload{From: from, To: to, Unit: unit, PrevUnit: prev, Kind: "help", Category: 3, Division: "4404", Detail: d})
		}
		tell(t, w, intake.EventTakenOn, 1, intake.TakenOn{Request: 9, Contact: 8, Order: 1, Category: 3, Division: "4404", Index: 0, Requests: 2})
		tell(t, w, intake.EventTakenOn, 2, intake.TakenOn{Request: 10, Contact: 8, Order: 2, Category: 3, Division: "4404", Index: 1, Requests: 2})
		for _, order := range []ids.ID{1, 2} {
			move(workorder.EventCreated, order, workorder.StateNone, workorder.StateRegistered, 0, 0, workorder.Detail{})
			move(workorder.EventDispatched, order, workorder.StateRegistered, workorder.StateDispatched, 50, 0, workorder.Detail{Assignment: 1})
			move(workorder.EventOverdue, order, workorder.StateDispatched, workorder.StateDispatched, 50, 50, workorder.Detail{})
		}
		move(workorder.EventSigned, 1, workorder.StateDispatched, workorder.StateHandling, 50, 50, workorder.Detail{})
		move(workorder.EventReplied, 1, workorder.StateHandling, workorder.StateReplied, 50, 50, workorder.Detail{})
		move(workorder.EventCompleted, 1, workorder.StateReplied, workorder.StateCompleted, 50, 50, workorder.Detail{})
		w.Settle(t)

		b := board(t, s, auth.Scope{All: true})
		want := map[string]int64{"contacts": 1, "requests": 2, "registered": 2, "dispatched": 2, "signed": 1, "replied": 1, "completed": 1, "archived": 0, "direct": 0, "returned": 0, "redone": 0, "urged": 0}
		if !reflect.DeepEqual(b.Today, want) {
			t.Errorf("today %v, want %v", b.Today, want)
		}
		if !reflect.DeepEqual(b.Open.ByState, map[string]int64{"dispatched": 1}) || b.Open.Overdue != 1 {
			t.Errorf("open %+v: one order is open and overdue, the completed one no longer", b.Open)
		}
		if len(b.ByUnit) != 1 || b.ByUnit[0].Open != 1 || b.ByUnit[0].Overdue != 1 || b.ByCategory[0].N != 2 || len(b.Latest) == 0 || b.ByHour[9].Requests != 2 {
			t.Errorf("%+v %+v %+v", b.ByUnit, b.ByCategory, b.ByHour[9])
		}
		t.Run("OtherUnit", func(t *testing.T) {
			b := board(t, s, auth.Scope{Units: []ids.ID{51}})
			if b.Today["dispatched"] != 0 || len(b.ByUnit)+len(b.ByCategory)+len(b.ByDivision)+len(b.Latest) != 0 || b.Open.Overdue != 0 {
				t.Errorf("a unit sees another unit's figures: %+v", b)
			}
		})
		t.Run("OwnUnit", func(t *testing.T) {
			if b := board(t, s, auth.Scope{Units: []ids.ID{50}}); b.Today["dispatched"] != 2 || b.Open.Overdue != 1 || len(b.ByCategory)+len(b.Latest) != 0 {
				t.Errorf("%+v", b)
			}
		})
		t.Run("Rebuild", func(t *testing.T) {
			if err := s.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.Settle(t)
			if again := board(t, s, auth.Scope{All: true}); !reflect.DeepEqual(again, b) {
				t.Errorf("rebuilt %+v, was %+v", again, b)
			}
		})
	}, Migrations)
}

// TestWallboard_ByTown holds that villages count for their town, before only the largest are taken.
func TestWallboard_ByTown(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		s, w := room(st)
		for town := range 12 { // one request in each of twelve towns, and eleven in the villages of one more
			tell(t, w, intake.EventTakenOn, ids.ID(town+1), intake.TakenOn{Request: ids.ID(town + 1), Order: ids.ID(town + 1), Division: fmt.Sprintf("4404020%02d", town), Requests: 1})
		}
		for village := range 11 {
			n := ids.ID(100 + village)
			tell(t, w, intake.EventTakenOn, n, intake.TakenOn{Request: n, Order: n, Division: fmt.Sprintf("440403001%03d", village), Requests: 1})
		}
		w.Settle(t)
		got := board(t, s, auth.Scope{All: true}).ByDivision
		if len(got) != topRows || got[0] != (Share{Code: "440403001", Name: "区划440403001", N: 11}) || got[1].N != 1 || got[1].Code != "440402000" {
			t.Errorf("%+v", got)
		}
	}, Migrations)
}

// TestFold_Parties holds that help is no second open order, and that an order passed along the line takes its warnings
// with it.
func TestFold_Parties(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		s, w := room(st)
		move := func(kind string, from, to workorder.State, unit, prev ids.ID, d workorder.Detail) {
			tell(t, w, kind, 1, workorder.Payload{From: from, To: to, Unit: unit, PrevUnit: prev, Detail: d})
		}
		handling, dispatched := workorder.StateHandling, workorder.StateDispatched
		move(workorder.EventCreated, workorder.StateNone, workorder.StateRegistered, 0, 0, workorder.Detail{})
		move(workorder.EventDispatched, workorder.StateRegistered, dispatched, 50, 0, workorder.Detail{Assignment: 1})
		move(workorder.EventSigned, dispatched, handling, 50, 50, workorder.Detail{})
		for _, kind := range []string{workorder.EventInvited, workorder.EventCoDueSoon, workorder.EventCoOverdue, workorder.EventContributed, workorder.EventCoClosed} {
			move(kind, handling, handling, 50, 50, workorder.Detail{Party: 7, CoUnit: 60, DueAt: 1})
		}
		move(workorder.EventOverdue, handling, handling, 50, 50, workorder.Detail{})
		w.Settle(t)
		move(workorder.EventPassedDown, handling, dispatched, 51, 50, workorder.Detail{Assignment: 2, Mark: workorder.MarkOverdue})
		w.Settle(t)
		b := board(t, s, auth.Scope{All: true})
		if !reflect.DeepEqual(b.Open.ByState, map[string]int64{"dispatched": 1}) || b.Open.Overdue != 1 || b.Today["dispatched"] != 1 {
			t.Errorf("open %+v, today %v", b.Open, b.Today)
		}
		for unit, want := range map[ids.ID]int64{50: 0, 51: 1, 60: 0} {
			if got := board(t, s, auth.Scope{Units: []ids.ID{unit}}).Open.Overdue; got != want {
				t.Errorf("unit %d: %d overdue, want %d", unit, got, want)
			}
		}
		move(workorder.EventReassigned, dispatched, dispatched, 52, 51, workorder.Detail{Assignment: 3, Mark: workorder.MarkOverdue})
		w.Settle(t)
		if got := board(t, s, auth.Scope{Units: []ids.ID{52}}).Open.Overdue; got != 1 {
			t.Errorf("reassigned with the clock that ran: %d overdue", got)
		}
		move(workorder.EventReassigned, dispatched, dispatched, 50, 52, workorder.Detail{Assignment: 4})
		w.Settle(t)
		if got := board(t, s, auth.Scope{All: true}).Open.Overdue; got != 0 {
			t.Errorf("reassigned with a clock of its own: %d overdue", got)
		}
	}, Migrations)
}

// TestFold_Random walks many orders through random moves, folded in batches of random size: the open counters equal
// a count of the orders' last states, and a rebuild in one go gives the same.
func TestFold_Random(t *testing.T) {
	s, w := room(testkit.Store(t, Migrations))
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's dice
	states := []workorder.State{workorder.StateRegistered, workorder.StateDispatched, workorder.StateHandling, workorder.StateReplied, workorder.StateCompleted, workorder.StateArchived}
	type at struct {
		state workorder.State
		unit  ids.ID
	}
	orders := map[ids.ID]at{}
	for step := range 600 {
		id := ids.ID(1 + random.IntN(40))
		was := orders[id]
		next := at{states[random.IntN(len(states))], ids.ID(random.IntN(3))}
		tell(t, w, workorder.EventSigned, id, workorder.Payload{From: was.state, To: next.state, Unit: next.unit, PrevUnit: was.unit})
		orders[id] = next
		if step%(1+random.IntN(90)) == 0 {
			w.Settle(t)
		}
	}
	w.Settle(t)
	want := map[string]int64{}
	for _, o := range orders {
		if o.state.Open() {
			want[string(o.state)]++
		}
	}
	check := func(when string) {
		t.Helper()
		got := board(t, s, auth.Scope{All: true}).Open.ByState
		for state, n := range want {
			if got[state] != n {
				t.Errorf("%s: %d orders %s, want %d", when, got[state], state, n)
			}
		}
	}
	check("folded")
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Settle(t)
	check("rebuilt")
}
