package switchboard

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// HandoverView is what somebody left to the next shift.
type HandoverView struct {
	ID      ids.ID       `json:"id"`
	Kind    string       `json:"kind" enum:"seat,group" doc:"group: by a team leader, for all"`
	By      string       `json:"by"`
	Words   string       `json:"words" doc:"personal numbers are masked"`
	Drafts  int          `json:"drafts" doc:"half-filled forms of the writer at that time"`
	Owed    []HandedOwed `json:"owed" doc:"owed calls that the writer had taken on, and how it stands with them now"`
	At      time.Time    `json:"at"`
	TakenBy string       `json:"taken_by,omitempty"`
	TakenAt *time.Time   `json:"taken_at" doc:"null: nobody has taken it"`
	Answer  string       `json:"answer,omitempty"`
	MayTake bool         `json:"may_take" doc:"the asking person can take it now: it is open, and somebody else's"`
}

// HandedOwed is an owed call within a handover.
type HandedOwed struct {
	ID    ids.ID `json:"id" doc:"the caller"`
	Phone string `json:"phone_masked" doc:"empty: it was erased"`
	State string `json:"state" enum:"open,paid,written_off"`
}

// OwnWork is what a person would hand over now.
type OwnWork struct {
	Drafts int          `json:"drafts" doc:"half-filled forms"`
	Owed   []HandedOwed `json:"owed" doc:"owed calls that were taken on"`
	May    []string     `json:"may" doc:"kinds of handovers that the person can write: seat, group"`
}

// handoverKinds are whose work a handover is about, for the workbook.
var handoverKinds = map[string]string{"seat": "坐席", "group": "班组"}

func (s *Service) handoverRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/handovers", ID: "handover-list", Tag: tag, Right: RightSeat,
		Summary: "交接班记录，最近的在前"}, s.getHandovers)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/handovers.xlsx", ID: "handover-xlsx", Tag: tag, Right: RightLead,
		Summary: "导出交接班记录（xlsx），筛选条件同列表"}, s.getHandoverXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/handovers/own", ID: "handover-own", Tag: tag, Right: RightSeat,
		Summary: "自己要交接的：暂存的登记、已领取的待回拨来电"}, s.getOwn)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/handovers", ID: "handover-write", Tag: tag, Right: RightSeat,
		Summary: "填写交接班；班组的由班长填写"}, s.postHandover)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/handovers/{id}/take", ID: "handover-take", Tag: tag, Right: RightSeat,
		Summary: "接班确认；自己填写的由他人确认"}, s.postTake)
}

