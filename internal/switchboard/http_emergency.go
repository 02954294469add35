package switchboard

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// EmergencyLook is how it stands with an emergency service that was called from a call.
type EmergencyLook struct {
	Service string    `json:"service" doc:"code"`
	Name    string    `json:"service_name"`
	At      time.Time `json:"at"`
	Leave   bool      `json:"leave" doc:"the seat leaves as soon as it answers"`
	Outcome string    `json:"outcome" enum:",answered,busy,no_answer,refused,wrong_number,failed,given_up,dropped,caller_up" doc:"empty: it rings; caller and seat go on speaking meanwhile, and afterwards if it was in vain"`
}

func emergencyLook(e *emergency) *EmergencyLook {
	if e == nil {
		return nil
	}
	return &EmergencyLook{Service: e.service.Code, Name: e.service.Name, At: e.at, Leave: e.leave, Outcome: e.outcome}
}

// EmergencyServiceView is an emergency service that a call can be handed over to.
type EmergencyServiceView struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Reason string `json:"reason" enum:"life,fire,crime,traffic,other" doc:"for which it is called if nothing else is said"`
	Tells  bool   `json:"tells_caller" doc:"it is told the caller's number"`
}

// EmergencyView is one calling of an emergency service.
type EmergencyView struct {
	ID          ids.ID     `json:"id"`
	At          time.Time  `json:"at"`
	Call        ids.ID     `json:"call_id"`
	Service     string     `json:"service" doc:"code"`
	ServiceName string     `json:"service_name"`
	Reason      string     `json:"reason" enum:"life,fire,crime,traffic,other"`
	Seat        string     `json:"seat_name" doc:"whose call it was"`
	Leader      string     `json:"leader,omitempty" doc:"the team leader who called it into the seat's call"`
	Outcome     string     `json:"outcome" doc:"answered, busy, no_answer, refused, wrong_number, failed, given_up, dropped, caller_up, interrupted; empty: it rings"`
	Seconds     *int       `json:"seconds" doc:"until it was answered, or was known to be in vain; null: it rings"`
	Order       *CallOrder `json:"order" doc:"that was taken on from the call, if the asking person may see it; null: none"`
}

// EmergencyList is a page of emergencies with the figures of the whole span.
type EmergencyList struct {
	Items      []EmergencyView    `json:"items"`
	NextCursor string             `json:"next_cursor,omitempty"`
	Figures    []EmergencyFigures `json:"figures" doc:"by service, of all that the filter lets through"`
}

func (s *Service) emergencyRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/seat/emergency-services", ID: "emergency-services", Tag: tag, Right: RightSeat,
		Summary: "可以紧急转接的应急服务"}, s.getEmergencyServices)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/calls/{id}/emergency", ID: "call-emergency", Tag: tag, Right: RightSeat,
		Summary: "紧急转接：呼叫应急服务，接通后三方通话；未接通的来电人仍与坐席通话"}, func(ctx context.Context, in *emergencyIn) (*httpx.Out[SeatView], error) {
		return s.act(ctx, func(f Floor, p auth.Principal) error {
			return f.Emergency(p.ID, in.ID.ID, in.Body.Service, in.Body.Reason, in.Body.Leave, false)
		})
	})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/calls/{id}/emergency-drop", ID: "call-emergency-drop", Tag: tag, Right: RightSeat,
		Summary: "撤回还没有接听的紧急转接"}, func(ctx context.Context, in *callIn) (*httpx.Out[SeatView], error) {
		return s.act(ctx, func(f Floor, p auth.Principal) error { return f.DropEmergency(p.ID, in.ID.ID) })
	})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/floor/calls/{id}/emergency", ID: "floor-emergency", Tag: tag, Right: RightLead,
		Summary: "班长把应急服务接入坐席的通话"}, func(ctx context.Context, in *leadEmergencyIn) (*httpx.Out[FloorView], error) {
		return s.lead(ctx, func(f Floor, p auth.Principal) error {
			return f.Emergency(p.ID, in.ID.ID, in.Body.Service, in.Body.Reason, false, true)
		})
	})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/emergencies", ID: "emergency-list", Tag: tag, Right: RightEmergencies,
		Summary: "紧急转接记录与统计，最近的在前"}, s.getEmergencies)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/emergencies.xlsx", ID: "emergency-xlsx", Tag: tag, Right: RightEmergencies,
		Summary: "导出紧急转接记录（xlsx），筛选条件同列表"}, s.getEmergencyXLSX)
}

type emergencyIn struct {
	ID   ids.Param `path:"id" doc:"the call"`
	Body struct {
		Service string `json:"service" minLength:"1" maxLength:"20" doc:"code, as in /seat/emergency-services"`
		Reason  string `json:"reason,omitempty" enum:"life,fire,crime,traffic,other" doc:"absent: that of the service"`
		Leave   bool   `json:"leave,omitempty" doc:"the seat leaves as soon as the service answers"`
	}
}

