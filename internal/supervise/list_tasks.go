package supervise

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TaskView is a task with its answers.
type TaskView struct {
	ID         ids.ID       `json:"id"`
	State      State        `json:"state" enum:"open,answered,accepted,cancelled"`
	Version    int64        `json:"version"`
	CaseID     ids.ID       `json:"case_id" doc:"null: of a meeting"`
	MeetingID  ids.ID       `json:"meeting_id" doc:"null: of a case"`
	DocketID   ids.ID       `json:"docket_id" doc:"the meeting's item that it is of"`
	OrderID    ids.ID       `json:"order_id" doc:"the order, if the caller may read it"`
	Number     string       `json:"number" doc:"of the order where the unit has it, else of the case or the meeting's item"`
	Title      string       `json:"title" doc:"of the order, if the caller may read it"`
	UnitID     ids.ID       `json:"unit_id"`
	UnitName   string       `json:"unit_name"`
	Part       string       `json:"part" doc:"lead, co, or empty"`
	Words      string       `json:"words"`
	GivenAt    time.Time    `json:"given_at"`
	GivenBy    string       `json:"given_by_name"`
	DueAt      time.Time    `json:"due_at"`
	Late       bool         `json:"late"`
	AnsweredAt *time.Time   `json:"answered_at,omitempty"`
	EndedAt    *time.Time   `json:"ended_at,omitempty"`
	EndNote    string       `json:"end_note,omitempty"`
	Why        *DueWhy      `json:"why,omitempty" doc:"how the due time came about"`
	Answers    []TaskAnswer `json:"answers" nullable:"false"`
	Verbs      []Verb       `json:"verbs" nullable:"false" doc:"what the caller may do now"`
}

// TaskAnswer is one answer as it is shown.
type TaskAnswer struct {
	ID         ids.ID     `json:"id"`
	At         time.Time  `json:"at"`
	By         string     `json:"by_name"`
	Words      string     `json:"words"`
	State      string     `json:"state" enum:"pending,accepted,rejected"`
	ReviewNote string     `json:"review_note,omitempty"`
	ReviewedAt *time.Time `json:"reviewed_at,omitempty"`
	ReviewedBy string     `json:"reviewer_name,omitempty"`
}

// TaskFilter narrows a list of tasks; the zero filter is the open ones, the most pressing first.
type TaskFilter struct {
	State  State
	Unit   ids.ID
	Sort   string // a name of taskSorts, - before it for downwards; default: due_at
	Cursor string
	Limit  int
}

// taskSorts are the orders of the list of tasks.
var taskSorts = store.Keyset{Sorts: []store.Sort{{Name: "due_at"}, {Name: "given_at"}, {Name: "answered_at"}, {Name: "number", Text: true}}}

// Tasks reads one page of the tasks of by's scope, by their due time.
func (s *Service) Tasks(q store.Queryer, by auth.Principal, f TaskFilter) ([]TaskView, string, error) {
	f.Limit = httpx.Limit(f.Limit)
	return s.taskPage(q, by, f)
}

func (s *Service) taskPage(q store.Queryer, by auth.Principal, f TaskFilter) (rows []TaskView, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	if f.State == "" {
		f.State = StateOpen
	}
	if !slices.Contains([]State{StateOpen, StateAnswered, StateAccepted, StateCancelled}, f.State) {
		return nil, "", ErrFilter.WithField("query.state", "状态应为 open、answered、accepted 或 cancelled。")
	}
	var c condition
	c.and("state = ?", string(f.State))
	if f.Unit != 0 {
		c.and("unit_id = ?", f.Unit)
	}
	where, args := scoped(by.Scope, "unit_id")
	c.and(where, args...)
	if err := s.notAbout(q, by, &c, "order_id"); err != nil {
		return nil, "", err
	}
	page, err := taskSorts.Page(f.Sort, "due_at", f.Cursor, f.Limit)
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: taskColumns, Table: `supervise_task`, Where: c.sql(), Args: c.args}, scanTask)
	if err != nil {
		return nil, "", fmt.Errorf("supervise: tasks: %w", err)
	}
	rows, err = s.taskViews(q, by, list)
	return rows, next, err
}

// tasksWhere reads the tasks of by's scope that fulfil a condition, the oldest first.
func (s *Service) tasksWhere(q store.Queryer, by auth.Principal, condition string, args ...any) ([]TaskView, error) {
	where, more := scoped(by.Scope, "unit_id")
	open, barred, err := s.Orders.NotAbout(q, by, "order_id")
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(`SELECT `+taskColumns+` FROM supervise_task WHERE `+condition+` AND `+where+` AND `+open+` ORDER BY id LIMIT 500`,
		append(append(args, more...), barred...)...)
	list, err := store.Collect(rows, err, scanTask)
	if err != nil {
		return nil, fmt.Errorf("supervise: tasks: %w", err)
	}
	return s.taskViews(q, by, list)
}

func (s *Service) taskViews(q store.Queryer, by auth.Principal, list []*Task) ([]TaskView, error) {
	views := make([]TaskView, len(list))
	for i, t := range list {
		v, err := s.taskView(q, by, t)
		if err != nil {
			return nil, err
		}
		views[i] = v
	}
	return views, nil
}

func (s *Service) taskView(q store.Queryer, by auth.Principal, t *Task) (TaskView, error) {
	v := TaskView{ID: t.ID, State: t.State, Version: t.Version, CaseID: t.Case, MeetingID: t.Meeting, DocketID: t.Docket, Number: t.Number, UnitID: t.Unit,
		UnitName: s.unitName(q, t.Unit), Part: t.Part, Words: t.Words, GivenAt: t.GivenAt, GivenBy: s.staffName(q, t.GivenBy), DueAt: t.DueAt,
		Late: t.late(s.now()), AnsweredAt: orNone(t.AnsweredAt), EndedAt: orNone(t.EndedAt), EndNote: t.EndNote, Why: s.explain(q, t.Rule, t.GivenAt),
		Answers: []TaskAnswer{}, Verbs: verbsFor(by, ThingTask, t.State, t.Unit)}
	if t.Order != 0 && s.Orders.Visible(q, by, t.Order) == nil {
		title, err := s.title(q, by, t.Order)
		if err != nil {
			return v, err
		}
		v.OrderID, v.Title = t.Order, title
	}
	answers, err := answersOf(q, t.ID)
	if err != nil {
		return v, err
	}
	for _, a := range answers {
		v.Answers = append(v.Answers, TaskAnswer{ID: a.ID, At: a.At, By: s.staffName(q, a.By), Words: a.Words, State: a.State, ReviewNote: a.ReviewNote,
			ReviewedAt: orNone(a.ReviewedAt), ReviewedBy: s.staffName(q, a.ReviewedBy)})
	}
	return v, nil
}
