package retention

import (
	"context"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

var holdHeads = []sheet.Column{
	{Heading: "保全对象", Width: 12}, {Heading: "编号", Width: 22}, {Heading: "事由", Width: 50}, {Heading: "登记人", Width: 12}, {Heading: "登记时间", Width: 17},
	{Heading: "解除人", Width: 12}, {Heading: "解除时间", Width: 17}, {Heading: "解除说明", Width: 40},
}

var heldNames = map[string]string{HeldOrder: "工单", HeldRequester: "诉求人", HeldRecording: "录音"}

type holdSheetIn struct{ HoldsIn }

// getHoldSheet is the list of holds as a workbook.
func (s *Service) getHoldSheet(ctx context.Context, in *holdSheetIn) (*sheet.Download, error) {
	q, by, f := s.Store.Read(ctx), auth.From(ctx), HoldFilter{Lifted: in.Lifted, Sort: in.Sort, Limit: 200}
	next := sheet.Pages(func(cursor string) ([]Hold, string, error) {
		f.Cursor = cursor
		return s.Holds(q, by, f)
	}, func(h Hold) []any {
		var lifted time.Time
		if h.LiftedAt != nil {
			lifted = sheet.At(*h.LiftedAt)
		}
		return []any{heldNames[h.Kind], h.Number, h.Reason, h.SetBy, sheet.At(h.SetAt), h.LiftedBy, lifted, h.LiftNote}
	})
	return sheet.File("保全", s.now(), sheet.Table{Sheet: "保全", Columns: holdHeads, Next: next, Mark: by.Mark(s.now())})
}
