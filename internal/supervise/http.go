package supervise

import (
	"bytes"
	"context"
	"mime"
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

const tag = "supervise"

// Routes adds the room's operations to the API.
func (s *Service) Routes(api huma.API) {
	s.watchRoutes(api)
	s.caseRoutes(api)
	s.meetingRoutes(api)
}

func get(path, id, right, summary string) httpx.Op {
	return httpx.Op{Method: http.MethodGet, Path: path, ID: id, Tag: tag, Right: right, Summary: summary}
}

func post(path, id, right, summary string) httpx.Op {
	return httpx.Op{Method: http.MethodPost, Path: path, ID: id, Tag: tag, Right: right, Summary: summary}
}

func (s *Service) watchRoutes(api huma.API) {
	httpx.Register(api, get("/supervise/counts", "supervise-counts", RightRead, "督办各列表的数量"), s.getCounts)
	httpx.Register(api, get("/supervise/watch", "supervise-watch", RightRead, "督办视图中的工单"), s.getWatch)
	httpx.Register(api, get("/supervise/watch.xlsx", "supervise-watch-xlsx", RightExport, "导出督办视图（xlsx）"), s.getWatchXLSX)
	httpx.Register(api, get("/supervise/orders/{id}", "supervise-panel", RightRead, "一张工单的牌、督办、会议决定和接下来的催办"), s.getPanel)
	httpx.Register(api, get("/supervise/cards", "supervise-cards", RightRead, "黄牌和红牌"), s.getCards)
	httpx.Register(api, get("/supervise/cards.xlsx", "supervise-cards-xlsx", RightExport, "导出黄牌和红牌（xlsx）"), s.getCardsXLSX)
	httpx.Register(api, get("/supervise/card-counts", "supervise-card-counts", RightRead, "各单位的牌数"), s.getCardCounts)
	httpx.Register(api, post("/supervise/cards/{id}/lift", "supervise-card-lift", RightManage, "撤牌"), s.postLift)
	httpx.Register(api, get("/supervise/chain", "supervise-chain", RightRead, "催办链和建议规则"), s.getChain)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/supervise/chain", ID: "supervise-chain-set", Tag: tag, Right: RightSetup,
		Summary: "修改催办链和建议规则"}, s.putChain)
	httpx.Register(api, get("/supervise/reasons", "supervise-reasons", RightRead, "立案、撤牌、提请上会的原因"), s.getReasons)
	httpx.Register(api, get("/supervise/suggestions", "supervise-suggestions", RightRead, "建议督办的工单"), s.getSuggestions)
	httpx.Register(api, get("/supervise/suggestions.xlsx", "supervise-suggestions-xlsx", RightExport, "导出建议督办的工单（xlsx）"), s.getSuggestionsXLSX)
	httpx.Register(api, post("/supervise/suggestions/{id}/dismiss", "supervise-suggestion-dismiss", RightManage, "不予督办"), s.postDismiss)
}

func (s *Service) getCounts(ctx context.Context, _ *struct{}) (*httpx.Out[SuperviseCounts], error) {
	return httpx.Reply(s.CountsNow(s.Store.Read(ctx), auth.From(ctx)))
}

// UnitFilterIn is the filter that these lists share.
type UnitFilterIn struct {
	Unit ids.Param `query:"unit_id"`
}

// SortIn is the order that these lists share with their exports.
type SortIn struct {
	Sort string `query:"sort" maxLength:"30" doc:"a time or word of the rows, named in the list's description; - before it: downwards"`
}

