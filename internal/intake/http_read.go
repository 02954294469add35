package intake

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/vault"
)

func (s *Service) readRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/contacts/{id}", ID: "contact-get", Tag: tag,
		Summary: "A contact with its requests", Right: RightRead}, s.getContact)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/requests", ID: "request-list", Tag: tag,
		Summary: "The requests behind an order, or the one of a receipt number", Right: RightRead}, s.getRequests)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/requests/{id}/originals", ID: "request-originals", Tag: tag,
		Summary: "A request's words before masking, for a purpose; logged", Right: vault.RightReveal}, s.postOriginals)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/orders/{id}/originals", ID: "order-originals", Tag: tag,
		Summary: "The words before masking that an imported order came with, for a purpose; logged", Right: vault.RightReveal}, s.postOrderOriginals)
	// A POST, because a telephone number has no place in an address, where logs keep it.
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/history", ID: "history", Tag: tag,
		Summary: "What a telephone number has asked for before", Right: RightHistory}, s.postHistory)
}

func (s *Service) getContact(ctx context.Context, in *struct {
	ID ids.Param `path:"id" doc:"the contact"`
}) (*httpx.Out[ContactView], error) {
	return httpx.Reply(s.Contact(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

type requestsIn struct {
	Order  ids.Param `query:"order_id" doc:"requests behind this order"`
	Number string    `query:"number" maxLength:"100" doc:"or the receipt number that a caller reads out"`
	Cursor ids.Param `query:"cursor" doc:"next_cursor of the page before"`
}

func (s *Service) getRequests(ctx context.Context, in *requestsIn) (*httpx.Out[httpx.Page[RequestView]], error) {
	q, p := s.Store.Read(ctx), auth.From(ctx)
	page := httpx.Page[RequestView]{Items: []RequestView{}}
	switch {
	case in.Number != "":
		r, err := s.RequestByNumber(q, p, in.Number)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, r)
	case in.Order.ID != 0:
		list, err := s.RequestsOf(q, p, in.Order.ID, in.Cursor.ID)
		if err != nil {
			return nil, err
		}
		if page.Items = list; len(list) == maxBehind {
			page.NextCursor = list[maxBehind-1].ID.String()
		}
	default:
		return nil, ErrForm.WithField("query.order_id", "请指定工单或受理编号。")
	}
	return httpx.Reply(page, nil)
}

type originalsIn struct {
	ID   ids.Param `path:"id" doc:"the request, or the order"`
	Body struct {
		Purpose string `json:"purpose" enum:"callback,verify,handle,follow_up,legal" doc:"what it is needed for; it is logged"`
		Reason  string `json:"reason,omitempty" maxLength:"200" doc:"why; needed unless the order is in the caller's unit's hands and the purpose is handle"`
	}
}

func (s *Service) postOriginals(ctx context.Context, in *originalsIn) (*httpx.Out[httpx.Page[Original]], error) {
	list, err := s.Originals(ctx, in.ID.ID, in.Body.Purpose, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(httpx.Page[Original]{Items: list}, nil)
}

func (s *Service) postOrderOriginals(ctx context.Context, in *originalsIn) (*httpx.Out[httpx.Page[Original]], error) {
	list, err := s.OrderOriginals(ctx, in.ID.ID, in.Body.Purpose, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(httpx.Page[Original]{Items: list}, nil)
}

func (s *Service) postHistory(ctx context.Context, in *struct {
	Body struct {
		Phone string `json:"phone" doc:"as it called or was told"`
	}
}) (*httpx.Out[History], error) {
	return httpx.Reply(s.History(s.Store.Read(ctx), auth.From(ctx), in.Body.Phone))
}
