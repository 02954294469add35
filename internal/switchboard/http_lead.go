package switchboard

import (
	"context"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

// leadRoutes are a team leader's: all seats and queues, and what a leader does. Every verb answers with the floor as it
// is afterwards.
func (s *Service) leadRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/floor", ID: "floor-read", Tag: tag, Right: RightLead,
		Summary: "话务现场：坐席、通话、队列、当日指标"}, s.getFloor)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/floor/helps", ID: "floor-helps", Tag: tag, Right: RightLead,
		Summary: "正在求助的坐席，等候最久的在前"}, s.getHelps)
	for _, v := range []struct {
		name, summary string
		do            func(f Floor, p auth.Principal, call ids.ID) error
	}{
		{"listen", "监听坐席的通话，记入审计", watchBy(ModeListen)},
		{"whisper", "密语：只有坐席听到班长，记入审计", watchBy(ModeWhisper)},
		{"barge", "强插：通话各方都听到班长，记入审计", watchBy(ModeBarge)},
		{"take-over", "接管通话：班长接着通话，原坐席转入话后处理", Floor.TakeOver},
	} {
		httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/floor/calls/{id}/" + v.name, ID: "floor-" + v.name, Tag: tag, Right: RightLead,
			Summary: v.summary}, func(ctx context.Context, in *callIn) (*httpx.Out[FloorView], error) {
			return s.lead(ctx, func(f Floor, p auth.Principal) error { return v.do(f, p, in.ID.ID) })
		})
	}
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/floor/calls/{id}/help", ID: "floor-help", Tag: tag, Right: RightLead,
		Summary: "响应坐席的求助，同时监听、密语或强插"}, s.postHelp)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/floor/leave", ID: "floor-leave", Tag: tag, Right: RightLead,
		Summary: "退出正在监听、密语或强插的通话"}, func(ctx context.Context, _ *struct{}) (*httpx.Out[FloorView], error) {
		return s.lead(ctx, func(f Floor, p auth.Principal) error { f.Unwatch(p.ID); return nil })
	})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/floor/seats/{id}/state", ID: "floor-state", Tag: tag, Right: RightLead,
		Summary: "把坐席置为示闲、示忙或签出，须说明原因；通话中则在通话结束后生效"}, s.postState)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/floor/seats/{id}/breaks", ID: "floor-grant", Tag: tag, Right: RightLead,
		Summary: "批准坐席超出限额小休或用餐：今天加若干分钟，并可超出同时人数一次"}, s.postGrant)
}

func watchBy(mode Mode) func(f Floor, p auth.Principal, call ids.ID) error {
	return func(f Floor, p auth.Principal, call ids.ID) error { return f.Watch(p, call, mode) }
}

// lead does a leader's verb and answers with the floor.
func (s *Service) lead(ctx context.Context, do func(Floor, auth.Principal) error) (*httpx.Out[FloorView], error) {
	f, p := s.here(), auth.From(ctx)
	if f == nil {
		return nil, ErrNoExchange
	}
	if err := do(f, p); err != nil {
		return nil, err
	}
	return httpx.Reply(s.readFloor(ctx, p))
}

func (s *Service) getFloor(ctx context.Context, _ *struct{}) (*httpx.Out[FloorView], error) {
	return httpx.Reply(s.readFloor(ctx, auth.From(ctx)))
}

func (s *Service) getHelps(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[HelpView]], error) {
	return httpx.Reply(httpx.Page[HelpView]{Items: s.Helps(ctx)}, nil)
}

type helpIn struct {
	ID   ids.Param `path:"id" doc:"the call"`
	Body struct {
		Mode string `json:"mode" enum:"listen,whisper,barge"`
	}
}

func (s *Service) postHelp(ctx context.Context, in *helpIn) (*httpx.Out[FloorView], error) {
	return s.lead(ctx, func(f Floor, p auth.Principal) error { return f.TakeHelp(p, in.ID.ID, Mode(in.Body.Mode)) })
}

type stateIn struct {
	ID   ids.Param `path:"id" doc:"the person whose seat it is"`
	Body struct {
		State string `json:"state" enum:"ready,busy,offline"`
		Kind  string `json:"kind,omitempty" enum:"rest,meal,training,duty" doc:"of busy"`
		Words string `json:"words" maxLength:"200" doc:"why; 2 to 200 characters"`
	}
}

func (s *Service) postState(ctx context.Context, in *stateIn) (*httpx.Out[FloorView], error) {
	words := strings.TrimSpace(in.Body.Words)
	if n := utf8.RuneCountInString(words); n < 2 || n > maxWords {
		return nil, ErrWords.WithField("body.words", ErrWords.Message)
	}
	return s.lead(ctx, func(f Floor, p auth.Principal) error {
		return f.Force(p.ID, in.ID.ID, SeatState(in.Body.State), in.Body.Kind, words)
	})
}

type grantIn struct {
	ID   ids.Param `path:"id" doc:"the person whose seat it is"`
	Body struct {
		Kind    string `json:"kind" enum:"rest,meal,training,duty"`
		Minutes int    `json:"minutes" minimum:"0" maximum:"120"`
	}
}

func (s *Service) postGrant(ctx context.Context, in *grantIn) (*httpx.Out[FloorView], error) {
	return s.lead(ctx, func(f Floor, p auth.Principal) error { return f.Grant(p.ID, in.ID.ID, in.Body.Kind, in.Body.Minutes) })
}

// maxWords is how many characters a team leader may say.
const maxWords = 200
