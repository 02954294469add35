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

type ruleBody struct {
	Code string `path:"code" enum:"words,originals,identities,files,supervision,refusals,recordings"`
	Body RetentionRuleIn
}

type previewIn struct {
	Code   string `query:"code" enum:"words,originals,identities,files,supervision,refusals,recordings" required:"true"`
	Months int    `query:"months" minimum:"1" maximum:"1200" required:"true"`
}

// ErasuresIn are the query parameters that narrow the list of demands or its export.
type ErasuresIn struct {
	Decided bool   `query:"decided" doc:"those that were decided, instead of those that wait"`
	Sort    string `query:"sort" maxLength:"30" doc:"asked_at, decided_at or number; - before it: downwards"`
}

func (in ErasuresIn) filter() ErasureFilter { return ErasureFilter{Decided: in.Decided, Sort: in.Sort} }

type erasuresIn struct {
	ErasuresIn
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	s.holdRoutes(api)
	op := func(method, path, id, right, summary string) httpx.Op {
		return httpx.Op{Method: method, Path: path, ID: id, Tag: "retention", Right: right, Summary: summary}
	}
	httpx.Register(api, op(http.MethodGet, "/retention/rules", "retention-rules", RightRead, "保存期限"),
		func(ctx context.Context, _ *struct{}) (*httpx.Out[[]RetentionRule], error) {
			return httpx.Reply(s.Rules(s.Store.Read(ctx), auth.From(ctx)))
		})
	httpx.Register(api, op(http.MethodPut, "/retention/rules/{code}", "retention-rule-change", RightManage, "修改保存期限"),
		func(ctx context.Context, in *ruleBody) (*httpx.Out[RetentionRule], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (RetentionRule, error) { return s.Change(tx, auth.From(ctx), in.Code, in.Body) }))
		})
	httpx.Register(api, op(http.MethodGet, "/retention/preview", "retention-preview", RightRead, "推演：这样的期限现在会清除多少工单"),
		func(ctx context.Context, in *previewIn) (*httpx.Out[RetentionPreview], error) {
			return httpx.Reply(s.Try(s.Store.Read(ctx), auth.From(ctx), in.Code, in.Months))
		})
	httpx.Register(api, op(http.MethodGet, "/retention/erasures", "retention-erasures", RightRead, "清除申请"),
		func(ctx context.Context, in *erasuresIn) (*httpx.Out[httpx.Page[Erasure]], error) {
			f := in.filter()
			f.Cursor, f.Limit = in.Cursor, in.Limit
			rows, next, err := s.Erasures(s.Store.Read(ctx), auth.From(ctx), f)
			return httpx.Reply(httpx.Page[Erasure]{Items: rows, NextCursor: next}, err)
		})
	httpx.Register(api, op(http.MethodGet, "/retention/erasures.xlsx", "retention-erasures-xlsx", RightRead, "导出清除申请（xlsx），筛选条件同列表"), s.getErasureSheet)
	httpx.Register(api, op(http.MethodPost, "/retention/erasures", "retention-erasure-ask", RightAsk, "登记清除申请"),
		func(ctx context.Context, in *struct{ Body ErasureAskIn }) (*httpx.Out[Erasure], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Erasure, error) { return s.Ask(tx, auth.From(ctx), in.Body) }))
		})
	httpx.Register(api, op(http.MethodPost, "/retention/erasures/{id}/decide", "retention-erasure-decide", RightApprove, "审批清除申请"),
		func(ctx context.Context, in *struct {
			ID   ids.Param `path:"id"`
			Body ErasureDecideIn
		},
		) (*httpx.Out[Erasure], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Erasure, error) {
				return s.Decide(ctx, tx, auth.From(ctx), in.ID.ID, in.Body)
			}))
		})
}
