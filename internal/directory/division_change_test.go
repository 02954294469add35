package directory

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

func (b *bench) addDivision(in DivisionIn) (d Division, err error) {
	err = b.store.Write(b.t.Context(), func(tx *store.Tx) (err error) {
		d, err = b.AddDivision(tx, auth.System, in)
		return err
	})
	return d, err
}

func (b *bench) changeDivision(code string, in DivisionPatch) (d Division, err error) {
	err = b.store.Write(b.t.Context(), func(tx *store.Tx) (err error) {
		d, err = b.ChangeDivision(tx, auth.System, code, in)
		return err
	})
	return d, err
}

func TestAddDivision(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		city := must[Division](t)(b.addDivision(DivisionIn{Code: "4404", Name: " 珠海市 ", Level: City, ParentCode: "44"}))
		if city.Name != "珠海市" || city.ParentCode != "" || !city.Active || city.Version != 1 || city.Kind != Ordinary {
			t.Errorf("%+v", city)
		}
		zone := must[Division](t)(b.addDivision(DivisionIn{Code: "440499", Name: "高新区", Level: Area, Kind: FunctionalZone, ParentCode: "4404"}))
		if got := must[Division](t)(b.Division(b.read(), "440499")); got != zone || got.Kind != FunctionalZone {
			t.Errorf("read %+v, want %+v", got, zone)
		}
		must[Division](t)(b.addDivision(DivisionIn{Code: "440402", Name: "旧区", Level: Area, ParentCode: "4404"}))
		must[Division](t)(b.changeDivision("440402", DivisionPatch{Version: 1, Active: to(false)}))
		for name, c := range map[string]struct {
			in   DivisionIn
			want error
		}{
			"Taken":          {DivisionIn{Code: "440499", Name: "又一个", Level: Area, ParentCode: "4404"}, ErrDivisionTaken},
			"SecondCity":     {DivisionIn{Code: "4405", Name: "汕头市", Level: City}, ErrCityExists},
			"NoParent":       {DivisionIn{Code: "x", Name: "x", Level: Street}, ErrDivisionParent},
			"ParentTooLow":   {DivisionIn{Code: "x", Name: "x", Level: Area, ParentCode: "440499"}, ErrDivisionParent},
			"ParentStopped":  {DivisionIn{Code: "x", Name: "x", Level: Street, ParentCode: "440402"}, ErrDivisionParentInactive},
			"ZoneOfStreets":  {DivisionIn{Code: "x", Name: "x", Level: Street, Kind: FunctionalZone, ParentCode: "440499"}, fault.Invalid},
			"HostileCode":    {DivisionIn{Code: "../x", Name: "x", Level: Area, ParentCode: "4404"}, fault.Invalid},
			"HostileName":    {DivisionIn{Code: "x", Name: "x\x00", Level: Area, ParentCode: "4404"}, fault.Invalid},
			"NameTooLong":    {DivisionIn{Code: "x", Name: strings.Repeat("长", 61), Level: Area, ParentCode: "4404"}, fault.Invalid},
			"UnknownLevel":   {DivisionIn{Code: "x", Name: "x", Level: "county", ParentCode: "4404"}, fault.Invalid},
			"NothingAtAll":   {DivisionIn{}, fault.Invalid},
			"OwnParent":      {DivisionIn{Code: "x", Name: "x", Level: Village, ParentCode: "x"}, ErrDivisionParent},
			"UnknownParent":  {DivisionIn{Code: "x", Name: "x", Level: Street, ParentCode: "nowhere"}, ErrDivisionParent},
			"UnknownKind":    {DivisionIn{Code: "x", Name: "x", Level: Area, Kind: "moon", ParentCode: "4404"}, fault.Invalid},
			"SqlInTheParent": {DivisionIn{Code: "x", Name: "x", Level: Area, ParentCode: "' OR 1=1"}, ErrDivisionParent},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := b.addDivision(c.in)
				refused(t, err, c.want)
			})
		}
		if list := must[[]Division](t)(b.Divisions(b.read())); len(list) != 3 {
			t.Errorf("%d divisions after refusals", len(list))
		}
	})
}

