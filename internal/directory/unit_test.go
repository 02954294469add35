package directory

import (
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestAddUnit(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.divisions(Division{Code: "4404", Name: "珠市", Level: City}, Division{Code: "440402", Name: "香区", Level: Area, ParentCode: "4404"})
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		u := must[Unit](t)(b.addUnit(UnitIn{Code: "ga", Name: " 市公安局 ", ShortName: "公安", Kind: Department,
			DivisionCode: "440402", Mode: SubCentreMode, SubCentreID: sub.ID, DutyPhone: "0756-1234567", OfficeHours: "9:00-17:00"}))
		if u.Name != "市公安局" || u.Pinyin != "sgaj ga" || !u.Active || u.Version != 1 || u.Label() != "公安" {
			t.Errorf("made %+v", u)
		}
		got := must[Unit](t)(b.Unit(b.read(), u.ID))
		if got != u {
			t.Errorf("read %+v, made %+v", got, u)
		}
		if sub.Mode != SubCentreMode {
			t.Errorf("a sub-centre's mode is %q", sub.Mode)
		}
		if kinds := b.kinds(u.ID); !slices.Equal(kinds, []string{EventUnitAdded}) {
			t.Errorf("events %v", kinds)
		}
	})
}

func TestAddUnit_refused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		department := b.unit("bm")
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		b.unit("zx", func(in *UnitIn) { in.Kind = Centre })
		for name, c := range map[string]struct {
			change   func(*UnitIn)
			want     error
			location string
		}{
			"NoName":           {func(in *UnitIn) { in.Name = "  " }, fault.Invalid, "body.name"},
			"LongName":         {func(in *UnitIn) { in.Name = strings.Repeat("长", 61) }, fault.Invalid, "body.name"},
			"HugeNote":         {func(in *UnitIn) { in.OfficeHours = strings.Repeat("x", 1<<20) }, fault.Invalid, "body.office_hours"},
			"ControlCharacter": {func(in *UnitIn) { in.DutyPerson = "张\x00三" }, fault.Invalid, "body.duty_person"},
			"NotUTF8":          {func(in *UnitIn) { in.ShortName = "\xff\xfe" }, fault.Invalid, "body.short_name"},
			"RightToLeftMark":  {func(in *UnitIn) { in.Name = "公安\u202e局" }, fault.Invalid, "body.name"},
			"NoCode":           {func(in *UnitIn) { in.Code = "" }, fault.Invalid, "body.code"},
			"HostileCode":      {func(in *UnitIn) { in.Code = "a'; DROP TABLE--" }, fault.Invalid, "body.code"},
			"UnknownKind":      {func(in *UnitIn) { in.Kind = "bureau" }, fault.Invalid, "body.kind"},
			"UnknownMode":      {func(in *UnitIn) { in.Mode = "merged" }, fault.Invalid, "body.mode"},
			"CodeTaken":        {func(in *UnitIn) { in.Code = "bm" }, ErrUnitCodeTaken, "body.code"},
			"UnknownParent":    {func(in *UnitIn) { in.ParentID = 77 }, fault.Invalid, "body.parent_id"},
			"UnknownDivision":  {func(in *UnitIn) { in.DivisionCode = "999" }, fault.Invalid, "body.division_code"},
			"ModeNoSubCentre":  {func(in *UnitIn) { in.Mode = SubCentreMode }, ErrUnitMode, "body.sub_centre_id"},
			"UnknownSubCentre": {func(in *UnitIn) { in.SubCentreID = 77 }, fault.Invalid, "body.sub_centre_id"},
			"NotASubCentre":    {func(in *UnitIn) { in.SubCentreID = department.ID }, ErrSubCentre, "body.sub_centre_id"},
			"SubCentreMerged":  {func(in *UnitIn) { in.Kind, in.Mode = SubCentre, FullMerge }, ErrUnitMode, "body.mode"},
			"SubCentreBelow":   {func(in *UnitIn) { in.Kind, in.SubCentreID = SubCentre, sub.ID }, ErrUnitMode, "body.mode"},
			"SecondCentre":     {func(in *UnitIn) { in.Kind = Centre }, ErrCentreExists, ""},
		} {
			t.Run(name, func(t *testing.T) {
				in := UnitIn{Code: "new", Name: "新单位", Kind: Department}
				c.change(&in)
				_, err := b.addUnit(in)
				if c.location == "" {
					refused(t, err, c.want)
				} else {
					refusedField(t, err, c.want, c.location)
				}
			})
		}
		if list := must[[]Unit](t)(b.Units(b.read(), UnitFilter{})); len(list) != 3 {
			t.Errorf("%d units after refusals, want 3", len(list))
		}
	})
}

func TestAddUnit_NoRight(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, p := range []auth.Principal{{}, auth.Principal{ID: 1}.WithRights(RightRead, RightStaff)} {
			_, err := do(b, func(tx *store.Tx) (Unit, error) {
				return b.AddUnit(tx, p, UnitIn{Code: "x", Name: "某单位", Kind: Town})
			})
			refused(t, err, fault.Forbidden)
		}
	})
}

