package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// supervision opens a case about an order of unit a and one of unit b, instructs both, and calls both to a meeting with
// an item each: who sees which part, and what another unit's things answer.
func (x *town) supervision(t *testing.T) {
	a := &matter{name: "watched-a", unit: "a", sign: "鸬"}
	b := &matter{name: "watched-b", unit: "b", sign: "鹚"}
	s := &matter{name: "watched-s1", unit: "s1", sign: "鸊"}
	for _, m := range []*matter{a, b, s} {
		x.receive(t, map[string]any{"door": "phone", "contact_phone": "13700000009", "requests": []any{x.form(m)}}, m)
		x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units[m.unit].ID})
	}
	type thing struct {
		ID      ids.ID `json:"id"`
		Version int64  `json:"version"`
	}
	var opened struct {
		Items []thing `json:"items"`
	}
	x.must(t, "supervisor", "POST", "/supervise/cases", map[string]any{"order_ids": []any{a.order, b.order}, "reason_code": "leader", "words": "请核实"}, &opened)
	kase := opened.Items[0]
	path := "/supervise/cases/" + kase.ID.String()
	tasks := map[string]thing{}
	for _, m := range []*matter{a, b} {
		var v struct {
			Tasks []struct {
				thing
				UnitID ids.ID `json:"unit_id"`
			} `json:"tasks"`
		}
		x.must(t, "supervisor", "POST", path+"/instruct", map[string]any{"version": 1, "unit_id": x.units[m.unit].ID, "order_id": m.order, "words": m.sign + "桥限期修复"}, &v)
		for _, task := range v.Tasks {
			if task.UnitID == x.units[m.unit].ID {
				tasks[m.unit] = task.thing
			}
		}
	}
	var meeting thing
	var items []any
	for _, m := range []*matter{a, b} {
		var d thing
		x.must(t, "dispatcher", "POST", "/supervise/docket", map[string]any{"order_id": m.order, "reason_code": "unclear_duty", "words": m.sign + "桥归属不清"}, &d)
		items = append(items, d.ID)
	}
	x.must(t, "leader", "POST", "/meetings", map[string]any{"title": "联席会议", "at": x.clock.Now().Add(48 * time.Hour), "place": "三楼", "agenda": items,
		"guests": []any{map[string]any{"unit_id": x.units["a"].ID}}}, &meeting)
	x.must(t, "leader", "POST", "/meetings/"+meeting.ID.String()+"/call", map[string]any{"version": meeting.Version}, &meeting)

	none := ids.New().String()
	for _, c := range []struct {
		who     string
		sees    bool // the case
		meets   bool // knows of the meeting
		reads   string
		mustNot string
	}{
		{"officer", true, true, a.sign, b.sign},
		{"officer-b", true, false, b.sign, a.sign},
		{"officer-s1", false, false, "", a.sign},
		{"subcentre", false, false, "", b.sign},
		{"supervisor", true, true, a.sign, ""},
		{"analyst", true, true, b.sign, ""},
	} {
		for p, sees := range map[string]bool{path: c.sees, "/meetings/" + meeting.ID.String(): c.meets} {
			got := x.say(t, c.who, "GET", "/api/v1"+p, "")
			nothing := x.say(t, c.who, "GET", "/api/v1"+p[:strings.LastIndex(p, "/")+1]+none, "")
			switch {
			case !sees && !got.like(nothing):
				t.Errorf("GET %s as %s differs from nothing: %d %s", p, c.who, got.status, got.body)
			case sees && (got.status != http.StatusOK || !strings.Contains(got.body, c.reads)):
				t.Errorf("GET %s as %s: %d %s", p, c.who, got.status, got.body)
			case c.mustNot != "" && strings.Contains(got.body, c.mustNot):
				t.Errorf("GET %s as %s holds another unit's words: %s", p, c.who, got.body)
			}
		}
		for _, list := range []string{"/supervise/cases", "/supervise/tasks", "/supervise/docket?state=scheduled", "/meetings", "/supervise/watch?view=upcoming", "/supervise/cards", "/supervise/suggestions"} {
			if got := x.say(t, c.who, "GET", "/api/v1"+list, ""); got.status != http.StatusOK || c.mustNot != "" && strings.Contains(got.body, c.mustNot) {
				t.Errorf("GET %s as %s: %d %s", list, c.who, got.status, got.body)
			}
		}
	}
	answer := `{"version":1,"words":"已修复"}`
	at := func(id string) string { return "/api/v1/supervise/tasks/" + id + "/answer" }
	for _, who := range []string{"officer-b", "officer-s1", "subcentre"} {
		x.alike(t, who, "POST", at(tasks["a"].ID.String()), answer, at(none), answer)
	}
	if got := x.say(t, "officer", "POST", at(tasks["a"].ID.String()), answer); got.status != http.StatusOK {
		t.Errorf("the unit's own task: %d %s", got.status, got.body)
	}
	// What only the centre may do is refused before it is looked for.
	for _, p := range []string{path + "/close", path + "/instruct", "/supervise/tasks/" + tasks["a"].ID.String() + "/review", "/meetings/" + meeting.ID.String() + "/hold"} {
		if got := x.say(t, "officer", "POST", "/api/v1"+p, `{"version":1}`); got.code != "auth.forbidden" {
			t.Errorf("POST %s as officer: %d %s", p, got.status, got.code)
		}
	}
}