func TestChangeDivision(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, in := range []DivisionIn{{Code: "c", Name: "市", Level: City}, {Code: "a", Name: "甲区", Level: Area, ParentCode: "c"},
			{Code: "b", Name: "乙区", Level: Area, ParentCode: "c"}, {Code: "s", Name: "街道", Level: Street, ParentCode: "a"}} {
			must[Division](t)(b.addDivision(in))
		}
		renamed := must[Division](t)(b.changeDivision("a", DivisionPatch{Version: 1, Name: to(" 甲新区 "), Kind: to(FunctionalZone)}))
		if renamed.Name != "甲新区" || renamed.Kind != FunctionalZone || renamed.Version != 2 {
			t.Errorf("%+v", renamed)
		}
		same := must[Division](t)(b.changeDivision("a", DivisionPatch{Version: 2, Name: to("甲新区")}))
		if same.Version != 2 {
			t.Errorf("a change of nothing raised the version: %+v", same)
		}
		_, err := b.changeDivision("a", DivisionPatch{Version: 1, Name: to("旧版本")})
		refused(t, err, ErrStale)
		_, err = b.changeDivision("nowhere", DivisionPatch{Version: 1})
		refused(t, err, ErrDivisionNotFound)

		moved := must[Division](t)(b.changeDivision("s", DivisionPatch{Version: 1, ParentCode: to("b")}))
		if chain := must[[]Division](t)(b.DivisionChain(b.read(), "s")); len(chain) != 3 || chain[1].Code != "b" || moved.Version != 2 {
			t.Errorf("%+v", chain)
		}
		// A list that is put again neither stops nor revives, and tells of the version.
		put := func(d Division) (changed int) {
			t.Helper()
			if err := b.store.Write(t.Context(), func(tx *store.Tx) (err error) {
				_, changed, err = b.PutDivisions(tx, auth.System, []Division{d})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return changed
		}
		if n := put(Division{Code: "s", Name: "街道", Level: Street, ParentCode: "b"}); n != 0 {
			t.Errorf("%d changed by the same list", n)
		}

		t.Run("Stop", func(t *testing.T) {
			_, err := b.changeDivision("b", DivisionPatch{Version: 1, Active: to(false)})
			refused(t, err, ErrDivisionInUse)
			_, err = b.changeDivision("c", DivisionPatch{Version: 1, Active: to(false)})
			refused(t, err, ErrDivisionInUse)
			u := b.unit("town", func(in *UnitIn) { in.Kind, in.DivisionCode = Town, "s" })
			_, err = b.changeDivision("s", DivisionPatch{Version: 2, Active: to(false)})
			refused(t, err, ErrDivisionInUse)
			var told *fault.Fault
			if !errors.As(err, &told) || !strings.Contains(told.Message, u.Label()) {
				t.Errorf("%v does not say which unit", err)
			}
			must[Unit](t)(b.changeUnit(u.ID, UnitPatch{Version: 1, Active: to(false)}))
			stopped := must[Division](t)(b.changeDivision("s", DivisionPatch{Version: 2, Active: to(false)}))
			if stopped.Active || stopped.Version != 3 {
				t.Errorf("%+v", stopped)
			}
			if n := put(Division{Code: "s", Name: "老街道", Level: Street, ParentCode: "b"}); n != 1 {
				t.Errorf("%d changed", n)
			}
			if d := must[Division](t)(b.Division(b.read(), "s")); d.Active || d.Name != "老街道" || d.Version != 4 {
				t.Errorf("%+v", d)
			}
			must[Division](t)(b.changeDivision("b", DivisionPatch{Version: 1, Active: to(false)}))
			_, err = b.changeDivision("s", DivisionPatch{Version: 4, Active: to(true)})
			refused(t, err, ErrDivisionParentInactive)
			if d := must[Division](t)(b.changeDivision("s", DivisionPatch{Version: 4, Active: to(true), ParentCode: to("a")})); !d.Active {
				t.Errorf("%+v", d)
			}
		})
	})
}

