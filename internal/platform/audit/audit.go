// Package audit lets those who may look through the ledger's events and the job queue's dead letters.
package audit

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Rights of this package.
const (
	RightRead = "audit.read"
	RightJobs = "jobs.admin"
)

// Rights lists them.
var Rights = []string{RightRead, RightJobs}

// Service serves the audit and the job screens.
type Service struct {
	store  *store.Store
	ledger *ledger.Ledger
	jobs   *jobs.Queue
	name   func(q store.Queryer, actor ids.ID) string
	find   func(q store.Queryer, text string) (ids.ID, bool)
}

// New returns the service; name tells what an actor is called, find what subject a text (an order's number) means.
func New(st *store.Store, l *ledger.Ledger, q *jobs.Queue, name func(store.Queryer, ids.ID) string, find func(store.Queryer, string) (ids.ID, bool)) *Service {
	return &Service{store: st, ledger: l, jobs: q, name: name, find: find}
}

// Entry is an event as auditors see it.
type Entry struct {
	ledger.Record
	ActorName string `json:"actor_name"`
}

type searchIn struct {
	Actor   ids.Param `query:"actor" doc:"who did it"`
	Kind    string    `query:"kind" maxLength:"64" doc:"the event's kind, or its beginning, such as workorder."`
	Subject string    `query:"subject" maxLength:"64" doc:"what it happened to: an id, or an order's number"`
	From    time.Time `query:"from"`
	To      time.Time `query:"to"`
	Cursor  int64     `query:"cursor" minimum:"0"`
	Limit   int       `query:"limit" minimum:"0" maximum:"200"`
}

type jobsIn struct {
	State string `query:"state" enum:"waiting,dead" default:"dead"`
}

type jobIn struct {
	ID ids.Param `path:"id"`
}

// Routes adds the operations.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/audit", ID: "audit-search", Summary: "审计查询", Tag: "audit", Right: RightRead}, s.search)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/jobs", ID: "job-list", Summary: "后台任务", Tag: "audit", Right: RightJobs},
		func(ctx context.Context, in *jobsIn) (*httpx.Out[httpx.Page[jobs.Job]], error) {
			list, err := s.jobs.List(s.store.Read(ctx), in.State, 200)
			return httpx.Reply(httpx.Page[jobs.Job]{Items: list}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/jobs/{id}/retry", ID: "job-retry", Summary: "重试后台任务", Tag: "audit", Right: RightJobs, Status: http.StatusNoContent},
		func(ctx context.Context, in *jobIn) (*struct{}, error) {
			_, err := httpx.Once(ctx, s.store, func(tx *store.Tx) (bool, error) { return true, s.retry(tx, auth.From(ctx), in.ID.ID) })
			return nil, err
		})
}

// EventRetried tells that somebody had a background job tried again; the job is its subject.
const EventRetried = "jobs.retried"

func (s *Service) retry(tx *store.Tx, p auth.Principal, job ids.ID) error {
	if err := s.jobs.Retry(tx, job); err != nil {
		return err
	}
	if _, err := s.ledger.Append(tx, ledger.Event{Kind: EventRetried, Subject: job, Actor: p.ID}); err != nil {
		return fmt.Errorf("audit: record: %w", err)
	}
	return nil
}

func unprintable(r rune) bool { return r < ' ' || r == utf8.RuneError }

func (s *Service) search(ctx context.Context, in *searchIn) (*httpx.Out[httpx.Page[Entry]], error) {
	q := s.store.Read(ctx)
	limit := httpx.Limit(in.Limit)
	if strings.ContainsFunc(in.Kind+in.Subject, unprintable) { // Postgres does not take them
		return nil, fault.Invalid.WithField("query.kind", "筛选条件含有无法识别的字符，请重新填写。")
	}
	f := ledger.Filter{Actor: in.Actor.ID, Kind: strings.TrimSpace(in.Kind), From: in.From, To: in.To, Before: in.Cursor, Limit: limit + 1}
	if text := strings.TrimSpace(in.Subject); text != "" {
		subject, ok := s.find(q, text)
		if !ok {
			var err error
			if subject, err = ids.Parse(text); err != nil {
				return nil, fault.Invalid.WithField("query.subject", "请填写完整的工单编号或对象编号。")
			}
		}
		f.Subject = subject
	}
	recs, err := s.ledger.Search(q, f)
	if err != nil {
		return nil, err
	}
	page := httpx.Page[Entry]{Items: []Entry{}}
	if len(recs) > limit {
		recs = recs[:limit]
		page.NextCursor = ids.ID(recs[limit-1].Seq).String()
	}
	for _, r := range recs {
		page.Items = append(page.Items, Entry{Record: r, ActorName: s.name(q, r.Actor)})
	}
	return httpx.Reply(page, nil)
}
