package catalogue

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestTopics(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		names := func() (active, all []string) {
			t.Helper()
			list, err := k.Topics(k.q())
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				if all = append(all, x.Name); x.Active {
					active = append(active, x.Name)
				}
			}
			return active, all
		}
		add := func(p auth.Principal, name string) (topic Topic, err error) {
			err = k.write(func(tx *store.Tx) (err error) { topic, err = k.AddTopic(tx, p, TopicIn{Name: name}); return err })
			return topic, err
		}
		change := func(id ids.ID, in TopicPatch) (topic Topic, err error) {
			err = k.write(func(tx *store.Tx) (err error) { topic, err = k.ChangeTopic(tx, admin, id, in); return err })
			return topic, err
		}
		if active, all := names(); len(all) != 10 || len(active) != 10 || all[0] != "民生实事" {
			t.Fatalf("an installation begins with %v", all)
		}
		school, err := add(admin, " 入学 ")
		if err != nil || school.Name != "入学" || !school.Active || school.Version != 1 {
			t.Fatalf("%+v, %v", school, err)
		}
		if _, all := names(); all[10] != "入学" {
			t.Errorf("%v", all)
		}
		stopped, err := change(school.ID, TopicPatch{Version: 1, Active: ptr(false)})
		if err != nil || stopped.Active || stopped.Version != 2 {
			t.Errorf("%+v, %v", stopped, err)
		}
		if active, all := names(); slices.Contains(active, "入学") || !slices.Contains(all, "入学") {
			t.Errorf("%v of %v", active, all)
		}
		if same, err := change(school.ID, TopicPatch{Version: 2, Active: ptr(false)}); err != nil || same.Version != 2 || len(k.history(school.ID)) != 2 {
			t.Errorf("a change of nothing left a trace: %+v, %v", same, err)
		}
		_, err = add(admin, "入学")
		wantErr(t, err, ErrTopicTaken)
		_, err = change(school.ID, TopicPatch{Version: 1, Active: ptr(true)})
		wantErr(t, err, ErrStale)
		_, err = change(4711, TopicPatch{Version: 1, Active: ptr(true)})
		wantErr(t, err, ErrTopicNotFound)
		for _, bad := range []string{"", "  ", "坏\x00", "坏\n行", strings.Repeat("长", 41)} {
			_, err := add(admin, bad)
			wantErr(t, err, fault.Invalid)
		}
		_, err = add(clerk, "别的")
		wantErr(t, err, fault.Forbidden)
		for i := range maxTopics - 11 {
			if _, err := add(admin, fmt.Sprint("专题", i)); err != nil {
				t.Fatal(i, err)
			}
		}
		_, err = add(admin, "多了")
		wantErr(t, err, ErrTooManyTopics)
	})
}

func TestHTTP_Topics(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		server := httpx.New(httpx.Options{Version: "test"})
		k.Routes(server.API)
		c := client{t, server.Handler(), admin}
		c.want(201, "", "POST", "/topics", `{"name":"=入学"}`)
		c.want(409, "catalogue.topic_taken", "POST", "/topics", `{"name":"=入学"}`)
		c.want(422, "request.invalid", "POST", "/topics", `{"name":"x","active":false}`)
		c.want(200, "", "PATCH", "/topics/1", `{"version":1,"active":false}`)
		c.want(409, "catalogue.stale", "PATCH", "/topics/1", `{"version":1,"active":true}`)
		c.want(422, "request.invalid", "PATCH", "/topics/1", `{"version":2,"name":"改名"}`)
		c.want(422, "request.invalid", "PATCH", "/topics/abc", `{"version":1}`)
		req := httptest.NewRequest("GET", "/api/v1/topics.xlsx", nil)
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, req.WithContext(auth.With(req.Context(), clerk)))
		f, err := excelize.OpenReader(strings.NewReader(w.Body.String()))
		if err != nil {
			t.Fatal(w.Code, err)
		}
		defer func() { _ = f.Close() }()
		rows, err := f.GetRows("专题")
		if err != nil || len(rows) != 12 || fmt.Sprint(rows[:2], rows[11]) != "[[专题 状态] [民生实事 停用]] ['=入学 启用]" {
			t.Errorf("%q, %v", rows, err)
		}
	})
}
