package switchboard

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// guardRoutes are a seat's mark on an abusive call, and what those who lead decide about its caller.
func (s *Service) guardRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/seat/abuse", ID: "abuse-calls", Tag: tag, Right: RightSeat,
		Summary: "自己可以标记为恶意骚扰的来电：正在通话的和结束不久的"}, s.getMarkable)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/seat/calls/{id}/abuse", ID: "abuse-mark", Tag: tag, Right: RightSeat,
		Summary: "标记恶意骚扰来电，录音作为证据保全；只看行为，不看诉求内容"}, s.postAbuse)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/abusers", ID: "abuser-list", Tag: tag, Right: RightGuard,
		Summary: "恶意骚扰来电人：证据、冷却与申诉，最近标记的在前"}, s.getAbusers)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/abusers.xlsx", ID: "abuser-xlsx", Tag: tag, Right: RightGuard,
		Summary: "导出恶意骚扰来电人（xlsx），不含完整号码"}, s.getAbusersXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/abusers/months", ID: "abuser-months", Tag: tag, Right: RightGuard,
		Summary: "恶意骚扰与冷却的按月统计"}, s.getGuardMonths)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/abusers/{id}", ID: "abuser-read", Tag: tag, Right: RightGuard,
		Summary: "一个来电人的证据与历次冷却"}, func(ctx context.Context, in *abuserIn) (*httpx.Out[AbuserDetail], error) {
		return httpx.Reply(s.abuserDetail(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
	})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/abusers/{id}/open", ID: "abuser-open", Tag: tag, Right: RightGuard,
		Summary: "查看号码和坐席的说明，记入审计"}, s.postOpenAbuser)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/abusers/{id}/cool-down", ID: "abuser-cool", Tag: tag, Right: RightGuard,
		Summary: "冷却一个号码若干小时，须说明理由；超过一人权限的等待第二人决定"}, func(ctx context.Context, in *coolIn) (*httpx.Out[AbuserDetail], error) {
		return s.guard(ctx, func(tx *store.Tx, p auth.Principal) (ids.ID, error) {
			_, err := s.CoolDown(tx, p, in.ID.ID, in.Body.Hours, in.Body.Words)
			return in.ID.ID, err
		})
	})
	for _, v := range []struct {
		name, summary string
		agrees        bool
	}{{"agree", "第二人同意冷却，即刻开始", true}, {"refuse", "第二人不同意冷却", false}} {
		httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/cool-downs/{id}/" + v.name, ID: "cool-" + v.name, Tag: tag, Right: RightGuard,
			Summary: v.summary}, func(ctx context.Context, in *cooldownIn) (*httpx.Out[AbuserDetail], error) {
			return s.guardCool(ctx, func(tx *store.Tx, p auth.Principal) (Cooldown, error) { return s.DecideCool(tx, p, in.ID.ID, v.agrees) })
		})
	}
	for _, v := range []struct {
		name, summary string
		do            func(tx *store.Tx, p auth.Principal, id ids.ID, words string) (Cooldown, error)
	}{{"lift", "提前解除冷却", s.LiftCool}, {"appeal", "登记来电人对冷却的申诉", s.AppealCool}} {
		httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/cool-downs/{id}/" + v.name, ID: "cool-" + v.name, Tag: tag, Right: RightGuard,
			Summary: v.summary}, func(ctx context.Context, in *cooldownWordsIn) (*httpx.Out[AbuserDetail], error) {
			return s.guardCool(ctx, func(tx *store.Tx, p auth.Principal) (Cooldown, error) { return v.do(tx, p, in.ID.ID, in.Body.Words) })
		})
	}
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/cool-downs/{id}/judge", ID: "cool-judge", Tag: tag, Right: RightGuard,
		Summary: "裁定申诉，由没有参与决定的人作出；成立的即刻撤销冷却"}, func(ctx context.Context, in *judgeIn) (*httpx.Out[AbuserDetail], error) {
		return s.guardCool(ctx, func(tx *store.Tx, p auth.Principal) (Cooldown, error) {
			return s.JudgeCool(tx, p, in.ID.ID, in.Body.Granted, in.Body.Words)
		})
	})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/abuse/{id}/drop", ID: "abuse-drop", Tag: tag, Right: RightGuard,
		Summary: "证据不成立：不再保全录音，失去依据的冷却即刻撤销"}, func(ctx context.Context, in *dropIn) (*httpx.Out[AbuserDetail], error) {
		return s.guard(ctx, func(tx *store.Tx, p auth.Principal) (ids.ID, error) {
			a, err := s.DropAbuse(tx, p, in.ID.ID, in.Body.Words)
			return a.Peer, err
		})
	})
	s.evidenceRoutes(api)
}

