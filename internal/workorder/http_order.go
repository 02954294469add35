package workorder

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

func (s *Service) orderRoutes(api huma.API) {
	httpx.Register(api, get("/orders/{id}", "order-get", RightRead, "工单详情、可用操作和时限说明"), s.getOrder)
	httpx.Register(api, get("/orders/{id}/timeline", "order-timeline", RightRead, "工单办理过程"), s.getTimeline)
}

type orderIn struct {
	ID ids.Param `path:"id"`
}

func (s *Service) getOrder(ctx context.Context, in *orderIn) (*httpx.Out[OrderView], error) {
	return httpx.Reply(s.View(s.store.Read(ctx), auth.From(ctx), in.ID.ID))
}

func (s *Service) getTimeline(ctx context.Context, in *orderIn) (*httpx.Out[httpx.Page[TimelineItem]], error) {
	items, err := s.Timeline(s.store.Read(ctx), auth.From(ctx), in.ID.ID)
	return httpx.Reply(httpx.Page[TimelineItem]{Items: items}, err)
}
