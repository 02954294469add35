package directory

import (
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

func TestHotline(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a")
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		member := b.unit("m", func(in *UnitIn) { in.Mode, in.SubCentreID = SubCentreMode, sub.ID })
		closed := b.unit("c")
		must[Unit](t)(b.changeUnit(closed.ID, UnitPatch{Version: 1, Active: to(false)}))
		h := must[Hotline](t)(b.addHotline(HotlineIn{Number: "12319", Name: "城管热线", UnitID: u.ID, Mode: FullMerge}))
		must[Hotline](t)(b.addHotline(HotlineIn{Number: "12333", Name: "人社热线", UnitID: member.ID, Mode: SubCentreMode}))
		for name, c := range map[string]struct {
			in       HotlineIn
			want     error
			location string
		}{
			"Taken":       {HotlineIn{Number: " 12319 ", Name: "再来", UnitID: u.ID, Mode: DualNumber}, ErrHotlineTaken, "body.number"},
			"Letters":     {HotlineIn{Number: "12-ab", Name: "x", UnitID: u.ID, Mode: DualNumber}, fault.Invalid, "body.number"},
			"Long":        {HotlineIn{Number: strings.Repeat("1", 40), Name: "x", UnitID: u.ID, Mode: DualNumber}, fault.Invalid, "body.number"},
			"NoUnit":      {HotlineIn{Number: "12320", Name: "x", Mode: DualNumber}, fault.Invalid, "body.unit_id"},
			"UnknownUnit": {HotlineIn{Number: "12320", Name: "x", UnitID: 9, Mode: DualNumber}, fault.Invalid, "body.unit_id"},
			"ClosedUnit":  {HotlineIn{Number: "12320", Name: "x", UnitID: closed.ID, Mode: DualNumber}, ErrUnitInactive, "body.unit_id"},
			"UnknownMode": {HotlineIn{Number: "12320", Name: "x", UnitID: u.ID, Mode: "x"}, fault.Invalid, "body.mode"},
			"NoSubCentre": {HotlineIn{Number: "12320", Name: "x", UnitID: u.ID, Mode: SubCentreMode}, ErrHotlineMode, "body.mode"},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := b.addHotline(c.in)
				refusedField(t, err, c.want, c.location)
			})
		}
		change := func(in HotlinePatch) (Hotline, error) {
			return do(b, func(tx *store.Tx) (Hotline, error) { return b.ChangeHotline(tx, auth.System, h.ID, in) })
		}
		h2 := must[Hotline](t)(change(HotlinePatch{Version: 1, Mode: to(DualNumber), Note: to("保留号码")}))
		if h2.Version != 2 || h2.Mode != DualNumber || h2.Number != "12319" {
			t.Errorf("changed to %+v", h2)
		}
		_, err := change(HotlinePatch{Version: 1, Mode: to(FullMerge)})
		refused(t, err, ErrStale)
		if got := must[Hotline](t)(b.HotlineByNumber(b.read(), "12319")); got != h2 {
			t.Errorf("read %+v, want %+v", got, h2)
		}
		_, err = b.HotlineByNumber(b.read(), "110")
		refused(t, err, ErrHotlineNotFound)
		if list := must[[]Hotline](t)(b.Hotlines(b.read())); len(list) != 2 || list[0].Number != "12319" {
			t.Errorf("list %+v", list)
		}
	})
}

func TestPutDivisions(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		put := func(list ...Division) (added, changed int, err error) {
			err = b.store.Write(t.Context(), func(tx *store.Tx) (err error) {
				added, changed, err = b.PutDivisions(tx, auth.System, list)
				return err
			})
			return added, changed, err
		}
		tree := []Division{ // children before parents: the order of a file must not matter
			{Code: "v1", Name: "社区", Level: Village, ParentCode: "s1"},
			{Code: "s1", Name: "街道", Level: Street, ParentCode: "a1"},
			{Code: "a1", Name: "区", Level: Area, ParentCode: "c"},
			{Code: "z1", Name: "岛", Level: Area, Kind: FunctionalZone, ParentCode: "c"},
			{Code: "t1", Name: "直属镇", Level: Street, ParentCode: "c"},
			{Code: "c", Name: "市", Level: City, ParentCode: "44"},
		}
		if added, changed, err := put(tree...); added != 6 || changed != 0 || err != nil {
			t.Fatalf("first: %d added, %d changed, %v", added, changed, err)
		}
		if added, changed, err := put(tree...); added != 0 || changed != 0 || err != nil {
			t.Errorf("again: %d added, %d changed, %v", added, changed, err)
		}
		tree[3].Name = "新岛"
		if added, changed, err := put(tree[3]); added != 0 || changed != 1 || err != nil {
			t.Errorf("renamed: %d added, %d changed, %v", added, changed, err)
		}
		chain := must[[]Division](t)(b.DivisionChain(b.read(), "v1"))
		if len(chain) != 4 || chain[0].Code != "v1" || chain[3].Code != "c" || chain[3].ParentCode != "" {
			t.Errorf("chain %+v", chain)
		}
		if d := must[Division](t)(b.Division(b.read(), "z1")); d.Name != "新岛" || d.Kind != FunctionalZone {
			t.Errorf("zone %+v", d)
		}
		for name, c := range map[string]struct {
			d    Division
			want error
		}{
			"UnknownParent":  {Division{Code: "x", Name: "x", Level: Street, ParentCode: "nowhere"}, ErrDivisionParent},
			"NoParent":       {Division{Code: "x", Name: "x", Level: Area}, ErrDivisionParent},
			"ParentTooLow":   {Division{Code: "x", Name: "x", Level: Area, ParentCode: "s1"}, ErrDivisionParent},
			"OwnParent":      {Division{Code: "x", Name: "x", Level: Village, ParentCode: "x"}, ErrDivisionParent},
			"RaisesAParent":  {Division{Code: "s1", Name: "街道", Level: Village, ParentCode: "a1"}, ErrDivisionParent}, // v1 would lie below its equal
			"UnknownLevel":   {Division{Code: "x", Name: "x", Level: "county", ParentCode: "c"}, fault.Invalid},
			"ZoneOfStreets":  {Division{Code: "x", Name: "x", Level: Street, Kind: FunctionalZone, ParentCode: "a1"}, fault.Invalid},
			"NoName":         {Division{Code: "x", Level: Area, ParentCode: "c"}, fault.Invalid},
			"HostileCode":    {Division{Code: "../../x", Name: "x", Level: Area, ParentCode: "c"}, fault.Invalid},
			"TwiceInOneList": {tree[3], ErrDivisionTwice},
		} {
			t.Run(name, func(t *testing.T) {
				_, _, err := put(c.d, tree[3])
				refused(t, err, c.want)
			})
		}
		if list := must[[]Division](t)(b.Divisions(b.read())); len(list) != 6 {
			t.Errorf("%d divisions after refusals, want 6", len(list))
		}
	})
}