type leadEmergencyIn struct {
	ID   ids.Param `path:"id" doc:"the call"`
	Body struct {
		Service string `json:"service" minLength:"1" maxLength:"20"`
		Reason  string `json:"reason,omitempty" enum:"life,fire,crime,traffic,other"`
	}
}

func (s *Service) getEmergencyServices(context.Context, *struct{}) (*httpx.Out[httpx.Page[EmergencyServiceView]], error) {
	list := []EmergencyServiceView{}
	if f := s.here(); f != nil {
		for _, e := range f.EmergencyServices() {
			list = append(list, EmergencyServiceView{Code: e.Code, Name: e.Name, Reason: e.Reason, Tells: e.Caller != ShowNone})
		}
	}
	return httpx.Reply(httpx.Page[EmergencyServiceView]{Items: list}, nil)
}

// emergencyDays is how far back the list goes if nothing is said.
const emergencyDays = 30

type emergenciesIn struct {
	From    string `query:"from" maxLength:"10" doc:"yyyy-mm-dd; default: 30 days ago"`
	To      string `query:"to" maxLength:"10" doc:"yyyy-mm-dd, within; default: today"`
	Service string `query:"service" maxLength:"20" doc:"code"`
	Outcome string `query:"outcome" enum:"answered,vain,ringing,all" default:"all" doc:"vain: every end without an answer"`
	Sort    string `query:"sort" maxLength:"20" doc:"at; with - before it downwards"`
	Cursor  string `query:"cursor"`
	Limit   int    `query:"limit" minimum:"0" maximum:"200"`
}

func (in emergenciesIn) filter(now time.Time) (EmergencyFilter, error) {
	f := EmergencyFilter{Service: in.Service, Outcome: in.Outcome, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit}
	var err error
	if f.From, err = dayOf(in.From, "query.from", dayStart(now).AddDate(0, 0, 1-emergencyDays)); err != nil {
		return f, err
	}
	f.To, err = dayOf(in.To, "query.to", dayStart(now))
	f.To = f.To.AddDate(0, 0, 1)
	return f, err
}

// dayOf is the begin of a day as a client writes it; usual where nothing is written.
func dayOf(text, field string, usual time.Time) (time.Time, error) {
	if text == "" {
		return usual, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, wall.Shanghai)
	if err != nil {
		return day, fault.Invalid.WithField(field, "日期应形如 2026-11-20。")
	}
	return day, nil
}

func (s *Service) getEmergencies(ctx context.Context, in *emergenciesIn) (*httpx.Out[EmergencyList], error) {
	f, err := in.filter(s.Clock.Now())
	if err != nil {
		return nil, err
	}
	q := s.Store.Read(ctx)
	out := EmergencyList{Figures: []EmergencyFigures{}}
	if out.Items, out.NextCursor, err = s.emergencyPage(q, auth.From(ctx), f); err != nil {
		return nil, err
	}
	figures, err := s.emergencyFigures(q, f)
	out.Figures = append(out.Figures, figures...)
	return httpx.Reply(out, err)
}

func (s *Service) emergencyPage(q store.Queryer, p auth.Principal, f EmergencyFilter) ([]EmergencyView, string, error) {
	rows, next, err := s.Emergencies(q, f)
	if err != nil {
		return nil, "", err
	}
	views, err := s.emergencyViews(q, p, rows)
	return views, next, err
}

var emergencyColumns = []sheet.Column{{Heading: "时间", Width: 17}, {Heading: "应急服务", Width: 12}, {Heading: "原因", Width: 20}, {Heading: "坐席", Width: 12},
	{Heading: "班长", Width: 12}, {Heading: "结果", Width: 14}, {Heading: "用时（秒）", Width: 11}, {Heading: "工单", Width: 20}}

func (s *Service) getEmergencyXLSX(ctx context.Context, in *emergenciesIn) (*sheet.Download, error) {
	p, now := auth.From(ctx), s.Clock.Now()
	f, err := in.filter(now)
	if err != nil {
		return nil, err
	}
	q := s.Store.Read(ctx)
	f.Limit = 200
	read := func(cursor string) ([]EmergencyView, string, error) {
		f.Cursor = cursor
		return s.emergencyPage(q, p, f)
	}
	return sheet.File("紧急转接", now, sheet.Table{Sheet: "紧急转接", Columns: emergencyColumns, Mark: p.Mark(now), Next: sheet.Pages(read, func(v EmergencyView) []any {
		order, took := "", any(nil)
		if v.Order != nil {
			order = v.Order.Number
		}
		if v.Seconds != nil {
			took = *v.Seconds
		}
		return []any{sheet.At(v.At), v.ServiceName, Word(v.Reason), v.Seat, v.Leader, Word(v.Outcome), took, order}
	})})
}
