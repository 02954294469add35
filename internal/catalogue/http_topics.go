package catalogue

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

func (s *Service) topicRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/topics", ID: "topic-list", Tag: tag, Right: RightRead,
		Summary: "专题，全部，含已停用"}, s.getTopics)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/topics.xlsx", ID: "topic-xlsx", Tag: tag, Right: RightRead,
		Summary: "导出专题（xlsx）"}, s.getTopicSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/topics", ID: "topic-add", Tag: tag, Right: RightWrite,
		Summary: "新增专题", Status: http.StatusCreated}, s.postTopic)
	httpx.Register(api, httpx.Op{Method: http.MethodPatch, Path: "/topics/{id}", ID: "topic-change", Tag: tag, Right: RightWrite,
		Summary: "停用或启用专题"}, s.patchTopic)
}

func (s *Service) getTopics(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Topic]], error) {
	list, err := s.Topics(s.store.Read(ctx))
	return httpx.Reply(httpx.Page[Topic]{Items: list}, err)
}

func (s *Service) postTopic(ctx context.Context, in *struct{ Body TopicIn }) (*httpx.Out[Topic], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (Topic, error) {
		return s.AddTopic(tx, auth.From(ctx), in.Body)
	}))
}

type patchTopicIn struct {
	ID   ids.Param `path:"id"`
	Body TopicPatch
}

func (s *Service) patchTopic(ctx context.Context, in *patchTopicIn) (*httpx.Out[Topic], error) {
	var t Topic
	err := s.store.Write(ctx, func(tx *store.Tx) (err error) {
		t, err = s.ChangeTopic(tx, auth.From(ctx), in.ID.ID, in.Body)
		return err
	})
	return httpx.Reply(t, err)
}

var topicHeads = []sheet.Column{{Heading: "专题", Width: 30}, {Heading: "状态", Width: 8}}

func (s *Service) getTopicSheet(ctx context.Context, _ *struct{}) (*sheet.Download, error) {
	list, err := s.Topics(s.store.Read(ctx))
	if err != nil {
		return nil, err
	}
	return sheet.File("专题", s.clock.Now(), sheet.Table{Sheet: "专题", Columns: topicHeads, Mark: auth.From(ctx).Mark(s.clock.Now()), Next: sheet.Rows(list, func(t Topic) []any {
		state := "停用"
		if t.Active {
			state = "启用"
		}
		return []any{t.Name, state}
	})})
}
