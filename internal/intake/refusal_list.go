package intake

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// RefusalRow is a refusal in lists.
type RefusalRow struct {
	ID           ids.ID       `json:"id"`
	Request      ids.ID       `json:"request_id"`
	Order        ids.ID       `json:"order_id" doc:"null: there is no order"`
	Number       string       `json:"number"`
	Title        string       `json:"title"`
	Door         string       `json:"door"`
	DivisionName string       `json:"division_name"`
	Code         string       `json:"code"`
	Label        string       `json:"label"`
	State        RefusalState `json:"state" enum:"refused,appealed,stands,taken_on"`
	Version      int64        `json:"version"`
	RefusedBy    ids.ID       `json:"refused_by_id"`
	RefusedName  string       `json:"refused_by_name"`
	RefusedAt    time.Time    `json:"refused_at"`
	AppealUntil  time.Time    `json:"appeal_until"`
	MayAppeal    bool         `json:"may_appeal"`
	AppealedAt   *time.Time   `json:"appealed_at,omitempty"`
	ReviewedAt   *time.Time   `json:"reviewed_at,omitempty"`
	Transferred  string       `json:"transferred,omitempty"`
	TransferAt   *time.Time   `json:"transferred_at,omitempty"`
}

// RefusalDetail is one refusal with everything that was told, and the request as staff may see it.
type RefusalDetail struct {
	RefusalRow
	Phone        string       `json:"phone,omitempty"`
	Path         string       `json:"path"`
	Legal        string       `json:"legal,omitempty"`
	Words        string       `json:"words,omitempty"`
	Earlier      string       `json:"earlier,omitempty"`
	EarlierOrder ids.ID       `json:"earlier_order_id" doc:"null: none that the reader may see"`
	Appeal       string       `json:"appeal,omitempty"`
	AppealDoor   string       `json:"appeal_door,omitempty"`
	AppealName   string       `json:"appealed_by_name,omitempty" doc:"who wrote it down; empty: the citizen"`
	Review       string       `json:"review,omitempty"`
	ReviewName   string       `json:"reviewed_by_name,omitempty"`
	MayReview    bool         `json:"may_review" doc:"an appeal waits, and the reader did not refuse"`
	Said         *RequestView `json:"said" doc:"null: confidential, and the reader may not read it"`
}

// RefusalFilter narrows the list of refusals.
type RefusalFilter struct {
	State  string
	Code   string
	Number string    // of the receipt, as it is read out
	From   time.Time // refused at or after
	To     time.Time // refused before
	Sort   string    // a name of refusalSorts, - before it for downwards; default: the newest first
	Cursor string
	Limit  int
}

// refusalSorts are the orders of the list of refusals.
var refusalSorts = store.Keyset{Sorts: []store.Sort{{Name: "refused_at"}, {Name: "appeal_until"}, {Name: "appealed_at"}, {Name: "code", Text: true},
	{Name: "number", Text: true}}}

