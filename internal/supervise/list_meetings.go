package supervise

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// MeetingRow is a meeting in a list.
type MeetingRow struct {
	ID        ids.ID    `json:"id"`
	Number    string    `json:"number"`
	State     State     `json:"state" enum:"planned,called,held,minuted,closed,cancelled"`
	Version   int64     `json:"version"`
	Title     string    `json:"title"`
	At        time.Time `json:"at"`
	Where     string    `json:"place"`
	Chair     string    `json:"chair"`
	Items     int       `json:"items" doc:"of the agenda"`
	Decided   int       `json:"decided"`
	OpenTasks int       `json:"open_tasks" doc:"parts of its decisions that are not accepted yet"`
	LateTasks int       `json:"late_tasks" doc:"of these, overdue"`
}

// GuestView is who takes part.
type GuestView struct {
	UnitID    ids.ID     `json:"unit_id"`
	UnitName  string     `json:"unit_name"`
	StaffID   ids.ID     `json:"staff_id"`
	StaffName string     `json:"staff_name"`
	InvitedAt *time.Time `json:"invited_at,omitempty"`
	Came      string     `json:"came"`
	Person    string     `json:"person"`
}

// MeetingView is a meeting with all that hangs on it and that the caller may read.
type MeetingView struct {
	MeetingRow
	MadeBy    string        `json:"made_by_name"`
	CalledAt  *time.Time    `json:"called_at,omitempty"`
	HeldAt    *time.Time    `json:"held_at,omitempty"`
	Minutes   string        `json:"minutes,omitempty"`
	Draft     string        `json:"draft,omitempty" doc:"minutes put together from what was decided, while they are still to be written"`
	MinutedAt *time.Time    `json:"minuted_at,omitempty"`
	MinutedBy string        `json:"minuted_by_name,omitempty"`
	EndedAt   *time.Time    `json:"ended_at,omitempty"`
	EndNote   string        `json:"end_note,omitempty"`
	Agenda    []DocketItem  `json:"agenda" nullable:"false" doc:"a unit reads the items that concern it"`
	Deferred  []Deferral    `json:"deferred" nullable:"false" doc:"what the meeting put off to a later one"`
	Others    int           `json:"other_items" doc:"how many items do not concern the caller's unit"`
	Guests    []GuestView   `json:"guests" nullable:"false"`
	Tasks     []TaskView    `json:"tasks" nullable:"false" doc:"what was decided, and how it goes on"`
	Files     []MeetingFile `json:"files" nullable:"false"`
	Verbs     []Verb        `json:"verbs" nullable:"false"`
}

// MeetingFilter narrows the list of meetings; the zero filter is those to come.
type MeetingFilter struct {
	Past   bool
	Sort   string // a name of meetingSorts, - before it for downwards; default: see Meetings
	Cursor string
	Limit  int
}

// meetingSorts are the orders of the list of meetings.
var meetingSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}, {Name: "number", Text: true}, {Name: "title", Text: true}, {Name: "state", Text: true}}}

