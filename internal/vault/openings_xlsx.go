package vault

import (
	"context"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
)

var openingHeads = []sheet.Column{
	{Heading: "时间", Width: 17}, {Heading: "查看人", Width: 14}, {Heading: "查看内容", Width: 12}, {Heading: "用途", Width: 12}, {Heading: "事由", Width: 50},
	{Heading: "工单", Width: 20}, {Heading: "预警", Width: 6}, {Heading: "窗口内次数", Width: 10}, {Heading: "拒绝", Width: 24},
}

var openingKinds = map[string]string{accessIdentity: "身份", accessText: "屏蔽前原文"}

func purposeName(code string) string {
	for _, p := range Purposes {
		if p.Code == code {
			return p.Name
		}
	}
	return code
}

type openingSheetIn struct{ OpeningsIn }

// getOpeningSheet is the log as a workbook: to the same people, and without what is about them.
func (s *Service) getOpeningSheet(ctx context.Context, in *openingSheetIn) (*sheet.Download, error) {
	q, p, f := s.store.Read(ctx), auth.From(ctx), in.filter()
	f.Limit = 500
	next := sheet.Pages(func(cursor string) ([]Opened, string, error) {
		f.Cursor = cursor
		return s.Openings(q, p, f)
	}, func(o Opened) []any {
		return []any{sheet.At(o.At), o.ActorName, openingKinds[o.Kind], purposeName(o.Purpose), o.Reason, orderText(o.OrderID), sheet.Yes(o.Alerted), o.Within, o.Refused}
	})
	return sheet.File("身份查看记录", s.wall.Now(), sheet.Table{Sheet: "身份查看记录", Columns: openingHeads, Next: next, Mark: p.Mark(s.wall.Now())})
}

// orderText is an order's id in a sheet; empty: none was named.
func orderText(id ids.ID) string {
	if id == 0 {
		return ""
	}
	return id.String()
}
