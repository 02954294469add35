package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// subCentre is a platform with a sub-centre, its number, and two units that work through it.
type subCentre struct {
	*platformHouse
	sub, one, two, outside ids.ID
	line                   directory.Hotline
}

func newSubCentre(t *testing.T, clock wall.Clock) *subCentre {
	t.Helper()
	x := &subCentre{platformHouse: newPlatform(t, "甲市", "JA", clock)}
	x.outside = x.standing
	x.write(func(tx *store.Tx) error {
		u, err := x.directory.AddUnit(tx, auth.System, directory.UnitIn{Code: "fzx", Name: "供水分中心", Kind: directory.SubCentre})
		if err != nil {
			return err
		}
		x.sub = u.ID
		for code, id := range map[string]*ids.ID{"s1": &x.one, "s2": &x.two} {
			u, err := x.directory.AddUnit(tx, auth.System, directory.UnitIn{Code: code, Name: "营业所" + code, Kind: directory.Company,
				Mode: directory.SubCentreMode, SubCentreID: x.sub})
			if err != nil {
				return err
			}
			*id = u.ID
		}
		x.line, err = x.directory.AddHotline(tx, auth.System, directory.HotlineIn{Number: "96000", Name: "供水热线", UnitID: x.sub, Mode: directory.SubCentreMode})
		return err
	})
	return x
}

// call takes a request on that came on the sub-centre's number.
func (x *subCentre) call(change func(*intake.TakeOnIn)) workorder.Order {
	x.t.Helper()
	return x.request(1, func(in *intake.TakeOnIn) {
		in.HotlineNumber, in.Requests[0].Then = "96000", nil
		if change != nil {
			change(in)
		}
	})
}

// seat is somebody of a unit, with an officer's rights.
func (x *subCentre) seat(unit ids.ID) auth.Principal {
	x.t.Helper()
	p := auth.Principal{ID: ids.New(), Unit: unit, Scope: auth.Scope{Units: []ids.ID{unit}}}
	return p.WithRights(workorder.RightRead, workorder.RightSign, workorder.RightReply, workorder.RightReturn, workorder.RightTransfer, workorder.RightAttach)
}

