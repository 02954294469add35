package workorder

import (
	"bytes"
	"context"
	"mime"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/workorder/export"
)

func (s *Service) exportRoutes(api huma.API) {
	httpx.Register(api, get("/orders.xlsx", "order-export-list", RightExport, "导出工单列表（xlsx），筛选条件同工单列表"), s.getSheet)
	httpx.Register(api, get("/orders/{id}/export", "order-export", RightExport, "导出一张工单（Word 或 PDF）"), s.getExport)
	if s.Histories != nil {
		httpx.Register(api, get("/orders/{id}/history", "order-history", RightExport, "导出一张工单可校验的办理记录（JSON）"), s.getHistory)
	}
}

const (
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	pdfType  = "application/pdf"
)

type sheetIn struct {
	FilterIn
}

func (s *Service) getSheet(ctx context.Context, in *sheetIn) (*huma.StreamResponse, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	table, err := s.Sheet(s.store.Read(ctx), auth.From(ctx), f)
	if err != nil {
		return nil, err
	}
	// The workbook is put together before the first byte is sent, so that what goes wrong
	// is still an error and not a broken file.
	var file bytes.Buffer
	if err := sheet.XLSX(&file, table.Marked(auth.From(ctx).Mark(s.now()))); err != nil {
		return nil, err
	}
	return download("工单列表-"+minuteText(s.now())[:10]+".xlsx", xlsxType, file.Bytes()), nil
}

type exportIn struct {
	ID     ids.Param `path:"id"`
	Format string    `query:"format" enum:"pdf,docx" default:"docx"`
}

func (s *Service) getExport(ctx context.Context, in *exportIn) (*huma.StreamResponse, error) {
	d, err := s.Print(s.store.Read(ctx), auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	name, kind := d.Title+".docx", docxType
	if in.Format == "pdf" {
		name, kind = d.Title+".pdf", pdfType
		err = export.PDF(&file, d, s.options.FontPath)
	} else {
		err = export.DOCX(&file, d)
	}
	if err != nil {
		return nil, err
	}
	return download(name, kind, file.Bytes()), nil
}

// download answers with a file that is saved, never shown as a page of ours.
func download(name, kind string, file []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", kind)
		ctx.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		ctx.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
		_, _ = ctx.BodyWriter().Write(file) // the client has gone if this fails
	}}
}
