package catalogue

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

func TestShippedPresets(t *testing.T) {
	var names []string
	for _, p := range ShippedPresets() {
		names = append(names, p.Name)
		if err := p.clean(); err != nil {
			t.Errorf("%s: %+v", p.Name, fault.Of(err).Fields)
		}
		if p.Source == "" {
			t.Errorf("%s does not say where its figures come from", p.Name)
		}
	}
	if want := []string{"default", "guobiao", "beijing", "shandong", "zhuhai-business"}; !slices.Equal(names, want) {
		t.Errorf("presets %v, want %v", names, want)
	}
	_, err := ShippedPreset("none")
	wantErr(t, err, ErrPresetNotFound)
}

// TestLimitTags holds the API document's lists against the rules'.
func TestLimitTags(t *testing.T) {
	for field, want := range map[string][]string{"Stage": Stages, "Unit": limitUnits, "Anchor": anchors[1:],
		"AfterHours": afterHours[1:], "End": ends[1:]} {
		f, _ := reflect.TypeFor[Limit]().FieldByName(field)
		if got := strings.Split(f.Tag.Get("enum"), ","); !slices.Equal(got, want) {
			t.Errorf("%s: document says %v, rules %v", field, got, want)
		}
	}
}

func TestLoadShipped(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		if p, err := k.PresetFor(k.q(), "help"); err != nil || p.Name != DefaultPreset {
			t.Errorf("before the first start: %s, %v", p.Name, err)
		}
		for range 2 {
			if err := k.LoadShipped(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		list, err := k.Presets(k.q())
		if err != nil || len(list) != 5 || list[0].Name != "beijing" {
			t.Fatalf("%+v, %v", list, err)
		}
		if p, _ := k.Preset(k.q(), "zhuhai-business"); p.Version != 1 || !slices.Equal(p.UsedFor, []string{"business"}) {
			t.Errorf("loaded twice? %+v", p)
		}
		if p, _ := k.Preset(k.q(), "default"); !slices.Equal(p.UsedFor, []string{""}) {
			t.Errorf("general preset: %+v", p.UsedFor)
		}
		if cal, err := k.Calendar(k.q()); err != nil || len(cal.Years()) != 20 {
			t.Errorf("years %v, %v", cal.Years(), err)
		}
		// What the operator changed stays.
		p, _ := k.Preset(k.q(), "default")
		p.Limits[6].N = 4
		if err := k.write(func(tx *store.Tx) error {
			if _, err := k.SavePreset(tx, admin, p); err != nil {
				return err
			}
			if err := k.UsePreset(tx, admin, "business", "shandong"); err != nil {
				return err
			}
			_, err := k.ImportCalendar(tx, admin, []byte("date,name,is_off_day\n2026-10-10,国庆节,1\n"), "")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := k.LoadShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p, _ := k.Preset(k.q(), "default"); p.Limits[6].N != 4 || p.Version != 2 {
			t.Errorf("an edited preset was overwritten: %+v", p)
		}
		if p, _ := k.PresetFor(k.q(), BusinessKind); p.Name != "shandong" {
			t.Errorf("the chosen preset was replaced by %s", p.Name)
		}
		if cal, _ := k.Calendar(k.q()); cal.Days(2026)[38].Off != true {
			t.Errorf("an edited day was overwritten: %+v", cal.Days(2026)[38])
		}
	})
}

func TestSavePreset(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		good := func() Preset {
			return Preset{Name: "own", Title: "自定", Source: "本市规定", Periods: []string{"09:00-12:00", "13:00-17:00"},
				Limits: []Limit{{Name: "handle", Title: "办理", Stage: "handle", Unit: "working_day", N: 6}}}
		}
		save := func(p Preset) (out Preset, err error) {
			err = k.write(func(tx *store.Tx) (err error) {
				out, err = k.SavePreset(tx, admin, p)
				return err
			})
			return out, err
		}
		first, err := save(good())
		if err != nil || first.Version != 1 {
			t.Fatalf("%+v, %v", first, err)
		}
		second := first
		second.Title = "改过"
		if second, err = save(second); err != nil || second.Version != 2 {
			t.Fatalf("%+v, %v", second, err)
		}
		_, err = save(first)
		wantErr(t, err, ErrStale)
		unseen := good()
		unseen.Name, unseen.Version = "fresh", 3
		_, err = save(unseen)
		wantErr(t, err, ErrStale)
		for name, spoil := range map[string]func(p *Preset){
			"body.name":                  func(p *Preset) { p.Name = "自定" },
			"body.title":                 func(p *Preset) { p.Title = "" },
			"body.source":                func(p *Preset) { p.Source = " " },
			"body.periods":               func(p *Preset) { p.Periods = nil },
			"body.after_hours":           func(p *Preset) { p.AfterHours = "later" },
			"body.end":                   func(p *Preset) { p.End = "noon" },
			"body.limits":                func(p *Preset) { p.Limits = slices.Repeat(p.Limits, 101) },
			"body.notes[0]":              func(p *Preset) { p.Notes = []string{""} },
			"body.limits[0].name":        func(p *Preset) { p.Limits[0].Name = "" },
			"body.limits[1].name":        func(p *Preset) { p.Limits = slices.Repeat(p.Limits, 2) },
			"body.limits[0].title":       func(p *Preset) { p.Limits[0].Title = strings.Repeat("长", 50) },
			"body.limits[0].stage":       func(p *Preset) { p.Limits[0].Stage = "lunch" },
			"body.limits[0].kinds":       func(p *Preset) { p.Limits[0].Kinds = []string{"help", "x"} },
			"body.limits[0].case":        func(p *Preset) { p.Limits[0].Case = "X" },
			"body.limits[0].anchor":      func(p *Preset) { p.Limits[0].Anchor = "start" },
			"body.limits[0].unit":        func(p *Preset) { p.Limits[0].Unit = "fortnight" },
			"body.limits[0].n":           func(p *Preset) { p.Limits[0].N = -1 },
			"body.limits[0].after_hours": func(p *Preset) { p.Limits[0].AfterHours = "x" },
			"body.limits[0].end":         func(p *Preset) { p.Limits[0].End = "x" },
			"body.limits[0].periods":     func(p *Preset) { p.Limits[0].Periods = []string{"12:00-09:00"} },
			"body.limits[0].source":      func(p *Preset) { p.Limits[0].Source = "\x00" },
		} {
			p := good()
			spoil(&p)
			_, err := save(p)
			if f := fault.Of(err); f == nil || f.Code != fault.Invalid.Code || len(f.Fields) == 0 || f.Fields[0].Location != name {
				t.Errorf("%s: %+v", name, err)
			}
		}
		huge := good()
		huge.Limits[0].N = 1 << 40
		_, err = save(huge)
		wantErr(t, err, fault.Invalid)
		wantErr(t, k.write(func(tx *store.Tx) error { _, err := k.SavePreset(tx, clerk, good()); return err }), fault.Forbidden)
		if p, err := k.Preset(k.q(), "own"); err != nil || p.Title != "改过" {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestGoodPeriods(t *testing.T) {
	for _, good := range [][]string{nil, {"00:00-24:00"}, {"08:30-12:00", "12:00-17:30"}} {
		if !goodPeriods(good) {
			t.Errorf("%v was refused", good)
		}
	}
	for _, bad := range [][]string{{""}, {"8:30-12:00"}, {"12:00-12:00"}, {"24:00-24:00"}, {"08:00-24:01"}, {"08:00-25:00"},
		{"08:00-12:00", "11:59-13:00"}, {"08:00-12:00\n"}, slices.Repeat([]string{"08:00-09:00"}, 2)} {
		if goodPeriods(bad) {
			t.Errorf("%v was taken", bad)
		}
	}
}

func TestUsePreset(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		if err := k.LoadShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		use := func(kind, preset string) error {
			return k.write(func(tx *store.Tx) error { return k.UsePreset(tx, admin, kind, preset) })
		}
		is := func(kind, want string) {
			t.Helper()
			if p, err := k.PresetFor(k.q(), kind); err != nil || p.Name != want {
				t.Errorf("%q: %s, %v; want %s", kind, p.Name, err, want)
			}
		}
		is("complaint", "default")
		is(BusinessKind, "zhuhai-business")
		for _, preset := range []string{"shandong", "shandong"} {
			if err := use("complaint", preset); err != nil {
				t.Fatal(err)
			}
		}
		is("complaint", "shandong")
		is("help", "default")
		if err := use("complaint", ""); err != nil {
			t.Fatal(err)
		}
		is("complaint", "default")
		if err := use("", "beijing"); err != nil {
			t.Fatal(err)
		}
		is("complaint", "beijing")
		wantErr(t, use("", ""), ErrPresetInUse)
		wantErr(t, use("help", "none"), ErrPresetNotFound)
		wantErr(t, use("x' OR 1=1", "default"), fault.Invalid)
		_, err := k.Preset(k.q(), "none")
		wantErr(t, err, ErrPresetNotFound)
	})
}

func TestLimitFor(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		if err := k.LoadShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		check := func(name string, a Ask, preset, unit string, n int) {
			t.Helper()
			l, p, err := k.LimitFor(k.q(), a)
			if err != nil || p != preset || l.Unit != unit || l.N != n || (n > 0 && len(l.Periods) == 0) {
				t.Errorf("%s: %s %s %d %v, %v", name, p, l.Unit, l.N, l.Periods, err)
			}
		}
		check("Consult", Ask{Stage: "handle", Kind: "consult"}, "default", "working_day", 3)
		check("Complaint", Ask{Stage: "handle", Kind: "complaint"}, "default", "working_day", 13)
		check("NoKind", Ask{Stage: "handle"}, "default", "working_day", 13)
		check("Total", Ask{Stage: "total", Kind: "help"}, "default", "working_day", 5)
		check("Business", Ask{Stage: "handle", Kind: "consult", Business: true}, "zhuhai-business", "working_day", 2)
		check("BusinessOther", Ask{Stage: "handle", Kind: "help", Business: true}, "zhuhai-business", "working_day", 4)
		check("BusinessSign", Ask{Stage: "sign", Kind: "help", Business: true}, "default", "working_day", 1)
		check("None", Ask{Stage: "lunch"}, "", "", 0)
		check("UrgentWithoutRule", Ask{Stage: "handle", Kind: "help", Urgent: true}, "default", "working_day", 3)
		if err := k.write(func(tx *store.Tx) error { return k.UsePreset(tx, admin, "", "beijing") }); err != nil {
			t.Fatal(err)
		}
		check("Ordinary", Ask{Stage: "handle", Kind: "help"}, "beijing", "natural_day", 7)
		check("Urgent", Ask{Stage: "handle", Kind: "help", Urgent: true}, "beijing", "natural_hour", 2)
		check("Case", Ask{Stage: "handle", Kind: "help", Case: "utility"}, "beijing", "natural_hour", 24)
		check("Complex", Ask{Stage: "handle", Case: "complex"}, "beijing", "natural_day", 15)
		check("UrgentBeforeCase", Ask{Stage: "handle", Case: "utility", Urgent: true}, "beijing", "natural_hour", 2)
		check("UnknownCase", Ask{Stage: "handle", Case: "moon"}, "beijing", "natural_day", 7)
		check("FallsBack", Ask{Stage: "sign"}, "default", "working_day", 1)
	})
}

func TestPick(t *testing.T) {
	p, err := ShippedPreset("beijing")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, limit string
		days        *int
		unit, end   string
		n           int
	}{
		{"Named", "handle-utility", nil, "natural_hour", "", 24},
		{"NamedWithNumber", "handle", ptr(3), "natural_day", "midnight", 3},
		{"Days", "", ptr(5), "working_day", "", 5},
		{"Neither", "", nil, "natural_day", "midnight", 7},
	} {
		l, err := p.Pick(c.limit, c.days)
		if err != nil || l.Unit != c.unit || l.N != c.n || l.End != c.end || !slices.Equal(l.Periods, p.Periods) {
			t.Errorf("%s: %+v, %v", c.name, l, err)
		}
	}
	_, err = p.Pick("lunch", nil)
	wantErr(t, err, ErrLimitNotFound)
	_, err = Preset{}.Pick("", nil)
	wantErr(t, err, ErrLimitNotFound)
	g, _ := ShippedPreset("guobiao")
	if l, err := g.Pick("", nil); err != nil || l.Name != "answer-phone" {
		t.Errorf("without a handling limit: %+v, %v", l, err)
	}
}
