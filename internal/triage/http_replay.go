package triage

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// replayRoutes adds the trials of drafts, and the publication that follows one.
func (s *Service) replayRoutes(api huma.API) {
	const replays = "/dispatch-catalogue/replays"
	op := func(method, path, id, right, summary string) httpx.Op {
		return httpx.Op{Method: method, Path: path, ID: id, Tag: tag, Right: right, Summary: summary}
	}
	httpx.Register(api, op(http.MethodGet, replays, "replay-list", RightReplay, "一份草案的各次推演"), s.getReplays)
	httpx.Register(api, op(http.MethodPost, replays, "replay-start", RightReplay, "用过去的工单推演草案"), s.postReplay)
	httpx.Register(api, op(http.MethodGet, replays+"/{id}", "replay-get", RightReplay, "推演的进度和结果"), s.getReplay)
	httpx.Register(api, op(http.MethodGet, replays+"/{id}/orders", "replay-orders", RightReplay, "将改变去向的工单"), s.getMoved)
	httpx.Register(api, op(http.MethodGet, replays+"/{id}/file", "replay-file", RightReplay, "导出推演结果（xlsx）"), s.getReplaySheet)
	httpx.Register(api, op(http.MethodPost, replays+"/{id}/cancel", "replay-cancel", RightReplay, "取消推演"), s.postCancel)
	httpx.Register(api, op(http.MethodPost, "/dispatch-catalogue/versions/{id}/publish", "catalogue-publish", catalogue.RightPublish,
		"推演之后发布派单目录草案"), s.postPublish)
}

type replaysIn struct {
	Version ids.Param `query:"version_id" required:"true"`
}

func (s *Service) getReplays(ctx context.Context, in *replaysIn) (*httpx.Out[httpx.Page[ReplayRow]], error) {
	rows, err := s.Replays(s.Store.Read(ctx), auth.From(ctx), in.Version.ID)
	return httpx.Reply(httpx.Page[ReplayRow]{Items: rows}, err)
}

type replayStartIn struct{ Body ReplayIn }

func (s *Service) postReplay(ctx context.Context, in *replayStartIn) (*httpx.Out[ReplayRow], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (ReplayRow, error) {
		r, err := s.StartReplay(tx, by, in.Body)
		if err != nil {
			return ReplayRow{}, err
		}
		return s.replayRow(tx, r), nil
	}))
}

type replayIn struct {
	ID ids.Param `path:"id"`
}

func (s *Service) getReplay(ctx context.Context, in *replayIn) (*httpx.Out[ReplayView], error) {
	return httpx.Reply(s.Replay(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

type movedIn struct {
	ID ids.Param `path:"id"`
	MovedIn
}

func (s *Service) getMoved(ctx context.Context, in *movedIn) (*httpx.Out[httpx.Page[MovedRow]], error) {
	rows, next, err := s.Moved(s.Store.Read(ctx), auth.From(ctx), in.ID.ID, in.MovedIn)
	return httpx.Reply(httpx.Page[MovedRow]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getReplaySheet(ctx context.Context, in *replayIn) (*fileOut, error) {
	q, by := s.Store.Read(ctx), auth.From(ctx)
	v, err := s.Replay(q, by, in.ID.ID)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := s.WriteReplay(q, by, in.ID.ID, &file); err != nil {
		return nil, err
	}
	return workbook("派单目录推演-"+v.From+"-"+v.To+".xlsx", &file), nil
}

func (s *Service) postCancel(ctx context.Context, in *replayIn) (*httpx.Out[ReplayRow], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (ReplayRow, error) {
		r, err := s.CancelReplay(tx, by, in.ID.ID)
		if err != nil {
			return ReplayRow{}, err
		}
		return s.replayRow(tx, r), nil
	}))
}

type publishIn struct {
	ID   ids.Param `path:"id"`
	Body catalogue.PublishIn
}

func (s *Service) postPublish(ctx context.Context, in *publishIn) (*httpx.Out[catalogue.CatalogueVersion], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (catalogue.CatalogueVersion, error) {
		v, err := s.Publish(tx, by, in.ID.ID, in.Body)
		if err != nil {
			return catalogue.CatalogueVersion{}, err
		}
		return s.Catalogue.VersionView(tx, v), nil
	}))
}
