package outreach

import (
	"context"
	"encoding/base64"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

func (s *Service) barredRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/do-not-call", ID: "do-not-call-list", Tag: tag, Right: RightRead, Summary: "免打扰名单，号码遮盖"}, s.getBarred)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/do-not-call.xlsx", ID: "do-not-call-xlsx", Tag: tag, Right: RightRead, Summary: "免打扰名单（xlsx），号码遮盖"}, s.getBarredXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/do-not-call", ID: "do-not-call-add", Tag: tag, Right: RightManage, Summary: "加入免打扰名单"},
		func(ctx context.Context, in *struct {
			Body struct {
				Number string `json:"number" minLength:"3" maxLength:"30"`
				Reason string `json:"reason" minLength:"1" maxLength:"100"`
			}
		}) (*httpx.Out[httpx.Page[BarredView]], error) {
			return s.barring(ctx, func(tx *store.Tx, p auth.Principal) error { return s.Bar(tx, p, in.Body.Number, in.Body.Reason) })
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/do-not-call/import", ID: "do-not-call-import", Tag: tag, Right: RightManage, MaxBody: 8 << 20,
		Summary: "导入免打扰名单（xlsx 或 csv），逐行检查并报告未收的行"}, s.postBarred)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/do-not-call/{id}/remove", ID: "do-not-call-remove", Tag: tag, Right: RightManage, Summary: "移出免打扰名单"},
		func(ctx context.Context, in *idIn) (*httpx.Out[httpx.Page[BarredView]], error) {
			return s.barring(ctx, func(tx *store.Tx, p auth.Principal) error { return s.Unbar(tx, p, in.ID.ID) })
		})
}

type barredIn struct {
	Sort   string `query:"sort" maxLength:"30" doc:"at; - before it: the newest first (if absent)"`
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

func (s *Service) getBarred(ctx context.Context, in *barredIn) (*httpx.Out[httpx.Page[BarredView]], error) {
	list, next, err := s.Barred(s.Store.Read(ctx), BarredFilter{Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[BarredView]{Items: list, NextCursor: next}, err)
}

// barring changes the list and answers with its newest page.
func (s *Service) barring(ctx context.Context, do func(*store.Tx, auth.Principal) error) (*httpx.Out[httpx.Page[BarredView]], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (httpx.Page[BarredView], error) {
		if err := do(tx, p); err != nil {
			return httpx.Page[BarredView]{}, err
		}
		list, next, err := s.Barred(tx, BarredFilter{})
		return httpx.Page[BarredView]{Items: list, NextCursor: next}, err
	}))
}

type barredImportIn struct {
	Body struct {
		File   string `json:"file" maxLength:"6000000" doc:"the xlsx or csv file in base64, with a column 电话 and perhaps one 原因"`
		Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"of the rows that give none"`
	}
}

func (s *Service) postBarred(ctx context.Context, in *barredImportIn) (*httpx.Out[Report], error) {
	raw, err := base64.StdEncoding.DecodeString(in.Body.File)
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	head, rows, err := ParseList(raw)
	if err != nil {
		return nil, err
	}
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Report, error) { return s.BarList(tx, p, head, rows, in.Body.Reason) }))
}

var barredColumns = []sheet.Column{{Heading: "电话", Width: 15}, {Heading: "原因", Width: 34}, {Heading: "登记人", Width: 14}, {Heading: "登记时间", Width: 17}}

func (s *Service) getBarredXLSX(ctx context.Context, in *barredIn) (*sheet.Download, error) {
	p, now, q := auth.From(ctx), s.Clock.Now(), s.Store.Read(ctx)
	next := sheet.Pages(func(cursor string) ([]BarredView, string, error) {
		return s.Barred(q, BarredFilter{Sort: in.Sort, Cursor: cursor, Limit: 200})
	}, func(v BarredView) []any {
		by := v.By
		if by == "" {
			by = "本人（机器人外呼）"
		}
		return []any{v.Phone, v.Reason, by, sheet.At(v.At)}
	})
	return sheet.File("免打扰名单", now, sheet.Table{Sheet: "免打扰名单", Columns: barredColumns, Mark: p.Mark(now), Next: next})
}
