package workorder

import (
	"bytes"
	"context"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
)

func (s *Service) shelfRoutes(api huma.API) {
	httpx.Register(api, get("/orders/shelved", "order-shelf", RightRead, "挂账台账：计划日期、应报进展、最近进展和逾期"), s.getShelf)
	httpx.Register(api, get("/orders/shelved.xlsx", "order-shelf-export", RightExport, "导出挂账台账（xlsx）"), s.getShelfSheet)
}

// ShelfIn are the query parameters of the register.
type ShelfIn struct {
	UnitID ids.Param `query:"unit_id"`
	Late   bool      `query:"late" doc:"only those that owe progress or are past their planned date"`
	Sort   string    `query:"sort" maxLength:"30" doc:"progress_due_at, shelved_at, planned_at or number; - before it: downwards"`
}

type shelfIn struct {
	ShelfIn
	Cursor string `query:"cursor" maxLength:"600"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
}

func (s *Service) getShelf(ctx context.Context, in *shelfIn) (*httpx.Out[httpx.Page[ShelfRow]], error) {
	rows, next, err := s.Shelf(s.store.Read(ctx), auth.From(ctx), ShelfFilter{Unit: in.UnitID.ID, Late: in.Late, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[ShelfRow]{Items: rows, NextCursor: next}, err)
}

type shelfSheetIn struct{ ShelfIn }

func (s *Service) getShelfSheet(ctx context.Context, in *shelfSheetIn) (*huma.StreamResponse, error) {
	table, err := s.ShelfSheet(s.store.Read(ctx), auth.From(ctx), ShelfFilter{Unit: in.UnitID.ID, Late: in.Late, Sort: in.Sort})
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := sheet.XLSX(&file, table.Marked(auth.From(ctx).Mark(s.now()))); err != nil {
		return nil, err
	}
	return download("挂账台账-"+minuteText(s.now())[:10]+".xlsx", xlsxType, file.Bytes()), nil
}
