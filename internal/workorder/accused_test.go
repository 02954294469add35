package workorder

import (
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// accuse names a party of an order, as the centre.
func (b *bench) accuse(o Order, in AccusedIn) Order {
	b.t.Helper()
	return b.must(func(tx *store.Tx) (Order, error) {
		return b.s.Accuse(tx, centre, o.ID, o.Version, AccuseIn{AccusedIn: in, Reason: "来电人指明"})
	})
}

// TestAccuse_Routes holds that no verb brings an order to a unit that it is about, or to one below it.
func TestAccuse_Routes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		unit := func(u ids.ID) AccusedIn { return AccusedIn{Unit: u} }
		for name, c := range map[string]struct {
			state   State
			accused AccusedIn
			run     func(tx *store.Tx, o Order) (Order, error)
			want    string
		}{
			"Dispatch": {StateRegistered, unit(unitWaters), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: unitWaters})
			}, "workorder.accused_unit"},
			"DispatchBelow": {StateRegistered, unit(unitDistrict), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: unitVillage})
			}, "workorder.accused_unit"},
			"DispatchAbove": {StateRegistered, unit(unitVillage), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: unitDistrict})
			}, "ok"},
			"DispatchSubCentreMember": {StateRegistered, unit(unitWorks), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: unitRoads})
			}, "workorder.accused_unit"},
			"DispatchByDutyPhone": {StateRegistered, AccusedIn{Phone: roadsPhone}, func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: unitRoads})
			}, "workorder.accused_suspected"},
			"DispatchSuspected": {StateRegistered, AccusedIn{Words: "公路局的人野蛮施工"}, func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: unitRoads})
			}, "workorder.accused_suspected"},
			"Designate": {StateReturned, unit(unitRoads), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Designate(tx, centre, o.ID, o.Version, DesignateIn{Unit: unitRoads, Reason: "因"})
			}, "workorder.accused_unit"},
			"PassOn": {StateReturned, unit(unitRoads), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.ReviewReturn(tx, centre, o.ID, o.Version, ReviewReturnIn{Uphold: true, Unit: unitRoads, Note: "因"})
			}, "workorder.accused_unit"},
			"Reassign": {StateHandling, unit(unitRoads), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Reassign(tx, centre, o.ID, o.Version, ReassignIn{Unit: unitRoads, Reason: "因"})
			}, "workorder.accused_unit"},
			"ReassignBySubCentre": {StateHandling, unit(unitRoads), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Reassign(tx, works, o.ID, o.Version, ReassignIn{Unit: unitRoads, Reason: "因"})
			}, "workorder.accused_unit"},
			"Redo": {StateCompleted, unit(unitWaters), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Redo(tx, centre, o.ID, o.Version, RedoIn{Reason: "因"})
			}, "workorder.accused_unit"},
			"Invite": {StateHandling, unit(unitParks), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Invite(tx, waters, o.ID, o.Version, InviteIn{Unit: unitParks, Ask: "请协助"})
			}, "workorder.accused_unit"},
			"TransferDown": {StateHandling, unit(unitVillage), func(tx *store.Tx, o Order) (Order, error) {
				return b.s.Transfer(tx, waters, o.ID, o.Version, TransferIn{Unit: unitVillage})
			}, "workorder.accused_unit"},
			"Reopened": {StateArchived, unit(unitWaters), func(tx *store.Tx, o Order) (Order, error) {
				o, err := b.s.Reopen(tx, centre, o.ID, o.Version, ReasonIn{Reason: "因"})
				if err != nil {
					return o, err
				}
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: unitWaters})
			}, "workorder.accused_unit"},
		} {
			t.Run(name, func(t *testing.T) {
				o := b.accuse(b.in(c.state), c.accused)
				before := b.events(o.ID)
				after, err := b.try(func(tx *store.Tx) (Order, error) { return c.run(tx, o) })
				if code(err) != c.want {
					t.Fatalf("code = %s (%v), want %s", code(err), after.Unit, c.want)
				}
				if got := b.events(o.ID); err != nil && len(got) != len(before) {
					t.Errorf("a refused verb wrote %v", got[len(before):])
				}
			})
		}
	})
}

