package main

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/store"
	"onedoor/internal/retention"
	"onedoor/internal/workorder"
)

// TestRetention lets the rules and a person's demand erase orders of the small city, and holds that they reach what they
// say and nothing else, that the history is still proved unchanged, and that nothing of it can be read any more.
func TestRetention(t *testing.T) {
	eachTown(t, func(t *testing.T, x *town) {
		t.Run("Rules", x.retentionRules)
		t.Run("Hold", x.holdKeeps)
		t.Run("Apart", x.erasedApart)
		t.Run("Imported", x.importedErased)
		t.Run("Demand", x.erasureOnDemand)
		t.Run("Verify", x.verifiesAfterErasing)
	})
}

// archive ends an order: nobody was reached.
func (x *town) archive(t *testing.T, m *matter) {
	t.Helper()
	x.do(t, "reviewer", m, "archive", nil)
}

func (x *town) retentionRules(t *testing.T) {
	m := x.matter("a-done")
	x.archive(t, m)
	x.archive(t, x.matter("b-done"))
	x.clock.Advance(24 * time.Hour)
	q := func() store.Queryer { return x.store.Read(context.WithoutCancel(t.Context())) }
	put := func(code string, months int, active bool, version int64) said {
		body := `{"months":` + itoa(int64(months)) + `,"active":` + map[bool]string{true: "true", false: "false"}[active] + `,"version":` + itoa(version) + `}`
		return x.say(t, "admin", http.MethodPut, "/api/v1/retention/rules/"+code, body)
	}
	// As shipped nothing is erased, whatever time passes.
	x.clock.Advance(13 * 30 * 24 * time.Hour)
	x.settle(t)
	if o, err := x.orders.Get(q(), auth.System, m.order); err != nil || o.Erased != 0 {
		t.Fatalf("erased %d by a rule that is off: %v", o.Erased, err)
	}
	if got := x.say(t, "admin", http.MethodGet, "/api/v1/retention/preview?code=words&months=12", ""); !strings.Contains(got.body, `"orders":3`) {
		t.Errorf("preview: %d %s", got.status, got.body)
	}
	if got := x.say(t, "admin", http.MethodGet, "/api/v1/retention/preview?code=words&months=120", ""); !strings.Contains(got.body, `"orders":0`) {
		t.Errorf("preview of ten years: %d %s", got.status, got.body)
	}
	for _, code := range []string{"words", "originals", "identities", "files"} {
		if got := put(code, 12, true, 1); got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", code, got.status, got.body)
		}
	}
	if got := put("words", 6, true, 1); got.code != "retention.stale" {
		t.Errorf("an old version: %d %s", got.status, got.body)
	}
	if got := put("words", 0, true, 2); got.status < 400 {
		t.Errorf("no months: %d %s", got.status, got.body)
	}
	x.clock.Advance(25 * time.Hour)
	for range 4 {
		x.settle(t)
	}
	o, err := x.orders.Get(q(), auth.System, m.order)
	if want := workorder.ErasedWords | workorder.ErasedFiles | workorder.ErasedOriginals | workorder.ErasedIdentities; err != nil || o.Erased != want {
		t.Fatalf("erased %d, want %d: %v", o.Erased, want, err)
	}
	if o.Number != m.number || o.State != workorder.StateArchived || len(o.Salt) != 0 {
		t.Errorf("order %s %s, salt %x", o.Number, o.State, o.Salt)
	}
	for _, path := range []string{"/orders/" + m.order.String(), "/orders/" + m.order.String() + "/timeline", "/requests?order_id=" + m.order.String(),
		"/followups/" + m.followup.String(), "/orders?q=" + m.sign + "桥"} {
		if got := x.say(t, "leader", http.MethodGet, "/api/v1"+path, ""); strings.Contains(got.body, m.sign) {
			t.Errorf("GET %s still holds words: %s", path, got.body)
		}
	}
	if masked, err := x.vault.Masked(q(), m.identity); err != nil || !masked[m.identity].Erased {
		t.Errorf("the identity is kept: %+v, %v", masked[m.identity], err)
	}
	if got := x.say(t, "leader", http.MethodGet, "/api/v1/attachments/"+m.files[0].String(), ""); got.code != "workorder.file_erased" {
		t.Errorf("the file: %d %s", got.status, got.body)
	}
	// Open orders keep everything.
	for _, name := range []string{"a", "gone"} {
		other, err := x.orders.Get(q(), auth.System, x.matter(name).order)
		if err != nil || other.Erased != 0 || !strings.Contains(other.Title, x.matter(name).sign) {
			t.Errorf("%s: erased %d, %q, %v", name, other.Erased, other.Title, err)
		}
	}
}

