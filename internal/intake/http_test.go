package intake

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/workorder"
)

func TestHTTPTakeOn(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		body := map[string]any{"door": "phone", "hotline_number": "12345", "caller_number": "15400001234", "caller_name": "林小满",
			"requests": []any{map[string]any{"kind": "complaint", "category_id": b.leak.String(), "division_code": "440402007", "title": "水管漏水",
				"content": "小区门口水管漏水。", "urgent": true, "then": map[string]any{"verb": "dispatch", "unit_id": b.waters.String(), "note": "请办"}}}}
		receipt := func(answer map[string]any) map[string]any {
			return answer["receipts"].([]any)[0].(map[string]any)
		}
		t.Run("Created", func(t *testing.T) {
			status, answer := b.http(seat, http.MethodPost, "/contacts", body)
			if status != http.StatusCreated || receipt(answer)["query_code"] == "" || receipt(answer)["contact_id"] != answer["contact_id"] {
				t.Fatalf("%d %v", status, answer)
			}
		})
		t.Run("RetriedWithTheSameKey", func(t *testing.T) {
			_, first := b.http(seat, http.MethodPost, "/contacts", body, "Idempotency-Key", "contact-key-1")
			status, again := b.http(seat, http.MethodPost, "/contacts", body, "Idempotency-Key", "contact-key-1")
			if status != http.StatusCreated || fmt.Sprint(first) != fmt.Sprint(again) || receipt(again)["query_code"] == "" {
				t.Fatalf("%v\n%d %v", first, status, again)
			}
			if dump := b.dump("httpx_idempotency"); strings.Contains(dump, NormalCode(receipt(first)["query_code"].(string))) ||
				strings.Contains(dump, receipt(first)["query_code"].(string)) {
				t.Error("the stored answer holds the query code")
			}
			body["door"] = "counter"
			if status, answer := b.http(seat, http.MethodPost, "/contacts", body, "Idempotency-Key", "contact-key-1"); status != http.StatusConflict {
				t.Errorf("%d %v", status, answer)
			}
			body["door"] = "phone"
		})
		t.Run("RetriedWithTheSameToken", func(t *testing.T) {
			body["token"] = "0123456789abcdef-form"
			_, first := b.http(seat, http.MethodPost, "/contacts", body, "Idempotency-Key", "contact-key-2")
			_, again := b.http(seat, http.MethodPost, "/contacts", body, "Idempotency-Key", "contact-key-3")
			delete(body, "token")
			if fmt.Sprint(first) != fmt.Sprint(again) {
				t.Fatalf("%v\n%v", first, again)
			}
		})
		t.Run("Bad", func(t *testing.T) {
			for name, text := range map[string]string{
				"Empty": "", "NotJSON": "{", "Array": "[]", "WrongTypes": `{"door":7,"requests":"x"}`, "UnknownField": `{"door":"phone","admin":true}`,
				"NumberAsID": `{"door":"phone","requests":[{"kind":"help","category_id":1.5,"title":"a","content":"b"}]}`,
				"HugeID":     `{"door":"phone","requests":[{"kind":"help","category_id":"99999999999999999999","title":"a","content":"b"}]}`,
				"BadTime":    `{"door":"phone","requests":[{"kind":"help","title":"a","content":"b","occurred_at":"yesterday"}]}`,
				"Null":       `{"door":null,"requests":null}`, "NullRequest": `{"door":"phone","requests":[null]}`,
			} {
				status, answer := b.http(seat, http.MethodPost, "/contacts", text)
				if status < 400 || status >= 500 || answer["code"] == nil {
					t.Errorf("%s: %d %v", name, status, answer)
				}
			}
			status, answer := b.http(seat, http.MethodPost, "/contacts", `{"door":"phone","requests":[{}]}`)
			if status != http.StatusUnprocessableEntity || answer["code"] != "intake.invalid_form" {
				t.Errorf("empty request: %d %v", status, answer)
			}
			if status, _ := b.http(seat, http.MethodPost, "/contacts", `{"door":"`+strings.Repeat("x", 3<<20)+`"}`); status != http.StatusRequestEntityTooLarge {
				t.Errorf("huge: %d", status)
			}
		})
		t.Run("AddAndRepeat", func(t *testing.T) {
			_, answer := b.http(seat, http.MethodPost, "/contacts", body)
			contact, order := answer["contact_id"].(string), receipt(answer)["order_id"].(string)
			form := body["requests"].([]any)[0]
			status, added := b.http(seat, http.MethodPost, "/contacts/"+contact+"/requests", form, "Idempotency-Key", "add-key-0001")
			_, again := b.http(seat, http.MethodPost, "/contacts/"+contact+"/requests", form, "Idempotency-Key", "add-key-0001")
			if status != http.StatusCreated || added["query_code"] == "" || fmt.Sprint(added) != fmt.Sprint(again) {
				t.Errorf("%d %v %v", status, added, again)
			}
			call := map[string]any{"door": "phone", "caller_number": "15400005555", "content": "还在漏", "urge": true}
			status, repeated := b.http(seat, http.MethodPost, "/orders/"+order+"/repeat", call, "Idempotency-Key", "repeat-key-1")
			_, again = b.http(seat, http.MethodPost, "/orders/"+order+"/repeat", call, "Idempotency-Key", "repeat-key-1")
			if status != http.StatusCreated || fmt.Sprint(repeated) != fmt.Sprint(again) || repeated["order"].(map[string]any)["urge_count"] != 1.0 {
				t.Errorf("%d %v %v", status, repeated, again)
			}
			if id, err := ids.Parse(order); err != nil {
				t.Error(err)
			} else {
				b.complete(id, "已修好。")
			}
			if status, late := b.http(seat, http.MethodPost, "/orders/"+order+"/repeat", call, "Idempotency-Key", "repeat-key-1"); status != http.StatusCreated || fmt.Sprint(late) != fmt.Sprint(repeated) {
				t.Errorf("retried after the completion: %d %v", status, late)
			}
			if status, late := b.http(seat, http.MethodPost, "/orders/"+order+"/repeat", call, "Idempotency-Key", "repeat-key-2"); late["code"] != "intake.order_closed" {
				t.Errorf("after the completion: %d %v", status, late)
			}
			_, list := b.http(seat, http.MethodGet, "/requests?order_id="+order, nil)
			if n := len(list["items"].([]any)); n != 2 {
				t.Errorf("%d requests: %v", n, list)
			}
			_, byNumber := b.http(seat, http.MethodGet, "/requests?number="+receipt(answer)["number"].(string), nil)
			if len(byNumber["items"].([]any)) != 1 {
				t.Errorf("%v", byNumber)
			}
			_, shown := b.http(seat, http.MethodGet, "/contacts/"+contact, nil)
			if n := len(shown["requests"].([]any)); n != 2 {
				t.Errorf("%v", shown)
			}
			if status, answer := b.http(seat, http.MethodGet, "/requests", nil); status != http.StatusUnprocessableEntity {
				t.Errorf("%d %v", status, answer)
			}
			status, history := b.http(seat, http.MethodPost, "/history", map[string]any{"phone": "15400001234"})
			if status != http.StatusOK || len(history["requests"].([]any)) == 0 {
				t.Errorf("%d %v", status, history)
			}
			if text := fmt.Sprint(list, shown, history); strings.Contains(text, "15400001234") || strings.Contains(text, "林小满") {
				t.Error("an identity is shown unmasked")
			}
		})
	})
}

