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

func (s *Service) owedRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/owed-calls", ID: "owed-list", Tag: tag, Right: RightDial,
		Summary: "漏接回拨：没有接通的来电人，等候最久的在前"}, s.getOwed)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/owed-calls/export", ID: "owed-export", Tag: tag, Right: RightDial,
		Summary: "漏接回拨清单（xlsx），不含完整号码"}, s.getOwedXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/owed-calls/{id}/claim", ID: "owed-claim", Tag: tag, Right: RightDial,
		Summary: "领取一个待回拨来电并查看号码，记入审计"}, s.postClaim)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/owed-calls/{id}/dial", ID: "owed-dial", Tag: tag, Right: RightDial,
		Summary: "领取并回拨：先接通自己的话机，再呼叫来电人，号码不显示"}, s.postOwedDial)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/owed-calls/next", ID: "owed-next", Tag: tag, Right: RightDial,
		Summary: "领取并回拨下一个到时间的来电"}, s.postNext)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/owed-calls/{id}/release", ID: "owed-release", Tag: tag, Right: RightDial,
		Summary: "放回待回拨来电"}, func(ctx context.Context, in *owedIn) (*httpx.Out[OwedView], error) {
		return s.work(ctx, in.ID.ID, func(tx *store.Tx, p auth.Principal) (OwedStep, error) { return s.Release(tx, p, in.ID.ID) })
	})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/owed-calls/{id}/attempt", ID: "owed-attempt", Tag: tag, Right: RightDial,
		Summary: "登记一次未接通的回拨"}, func(ctx context.Context, in *attemptIn) (*httpx.Out[OwedView], error) {
		return s.work(ctx, in.ID.ID, func(tx *store.Tx, p auth.Principal) (OwedStep, error) {
			next := time.Time{}
			if in.Body.Next != nil {
				next = *in.Body.Next
			}
			return s.Attempted(tx, p, in.ID.ID, in.Body.Result, in.Body.Note, next)
		})
	})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/owed-calls/{id}/write-off", ID: "owed-write-off", Tag: tag, Right: RightDial,
		Summary: "核销无法回拨的来电，与已回拨分开统计"}, func(ctx context.Context, in *writeOffIn) (*httpx.Out[OwedView], error) {
		return s.work(ctx, in.ID.ID, func(tx *store.Tx, p auth.Principal) (OwedStep, error) {
			return s.WriteOff(tx, p, in.ID.ID, in.Body.Note)
		})
	})
}

type owedIn struct {
	ID ids.Param `path:"id" doc:"the caller"`
}

type attemptIn struct {
	ID   ids.Param `path:"id" doc:"the caller"`
	Body struct {
		Result string     `json:"result" enum:"no_answer,busy,wrong_number,refused" doc:"无人接听, 占线, 号码有误, 拒接"`
		Note   string     `json:"note,omitempty" maxLength:"200"`
		Next   *time.Time `json:"next_at,omitempty" doc:"when to call again, within seven days; absent: by the rule"`
	}
}

