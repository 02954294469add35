package intake

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

func (s *Service) remitRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/remit", ID: "remit-list", Tag: tag,
		Summary: "The coded refusals: what the hotline does not take on, and the right paths"}, s.getRemit)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/remit/{code}", ID: "remit-put", Tag: tag,
		Summary: "Enter or change a coded refusal", Right: RightRemit}, s.putRemit)
	// A POST, because what a person said has no place in an address, where logs keep it.
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/advice", ID: "advice", Tag: tag,
		Summary: "What the words of a request point to: emergencies, other paths, earlier requests", Right: RightTakeOn}, s.postAdvice)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/orders/{id}/refuse", ID: "order-refuse", Tag: tag,
		Summary: "Refuse the requests behind an order that the centre has, with a coded reason", Right: RightRefuse}, s.postRefuse)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/refusals", ID: "refusal-list", Tag: tag,
		Summary: "Refusals and appeals", Right: RightRefusals}, s.getRefusals)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/refusals/counts", ID: "refusal-counts", Tag: tag,
		Summary: "Refusals by coded reason", Right: RightRefusals}, s.getRefusalCounts)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/refusals.xlsx", ID: "refusal-sheet", Tag: tag,
		Summary: "Refusals and appeals as a workbook", Right: RightRefusals}, s.getRefusalSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/refusals/{id}", ID: "refusal-get", Tag: tag,
		Summary: "One refusal with its appeal", Right: RightRefusals}, s.getRefusal)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/refusals/{id}/appeal", ID: "refusal-appeal", Tag: tag,
		Summary: "Write down an appeal that a person makes through a seat", Right: RightRefuse}, s.postAppeal)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/refusals/{id}/review", ID: "refusal-review", Tag: tag,
		Summary: "Decide on an appeal", Right: RightAppealReview}, s.postAppealReview)
}

func (s *Service) getRemit(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[RemitCode]], error) {
	list, err := s.Remit(s.Store.Read(ctx))
	return httpx.Reply(httpx.Page[RemitCode]{Items: list}, err)
}

type remitPutIn struct {
	Code string `path:"code" maxLength:"40" doc:"lower-case letters, digits and -"`
	Body RemitIn
}

func (s *Service) putRemit(ctx context.Context, in *remitPutIn) (*httpx.Out[RemitCode], error) {
	var c RemitCode
	err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
		c, err = s.PutRemit(tx, auth.From(ctx), in.Code, in.Body)
		return err
	})
	return httpx.Reply(c, err)
}

func (s *Service) postAdvice(ctx context.Context, in *struct{ Body AdviceIn }) (*httpx.Out[Advice], error) {
	return httpx.Reply(s.Advise(s.Store.Read(ctx), auth.From(ctx), in.Body))
}

type refuseIn struct {
	ID   ids.Param `path:"id" doc:"the order"`
	Body RefuseOrderIn
}

// refusedOut says what was refused.
type refusedOut struct {
	Refusals []refusedOne `json:"refusals"`
}

type refusedOne struct {
	ID     ids.ID `json:"id"`
	Number string `json:"number"`
}

func (s *Service) postRefuse(ctx context.Context, in *refuseIn) (*httpx.Out[refusedOut], error) {
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (refusedOut, error) {
		list, err := s.RefuseOrder(tx, auth.From(ctx), in.ID.ID, in.Body)
		out := refusedOut{Refusals: make([]refusedOne, len(list))}
		for i, f := range list {
			out.Refusals[i] = refusedOne{f.ID, f.Number}
		}
		return out, err
	}))
}

// RefusalFilterIn is the filter of a list in an address.
type RefusalFilterIn struct {
	State  string `query:"state" enum:"refused,appealed,stands,taken_on"`
	Code   string `query:"code" maxLength:"40"`
	Number string `query:"number" maxLength:"60" doc:"the receipt number that a caller reads out; days do not matter then"`
	From   string `query:"from" maxLength:"10" doc:"refused on or after this day, such as 2026-11-01"`
	To     string `query:"to" maxLength:"10" doc:"refused on or before this day"`
	Sort   string `query:"sort" maxLength:"30" doc:"refused_at (downwards if absent), appeal_until, appealed_at, code or number; - before it: downwards"`
}

