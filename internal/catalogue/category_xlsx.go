package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
)

var categoryHeads = []sheet.Column{
	{Heading: "编码", Width: 14}, {Heading: "名称", Width: 24}, {Heading: "级别", Width: 6}, {Heading: "全称", Width: 48},
	{Heading: "默认类型", Width: 10}, {Heading: "执法类", Width: 8}, {Heading: "时限情形", Width: 12}, {Heading: "状态", Width: 8},
}

var kindNames = map[string]string{"consult": "咨询", "help": "求助", "complaint": "投诉", "report": "举报", "suggestion": "建议",
	"praise": "表扬", "invalid": "无效"}

type categorySheetIn struct {
	Query string `query:"q" maxLength:"60" doc:"part of code or name, or pinyin initials; the way from level 1 to a hit comes along"`
}

func (s *Service) getCategorySheet(ctx context.Context, in *categorySheetIn) (*sheet.Download, error) {
	v, err := s.cache.at(s.store.Read(ctx))
	if err != nil {
		return nil, err
	}
	return sheet.File("诉求分类", s.clock.Now(), sheet.Table{Sheet: "诉求分类", Columns: categoryHeads, Mark: auth.From(ctx).Mark(s.clock.Now()), Next: sheet.Rows(v.found(in.Query), func(c Category) []any {
		var names []string
		for _, up := range v.chain(c.ID) {
			names = append(names, up.Name)
		}
		slices.Reverse(names)
		state := "停用"
		if c.Active {
			state = "启用"
		}
		return []any{c.Code, c.Name, c.Level, strings.Join(names, " / "), kindNames[c.DefaultKind], sheet.Yes(c.Enforcement), c.LimitCase, state}
	})})
}

// found returns the categories that fit what was typed, with those above them, in the order of the tree.
func (v *view) found(typed string) []Category {
	typed = language.Fold(strings.TrimSpace(typed))
	wanted := map[ids.ID]bool{}
	for _, c := range v.ordered {
		if text := language.Fold(c.Code + " " + c.Name + " " + c.Pinyin); strings.Contains(text, typed) {
			for _, up := range v.chain(c.ID) {
				wanted[up.ID] = true
			}
		}
	}
	path := func(c Category) string {
		var codes []string
		for _, up := range v.chain(c.ID) {
			codes = append(codes, up.Code)
		}
		slices.Reverse(codes)
		return strings.Join(codes, "\x00")
	}
	list := slices.DeleteFunc(slices.Clone(v.ordered), func(c Category) bool { return !wanted[c.ID] })
	slices.SortStableFunc(list, func(a, b Category) int { return cmp.Compare(path(a), path(b)) })
	return list
}