// refusalsWhere is the condition on what p may see of the refusals: not those that are about p.
func (s *Service) refusalsWhere(q store.Queryer, p auth.Principal, f RefusalFilter) (string, []any, error) {
	about, args, err := s.Orders.NotAbout(q, p, "order_id")
	if err != nil {
		return "", nil, err
	}
	where := []string{about}
	add := func(sql string, arg any) { where, args = append(where, sql), append(args, arg) }
	if f.State != "" {
		add("state = ?", f.State)
	}
	if f.Code != "" {
		add("code = ?", f.Code)
	}
	if f.Number != "" {
		add("request_id = COALESCE((SELECT x.id FROM intake_request x WHERE x.number = ?), 0)", NormalNumber(f.Number))
		f.From, f.To = time.Time{}, time.Time{} // a number is enough
	}
	if !f.From.IsZero() {
		add("refused_at >= ?", wall.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("refused_at < ?", wall.Micros(f.To))
	}
	return strings.Join(where, " AND "), args, nil
}

func mayList(p auth.Principal) error {
	if !p.Can(RightRefusals) || !p.Scope.All {
		return fault.Forbidden
	}
	return nil
}

// Refusals lists refusals, newest first unless asked otherwise. Faults: auth.forbidden, list.bad_sort, list.bad_cursor.
func (s *Service) Refusals(q store.Queryer, p auth.Principal, f RefusalFilter) (rows []RefusalRow, next string, err error) {
	if err := mayList(p); err != nil {
		return nil, "", err
	}
	page, err := refusalSorts.Page(f.Sort, "-refused_at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	where, args, err := s.refusalsWhere(q, p, f)
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: refusalColumns, Table: `intake_refusal`, Where: where, Args: args}, scanRefusal)
	if err != nil {
		return nil, "", fmt.Errorf("intake: refusals: %w", err)
	}
	rows = make([]RefusalRow, len(list))
	for i := range list {
		r, err := requestBy(q, `id`, list[i].Request)
		if err != nil {
			return nil, "", err
		}
		if rows[i], err = s.refusalRow(q, p, &list[i], &r); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

func (s *Service) refusalRow(q store.Queryer, p auth.Principal, f *Refusal, r *Request) (RefusalRow, error) {
	row := RefusalRow{ID: f.ID, Request: f.Request, Order: r.Order, Number: f.Number, Title: r.Title, Door: f.Door,
		DivisionName: s.divisionName(q, f.Division), Code: f.Code, Label: f.Label, State: f.State, Version: f.Version, RefusedBy: f.By,
		RefusedName: s.Places.StaffName(q, f.By), RefusedAt: f.At, AppealUntil: f.Until, MayAppeal: f.mayAppeal(s.now()), Transferred: f.Transfer}
	for _, x := range []struct {
		at time.Time
		to **time.Time
	}{{f.TransferAt, &row.TransferAt}, {f.AppealAt, &row.AppealedAt}, {f.ReviewAt, &row.ReviewedAt}} {
		if !x.at.IsZero() {
			*x.to = &x.at
		}
	}
	err := s.visible(q, p, r)
	if err == nil && r.Order != 0 {
		_, err = s.Orders.Get(q, p, r.Order)
	}
	if errors.Is(err, workorder.ErrSealed) {
		row.Title, err = sealedTitle, nil
	}
	return row, err
}

// RefusalByID shows one refusal. Faults: auth.forbidden, intake.no_refusal.
func (s *Service) RefusalByID(q store.Queryer, p auth.Principal, id ids.ID) (RefusalDetail, error) {
	if err := mayList(p); err != nil {
		return RefusalDetail{}, err
	}
	f, err := s.refusalFor(q, p, id)
	if err != nil {
		return RefusalDetail{}, err
	}
	r, err := requestBy(q, `id`, f.Request)
	if err != nil {
		return RefusalDetail{}, err
	}
	d := RefusalDetail{Phone: f.Phone, Path: f.Path, Legal: f.Legal, Words: f.Words, Earlier: f.Earlier, Appeal: f.Appeal, AppealDoor: f.AppealDoor,
		AppealName: s.Places.StaffName(q, f.AppealBy), Review: f.Review, ReviewName: s.Places.StaffName(q, f.ReviewBy),
		MayReview: f.State == RefusalAppealed && p.Can(RightAppealReview) && f.By != p.ID}
	if d.RefusalRow, err = s.refusalRow(q, p, f, &r); err != nil {
		return RefusalDetail{}, err
	}
	if f.Earlier != "" {
		if e, err := s.RequestByNumber(q, p, f.Earlier); err == nil {
			d.EarlierOrder = e.Order
		}
	}
	if d.Title == sealedTitle {
		d.Appeal = ""
		return d, nil
	}
	views, err := s.views(q, p, []Request{r})
	if err != nil {
		return RefusalDetail{}, err
	}
	d.Said = &views[0]
	return d, nil
}

// RefusalCount is one code's figures.
type RefusalCount struct {
	Code     string `json:"code"`
	Label    string `json:"label"`
	Refused  int    `json:"refused" doc:"all that were refused with this code"`
	Appealed int    `json:"appealed" doc:"of these: an appeal waits"`
	Stands   int    `json:"stands"`
	TakenOn  int    `json:"taken_on"`
}

// RefusalCounts counts refusals by code in the order of the list.
func (s *Service) RefusalCounts(q store.Queryer, p auth.Principal, f RefusalFilter) ([]RefusalCount, error) {
	if err := mayList(p); err != nil {
		return nil, err
	}
	f.State = ""
	where, args, err := s.refusalsWhere(q, p, f)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(`SELECT code, state, COUNT(*) FROM intake_refusal WHERE `+where+` GROUP BY code, state`, args...)
	type one struct {
		code  string
		state RefusalState
		n     int
	}
	found, err := store.Collect(rows, err, func(r store.Row) (x one, err error) { return x, r.Scan(&x.code, &x.state, &x.n) })
	if err != nil {
		return nil, fmt.Errorf("intake: count refusals: %w", err)
	}
	codes, err := s.Remit(q)
	if err != nil {
		return nil, err
	}
	list := []RefusalCount{}
	for _, c := range codes {
		n := RefusalCount{Code: c.Code, Label: c.Label}
		for _, x := range found {
			if x.code != c.Code {
				continue
			}
			n.Refused += x.n
			switch x.state {
			case RefusalAppealed:
				n.Appealed += x.n
			case RefusalStands:
				n.Stands += x.n
			case RefusalTakenOn:
				n.TakenOn += x.n
			}
		}
		if n.Refused > 0 {
			list = append(list, n)
		}
	}
	return list, nil
}

// maxSheet bounds the rows of a workbook.
const maxSheet = 50_000

// RefusalSheet is the list as a workbook.
func (s *Service) RefusalSheet(q store.Queryer, p auth.Principal, f RefusalFilter) (sheet.Table, error) {
	if err := mayList(p); err != nil {
		return sheet.Table{}, err
	}
	f.Limit, f.Cursor = 200, ""
	var page []RefusalRow
	more, given := true, 0
	t := sheet.Table{Sheet: "不予受理", Columns: []sheet.Column{{Heading: "受理编号", Width: 20}, {Heading: "标题", Width: 36}, {Heading: "情形", Width: 28},
		{Heading: "渠道", Width: 8}, {Heading: "地区", Width: 14}, {Heading: "状态", Width: 14}, {Heading: "答复人", Width: 12}, {Heading: "答复时间", Width: 18},
		{Heading: "转接", Width: 8}, {Heading: "转接时间", Width: 18}, {Heading: "申诉时间", Width: 18}, {Heading: "复核时间", Width: 18}}}
	local := func(at *time.Time) time.Time {
		if at == nil {
			return time.Time{}
		}
		return at.In(wall.Shanghai)
	}
	t.Next = func() ([]any, error) {
		if len(page) == 0 && more && given < maxSheet {
			var err error
			if page, f.Cursor, err = s.Refusals(q, p, f); err != nil {
				return nil, err
			}
			more = f.Cursor != ""
		}
		if len(page) == 0 {
			return nil, nil
		}
		r := page[0]
		page, given = page[1:], given+1
		return []any{r.Number, r.Title, r.Label, nameOf(Doors, r.Door), r.DivisionName, nameOf(RefusalStates, string(r.State)), r.RefusedName,
			local(&r.RefusedAt), r.Transferred, local(r.TransferAt), local(r.AppealedAt), local(r.ReviewedAt)}, nil
	}
	return t, nil
}

// nameOf is the name of a code in a list of choices; the code itself when it is unknown.
func nameOf(list []Choice, code string) string {
	for _, c := range list {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}
