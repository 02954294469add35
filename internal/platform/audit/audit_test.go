package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

var (
	auditor  = auth.Principal{ID: 1, Scope: auth.Scope{All: true}}.WithRights(audit.RightRead)
	engineer = auth.Principal{ID: 2, Scope: auth.Scope{All: true}}.WithRights(audit.RightJobs)
	officer  = auth.Principal{ID: 3, Scope: auth.Scope{Units: []ids.ID{5}}}.WithRights("workorder.read")
)

// room is the service over a ledger of twelve events: two people, three orders, two kinds, one a minute.
type room struct {
	*testkit.World
	t *testing.T
	h http.Handler
}

func each(t *testing.T, fn func(t *testing.T, r *room)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := &room{World: testkit.NewWorld(st), t: t}
		r.Jobs = jobs.NewQueue(st, r.Clock, slog.New(slog.DiscardHandler))
		for i := range 12 {
			kind := []string{"workorder.created", "workorder.signed", "intake.taken_on"}[i%3]
			if err := st.Write(t.Context(), func(tx *store.Tx) error {
				_, err := r.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: ids.ID(100 + i%3), Actor: ids.ID(11 + i%2), Payload: map[string]int{"n": i}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			r.Clock.Advance(time.Minute)
		}
		if err := r.Ledger.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		server := httpx.New(httpx.Options{Log: slog.New(slog.DiscardHandler)})
		audit.New(audit.Deps{Store: st, Ledger: r.Ledger, Jobs: r.Jobs, Clock: r.Clock,
			Name:   func(_ store.Queryer, id ids.ID) string { return "姓名" + id.String() },
			Find:   func(_ store.Queryer, text string) (ids.ID, bool) { return 101, text == "ZH2026-1" },
			Number: func(_ store.Queryer, id ids.ID) string { return map[ids.ID]string{101: "ZH2026-1"}[id] },
			Actors: people, Word: word}).Routes(server.API)
		r.h = server.Handler()
		fn(t, r)
	}, httpx.Migrations)
}

type answer struct {
	httpx.Page[audit.Entry]
	Code string `json:"code"`
}

// raw is the body of an answer that must be there.
func (r *room) raw(p auth.Principal, path string) string {
	r.t.Helper()
	req := httptest.NewRequest("GET", "/api/v1"+path, nil)
	w := httptest.NewRecorder()
	r.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
	if w.Code != http.StatusOK {
		r.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func (r *room) call(p auth.Principal, method, path string) (int, answer) {
	r.t.Helper()
	req := httptest.NewRequest(method, "/api/v1"+path, nil)
	w := httptest.NewRecorder()
	r.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
	var a answer
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			r.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	return w.Code, a
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		at := func(minutes int) string {
			return url.QueryEscape(testkit.Monday.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339))
		}
		for query, want := range map[string]int{
			"": 12, "kind=workorder.": 8, "kind=workorder.signed": 4, "kind=intake.": 4, "kind=workorder.sign": 4, "kind=%25": 0, "kind=_orkorder.": 0, "kind=WORKORDER.": 0, "kind=zzz": 0,
			"kind='%20OR%201=1": 0, "kind=%20workorder.signed%20": 4, "actor=11": 6, "actor=12": 6, "actor=99": 0, "actor=11&kind=intake.": 2, "subject=101": 4, "subject=ZH2026-1": 4,
			"subject=%20ZH2026-1%20": 4, "subject=999": 0, "from=" + at(6): 6, "to=" + at(6): 6, "from=" + at(3) + "&to=" + at(5): 2, "from=" + at(5) + "&to=" + at(3): 0, "limit=5": 5,
			"limit=0": 12, "cursor=4": 3, "cursor=1": 0,
		} {
			status, a := r.call(auditor, "GET", "/audit?"+query)
			if status != 200 || len(a.Items) != want || a.Items == nil {
				t.Errorf("%s: %d, %d entries, want %d", query, status, len(a.Items), want)
			}
			for i, e := range a.Items {
				if e.ActorName != "姓名"+e.Actor.String() || e.Seq == 0 || i > 0 && e.Seq >= a.Items[i-1].Seq {
					t.Errorf("%s: entry %d: %+v", query, i, e)
				}
			}
		}
		for _, query := range []string{"subject=nobody", "subject=-1", "actor=x", "actor=-1", "from=yesterday", "limit=201", "limit=-1", "cursor=-1", "cursor=x", "kind=" + strings.Repeat("k", 65),
			"kind=%00", "subject=%00", "kind=%ff", "subject=12%00"} {
			if status, a := r.call(auditor, "GET", "/audit?"+query); status != 400 && status != 422 || a.Code != "request.invalid" {
				t.Errorf("%s: %d %s", query, status, a.Code)
			}
		}
	})
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		var seqs []int64
		cursor := ""
		for range 10 {
			_, a := r.call(auditor, "GET", "/audit?kind=workorder.&limit=3&cursor="+cursor)
			for _, e := range a.Items {
				seqs = append(seqs, e.Seq)
			}
			if cursor = a.NextCursor; cursor == "" {
				break
			}
			if len(seqs) == 3 { // what happens meanwhile does not shift the pages
				if err := r.Store.Write(t.Context(), func(tx *store.Tx) error {
					_, err := r.Ledger.Append(tx, ledger.Event{Kind: "workorder.created", Subject: 100})
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if want := "[11 10 8 7 5 4 2 1]"; fmt.Sprint(seqs) != want {
			t.Errorf("%v, want %s", seqs, want)
		}
	})
}

func TestRights(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		for _, c := range []struct {
			p             auth.Principal
			search, jobs  int
			retryNotThere int
		}{{auth.Principal{}, 401, 401, 401}, {officer, 403, 403, 403}, {auditor, 200, 403, 403}, {engineer, 403, 200, 404}} {
			search, _ := r.call(c.p, "GET", "/audit")
			list, _ := r.call(c.p, "GET", "/jobs")
			retry, _ := r.call(c.p, "POST", "/jobs/123/retry")
			if search != c.search || list != c.jobs || retry != c.retryNotThere {
				t.Errorf("%d: %d %d %d", c.p.ID, search, list, retry)
			}
		}
	})
}