// PageIn asks for a page.
type PageIn struct {
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

// WatchIn chooses a view of watched orders.
type WatchIn struct {
	View string `query:"view" default:"overdue" maxLength:"20" doc:"overdue, cards, yellow, red, redo, urged, repeated, returned, shelved, stages, upcoming"`
	UnitFilterIn
	SortIn
}

func (in WatchIn) filter() WatchFilter {
	return WatchFilter{View: View(in.View), Unit: in.Unit.ID, Sort: in.Sort}
}

func (s *Service) getWatch(ctx context.Context, in *struct {
	WatchIn
	PageIn
}) (*httpx.Out[httpx.Page[WatchRow]], error) {
	f := in.filter()
	f.Cursor, f.Limit = in.Cursor, in.Limit
	rows, next, err := s.Watch(s.Store.Read(ctx), auth.From(ctx), f)
	return httpx.Reply(httpx.Page[WatchRow]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getWatchXLSX(ctx context.Context, in *WatchIn) (*huma.StreamResponse, error) {
	t, err := s.WatchSheet(s.Store.Read(ctx), auth.From(ctx), in.filter())
	return s.workbook(ctx, "督办", t, err)
}

// workbook answers with a table. It is put together before the first byte is sent, so that what goes wrong is still
// an error and not a broken file.
func (s *Service) workbook(ctx context.Context, name string, t sheet.Table, err error) (*huma.StreamResponse, error) {
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := sheet.XLSX(&file, t.Marked(auth.From(ctx).Mark(s.now()))); err != nil {
		return nil, err
	}
	return download(name+"-"+minute(s.now())[:10]+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file.Bytes()), nil
}

// download answers with a file that is saved, never shown as a page of ours.
func download(name, kind string, file []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", kind)
		ctx.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		ctx.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
		_, _ = ctx.BodyWriter().Write(file) // the client has gone if this fails
	}}
}

// IDIn names the thing.
type IDIn struct {
	ID ids.Param `path:"id"`
}

func (s *Service) getPanel(ctx context.Context, in *IDIn) (*httpx.Out[OrderPanel], error) {
	return httpx.Reply(s.Panel(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

// CardsIn narrows a list of cards.
type CardsIn struct {
	Level  string `query:"level" maxLength:"10" doc:"yellow or red"`
	Lifted string `query:"lifted" maxLength:"5" doc:"yes or no"`
	UnitFilterIn
	SortIn
}

func (in CardsIn) filter() CardFilter {
	return CardFilter{Level: in.Level, Lifted: in.Lifted, Unit: in.Unit.ID, Sort: in.Sort}
}

func (s *Service) getCards(ctx context.Context, in *struct {
	CardsIn
	PageIn
}) (*httpx.Out[httpx.Page[CardRow]], error) {
	f := in.filter()
	f.Cursor, f.Limit = in.Cursor, in.Limit
	rows, next, err := s.Cards(s.Store.Read(ctx), auth.From(ctx), f)
	return httpx.Reply(httpx.Page[CardRow]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getCardsXLSX(ctx context.Context, in *CardsIn) (*huma.StreamResponse, error) {
	t, err := s.CardSheet(s.Store.Read(ctx), auth.From(ctx), in.filter())
	return s.workbook(ctx, "黄牌红牌", t, err)
}

type countsIn struct {
	From string `query:"from" maxLength:"10" doc:"first day, yyyy-mm-dd; default: 29 days before the last"`
	To   string `query:"to" maxLength:"10" doc:"last day, included; default: today"`
}

func (s *Service) getCardCounts(ctx context.Context, in *countsIn) (*httpx.Out[httpx.Page[CardCount]], error) {
	last := dayOf(s.now())
	var err error
	if in.To != "" {
		if last, err = time.ParseInLocation(time.DateOnly, in.To, wall.Shanghai); err != nil {
			return nil, ErrFilter.WithField("query.to", "日期应形如 2026-11-20。")
		}
	}
	from := last.AddDate(0, 0, -29)
	if in.From != "" {
		if from, err = time.ParseInLocation(time.DateOnly, in.From, wall.Shanghai); err != nil {
			return nil, ErrFilter.WithField("query.from", "日期应形如 2026-11-20。")
		}
	}
	list, err := s.CardCounts(s.Store.Read(ctx), auth.From(ctx), from, last.AddDate(0, 0, 1))
	return httpx.Reply(httpx.Page[CardCount]{Items: list}, err)
}

func (s *Service) postLift(ctx context.Context, in *struct {
	IDIn
	Body LiftIn
}) (*httpx.Out[CardRow], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (CardRow, error) {
		c, err := s.Lift(tx, by, in.ID.ID, in.Body)
		if err != nil {
			return CardRow{}, err
		}
		return s.cardRow(tx, by, &c)
	}))
}

func (s *Service) getChain(ctx context.Context, _ *struct{}) (*httpx.Out[Chain], error) {
	return httpx.Reply(s.ChainNow(s.Store.Read(ctx)))
}

func (s *Service) putChain(ctx context.Context, in *struct{ Body Chain }) (*httpx.Out[Chain], error) {
	var out Chain
	err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
		out, err = s.SetChain(tx, auth.From(ctx), in.Body)
		return err
	})
	return httpx.Reply(out, err)
}

// SuperviseReasons are the coded reasons of this room's forms.
type SuperviseReasons struct {
	Case   []CodedReason `json:"case" nullable:"false"`
	Lift   []CodedReason `json:"lift" nullable:"false"`
	Docket []CodedReason `json:"docket" nullable:"false"`
}

func (s *Service) getReasons(context.Context, *struct{}) (*httpx.Out[SuperviseReasons], error) {
	return httpx.Reply(SuperviseReasons{CaseReasons, LiftReasons, DocketReasons}, nil)
}

func (s *Service) getSuggestions(ctx context.Context, in *struct {
	SortIn
	PageIn
}) (*httpx.Out[httpx.Page[SuggestionRow]], error) {
	rows, next, err := s.Suggestions(s.Store.Read(ctx), auth.From(ctx), SuggestionFilter{Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[SuggestionRow]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getSuggestionsXLSX(ctx context.Context, in *SortIn) (*huma.StreamResponse, error) {
	t, err := s.SuggestionSheet(s.Store.Read(ctx), auth.From(ctx), SuggestionFilter{Sort: in.Sort})
	return s.workbook(ctx, "建议督办", t, err)
}

// SuperviseDone says that something was done and nothing more needs to be said.
type SuperviseDone struct {
	Done bool `json:"done"`
}

func (s *Service) postDismiss(ctx context.Context, in *IDIn) (*httpx.Out[SuperviseDone], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (SuperviseDone, error) { return SuperviseDone{true}, s.Dismiss(tx, by, in.ID.ID) }))
}
