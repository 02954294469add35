package triage

import (
	"fmt"
	"io"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// WriteReplay writes a replay as a workbook: its figures, the units, the flows, and the orders that would go elsewhere.
func (s *Service) WriteReplay(q store.Queryer, by auth.Principal, id ids.ID, w io.Writer) error {
	v, err := s.Replay(q, by, id)
	if err != nil {
		return err
	}
	share := func(n int64) string {
		if v.Judged == 0 {
			return "—"
		}
		return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(v.Judged))
	}
	figures := [][]any{
		{"推演区间", v.From + " 至 " + v.To}, {"对照版本", fmt.Sprintf("第%d版", v.BaseNumber)}, {"状态", v.StateName},
		{"工单数", v.Seen}, {"将改变去向", v.Changed}, {"已由单位办结（分母）", v.Judged},
		{"现行版本一次派准", share(v.RightBefore)}, {"草案一次派准", share(v.RightAfter)}, {"实际一次派准", share(v.RightActual)},
	}
	units := oneByOne(v.Units, func(u UnitShift) []any {
		return []any{u.UnitName, u.Before, u.After, u.Shift, u.Final, u.RightBefore, u.RightAfter}
	})
	moves := oneByOne(v.Moves, func(f Flow) []any { return []any{f.FromName, f.ToName, f.N} })
	in := MovedIn{Limit: 200}
	page, next, err := s.Moved(q, by, id, in)
	if err != nil {
		return err
	}
	verdicts := map[string]string{"better": "改进", "worse": "变差", "neither": "都不是最终办理单位", "open": "尚未办结"}
	orders := func() ([]any, error) {
		if len(page) == 0 && next != "" {
			in.Cursor = next
			var err error
			if page, next, err = s.Moved(q, by, id, in); err != nil {
				return nil, err
			}
		}
		if len(page) == 0 {
			return nil, nil
		}
		m := page[0]
		page = page[1:]
		return []any{m.Number, m.Title, m.CategoryName, m.DivisionName, m.CreatedAt.In(wall.Shanghai), m.BeforeName, m.AfterName, m.FinalName, verdicts[m.Verdict]}, nil
	}
	return sheet.Book(w,
		sheet.Table{Sheet: "概况", Columns: columns("指标", 24, "数值", 30), Next: oneByOne(figures, func(r []any) []any { return r })},
		sheet.Table{Sheet: "单位增减", Columns: columns("单位", 24, "现行版本", 10, "草案", 10, "增减", 10, "实际办结", 10, "其中现行版本派准", 16, "其中草案派准", 14), Next: units},
		sheet.Table{Sheet: "改变去向", Columns: columns("现行版本", 24, "草案", 24, "工单数", 10), Next: moves},
		sheet.Table{Sheet: "变化工单", Mark: by.Mark(s.now()), Columns: columns("工单编号", 20, "标题", 40, "类别", 18, "区划", 14, "登记时间", 17, "现行版本", 18, "草案", 18, "实际办结", 18, "比较", 18), Next: orders})
}

// columns are headings with their widths.
func columns(pairs ...any) []sheet.Column {
	list := make([]sheet.Column, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, sheet.Column{Heading: pairs[i].(string), Width: float64(pairs[i+1].(int))}) //nolint:forcetypeassert // written above
	}
	return list
}

// oneByOne gives a list row by row.
func oneByOne[T any](list []T, cells func(T) []any) func() ([]any, error) {
	return func() ([]any, error) {
		if len(list) == 0 {
			return nil, nil
		}
		row := cells(list[0])
		list = list[1:]
		return row, nil
	}
}
