package workorder

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

func (s *Service) listRoutes(api huma.API) {
	httpx.Register(api, get("/orders", "order-list", RightRead, "工单列表：按视图、状态、单位、类别、区划、类型、时间和文字筛选"), s.getOrders)
	httpx.Register(api, get("/orders/counts", "order-counts", RightRead, "各视图的工单数，最多数到一万"), s.getCounts)
	httpx.Register(api, get("/return-reasons", "return-reason-list", RightRead, "退单原因"), s.getReturnReasons)
}

// FilterIn are the query parameters that narrow a list or an export.
type FilterIn struct {
	View     string    `query:"view" enum:"all,to_dispatch,to_sign,in_hand,returned,replied,to_review,overdue,to_decide,stopped,paused,shelved,mine,co,passed,suspected,contact_asked" doc:"default: all"`
	State    []string  `query:"state" maxItems:"7" doc:"states, comma-separated"`
	UnitID   ids.Param `query:"unit_id"`
	Category ids.Param `query:"category_id"`
	Division string    `query:"division" maxLength:"40" doc:"a division code or its beginning"`
	Kind     string    `query:"kind" enum:"consult,help,complaint,report,suggestion,praise,invalid"`
	Text     string    `query:"q" maxLength:"100" doc:"words of number, title, content and address, or the beginning of a number"`
	Urgent   string    `query:"urgent" enum:"true,false"`
	Business string    `query:"business" enum:"true,false" doc:"from a business"`
	Sealed   string    `query:"sealed" enum:"true,false" doc:"only for who may read the text of sealed orders"`
	Topic    string    `query:"topic" maxLength:"40" doc:"one of the topics"`
	Language string    `query:"language" maxLength:"40" doc:"language spoken, such as zh, yue, en"`
	Door     string    `query:"door" maxLength:"40" doc:"how it came in: phone, web, counter, letter, other"`
	Hotline  string    `query:"hotline" maxLength:"20" doc:"the hotline number that it came in on"`
	DueFrom  string    `query:"due_from" maxLength:"40" doc:"due at or after: a day or RFC 3339"`
	DueTo    string    `query:"due_to" maxLength:"40" doc:"due on or before a day, or before an RFC 3339 time"`
	From     string    `query:"from" maxLength:"40" doc:"created at or after: a day or RFC 3339"`
	To       string    `query:"to" maxLength:"40" doc:"created on or before a day, or before an RFC 3339 time"`
	Sort     string    `query:"sort" enum:"due_at,-due_at,created_at,-created_at"`
}

func (in FilterIn) filter() (Filter, error) {
	f := Filter{
		View: View(in.View), Unit: in.UnitID.ID, Category: in.Category.ID, Division: in.Division, Kind: Kind(in.Kind),
		Text: in.Text, Sort: Sort(in.Sort),
	}
	for _, state := range in.State {
		f.States = append(f.States, State(state))
	}
	f.Urgent, f.Business, f.Sealed = either(in.Urgent), either(in.Business), either(in.Sealed)
	f.Topic, f.Language, f.Door, f.Hotline = in.Topic, in.Language, in.Door, in.Hotline
	var err error
	if f.DueFrom, err = dayOrTime("due_from", in.DueFrom, 0); err != nil {
		return Filter{}, err
	}
	if f.DueTo, err = dayOrTime("due_to", in.DueTo, 1); err != nil {
		return Filter{}, err
	}
	if f.From, err = dayOrTime("from", in.From, 0); err != nil {
		return Filter{}, err
	}
	f.To, err = dayOrTime("to", in.To, 1)
	return f, err
}

// either reads a flag that may be left open: nil.
func either(text string) *bool {
	if text == "" {
		return nil
	}
	yes := text == "true"
	return &yes
}

// dayOrTime reads a day of Shanghai, moved by some days, or a moment.
func dayOrTime(field, text string, days int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, wall.Shanghai); err == nil {
		return day.AddDate(0, 0, days), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return time.Time{}, ErrFilter.WithField(field, "日期请写成 2026-11-16 的形式。")
	}
	return at, nil
}

type ordersIn struct {
	FilterIn
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
}

func (s *Service) getOrders(ctx context.Context, in *ordersIn) (*httpx.Out[httpx.Page[OrderRow]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Cursor, f.Limit = in.Cursor, in.Limit
	q := s.store.Read(ctx)
	rows, next, err := s.List(q, auth.From(ctx), f)
	if err != nil {
		return nil, err
	}
	names := s.namer(q)
	items := make([]OrderRow, len(rows))
	for i := range rows {
		items[i] = names.row(&rows[i].Order)
		items[i].Co = names.coRow(rows[i].co)
	}
	return httpx.Reply(httpx.Page[OrderRow]{Items: items, NextCursor: next}, nil)
}

// OrderCounts are the numbers beside the views.
type OrderCounts struct {
	Views map[View]int `json:"views" doc:"orders in each view; 10000 means 10000 or more"`
}

func (s *Service) getCounts(ctx context.Context, _ *struct{}) (*httpx.Out[OrderCounts], error) {
	counts, err := s.Counts(s.store.Read(ctx), auth.From(ctx))
	return httpx.Reply(OrderCounts{Views: counts}, err)
}

func (s *Service) getReturnReasons(context.Context, *struct{}) (*httpx.Out[httpx.Page[ReturnReason]], error) {
	return httpx.Reply(httpx.Page[ReturnReason]{Items: s.ReturnReasons()}, nil)
}
