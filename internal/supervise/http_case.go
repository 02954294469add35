package supervise

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
)

func (s *Service) caseRoutes(api huma.API) {
	httpx.Register(api, get("/supervise/cases", "supervise-cases", RightRead, "督办件"), s.getCases)
	httpx.Register(api, get("/supervise/cases.xlsx", "supervise-cases-xlsx", RightExport, "导出督办件（xlsx）"), s.getCasesXLSX)
	httpx.Register(api, post("/supervise/cases", "supervise-case-open", RightManage, "立案督办"), s.postCase)
	httpx.Register(api, get("/supervise/cases/{id}", "supervise-case", RightRead, "一个督办件"), s.getCase)
	httpx.Register(api, post("/supervise/cases/{id}/instruct", "supervise-case-instruct", RightManage, "批示"), s.postInstruct)
	httpx.Register(api, post("/supervise/cases/{id}/close", "supervise-case-close", RightManage, "销号"), s.postClose)
	httpx.Register(api, post("/supervise/cases/{id}/reopen", "supervise-case-reopen", RightManage, "恢复督办"), s.postReopen)
	httpx.Register(api, get("/supervise/tasks", "supervise-tasks", RightRead, "批示和会议决定的事项"), s.getTasks)
	httpx.Register(api, get("/supervise/tasks.xlsx", "supervise-tasks-xlsx", RightExport, "导出落实清单（xlsx）"), s.getTasksXLSX)
	httpx.Register(api, post("/supervise/tasks/{id}/answer", "supervise-task-answer", RightAnswer, "反馈"), s.postAnswer)
	httpx.Register(api, post("/supervise/tasks/{id}/review", "supervise-task-review", RightManage, "认可或退回反馈"), s.postReview)
	httpx.Register(api, post("/supervise/tasks/{id}/cancel", "supervise-task-cancel", RightManage, "取消事项"), s.postCancelTask)
}

// CaseListIn narrows a list of cases.
type CaseListIn struct {
	State string `query:"state" maxLength:"10" doc:"open (default) or closed"`
	SortIn
}

func (s *Service) getCases(ctx context.Context, in *struct {
	CaseListIn
	PageIn
}) (*httpx.Out[httpx.Page[CaseRow]], error) {
	rows, next, err := s.Cases(s.Store.Read(ctx), auth.From(ctx), CaseFilter{State: State(in.State), Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[CaseRow]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getCasesXLSX(ctx context.Context, in *CaseListIn) (*huma.StreamResponse, error) {
	t, err := s.CaseSheet(s.Store.Read(ctx), auth.From(ctx), CaseFilter{State: State(in.State), Sort: in.Sort})
	return s.workbook(ctx, "督办件", t, err)
}

func (s *Service) postCase(ctx context.Context, in *struct{ Body OpenIn }) (*httpx.Out[httpx.Page[CaseRow]], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (httpx.Page[CaseRow], error) {
		page := httpx.Page[CaseRow]{Items: []CaseRow{}}
		list, err := s.Open(tx, by, in.Body)
		for i := range list {
			row, rowErr := s.caseRow(tx, by, &list[i])
			if rowErr != nil {
				return page, rowErr
			}
			page.Items = append(page.Items, row)
		}
		return page, err
	}))
}

func (s *Service) getCase(ctx context.Context, in *IDIn) (*httpx.Out[CaseView], error) {
	return httpx.Reply(s.Case(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

// SeenIn names the version that the caller saw.
type SeenIn struct {
	Version int64 `json:"version" minimum:"1" doc:"the version that the caller saw"`
}

func (s *Service) postInstruct(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		InstructIn
	}
}) (*httpx.Out[CaseView], error) {
	by := auth.From(ctx)
	return s.caseAfter(ctx, in.IDIn, func(tx *store.Tx) error {
		_, err := s.Instruct(tx, by, in.ID.ID, in.Body.Version, in.Body.InstructIn)
		return err
	})
}

// caseAfter runs a verb and answers with the case as it is then.
func (s *Service) caseAfter(ctx context.Context, in IDIn, verb func(tx *store.Tx) error) (*httpx.Out[CaseView], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (CaseView, error) {
		if err := verb(tx); err != nil {
			return CaseView{}, err
		}
		return s.Case(tx, by, in.ID.ID)
	}))
}