type handoversIn struct {
	State  string `query:"state" enum:"open,taken,all" default:"open"`
	Sort   string `query:"sort" maxLength:"20" doc:"at, taken_at; with - before it downwards"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (in handoversIn) filter() HandoverFilter {
	return HandoverFilter{State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit}
}

func (s *Service) handoverViews(q store.Queryer, p auth.Principal, f HandoverFilter) ([]HandoverView, string, error) {
	if !p.Scope.All {
		f.Of = p.ID // not what the centre's seats say among themselves
	}
	list, next, err := s.Handovers(q, f)
	views := make([]HandoverView, len(list))
	for i, h := range list {
		if views[i], err = s.handoverView(q, p, h); err != nil {
			return nil, "", err
		}
	}
	return views, next, err
}

func (s *Service) handoverView(q store.Queryer, p auth.Principal, h Handover) (HandoverView, error) {
	owed, err := s.handedOwed(q, h.Owed, h.At)
	return HandoverView{ID: h.ID, Kind: h.Kind, By: s.name(q, h.Staff), Words: h.Words, Drafts: h.Drafts, Owed: owed, At: h.At, TakenBy: s.name(q, h.TakenBy),
		TakenAt: optional(h.TakenAt), Answer: h.Answer, MayTake: h.TakenAt.IsZero() && h.Staff != p.ID}, err
}

// handedOwed tells how it stands with debts that were open at a time.
func (s *Service) handedOwed(q store.Queryer, peers []ids.ID, then time.Time) ([]HandedOwed, error) {
	list := []HandedOwed{}
	for _, peer := range peers {
		v := HandedOwed{ID: peer, State: string(DebtPaid)}
		if number, err := s.Number(q, peer); err == nil {
			v.Phone = vault.MaskPhone(number)
		}
		d, err := s.debtOf(q, peer)
		switch {
		case err == nil && !d.First.After(then):
			v.State = string(DebtOpen)
		case err != nil && !errors.Is(err, ErrNotOwed):
			return nil, err
		default:
			if v.State, err = s.endOf(q, peer, then); err != nil {
				return nil, err
			}
		}
		list = append(list, v)
	}
	return list, nil
}

// endOf is how a debt ended that was open at a time.
func (s *Service) endOf(q store.Queryer, peer ids.ID, then time.Time) (string, error) {
	list, _, err := s.DebtPage(q, DebtFilter{Peer: peer, Limit: 1000})
	for _, d := range list {
		if !d.First.After(then) && (d.PaidAt.IsZero() || d.PaidAt.After(then)) {
			return string(d.State), err
		}
	}
	return string(DebtPaid), err
}

func (s *Service) getHandovers(ctx context.Context, in *handoversIn) (*httpx.Out[httpx.Page[HandoverView]], error) {
	list, next, err := s.handoverViews(s.Store.Read(ctx), auth.From(ctx), in.filter())
	return httpx.Reply(httpx.Page[HandoverView]{Items: list, NextCursor: next}, err)
}

func (s *Service) getOwn(ctx context.Context, _ *struct{}) (*httpx.Out[OwnWork], error) {
	q, p := s.Store.Read(ctx), auth.From(ctx)
	v := OwnWork{May: []string{"seat"}}
	if p.Can(RightLead) {
		v.May = append(v.May, "group")
	}
	drafts, owed, err := s.own(q, p.ID)
	if err != nil {
		return nil, err
	}
	v.Drafts = drafts
	v.Owed, err = s.handedOwed(q, owed, s.Clock.Now())
	return httpx.Reply(v, err)
}

type handoverIn struct {
	Body struct {
		Kind  string `json:"kind" enum:"seat,group"`
		Words string `json:"words" minLength:"1" maxLength:"1000" doc:"what the next shift must know"`
	}
}

func (s *Service) postHandover(ctx context.Context, in *handoverIn) (*httpx.Out[HandoverView], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (HandoverView, error) {
		h, err := s.WriteHandover(tx, p, in.Body.Kind, in.Body.Words)
		if err != nil {
			return HandoverView{}, err
		}
		return s.handoverView(tx, p, h)
	}))
}

type takeIn struct {
	ID   ids.Param `path:"id" doc:"the handover"`
	Body struct {
		Answer string `json:"answer,omitempty" maxLength:"200"`
	}
}

func (s *Service) postTake(ctx context.Context, in *takeIn) (*httpx.Out[HandoverView], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (HandoverView, error) {
		if err := s.TakeHandover(tx, p, in.ID.ID, in.Body.Answer); err != nil {
			return HandoverView{}, err
		}
		h, err := handoverRow(tx, in.ID.ID)
		if err != nil {
			return HandoverView{}, err
		}
		list := []Handover{h}
		if err := s.fillOwed(tx, list); err != nil {
			return HandoverView{}, err
		}
		return s.handoverView(tx, p, list[0])
	}))
}

var handoverColumnsXLSX = []sheet.Column{{Heading: "交班时间", Width: 17}, {Heading: "类别", Width: 8}, {Heading: "交班人", Width: 12}, {Heading: "交接内容", Width: 50},
	{Heading: "暂存登记", Width: 9}, {Heading: "待回拨", Width: 8}, {Heading: "其中未办", Width: 9}, {Heading: "接班时间", Width: 17}, {Heading: "接班人", Width: 12}, {Heading: "接班说明", Width: 30}}

func (s *Service) getHandoverXLSX(ctx context.Context, in *handoversIn) (*sheet.Download, error) {
	q, p, now := s.Store.Read(ctx), auth.From(ctx), s.Clock.Now()
	f := in.filter()
	f.Limit = 200
	read := func(cursor string) ([]HandoverView, string, error) {
		f.Cursor = cursor
		return s.handoverViews(q, p, f)
	}
	return sheet.File("交接班", now, sheet.Table{Sheet: "交接班", Columns: handoverColumnsXLSX, Mark: p.Mark(now), Next: sheet.Pages(read, func(v HandoverView) []any {
		open := 0
		for _, o := range v.Owed {
			if o.State == string(DebtOpen) {
				open++
			}
		}
		return []any{sheet.At(v.At), handoverKinds[v.Kind], v.By, v.Words, v.Drafts, len(v.Owed), open, when(v.TakenAt), v.TakenBy, v.Answer}
	})})
}
