package intake

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func (s *Service) stormRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms", ID: "storm-list", Tag: tag,
		Summary: "Declared events", Right: RightStormRead}, s.getStorms)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms/banners", ID: "storm-banners", Tag: tag,
		Summary: "What every door announces now"}, s.getBanners)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/storms", ID: "storm-declare", Tag: tag, Status: http.StatusCreated,
		Summary: "Declare an event: its master order, its announcement, and what joins it", Right: RightStorm}, s.postStorm)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms/{id}", ID: "storm-get", Tag: tag,
		Summary: "One event", Right: RightStormRead}, s.getStorm)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/storms/{id}", ID: "storm-change", Tag: tag,
		Summary: "Change what a running event announces and is recognised by", Right: RightStorm}, s.putStorm)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/storms/{id}/end", ID: "storm-end", Tag: tag,
		Summary: "End an event; new requests are ordinary again", Right: RightStorm}, s.postStormEnd)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms/{id}/figures", ID: "storm-figures", Tag: tag,
		Summary: "An event's own counters", Right: RightStormRead}, s.getFigures)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms/{id}/figures.xlsx", ID: "storm-sheet", Tag: tag,
		Summary: "An event's own counters as a workbook", Right: RightStormRead}, s.getStormSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms/{id}/candidates", ID: "storm-candidates", Tag: tag,
		Summary: "Open orders that match an event and are not joined", Right: RightStormJoin}, s.getCandidates)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/storms/{id}/join", ID: "storm-join", Tag: tag,
		Summary: "Join open orders to an event's master order", Right: RightStormJoin}, s.postJoin)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms/{id}/requests", ID: "storm-requests", Tag: tag,
		Summary: "The requests that hang on an event", Right: RightStormRead}, s.getJoined)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/storms/{id}/requests/{request}/leave", ID: "storm-leave", Tag: tag,
		Summary: "Take a request out of an event", Right: RightStormJoin}, s.postLeave)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/storms/{id}/owed", ID: "storm-owed", Tag: tag,
		Summary: "Who is still to be called or written to", Right: RightStormRead}, s.getOwed)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/storms/{id}/owed/{word}/{request}", ID: "storm-tell", Tag: tag,
		Summary: "Note that somebody was called or written to", Right: RightHistory}, s.postOwed)
}

type stormIn struct {
	ID ids.Param `path:"id" doc:"the event"`
}

func (s *Service) getStorms(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Storm]], error) {
	list, err := s.Storms(s.Store.Read(ctx), auth.From(ctx))
	return httpx.Reply(httpx.Page[Storm]{Items: list}, err)
}

func (s *Service) getBanners(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Banner]], error) {
	list, err := s.Banners(s.Store.Read(ctx))
	return httpx.Reply(httpx.Page[Banner]{Items: list}, err)
}

func (s *Service) getStorm(ctx context.Context, in *stormIn) (*httpx.Out[Storm], error) {
	return httpx.Reply(s.StormByID(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

// dressed shows an event as it was just written.
func (s *Service) dressed(ctx context.Context, x Storm, err error) (*httpx.Out[Storm], error) {
	if err != nil {
		return nil, err
	}
	return httpx.Reply(x, s.dress(s.Store.Read(ctx), &x))
}

func (s *Service) postStorm(ctx context.Context, in *struct{ Body StormIn }) (*httpx.Out[Storm], error) {
	p := auth.From(ctx)
	x, err := s.prepareStorm(ctx, p, in.Body)
	if err != nil {
		return nil, err
	}
	id, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (ids.ID, error) { return x.storm.ID, s.declare(tx, p, x) })
	if err != nil {
		return nil, err
	}
	found, err := stormBy(s.Store.Read(ctx), id)
	if err != nil {
		return nil, err
	}
	return s.dressed(ctx, *found, nil)
}

type stormPutIn struct {
	ID   ids.Param `path:"id" doc:"the event"`
	Body StormIn
}

func (s *Service) putStorm(ctx context.Context, in *stormPutIn) (*httpx.Out[Storm], error) {
	var x Storm
	err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
		x, err = s.ChangeStorm(tx, auth.From(ctx), in.ID.ID, in.Body)
		return err
	})
	return s.dressed(ctx, x, err)
}

type stormEndIn struct {
	ID   ids.Param `path:"id" doc:"the event"`
	Body EndStormIn
}

func (s *Service) postStormEnd(ctx context.Context, in *stormEndIn) (*httpx.Out[Storm], error) {
	x, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (Storm, error) {
		return s.EndStorm(tx, auth.From(ctx), in.ID.ID, in.Body)
	})
	return s.dressed(ctx, x, err)
}

