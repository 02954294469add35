package directory

import (
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

// TestNumbers_ByMode holds for each mode who sees, answers at once and counts what comes in on a number, written by hand
// and asked of the room.
func TestNumbers_ByMode(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		water := b.unit("shui", func(in *UnitIn) { in.Kind, in.Mode, in.SubCentreID = Company, SubCentreMode, sub.ID })
		other := b.unit("ju")
		seat := must[Staff](t)(b.addStaff(StaffIn{Login: "own-seat", Name: "双号", UnitID: water.ID, Roles: []string{RoleNumberSeat}}))
		unitOf := func(id ids.ID) auth.Principal {
			return auth.Principal{ID: 7, Unit: id, Scope: auth.Scope{Units: []ids.ID{id}}}
		}
		for i, c := range []struct {
			mode                               Mode
			ownSees, ownAnswers, centreAnswers bool
			ownCounts, unitCounts, subCounts   bool
		}{
			{mode: FullMerge, centreAnswers: true},
			{mode: DualNumber, ownSees: true, ownAnswers: true, centreAnswers: true, ownCounts: true, unitCounts: true},
			{mode: SubCentreMode, subCounts: true},
			{mode: NotIntegrated, centreAnswers: true},
		} {
			t.Run(string(c.mode), func(t *testing.T) {
				number := "9600" + string(rune('0'+i))
				h := must[Hotline](t)(b.addHotline(HotlineIn{Number: number, Name: "供水", UnitID: water.ID, Mode: c.mode}))
				own := must[auth.Principal](t)(b.Principal(t.Context(), seat.ID))
				if own.Scope.All || len(own.Scope.Units) != 0 || own.Scope.AllowsNumber(number) != c.ownSees {
					t.Errorf("the own seat sees %+v", own.Scope)
				}
				if c.ownSees && !slices.Equal(own.Scope.Numbers, []string{number}) {
					t.Errorf("the own seat sees %v", own.Scope.Numbers)
				}
				own.Scope.Numbers = []string{number} // what follows holds by itself, not by what is seen
				for who, x := range map[string]struct {
					p    auth.Principal
					want bool
				}{"own": {own, c.ownAnswers}, "centre": {auth.System, c.centreAnswers}} {
					if got := must[bool](t)(b.AnswersAtOnce(b.read(), x.p, number)); got != x.want {
						t.Errorf("%s answers at once: %v", who, got)
					}
				}
				for who, x := range map[string]struct {
					p    auth.Principal
					want bool
				}{"own": {own, c.ownCounts}, "unit": {unitOf(water.ID), c.unitCounts}, "sub": {unitOf(sub.ID), c.subCounts},
					"other": {unitOf(other.ID), false}, "centre": {auth.System, true}} {
					if got := must[bool](t)(b.Counts(b.read(), x.p, h)); got != x.want {
						t.Errorf("%s counts: %v", who, got)
					}
				}
				off := false
				must[Hotline](t)(do(b, func(tx *store.Tx) (Hotline, error) {
					return b.ChangeHotline(tx, auth.System, h.ID, HotlinePatch{Version: 1, Active: &off})
				}))
				if p := must[auth.Principal](t)(b.Principal(t.Context(), seat.ID)); p.Scope.AllowsNumber(number) {
					t.Error("a number out of use is seen")
				}
			})
		}
	})
}

// TestNumbers_Plan holds that a planned change of the mode takes the own seats' sight with it, at its time.
func TestNumbers_Plan(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		clock := wall.NewManual(time.Date(2026, 11, 16, 1, 0, 0, 0, time.UTC))
		b.clock = clock
		bureau := b.unit("ju")
		seat := must[Staff](t)(b.addStaff(StaffIn{Login: "own-seat", Name: "双号", UnitID: bureau.ID, Roles: []string{RoleNumberSeat}}))
		h := must[Hotline](t)(b.addHotline(HotlineIn{Number: "12319", Name: "城管", UnitID: bureau.ID, Mode: DualNumber}))
		soon := clock.Now().Add(time.Hour)
		must[Hotline](t)(do(b, func(tx *store.Tx) (Hotline, error) {
			return b.ChangeHotline(tx, auth.System, h.ID, HotlinePatch{Version: 1, NextMode: to(FullMerge), NextAt: &soon})
		}))
		sees := func() bool {
			return must[auth.Principal](t)(b.Principal(t.Context(), seat.ID)).Scope.AllowsNumber("12319")
		}
		if !sees() {
			t.Error("not seen before the change")
		}
		clock.Advance(time.Hour)
		if sees() {
			t.Error("seen after the change")
		}
	})
}

// TestNumberSeat_Alone holds that the role stands by no other that sees orders, and never without a unit.
func TestNumberSeat_Alone(t *testing.T) {
	b := newBench(t, testkit.Store(t, Migrations))
	bureau := b.unit("ju")
	for _, with := range []string{RoleSeat, RoleOfficer, RoleLeader} {
		_, err := b.addStaff(StaffIn{Login: "two-" + with, Name: "双号", UnitID: bureau.ID, Roles: []string{RoleNumberSeat, with}})
		refused(t, err, ErrRolesConflict)
	}
	_, err := b.addStaff(StaffIn{Login: "no-unit", Name: "双号", Roles: []string{RoleNumberSeat}})
	refused(t, err, ErrRoleNeedsUnit)
	if _, err := b.addStaff(StaffIn{Login: "editor-too", Name: "双号", UnitID: bureau.ID, Roles: []string{RoleNumberSeat, RoleEditor}}); err != nil {
		t.Error(err)
	}
}