// A functional zone that was made on the screen receives orders as a district does.
func TestChangeDivision_Zone(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		must[Division](t)(b.addDivision(DivisionIn{Code: "c", Name: "市", Level: City}))
		must[Division](t)(b.addDivision(DivisionIn{Code: "z", Name: "高新区", Level: Area, Kind: FunctionalZone, ParentCode: "c"}))
		must[Division](t)(b.addDivision(DivisionIn{Code: "zs", Name: "高新区街道", Level: Street, ParentCode: "z"}))
		zone := b.unit("zone", func(in *UnitIn) { in.Kind, in.DivisionCode = Zone, "z" })
		town := b.unit("town", func(in *UnitIn) { in.Kind, in.ParentID = Town, zone.ID })
		for _, code := range []string{"z", "zs"} {
			if u := must[Unit](t)(b.UnitFor(b.read(), code)); u.ID != zone.ID {
				t.Errorf("%s: %+v", code, u)
			}
		}
		if above, below, ok := b.Line(b.read(), zone.ID); !ok || above != 0 || len(below) != 1 || below[0] != town.ID {
			t.Errorf("line %v %v %v", above, below, ok)
		}
	})
}

func TestHTTP_Divisions(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		admin, officer := s.person("admin", 0, RoleAdmin), s.person("off1", s.unit("a").ID, RoleOfficer)
		s.ask(t, admin.ID, "POST", "/divisions", `{"code":"4404","name":"珠海市","level":"city"}`).want(201)
		s.ask(t, admin.ID, "POST", "/divisions", `{"code":"440499","name":"高新区","level":"area","kind":"zone","parent_code":"4404"}`).want(201)
		s.ask(t, admin.ID, "POST", "/divisions", `{"code":"440499","name":"高新区","level":"area","parent_code":"4404"}`).want(409)
		d := decode[Division](s.ask(t, admin.ID, "PATCH", "/divisions/440499", `{"version":1,"name":"=高新","active":false}`))
		if d.Name != "=高新" || d.Active || d.Version != 2 {
			t.Errorf("%+v", d)
		}
		for name, c := range map[string]struct {
			code, body string
			status     int
		}{
			"Stale": {"440499", `{"version":1,"name":"新"}`, 409}, "NoVersion": {"440499", `{"name":"新"}`, 422}, "Unknown": {"x", `{"version":1}`, 404},
			"Level": {"440499", `{"version":2,"level":"street"}`, 422}, "Code": {"440499", `{"version":2,"code":"1"}`, 422},
			"Hostile": {"..%2F..", `{"version":1}`, 404}, "Empty": {"440499", ``, 400},
		} {
			t.Run(name, func(t *testing.T) {
				s.ask(t, admin.ID, "PATCH", "/divisions/"+c.code, c.body).want(c.status)
			})
		}
		list := decode[struct{ Items []Division }](s.ask(t, officer.ID, "GET", "/divisions", ""))
		if len(list.Items) != 2 || list.Items[1].Kind != FunctionalZone {
			t.Errorf("%+v", list)
		}
		if got := fmt.Sprint(s.ask(t, officer.ID, "GET", "/divisions.xlsx", "").book(t)[1:]); got != "[[4404 珠海市 市 行政区划   启用] [440499 '=高新 区级 功能区 珠海市  停用]]" {
			t.Error(got)
		}
		if got := s.ask(t, officer.ID, "GET", "/divisions.xlsx?q=zhs", "").book(t); len(got) != 2 {
			t.Errorf("%q", got)
		}
		s.ask(t, officer.ID, "POST", "/divisions", `{"code":"x","name":"x","level":"city"}`).want(403)
		s.ask(t, officer.ID, "PATCH", "/divisions/4404", `{"version":1,"name":"x"}`).want(403)
		s.ask(t, 0, "GET", "/divisions.xlsx", "").want(401)
	})
}