// TestSubCentre_Routing holds whose a request is by the number called: the sub-centre's while its mode says so, unless a
// seat decides otherwise; and that an order under way keeps its way when the mode changes.
func TestSubCentre_Routing(t *testing.T) {
	clock := wall.NewManual(partnerDay)
	x := newSubCentre(t, clock)
	first := x.call(nil)
	if first.Unit != x.sub || first.State != workorder.StateDispatched {
		t.Errorf("the sub-centre's number: %d %s", first.Unit, first.State)
	}
	for name, c := range map[string]struct {
		change func(*intake.TakeOnIn)
		unit   ids.ID
		state  workorder.State
	}{
		"Sealed": {func(in *intake.TakeOnIn) { in.Requests[0].Sealed = true }, 0, workorder.StateRegistered},
		"SeatDecides": {func(in *intake.TakeOnIn) {
			in.Requests[0].Then = &intake.Then{Verb: intake.ThenDispatch, UnitID: x.outside}
		}, x.outside, workorder.StateDispatched},
		"SeatAnswers": {func(in *intake.TakeOnIn) {
			in.KeepAtCentre, in.Requests[0].Then = true, &intake.Then{Verb: intake.ThenAnswer, Text: "已告知"}
		}, 0, workorder.StateCompleted},
		"KeptHere":   {func(in *intake.TakeOnIn) { in.KeepAtCentre = true }, 0, workorder.StateRegistered},
		"CentreLine": {func(in *intake.TakeOnIn) { in.HotlineNumber = "" }, 0, workorder.StateRegistered},
	} {
		if o := x.call(c.change); o.Unit != c.unit || o.State != c.state {
			t.Errorf("%s: %d %s", name, o.Unit, o.State)
		}
	}
	// Who sees it: the sub-centre and nobody beside it.
	q := x.store.Read(t.Context())
	for unit, sees := range map[ids.ID]bool{x.sub: true, x.one: false, x.outside: false} {
		if err := x.orders.Visible(q, x.seat(unit), first.ID); (err == nil) != sees {
			t.Errorf("unit %d: %v", unit, err)
		}
	}
	at := clock.Now().Add(time.Hour)
	mode := directory.FullMerge
	x.write(func(tx *store.Tx) (err error) {
		x.line, err = x.directory.ChangeHotline(tx, auth.System, x.line.ID, directory.HotlinePatch{Version: x.line.Version, NextMode: &mode, NextAt: &at})
		return err
	})
	if o := x.call(nil); o.Unit != x.sub {
		t.Errorf("before the mode changes: %d", o.Unit)
	}
	clock.Advance(time.Hour)
	if o := x.call(nil); o.Unit != 0 || o.State != workorder.StateRegistered {
		t.Errorf("after the mode changed: %d %s", o.Unit, o.State)
	}
	if o := x.order(first.ID); o.Unit != x.sub {
		t.Errorf("an order under way left: %d", o.Unit)
	}
	table, err := x.intake.HotlineFigures(x.store.Read(t.Context()), auth.System, clock.Now().Add(-24*time.Hour), clock.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var line, none intake.HotlineFigures
	for _, f := range table.Items {
		switch f.Number {
		case "96000":
			line = f
		case "":
			none = f
		}
	}
	if line.Contacts != 7 || line.Requests != 7 || none.Contacts != 1 || table.Total.Contacts != 8 || table.Total.Requests != 8 {
		t.Errorf("figures: %+v", table)
	}
	own := x.seat(x.outside).WithRights(intake.RightFigures)
	if table, err = x.intake.HotlineFigures(x.store.Read(t.Context()), own, clock.Now().Add(-24*time.Hour), clock.Now()); err != nil || len(table.Items) != 0 || table.Total.Contacts != 0 {
		t.Errorf("a unit without a number: %+v %v", table, err)
	}
}

// TestSubCentre_Clocks is a property: however an order travels between the sub-centre and its units, down, up and called
// back, at whatever times, its clocks are those of a twin that stayed where it was given.
func TestSubCentre_Clocks(t *testing.T) {
	clock := wall.NewManual(partnerDay)
	x := newSubCentre(t, clock)
	for seed := range uint64(25) {
		dice := rand.New(rand.NewPCG(seed, 5)) //nolint:gosec // a test's dice
		still, moving := x.call(nil), x.call(nil)
		trips := 0
		for range 3 {
			clock.Advance(time.Duration(dice.IntN(300)) * time.Minute)
			below := []ids.ID{x.one, x.two}[dice.IntN(2)]
			o := x.do(moving.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
				if dice.IntN(2) == 0 {
					var err error
					if o, err = x.orders.SignFor(tx, x.seat(x.sub), o.ID, o.Version); err != nil {
						return o, err
					}
				}
				return x.orders.Transfer(tx, x.seat(x.sub), o.ID, o.Version, workorder.TransferIn{Unit: below, Reason: "请办理"})
			})
			if o.Unit != below || !o.DueAt.Equal(still.DueAt) || !o.TotalDueAt.Equal(still.TotalDueAt) {
				t.Fatalf("seed %d: at %d, due %s and %s, not %s and %s", seed, o.Unit, o.DueAt, o.TotalDueAt, still.DueAt, still.TotalDueAt)
			}
			clock.Advance(time.Duration(dice.IntN(300)) * time.Minute)
			if o.Transfers == 3 {
				break // passed along as often as may be
			}
			if dice.IntN(2) == 0 {
				o = x.do(moving.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
					return x.orders.Transfer(tx, x.seat(below), o.ID, o.Version, workorder.TransferIn{Unit: x.sub, Reason: "请分中心办理"})
				})
			} else {
				o = x.do(moving.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
					return x.orders.Recall(tx, x.seat(x.sub), o.ID, o.Version, workorder.ReasonIn{Reason: "收回自办"})
				})
			}
			if o.Unit != x.sub || !o.DueAt.Equal(still.DueAt) || !o.TotalDueAt.Equal(still.TotalDueAt) {
				t.Fatalf("seed %d: back at %d, due %s and %s, not %s and %s", seed, o.Unit, o.DueAt, o.TotalDueAt, still.DueAt, still.TotalDueAt)
			}
			trips++
			if o.Transfers >= 3 {
				break
			}
		}
		if trips == 0 {
			t.Fatalf("seed %d: the order never came back", seed)
		}
		// Given back to the centre, the citizen's clock is the one that runs, as if it had never left.
		now := x.do(moving.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			if o.Unit != x.sub {
				return x.orders.Recall(tx, x.seat(x.sub), o.ID, o.Version, workorder.ReasonIn{Reason: "收回自办"})
			}
			return o, nil
		})
		if !now.TotalDueAt.Equal(still.TotalDueAt) {
			t.Fatalf("seed %d: the citizen's clock moved", seed)
		}
	}
}

// TestSubCentre_BackToCentre hands an order back to the centre: the total clock goes on, and another unit's begins anew.
func TestSubCentre_BackToCentre(t *testing.T) {
	clock := wall.NewManual(partnerDay)
	x := newSubCentre(t, clock)
	o := x.call(nil)
	clock.Advance(2 * time.Hour)
	back := x.do(o.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		o, err := x.orders.Return(tx, x.seat(x.sub), o.ID, o.Version, workorder.ReturnIn{ReasonCode: "other", Reason: "不属供水事项", DutyBasis: "职责清单"})
		if err != nil {
			return o, err
		}
		return x.orders.ReviewReturn(tx, auth.System, o.ID, o.Version, workorder.ReviewReturnIn{Uphold: true})
	})
	if back.Unit != 0 || back.State != workorder.StateRegistered || !back.TotalDueAt.Equal(o.TotalDueAt) || !back.DueAt.Equal(o.TotalDueAt) {
		t.Errorf("back at the centre: %+v", back)
	}
}
