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
	"onedoor/internal/platform/wall"
)

// Rights of this package.
const (
	RightRead = "audit.read"
	RightJobs = "jobs.admin"
)

// Rights lists them.
var Rights = []string{RightRead, RightJobs}

// Deps are what the service stands on.
type Deps struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Jobs   *jobs.Queue
	Clock  wall.Clock
	// Name tells what an actor is called.
	Name func(q store.Queryer, actor ids.ID) string
	// Actors finds people by a part of their name or sign-in name, at most so many.
	Actors func(q store.Queryer, text string, limit int) ([]Actor, error)
	// Find tells what subject a text (an order's number) means.
	Find func(q store.Queryer, text string) (ids.ID, bool)
	// Number is the number of the order that a subject is; empty if it is none.
	Number func(q store.Queryer, subject ids.ID) string
	// Word tells what a code or id in the payload of a kind of event stands for; empty if it knows none. nil: none.
	Word func(q store.Queryer, kind, key, code string) string
}

// Service serves the audit and the job screens.
type Service struct {
	Deps
	hidden func(q store.Queryer, p auth.Principal) ([]ids.ID, error)
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Hide installs what tells the subjects that are kept from a person because they are about them, an auditor too. Call it
// before the first request is served.
func (s *Service) Hide(hidden func(q store.Queryer, p auth.Principal) ([]ids.ID, error)) {
	s.hidden = hidden
}

// Entry is an event as auditors see it.
type Entry struct {
	ledger.Record
	ActorName   string `json:"actor_name"`
	KindName    string `json:"kind_name"`
	OrderNumber string `json:"order_number" doc:"if the subject is an order"`
	Facts       []Fact `json:"facts" nullable:"false" doc:"the payload in words, in its own order"`
}

// Actor is a person of the staff whose doings may be looked for.
type Actor struct {
	ID       ids.ID `json:"id"`
	Name     string `json:"name"`
	Login    string `json:"login"`
	UnitName string `json:"unit_name"`
	Active   bool   `json:"active"`
}

// maxActors is how many people a search finds at most: who needs more types more.
const maxActors = 20

type actorsIn struct {
	Query string `query:"q" maxLength:"60" doc:"part of the name, of its pinyin initials, or of the sign-in name"`
}

type searchIn struct {
	Actor   ids.Param `query:"actor" doc:"who did it"`
	Kind    string    `query:"kind" maxLength:"64" doc:"the event's kind, or its beginning, such as workorder."`
	Subject string    `query:"subject" maxLength:"64" doc:"what it happened to: an id, or an order's number"`
	From    time.Time `query:"from"`
	To      time.Time `query:"to"`
	Sort    string    `query:"sort" enum:"-seq,seq" default:"-seq" doc:"the newest first, or the oldest"`
	Cursor  int64     `query:"cursor" minimum:"0"`
	Limit   int       `query:"limit" minimum:"0" maximum:"200"`
}

// JobsIn are the query parameters that narrow the list of jobs or its export.
type JobsIn struct {
	State string `query:"state" enum:"waiting,dead" default:"dead"`
	Sort  string `query:"sort" maxLength:"30" doc:"run_at; -run_at: downwards"`
}

type jobPageIn struct {
	JobsIn
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

type jobIn struct {
	ID ids.Param `path:"id"`
}

// Routes adds the operations.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/audit", ID: "audit-search", Summary: "审计查询", Tag: "audit", Right: RightRead}, s.search)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/audit.xlsx", ID: "audit-xlsx", Summary: "导出审计（xlsx），筛选条件同审计查询", Tag: "audit", Right: RightRead}, s.export)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/audit/actors", ID: "audit-actors", Summary: "按姓名查找操作人，供审计查询", Tag: "audit", Right: RightRead},
		func(ctx context.Context, in *actorsIn) (*httpx.Out[httpx.Page[Actor]], error) {
			list, err := s.Actors(s.Store.Read(ctx), strings.TrimSpace(in.Query), maxActors)
			return httpx.Reply(httpx.Page[Actor]{Items: list}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/jobs", ID: "job-list", Summary: "后台任务", Tag: "audit", Right: RightJobs},
		func(ctx context.Context, in *jobPageIn) (*httpx.Out[httpx.Page[jobs.Job]], error) {
			list, next, err := s.Jobs.Page(s.Store.Read(ctx), in.State, in.Sort, in.Cursor, httpx.Limit(in.Limit))
			return httpx.Reply(httpx.Page[jobs.Job]{Items: list, NextCursor: next}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/jobs.xlsx", ID: "job-xlsx", Summary: "导出后台任务（xlsx）", Tag: "audit", Right: RightJobs}, s.exportJobs)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/jobs/{id}/retry", ID: "job-retry", Summary: "重试后台任务", Tag: "audit", Right: RightJobs, Status: http.StatusNoContent},
		func(ctx context.Context, in *jobIn) (*struct{}, error) {
			_, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (bool, error) { return true, s.retry(tx, auth.From(ctx), in.ID.ID) })
			return nil, err
		})
}

// EventRetried tells that somebody had a background job tried again; the job is its subject.
const EventRetried = "jobs.retried"

func (s *Service) retry(tx *store.Tx, p auth.Principal, job ids.ID) error {
	if err := s.Jobs.Retry(tx, job); err != nil {
		return err
	}
	if _, err := s.Ledger.Append(tx, ledger.Event{Kind: EventRetried, Subject: job, Actor: p.ID}); err != nil {
		return fmt.Errorf("audit: record: %w", err)
	}
	return nil
}

func unprintable(r rune) bool { return r < ' ' || r == utf8.RuneError }

// goOn begins a search behind an event; 0: at its beginning.
func goOn(f *ledger.Filter, seq int64) {
	if f.Oldest {
		f.After = seq
	} else {
		f.Before = seq
	}
}

// filter turns what was asked for into a filter of the ledger, without a limit.
func (s *Service) filter(q store.Queryer, p auth.Principal, in *searchIn) (ledger.Filter, error) {
	if strings.ContainsFunc(in.Kind+in.Subject, unprintable) { // Postgres does not take them
		return ledger.Filter{}, fault.Invalid.WithField("query.kind", "筛选条件含有无法识别的字符，请重新填写。")
	}
	f := ledger.Filter{Actor: in.Actor.ID, Kind: strings.TrimSpace(in.Kind), From: in.From, To: in.To, Oldest: in.Sort == "seq"}
	goOn(&f, in.Cursor)
	if text := strings.TrimSpace(in.Subject); text != "" {
		subject, ok := s.Find(q, text)
		if !ok {
			var err error
			if subject, err = ids.Parse(text); err != nil {
				return f, fault.Invalid.WithField("query.subject", "请填写完整的工单编号或对象编号。")
			}
		}
		f.Subject = subject
	}
	if s.hidden != nil {
		var err error
		if f.Without, err = s.hidden(q, p); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (s *Service) search(ctx context.Context, in *searchIn) (*httpx.Out[httpx.Page[Entry]], error) {
	q := s.Store.Read(ctx)
	limit := httpx.Limit(in.Limit)
	f, err := s.filter(q, auth.From(ctx), in)
	if err != nil {
		return nil, err
	}
	f.Limit = limit + 1
	recs, err := s.Ledger.Search(q, f)
	if err != nil {
		return nil, err
	}
	page := httpx.Page[Entry]{Items: []Entry{}}
	if len(recs) > limit {
		recs = recs[:limit]
		page.NextCursor = ids.ID(recs[limit-1].Seq).String()
	}
	for _, r := range recs {
		page.Items = append(page.Items, Entry{Record: r, ActorName: s.Name(q, r.Actor), KindName: named(kindNames, r.Kind),
			OrderNumber: s.Number(q, r.Subject), Facts: s.facts(q, r)})
	}
	return httpx.Reply(page, nil)
}