// MarkableView is a call that a seat can mark as abusive.
type MarkableView struct {
	ID     ids.ID    `json:"id" doc:"the call"`
	Phone  string    `json:"phone_masked"`
	At     time.Time `json:"began_at"`
	Marked bool      `json:"marked" doc:"it was marked before"`
}

func (s *Service) getMarkable(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[MarkableView]], error) {
	q := s.Store.Read(ctx)
	calls, err := s.MarkableCalls(q, auth.From(ctx).ID)
	list := make([]MarkableView, len(calls))
	for i, c := range calls {
		list[i] = MarkableView{ID: c.ID, Phone: s.masked(q, c.Peer), At: c.Began, Marked: c.Marked}
	}
	return httpx.Reply(httpx.Page[MarkableView]{Items: list}, err)
}

type abuseIn struct {
	ID   ids.Param `path:"id" doc:"the call"`
	Body struct {
		Kind   string `json:"kind" enum:"insult,threat,sexual,prank,blocking" doc:"辱骂, 威胁, 性骚扰, 反复静默或恶作剧, 占用线路"`
		Warned bool   `json:"warned,omitempty" doc:"the caller was warned before"`
		Note   string `json:"note,omitempty" maxLength:"500" doc:"what happened; sealed"`
	}
}

// MarkedView is what a seat has marked.
type MarkedView struct {
	ID ids.ID    `json:"id"`
	At time.Time `json:"at"`
}

func (s *Service) postAbuse(ctx context.Context, in *abuseIn) (*httpx.Out[MarkedView], error) {
	p, id := auth.From(ctx), ids.New()
	note, err := s.sealNote(id, in.Body.Note)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (MarkedView, error) {
		a, err := s.MarkAbuse(tx, p, id, in.ID.ID, in.Body.Kind, in.Body.Warned, note)
		return MarkedView{ID: a.ID, At: a.At}, err
	}))
}

// guard decides something about an abusive caller and answers with the caller as it is afterwards.
func (s *Service) guard(ctx context.Context, do func(*store.Tx, auth.Principal) (ids.ID, error)) (*httpx.Out[AbuserDetail], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (AbuserDetail, error) {
		peer, err := do(tx, p)
		if err != nil {
			return AbuserDetail{}, err
		}
		return s.abuserDetail(tx, p, peer)
	}))
}

func (s *Service) guardCool(ctx context.Context, do func(*store.Tx, auth.Principal) (Cooldown, error)) (*httpx.Out[AbuserDetail], error) {
	return s.guard(ctx, func(tx *store.Tx, p auth.Principal) (ids.ID, error) {
		c, err := do(tx, p)
		return c.Peer, err
	})
}

type abuserIn struct {
	ID ids.Param `path:"id" doc:"the caller"`
}

type coolIn struct {
	ID   ids.Param `path:"id" doc:"the caller"`
	Body struct {
		Hours int    `json:"hours" minimum:"1" maximum:"720"`
		Words string `json:"words" maxLength:"200" doc:"which conduct; 2 to 200 characters"`
	}
}

type cooldownIn struct {
	ID ids.Param `path:"id" doc:"the cool-down"`
}

type cooldownWordsIn struct {
	ID   ids.Param `path:"id" doc:"the cool-down"`
	Body struct {
		Words string `json:"words" maxLength:"200" doc:"why; 2 to 200 characters"`
	}
}

