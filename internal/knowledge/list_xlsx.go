package knowledge

import (
	"context"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

var articleHeads = []sheet.Column{
	{Heading: "编号", Width: 20}, {Heading: "标题", Width: 40}, {Heading: "种类", Width: 10}, {Heading: "状态", Width: 10},
	{Heading: "版本", Width: 6}, {Heading: "单位", Width: 20}, {Heading: "分类", Width: 24}, {Heading: "公开", Width: 6},
	{Heading: "摘要", Width: 60}, {Heading: "关键词", Width: 30}, {Heading: "生效时间", Width: 17}, {Heading: "失效时间", Width: 17},
	{Heading: "更新时间", Width: 17},
}

type articleSheetIn struct{ ArticleQuery }

// getArticleSheet is the list as a workbook: what the asker may see of each entry, and of others' drafts nothing.
func (s *Service) getArticleSheet(ctx context.Context, in *articleSheetIn) (*sheet.Download, error) {
	q, p, query := s.Store.Read(ctx), auth.From(ctx), in.query()
	query.Limit = 500
	next := sheet.Pages(func(cursor string) ([]ArticleRow, string, error) {
		query.Cursor = cursor
		return s.rows(q, p, query)
	}, func(r ArticleRow) []any {
		var until time.Time
		if r.ExpiresAt != nil {
			until = sheet.At(*r.ExpiresAt)
		}
		return []any{r.ID.String(), r.Title, r.KindName, r.StateName, int(r.Version), r.UnitName, r.Category, sheet.Yes(r.Public), r.Summary,
			strings.Join(r.Keywords, "、"), sheet.At(r.ValidFrom), until, sheet.At(r.UpdatedAt)}
	})
	return sheet.File("知识", s.now(), sheet.Table{Sheet: "知识", Columns: articleHeads, Next: next, Mark: auth.From(ctx).Mark(s.now())})
}