// TestAccuse_TakesBack holds that an order leaves the unit that turns out to be accused, in one transaction.
func TestAccuse_TakesBack(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, state := range heldStates {
			t.Run(string(state), func(t *testing.T) {
				o := b.in(state)
				total := o.TotalDueAt
				o = b.accuse(o, AccusedIn{Unit: unitWaters})
				if o.State != StateRegistered || o.Unit != 0 || !o.TotalDueAt.Equal(total) || !o.DueAt.Equal(total) {
					t.Errorf("order = %s of %d, due %s, total %s", o.State, o.Unit, o.DueAt, o.TotalDueAt)
				}
				got := b.events(o.ID)
				if tail := strings.Join(got[len(got)-2:], " "); tail != EventAccused+" "+EventTakenBack {
					t.Errorf("events end with %s", tail)
				}
				b.checkBarred(t, waters, o)
				b.checkBarred(t, village, o)
				if err := b.s.Visible(b.Store.Read(t.Context()), works, o.ID); code(err) != "workorder.not_found" {
					t.Errorf("the sub-centre above reads an order of the centre: %v", err)
				}
				for _, r := range b.history(t, o.ID)[len(got)-2:] {
					if len(r.Units) != 0 {
						t.Errorf("%s is told to %v", r.Kind, r.Units)
					}
				}
			})
		}
		t.Run("Part", func(t *testing.T) {
			o := b.in(StateHandling)
			o = b.must(func(tx *store.Tx) (Order, error) {
				return b.s.Invite(tx, waters, o.ID, o.Version, InviteIn{Unit: unitParks, Ask: "请协助"})
			})
			o = b.accuse(o, AccusedIn{Unit: unitParks})
			if o.State != StateHandling || o.Unit != unitWaters || o.CoOpen != 0 {
				t.Errorf("order = %s of %d with %d parts", o.State, o.Unit, o.CoOpen)
			}
			b.checkBarred(t, parks, o)
		})
		t.Run("Chain", func(t *testing.T) {
			b.chain = true
			o := b.accuse(b.in(StateHandling), AccusedIn{Unit: unitDistrict})
			b.chain = false
			if o.State != StateRegistered || o.Unit != 0 {
				t.Errorf("order = %s of %d", o.State, o.Unit)
			}
			b.checkBarred(t, district, o)
			b.checkBarred(t, waters, o)
		})
		t.Run("ConfirmedLater", func(t *testing.T) {
			o := b.accuse(b.in(StateHandling), AccusedIn{Words: "园林局的人拿了好处"})
			if o.State != StateHandling {
				t.Fatalf("state = %s", o.State)
			}
			// The same unit is asked for nothing while that is open, and again once it is rejected.
			invite := func(o Order) error {
				_, err := b.try(func(tx *store.Tx) (Order, error) {
					return b.s.Invite(tx, waters, o.ID, o.Version, InviteIn{Unit: unitParks, Ask: "请协助"})
				})
				return err
			}
			if err := invite(o); code(err) != "workorder.accused_suspected" {
				t.Errorf("suspected: %v", err)
			}
			at := slices.IndexFunc(o.accused, func(a Accusation) bool { return a.Unit == unitParks })
			o = b.must(func(tx *store.Tx) (Order, error) {
				return b.s.Judge(tx, centre, o.ID, o.Version, JudgeIn{Accused: o.accused[at].ID, Reason: "核实为外包公司人员"})
			})
			if err := invite(o); err != nil {
				t.Errorf("rejected: %v", err)
			}
		})
	})
}

// checkBarred holds that p has no way to the order.
func (b *bench) checkBarred(t *testing.T, p auth.Principal, o Order) {
	t.Helper()
	q := b.Store.Read(t.Context())
	if _, err := b.s.View(q, p, o.ID); code(err) != "workorder.not_found" {
		t.Errorf("%s reads it: %v", p.Name, err)
	}
	if _, err := b.s.Timeline(q, p, o.ID); code(err) != "workorder.not_found" {
		t.Errorf("%s reads its history: %v", p.Name, err)
	}
	if err := b.s.MayIdentify(q, p, o.ID); code(err) != "workorder.not_found" {
		t.Errorf("%s may ask who the citizen is: %v", p.Name, err)
	}
	for _, v := range Verbs {
		if movesOf(v)[0].Who == System || v == VerbCreate {
			continue
		}
		if _, err := b.as(p, o, v, movesOf(v)[0].Case); code(err) != "workorder.not_found" {
			t.Errorf("%s may %s: %s", p.Name, v, code(err))
		}
	}
	full := p.WithRights(Rights...)
	for _, view := range Views {
		for _, f := range []Filter{{View: view}, {View: view, Text: "水管"}, {View: view, Text: o.Number}, {View: view, Sort: SortDue}, {View: view, Category: o.Category}} {
			f.Limit = 200
			rows, _, err := b.s.List(q, full, f)
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(rows, func(r Row) bool { return r.ID == o.ID }) {
				t.Errorf("%s finds it in %+v", p.Name, f)
			}
		}
	}
	rows, _, err := b.s.Shelf(q, full, ShelfFilter{})
	if err != nil || slices.ContainsFunc(rows, func(r ShelfRow) bool { return r.ID == o.ID }) {
		t.Errorf("%s finds it in the register: %v", p.Name, err)
	}
	if barred, err := b.s.Barred(q, p, o.ID); err != nil || !barred[o.ID] {
		t.Errorf("%s is not barred: %v", p.Name, err)
	}
}

func (b *bench) history(t *testing.T, id ids.ID) []ledgerRecord {
	t.Helper()
	records, err := b.Ledger.History(b.Store.Read(t.Context()), id)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]ledgerRecord, len(records))
	for i, r := range records {
		list[i] = ledgerRecord{r.Kind, r.Units}
	}
	return list
}

