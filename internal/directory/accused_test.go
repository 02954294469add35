package directory

import (
	"slices"
	"testing"

	"onedoor/internal/platform/ids"
)

// TestNamedIn holds whom a citizen's words name, on a directory in memory.
func TestNamedIn(t *testing.T) {
	units := []Unit{
		{ID: 1, Code: "centre", Name: "市政务服务便民热线中心", ShortName: "热线中心", Kind: Centre, Active: true},
		{ID: 2, Code: "edu", Name: "市教育局", ShortName: "市教育局", Kind: Department, ParentID: 1, Active: true},
		{ID: 3, Code: "market", Name: "市市场监督管理局", ShortName: "市市场监管局", Kind: Department, ParentID: 1, SubCentreID: 9, Active: true},
		{ID: 4, Code: "dmarket", Name: "东城区市场监管局", ShortName: "", Kind: Department, ParentID: 5, Active: true},
		{ID: 5, Code: "east", Name: "东城区", ShortName: "东城区", Kind: District, ParentID: 1, Active: true},
		{ID: 6, Code: "river", Name: "河口街道办事处", ShortName: "河口街道", Kind: Town, ParentID: 5, Active: true},
		{ID: 7, Code: "old", Name: "市机械局", Kind: Department, ParentID: 1},
		{ID: 9, Code: "sub", Name: "市场监管热线分中心", Kind: SubCentre, ParentID: 1, Active: true},
	}
	staff := []Staff{
		{ID: 21, Login: "li1", Name: "李建国", UnitID: 2, Active: true}, {ID: 22, Login: "li2", Name: "李建国", UnitID: 6, Active: true},
		{ID: 23, Login: "wang", Name: "王芳", UnitID: 3, Active: true}, {ID: 24, Login: "gone", Name: "陈旧", UnitID: 3},
	}
	v := newView(1, units, nil, nil, staff)
	for text, want := range map[string][]ids.ID{
		"":           nil,
		"路边五金店":      nil,
		"教育局的人不作为":   {2},
		"市教育局李建国":    {2, 21, 22},
		"东城区市场监管局":   {4},
		"市场监管局":      {3},
		"东城区和平路的烧烤店": nil,
		"东城区政府":      {5},
		"河口街道的烧烤店":   nil,
		"河口街道办事处":    {6},
		"市机械局":       nil,
		"陈旧的设备":      nil,
		"热线中心态度不好":   nil,
		"王芳女士":       {23},
		"ＷＡＮＧ王芳，教育局；河口街道办":  {2, 6, 23},
		"市教育局教育局教育局":        {2},
		"市市场监督管理局和东城区市场监管局": {3, 4},
	} {
		var got []ids.ID
		for _, n := range v.namedIn(text) {
			got = append(got, n.Unit+n.Staff)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", text, got, want)
		}
	}
	for unit, want := range map[ids.ID][]ids.ID{1: nil, 2: {2}, 3: {3, 9}, 4: {4, 5}, 6: {6, 5}, 99: nil} {
		if got := v.over(unit); !slices.Equal(got, want) {
			t.Errorf("over %d stand %v, want %v", unit, got, want)
		}
	}
	if p := v.principals[22]; !p.Of(5) || !p.Of(6) || p.Of(2) || p.Of(0) || p.Of(1) {
		t.Errorf("a person of a town works in %d, over it %v", p.Unit, p.Over)
	}
}

// FuzzNamedIn holds that nothing that a citizen writes breaks the search, and that it finds each party once.
func FuzzNamedIn(f *testing.F) {
	v := newView(1, []Unit{{ID: 2, Code: "a", Name: "市教育局", ShortName: "教育局", Kind: Department, Active: true}}, nil, nil,
		[]Staff{{ID: 3, Login: "x", Name: "李建国", Active: true}})
	for _, seed := range []string{"", "市教育局", "教育教育局局", "\x00", "李建国李建国", "\xff市教育局"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[Named]bool{}
		for _, n := range v.namedIn(text) {
			n.As = ""
			if seen[n] || n.Unit == 0 && n.Staff == 0 {
				t.Errorf("%q finds %+v twice, or nobody", text, n)
			}
			seen[n] = true
		}
	})
}
