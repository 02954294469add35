package catalogue

import (
	"errors"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestAddCategory(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		one := k.add("01", "市容环卫", 0)
		two := k.add("0101", "环境卫生", one.ID)
		three, err := k.tryAdd(admin, CategoryIn{Name: " 垃圾清运 ", ParentID: two.ID, DefaultKind: "complaint"})
		if err != nil {
			t.Fatal(err)
		}
		want := Category{ID: three.ID, Code: "010101", Name: "垃圾清运", ParentID: two.ID, Level: 3, Pinyin: "ljqy",
			DefaultKind: "complaint", Active: true, Version: 1}
		if got, err := k.Category(k.q(), three.ID); err != nil || got != want || three != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
		if name := k.CategoryName(k.q(), three.ID); name != "市容环卫 / 环境卫生 / 垃圾清运" {
			t.Errorf("full name %q", name)
		}
		if c, err := k.CategoryByCode(k.q(), " 0101 "); err != nil || c.ID != two.ID {
			t.Errorf("by code: %+v, %v", c, err)
		}
		if h := k.history(three.ID); len(h) != 1 || h[0].Kind != EventCategoryAdded || h[0].Actor != admin.ID ||
			strings.Contains(string(h[0].Payload), "垃圾") {
			t.Errorf("history %+v", h)
		}
		off := k.add("09", "停用的", 0)
		if _, err := k.change(off.ID, CategoryPatch{Active: ptr(false)}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			in   CategoryIn
			want error
		}{
			{"TooDeep", CategoryIn{Code: "x", Name: "四级", ParentID: three.ID}, ErrTooDeep},
			{"CodeTaken", CategoryIn{Code: "0101", Name: "另一类"}, ErrCodeTaken},
			{"NameTaken", CategoryIn{Code: "02", Name: "市容环卫"}, ErrNameTaken},
			{"NoParent", CategoryIn{Code: "03", Name: "孤儿", ParentID: ids.New()}, ErrCategoryNotFound},
			{"ParentInactive", CategoryIn{Code: "0901", Name: "下级", ParentID: off.ID}, ErrParentInactive},
			{"NoName", CategoryIn{Code: "04"}, fault.Invalid},
			{"LongName", CategoryIn{Code: "04", Name: strings.Repeat("长", 41)}, fault.Invalid},
			{"HostileName", CategoryIn{Code: "04", Name: "坏\x00名"}, fault.Invalid},
			{"InvisibleName", CategoryIn{Code: "04", Name: "反\u202e向"}, fault.Invalid},
			{"BrokenName", CategoryIn{Code: "04", Name: "\xff\xfe"}, fault.Invalid},
			{"HostileCode", CategoryIn{Code: "0'; --", Name: "注入"}, fault.Invalid},
			{"LongCode", CategoryIn{Code: strings.Repeat("1", 33), Name: "长码"}, fault.Invalid},
			{"UnknownKind", CategoryIn{Code: "04", Name: "类型", DefaultKind: "urgent"}, fault.Invalid},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := k.tryAdd(admin, c.in)
				wantErr(t, err, c.want)
			})
		}
		_, err = k.tryAdd(clerk, CategoryIn{Code: "05", Name: "无权"})
		wantErr(t, err, fault.Forbidden)
		_, err = k.tryAdd(auth.Principal{}, CategoryIn{Code: "05", Name: "无名"})
		wantErr(t, err, fault.SignIn)
		if list, err := k.Categories(k.q()); err != nil || len(list) != 4 {
			t.Errorf("refused categories were kept: %+v, %v", list, err)
		}
		// The same name stands below another parent.
		k.add("0901", "环境卫生", 0)
	})
}

func TestChangeCategory(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		a := k.add("a", "甲", 0)
		b := k.add("b", "乙", 0)
		b1 := k.add("b1", "乙一", b.ID)
		b2 := k.add("b2", "乙二", b1.ID)

		moved, err := k.change(b1.ID, CategoryPatch{ParentID: ptr(ids.ID(0)), Name: ptr("独立"), Version: b1.Version})
		if err != nil || moved.Level != 1 || moved.Name != "独立" || moved.Pinyin != "dl" || moved.Version != 2 {
			t.Fatalf("moved up: %+v, %v", moved, err)
		}
		if c, _ := k.Category(k.q(), b2.ID); c.Level != 2 || c.ParentID != b1.ID {
			t.Errorf("what stands below did not move along: %+v", c)
		}
		if _, err := k.change(b1.ID, CategoryPatch{ParentID: &a.ID}); err != nil {
			t.Fatal(err)
		}
		if c, _ := k.Category(k.q(), b2.ID); c.Level != 3 {
			t.Errorf("level %d after moving down, want 3", c.Level)
		}
		for _, c := range []struct {
			name string
			id   ids.ID
			in   CategoryPatch
			want error
		}{
			{"LoopSelf", a.ID, CategoryPatch{ParentID: &a.ID}, ErrLoop},
			{"LoopBelow", a.ID, CategoryPatch{ParentID: &b2.ID}, ErrLoop},
			{"SubtreeTooDeep", a.ID, CategoryPatch{ParentID: &b.ID}, ErrTooDeep},
			{"BelowLevel3", b.ID, CategoryPatch{ParentID: &b2.ID}, ErrTooDeep},
			{"NoParent", b.ID, CategoryPatch{ParentID: ptr(ids.New())}, ErrCategoryNotFound},
			{"Unknown", ids.New(), CategoryPatch{Name: ptr("无")}, ErrCategoryNotFound},
			{"Stale", b1.ID, CategoryPatch{Name: ptr("旧"), Version: 1}, ErrStale},
			{"ChildrenActive", a.ID, CategoryPatch{Active: ptr(false)}, ErrChildrenActive},
			{"CodeTaken", a.ID, CategoryPatch{Code: ptr("b")}, ErrCodeTaken},
			{"NameTaken", a.ID, CategoryPatch{Name: ptr("乙")}, ErrNameTaken},
			{"EmptyName", a.ID, CategoryPatch{Name: ptr("  ")}, fault.Invalid},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := k.change(c.id, c.in)
				wantErr(t, err, c.want)
			})
		}
		// Deactivated from below upwards; it keeps answering for old orders.
		for _, id := range []ids.ID{b2.ID, b1.ID, a.ID} {
			if _, err := k.change(id, CategoryPatch{Active: ptr(false)}); err != nil {
				t.Fatal(err)
			}
		}
		if c, err := k.Category(k.q(), b2.ID); err != nil || c.Active || k.CategoryName(k.q(), b2.ID) != "甲 / 独立 / 乙二" {
			t.Errorf("an inactive category is lost: %+v, %v", c, err)
		}
		_, err = k.change(b1.ID, CategoryPatch{Active: ptr(true)})
		wantErr(t, err, ErrParentInactive)
		_, err = k.change(b.ID, CategoryPatch{ParentID: &a.ID})
		wantErr(t, err, ErrParentInactive)

		before := len(k.history(b.ID))
		same, err := k.change(b.ID, CategoryPatch{Name: ptr("乙"), Active: ptr(true)})
		if err != nil || same.Version != 1 || len(k.history(b.ID)) != before {
			t.Errorf("a change of nothing left a trace: %+v, %v", same, err)
		}
		_, err = k.Category(k.q(), ids.New())
		wantErr(t, err, ErrCategoryNotFound)
	})
}

