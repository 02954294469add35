package followup

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

const tag = "followup"

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/followups", ID: "followup-list", Tag: tag,
		Summary: "Follow-ups, the most pressing first", Right: RightRead}, s.getList)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/followups.xlsx", ID: "followup-xlsx", Tag: tag,
		Summary: "The follow-ups of a list as a workbook", Right: RightRead}, s.getListXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/followups/{id}", ID: "followup-get", Tag: tag,
		Summary: "A follow-up with its calls and answers", Right: RightRead}, s.getOne)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/followups/{id}/attempts", ID: "followup-attempt", Tag: tag,
		Summary: "Write a call down and do what follows from it", Right: RightAttempt}, s.postAttempt)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/rates", ID: "rates", Tag: tag,
		Summary: "The three rates by unit, category, hotline number or mode of integration", Right: RightRates}, s.getRates)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/rates.xlsx", ID: "rates-xlsx", Tag: tag,
		Summary: "The three rates as a workbook", Right: RightRates}, s.getRatesXLSX)
	s.fairnessRoutes(api)
}

// FilterIn are the query parameters that narrow the list or its export.
type FilterIn struct {
	State  string `query:"state" doc:"waiting (default), done, unreachable or superseded"`
	Way    string `query:"way" doc:"link or phone"`
	Number string `query:"q" maxLength:"100" doc:"the beginning of an order's number"`
	Sort   string `query:"sort" maxLength:"30" doc:"next_at, completed_at, closed_at, attempts, number or id; - before it: downwards"`
}

func (in FilterIn) filter() Filter {
	return Filter{State: State(in.State), Way: Way(in.Way), Number: in.Number, Sort: in.Sort}
}

type listIn struct {
	FilterIn
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

func (s *Service) getList(ctx context.Context, in *listIn) (*httpx.Out[httpx.Page[Row]], error) {
	f := in.filter()
	f.Cursor, f.Limit = in.Cursor, in.Limit
	rows, next, err := s.List(s.Store.Read(ctx), auth.From(ctx), f)
	return httpx.Reply(httpx.Page[Row]{Items: rows, NextCursor: next}, err)
}

type oneIn struct {
	ID ids.Param `path:"id" doc:"the follow-up"`
}

func (s *Service) getOne(ctx context.Context, in *oneIn) (*httpx.Out[Detail], error) {
	return httpx.Reply(s.Get(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

type attemptIn struct {
	ID   ids.Param `path:"id" doc:"the follow-up"`
	Body AttemptIn
}

func (s *Service) postAttempt(ctx context.Context, in *attemptIn) (*httpx.Out[Row], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Row, error) {
		p, err := s.Attempt(tx, by, in.ID.ID, in.Body)
		if err != nil {
			return Row{}, err
		}
		return s.row(tx, by, &p)
	}))
}

type ratesIn struct {
	From    string `query:"from" doc:"first day of completion, yyyy-mm-dd; default: 29 days before the last"`
	To      string `query:"to" doc:"last day, included; default: today"`
	By      string `query:"by" doc:"unit (default), category, hotline or mode (of integration)"`
	Hotline string `query:"hotline" maxLength:"20" doc:"only what came in on this hotline number"`
}

func (s *Service) getRates(ctx context.Context, in *ratesIn) (*httpx.Out[RateTable], error) {
	return httpx.Reply(s.Rates(s.Store.Read(ctx), auth.From(ctx), RatesIn(*in)))
}

type workbookOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) getRatesXLSX(ctx context.Context, in *ratesIn) (*workbookOut, error) {
	by := auth.From(ctx)
	t, err := s.Rates(s.Store.Read(ctx), by, RatesIn(*in))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.WriteXLSX(&b, by.Mark(s.now())); err != nil {
		return nil, err
	}
	return &workbookOut{ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		Disposition: `attachment; filename="rates-` + t.From + `-` + t.To + `.xlsx"`, Body: b.Bytes()}, nil
}
