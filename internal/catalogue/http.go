package catalogue

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

const tag = "catalogue"

// Routes adds the catalogue's operations to the API. The due-time calculator is wired elsewhere: it needs the clock.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/categories", ID: "category-list", Tag: tag, Right: RightRead,
		Summary: "诉求分类，平铺，全部，含已停用"}, s.getCategories)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/categories", ID: "category-add", Tag: tag, Right: RightWrite,
		Summary: "新增诉求分类", Status: http.StatusCreated}, s.postCategory)
	httpx.Register(api, httpx.Op{Method: http.MethodPatch, Path: "/categories/{id}", ID: "category-change", Tag: tag, Right: RightWrite,
		Summary: "修改、移动、停用或启用诉求分类"}, s.patchCategory)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/default-unit", ID: "default-unit-find", Tag: tag, Right: RightRead,
		Summary: "按分类和区划查默认承办单位及其理由"}, s.getDefaultUnit)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/default-units", ID: "default-unit-list", Tag: tag, Right: RightRead,
		Summary: "派单目录：分类、区划与承办单位"}, s.getDefaultUnits)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/default-units", ID: "default-unit-set", Tag: tag, Right: RightWrite,
		Summary: "指定或取消分类在区划内的默认承办单位"}, s.putDefaultUnit)
	s.limitRoutes(api)
}

// getCategories returns the whole tree: screens need it whole to draw a cascade, and it is bounded by the city.
func (s *Service) getCategories(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Category]], error) {
	list, err := s.Categories(s.store.Read(ctx))
	return httpx.Reply(httpx.Page[Category]{Items: list}, err)
}

func (s *Service) postCategory(ctx context.Context, in *struct{ Body CategoryIn }) (*httpx.Out[Category], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (Category, error) {
		return s.AddCategory(tx, auth.From(ctx), in.Body)
	}))
}

type patchCategoryIn struct {
	ID   ids.Param `path:"id"`
	Body CategoryPatch
}

func (s *Service) patchCategory(ctx context.Context, in *patchCategoryIn) (*httpx.Out[Category], error) {
	var c Category
	err := s.store.Write(ctx, func(tx *store.Tx) (err error) {
		c, err = s.ChangeCategory(tx, auth.From(ctx), in.ID.ID, in.Body)
		return err
	})
	return httpx.Reply(c, err)
}

type defaultUnitIn struct {
	Category ids.Param `query:"category_id" doc:"empty: only by division"`
	Division string    `query:"division_code" maxLength:"32"`
}

// defaultUnitOut is a proposal.
type defaultUnitOut struct {
	UnitID   ids.ID `json:"unit_id" doc:"null: nobody; choose by hand"`
	UnitName string `json:"unit_name"`
	Why      string `json:"why" doc:"in Chinese"`
}

func (s *Service) getDefaultUnit(ctx context.Context, in *defaultUnitIn) (*httpx.Out[defaultUnitOut], error) {
	q := s.store.Read(ctx)
	unit, why, err := s.DefaultUnit(q, in.Category.ID, in.Division)
	return httpx.Reply(defaultUnitOut{UnitID: unit, UnitName: s.places.unitName(q, unit), Why: why}, err)
}

// defaultUnitRow is a rule with the unit's name.
type defaultUnitRow struct {
	DefaultUnit
	UnitName string `json:"unit_name"`
}

type defaultUnitsIn struct {
	Category ids.Param `query:"category_id" doc:"the rules of one category"`
	Cursor   string    `query:"cursor" maxLength:"60"`
	Limit    int       `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) getDefaultUnits(ctx context.Context, in *defaultUnitsIn) (*httpx.Out[httpx.Page[defaultUnitRow]], error) {
	q := s.store.Read(ctx)
	list, err := s.DefaultUnits(q, in.Category.ID)
	if err != nil {
		return nil, err
	}
	page := httpx.Page[defaultUnitRow]{Items: []defaultUnitRow{}}
	rest, err := after(list, in.Cursor)
	if err != nil {
		return nil, err
	}
	for _, rule := range rest {
		if len(page.Items) == httpx.Limit(in.Limit) {
			last := page.Items[len(page.Items)-1].DefaultUnit
			page.NextCursor = last.CategoryID.String() + "." + last.DivisionCode
			break
		}
		page.Items = append(page.Items, defaultUnitRow{rule, s.places.unitName(q, rule.UnitID)})
	}
	return httpx.Reply(page, nil)
}

type putDefaultUnitIn struct {
	Body struct {
		CategoryID   ids.ID `json:"category_id"`
		DivisionCode string `json:"division_code" maxLength:"32" doc:"empty: anywhere in the city"`
		UnitID       ids.ID `json:"unit_id" doc:"null or empty: take the rule away"`
	}
}

func (s *Service) putDefaultUnit(ctx context.Context, in *putDefaultUnitIn) (*httpx.Out[defaultUnitRow], error) {
	rule := DefaultUnit{CategoryID: in.Body.CategoryID, DivisionCode: in.Body.DivisionCode, UnitID: in.Body.UnitID}
	err := s.store.Write(ctx, func(tx *store.Tx) error { return s.SetDefaultUnit(tx, auth.From(ctx), rule) })
	return httpx.Reply(defaultUnitRow{rule, s.places.unitName(s.store.Read(ctx), rule.UnitID)}, err)
}
