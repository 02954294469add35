package switchboard

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// SpecialView is a special line.
type SpecialView struct {
	ID       ids.ID       `json:"id"`
	State    string       `json:"state" enum:"planned,open,closed"`
	Code     string       `json:"code" doc:"of its queue"`
	Name     string       `json:"name"`
	Template string       `json:"template"`
	Key      string       `json:"key"`
	Hotline  string       `json:"hotline"`
	Say      string       `json:"say"`
	Sound    string       `json:"sound"`
	Needs    []string     `json:"needs"`
	Priority int          `json:"priority"`
	MaxWait  Seconds      `json:"max_wait" doc:"seconds"`
	OpensAt  time.Time    `json:"opens_at"`
	ClosesAt *time.Time   `json:"closes_at" doc:"null: until it is closed"`
	By       string       `json:"by"`
	ClosedAt *time.Time   `json:"closed_at"`
	ClosedBy string       `json:"closed_by" doc:"empty with closed_at: its time was over"`
	Waiting  int          `json:"waiting" doc:"calls that wait or ring"`
	Figures  FloorFigures `json:"figures" doc:"of its calls that have ended"`
	May      []string     `json:"may" doc:"move, close"`
}

// TemplateView is a template of special lines.
type TemplateView struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	When     string   `json:"when" doc:"what it is for"`
	Key      string   `json:"key" doc:"that is proposed"`
	Say      string   `json:"say"`
	Sound    string   `json:"sound"`
	Needs    []string `json:"needs"`
	Priority int      `json:"priority"`
	MaxWait  Seconds  `json:"max_wait" doc:"seconds"`
	Days     int      `json:"days" doc:"how long it is proposed to be open"`
}

func (s *Service) specialRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/special-lines", ID: "special-list", Tag: tag, Right: RightMenu,
		Summary: "专线，最近的在前"}, s.getSpecials)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/special-lines.xlsx", ID: "special-xlsx", Tag: tag, Right: RightMenu,
		Summary: "导出专线（xlsx），筛选条件同列表"}, s.getSpecialsXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/special-lines/templates", ID: "special-templates", Tag: tag, Right: RightMenu,
		Summary: "专线模板"}, s.getTemplates)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/special-lines", ID: "special-open", Tag: tag, Right: RightMenu,
		Summary: "按模板开通专线，或者定时开通；自下一通来电起生效"}, s.postSpecial)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/special-lines/{id}/close", ID: "special-close", Tag: tag, Right: RightMenu,
		Summary: "立即关闭专线；正在排队的来电继续接听"}, s.postSpecialClose)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/special-lines/{id}/move", ID: "special-move", Tag: tag, Right: RightMenu,
		Summary: "变更专线的关闭时间"}, s.postSpecialMove)
}

func (s *Service) specialView(q store.Queryer, l Special, waits map[string]int, figures map[string]Figures) SpecialView {
	now := s.Clock.Now()
	v := SpecialView{ID: l.ID, State: l.State(now), Code: l.Queue.Code, Name: l.Queue.Name, Template: l.Template, Key: l.Key, Hotline: l.Hotline, Say: l.Say,
		Sound: l.Sound, Needs: append([]string{}, l.Queue.Needs...), Priority: l.Queue.Priority, MaxWait: l.Queue.MaxWait, OpensAt: l.OpensAt, ClosesAt: optional(l.ClosesAt),
		By: s.name(q, l.By), ClosedAt: optional(l.ClosedAt), ClosedBy: s.name(q, l.ClosedBy), Waiting: waits[l.Queue.Code], Figures: floorFigures(figures[l.Queue.Code]), May: []string{}}
	if v.State != "closed" {
		v.May = []string{"move", "close"}
	}
	return v
}

// specialViews looks at lines with their figures of all their time.
func (s *Service) specialViews(q store.Queryer, list []Special) ([]SpecialView, error) {
	views, waits := make([]SpecialView, len(list)), map[string]int{}
	if f := s.here(); f != nil {
		for code, times := range f.Survey().Waiting {
			waits[code] = len(times)
		}
	}
	for i, l := range list {
		figures, err := s.Figures(q, l.Queue.Code, l.At, s.Clock.Now().Add(time.Minute))
		if err != nil {
			return nil, err
		}
		views[i] = s.specialView(q, l, waits, map[string]Figures{l.Queue.Code: figures})
	}
	return views, nil
}