// A law-enforcement matter is what is marked, and what stands below it.
func TestEnforcement(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		one := k.add("04", "交通管理", 0)
		two := k.add("0403", "交通违法", one.ID)
		three := k.add("040301", "飙车", two.ID)
		is := func(id ids.ID) bool {
			t.Helper()
			got, err := k.Enforcement(k.q(), id)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if is(two.ID) || is(4711) || is(0) {
			t.Error("marked from the start")
		}
		if changed, err := k.change(two.ID, CategoryPatch{Enforcement: ptr(true)}); err != nil || !changed.Enforcement {
			t.Fatalf("%+v %v", changed, err)
		}
		if is(one.ID) || !is(two.ID) || !is(three.ID) {
			t.Errorf("%v %v %v", is(one.ID), is(two.ID), is(three.ID))
		}
		if added, err := k.tryAdd(admin, CategoryIn{Code: "05", Name: "处罚", Enforcement: true}); err != nil || !added.Enforcement || !is(added.ID) {
			t.Errorf("%+v %v", added, err)
		}
	})
}

// A category's orders are of its special case of time limits, or of that of the nearest category above.
func TestLimitCase(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		if err := k.LoadShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := k.write(func(tx *store.Tx) error { return k.UsePreset(tx, admin, "", "beijing") }); err != nil {
			t.Fatal(err)
		}
		top := k.add("02", "公用事业", 0)
		gas := k.add("0201", "燃气", top.ID)
		leak := k.add("020101", "漏气", gas.ID)
		is := func(name string, id ids.ID, a Ask, unit string, n int) {
			t.Helper()
			a.Stage, a.Category = "handle", id
			if l, _, err := k.LimitFor(k.q(), a); err != nil || l.Unit != unit || l.N != n {
				t.Errorf("%s: %s %d, %v; want %s %d", name, l.Unit, l.N, err, unit, n)
			}
		}
		is("Ordinary", leak.ID, Ask{}, "natural_day", 7)
		changed, err := k.change(gas.ID, CategoryPatch{LimitCase: ptr(" utility ")})
		if err != nil || changed.LimitCase != "utility" {
			t.Fatalf("%+v, %v", changed, err)
		}
		is("Above", top.ID, Ask{}, "natural_day", 7)
		is("Own", gas.ID, Ask{}, "natural_hour", 24)
		is("Below", leak.ID, Ask{Kind: "help"}, "natural_hour", 24)
		is("Urgent", leak.ID, Ask{Urgent: true}, "natural_hour", 2)
		is("Named", leak.ID, Ask{Case: "complex"}, "natural_day", 15)
		is("NoCategory", 0, Ask{}, "natural_day", 7)
		is("UnknownCategory", ids.New(), Ask{}, "natural_day", 7)
		plot, err := k.tryAdd(admin, CategoryIn{Code: "020102", Name: "规划争议", ParentID: gas.ID, LimitCase: "complex"})
		if err != nil {
			t.Fatal(err)
		}
		is("NearestWins", plot.ID, Ask{}, "natural_day", 15)
		for name, bad := range map[string]string{"Unknown": "moon", "Form": "Utility", "Hostile": "u\x00", "Injection": "x' OR 1=1"} {
			if _, err := k.change(top.ID, CategoryPatch{LimitCase: ptr(bad)}); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := k.tryAdd(admin, CategoryIn{Name: "新分类" + name, LimitCase: bad}); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if last := k.history(gas.ID); !strings.Contains(string(last[len(last)-1].Payload), `limit_case`) {
			t.Errorf("the change is not on record: %s", last[len(last)-1].Payload)
		}
		if back, err := k.change(gas.ID, CategoryPatch{LimitCase: ptr("")}); err != nil || back.LimitCase != "" {
			t.Errorf("%+v, %v", back, err)
		}
		is("TakenBack", leak.ID, Ask{}, "natural_day", 7)
	})
}
