package main

import (
	"net/http"
	"slices"
	"testing"

	"onedoor/internal/directory"
)

// startOf is how far an order must have come for a verb: the verbs before it.
var startOf = map[string][]string{
	"dispatch": {}, "answer": {}, "sign": {"dispatch"}, "return": {"dispatch", "sign"}, "review-return": {"dispatch", "sign", "return"},
	"reply": {"dispatch", "sign"}, "review": {"dispatch", "sign", "reply"}, "archive": {"dispatch", "sign", "reply", "review"},
	"redo": {"dispatch", "sign", "reply", "review"}, "reassign": {"dispatch"}, "urge": {"dispatch"}, "supplement": {"dispatch"}, "note": {"dispatch"},
	"attachments": {"dispatch"}, "repeat": {"dispatch"},
}

// verbs uses every verb as every role on an order that the person sees and that is ready for it, and holds the outcome
// against isolation.verbs.txt; so does the table of roles that the program has.
func (x *town) verbs(t *testing.T) {
	table := readTable(t, "verbs")
	for _, cells := range table.rows {
		for i, role := range table.columns[2:] {
			verb, right, want := cells[0], cells[1], cells[i+2]
			t.Run(verb+"/"+role, func(t *testing.T) {
				if got := x.tryVerb(t, role, verb); (got.status < 300) != (want == "yes") || want == "-" && got.code != "auth.forbidden" {
					t.Errorf("%d %s, want %s", got.status, got.body, want)
				}
				if holds := slices.ContainsFunc(directory.Roles(), func(r directory.Role) bool {
					return r.ID == role && slices.Contains(r.Rights, right)
				}); holds != (want == "yes") {
					t.Errorf("roles.txt gives %s to %s: %v", right, role, holds)
				}
			})
		}
	}
	roles := table.columns[2:]
	for _, r := range directory.Roles() {
		if !slices.Contains(roles, r.ID) {
			t.Errorf("the role %s is not in isolation.verbs.txt", r.ID)
		}
	}
	for _, r := range readRoutes(t) {
		if r.method == http.MethodPost && r.reach == "order" && !slices.Contains(table.column("verb"), r.path[len("/api/v1/orders/{id}/"):]) {
			t.Errorf("POST %s is not in isolation.verbs.txt", r.path)
		}
	}
}

// tryVerb makes an order ready for the verb, in a unit of the role, and uses the verb on it.
func (x *town) tryVerb(t *testing.T, role, verb string) said {
	m := &matter{name: verb, unit: "a", sign: "鹎"}
	if role == "subcentre" {
		m.unit = "s1"
	}
	if verb == "create" {
		return x.post(t, role, "/api/v1/contacts", map[string]any{"door": "phone", "requests": []any{x.form(m)}}, "reply_way", "web")
	}
	x.receive(t, map[string]any{"door": "phone", "contact_phone": "13700000001", "requests": []any{x.form(m)}}, m)
	actors := map[string]string{"dispatch": "dispatcher", "sign": officerOf[m.unit], "return": officerOf[m.unit], "reply": officerOf[m.unit], "review": "reviewer"}
	for _, step := range startOf[verb] {
		x.do(t, actors[step], m, step, x.body(t, actors[step], m, step))
	}
	x.look(t, m)
	in := x.body(t, role, m, verb)
	if verb != "repeat" {
		in["version"] = m.version
	}
	return x.post(t, role, "/api/v1/orders/"+m.order.String()+"/"+verb, in)
}

// body is what a verb needs beside the version.
func (x *town) body(t *testing.T, who string, m *matter, verb string) map[string]any {
	switch verb {
	case "dispatch":
		return map[string]any{"unit_id": x.units[m.unit].ID}
	case "answer":
		return map[string]any{"text": "已处理"}
	case "return":
		return map[string]any{"reason_code": "not_our_duty", "reason": "不归我们管"}
	case "review-return":
		return map[string]any{"uphold": true, "note": "同意"}
	case "reply":
		return map[string]any{"outcome": "resolved", "basis": "已核实", "reached": false, "public_text": "已修好"}
	case "review":
		return map[string]any{"approve": true}
	case "redo":
		return map[string]any{"reason": "没有修好"}
	case "reassign":
		to := "b"
		if m.unit == "s1" {
			to = "s"
		}
		return map[string]any{"unit_id": x.units[to].ID, "reason": "改派"}
	case "supplement":
		return map[string]any{"content": "又坏一盏"}
	case "repeat":
		return map[string]any{"door": "phone", "content": "仍然不亮"}
	case "note":
		return map[string]any{"text": "备注"}
	case "attachments":
		if routeOf(t, readRoutes(t), "POST", "/api/v1/attachments").may(who) {
			return map[string]any{"attachment_ids": []any{x.upload(t, who, "照片.txt", "照片")}}
		}
		return map[string]any{"attachment_ids": []any{"1"}}
	}
	return map[string]any{}
}
