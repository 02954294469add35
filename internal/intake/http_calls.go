package intake

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

func (s *Service) callRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/orders/{id}/calls", ID: "order-calls", Tag: tag,
		Summary: "工单的来电：谁接听、何时、有无录音", Right: RightRead}, s.getCalls)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/orders/{id}/calls/{call}/hearings", ID: "call-hear", Tag: tag,
		Summary: "登记调听一次录音，须选择用途；返回波形", Right: switchboard.RightHear}, s.postHearing)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/orders/{id}/calls/{call}/hearings/{hearing}", ID: "call-sound", Tag: tag,
		Summary: "已登记调听的录音（WAV，左声道来电人）", Right: switchboard.RightHear}, s.getSound)
}

func (s *Service) getCalls(ctx context.Context, in *struct {
	ID ids.Param `path:"id" doc:"the order"`
}) (*httpx.Out[httpx.Page[OrderCall]], error) {
	list, err := s.CallsOf(s.Store.Read(ctx), auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(httpx.Page[OrderCall]{Items: list}, nil)
}

// Hearing is a recording that may now be played.
type Hearing struct {
	ID      ids.ID `json:"id" doc:"with it the sound can be fetched for two hours, by who wrote the hearing down"`
	Seconds int    `json:"seconds" doc:"length, rounded up"`
	Whole   bool   `json:"whole" doc:"false: the recording breaks off, since the program ended in the call"`
	Citizen []int  `json:"citizen" doc:"loudness over time in percent of the most there can be, in equal steps"`
	Seat    []int  `json:"seat" doc:"the same of all others"`
}

// waveSteps is how many steps a waveform has: more than a screen shows apart.
const waveSteps = 600

type hearIn struct {
	ID   ids.Param `path:"id" doc:"the order"`
	Call ids.Param `path:"call" doc:"the call"`
	Body struct {
		Purpose string `json:"purpose" enum:"verify,quality,dispute,legal" doc:"核实内容, 服务质检, 争议处理, 依法调取"`
	}
}

func (s *Service) postHearing(ctx context.Context, in *hearIn) (*httpx.Out[Hearing], error) {
	p := auth.From(ctx)
	id, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (ids.ID, error) {
		if err := s.behind(tx, p, in.ID.ID, in.Call.ID); err != nil {
			return 0, err
		}
		return s.Calls.Hear(tx, p, in.Call.ID, in.ID.ID, in.Body.Purpose)
	})
	if err != nil {
		return nil, err
	}
	sound, err := s.Calls.Heard(s.Store.Read(ctx), p, id, in.Call.ID, in.ID.ID)
	if err != nil {
		return nil, err
	}
	h := Hearing{ID: id, Seconds: int((sound.Length + time.Second - 1) / time.Second), Whole: sound.Whole}
	h.Citizen, h.Seat = sound.Waveform(waveSteps)
	return httpx.Reply(h, nil)
}

type soundIn struct {
	ID      ids.Param `path:"id" doc:"the order"`
	Call    ids.Param `path:"call" doc:"the call"`
	Hearing ids.Param `path:"hearing" doc:"the hearing"`

	request *http.Request
	writer  http.ResponseWriter
}

// Resolve implements huma.Resolver: a player asks for spans, which net/http serves.
func (in *soundIn) Resolve(c huma.Context) []error {
	in.request, in.writer = humago.Unwrap(c)
	return nil
}

func (s *Service) getSound(ctx context.Context, in *soundIn) (*huma.StreamResponse, error) {
	q, p := s.Store.Read(ctx), auth.From(ctx)
	if err := s.behind(q, p, in.ID.ID, in.Call.ID); err != nil {
		return nil, err
	}
	sound, err := s.Calls.Heard(q, p, in.Hearing.ID, in.Call.ID, in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		in.writer.Header().Set("Content-Type", "audio/wav")
		in.writer.Header().Set("Cache-Control", "private, no-store")
		in.writer.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(in.writer, in.request, "", time.Time{}, bytes.NewReader(sound.WAV))
	}}, nil
}