func (x *town) erasureOnDemand(t *testing.T) {
	m := &matter{name: "demand", unit: "b", sign: "鹎"}
	x.takeOn(t, 40, m)
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["b"].ID})
	x.work(t, "officer-b", m) // somebody else calls about it, too
	x.reply(t, "officer-b", m)
	x.do(t, "reviewer", m, "review", map[string]any{"approve": true})
	ask := func(who, number string) said {
		return x.say(t, who, http.MethodPost, "/api/v1/retention/erasures", `{"number":"`+number+`","reason":"本人持身份证到窗口要求","words":true}`)
	}
	if got := ask("leader", x.matter("a").number); got.code != "retention.still_open" {
		t.Errorf("an open order: %d %s", got.status, got.body)
	}
	if got := ask("leader", "YM0"); got.code != "intake.no_such_request" {
		t.Errorf("no such number: %d %s", got.status, got.body)
	}
	x.archive(t, m)
	x.clock.Advance(time.Minute)
	got := ask("leader", m.number)
	var e retention.Erasure
	if got.status != http.StatusOK {
		t.Fatalf("ask: %d %s", got.status, got.body)
	}
	got.decode(t, &e)
	if got := ask("leader", m.number); got.code != "retention.already_asked" {
		t.Errorf("asked twice: %d %s", got.status, got.body)
	}
	decide := func(who, body string) said {
		return x.say(t, who, http.MethodPost, "/api/v1/retention/erasures/"+e.ID.String()+"/decide", body)
	}
	// Four eyes hold in the room, not only by the roles.
	err := x.store.Write(t.Context(), func(tx *store.Tx) error {
		st, err := x.directory.StaffByLogin(tx, "leader")
		if err != nil {
			return err
		}
		same := auth.Principal{ID: st.ID, Scope: auth.Scope{All: true}}.WithRights(retention.Rights...)
		_, err = x.retention.Decide(t.Context(), tx, same, e.ID, retention.ErasureDecideIn{Approve: true, Version: 1})
		return err
	})
	if !errors.Is(err, retention.ErrSame) {
		t.Errorf("approved by who asked: %v", err)
	}
	if got := decide("supervisor", `{"approve":false,"version":1}`); got.code != "retention.reason_needed" {
		t.Errorf("refused without a word: %d %s", got.status, got.body)
	}
	if got := decide("supervisor", `{"approve":true,"version":1}`); got.status != http.StatusOK {
		t.Fatalf("approve: %d %s", got.status, got.body)
	}
	if got := decide("supervisor", `{"approve":true,"version":2}`); got.code != "retention.decided" {
		t.Errorf("approved twice: %d %s", got.status, got.body)
	}
	if masked, err := x.vault.Masked(x.store.Read(t.Context()), m.identity); err != nil || !masked[m.identity].Erased {
		t.Errorf("the identity is kept: %+v, %v", masked[m.identity], err)
	}
	// Another person called about the same order, too: the words are theirs as well and stay, and nothing says that they went.
	if o, err := x.orders.Get(x.store.Read(t.Context()), auth.System, m.order); err != nil || o.Erased != 0 {
		t.Errorf("erased %d: %v", o.Erased, err)
	}
}

// verifiesAfterErasing proves the whole ledger, against anchors made before and after.
func (x *town) verifiesAfterErasing(t *testing.T) {
	if err := x.ledger.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	var problems []anchor.Problem
	report, err := x.verifyLedger(t.Context(), x.anchors.Key(), x.anchors.Dir(), func(p anchor.Problem) { problems = append(problems, p) }, nil)
	if err != nil || !report.OK || len(problems) > 0 {
		t.Errorf("ok %v, %v, %v", report.OK, problems, err)
	}
	if report.Events == 0 {
		t.Error("nothing was verified")
	}
}
