package directory

import (
	"slices"
	"testing"

	"onedoor/internal/platform/ids"
)

// TestLine walks a line of four steps: no number of levels is built in. Departments and closed units are outside it.
func TestLine(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		under := func(code string, kind UnitKind, parent ids.ID) Unit {
			return b.unit(code, func(in *UnitIn) { in.Kind, in.ParentID = kind, parent })
		}
		centre := under("zx", Centre, 0)
		district := under("qu", District, centre.ID)
		town := under("zhen", Town, district.ID)
		community := under("shequ", Town, town.ID)
		group := under("zu", Town, community.ID)
		closed := under("jiu", Town, district.ID)
		must[Unit](t)(b.changeUnit(closed.ID, UnitPatch{Version: 1, Active: to(false)}))
		bureau := under("ju", Department, district.ID)
		zone := under("gnq", Zone, centre.ID)
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		through := b.unit("shui", func(in *UnitIn) { in.Kind, in.Mode, in.SubCentreID = Company, SubCentreMode, sub.ID })
		for _, c := range []struct {
			name  string
			unit  ids.ID
			above ids.ID
			below []ids.ID
			ok    bool
		}{
			{"Centre", centre.ID, 0, nil, false},
			{"District", district.ID, 0, []ids.ID{town.ID}, true},
			{"Town", town.ID, district.ID, []ids.ID{community.ID}, true},
			{"Community", community.ID, town.ID, []ids.ID{group.ID}, true},
			{"Group", group.ID, community.ID, nil, true},
			{"ZoneWithoutTowns", zone.ID, 0, nil, true},
			{"Department", bureau.ID, 0, nil, false},
			{"SubCentre", sub.ID, 0, []ids.ID{through.ID}, true},
			{"ThroughSubCentre", through.ID, sub.ID, nil, true},
			{"Unknown", 77, 0, nil, false},
		} {
			above, below, ok := b.Line(b.read(), c.unit)
			if above != c.above || !slices.Equal(below, c.below) || ok != c.ok {
				t.Errorf("%s: above %d, below %v, %v; want %d, %v, %v", c.name, above, below, ok, c.above, c.below, c.ok)
			}
		}
	})
}
