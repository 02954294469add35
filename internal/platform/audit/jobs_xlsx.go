package audit

import (
	"context"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/sheet"
)

var jobColumns = []sheet.Column{
	{Heading: "编号", Width: 20}, {Heading: "任务", Width: 28}, {Heading: "对象", Width: 28}, {Heading: "状态", Width: 8},
	{Heading: "次数", Width: 6}, {Heading: "错误", Width: 60}, {Heading: "执行时间", Width: 17}, {Heading: "建立时间", Width: 17},
}

var jobStates = map[string]string{"dead": "失败", "waiting": "等待"}

// jobSheetIn narrows the export as the list.
type jobSheetIn struct{ JobsIn }

// exportJobs is the list of jobs as a workbook. Payloads stay here as they do from the list.
func (s *Service) exportJobs(ctx context.Context, in *jobSheetIn) (*sheet.Download, error) {
	q := s.Store.Read(ctx)
	next := sheet.Pages(func(cursor string) ([]jobs.Job, string, error) { return s.Jobs.Page(q, in.State, in.Sort, cursor, 500) }, func(j jobs.Job) []any {
		return []any{j.ID.String(), j.Kind, j.Key, jobStates[j.State], j.Attempts, j.LastError, sheet.At(j.RunAt), sheet.At(j.CreatedAt)}
	})
	return sheet.File("后台任务", s.Clock.Now(), sheet.Table{Sheet: "后台任务", Columns: jobColumns, Next: next, Mark: auth.From(ctx).Mark(s.Clock.Now())})
}
