package main

import (
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestAudit_Words holds that an auditor reads names where the ledger keeps ids and codes.
func TestAudit_Words(t *testing.T) {
	x := newPeacefulTown(t, store.SQLite)
	m := &matter{name: "a", unit: "a", sign: "鹎"}
	x.receive(t, map[string]any{"door": "phone", "caller_name": "王小明", "contact_phone": "13800000001", "requests": []any{x.form(m)}}, m)
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["a"].ID})
	x.settle(t)
	type entry struct {
		Kind        string `json:"kind"`
		KindName    string `json:"kind_name"`
		OrderNumber string `json:"order_number"`
		ActorName   string `json:"actor_name"`
		Facts       []struct{ Name, Text string }
	}
	search := func(query string) (facts string, e entry) {
		t.Helper()
		var page struct{ Items []entry }
		x.must(t, "auditor", "GET", "/audit?limit=1&"+query, nil, &page)
		if len(page.Items) != 1 {
			t.Fatalf("%s: %+v", query, page)
		}
		for _, f := range page.Items[0].Facts {
			facts += f.Name + "：" + f.Text + "；"
		}
		return facts, page.Items[0]
	}
	facts, e := search("kind=workorder.dispatched&subject=" + m.number)
	for _, part := range []string{"自：待派单；", "至：待签收；", "单位：水务管理局；", "诉求分类：公用设施；", "种类：求助；"} {
		if !strings.Contains(facts, part) {
			t.Errorf("no %s in %s", part, facts)
		}
	}
	if e.KindName != "派单" || e.OrderNumber != m.number || e.ActorName != "职员dispatcher" {
		t.Errorf("%+v", e)
	}
	if facts, e := search("kind=directory.staff_added"); !strings.Contains(facts, "角色：") || !strings.Contains(facts, "人员：职员") || e.OrderNumber != "" {
		t.Errorf("%s %+v", facts, e)
	}
	if facts, _ := search("kind=directory.unit_added"); !strings.Contains(facts, "上级：东城区政府；") {
		t.Error(facts)
	}
	if facts, _ := search("kind=catalogue.category_added"); !strings.Contains(facts, "诉求分类：公用设施；") {
		t.Error(facts)
	}
	var actors struct {
		Items []struct {
			ID       ids.ID `json:"id"`
			Login    string `json:"login"`
			UnitName string `json:"unit_name"`
		}
	}
	x.must(t, "auditor", "GET", "/audit/actors?q=officer-d1", nil, &actors)
	if len(actors.Items) != 1 || actors.Items[0].Login != "officer-d1" || actors.Items[0].UnitName != "河口街道办" {
		t.Fatalf("%+v", actors)
	}
	if _, e := search("actor=" + x.dispatcher(t).String()); e.ActorName != "职员dispatcher" {
		t.Errorf("%+v", e)
	}
}

// dispatcher is the id of the town's dispatcher, as an auditor finds it.
func (x *town) dispatcher(t *testing.T) ids.ID {
	t.Helper()
	var actors struct {
		Items []struct {
			ID ids.ID `json:"id"`
		}
	}
	x.must(t, "auditor", "GET", "/audit/actors?q=dispatcher", nil, &actors)
	if len(actors.Items) != 1 {
		t.Fatalf("%+v", actors)
	}
	return actors.Items[0].ID
}