func (s *Service) postClose(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		Conclusion string `json:"conclusion" maxLength:"2000"`
	}
}) (*httpx.Out[CaseView], error) {
	by := auth.From(ctx)
	return s.caseAfter(ctx, in.IDIn, func(tx *store.Tx) error {
		_, err := s.Close(tx, by, in.ID.ID, in.Body.Version, in.Body.Conclusion)
		return err
	})
}

func (s *Service) postReopen(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		Reason string  `json:"reason" maxLength:"2000"`
		Limit  LimitIn `json:"limit,omitempty"`
	}
}) (*httpx.Out[CaseView], error) {
	by := auth.From(ctx)
	return s.caseAfter(ctx, in.IDIn, func(tx *store.Tx) error {
		_, err := s.Reopen(tx, by, in.ID.ID, in.Body.Version, in.Body.Reason, in.Body.Limit)
		return err
	})
}

// TaskListIn narrows a list of tasks.
type TaskListIn struct {
	State string `query:"state" maxLength:"10" doc:"open (default), answered, accepted or cancelled"`
	UnitFilterIn
	SortIn
}

func (in TaskListIn) filter() TaskFilter {
	return TaskFilter{State: State(in.State), Unit: in.Unit.ID, Sort: in.Sort}
}

func (s *Service) getTasks(ctx context.Context, in *struct {
	TaskListIn
	PageIn
}) (*httpx.Out[httpx.Page[TaskView]], error) {
	f := in.filter()
	f.Cursor, f.Limit = in.Cursor, in.Limit
	rows, next, err := s.Tasks(s.Store.Read(ctx), auth.From(ctx), f)
	return httpx.Reply(httpx.Page[TaskView]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getTasksXLSX(ctx context.Context, in *TaskListIn) (*huma.StreamResponse, error) {
	t, err := s.TaskSheet(s.Store.Read(ctx), auth.From(ctx), in.filter())
	return s.workbook(ctx, "落实清单", t, err)
}

// taskAfter runs a verb and answers with the task as it is then.
func (s *Service) taskAfter(ctx context.Context, verb func(tx *store.Tx) (Task, error)) (*httpx.Out[TaskView], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (TaskView, error) {
		t, err := verb(tx)
		if err != nil {
			return TaskView{}, err
		}
		return s.taskView(tx, by, &t)
	}))
}

func (s *Service) postAnswer(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		Words string `json:"words" maxLength:"2000" doc:"what was done"`
	}
}) (*httpx.Out[TaskView], error) {
	by := auth.From(ctx)
	return s.taskAfter(ctx, func(tx *store.Tx) (Task, error) { return s.Answer(tx, by, in.ID.ID, in.Body.Version, in.Body.Words) })
}

func (s *Service) postReview(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		Accept bool   `json:"accept"`
		Note   string `json:"note,omitempty" maxLength:"2000" doc:"why; needed to reject"`
	}
}) (*httpx.Out[TaskView], error) {
	by := auth.From(ctx)
	return s.taskAfter(ctx, func(tx *store.Tx) (Task, error) {
		return s.Review(tx, by, in.ID.ID, in.Body.Version, in.Body.Accept, in.Body.Note)
	})
}

// SeenReasonIn is the body of verbs that need a version and words that say why.
type SeenReasonIn struct {
	SeenIn
	Reason string `json:"reason" maxLength:"2000"`
}

func (s *Service) postCancelTask(ctx context.Context, in *struct {
	IDIn
	Body SeenReasonIn
}) (*httpx.Out[TaskView], error) {
	by := auth.From(ctx)
	return s.taskAfter(ctx, func(tx *store.Tx) (Task, error) { return s.Cancel(tx, by, in.ID.ID, in.Body.Version, in.Body.Reason) })
}
