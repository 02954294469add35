package audit_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// people are the staff of the tests.
func people(_ store.Queryer, text string, limit int) (list []audit.Actor, err error) {
	for i := range 50 {
		if a := (audit.Actor{ID: ids.ID(i + 1), Name: fmt.Sprintf("员工%02d", i), Active: true}); strings.Contains(a.Name, text) && len(list) < limit {
			list = append(list, a)
		}
	}
	return list, nil
}

// word knows the unit 5.
func word(_ store.Queryer, _, key, code string) string {
	if key == "unit" && code == "5" {
		return "水务局"
	}
	return ""
}

// TestKeys holds that every key that the rooms write into payloads has a name, and that no name is for a key that is gone.
func TestKeys(t *testing.T) {
	tag := regexp.MustCompile("json:\"([a-z_]+)[\",]")
	written := map[string]bool{}
	err := filepath.WalkDir("../../..", func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "web"):
			return filepath.SkipDir
		case d.Name() != "events.go" && !strings.HasSuffix(path, "audit/export.go") && !strings.HasSuffix(path, "catalogue/dispatch_events.go"):
			return nil
		}
		text, err := os.ReadFile(path) //nolint:gosec // our own sources
		for _, m := range tag.FindAllStringSubmatch(string(text), -1) {
			written[m[1]] = true
		}
		return err
	})
	if err != nil || len(written) < 80 {
		t.Fatalf("%d keys, %v", len(written), err)
	}
	text, err := os.ReadFile("keys.txt")
	if err != nil {
		t.Fatal(err)
	}
	han := regexp.MustCompile(`^\p{Han}+$`)
	for line := range strings.Lines(string(text)) {
		key, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case key == "#":
			continue
		case !ok || !han.MatchString(name):
			t.Errorf("keys.txt: %q", line)
		case !written[key]:
			t.Errorf("keys.txt names %s, which no event has", key)
		}
		delete(written, key)
	}
	for key := range written {
		t.Errorf("keys.txt does not name %s", key)
	}
}

func TestFacts(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		tell := func(kind string, payload any) {
			t.Helper()
			if err := r.Store.Write(t.Context(), func(tx *store.Tx) error {
				_, err := r.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: 101, Actor: 11, Payload: payload})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := r.Ledger.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		sheet := func() []string {
			t.Helper()
			book, err := excelize.OpenReader(strings.NewReader(r.raw(auditor, "/audit.xlsx?subject=ZH2026-1")))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = book.Close() }()
			rows, err := book.GetRows("审计")
			if err != nil || len(rows) < 2 {
				t.Fatalf("%q, %v", rows, err)
			}
			return rows[1] // the newest
		}
		for _, c := range []struct {
			name, kind string
			payload    any
			kindName   string
			want       string
		}{
			{"InItsOrder", "workorder.signed", json.RawMessage(`{"urgent":true,"unit":"5","prev_unit":"6","late":false}`), "签收", "紧急：是；单位：水务局；原单位：6；逾期：否"},
			{"EmptyIsLeftOut", "workorder.signed", json.RawMessage(`{"unit":null,"code":"","commit":"ab"}`), "签收", "文字摘要：ab"},
			{"Moments", "workorder.signed", json.RawMessage(`{"due_at":1795311000000000,"until":0,"version":3}`), "签收", "到期时间：2026-11-22 09:30:00；版本：3"},
			{"Nested", "followup.answered", json.RawMessage(`{"was":{"contacted":true,"satisfaction":5}}`), "回访有结果", "原为：是否联系：是，满意程度：5"},
			{"Lists", "directory.unit_changed", json.RawMessage(`{"changed":["mode","parent","pinyin"],"years":[2026,2027]}`), "修改单位", "改动：归并方式、上级、pinyin；年份：2026、2027"},
			{"UnknownKind", "moon.landed", json.RawMessage(`{"crater":"Tycho"}`), "moon.landed", "crater：Tycho"},
			{"Deep", "moon.landed", json.RawMessage(`{"a":{"b":{"c":{"d":1}}},"e":[[[[1]]]]}`), "moon.landed", "e：[1]"},
			{"Hostile", "moon.landed", json.RawMessage(`{"a":"=1+1","b":"<script>"}`), "moon.landed", "a：=1+1；b：<script>"},
			{"NoObject", "moon.landed", json.RawMessage(`[1,2]`), "moon.landed", ""},
			{"Nothing", "moon.landed", nil, "moon.landed", ""},
		} {
			t.Run(c.name, func(t *testing.T) {
				tell(c.kind, c.payload)
				_, a := r.call(auditor, "GET", "/audit?subject=ZH2026-1&limit=1")
				if len(a.Items) != 1 {
					t.Fatalf("%+v", a)
				}
				e := a.Items[0]
				var parts []string
				for _, f := range e.Facts {
					parts = append(parts, f.Name+"："+f.Text)
				}
				if got := strings.Join(parts, "；"); got != c.want || e.KindName != c.kindName || e.OrderNumber != "ZH2026-1" || e.ActorName != "姓名11" {
					t.Errorf("%q %s %s, want %q", got, e.KindName, e.OrderNumber, c.want)
				}
				if row := sheet(); row[2] != c.kindName || row[3] != c.kind || row[6] != "ZH2026-1" || row[8] != c.want {
					t.Errorf("%q", row)
				}
			})
		}
		t.Run("NoOrder", func(t *testing.T) {
			if _, a := r.call(auditor, "GET", "/audit?subject=102&limit=1"); len(a.Items) != 1 || a.Items[0].OrderNumber != "" {
				t.Errorf("%+v", a)
			}
		})
	})
}

func TestActors(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		var page struct{ Items []audit.Actor }
		if err := json.Unmarshal([]byte(r.raw(auditor, "/audit/actors?q=%20%E5%91%98%E5%B7%A54%20")), &page); err != nil || len(page.Items) != 10 || page.Items[0].Name != "员工40" {
			t.Errorf("%+v, %v", page, err)
		}
		if err := json.Unmarshal([]byte(r.raw(auditor, "/audit/actors")), &page); err != nil || len(page.Items) != 20 {
			t.Errorf("%d, %v", len(page.Items), err)
		}
		for _, c := range []struct {
			p      auth.Principal
			path   string
			status int
		}{{auth.Principal{}, "/audit/actors", 401}, {officer, "/audit/actors", 403}, {engineer, "/audit/actors", 403},
			{auditor, "/audit/actors?q=" + strings.Repeat("a", 61), 422}} {
			if status, _ := r.call(c.p, "GET", c.path); status != c.status {
				t.Errorf("%s as %d: %d, want %d", c.path, c.p.ID, status, c.status)
			}
		}
	})
}
