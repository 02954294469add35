package main

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// hearing changes every order and listens as everybody: to what comes, and to all that there was.
func (x *town) hearing(sight table) func(t *testing.T) {
	return func(t *testing.T) {
		topics := "?topics=workorder,intake,followup,notice,knowledge,vault,directory"
		begun := strconv.FormatInt(x.begun, 10)
		officer, leader := x.listen(t, "officer", ""), x.listen(t, "leader", topics)
		for _, m := range x.matters { // a comes first, so the officer's last event is a-pair's
			x.do(t, "leader", m, "note", map[string]any{"text": m.sign + "桥听一听"})
		}
		x.settle(t)
		a, end := x.matter("a"), x.matters[len(x.matters)-1]
		leader.until(t, end.order.String()) // the hub has everything now
		if got := officer.until(t, x.matter("a-pair").order.String()); !strings.Contains(got, a.order.String()) {
			t.Errorf("the officer does not hear of the own order: %s", got)
		} else if found := (said{body: got}).finds(t, x.unheard(t, sight, townsfolk[0])); found != "" {
			t.Errorf("the officer hears of %q", found)
		}
		for _, who := range townsfolk {
			for _, since := range []string{begun, "0", "1", "-1", "9223372036854775807", "x"} {
				for _, query := range []string{"", topics, "?topics=workorder", "?units=" + x.units["b"].ID.String() + "&scope=all"} {
					got := x.resume(t, who.name, query, since)
					if found := got.finds(t, x.unheard(t, sight, who)); found != "" || got.status != http.StatusOK {
						t.Errorf("GET /api/v1/live%s as %s from %s: %d, holds %q", query, who.name, since, got.status, found)
					}
				}
			}
			got := x.resume(t, who.name, "?topics=workorder", begun)
			for _, m := range x.matters {
				if strings.Contains("yc", sight.cell(t, who.name, m.name)) && !strings.Contains(got.body, m.order.String()) {
					t.Errorf("%s does not hear of %s", who.name, m.name)
				}
			}
		}
		if got := x.resume(t, "nobody", "", "0"); got.status != http.StatusUnauthorized {
			t.Errorf("nobody listens: %d", got.status)
		}
	}
}

// unheard is what the person must not hear of: ids and words of orders out of sight, and the names of other units. A unit
// heard of an order while it had it, and that it left.
func (x *town) unheard(t *testing.T, sight table, who townsperson) []string {
	var list []string
	all := slices.Contains([]string{"admin", "auditor"}, who.name) // the wallboard's and the ledger's readers
	for _, m := range x.matters {
		list = append(list, m.sign)
		if sight.cell(t, who.name, m.name) == "n" && !all && !((m.was() == who.unit || slices.Contains(knewOf[who.unit], m.name)) && who.bound()) {
			list = append(list, m.secret()...)
		}
	}
	if who.bound() {
		for code, u := range x.units {
			if code != who.unit && (code != "s1" || who.unit != "s") {
				list = append(list, u.ID.String(), u.Name)
			}
		}
	}
	return list
}

// stream is an open live stream.
type stream struct {
	lines *bufio.Scanner
}

// listen opens a stream and returns once the server said hello.
func (x *town) listen(t *testing.T, who, query string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, x.url+"/api/v1/live"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := *x.people[who].http
	browser.Timeout = 0
	res, err := browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	s := &stream{bufio.NewScanner(res.Body)}
	s.until(t, "data: {}")
	return s
}

// until reads the stream up to a line that holds the mark and returns what came.
func (s *stream) until(t *testing.T, mark string) string {
	t.Helper()
	var all strings.Builder
	for s.lines.Scan() {
		all.WriteString(s.lines.Text() + "\n")
		if strings.Contains(s.lines.Text(), mark) {
			return all.String()
		}
	}
	t.Fatalf("the stream ended before %q: %v\n%s", mark, s.lines.Err(), all.String())
	return ""
}

// hangUp is a listener that leaves once it was greeted: what it missed is written before that is noticed.
type hangUp struct {
	*httptest.ResponseRecorder
	leave context.CancelFunc
}

func (w hangUp) Write(b []byte) (int, error) {
	w.leave()
	return w.ResponseRecorder.Write(b)
}

// resume opens a stream behind an event and returns all that is told at once.
func (x *town) resume(t *testing.T, who, query, since string) said {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, x.url+"/api/v1/live"+query, nil)
	req.Header.Set("Last-Event-ID", since)
	for _, c := range x.people[who].http.Jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	w := hangUp{httptest.NewRecorder(), leave}
	x.site.Handler().ServeHTTP(w, req)
	return said{status: w.Code, body: w.Body.String()}
}
