package intake

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
	"onedoor/internal/vault"
)

// dialReason is why the vault opens a number that only the exchange gets to know.
const dialReason = "点击拨号，号码不向坐席显示"

// Dial 点击拨号 calls somebody behind an order from the seat of ctx's principal, who does not see the number. That the
// identity was opened, and for what, is logged before anything rings.
//
// Faults: those of switchboard.Dial and of vault.RevealNow, and intake.no_phone.
func (s *Service) Dial(ctx context.Context, order, identity ids.ID, purpose string) (switchboard.SeatView, error) {
	p := auth.From(ctx)
	if s.Calls == nil {
		return switchboard.SeatView{}, switchboard.ErrNoExchange
	}
	if err := s.Orders.Visible(s.Store.Read(ctx), p, order); err != nil {
		return switchboard.SeatView{}, err
	}
	if err := s.Calls.MayDial(p); err != nil {
		return switchboard.SeatView{}, err
	}
	person, err := s.Vault.RevealNow(ctx, identity, purpose, order, dialReason)
	if err != nil {
		return switchboard.SeatView{}, err
	}
	number := ""
	for _, phone := range person.Phones {
		if number = vault.NormalisePhone(phone, ""); number != "" {
			break
		}
	}
	if number == "" {
		return switchboard.SeatView{}, ErrNoPhone
	}
	e := switchboard.Errand{Kind: switchboard.ErrandOrder, Subject: order, Veiled: true}
	if purpose == vault.PurposeFollowUp {
		e.Kind = switchboard.ErrandFollowUp
	}
	return s.Calls.Dial(p, number, e)
}

func (s *Service) dialRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/orders/{id}/dial", ID: "order-dial", Tag: tag, Right: switchboard.RightDial,
		Summary: "呼叫工单的诉求人：号码由系统从身份库取出，不显示，并记入身份查看记录"}, s.postDial)
}

type dialIn struct {
	ID   ids.Param `path:"id" doc:"the order"`
	Body struct {
		Identity ids.ID `json:"identity_id" doc:"who is called: one of the identities behind the order"`
		Purpose  string `json:"purpose" enum:"callback,verify,handle,follow_up,legal" doc:"what for; it is logged. A follow-up call in vain is written down as its attempt"`
	}
}

func (s *Service) postDial(ctx context.Context, in *dialIn) (*httpx.Out[switchboard.SeatView], error) {
	return httpx.Reply(s.Dial(ctx, in.ID.ID, in.Body.Identity, in.Body.Purpose))
}