// Meetings reads one page of the meetings that by may know of: to come by their time, past ones the latest first, unless
// asked otherwise. Faults: auth.forbidden, list.bad_sort, list.bad_cursor.
func (s *Service) Meetings(q store.Queryer, by auth.Principal, f MeetingFilter) (rows []MeetingRow, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	c, usual, states := condition{}, "at", "('planned', 'called', 'held')"
	if f.Past {
		usual, states = "-at", "('minuted', 'closed', 'cancelled')"
	}
	c.and("state IN " + states)
	where, args := invited(by.Scope)
	c.and(where, args...)
	if err := s.notAboutAny(q, by, &c, "supervise_docket", "meeting_id"); err != nil {
		return nil, "", err
	}
	page, err := meetingSorts.Page(f.Sort, usual, f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: meetingColumns, Table: `supervise_meeting`, Where: c.sql(), Args: c.args}, scanMeeting)
	if err != nil {
		return nil, "", fmt.Errorf("supervise: meetings: %w", err)
	}
	rows = make([]MeetingRow, len(list))
	for i, m := range list {
		if rows[i], err = s.meetingRow(q, by, m); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

func (s *Service) meetingRow(q store.Queryer, by auth.Principal, m *Meeting) (MeetingRow, error) {
	r := MeetingRow{ID: m.ID, Number: m.Number, State: m.State, Version: m.Version, Title: m.Title, At: m.At, Where: m.Where, Chair: m.Chair}
	items, err := agenda(q, m.ID)
	if err != nil {
		return r, err
	}
	for _, d := range items {
		r.Items++
		if d.State == StateDecided {
			r.Decided++
		}
	}
	where, args := scoped(by.Scope, "unit_id")
	err = q.QueryRow(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN state = 'open' AND due_at < ? THEN 1 ELSE 0 END), 0) FROM supervise_task
		WHERE meeting_id = ? AND state IN ('open', 'answered') AND `+where, append([]any{micros(s.now()), m.ID}, args...)...).Scan(&r.OpenTasks, &r.LateTasks)
	if err != nil {
		return r, fmt.Errorf("supervise: tasks of a meeting: %w", err)
	}
	return r, nil
}

// Meeting shows one meeting. Faults: auth.forbidden, supervise.not_found.
func (s *Service) Meeting(q store.Queryer, by auth.Principal, id ids.ID) (MeetingView, error) {
	m, err := s.meetingByID(q, by, id)
	if err != nil {
		return MeetingView{}, err
	}
	v := MeetingView{MadeBy: s.staffName(q, m.MadeBy), CalledAt: orNone(m.CalledAt), HeldAt: orNone(m.HeldAt), Minutes: m.Minutes,
		MinutedAt: orNone(m.MinutedAt), MinutedBy: s.staffName(q, m.MinutedBy), EndedAt: orNone(m.EndedAt), EndNote: m.EndNote,
		Agenda: []DocketItem{}, Guests: []GuestView{}, Verbs: verbsFor(by, ThingMeeting, m.State, 0)}
	if v.MeetingRow, err = s.meetingRow(q, by, m); err != nil {
		return MeetingView{}, err
	}
	if v.Tasks, err = s.tasksWhere(q, by, `meeting_id = ?`, id); err != nil {
		return MeetingView{}, err
	}
	items, err := agenda(q, id)
	if err != nil {
		return MeetingView{}, err
	}
	for _, d := range items {
		helps := slices.ContainsFunc(v.Tasks, func(t TaskView) bool { return t.DocketID == d.ID })
		if !d.concerns(by.Scope) && !helps {
			v.Others++
			continue
		}
		x, err := s.itemView(q, by, d)
		if err != nil {
			return MeetingView{}, err
		}
		v.Agenda = append(v.Agenda, x)
	}
	others := 0
	if v.Deferred, others, err = s.deferrals(q, by, id); err != nil {
		return MeetingView{}, err
	}
	v.Others += others
	list, err := guests(q, id)
	if err != nil {
		return MeetingView{}, err
	}
	for _, g := range list {
		v.Guests = append(v.Guests, GuestView{g.Unit, s.unitName(q, g.Unit), g.Staff, s.staffName(q, g.Staff), orNone(g.InvitedAt), g.Came, g.Person})
	}
	if v.Files, err = filesOf(q, id); err != nil {
		return MeetingView{}, err
	}
	if m.State == StateHeld && slices.Contains(v.Verbs, VerbMinute) {
		v.Draft = s.draft(&v)
	}
	return v, nil
}

var cameLabels = map[string]string{"yes": "到会", "deputy": "代会", "no": "缺席", "": "未登记"}

// draft puts the minutes together from attendance and decisions, to be worked over by a person.
func (s *Service) draft(v *MeetingView) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s，%s召开“%s”", minute(v.At), v.Where, v.Title)
	if v.Chair != "" {
		fmt.Fprintf(&b, "，%s主持", v.Chair)
	}
	b.WriteString("。现将议定事项纪要如下：\n")
	for _, d := range v.Agenda {
		fmt.Fprintf(&b, "\n%d. %s（工单 %s）\n", d.Place, d.Title, d.Number)
		if d.State != StateDecided {
			b.WriteString("未作决定。\n")
			continue
		}
		b.WriteString(d.Decision + "\n")
		for _, t := range v.Tasks {
			if t.DocketID == d.ID {
				fmt.Fprintf(&b, "%s：%s，%s前完成——%s\n", partLabels[t.Part], t.UnitName, minute(t.DueAt), t.Words)
			}
		}
	}
	for _, d := range v.Deferred {
		fmt.Fprintf(&b, "\n%d. %s（工单 %s）\n延后再议：%s\n", d.Place, d.Item.Title, d.Item.Number, d.Reason)
	}
	b.WriteString("\n出席情况：")
	for i, g := range v.Guests {
		if i > 0 {
			b.WriteString("；")
		}
		b.WriteString(g.UnitName + cameLabels[g.Came])
		if g.Person != "" {
			b.WriteString("（" + g.Person + "）")
		}
	}
	b.WriteString("。")
	return b.String()
}