type writeOffIn struct {
	ID   ids.Param `path:"id" doc:"the caller"`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"200"`
	}
}

type owedListIn struct {
	State  string `query:"state" enum:"open,paid,written_off,all" default:"open"`
	Days   int    `query:"days" minimum:"1" maximum:"90" default:"7" doc:"calls of the last so many days"`
	Queue  string `query:"queue" maxLength:"60" doc:"only callers of this queue, by its code"`
	Mine   bool   `query:"mine" doc:"only what the caller of this operation has taken on"`
	Sort   string `query:"sort" maxLength:"20" doc:"first_at, last_at, calls; with - before it downwards; absent: longest waiting first"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (in owedListIn) filter(now time.Time, staff ids.ID) DebtFilter {
	f := DebtFilter{From: now.Add(-time.Duration(in.Days) * 24 * time.Hour), To: now.Add(time.Second), Queue: in.Queue, Sort: in.Sort, Cursor: in.Cursor,
		Limit: httpx.Limit(in.Limit)}
	if in.State != "all" {
		f.State = DebtState(in.State)
	}
	if in.Mine {
		f.Claimed = staff
	}
	return f
}

// owedPage is a page of debts as the list shows them.
func (s *Service) owedPage(q store.Queryer, staff ids.ID, f DebtFilter) (views []OwedView, next string, err error) {
	list, next, err := s.DebtPage(q, f)
	views = make([]OwedView, len(list))
	for i, d := range list {
		views[i] = s.owedView(q, d, staff)
	}
	return views, next, err
}

func (s *Service) getOwed(ctx context.Context, in *owedListIn) (*httpx.Out[OwedList], error) {
	q, staff := s.Store.Read(ctx), auth.From(ctx).ID
	f := in.filter(s.Clock.Now(), staff)
	var out OwedList
	var err error
	if out.Items, out.NextCursor, err = s.owedPage(q, staff, f); err != nil {
		return nil, err
	}
	regained := 0
	if out.Figures, regained, err = s.owedFigures(q, f.From, f.To); err != nil {
		return nil, err
	}
	calls, err := s.Figures(q, "", f.From, f.To)
	out.Connect = connectOf(calls, regained)
	return httpx.Reply(out, err)
}

// ClaimView is a debt that was taken on, with the number to call.
type ClaimView struct {
	OwedView
	Number string `json:"number" doc:"as the network gave it; empty: it was erased"`
}

func (s *Service) postClaim(ctx context.Context, in *owedIn) (*httpx.Out[ClaimView], error) {
	v, err := s.work(ctx, in.ID.ID, func(tx *store.Tx, p auth.Principal) (OwedStep, error) { return s.Claim(tx, p, in.ID.ID) })
	if err != nil {
		return nil, err
	}
	number, err := s.Number(s.Store.Read(ctx), in.ID.ID)
	if err != nil {
		number = "" // erased meanwhile
	}
	return httpx.Reply(ClaimView{OwedView: v.Body, Number: number}, nil)
}

// work does something about a debt and answers with it as it is afterwards.
func (s *Service) work(ctx context.Context, peer ids.ID, do func(tx *store.Tx, p auth.Principal) (OwedStep, error)) (*httpx.Out[OwedView], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (OwedView, error) {
		if _, err := do(tx, p); err != nil {
			return OwedView{}, err
		}
		list, _, err := s.DebtPage(tx, DebtFilter{Peer: peer, Sort: "-first_at", Limit: 1})
		if err != nil || len(list) == 0 {
			return OwedView{}, err
		}
		return s.owedView(tx, list[0], p.ID), nil
	}))
}

var owedColumns = []sheet.Column{{Heading: "来电号码", Width: 16}, {Heading: "队列", Width: 14}, {Heading: "漏接次数", Width: 9}, {Heading: "其中外呼", Width: 9}, {Heading: "首次", Width: 17},
	{Heading: "最近", Width: 17}, {Heading: "原因", Width: 12}, {Heading: "状态", Width: 9}, {Heading: "回拨未通次数", Width: 12}, {Heading: "下次回拨", Width: 17}, {Heading: "回拨时间", Width: 17},
	{Heading: "回拨人", Width: 12}, {Heading: "核销原因", Width: 12}, {Heading: "核销人", Width: 12}}

func (s *Service) getOwedXLSX(ctx context.Context, in *owedListIn) (*sheet.Download, error) {
	p, now := auth.From(ctx), s.Clock.Now()
	q, f := s.Store.Read(ctx), in.filter(now, p.ID)
	f.Limit = 200
	read := func(cursor string) ([]OwedView, string, error) {
		f.Cursor = cursor
		return s.owedPage(q, p.ID, f)
	}
	return sheet.File("漏接回拨", now, sheet.Table{Sheet: "漏接回拨", Columns: owedColumns, Mark: p.Mark(now), Next: sheet.Pages(read, func(v OwedView) []any {
		return []any{v.Phone, v.QueueName, v.Calls, v.Robot, sheet.At(v.First), sheet.At(v.Last), Word(v.Why), Word(v.State), len(v.Attempts),
			when(v.NextAt), when(v.PaidAt), v.PaidBy, Word(v.WrittenFor), v.WrittenBy}
	})})
}

func when(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return sheet.At(*t)
}
