package switchboard

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

const tag = "switchboard"

// Routes adds this room's operations: a person's own seat, and what it does with its call. Every verb answers with the
// seat as it is afterwards.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/seat", ID: "seat-read", Tag: tag, Right: RightSeat,
		Summary: "自己的坐席：状态、排队、当前通话"}, s.getSeat)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/seat/targets", ID: "seat-targets", Tag: tag, Right: RightSeat,
		Summary: "可以转接或咨询的对象：坐席、队列、分机、单位电话"}, s.getTargets)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/line", ID: "seat-line", Tag: tag, Right: RightSeat,
		Summary: "领取浏览器话机的线路口令（15 分钟内有效）"}, s.postLine)
	for _, v := range []struct {
		name, summary string
		do            func(Floor, auth.Principal) error
	}{
		{"sign-in", "签入：话机须已连接，签入后为示忙", Floor.SignIn},
		{"sign-out", "签出；通话中则在通话结束后签出", func(f Floor, p auth.Principal) error { return f.SignOut(p.ID) }},
		{"ready", "示闲", func(f Floor, p auth.Principal) error { return f.Ready(p.ID) }},
		{"wrap-up-done", "提前结束话后处理，示闲", func(f Floor, p auth.Principal) error { return f.WrapUpDone(p.ID) }},
	} {
		httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/" + v.name, ID: "seat-" + v.name, Tag: tag, Right: RightSeat,
			Summary: v.summary}, func(ctx context.Context, _ *struct{}) (*httpx.Out[SeatView], error) {
			return s.act(ctx, v.do)
		})
	}
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/break", ID: "seat-break", Tag: tag, Right: RightSeat,
		Summary: "示忙，须说明原因；通话中则在通话结束后示忙"}, s.postBreak)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/dial", ID: "seat-dial", Tag: tag, Right: RightDial,
		Summary: "拨打外线号码：先接通自己的话机，再呼叫对方"}, s.postDial)
	s.callRoutes(api)
	s.owedRoutes(api)
	s.leadRoutes(api)
	s.attendanceRoutes(api)
	s.handoverRoutes(api)
	s.emergencyRoutes(api)
	s.guardRoutes(api)
	s.menuRoutes(api)
	s.specialRoutes(api)
}

// callRoutes are the verbs on the seat's call.
func (s *Service) callRoutes(api huma.API) {
	for _, v := range []struct {
		name, summary string
		do            func(f Floor, staff, call ids.ID) error
	}{
		{"hold", "保持：来电人听音乐", Floor.Hold},
		{"retrieve", "取回保持的通话；正在咨询的一方挂断", Floor.Retrieve},
		{"together", "三方通话：来电人、自己和被咨询的一方", Floor.Together},
		{"complete", "咨询后转接：自己退出，由被咨询的一方接着通话", Floor.Complete},
		{"leave", "退出三方通话，其余两方继续", Floor.Leave},
		{"rate", "转来电人按键评价，自己退出", Floor.Rate},
		{"hang-up", "挂断", Floor.HangUp},
		{"rejoin", "话机重新连接后接回自己的通话", Floor.Rejoin},
		{"help", "求助：请班长介入自己的通话", Floor.AskHelp},
		{"warn", "向来电人播放文明通话警告", Floor.Warn},
		{"unhelp", "撤回求助", Floor.DropHelp},
	} {
		httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/calls/{id}/" + v.name, ID: "call-" + v.name, Tag: tag, Right: RightSeat,
			Summary: v.summary}, func(ctx context.Context, in *callIn) (*httpx.Out[SeatView], error) {
			return s.act(ctx, func(f Floor, p auth.Principal) error { return v.do(f, p.ID, in.ID.ID) })
		})
	}
	for _, v := range []struct {
		name, summary string
		do            func(f Floor, p auth.Principal, call ids.ID, to string) error
	}{
		{"consult", "咨询：来电人保持，呼叫另一方", Floor.Consult},
		{"transfer", "直接转接：自己退出；对方不接则回到原队列队首", Floor.Transfer},
	} {
		httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/calls/{id}/" + v.name, ID: "call-" + v.name, Tag: tag, Right: RightSeat,
			Summary: v.summary}, func(ctx context.Context, in *callToIn) (*httpx.Out[SeatView], error) {
			return s.act(ctx, func(f Floor, p auth.Principal) error { return v.do(f, p, in.ID.ID, in.Body.To) })
		})
	}
}

