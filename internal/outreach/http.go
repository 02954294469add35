package outreach

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

const tag = "outreach"

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/campaigns", ID: "campaign-list", Tag: tag, Right: RightRead, Summary: "外呼任务，最新的在前（最多 500 个）"}, s.getList)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/campaigns.xlsx", ID: "campaign-xlsx", Tag: tag, Right: RightRead, Summary: "外呼任务清单（xlsx）"}, s.getListXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/campaigns", ID: "campaign-create", Tag: tag, Right: RightManage, Summary: "新建外呼任务（草稿）"},
		func(ctx context.Context, in *struct{ Body CampaignIn }) (*httpx.Out[Detail], error) {
			return s.change(ctx, func(tx *store.Tx, p auth.Principal) (Campaign, error) { return s.Put(tx, p, 0, in.Body) })
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/campaigns/{id}", ID: "campaign-get", Tag: tag, Right: RightRead, Summary: "一个外呼任务：话术、规则、进度"},
		func(ctx context.Context, in *idIn) (*httpx.Out[Detail], error) {
			return httpx.Reply(s.Get(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/campaigns/{id}", ID: "campaign-change", Tag: tag, Right: RightManage, Summary: "修改外呼任务；已审批的回到草稿"},
		func(ctx context.Context, in *struct {
			ID   ids.Param `path:"id"`
			Body CampaignIn
		}) (*httpx.Out[Detail], error) {
			return s.change(ctx, func(tx *store.Tx, p auth.Principal) (Campaign, error) { return s.Put(tx, p, in.ID.ID, in.Body) })
		})
	for _, v := range []struct {
		name, right, summary string
		do                   func(*store.Tx, auth.Principal, ids.ID, int64) (Campaign, error)
	}{
		{"approve", RightApprove, "审批外呼任务，须由编写人以外的人", s.Approve},
		{"start", RightManage, "开始，或者继续已暂停的外呼任务", s.Start},
		{"pause", RightManage, "暂停；进行中的通话继续到结束", s.Pause},
		{"end", RightManage, "结束外呼任务", s.End},
	} {
		httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/campaigns/{id}/" + v.name, ID: "campaign-" + v.name, Tag: tag, Right: v.right, Summary: v.summary},
			func(ctx context.Context, in *moveIn) (*httpx.Out[Detail], error) {
				return s.change(ctx, func(tx *store.Tx, p auth.Principal) (Campaign, error) { return v.do(tx, p, in.ID.ID, in.Body.Version) })
			})
	}
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/campaigns/try", ID: "campaign-try", Tag: tag, Right: RightManage, Summary: "试走话术：按给定的按键或说法走一遍，不呼叫任何人，也不保存"},
		func(_ context.Context, in *struct{ Body TryIn }) (*httpx.Out[Trial], error) {
			return httpx.Reply(s.Try(in.Body))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/campaigns/means", ID: "campaign-means", Tag: tag, Right: RightRead, Summary: "编写话术可用的条件：语音合成、语音识别、录音、转人工队列"},
		func(context.Context, *struct{}) (*httpx.Out[Means], error) { return httpx.Reply(s.Means(), nil) })
	s.peopleRoutes(api)
	s.barredRoutes(api)
}

type idIn struct {
	ID ids.Param `path:"id"`
}

type moveIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		Version int64 `json:"version" doc:"of the campaign that was seen"`
	}
}

type campaignsIn struct {
	State string `query:"state" enum:"draft,approved,running,paused,ended"`
}

func (s *Service) getList(ctx context.Context, in *campaignsIn) (*httpx.Out[httpx.Page[CampaignRow]], error) {
	list, err := s.List(s.Store.Read(ctx), auth.From(ctx), in.State)
	return httpx.Reply(httpx.Page[CampaignRow]{Items: list}, err)
}

// change does something to a campaign and answers with it as it is afterwards.
func (s *Service) change(ctx context.Context, do func(*store.Tx, auth.Principal) (Campaign, error)) (*httpx.Out[Detail], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Detail, error) {
		c, err := do(tx, p)
		if err != nil {
			return Detail{}, err
		}
		return s.Get(tx, p, c.ID)
	}))
}
