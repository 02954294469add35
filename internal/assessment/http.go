package assessment

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

const tag = "assessment"

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	s.doubtRoutes(api)
	s.gradeRoutes(api)
}

type idIn struct {
	ID ids.Param `path:"id"`
}

type doubtsIn struct {
	State  string    `query:"state" doc:"open (default), confirmed or false_alarm"`
	Kind   string    `query:"kind" doc:"relabel or contact"`
	Unit   ids.Param `query:"unit_id" doc:"doubts about one unit"`
	Sort   string    `query:"sort" maxLength:"30" doc:"score (downwards if absent), completed_at, judged_at or number; - before it: downwards"`
	Cursor string    `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int       `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

type spanIn struct {
	From string `query:"from" doc:"first day of completion, yyyy-mm-dd; default: 29 days before the last"`
	To   string `query:"to" doc:"last day, included; default: today"`
}

type verdictIn struct {
	ID   ids.Param `path:"id" doc:"the doubt"`
	Body VerdictIn
}

func (s *Service) doubtRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/doubts", ID: "doubt-list", Tag: tag, Summary: "疑点: the highest score first", Right: RightDoubts},
		func(ctx context.Context, in *doubtsIn) (*httpx.Out[httpx.Page[DoubtRow]], error) {
			rows, next, err := s.Doubts(s.Store.Read(ctx), auth.From(ctx), DoubtFilter{State: DoubtState(in.State), Kind: DoubtKind(in.Kind),
				Unit: in.Unit.ID, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return httpx.Reply(httpx.Page[DoubtRow]{Items: rows, NextCursor: next}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/doubts.xlsx", ID: "doubt-xlsx", Tag: tag, Summary: "导出疑点（xlsx），筛选条件同列表", Right: RightDoubts}, s.getDoubtSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/doubts/counts", ID: "doubt-counts", Tag: tag,
		Summary: "Doubts by unit, and how often they are right", Right: RightDoubts},
		func(ctx context.Context, in *spanIn) (*httpx.Out[DoubtTable], error) {
			return httpx.Reply(s.CountDoubts(s.Store.Read(ctx), auth.From(ctx), in.From, in.To))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/doubts/{id}/verdict", ID: "doubt-judge", Tag: tag, Summary: "Decide on a doubt", Right: RightJudge},
		func(ctx context.Context, in *verdictIn) (*httpx.Out[DoubtRow], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (DoubtRow, error) { return s.Judge(tx, auth.From(ctx), in.ID.ID, in.Body) }))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/doubt-rules", ID: "doubt-rules", Tag: tag, Summary: "Reasons, weights, threshold", Right: RightDoubts},
		func(ctx context.Context, _ *struct{}) (*httpx.Out[DoubtRules], error) {
			return httpx.Reply(s.DoubtRulesFor(s.Store.Read(ctx), auth.From(ctx)))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/doubt-rules", ID: "doubt-rules-change", Tag: tag, Summary: "Change weights and threshold", Right: RightManage},
		func(ctx context.Context, in *struct{ Body DoubtRules }) (*httpx.Out[DoubtRules], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (DoubtRules, error) { return s.PutDoubtRules(tx, auth.From(ctx), in.Body) }))
		})
}

type publishIn struct {
	ID   ids.Param `path:"id" doc:"the period"`
	Body struct {
		Version int64 `json:"version,omitempty" doc:"of the period that was seen"`
	}
}

type objectIn struct {
	ID   ids.Param `path:"id" doc:"the period"`
	Body ObjectIn
}

type decideIn struct {
	ID   ids.Param `path:"id" doc:"the objection"`
	Body DecideIn
}

func (s *Service) gradeRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/grade-rules", ID: "grade-rules", Tag: tag, Summary: "Indicators with their thresholds", Right: RightGrades},
		func(ctx context.Context, _ *struct{}) (*httpx.Out[GradeRules], error) {
			return httpx.Reply(s.GradeRulesFor(s.Store.Read(ctx), auth.From(ctx)))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/grade-rules", ID: "grade-rules-change", Tag: tag, Summary: "Change thresholds and weights", Right: RightManage},
		func(ctx context.Context, in *struct{ Body GradeRules }) (*httpx.Out[GradeRules], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (GradeRules, error) { return s.PutGradeRules(tx, auth.From(ctx), in.Body) }))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/grade-periods", ID: "grade-periods", Tag: tag, Summary: "Periods, the newest first", Right: RightGrades},
		func(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Period]], error) {
			list, err := s.Periods(s.Store.Read(ctx), auth.From(ctx))
			return httpx.Reply(httpx.Page[Period]{Items: list}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/grade-periods", ID: "grade-compute", Tag: tag, Summary: "Compute a month or a quarter", Right: RightManage},
		func(ctx context.Context, in *struct{ Body PeriodIn }) (*httpx.Out[Period], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Period, error) { return s.Compute(tx, auth.From(ctx), in.Body) }))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/grade-periods/{id}/publish", ID: "grade-publish", Tag: tag, Summary: "Show a period's grades to the units", Right: RightManage},
		func(ctx context.Context, in *publishIn) (*httpx.Out[Period], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Period, error) {
				return s.Publish(tx, auth.From(ctx), in.ID.ID, in.Body.Version)
			}))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/grade-periods/{id}", ID: "grade-table", Tag: tag, Summary: "The grades of one's scope", Right: RightGrades},
		func(ctx context.Context, in *idIn) (*httpx.Out[GradeTable], error) {
			return httpx.Reply(s.Grades(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/grade-periods/{id}/grades.xlsx", ID: "grade-xlsx", Tag: tag, Summary: "The grades as a workbook", Right: RightGrades}, s.getXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/grade-periods/{id}/objections", ID: "grade-object", Tag: tag, Summary: "Object to a figure of one's unit", Right: RightObject},
		func(ctx context.Context, in *objectIn) (*httpx.Out[Objection], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Objection, error) { return s.Object(tx, auth.From(ctx), in.ID.ID, in.Body) }))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/objections/{id}/decide", ID: "grade-decide", Tag: tag, Summary: "Decide on an objection", Right: RightDecide},
		func(ctx context.Context, in *decideIn) (*httpx.Out[Objection], error) {
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Objection, error) {
				return s.DecideObjection(tx, auth.From(ctx), in.ID.ID, in.Body)
			}))
		})
}

type workbookOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) getXLSX(ctx context.Context, in *idIn) (*workbookOut, error) {
	by := auth.From(ctx)
	t, err := s.Grades(s.Store.Read(ctx), by, in.ID.ID)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.WriteXLSX(&b, by.Mark(s.Clock.Now())); err != nil {
		return nil, err
	}
	return &workbookOut{ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		Disposition: `attachment; filename="grades-` + t.Period.From + `-` + t.Period.To + `.xlsx"`, Body: b.Bytes()}, nil
}