// Floor is the living side of a node that has an exchange: what its seats can do. Errors are the faults of this room.
type Floor interface {
	View(p auth.Principal) SeatView
	Targets(ctx context.Context, p auth.Principal, words string) ([]TargetView, error)
	Line(p auth.Principal) (LineView, error)

	SeatSocket(w http.ResponseWriter, r *http.Request, p auth.Principal, still func(*http.Request) (auth.Principal, error))
	GuestSocket(w http.ResponseWriter, r *http.Request)
	Guest(source string) (LineView, error)
	TakesGuests() bool
	GuestCall(account, secret string) (GuestView, error)
	GuestSeat(account, secret string) (ids.ID, error)
	GuestSend(account, secret string, to ids.ID, s Sent) error
	QueueName(code string) string

	Dial(p auth.Principal, number string, e Errand) error
	MayDial(p auth.Principal) error
	Robot(number string, e Errand, ring time.Duration, r Robot) error

	SignIn(p auth.Principal) error
	SignOut(staff ids.ID) error
	Ready(staff ids.ID) error
	Busy(staff ids.ID, reason string) error
	WrapUpDone(staff ids.ID) error

	Hold(staff, call ids.ID) error
	Retrieve(staff, call ids.ID) error
	Consult(p auth.Principal, call ids.ID, to string) error
	Transfer(p auth.Principal, call ids.ID, to string) error
	Together(staff, call ids.ID) error
	Complete(staff, call ids.ID) error
	Leave(staff, call ids.ID) error
	Rate(staff, call ids.ID) error
	HangUp(staff, call ids.ID) error
	Rejoin(staff, call ids.ID) error
	EmergencyServices() []EmergencyService
	Emergency(staff, call ids.ID, service, reason string, leave, leads bool) error
	DropEmergency(staff, call ids.ID) error
	Warn(staff, call ids.ID) error
	AskHelp(staff, call ids.ID) error
	DropHelp(staff, call ids.ID) error

	Survey() Survey
	Queues() []Queue
	Routed() *Routing
	Person(ctx context.Context, staff ids.ID) (name, login string)
	Watch(p auth.Principal, call ids.ID, mode Mode) error
	TakeHelp(p auth.Principal, call ids.ID, mode Mode) error
	TakeOver(p auth.Principal, call ids.ID) error
	Unwatch(leader ids.ID)
	Grant(leader, staff ids.ID, reason string, minutes int) error
	Force(leader, staff ids.ID, state SeatState, reason, words string) error
}

// Open lets seats of this node work; before it, and with nil, they are told that there is no exchange.
func (s *Service) Open(f Floor) {
	if f == nil {
		s.floor.Store(nil)
		return
	}
	s.floor.Store(&f)
}

func (s *Service) here() Floor {
	if f := s.floor.Load(); f != nil {
		return *f
	}
	return nil
}

func (s *Service) act(ctx context.Context, do func(Floor, auth.Principal) error) (*httpx.Out[SeatView], error) {
	f, p := s.here(), auth.From(ctx)
	if f == nil {
		return nil, ErrNoExchange
	}
	if err := do(f, p); err != nil {
		return nil, err
	}
	return httpx.Reply(s.withOutside(s.Store.Read(ctx), p.ID, f.View(p)))
}

func (s *Service) getSeat(ctx context.Context, _ *struct{}) (*httpx.Out[SeatView], error) {
	p := auth.From(ctx)
	v := SeatView{State: SeatOffline, Now: s.Clock.Now(), Queues: []QueueView{}, Calls: []CallView{}, Breaks: []BreakView{}}
	if f := s.here(); f != nil {
		v = f.View(p)
	}
	return httpx.Reply(s.withOutside(s.Store.Read(ctx), p.ID, v))
}

type targetsIn struct {
	Words string `query:"q" maxLength:"60" doc:"part of a name, a login, an account or a number; pinyin initials of units"`
}

func (s *Service) getTargets(ctx context.Context, in *targetsIn) (*httpx.Out[httpx.Page[TargetView]], error) {
	list := []TargetView{}
	if f := s.here(); f != nil {
		var err error
		if list, err = f.Targets(ctx, auth.From(ctx), in.Words); err != nil {
			return nil, err
		}
	}
	return httpx.Reply(httpx.Page[TargetView]{Items: list}, nil)
}

func (s *Service) postLine(ctx context.Context, _ *struct{}) (*httpx.Out[LineView], error) {
	f := s.here()
	if f == nil {
		return nil, ErrNoExchange
	}
	return httpx.Reply(f.Line(auth.From(ctx)))
}

type breakIn struct {
	Body struct {
		Kind string `json:"kind" enum:"rest,meal,training,duty" doc:"小休, 用餐, 培训, 其他工作"`
	}
}

func (s *Service) postBreak(ctx context.Context, in *breakIn) (*httpx.Out[SeatView], error) {
	return s.act(ctx, func(f Floor, p auth.Principal) error { return f.Busy(p.ID, in.Body.Kind) })
}

type dialIn struct {
	Body struct {
		Number  string `json:"number" minLength:"3" maxLength:"30"`
		Purpose string `json:"purpose" enum:"inform,verify,coordinate,other" doc:"告知, 核实, 协调, 其他"`
	}
}

func (s *Service) postDial(ctx context.Context, in *dialIn) (*httpx.Out[SeatView], error) {
	return httpx.Reply(s.Dial(auth.From(ctx), in.Body.Number, Errand{Kind: in.Body.Purpose}))
}

type callIn struct {
	ID ids.Param `path:"id" doc:"the call"`
}

type callToIn struct {
	ID   ids.Param `path:"id" doc:"the call"`
	Body struct {
		To string `json:"to" minLength:"1" maxLength:"80" doc:"seat:ID, queue:CODE, line:ACCOUNT, unit:ID, or number:DIGITS"`
	}
}
