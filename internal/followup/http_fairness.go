package followup

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// fairnessRoutes are the operations of sampling and independent rechecks.
func (s *Service) fairnessRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/samples", ID: "sample-list", Tag: tag, Summary: "Sampling plans", Right: RightRead},
		func(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Sample]], error) {
			list, err := s.Samples(s.Store.Read(ctx), auth.From(ctx))
			return httpx.Reply(httpx.Page[Sample]{Items: list}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/samples", ID: "sample-add", Tag: tag, Summary: "Add a sampling plan", Right: RightSample},
		func(ctx context.Context, in *struct{ Body SampleIn }) (*httpx.Out[Sample], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Sample, error) { return s.PutSample(tx, auth.From(ctx), 0, in.Body) }))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/samples/{id}", ID: "sample-change", Tag: tag, Summary: "Change a sampling plan", Right: RightSample},
		func(ctx context.Context, in *sampleIn) (*httpx.Out[Sample], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Sample, error) { return s.PutSample(tx, auth.From(ctx), in.ID.ID, in.Body) }))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/samples/{id}/draws", ID: "sample-draw", Tag: tag, Summary: "Draw a recheck sample", Right: RightSample},
		func(ctx context.Context, in *drawIn) (*httpx.Out[Draw], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Draw, error) { return s.Draw(tx, auth.From(ctx), in.ID.ID, in.Body) }))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/draws", ID: "draw-list", Tag: tag, Summary: "The newest draws", Right: RightRead},
		func(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Draw]], error) {
			list, err := s.Draws(s.Store.Read(ctx), auth.From(ctx))
			return httpx.Reply(httpx.Page[Draw]{Items: list}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/draws/{id}/check", ID: "draw-check", Tag: tag, Summary: "Draw again and compare", Right: RightRead},
		func(ctx context.Context, in *oneIn) (*httpx.Out[CheckedDraw], error) {
			return httpx.Reply(s.CheckDraw(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/rechecks", ID: "recheck-list", Tag: tag, Summary: "Independent rechecks", Right: RightRead}, s.getRechecks)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/rechecks.xlsx", ID: "recheck-xlsx", Tag: tag, Summary: "导出独立复核（xlsx），筛选条件同列表", Right: RightRead}, s.getRecheckSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/rechecks/{id}", ID: "recheck-get", Tag: tag, Summary: "One independent recheck", Right: RightRead},
		func(ctx context.Context, in *oneIn) (*httpx.Out[RecheckRow], error) {
			return httpx.Reply(s.OneRecheck(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/rechecks/{id}/attempts", ID: "recheck-attempt", Tag: tag,
		Summary: "Write a call of a recheck down", Right: RightRecheck}, s.postRecheck)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/agreement", ID: "agreement", Tag: tag,
		Summary: "How far rechecks confirm units and first answers", Right: RightRates},
		func(ctx context.Context, in *spanIn) (*httpx.Out[AgreementTable], error) {
			return httpx.Reply(s.Agreements(s.Store.Read(ctx), auth.From(ctx), in.From, in.To))
		})
}

type sampleIn struct {
	ID   ids.Param `path:"id" doc:"the sampling plan"`
	Body SampleIn
}

type drawIn struct {
	ID   ids.Param `path:"id" doc:"the sampling plan"`
	Body DrawIn
}

type spanIn struct {
	From string `query:"from" doc:"first day of completion, yyyy-mm-dd; default: 29 days before the last"`
	To   string `query:"to" doc:"last day, included; default: today"`
}

type rechecksIn struct {
	State    string `query:"state" doc:"waiting (default), done or unreachable"`
	Disagree bool   `query:"disagree" doc:"only those that contradict the unit or the first answers"`
	Number   string `query:"q" maxLength:"100" doc:"the beginning of an order's number"`
	Sort     string `query:"sort" maxLength:"30" doc:"next_at, completed_at, at, attempts, number or id; - before it: downwards"`
	Cursor   string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit    int    `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

func (s *Service) getRechecks(ctx context.Context, in *rechecksIn) (*httpx.Out[httpx.Page[RecheckRow]], error) {
	rows, next, err := s.Rechecks(s.Store.Read(ctx), auth.From(ctx), RecheckFilter{State: State(in.State), Disagree: in.Disagree,
		Number: in.Number, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[RecheckRow]{Items: rows, NextCursor: next}, err)
}

type recheckIn struct {
	ID   ids.Param `path:"id" doc:"the recheck"`
	Body RecheckIn
}

func (s *Service) postRecheck(ctx context.Context, in *recheckIn) (*httpx.Out[RecheckRow], error) {
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (RecheckRow, error) {
		return s.AttemptRecheck(tx, auth.From(ctx), in.ID.ID, in.Body)
	}))
}