// Who may call what: nobody without signing in, nobody without the right.
func TestHTTPRights(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		r := b.takeOn(seat, b.call())[0]
		routes := []struct{ method, path, body string }{
			{http.MethodPost, "/contacts", `{"door":"phone"}`},
			{http.MethodPost, "/contacts/" + r.Contact.String() + "/requests", `{}`},
			{http.MethodPost, "/orders/" + r.Order.String() + "/repeat", `{}`},
			{http.MethodGet, "/contacts/" + r.Contact.String(), ""},
			{http.MethodGet, "/requests?order_id=" + r.Order.String(), ""},
			{http.MethodPost, "/requests/" + r.Request.String() + "/originals", `{"purpose":"handle"}`},
			{http.MethodPost, "/history", `{"phone":"15400001234"}`},
			{http.MethodGet, "/drafts", ""},
			{http.MethodGet, "/drafts/x", ""},
			{http.MethodPut, "/drafts/x", `{}`},
			{http.MethodDelete, "/drafts/x", ""},
		}
		reader := auth.Principal{ID: 30, Scope: auth.Scope{All: true}}.WithRights(workorder.RightRead)
		for _, c := range routes {
			if status, answer := b.http(auth.Principal{}, c.method, c.path, c.body); status != http.StatusUnauthorized {
				t.Errorf("%s %s without sign-in: %d %v", c.method, c.path, status, answer)
			}
			if status, answer := b.http(reader, c.method, c.path, c.body); status != http.StatusForbidden {
				t.Errorf("%s %s without the right: %d %v", c.method, c.path, status, answer)
			}
		}
		// An officer of a unit that has nothing to do with it: as if it did not exist.
		for _, path := range []string{"/contacts/" + r.Contact.String(), "/requests?order_id=" + r.Order.String(), "/requests?number=" + r.Number} {
			status, answer := b.http(officer(b.roads), http.MethodGet, path, nil)
			absent, _ := b.http(officer(b.roads), http.MethodGet, strings.NewReplacer(r.Contact.String(), "4711", r.Order.String(), "4711", r.Number, "ZH0").Replace(path), nil)
			if status != http.StatusNotFound || absent != http.StatusNotFound {
				t.Errorf("%s: %d %v, absent %d", path, status, answer, absent)
			}
		}
	})
}