func TestChangeUnit(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a", func(in *UnitIn) { in.Name, in.DutyPhone = "水务局", "123" })
		u2 := must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, Name: to("城管局"), DutyPhone: to("")}))
		if u2.Version != 2 || u2.Name != "城管局" || u2.DutyPhone != "" || u2.Pinyin != "cgj" || u2.Code != "a" {
			t.Errorf("changed to %+v", u2)
		}
		var e UnitEvent
		b.lastEvent(u.ID, &e)
		if !slices.Equal(e.Changed, []string{"name", "pinyin", "duty_phone"}) || e.Version != 2 {
			t.Errorf("event %+v", e)
		}
		t.Run("Nothing", func(t *testing.T) {
			same := must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 2, Name: to("城管局 ")}))
			if same.Version != 2 || len(b.kinds(u.ID)) != 2 {
				t.Errorf("nothing changed, but version %d and %d events", same.Version, len(b.kinds(u.ID)))
			}
		})
		t.Run("OwnPinyin", func(t *testing.T) {
			own := must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 2, Name: to("重庆路所"), Pinyin: to("cqls")}))
			if own.Pinyin != "cqls" {
				t.Errorf("pinyin %q", own.Pinyin)
			}
		})
		t.Run("Stale", func(t *testing.T) {
			_, err := b.changeUnit(u.ID, UnitPatch{Version: 1, Name: to("旧")})
			refused(t, err, ErrStale)
		})
		t.Run("Unknown", func(t *testing.T) {
			_, err := b.changeUnit(5, UnitPatch{Version: 1})
			refused(t, err, ErrUnitNotFound)
		})
	})
}

func TestChangeUnit_Loop(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		a := b.unit("a")
		child := b.unit("b", func(in *UnitIn) { in.ParentID = a.ID })
		grandchild := b.unit("c", func(in *UnitIn) { in.ParentID = child.ID })
		for _, parent := range []ids.ID{a.ID, child.ID, grandchild.ID} {
			_, err := b.changeUnit(a.ID, UnitPatch{Version: 1, ParentID: ChangeTo(parent)})
			refusedField(t, err, ErrUnitLoop, "body.parent_id")
		}
		moved := must[Unit](t)(b.changeUnit(grandchild.ID, UnitPatch{Version: 1, ParentID: ChangeTo(0)}))
		if moved.ParentID != 0 {
			t.Errorf("still under %v", moved.ParentID)
		}
	})
}

func TestChangeUnit_Close(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a")
		closed := must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, Active: to(false)}))
		refused(t, closed.CanReceive(), ErrUnitInactive)
		got := must[Unit](t)(b.Unit(b.read(), u.ID))
		if got.Active || b.UnitName(b.read(), u.ID) != u.Name {
			t.Errorf("a closed unit reads as %+v", got)
		}
		if list := must[[]Unit](t)(b.Units(b.read(), UnitFilter{Active: to(true)})); len(list) != 0 {
			t.Errorf("closed unit among the active: %v", list)
		}
		open := must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 2, Active: to(true)}))
		if err := open.CanReceive(); err != nil {
			t.Errorf("reopened, but %v", err)
		}
	})
}

func TestChangeUnit_SubCentreInUse(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		member := b.unit("m", func(in *UnitIn) { in.SubCentreID = sub.ID })
		change := func(in UnitPatch) error {
			in.Version = must[Unit](t)(b.Unit(b.read(), sub.ID)).Version
			_, err := b.changeUnit(sub.ID, in)
			return err
		}
		none, department := NotIntegrated, Department
		refused(t, change(UnitPatch{Active: to(false)}), ErrSubCentreInUse)
		refused(t, change(UnitPatch{Kind: &department, Mode: &none}), ErrSubCentreInUse)
		must[Unit](t)(b.changeUnit(member.ID, UnitPatch{Version: 1, SubCentreID: ChangeTo(0)}))

		h := must[Hotline](t)(b.addHotline(HotlineIn{Number: "12333", Name: "人社", UnitID: sub.ID, Mode: SubCentreMode}))
		refused(t, change(UnitPatch{Active: to(false)}), ErrSubCentreInUse)
		must[Hotline](t)(do(b, func(tx *store.Tx) (Hotline, error) {
			return b.ChangeHotline(tx, auth.System, h.ID, HotlinePatch{Version: 1, Active: to(false)})
		}))

		lead := b.person("lead", sub.ID, RoleSubCentre)
		refused(t, change(UnitPatch{Kind: &department, Mode: &none}), ErrSubCentreInUse)
		must[Staff](t)(b.changeStaff(lead.ID, StaffPatch{Version: 1, Active: to(false)}))
		if err := change(UnitPatch{Active: to(false)}); err != nil {
			t.Errorf("nothing depends on it any more: %v", err)
		}
		_, err := b.changeUnit(member.ID, UnitPatch{Version: 2, SubCentreID: ChangeTo(sub.ID)})
		refused(t, err, ErrSubCentre)
	})
}

func TestUnitFor(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.divisions(Division{Code: "4404", Name: "市", Level: City},
			Division{Code: "440402", Name: "区", Level: Area, ParentCode: "4404"},
			Division{Code: "hq", Name: "横岛", Level: Area, Kind: FunctionalZone, ParentCode: "4404"},
			Division{Code: "440402001", Name: "街道", Level: Street, ParentCode: "440402"},
			Division{Code: "hq01", Name: "横岛社区", Level: Village, ParentCode: "hq"})
		district := b.unit("xz", func(in *UnitIn) { in.Kind, in.DivisionCode = District, "440402" })
		b.unit("xzga", func(in *UnitIn) { in.DivisionCode = "440402001" }) // a department answers for its field, not for the place
		zone := b.unit("hq", func(in *UnitIn) { in.Kind, in.DivisionCode = Zone, "hq" })
		for code, want := range map[string]ids.ID{"440402": district.ID, "440402001": district.ID, "hq": zone.ID, "hq01": zone.ID} {
			if u := must[Unit](t)(b.UnitFor(b.read(), code)); u.ID != want {
				t.Errorf("%s falls to %s", code, u.Name)
			}
		}
		_, err := b.UnitFor(b.read(), "4404")
		refused(t, err, ErrUnitNotFound)
		_, err = b.UnitFor(b.read(), "nowhere")
		refused(t, err, ErrUnitNotFound)
	})
}
