package supervise

import (
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// exportPage is how many rows an export reads at a time.
const exportPage = 500

// paged makes a table of a list that is read page by page, at most as many rows as an export may have.
func paged[T any](most int, page func(cursor string) ([]T, string, error), cells func(T) []any) (func() ([]any, error), error) {
	rows, next, err := page("")
	if err != nil {
		return nil, err
	}
	return sheet.AtMost(most, func(cursor string) ([]T, string, error) {
		if cursor == "" {
			return rows, next, nil
		}
		return page(cursor)
	}, cells), nil
}

func columns(text string) []sheet.Column {
	var list []sheet.Column
	for name := range strings.SplitSeq(text, " ") {
		width := 12.0
		switch {
		case strings.HasSuffix(name, "时间"), strings.HasSuffix(name, "期限"), name == "编号", name == "工单编号", name == "下一步":
			width = 19
		case name == "标题", name == "要求", name == "撤牌依据", name == "最近反馈":
			width = 40
		case strings.HasSuffix(name, "次数"), name == "逾期", name == "紧急", name == "牌":
			width = 8
		}
		list = append(list, sheet.Column{Heading: name, Width: width})
	}
	return list
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

var cardLabels = map[string]string{CardYellow: "黄牌", CardRed: "红牌"}

// WatchSheet is a view of watched orders as a table.
func (s *Service) WatchSheet(q store.Queryer, by auth.Principal, f WatchFilter) (sheet.Table, error) {
	if !by.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	f.Limit = exportPage
	next, err := paged(s.options.ExportRows, func(cursor string) ([]WatchRow, string, error) {
		f.Cursor = cursor
		return s.watchPage(q, by, f)
	}, func(r WatchRow) []any {
		return []any{r.Number, r.Title, r.StateName, r.CategoryName, r.DivisionName, r.UnitName, yes(r.Urgent), at(r.DueAt), yes(r.Overdue), r.LateName, cardLabels[r.Card],
			r.RedoCount, r.UrgeCount, r.ReturnCount, r.Repeats, yes(r.CaseID != 0), r.NextStep, at(r.NextAt)}
	})
	return sheet.Table{Sheet: "督办", Columns: columns("工单编号 标题 状态 类别 区划 承办单位 紧急 办理期限 逾期 环节超期 牌 重办次数 催办次数 退单次数 来话次数 督办中 下一步 下一步时间"), Next: next}, err
}

// CardSheet is a list of cards as a table.
func (s *Service) CardSheet(q store.Queryer, by auth.Principal, f CardFilter) (sheet.Table, error) {
	if !by.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	f.Limit = exportPage
	next, err := paged(s.options.ExportRows, func(cursor string) ([]CardRow, string, error) {
		f.Cursor = cursor
		return s.cardPage(q, by, f)
	}, func(r CardRow) []any {
		return []any{cardLabels[r.Level], r.Number, r.Title, r.UnitName, local(r.At), local(r.DueAt), r.Clock, yes(r.LiftedAt != nil), r.LiftName, r.LiftNote, at(r.LiftedAt)}
	})
	return sheet.Table{Sheet: "黄牌红牌", Columns: columns("牌 工单编号 标题 承办单位 给牌时间 办理期限 时限 已撤 撤牌原因 撤牌依据 撤牌时间"), Next: next}, err
}

// CaseSheet is a list of cases as a table.
func (s *Service) CaseSheet(q store.Queryer, by auth.Principal, f CaseFilter) (sheet.Table, error) {
	if !by.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	f.Limit = exportPage
	next, err := paged(s.options.ExportRows, func(cursor string) ([]CaseRow, string, error) {
		f.Cursor = cursor
		return s.casePage(q, by, f)
	}, func(r CaseRow) []any {
		state := map[State]string{StateOpen: "督办中", StateClosed: "已销号"}[r.State]
		return []any{r.Number, state, r.ReasonName, r.Words, strings.Join(r.Units, "、"), r.Orders, r.OpenedBy, local(r.OpenedAt), local(r.DueAt), yes(r.Late), at(r.ClosedAt),
			r.OpenTasks, r.Answered}
	})
	return sheet.Table{Sheet: "督办件", Columns: columns("编号 状态 原因 要求 承办单位 工单数 立案人 立案时间 督办期限 逾期 销号时间 待反馈 待认可"), Next: next}, err
}

// TaskSheet is a list of tasks as a table: the follow-through.
func (s *Service) TaskSheet(q store.Queryer, by auth.Principal, f TaskFilter) (sheet.Table, error) {
	if !by.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	f.Limit = exportPage
	next, err := paged(s.options.ExportRows, func(cursor string) ([]TaskView, string, error) {
		f.Cursor = cursor
		return s.taskPage(q, by, f)
	}, func(t TaskView) []any {
		last, from := "", "督办批示"
		if n := len(t.Answers); n > 0 {
			last = t.Answers[n-1].Words
		}
		if t.MeetingID != 0 {
			from = "联席会议" + partLabels[t.Part]
		}
		return []any{t.Number, from, t.UnitName, t.Words, taskLabels[t.State], local(t.GivenAt), local(t.DueAt), yes(t.Late), at(t.AnsweredAt), last}
	})
	return sheet.Table{Sheet: "落实清单", Columns: columns("编号 来源 单位 要求 状态 下达时间 反馈期限 逾期 反馈时间 最近反馈"), Next: next}, err
}

// MeetingSheet is a list of meetings as a table.
func (s *Service) MeetingSheet(q store.Queryer, by auth.Principal, f MeetingFilter) (sheet.Table, error) {
	if !by.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	next, err := paged(s.options.ExportRows, func(cursor string) ([]MeetingRow, string, error) {
		f.Cursor, f.Limit = cursor, 200
		return s.Meetings(q, by, f)
	}, func(r MeetingRow) []any {
		return []any{r.Number, meetingLabels[r.State], r.Title, local(r.At), r.Where, r.Chair, r.Items, r.Decided, r.OpenTasks, r.LateTasks}
	})
	return sheet.Table{Sheet: "联席会议", Columns: columns("编号 状态 标题 会议时间 地点 主持人 议题数 已决定 未落实 逾期"), Next: next}, err
}

var docketLabels = map[State]string{StateProposed: "待上会", StateScheduled: "已列入议程", StateDecided: "已决定", StateDropped: "不上会"}

// DocketSheet is the docket as a table.
func (s *Service) DocketSheet(q store.Queryer, by auth.Principal, f DocketFilter) (sheet.Table, error) {
	if !by.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	next, err := paged(s.options.ExportRows, func(cursor string) ([]DocketItem, string, error) {
		f.Cursor, f.Limit = cursor, 200
		return s.Docket(q, by, f)
	}, func(d DocketItem) []any {
		return []any{d.Number, d.Title, docketLabels[d.State], d.OrderState, d.HolderName, d.UnitName, d.By, local(d.At), d.ReasonName, d.Words, d.LeadName, d.Decision,
			at(d.DecidedAt)}
	})
	return sheet.Table{Sheet: "议题库", Columns: columns("工单编号 标题 状态 工单状态 承办单位 提请单位 提请人 提请时间 事由 要求 主办单位 决定 决定时间"), Next: next}, err
}

// SuggestionSheet is what waits for a decision, as a table.
func (s *Service) SuggestionSheet(q store.Queryer, by auth.Principal, f SuggestionFilter) (sheet.Table, error) {
	if !by.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	next, err := paged(s.options.ExportRows, func(cursor string) ([]SuggestionRow, string, error) {
		f.Cursor, f.Limit = cursor, 200
		return s.Suggestions(q, by, f)
	}, func(r SuggestionRow) []any { return []any{r.Number, r.Title, r.UnitName, r.RuleName, local(r.At)} })
	return sheet.Table{Sheet: "建议督办", Columns: columns("工单编号 标题 承办单位 事由 建议时间"), Next: next}, err
}
