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
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/categories.xlsx", ID: "category-xlsx", Tag: tag, Right: RightRead,
		Summary: "导出诉求分类（xlsx），可按编码、名称、拼音首字母筛选"}, s.getCategorySheet)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/categories", ID: "category-add", Tag: tag, Right: RightWrite,
		Summary: "新增诉求分类", Status: http.StatusCreated}, s.postCategory)
	httpx.Register(api, httpx.Op{Method: http.MethodPatch, Path: "/categories/{id}", ID: "category-change", Tag: tag, Right: RightWrite,
		Summary: "修改、移动、停用或启用诉求分类"}, s.patchCategory)
	s.dispatchRoutes(api)
	s.limitRoutes(api)
	s.topicRoutes(api)
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
