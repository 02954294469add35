package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func findBench() *view {
	units := []Unit{
		{ID: 1, Code: "gaj", Name: "市公安局", ShortName: "公安局", Kind: Department, Active: true, DivisionCode: "c"},
		{ID: 2, Code: "gajjd", Name: "市公安局交警支队", ShortName: "交警", Kind: Department, ParentID: 1, Active: true, DivisionCode: "c"},
		{ID: 3, Code: "swj", Name: "市水务局", ShortName: "水务", Kind: Department, Active: true, SubCentreID: 6},
		{ID: 4, Code: "xz", Name: "香洲区", Kind: District, Active: true, DivisionCode: "a1"},
		{ID: 5, Code: "cx", Name: "翠香街道", Kind: Town, Active: false, DivisionCode: "s1"},
		{ID: 6, Code: "rsfzx", Name: "人社分中心", Kind: SubCentre, Mode: SubCentreMode, Active: true},
		{ID: 7, Code: "SHUI", Name: "水务集团（ＡＢＣ）", ShortName: "水务集团", Kind: Company, Active: true},
	}
	for i := range units {
		units[i].Pinyin = initials(units[i].Name, units[i].ShortName)
	}
	divisions := []Division{{Code: "c", Level: City}, {Code: "a1", Level: Area, ParentCode: "c"}, {Code: "s1", Level: Street, ParentCode: "a1"}}
	return newView(1, units, nil, divisions, nil)
}

func TestUnits(t *testing.T) {
	v := findBench()
	for name, c := range map[string]struct {
		f    UnitFilter
		want string // codes
	}{
		"All":         {UnitFilter{}, "SHUI cx gaj gajjd rsfzx swj xz"},
		"Name":        {UnitFilter{Query: "公安"}, "gaj gajjd"},
		"ShortName":   {UnitFilter{Query: "交警"}, "gajjd"},
		"ExactFirst":  {UnitFilter{Query: "水务"}, "swj SHUI"},
		"Code":        {UnitFilter{Query: "gaj"}, "gaj gajjd"},
		"Pinyin":      {UnitFilter{Query: "jj"}, "gajjd"},
		"PinyinUpper": {UnitFilter{Query: "SWJ"}, "swj SHUI"}, // 水务集团 begins with swj too
		"PinyinShort": {UnitFilter{Query: "swjt"}, "SHUI"},
		"FullWidth":   {UnitFilter{Query: "ａｂｃ"}, "SHUI"},
		"Spaces":      {UnitFilter{Query: "  交警 "}, "gajjd"},
		"Nothing":     {UnitFilter{Query: "火箭"}, ""},
		"Hostile":     {UnitFilter{Query: "%' OR 1=1 --"}, ""},
		"Huge":        {UnitFilter{Query: strings.Repeat("公", 100000)}, ""},
		"Kind":        {UnitFilter{Kind: Company}, "SHUI"},
		"Division":    {UnitFilter{Division: "a1"}, "cx xz"},
		"DivisionAll": {UnitFilter{Division: "c"}, "cx gaj gajjd xz"},
		"NoDivision":  {UnitFilter{Division: "elsewhere"}, ""},
		"SubCentre":   {UnitFilter{SubCentre: 6}, "rsfzx swj"},
		"Inactive":    {UnitFilter{Active: to(false)}, "cx"},
		"Together":    {UnitFilter{Query: "香", Active: to(true), Division: "c"}, "xz"},
	} {
		t.Run(name, func(t *testing.T) {
			var codes []string
			for _, u := range items(v.findUnits(c.f)) {
				codes = append(codes, u.Code)
			}
			if got := strings.Join(codes, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestStaffList(t *testing.T) {
	v := newView(1, []Unit{{ID: 1, Code: "a", Active: true}}, nil, nil, []Staff{
		{ID: 11, Login: "zhangsan", Name: "张三", UnitID: 1, Roles: []string{RoleOfficer}, Active: true},
		{ID: 12, Login: "lisi", Name: "李四", Roles: []string{RoleSeat, RoleEditor}, Active: true},
		{ID: 13, Login: "wangwu", Name: "王五", Roles: []string{RoleSeat}, Active: false},
	})
	for name, c := range map[string]struct {
		f    StaffFilter
		want string
	}{
		"All":      {StaffFilter{}, "lisi wangwu zhangsan"},
		"Name":     {StaffFilter{Query: "张"}, "zhangsan"},
		"Pinyin":   {StaffFilter{Query: "ls"}, "lisi"},
		"Login":    {StaffFilter{Query: "wang"}, "wangwu"},
		"Unit":     {StaffFilter{Unit: 1}, "zhangsan"},
		"Role":     {StaffFilter{Role: RoleSeat}, "lisi wangwu"},
		"Active":   {StaffFilter{Role: RoleSeat, Active: to(true)}, "lisi"},
		"NoneSuch": {StaffFilter{Role: "king"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var logins []string
			for _, st := range items(v.findStaff(c.f)) {
				logins = append(logins, st.Login)
			}
			if got := strings.Join(logins, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestPage walks a list in pages of every size while rows come and go.
func TestPage(t *testing.T) {
	var list []ranked[string]
	for i := range 20 {
		list = append(list, ranked[string]{fmt.Sprintf("%d-%02d", i/7, i), i / 7, fmt.Sprintf("%02d", i)})
	}
	for size := 1; size <= 21; size++ {
		var got []string
		in := PageQuery{Limit: size}
		for {
			p, err := page(list, in, 50)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p.Items...)
			if p.NextCursor == "" {
				break
			}
			if len(p.Items) != size {
				t.Fatalf("a page of %d has %d", size, len(p.Items))
			}
			in.Cursor = p.NextCursor
		}
		if !slices.Equal(got, items(list)) {
			t.Fatalf("size %d: %v", size, got)
		}
	}
	first, err := page(list, PageQuery{Limit: 5}, 50)
	if err != nil {
		t.Fatal(err)
	}
	shorter := slices.Delete(slices.Clone(list), 4, 6) // the last one seen and the next one go
	second, err := page(shorter, PageQuery{Limit: 2, Cursor: first.NextCursor}, 50)
	if err != nil || !slices.Equal(second.Items, []string{"0-06", "1-07"}) {
		t.Errorf("after a deletion: %v, %v", second.Items, err)
	}
	for _, cursor := range []string{"x", "!!!", "MHw", "eHx5", strings.Repeat("A", 5000)} {
		if p, err := page(list, PageQuery{Cursor: cursor}, 50); err == nil && len(p.Items) != 20 {
			t.Errorf("cursor %.10q: %d items, no error", cursor, len(p.Items))
		}
	}
}
