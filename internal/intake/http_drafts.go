package intake

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
)

func (s *Service) draftRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/drafts", ID: "draft-list", Tag: tag,
		Summary: "My half-filled forms", Right: RightDraft}, s.getDrafts)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/drafts/{key}", ID: "draft-get", Tag: tag,
		Summary: "One half-filled form of mine", Right: RightDraft}, s.getDraft)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/drafts/{key}", ID: "draft-put", Tag: tag,
		Summary: "Keep a half-filled form", Right: RightDraft}, s.putDraft)
	httpx.Register(api, httpx.Op{Method: http.MethodDelete, Path: "/drafts/{key}", ID: "draft-delete", Tag: tag, Status: http.StatusNoContent,
		Summary: "Throw a half-filled form away", Right: RightDraft}, s.deleteDraftOp)
}

type draftKey struct {
	Key string `path:"key" maxLength:"64" doc:"any name that the screen gives it"`
}

type draftIn struct {
	Key     string         `path:"key" maxLength:"64" doc:"any name that the screen gives it"`
	Body    map[string]any `doc:"the form, any JSON object"`
	RawBody []byte
}

func (s *Service) getDrafts(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Draft]], error) {
	list, err := s.Drafts(s.Store.Read(ctx), auth.From(ctx))
	return httpx.Reply(httpx.Page[Draft]{Items: list}, err)
}

func (s *Service) getDraft(ctx context.Context, in *draftKey) (*httpx.Out[Draft], error) {
	return httpx.Reply(s.Draft(s.Store.Read(ctx), auth.From(ctx), in.Key))
}

func (s *Service) putDraft(ctx context.Context, in *draftIn) (*httpx.Out[Draft], error) {
	p := auth.From(ctx)
	envelope, err := s.sealDraft(p, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error { return s.keepDraft(tx, p, in.Key, len(in.RawBody), envelope) })
	return httpx.Reply(Draft{Key: in.Key, UpdatedAt: s.now(), Size: len(in.RawBody)}, err)
}

func (s *Service) deleteDraftOp(ctx context.Context, in *draftKey) (*struct{}, error) {
	p := auth.From(ctx)
	return nil, s.Store.Write(ctx, func(tx *store.Tx) error { return deleteDraft(tx, p.ID, in.Key) })
}
