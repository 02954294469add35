package directory

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
)

// allUnits is the page when none is asked for: a city's units are few, and pickers want them all.
const allUnits = 200

func (s *Service) unitRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/units", ID: "unit-list", Tag: tag, Right: RightRead,
		Summary: "承办单位名单，可按编码、名称、拼音首字母查找"}, s.getUnits)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/units.xlsx", ID: "unit-xlsx", Tag: tag, Right: RightRead,
		Summary: "导出承办单位（xlsx），筛选条件同名单"}, s.getUnitSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/units", ID: "unit-add", Tag: tag, Right: RightWrite,
		Summary: "新增承办单位", Status: http.StatusCreated}, s.postUnit)
	httpx.Register(api, httpx.Op{Method: http.MethodPatch, Path: "/units/{id}", ID: "unit-change", Tag: tag, Right: RightWrite,
		Summary: "修改、停用或启用承办单位"}, s.patchUnit)
}

// UnitQuery are the query parameters that narrow the list or its export.
type UnitQuery struct {
	ActiveQuery
	Query     string   `query:"q" maxLength:"60" doc:"part of the code, a name, or the pinyin initials"`
	Kind      UnitKind `query:"kind" enum:"department,district,town,zone,company,centre,subcentre"`
	Division  string   `query:"division" maxLength:"32" doc:"units of this division and of those below it"`
	SubCentre idParam  `query:"sub_centre_id" doc:"the sub-centre and the units that work through it"`
}

func (in UnitQuery) units() UnitFilter {
	return UnitFilter{Query: in.Query, Kind: in.Kind, Division: in.Division, SubCentre: in.SubCentre.ID, Active: in.filter()}
}

type unitsIn struct {
	PageQuery
	UnitQuery
}

func (s *Service) getUnits(ctx context.Context, in *unitsIn) (*httpx.Out[httpx.Page[Unit]], error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(page(v.findUnits(in.units()), in.PageQuery, allUnits))
}

func (s *Service) postUnit(ctx context.Context, in *struct{ Body UnitIn }) (*httpx.Out[Unit], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (Unit, error) {
		return s.AddUnit(tx, auth.From(ctx), in.Body)
	}))
}

type patchUnitIn struct {
	ID   idParam `path:"id"`
	Body UnitPatch
}

func (s *Service) patchUnit(ctx context.Context, in *patchUnitIn) (*httpx.Out[Unit], error) {
	var u Unit
	err := s.store.Write(ctx, func(tx *store.Tx) (err error) {
		u, err = s.ChangeUnit(tx, auth.From(ctx), in.ID.ID, in.Body)
		return err
	})
	return httpx.Reply(u, err)
}