type ledgerRecord struct {
	Kind  string
	Units []ids.ID
}

// TestAccuse_Person holds that a person does not learn of an order that is about them, in whatever role they are.
func TestAccuse_Person(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, p := range []auth.Principal{waters, works, centre, seat} {
			t.Run(p.Name, func(t *testing.T) {
				o := b.in(StateHandling)
				before, err := b.s.Counts(b.Store.Read(t.Context()), p)
				if err != nil {
					t.Fatal(err)
				}
				by := centre
				if p.ID == centre.ID {
					by = seat // a leader does not accuse themselves
				}
				o = b.must(func(tx *store.Tx) (Order, error) {
					return b.s.Accuse(tx, by, o.ID, o.Version, AccuseIn{AccusedIn: AccusedIn{Staff: p.ID}, Reason: "来电人指明"})
				})
				if o.State != StateHandling || o.Unit != unitWaters {
					t.Errorf("an order about a person leaves the unit: %s of %d", o.State, o.Unit)
				}
				b.checkBarred(t, p, o)
				after, err := b.s.Counts(b.Store.Read(t.Context()), p)
				if err != nil || after[ViewInHand] != before[ViewInHand]-1 {
					t.Errorf("counted %d of %d: %v", after[ViewInHand], before[ViewInHand], err)
				}
				mate := waters
				mate.ID = 19
				if err := b.s.Visible(b.Store.Read(t.Context()), mate, o.ID); err != nil {
					t.Errorf("the colleague who handles it cannot read it: %v", err)
				}
			})
		}
	})
}

// TestAccuse_Create holds what is found in a citizen's words, and that nothing is dispatched in the same breath to whom
// they name.
func TestAccuse_Create(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		form := func(words string, parties ...AccusedIn) NewOrder {
			n := b.form()
			n.Accused, n.Parties = words, parties
			return n
		}
		for name, c := range map[string]struct {
			form NewOrder
			want string
		}{
			"Words":          {form("水务局工作人员"), "workorder.accused_suspected"},
			"Named":          {form("", AccusedIn{Unit: unitWaters}), "workorder.accused_unit"},
			"Asked":          {form("水务局门口的小店", AccusedIn{Unit: unitWaters, Rejected: true}), "ok"},
			"Nobody":         {form("路边五金店"), "ok"},
			"Above":          {form("", AccusedIn{Unit: unitDistrict}), "workorder.accused_unit"},
			"UnknownUnit":    {form("", AccusedIn{Unit: 4711}), "workorder.accused_missing"},
			"UnknownStaff":   {form("", AccusedIn{Staff: 4711}), "workorder.accused_missing"},
			"Two":            {form("", AccusedIn{Unit: unitRoads, Staff: 4}), "workorder.accused_missing"},
			"None":           {form("", AccusedIn{}), "workorder.accused_missing"},
			"BadPhone":       {form("", AccusedIn{Phone: "12"}), "workorder.accused_missing"},
			"Centre":         {form("", AccusedIn{Unit: unitCentre}), "workorder.accused_centre"},
			"Staff":          {form("", AccusedIn{Staff: waters.ID}), "ok"},
			"EverybodyKnown": {form("水务局、公路局、园林局、紫荆", AccusedIn{Unit: unitWaters}), "workorder.accused_unit"},
		} {
			t.Run(name, func(t *testing.T) {
				o, err := b.try(func(tx *store.Tx) (Order, error) {
					return b.s.CreateDispatched(tx, centre, c.form, DispatchIn{Unit: unitWaters})
				})
				if code(err) != c.want {
					t.Fatalf("code = %s, want %s", code(err), c.want)
				}
				if err == nil && len(b.load(o.ID).accused) != o.AccusedCount {
					t.Errorf("%d accused kept of %d", len(b.load(o.ID).accused), o.AccusedCount)
				}
			})
		}
	})
}

// TestAccuse_Merge holds that merging leads no order to whom it accuses.
func TestAccuse_Merge(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.accuse(b.create(), AccusedIn{Unit: unitParks})
		main := b.dispatched(unitParks)
		_, err := b.try(func(tx *store.Tx) (Order, error) {
			return b.s.Merge(tx, centre, o.ID, o.Version, MergeIn{Into: main.ID})
		})
		if code(err) != "workorder.accused_unit" {
			t.Fatalf("merged into an order of the accused: %s", code(err))
		}
		main = b.dispatched(unitRoads)
		b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Merge(tx, centre, o.ID, o.Version, MergeIn{Into: main.ID})
		})
		main = b.load(main.ID)
		_, err = b.try(func(tx *store.Tx) (Order, error) {
			return b.s.Reassign(tx, centre, main.ID, main.Version, ReassignIn{Unit: unitParks, Reason: "因"})
		})
		if code(err) != "workorder.accused_unit" {
			t.Errorf("the main order goes to the accused: %s", code(err))
		}
		b.checkBarred(t, parks, main)
	})
}