type specialsIn struct {
	State  string `query:"state" enum:"living,closed,all" default:"all"`
	Sort   string `query:"sort" maxLength:"20" doc:"at, opens_at; with - before it downwards"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) readSpecials(q store.Queryer, in specialsIn) ([]SpecialView, string, error) {
	list, next, err := s.Specials(q, in.State, in.Sort, in.Cursor, in.Limit)
	if err != nil {
		return nil, "", err
	}
	views, err := s.specialViews(q, list)
	return views, next, err
}

func (s *Service) getSpecials(ctx context.Context, in *specialsIn) (*httpx.Out[httpx.Page[SpecialView]], error) {
	list, next, err := s.readSpecials(s.Store.Read(ctx), *in)
	return httpx.Reply(httpx.Page[SpecialView]{Items: list, NextCursor: next}, err)
}

func (s *Service) getTemplates(context.Context, *struct{}) (*httpx.Out[httpx.Page[TemplateView]], error) {
	list := []TemplateView{}
	for _, t := range s.templates() {
		list = append(list, TemplateView{Code: t.Code, Name: t.Name, When: t.When, Key: t.Key, Say: t.Say, Sound: t.Sound, Needs: append([]string{}, t.Needs...),
			Priority: t.Priority, MaxWait: t.MaxWait, Days: t.Days})
	}
	return httpx.Reply(httpx.Page[TemplateView]{Items: list}, nil)
}

func (s *Service) specialVerb(ctx context.Context, do func(tx *store.Tx, p auth.Principal) (Special, error)) (*httpx.Out[SpecialView], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (SpecialView, error) {
		l, err := do(tx, p)
		if err != nil {
			return SpecialView{}, err
		}
		views, err := s.specialViews(tx, []Special{l})
		if err != nil {
			return SpecialView{}, err
		}
		return views[0], nil
	}))
}

type specialOpenIn struct{ Body SpecialIn }

func (s *Service) postSpecial(ctx context.Context, in *specialOpenIn) (*httpx.Out[SpecialView], error) {
	return s.specialVerb(ctx, func(tx *store.Tx, p auth.Principal) (Special, error) { return s.OpenSpecial(tx, p, in.Body) })
}

type specialIn struct {
	ID ids.Param `path:"id" doc:"the line"`
}

func (s *Service) postSpecialClose(ctx context.Context, in *specialIn) (*httpx.Out[SpecialView], error) {
	return s.specialVerb(ctx, func(tx *store.Tx, p auth.Principal) (Special, error) { return s.CloseSpecial(tx, p, in.ID.ID) })
}

type specialMoveIn struct {
	ID   ids.Param `path:"id" doc:"the line"`
	Body struct {
		ClosesAt *time.Time `json:"closes_at" doc:"null: until it is closed"`
	}
}

func (s *Service) postSpecialMove(ctx context.Context, in *specialMoveIn) (*httpx.Out[SpecialView], error) {
	return s.specialVerb(ctx, func(tx *store.Tx, p auth.Principal) (Special, error) {
		return s.MoveSpecial(tx, p, in.ID.ID, in.Body.ClosesAt)
	})
}

var specialStates = map[string]string{"planned": "待开通", "open": "开通中", "closed": "已关闭"}

var specialColumnsXLSX = []sheet.Column{{Heading: "专线", Width: 16}, {Heading: "状态", Width: 8}, {Heading: "按键", Width: 6}, {Heading: "被叫号码", Width: 12},
	{Heading: "开通时间", Width: 17}, {Heading: "定时关闭", Width: 17}, {Heading: "开通人", Width: 12}, {Heading: "关闭时间", Width: 17}, {Heading: "关闭人", Width: 12},
	{Heading: "进入排队", Width: 9}, {Heading: "接听", Width: 8}, {Heading: "放弃", Width: 8}, {Heading: "平均等候（秒）", Width: 13}}

func (s *Service) getSpecialsXLSX(ctx context.Context, in *specialsIn) (*sheet.Download, error) {
	q, p, now := s.Store.Read(ctx), auth.From(ctx), s.Clock.Now()
	ask := *in
	ask.Limit = 200
	read := func(cursor string) ([]SpecialView, string, error) {
		ask.Cursor = cursor
		return s.readSpecials(q, ask)
	}
	at := func(t *time.Time) any {
		if t == nil {
			return ""
		}
		return sheet.At(*t)
	}
	return sheet.File("专线", now, sheet.Table{Sheet: "专线", Columns: specialColumnsXLSX, Mark: p.Mark(now), Next: sheet.Pages(read, func(v SpecialView) []any {
		return []any{v.Name, specialStates[v.State], v.Key, v.Hotline, sheet.At(v.OpensAt), at(v.ClosesAt), v.By, at(v.ClosedAt), v.ClosedBy,
			v.Figures.Offered, v.Figures.Answered, v.Figures.Abandoned, v.Figures.AverageWait}
	})})
}
