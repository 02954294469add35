package vault

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

type revealIn struct {
	ID   ids.Param `path:"id" doc:"the identity"`
	Body struct {
		Purpose string `json:"purpose" enum:"callback,verify,handle,follow_up,legal" doc:"what it is needed for; it is logged"`
		OrderID ids.ID `json:"order_id,omitempty" doc:"the order it is needed for; units must name it"`
		Reason  string `json:"reason,omitempty" maxLength:"200" doc:"why; needed unless the order is in the caller's unit's hands and the purpose is handle"`
	}
}

type revealed struct {
	Name     string   `json:"name"`
	Phones   []string `json:"phones"`
	IDNumber string   `json:"id_number,omitempty"`
	Email    string   `json:"email,omitempty"`
	Address  string   `json:"address,omitempty"`
}

type accessLogIn struct {
	ID     ids.Param `path:"id" doc:"the identity"`
	Cursor ids.Param `query:"cursor" doc:"next_cursor of the page before"`
	Limit  int       `query:"limit" minimum:"0" maximum:"200" doc:"lines to a page, 50 if absent"`
}

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/identities/{id}/reveal", ID: "identity-reveal", Tag: "identities",
		Summary: "Show who a citizen is, for a purpose; logged", Right: RightReveal},
		// Idempotency-Key is of no use here: its table would keep the answer readable. A repetition is logged again.
		func(ctx context.Context, in *revealIn) (*httpx.Out[revealed], error) {
			p, err := s.RevealNow(ctx, in.ID.ID, in.Body.Purpose, in.Body.OrderID, in.Body.Reason)
			if p.Phones == nil {
				p.Phones = []string{}
			}
			return httpx.Reply(revealed{p.Name, p.Phones, p.IDNumber, p.Email, p.Address}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/identities/{id}/access-log", ID: "identity-access-log", Tag: "identities",
		Summary: "Who opened an identity, when and for what", Right: RightAccessLog},
		func(ctx context.Context, in *accessLogIn) (*httpx.Out[httpx.Page[Access]], error) {
			if !auth.From(ctx).Scope.All {
				return nil, fault.Forbidden // the log names the orders of every unit
			}
			limit := httpx.Limit(in.Limit)
			list, err := s.AccessLog(s.store.Read(ctx), auth.From(ctx), in.ID.ID, in.Cursor.ID, limit+1)
			if err != nil {
				return nil, err
			}
			page := httpx.Page[Access]{Items: list}
			if len(list) > limit {
				page.Items, page.NextCursor = list[:limit], list[limit-1].ID.String()
			}
			return httpx.Reply(page, nil)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/openings", ID: "identity-openings", Tag: "identities",
		Summary: "Who opened identities and words, the newest first; or only those that raised the alarm", Right: RightAccessLog},
		func(ctx context.Context, in *openingsIn) (*httpx.Out[httpx.Page[Opened]], error) {
			f := in.filter()
			f.Cursor, f.Limit = in.Cursor, httpx.Limit(in.Limit)
			list, next, err := s.Openings(s.store.Read(ctx), auth.From(ctx), f)
			return httpx.Reply(httpx.Page[Opened]{Items: list, NextCursor: next}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/openings.xlsx", ID: "identity-openings-xlsx", Tag: "identities",
		Summary: "导出身份查看记录（xlsx），筛选条件同列表", Right: RightAccessLog}, s.getOpeningSheet)
}

// OpeningsIn are the query parameters that narrow the log or its export.
type OpeningsIn struct {
	Actor  ids.Param `query:"actor" doc:"only this person's"`
	Alarms bool      `query:"alarms" doc:"only those that raised the alarm"`
	Sort   string    `query:"sort" maxLength:"30" doc:"at (downwards if absent) or actor; - before it: downwards"`
}

func (in OpeningsIn) filter() OpenFilter {
	return OpenFilter{Actor: in.Actor.ID, Alarms: in.Alarms, Sort: in.Sort}
}

type openingsIn struct {
	OpeningsIn
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"lines to a page, 50 if absent"`
}
