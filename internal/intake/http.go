package intake

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

const tag = "intake"

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/contacts", ID: "contact-take-on", Tag: tag, Status: http.StatusCreated,
		Summary: "Take a contact on: each request gets a receipt and an order", Right: RightTakeOn}, s.postContact)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/contacts/{id}/requests", ID: "contact-add", Tag: tag, Status: http.StatusCreated,
		Summary: "Take one more request of a contact on", Right: RightTakeOn}, s.postRequest)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/orders/{id}/repeat", ID: "order-repeat", Tag: tag, Status: http.StatusCreated,
		Summary: "Add a repeat call to an open order", Right: RightTakeOn}, s.postRepeat)
	s.readRoutes(api)
	s.callRoutes(api)
	s.dialRoutes(api)
	s.draftRoutes(api)
	s.remitRoutes(api)
	s.stormRoutes(api)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/hotline-figures", ID: "hotline-figures", Tag: tag,
		Summary: "Contacts and requests by the number called", Right: RightFigures}, s.getHotlineFigures)
}

type contactOut struct {
	Contact  ids.ID    `json:"contact_id"`
	Receipts []Receipt `json:"receipts"`
}

// finish fills in what was left out of the stored answer: the query codes.
func (s *Service) finish(list []Receipt, err error) (*httpx.Out[contactOut], error) {
	if err != nil {
		return nil, err
	}
	return httpx.Reply(contactOut{Contact: list[0].Contact, Receipts: s.withCodes(list)}, nil)
}

func (s *Service) postContact(ctx context.Context, in *struct{ Body TakeOnIn }) (*httpx.Out[contactOut], error) {
	p := auth.From(ctx)
	if list, err := s.submitted(s.Store.Read(ctx), p, in.Body); err != nil || list != nil {
		return s.finish(list, err)
	}
	t, err := s.prepare(ctx, p, in.Body)
	if err != nil {
		return nil, err
	}
	return s.finish(httpx.Once(ctx, s.Store, func(tx *store.Tx) ([]Receipt, error) { return s.takeOn(tx, t) }))
}

type addIn struct {
	ID   ids.Param `path:"id" doc:"the contact"`
	Body RequestForm
}

func (s *Service) postRequest(ctx context.Context, in *addIn) (*httpx.Out[Receipt], error) {
	t, err := s.prepareAdd(ctx, auth.From(ctx), in.ID.ID, in.Body)
	if err != nil {
		return nil, err
	}
	list, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) ([]Receipt, error) { return s.takeOn(tx, t) })
	if err != nil {
		return nil, err
	}
	return httpx.Reply(s.withCodes(list)[0], nil)
}

type repeatIn struct {
	ID   ids.Param `path:"id" doc:"the order"`
	Body RepeatIn
}

type repeatOut struct {
	Receipt Receipt   `json:"receipt"`
	Order   orderNote `json:"order"`
}

// orderNote is what a repeat call changed of the order.
type orderNote struct {
	ID        ids.ID `json:"id"`
	Number    string `json:"number"`
	State     string `json:"state"`
	UrgeCount int    `json:"urge_count"`
	Version   int64  `json:"version"`
}

func (s *Service) postRepeat(ctx context.Context, in *repeatIn) (*httpx.Out[repeatOut], error) {
	t, err := s.prepareRepeat(ctx, auth.From(ctx), in.ID.ID, in.Body)
	if err != nil {
		return nil, err
	}
	out, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (repeatOut, error) {
		receipt, o, err := s.repeat(tx, t, in.ID.ID, in.Body.Urge)
		return repeatOut{receipt, orderNote{o.ID, o.Number, string(o.State), o.UrgeCount, o.Version}}, err
	})
	if err != nil {
		return nil, err
	}
	out.Receipt = s.withCodes([]Receipt{out.Receipt})[0]
	return httpx.Reply(out, nil)
}
