package insight

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
)

// Routes adds the wallboard to the API.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/wallboard", ID: "wallboard", Summary: "运行大屏", Tag: "insight", Right: RightWallboard},
		func(ctx context.Context, _ *struct{}) (*httpx.Out[*Wallboard], error) {
			return httpx.Reply(s.Wallboard(ctx, auth.From(ctx)))
		})
}