func (s *Service) getFigures(ctx context.Context, in *stormIn) (*httpx.Out[StormFigures], error) {
	return httpx.Reply(s.StormFigures(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

func (s *Service) getStormSheet(ctx context.Context, in *stormIn) (*huma.StreamResponse, error) {
	t, err := s.StormSheet(s.Store.Read(ctx), auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return workbook(t.Marked(auth.From(ctx).Mark(s.now())), "event-"+in.ID.String()+".xlsx")
}

func (s *Service) getCandidates(ctx context.Context, in *stormIn) (*httpx.Out[httpx.Page[Candidate]], error) {
	list, err := s.Candidates(s.Store.Read(ctx), auth.From(ctx), in.ID.ID)
	return httpx.Reply(httpx.Page[Candidate]{Items: list}, err)
}

type joinIn struct {
	ID   ids.Param `path:"id" doc:"the event"`
	Body struct {
		Orders []ids.ID `json:"orders" minItems:"1" maxItems:"50" nullable:"false"`
	}
}

// joinedOut says what became of each order.
type joinedOut struct {
	Items []joinedOne `json:"items"`
}

type joinedOne struct {
	Order   ids.ID `json:"order_id"`
	Joined  bool   `json:"joined"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty" doc:"why it was not joined"`
}

// postJoin joins each order in a transaction of its own: one that cannot be joined holds up no other. Sent again, it
// finds joined what is joined.
func (s *Service) postJoin(ctx context.Context, in *joinIn) (*httpx.Out[joinedOut], error) {
	p, out := auth.From(ctx), joinedOut{Items: []joinedOne{}}
	if err := mayStorm(p, RightStormJoin); err != nil {
		return nil, err
	}
	for _, order := range dedupe(in.Body.Orders) {
		err := s.Store.Write(ctx, func(tx *store.Tx) error { return s.JoinOrder(tx, p, in.ID.ID, order) })
		one := joinedOne{Order: order, Joined: err == nil}
		if err != nil {
			f := fault.Of(err)
			if f.Status >= http.StatusInternalServerError || f.Is(ErrNoStorm) || f.Is(ErrStormEnded) {
				return nil, err
			}
			one.Code, one.Message = f.Code, f.Message
		}
		out.Items = append(out.Items, one)
	}
	return httpx.Reply(out, nil)
}

type joinedIn struct {
	ID     ids.Param `path:"id" doc:"the event"`
	Cursor ids.Param `query:"cursor" doc:"next_cursor of the page before"`
}

func (s *Service) getJoined(ctx context.Context, in *joinedIn) (*httpx.Out[httpx.Page[JoinedRow]], error) {
	list, err := s.JoinedOf(s.Store.Read(ctx), auth.From(ctx), in.ID.ID, in.Cursor.ID)
	page := httpx.Page[JoinedRow]{Items: list}
	if len(list) == 200 {
		page.NextCursor = list[199].Request.String()
	}
	return httpx.Reply(page, err)
}

type leaveIn struct {
	ID      ids.Param `path:"id" doc:"the event"`
	Request ids.Param `path:"request" doc:"the request"`
}

type leftOut struct {
	Order ids.ID `json:"order_id" doc:"its own order"`
}

func (s *Service) postLeave(ctx context.Context, in *leaveIn) (*httpx.Out[leftOut], error) {
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (leftOut, error) {
		order, err := s.LeaveStorm(tx, auth.From(ctx), in.ID.ID, in.Request.ID)
		return leftOut{order}, err
	}))
}

type owedIn struct {
	ID     ids.Param `path:"id" doc:"the event"`
	State  string    `query:"state" enum:"owed,done,unreached"`
	Cursor ids.Param `query:"cursor" doc:"next_cursor of the page before"`
}

func (s *Service) getOwed(ctx context.Context, in *owedIn) (*httpx.Out[httpx.Page[OwedRow]], error) {
	list, err := s.Owed(s.Store.Read(ctx), auth.From(ctx), in.ID.ID, in.State, in.Cursor.ID)
	page := httpx.Page[OwedRow]{Items: list}
	if len(list) == 200 {
		page.NextCursor = list[199].Request.String()
	}
	return httpx.Reply(page, err)
}

type tellIn struct {
	ID      ids.Param `path:"id" doc:"the event"`
	Word    ids.Param `path:"word" doc:"what was to be told"`
	Request ids.Param `path:"request" doc:"the request"`
	Body    OweIn
}

type toldOut struct {
	State string `json:"state" enum:"owed,done,unreached"`
	Tries int    `json:"tries"`
}

func (s *Service) postOwed(ctx context.Context, in *tellIn) (*httpx.Out[toldOut], error) {
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (toldOut, error) {
		state, tries, err := s.TellOwed(tx, auth.From(ctx), in.ID.ID, in.Word.ID, in.Request.ID, in.Body)
		return toldOut{state, tries}, err
	}))
}
