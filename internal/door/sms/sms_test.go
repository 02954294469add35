package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/notice"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// rooms know one request of one number and keep what was answered.
type rooms struct {
	texts []string
	fail  error
}

func (r *rooms) OpenedBy(_ store.Queryer, phone string) ([]intake.Opened, error) {
	if phone != "13900001001" {
		return nil, nil
	}
	return []intake.Opened{{Request: 1, Order: 2, Number: "ZH1"}}, nil
}

func (r *rooms) AnswerByText(_ context.Context, asked []followup.Asked, text string) (string, error) {
	switch {
	case r.fail != nil:
		return "", r.fail
	case len(asked) == 0:
		return "", followup.ErrNotAsked
	case text != "115":
		return "", followup.ErrText
	}
	r.texts = append(r.texts, text)
	return asked[0].Number, nil
}

func TestInbound(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		r := &rooms{}
		mux := &httpx.Mux{}
		New(Deps{Store: st, Clock: w.Clock, Requests: r, Answers: r}, "geheim").Routes(mux)
		post := func(body, secret string, at time.Time, change ...string) (int, string, string) {
			t.Helper()
			req := httptest.NewRequest(http.MethodPost, "/sms/inbound", strings.NewReader(body))
			req.Header.Set(headerTime, fmt.Sprint(at.Unix()))
			req.Header.Set(headerSignature, Sign([]byte(secret), at, []byte(body)))
			for i := 0; i < len(change); i += 2 {
				req.Header.Set(change[i], change[i+1])
			}
			rec := httptest.NewRecorder()
			mux.ServeHTTP(rec, req)
			var a struct{ Code, Reply string }
			if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil {
				t.Fatalf("%d %s", rec.Code, rec.Body)
			}
			return rec.Code, a.Code, a.Reply
		}
		now := w.Clock.Now()
		good := func(id string) string { return `{"id":"` + id + `","from":"13900001001","text":"115"}` }
		for _, c := range []struct {
			name, body, secret string
			at                 time.Time
			change             []string
			status             int
			code               string
		}{
			{"WrongSecret", good("a"), "andere", now, nil, 401, "sms.bad_signature"},
			{"NoTime", good("a"), "geheim", now, []string{headerTime, ""}, 401, "sms.bad_signature"},
			{"OtherTime", good("a"), "geheim", now, []string{headerTime, "1"}, 401, "sms.bad_signature"},
			{"NoHex", good("a"), "geheim", now, []string{headerSignature, "xyz"}, 401, "sms.bad_signature"},
			{"Old", good("a"), "geheim", now.Add(-6 * time.Minute), nil, 401, "sms.expired"},
			{"Future", good("a"), "geheim", now.Add(6 * time.Minute), nil, 401, "sms.expired"},
			{"NoJSON", `{`, "geheim", now, nil, 422, "sms.invalid_message"},
			{"Types", `{"id":7,"from":"1","text":"115"}`, "geheim", now, nil, 422, "sms.invalid_message"},
			{"NoSender", `{"id":"a","text":"115"}`, "geheim", now, nil, 422, "sms.invalid_message"},
			{"Huge", good(strings.Repeat("a", maxBody)), "geheim", now, nil, 422, "sms.invalid_message"},
			{"Good", good("a"), "geheim", now, nil, 200, "ok"},
			{"Replayed", good("a"), "geheim", now, nil, 409, "sms.replayed"},
			{"ReplayedUnderANewSignature", good("a"), "geheim", now.Add(time.Second), nil, 409, "sms.replayed"},
			{"Unreadable", `{"id":"b","from":"13900001001","text":"好"}`, "geheim", now, nil, 200, "followup.text_unreadable"},
			{"Stranger", `{"id":"c","from":"13900009999","text":"115"}`, "geheim", now, nil, 200, "followup.not_asked"},
		} {
			status, code, reply := post(c.body, c.secret, c.at, c.change...)
			if status != c.status || code != c.code || status == 200 && reply == "" {
				t.Errorf("%s: %d %s %q", c.name, status, code, reply)
			}
		}
		if len(r.texts) != 1 {
			t.Errorf("answered %d times", len(r.texts))
		}
		r.fail = errors.New("the database is away")
		if status, code, _ := post(good("d"), "geheim", now); status != 500 || code != fault.Internal.Code {
			t.Errorf("%d %s", status, code)
		}
		r.fail = nil
		if status, code, _ := post(good("d"), "geheim", now); status != 200 || code != "ok" { // what failed here may come again
			t.Errorf("%d %s", status, code)
		}
		shut := &httpx.Mux{}
		New(Deps{Store: st, Clock: w.Clock, Requests: r, Answers: r}, "").Routes(shut)
		rec := httptest.NewRecorder()
		shut.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/sms/inbound", strings.NewReader("{}")))
		if rec.Code != 404 || !strings.Contains(rec.Body.String(), "sms.not_set_up") {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	}, Migrations)
}

func TestSender(t *testing.T) {
	w := testkit.NewWorld(testkit.Store(t))
	status, got := 200, out{}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = verify([]byte("geheim"), r.Header, body, w.Clock.Now())
		}
		if err == nil {
			err = json.Unmarshal(body, &got)
		}
		if err != nil {
			t.Error(err)
		}
		rw.WriteHeader(status)
	}))
	defer server.Close()
	s := &Sender{URL: server.URL, Secret: "geheim", Clock: w.Clock}
	d := notice.Delivery{ID: 7, Contact: notice.Contact{Phones: []string{"13900001001", "1"}}, Text: "请评价"}
	if err := s.Send(t.Context(), d); err != nil || got.To != "13900001001" || got.Text != "请评价" || got.ID != 7 {
		t.Errorf("%v %+v", err, got)
	}
	for code, unreachable := range map[int]bool{404: true, 410: true, 422: true, 500: false, 429: false, 302: false} {
		status = code
		if err := s.Send(t.Context(), d); err == nil || errors.Is(err, notice.ErrUnreachable) != unreachable {
			t.Errorf("%d: %v", code, err)
		}
	}
	if err := s.Send(t.Context(), notice.Delivery{}); !errors.Is(err, notice.ErrUnreachable) {
		t.Errorf("%v", err)
	}
	server.Close()
	if err := s.Send(t.Context(), d); err == nil || errors.Is(err, notice.ErrUnreachable) || strings.Contains(err.Error(), "13900001001") {
		t.Errorf("%v", err)
	}
}
