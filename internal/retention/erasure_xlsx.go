package retention

import (
	"context"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

var erasureHeads = []sheet.Column{
	{Heading: "受理编号", Width: 22}, {Heading: "状态", Width: 10}, {Heading: "含文字", Width: 8}, {Heading: "申请情况", Width: 50}, {Heading: "登记人", Width: 12},
	{Heading: "登记时间", Width: 17}, {Heading: "审批人", Width: 12}, {Heading: "审批时间", Width: 17}, {Heading: "审批意见", Width: 40},
}

var erasureStates = map[string]string{Asked: "待审批", Approved: "已清除", Refused: "未同意"}

type erasureSheetIn struct{ ErasuresIn }

// getErasureSheet is the list of demands as a workbook.
func (s *Service) getErasureSheet(ctx context.Context, in *erasureSheetIn) (*sheet.Download, error) {
	q, by, f := s.Store.Read(ctx), auth.From(ctx), in.filter()
	f.Limit = 200
	next := sheet.Pages(func(cursor string) ([]Erasure, string, error) {
		f.Cursor = cursor
		return s.Erasures(q, by, f)
	}, func(e Erasure) []any {
		var decided time.Time
		if e.DecidedAt != nil {
			decided = sheet.At(*e.DecidedAt)
		}
		return []any{e.Number, erasureStates[e.State], sheet.Yes(e.Words), e.Reason, e.AskedBy, sheet.At(e.AskedAt), e.DecidedBy, decided, e.Note}
	})
	return sheet.File("清除申请", s.now(), sheet.Table{Sheet: "清除申请", Columns: erasureHeads, Next: next, Mark: by.Mark(s.now())})
}
