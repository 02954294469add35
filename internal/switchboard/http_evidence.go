package switchboard

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
	"onedoor/internal/vault"
)

// evidenceRoutes open what a piece of evidence holds: the number, the notes and the recording. Each opening is an event.
func (s *Service) evidenceRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/abuse/{id}/hearings", ID: "abuse-hear", Tag: tag, Right: RightGuard,
		Summary: "登记调听一件证据的录音；返回波形"}, s.postEvidenceHearing)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/abuse/{id}/hearings/{hearing}", ID: "abuse-sound", Tag: tag, Right: RightGuard,
		Summary: "已登记调听的证据录音（WAV，左声道来电人）"}, s.getEvidenceSound)
}

// masked is a caller's number as it may be shown; empty: it was erased.
func (s *Service) masked(q store.Queryer, peer ids.ID) string {
	number, err := s.Number(q, peer)
	if err != nil {
		return ""
	}
	return vault.MaskPhone(number)
}

// OpenedAbuser is what the opening of a caller shows.
type OpenedAbuser struct {
	Number string       `json:"number" doc:"as the network gave it; empty: it was erased"`
	Notes  []OpenedNote `json:"notes" doc:"of the evidence that has one"`
}

// OpenedNote is a seat's note.
type OpenedNote struct {
	ID   ids.ID `json:"id" doc:"the evidence"`
	Note string `json:"note"`
}

func (s *Service) postOpenAbuser(ctx context.Context, in *abuserIn) (*httpx.Out[OpenedAbuser], error) {
	p := auth.From(ctx)
	if _, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (struct{}, error) { return struct{}{}, s.OpenAbuser(tx, p, in.ID.ID) }); err != nil {
		return nil, err
	}
	q := s.Store.Read(ctx)
	out := OpenedAbuser{Notes: []OpenedNote{}}
	if number, err := s.Number(q, in.ID.ID); err == nil {
		out.Number = number
	}
	evidence, err := s.AbuseOf(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	notes, err := s.notes(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range evidence {
		if notes[a.ID] != "" {
			out.Notes = append(out.Notes, OpenedNote{a.ID, notes[a.ID]})
		}
	}
	return httpx.Reply(out, nil)
}

// HeardView is a recording that may now be played.
type HeardView struct {
	ID      ids.ID `json:"id" doc:"with it the sound can be fetched for two hours, by who wrote the hearing down"`
	Seconds int    `json:"seconds" doc:"length, rounded up"`
	Whole   bool   `json:"whole" doc:"false: the recording breaks off, since the program ended in the call"`
	Citizen []int  `json:"citizen" doc:"loudness over time in percent of the most there can be, in equal steps"`
	Seat    []int  `json:"seat" doc:"the same of all others"`
}

// heardSteps is how many steps a waveform has: more than a screen shows apart.
const heardSteps = 600

type evidenceIn struct {
	ID ids.Param `path:"id" doc:"the evidence"`
}

func (s *Service) postEvidenceHearing(ctx context.Context, in *evidenceIn) (*httpx.Out[HeardView], error) {
	p := auth.From(ctx)
	id, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (ids.ID, error) {
		a, err := s.abuse(tx, in.ID.ID)
		if err != nil {
			return 0, err
		}
		return s.Hear(tx, p, a.Call, 0, "dispute")
	})
	if err != nil {
		return nil, err
	}
	q := s.Store.Read(ctx)
	a, err := s.abuse(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	sound, err := s.Heard(q, p, id, a.Call, 0)
	if err != nil {
		return nil, err
	}
	h := HeardView{ID: id, Seconds: int((sound.Length + time.Second - 1) / time.Second), Whole: sound.Whole}
	h.Citizen, h.Seat = sound.Waveform(heardSteps)
	return httpx.Reply(h, nil)
}

type evidenceSoundIn struct {
	ID      ids.Param `path:"id" doc:"the evidence"`
	Hearing ids.Param `path:"hearing" doc:"the hearing"`

	request *http.Request
	writer  http.ResponseWriter
}

// Resolve implements huma.Resolver: a player asks for spans, which net/http serves.
func (in *evidenceSoundIn) Resolve(c huma.Context) []error {
	in.request, in.writer = humago.Unwrap(c)
	return nil
}

func (s *Service) getEvidenceSound(ctx context.Context, in *evidenceSoundIn) (*huma.StreamResponse, error) {
	q := s.Store.Read(ctx)
	a, err := s.abuse(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	sound, err := s.Heard(q, auth.From(ctx), in.Hearing.ID, a.Call, 0)
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