func TestJobs(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		broken := true
		r.Jobs.Handle("send", func(context.Context, jobs.Job) (jobs.Effects, error) {
			if broken {
				return nil, errors.New("gateway does not answer")
			}
			return nil, nil
		})
		if err := r.Store.Write(t.Context(), func(tx *store.Tx) error {
			return r.Jobs.Enqueue(tx, jobs.New{Kind: "send", Payload: map[string]string{"phone": "13900001111"}})
		}); err != nil {
			t.Fatal(err)
		}
		list := func(state string) []jobs.Job {
			t.Helper()
			req := httptest.NewRequest("GET", "/api/v1/jobs?state="+state, nil)
			w := httptest.NewRecorder()
			r.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), engineer)))
			var page httpx.Page[jobs.Job]
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 || strings.Contains(w.Body.String(), "13900001111") {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			return page.Items
		}
		if len(list("waiting")) != 1 || len(list("dead")) != 0 || len(list("")) != 0 {
			t.Error("lists of what waits")
		}
		for range jobs.MaxAttempts {
			if err := r.Jobs.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.Clock.Advance(5 * time.Hour)
		}
		dead := list("dead")
		if len(dead) != 1 || dead[0].LastError != "gateway does not answer" || dead[0].State != "dead" {
			t.Fatalf("%+v", dead)
		}
		broken = false
		if status, _ := r.call(engineer, "POST", "/jobs/"+dead[0].ID.String()+"/retry"); status != 204 {
			t.Errorf("%d", status)
		}
		history, err := r.Ledger.History(r.Store.Read(t.Context()), dead[0].ID)
		if err != nil || len(history) != 1 || history[0].Kind != audit.EventRetried || history[0].Actor != engineer.ID {
			t.Errorf("%+v %v", history, err)
		}
		if err := r.Jobs.RunDue(t.Context()); err != nil || len(list("dead")) != 0 || len(list("waiting")) != 0 {
			t.Errorf("%v", err)
		}
		for _, id := range []string{dead[0].ID.String(), "x", "0", "-1"} {
			if status, a := r.call(engineer, "POST", "/jobs/"+id+"/retry"); status < 400 || status > 499 || a.Code == "" {
				t.Errorf("%s: %d %s", id, status, a.Code)
			}
		}
		if status, a := r.call(engineer, "GET", "/jobs?state=sleeping"); status != 422 {
			t.Errorf("%d %s", status, a.Code)
		}
	})
}
