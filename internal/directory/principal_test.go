package directory

import (
	"slices"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

func TestPrincipal(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		m1 := b.unit("m1", func(in *UnitIn) { in.SubCentreID = sub.ID })
		m2 := b.unit("m2", func(in *UnitIn) { in.SubCentreID = sub.ID })
		gone := b.unit("m3", func(in *UnitIn) { in.SubCentreID = sub.ID })
		must[Unit](t)(b.changeUnit(gone.ID, UnitPatch{Version: 1, Active: to(false)}))
		for name, c := range map[string]struct {
			unit  ids.ID
			roles []string
			want  auth.Scope
		}{
			"officer":       {m1.ID, []string{RoleOfficer}, auth.Scope{Units: []ids.ID{m1.ID}}},
			"officerEditor": {m1.ID, []string{RoleOfficer, RoleEditor, RoleKnowledgeReviewer}, auth.Scope{Units: []ids.ID{m1.ID}}},
			"subcentre":     {sub.ID, []string{RoleSubCentre}, auth.Scope{Units: []ids.ID{sub.ID, m1.ID, m2.ID}}},
			"subOfficer":    {sub.ID, []string{RoleOfficer}, auth.Scope{Units: []ids.ID{sub.ID}}},
			"subBoth":       {sub.ID, []string{RoleOfficer, RoleSubCentre}, auth.Scope{Units: []ids.ID{sub.ID, m1.ID, m2.ID}}},
			"nobody":        {m1.ID, nil, auth.Scope{}},
			"seat":          {0, []string{RoleSeat}, auth.Scope{All: true}},
			"editor":        {m1.ID, []string{RoleEditor}, auth.Scope{All: true}},
		} {
			t.Run(name, func(t *testing.T) {
				st := b.person("x-"+NormalLogin(name), c.unit, c.roles...)
				p := must[auth.Principal](t)(b.Principal(t.Context(), st.ID))
				slices.Sort(c.want.Units)
				if p.Scope.All != c.want.All || !slices.Equal(p.Scope.Units, c.want.Units) {
					t.Errorf("scope %+v, want %+v", p.Scope, c.want)
				}
				if p.ID != st.ID || p.Unit != c.unit || p.Login != st.Login || len(p.RoleTitles) != len(c.roles) || p.UnitName != b.UnitName(b.read(), c.unit) {
					t.Errorf("principal %+v", p)
				}
			})
		}
		for _, r := range Roles() {
			if roles.role(r.ID).reach != reachCity {
				continue
			}
			st := b.person("all-"+r.ID, m1.ID, r.ID)
			if p := must[auth.Principal](t)(b.Principal(t.Context(), st.ID)); !p.Scope.All || !slices.Equal(p.Rights(), slices.Sorted(slices.Values(r.Rights))) {
				t.Errorf("%s: scope %+v, rights %v", r.ID, p.Scope, p.Rights())
			}
		}
	})
}

// TestPrincipal_BoundWins forces a row that the checks refuse: it must not open the city.
func TestPrincipal_BoundWins(t *testing.T) {
	v := newView(1, []Unit{{ID: 5, Code: "a", Active: true}}, nil, nil, nil)
	for _, c := range []struct {
		st   Staff
		want auth.Scope
	}{
		{Staff{UnitID: 5, Roles: []string{RoleDispatcher, RoleOfficer}}, auth.Scope{Units: []ids.ID{5}}},
		{Staff{UnitID: 0, Roles: []string{RoleDispatcher, RoleOfficer}}, auth.Scope{}},
		{Staff{UnitID: 5, Roles: []string{"abolished"}}, auth.Scope{}},
	} {
		if got := v.scope(c.st); got.All != c.want.All || !slices.Equal(got.Units, c.want.Units) {
			t.Errorf("%+v sees %+v, want %+v", c.st, got, c.want)
		}
	}
}

func TestPrincipal_refused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a")
		st := b.person("zhang", u.ID, RoleOfficer)
		_, err := b.Principal(t.Context(), 99)
		refused(t, err, ErrStaffNotFound)
		_, err = b.Principal(t.Context(), 0)
		refused(t, err, ErrStaffNotFound)
		must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, Active: to(false)}))
		_, err = b.Principal(t.Context(), st.ID)
		refused(t, err, ErrStaffUnitInactive)
		if p := must[auth.Principal](t)(b.Resolve(t.Context(), st.ID)); !p.Anonymous() || len(p.Rights()) != 0 {
			t.Errorf("resolved to %+v", p)
		}
		must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 2, Active: to(true)}))
		must[auth.Principal](t)(b.Principal(t.Context(), st.ID))
		must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: 1, Active: to(false)}))
		_, err = b.Principal(t.Context(), st.ID)
		refused(t, err, ErrStaffInactive)
	})
}

// TestPrincipal_SharedSlices appends to what one caller got; the next caller must not see it.
func TestPrincipal_SharedSlices(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		st := b.person("lead", sub.ID, RoleSubCentre)
		p := must[auth.Principal](t)(b.Principal(t.Context(), st.ID))
		_ = append(p.Scope.Units, 666)
		_ = append(p.Roles, RoleAdmin)
		again := must[auth.Principal](t)(b.Principal(t.Context(), st.ID))
		if again.Scope.Allows(666) || cap(again.Roles) != len(again.Roles) || cap(again.Scope.Units) != len(again.Scope.Units) {
			t.Errorf("shared: %+v", again)
		}
	})
}