func (in RefusalFilterIn) filter() (RefusalFilter, error) {
	f := RefusalFilter{State: in.State, Code: in.Code, Number: in.Number, Sort: in.Sort}
	for _, d := range []struct {
		at, text string
		plus     int
		to       *time.Time
	}{{"query.from", in.From, 0, &f.From}, {"query.to", in.To, 1, &f.To}} {
		if d.text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, d.text, wall.Shanghai)
		if err != nil {
			return f, ErrForm.WithField(d.at, "日期格式不正确，例如 2026-11-01。")
		}
		*d.to = day.AddDate(0, 0, d.plus)
	}
	return f, nil
}

type refusalsIn struct {
	RefusalFilterIn
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

func (s *Service) getRefusals(ctx context.Context, in *refusalsIn) (*httpx.Out[httpx.Page[RefusalRow]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Cursor, f.Limit = in.Cursor, in.Limit
	rows, next, err := s.Refusals(s.Store.Read(ctx), auth.From(ctx), f)
	return httpx.Reply(httpx.Page[RefusalRow]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getRefusalCounts(ctx context.Context, in *RefusalFilterIn) (*httpx.Out[httpx.Page[RefusalCount]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	list, err := s.RefusalCounts(s.Store.Read(ctx), auth.From(ctx), f)
	return httpx.Reply(httpx.Page[RefusalCount]{Items: list}, err)
}

func (s *Service) getRefusalSheet(ctx context.Context, in *RefusalFilterIn) (*huma.StreamResponse, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	t, err := s.RefusalSheet(s.Store.Read(ctx), auth.From(ctx), f)
	if err != nil {
		return nil, err
	}
	return workbook(t.Marked(auth.From(ctx).Mark(s.now())), "refusals-"+s.now().In(wall.Shanghai).Format(time.DateOnly)+".xlsx")
}

// workbook puts a workbook together before its first byte is sent, so that what goes wrong is still an error.
func workbook(t sheet.Table, name string) (*huma.StreamResponse, error) {
	var file bytes.Buffer
	if err := sheet.XLSX(&file, t); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		c.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		c.SetHeader("Cache-Control", "no-store")
		_, _ = c.BodyWriter().Write(file.Bytes()) // the reader has gone if this fails
	}}, nil
}

type refusalIn struct {
	ID ids.Param `path:"id" doc:"the refusal"`
}

func (s *Service) getRefusal(ctx context.Context, in *refusalIn) (*httpx.Out[RefusalDetail], error) {
	return httpx.Reply(s.RefusalByID(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

type appealIn struct {
	ID   ids.Param `path:"id" doc:"the refusal"`
	Body AppealIn
}

// decidedOut is what an appeal or its review made of a refusal.
type decidedOut struct {
	ID      ids.ID       `json:"id"`
	Number  string       `json:"number"`
	State   RefusalState `json:"state" enum:"refused,appealed,stands,taken_on"`
	Version int64        `json:"version"`
	Order   ids.ID       `json:"order_id" doc:"granted: the order; null otherwise"`
}

func decided(f Refusal) decidedOut {
	out := decidedOut{ID: f.ID, Number: f.Number, State: f.State, Version: f.Version}
	if f.State == RefusalTakenOn {
		out.Order = f.Order
	}
	return out
}

func (s *Service) postAppeal(ctx context.Context, in *appealIn) (*httpx.Out[decidedOut], error) {
	p := auth.From(ctx)
	x, err := s.prepareStaffAppeal(ctx, p, in.ID.ID, in.Body)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (decidedOut, error) {
		f, err := s.appeal(tx, p, in.ID.ID, x)
		return decided(f), err
	}))
}

type appealReviewIn struct {
	ID   ids.Param `path:"id" doc:"the refusal"`
	Body ReviewAppealIn
}

func (s *Service) postAppealReview(ctx context.Context, in *appealReviewIn) (*httpx.Out[decidedOut], error) {
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (decidedOut, error) {
		f, err := s.ReviewAppeal(tx, auth.From(ctx), in.ID.ID, in.Body)
		return decided(f), err
	}))
}