func TestHTTPDrafts(t *testing.T) {
	each(t, Options{MaxDraft: 1000, MaxDrafts: 3}, func(t *testing.T, b *bench) {
		form := `{"caller_number":"15400001234","requests":[{"title":"写到一半"}]}`
		put := func(p auth.Principal, key, body string) (int, any) {
			status, answer := b.http(p, http.MethodPut, "/drafts/"+key, body)
			return status, answer["code"]
		}
		if status, code := put(seat, "call-1", form); status != http.StatusOK {
			t.Fatalf("%d %v", status, code)
		}
		if strings.Contains(b.dump("intake_draft"), "15400001234") {
			t.Error("the draft is readable in the table")
		}
		status, answer := b.http(seat, http.MethodGet, "/drafts/call-1", nil)
		if status != http.StatusOK || answer["form"].(map[string]any)["caller_number"] != "15400001234" {
			t.Fatalf("%d %v", status, answer)
		}
		t.Run("OthersDoNotSeeIt", func(t *testing.T) {
			if status, _ := b.http(leader, http.MethodGet, "/drafts/call-1", nil); status != http.StatusNotFound {
				t.Errorf("%d", status)
			}
			_, list := b.http(leader, http.MethodGet, "/drafts", nil)
			if len(list["items"].([]any)) != 0 {
				t.Errorf("%v", list)
			}
		})
		t.Run("Overwritten", func(t *testing.T) {
			put(seat, "call-1", `{"a":2}`)
			_, answer := b.http(seat, http.MethodGet, "/drafts/call-1", nil)
			if answer["form"].(map[string]any)["a"] != 2.0 {
				t.Errorf("%v", answer)
			}
		})
		t.Run("Refused", func(t *testing.T) {
			for _, c := range []struct {
				key, body string
				code      string
			}{
				{"big", `{"a":"` + strings.Repeat("x", 1000) + `"}`, "intake.draft_too_large"},
				{"broken", `{"a":`, "request.invalid"},
				{"list", `[]`, "request.invalid"},
				{"empty", ``, ""},
				{"a%20b", `{}`, "intake.invalid_form"},
				{"%E8%8D%89%E7%A8%BF", `{}`, "intake.invalid_form"},
			} {
				status, code := put(seat, c.key, c.body)
				if status < 400 || status >= 500 || c.code != "" && code != c.code {
					t.Errorf("%s: %d %v", c.key, status, code)
				}
			}
			put(seat, "call-2", `{}`)
			put(seat, "call-3", `{}`)
			if status, code := put(seat, "call-4", `{}`); status != http.StatusConflict || code != "intake.too_many_drafts" {
				t.Errorf("one too many: %d %v", status, code)
			}
			if status, _ := put(seat, "call-3", `{"b":1}`); status != http.StatusOK {
				t.Errorf("changing one when there are as many as may be: %d", status)
			}
		})
		t.Run("MovedToAnotherRowItDoesNotOpen", func(t *testing.T) {
			if err := b.swapDrafts("call-2", "call-3"); err != nil {
				t.Fatal(err)
			}
			if status, _ := b.http(seat, http.MethodGet, "/drafts/call-2", nil); status != http.StatusInternalServerError {
				t.Errorf("%d", status)
			}
		})
		t.Run("DeletedWithTheSubmission", func(t *testing.T) {
			in := b.call()
			in.DraftKey = "call-1"
			b.takeOn(seat, in)
			if status, _ := b.http(seat, http.MethodGet, "/drafts/call-1", nil); status != http.StatusNotFound {
				t.Errorf("%d", status)
			}
		})
		t.Run("Deleted", func(t *testing.T) {
			for range 2 {
				if status, _ := b.http(seat, http.MethodDelete, "/drafts/call-2", nil); status != http.StatusNoContent {
					t.Errorf("%d", status)
				}
			}
			_, list := b.http(seat, http.MethodGet, "/drafts", nil)
			if len(list["items"].([]any)) != 1 {
				t.Errorf("%v", list)
			}
		})
	})
}
