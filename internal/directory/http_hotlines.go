package directory

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
)

func (s *Service) hotlineRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/hotlines", ID: "hotline-list", Tag: tag, Right: RightRead,
		Summary: "热线号码及其整合方式"}, s.getHotlines)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/hotlines.xlsx", ID: "hotline-xlsx", Tag: tag, Right: RightRead,
		Summary: "导出热线号码（xlsx），可按号码、名称、拼音首字母筛选"}, s.getHotlineSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/hotlines", ID: "hotline-add", Tag: tag, Right: RightWrite,
		Summary: "登记热线号码", Status: http.StatusCreated}, s.postHotline)
	httpx.Register(api, httpx.Op{Method: http.MethodPatch, Path: "/hotlines/{id}", ID: "hotline-change", Tag: tag, Right: RightWrite,
		Summary: "修改、停用或启用热线号码"}, s.patchHotline)
}

func (s *Service) getHotlines(ctx context.Context, in *PageQuery) (*httpx.Out[httpx.Page[Hotline]], error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]ranked[Hotline], len(v.hotlines))
	for i, h := range s.asOfNow(v.hotlines) {
		list[i] = ranked[Hotline]{item: h, key: h.Number}
	}
	return httpx.Reply(page(list, *in, allUnits))
}

func (s *Service) postHotline(ctx context.Context, in *struct{ Body HotlineIn }) (*httpx.Out[Hotline], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (Hotline, error) {
		return s.AddHotline(tx, auth.From(ctx), in.Body)
	}))
}

type patchHotlineIn struct {
	ID   idParam `path:"id"`
	Body HotlinePatch
}

func (s *Service) patchHotline(ctx context.Context, in *patchHotlineIn) (*httpx.Out[Hotline], error) {
	var h Hotline
	err := s.store.Write(ctx, func(tx *store.Tx) (err error) {
		h, err = s.ChangeHotline(tx, auth.From(ctx), in.ID.ID, in.Body)
		return err
	})
	return httpx.Reply(h, err)
}
