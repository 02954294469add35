package directory

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

func (s *Service) divisionRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/divisions", ID: "division-list", Tag: tag, Right: RightRead,
		Summary: "区划：市、区（功能区）、镇街、社区，平铺，全部，含已停用"}, s.getDivisions)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/divisions.xlsx", ID: "division-xlsx", Tag: tag, Right: RightRead,
		Summary: "导出区划（xlsx），可按编码、名称、拼音首字母筛选"}, s.getDivisionSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/divisions", ID: "division-add", Tag: tag, Right: RightWrite,
		Summary: "新增区划或功能区", Status: http.StatusCreated}, s.postDivision)
	httpx.Register(api, httpx.Op{Method: http.MethodPatch, Path: "/divisions/{code}", ID: "division-change", Tag: tag, Right: RightWrite,
		Summary: "更名、移动、停用或启用区划"}, s.patchDivision)
}

// getDivisions returns the whole tree: screens need it whole to draw a cascade, and it is bounded by the city.
func (s *Service) getDivisions(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Division]], error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(httpx.Page[Division]{Items: v.divisions}, nil)
}

func (s *Service) postDivision(ctx context.Context, in *struct{ Body DivisionIn }) (*httpx.Out[Division], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (Division, error) {
		return s.AddDivision(tx, auth.From(ctx), in.Body)
	}))
}

type patchDivisionIn struct {
	Code string `path:"code" maxLength:"32"`
	Body DivisionPatch
}

func (s *Service) patchDivision(ctx context.Context, in *patchDivisionIn) (*httpx.Out[Division], error) {
	var d Division
	err := s.store.Write(ctx, func(tx *store.Tx) (err error) {
		d, err = s.ChangeDivision(tx, auth.From(ctx), in.Code, in.Body)
		return err
	})
	return httpx.Reply(d, err)
}

var divisionHeads = []sheet.Column{
	{Heading: "编码", Width: 16}, {Heading: "名称", Width: 24}, {Heading: "级别", Width: 10}, {Heading: "性质", Width: 10},
	{Heading: "上级", Width: 24}, {Heading: "承办单位", Width: 24}, {Heading: "状态", Width: 8},
}

var levelNames = map[Level]string{City: "市", Area: "区级", Street: "镇街", Village: "社区、村"}

type divisionSheetIn struct {
	Query string `query:"q" maxLength:"60" doc:"part of the code or the name, or pinyin initials of the name"`
}

func (s *Service) getDivisionSheet(ctx context.Context, in *divisionSheetIn) (*sheet.Download, error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	var list []Division
	for _, d := range v.divisions {
		if newSearchKeys(d.Code, d.Name, language.PinyinInitials(d.Name)).rank(foldQuery(in.Query)) != rankNone {
			list = append(list, d)
		}
	}
	return sheet.File("区划", s.clock.Now(), sheet.Table{Sheet: "区划", Columns: divisionHeads, Mark: auth.From(ctx).Mark(s.clock.Now()), Next: sheet.Rows(list, func(d Division) []any {
		kind := "行政区划"
		if d.Kind == FunctionalZone {
			kind = "功能区"
		}
		return []any{d.Code, d.Name, levelNames[d.Level], kind, v.divCodes[d.ParentCode].Name, v.units[v.areaUnits[d.Code]].Label(), activeName(d.Active)}
	})})
}
