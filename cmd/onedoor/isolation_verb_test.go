package main

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/door/partner"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// startOf is how far an order must have come for a verb: the verbs before it.
var startOf = map[string][]string{
	"dispatch": {}, "answer": {}, "sign": {"dispatch"}, "return": {"dispatch", "sign"}, "review-return": {"dispatch", "sign", "return"},
	"reply": {"dispatch", "sign"}, "review": {"dispatch", "sign", "reply"}, "archive": {"dispatch", "sign", "reply", "review"},
	"redo": {"dispatch", "sign", "reply", "review"}, "reassign": {"dispatch"}, "urge": {"dispatch"}, "supplement": {"dispatch"}, "note": {"dispatch"},
	"attachments": {"dispatch"}, "repeat": {"dispatch"}, "refuse": {}, "give-back": {"dispatch"},
	"accuse": {"dispatch"}, "judge-accused": {"dispatch", "accuse"}, "ask-contact": {"dispatch", "seal"},
	"designate": {"dispatch", "sign", "return"}, "apply": {"dispatch", "sign"}, "decide": {"dispatch", "sign", "apply"},
	"pause": {"dispatch", "sign"}, "resume": {"dispatch", "sign", "pause"}, "progress": {"dispatch", "sign"}, "contact": {"dispatch", "sign"},
	"merge": {"dispatch"}, "split": {"merge"}, "withdraw": {"dispatch"}, "seal": {"dispatch"}, "unseal": {"dispatch", "seal"}, "classify": {"dispatch"},
	"reopen": {"dispatch", "sign", "reply", "review", "archive"},
	"invite": {"dispatch"}, "contribute": {"dispatch", "invite"}, "return-invite": {"dispatch", "invite"}, "release": {"dispatch", "invite"},
	"insist": {"dispatch", "invite", "return-invite"}, "transfer": {"dispatch"}, "recall": {"dispatch", "transfer"},
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
	who, helper := role, "b"
	steps := startOf[verb]
	switch part := verb == "contribute" || verb == "return-invite"; {
	case part && role == "subcentre":
		m.unit, helper = "b", "s1"
	case part:
		m.unit, helper = "b", "a"
	case role == "subcentre" && (verb == "transfer" || verb == "recall"): // between the sub-centre and its units
		m.unit = "s"
	case role == "subcentre":
		m.unit = "s1"
	case verb == "transfer" || verb == "recall" || verb == "urge" && role == "officer": // an officer urges what the unit passed down
		if m.unit = "d"; verb == "urge" {
			steps = []string{"dispatch", "transfer"}
		}
		if role == "officer" {
			who = "officer-d"
		}
	}
	if verb == "create" {
		return x.post(t, role, "/api/v1/contacts", map[string]any{"door": "phone", "requests": []any{x.form(m)}}, "reply_way", "web")
	}
	contact := map[string]any{"door": "phone", "contact_phone": "13700000001", "requests": []any{x.form(m)}}
	if role == "number_seat" {
		contact["hotline_number"] = townLine
	}
	x.receive(t, contact, m)
	actors := map[string]string{"dispatch": "dispatcher", "sign": officerOf[m.unit], "return": officerOf[m.unit], "reply": officerOf[m.unit], "review": "reviewer",
		"apply": officerOf[m.unit], "pause": "leader", "merge": "leader", "seal": "leader", "accuse": "leader", "archive": "leader", "invite": officerOf[m.unit], "return-invite": officerOf[helper], "transfer": officerOf[m.unit]}
	for _, step := range steps {
		in := x.body(t, actors[step], m, step)
		if step == "invite" {
			in["unit_id"] = x.units[helper].ID
		}
		x.do(t, actors[step], m, step, in)
	}
	x.look(t, m)
	in := x.body(t, who, m, verb)
	if verb != "repeat" {
		in["version"] = m.version
	}
	return x.post(t, who, "/api/v1/orders/"+m.order.String()+"/"+verb, in)
}

// body is what a verb needs beside the version.
func (x *town) body(t *testing.T, who string, m *matter, verb string) map[string]any {
	switch verb {
	case "dispatch":
		return map[string]any{"unit_id": x.units[m.unit].ID}
	case "answer":
		return map[string]any{"text": "已处理"}
	case "return":
		return map[string]any{"reason_code": "facts_unclear", "reason": "不归我们管"}
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
	case "designate":
		return map[string]any{"unit_id": x.units[m.unit].ID, "reason": "指定"}
	case "apply":
		return map[string]any{"kind": "extension", "amount": 1, "reason": "要等检测"}
	case "decide":
		return map[string]any{"approve": true}
	case "pause":
		return map[string]any{"reason": "等检测", "until": x.clock.Now().Add(72 * time.Hour)}
	case "contact":
		return map[string]any{"contacted_at": x.clock.Now(), "reached": true}
	case "accuse":
		return map[string]any{"phone": "13912345678", "reason": "来电人指明"}
	case "judge-accused":
		var o struct {
			Parties []struct {
				ID ids.ID `json:"id"`
			} `json:"accused_parties"`
		}
		x.must(t, "leader", "GET", "/orders/"+m.order.String(), nil, &o)
		return map[string]any{"accused_id": o.Parties[0].ID, "confirm": false, "reason": "已核实"}
	case "ask-contact":
		return map[string]any{"ask": "请问是哪一栋"}
	case "progress":
		return map[string]any{"content": "已勘查"}
	case "merge":
		main := &matter{name: "main", unit: m.unit, sign: "鹇"}
		x.receive(t, map[string]any{"door": "phone", "contact_phone": "13700000002", "requests": []any{x.form(main)}}, main)
		return map[string]any{"into_id": main.order}
	case "invite":
		return map[string]any{"unit_id": x.units["b"].ID, "ask": "请协助查明"}
	case "contribute":
		return map[string]any{"text": "已查明"}
	case "return-invite":
		return map[string]any{"reason_code": "facts_unclear", "reason": "不清楚要做什么"}
	case "transfer":
		to := "d1"
		if m.unit == "s" {
			to = "s1"
		}
		return map[string]any{"unit_id": x.units[to].ID}
	case "resume", "split", "withdraw", "seal", "unseal", "reopen", "release", "insist", "recall":
		return map[string]any{"reason": "有理由"}
	case "classify":
		return map[string]any{"kind": "suggestion", "urgent": false, "business": true, "reason": "有理由"}
	case "supplement":
		return map[string]any{"content": "又坏一盏"}
	case "give-back":
		x.fromPartner(t, m.order)
		return map[string]any{"code": "other", "reason": "不属本市"}
	case "refuse":
		return map[string]any{"code": "outside-city"}
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

// fromPartner makes an order one that a partner handed over.
func (x *town) fromPartner(t *testing.T, order ids.ID) {
	t.Helper()
	id := ids.New()
	err := x.store.Write(t.Context(), func(tx *store.Tx) error {
		p, err := x.partner.Add(tx, auth.System, partner.PartnerIn{Code: "p" + id.String(), Name: "邻市"})
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO partner_exchange (id, partner_id, side, ref, order_id, state, their_number, their_due_at, contact, identity, out_seq, in_seq,
			created_at, changed_at) VALUES (?, ?, 'in', ?, ?, 'accepted', 'LS1', 0, '', 'none', 1, 1, 1, 1)`, id, p.ID, id.String(), order)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
