package retention

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// HoldsIn are the query parameters that narrow the list of holds or its export.
type HoldsIn struct {
	Lifted bool   `query:"lifted" doc:"those that were lifted, instead of those that stand"`
	Sort   string `query:"sort" maxLength:"30" doc:"set_at, lifted_at or number; - before it: downwards"`
}

type holdsIn struct {
	HoldsIn
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) holdRoutes(api huma.API) {
	op := func(method, path, id, right, summary string) httpx.Op {
		return httpx.Op{Method: method, Path: path, ID: id, Tag: "retention", Right: right, Summary: summary}
	}
	httpx.Register(api, op(http.MethodGet, "/retention/holds", "retention-holds", RightRead, "保全"),
		func(ctx context.Context, in *holdsIn) (*httpx.Out[httpx.Page[Hold]], error) {
			rows, next, err := s.Holds(s.Store.Read(ctx), auth.From(ctx), HoldFilter{Lifted: in.Lifted, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return httpx.Reply(httpx.Page[Hold]{Items: rows, NextCursor: next}, err)
		})
	httpx.Register(api, op(http.MethodGet, "/retention/holds.xlsx", "retention-holds-sheet", RightRead, "保全（xlsx）"), s.getHoldSheet)
	httpx.Register(api, op(http.MethodPost, "/retention/holds", "retention-hold-set", RightHold, "登记保全"),
		func(ctx context.Context, in *struct{ Body HoldIn }) (*httpx.Out[Hold], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Hold, error) { return s.SetHold(tx, auth.From(ctx), in.Body) }))
		})
	httpx.Register(api, op(http.MethodPost, "/retention/holds/{id}/lift", "retention-hold-lift", RightLift, "解除保全"),
		func(ctx context.Context, in *struct {
			ID   ids.Param `path:"id"`
			Body HoldLiftIn
		},
		) (*httpx.Out[Hold], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Hold, error) { return s.LiftHold(tx, auth.From(ctx), in.ID.ID, in.Body) }))
		})
}