type judgeIn struct {
	ID   ids.Param `path:"id" doc:"the cool-down"`
	Body struct {
		Granted bool   `json:"granted"`
		Words   string `json:"words" maxLength:"200" doc:"why; 2 to 200 characters"`
	}
}

type dropIn struct {
	ID   ids.Param `path:"id" doc:"the evidence"`
	Body struct {
		Words string `json:"words" maxLength:"200" doc:"why; 2 to 200 characters"`
	}
}

type abusersIn struct {
	State string `query:"state" enum:"open,ready,asked,running,appealed,all" default:"all"`
	Days  int    `query:"days" minimum:"1" maximum:"365" default:"90" doc:"marked within the last so many days"`
}

// AbuserList is the callers of a span.
type AbuserList struct {
	Items []AbuserView `json:"items" doc:"the last marked first"`
	More  bool         `json:"more" doc:"there are more than are shown; choose a shorter span"`
}

func (s *Service) abuserList(q store.Queryer, p auth.Principal, in abusersIn) (AbuserList, error) {
	list, more, err := s.Abusers(q, s.Clock.Now().Add(-days(in.Days)))
	out := AbuserList{Items: []AbuserView{}, More: more}
	for _, a := range list {
		if v := s.abuserView(q, p, a); in.State == "all" || in.State == v.State {
			out.Items = append(out.Items, v)
		}
	}
	return out, err
}

func (s *Service) getAbusers(ctx context.Context, in *abusersIn) (*httpx.Out[AbuserList], error) {
	return httpx.Reply(s.abuserList(s.Store.Read(ctx), auth.From(ctx), *in))
}

var abuserColumns = []sheet.Column{{Heading: "来电号码", Width: 16}, {Heading: "状态", Width: 14}, {Heading: "有效证据", Width: 9}, {Heading: "其中威胁", Width: 9},
	{Heading: "行为", Width: 30}, {Heading: "最近标记", Width: 17}, {Heading: "此前冷却", Width: 9}, {Heading: "冷却至", Width: 17}, {Heading: "理由", Width: 30}, {Heading: "决定人", Width: 12}}

var abuserStates = map[string]string{"open": "证据不足", "ready": "可以冷却", "asked": "待第二人决定", "running": "冷却中", "appealed": "申诉待裁定"}

func (s *Service) getAbusersXLSX(ctx context.Context, in *abusersIn) (*sheet.Download, error) {
	p, now := auth.From(ctx), s.Clock.Now()
	list, err := s.abuserList(s.Store.Read(ctx), p, *in)
	if err != nil {
		return nil, err
	}
	return sheet.File("恶意骚扰来电", now, sheet.Table{Sheet: "恶意骚扰来电", Columns: abuserColumns, Mark: p.Mark(now), Next: sheet.Rows(list.Items, func(v AbuserView) []any {
		kinds := make([]string, len(v.Kinds))
		for i, k := range v.Kinds {
			kinds[i] = Word(k)
		}
		row := []any{v.Phone, abuserStates[v.State], v.Evidence, v.Threats, strings.Join(kinds, "、"), sheet.At(v.Last), v.Before, time.Time{}, "", ""}
		if c := v.Cooldown; c != nil {
			row[7], row[8], row[9] = when(c.Until), c.Words, c.AskedBy
		}
		return row
	})})
}

type monthsIn struct {
	Months int `query:"months" minimum:"1" maximum:"36" default:"12" doc:"the last so many, this one included"`
}

func (s *Service) getGuardMonths(ctx context.Context, in *monthsIn) (*httpx.Out[httpx.Page[GuardMonth]], error) {
	first := dayStart(s.Clock.Now())
	first = first.AddDate(0, 1-in.Months, 1-first.Day())
	list, err := s.GuardMonths(s.Store.Read(ctx), first)
	return httpx.Reply(httpx.Page[GuardMonth]{Items: list}, err)
}
