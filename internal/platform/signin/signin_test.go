package signin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/signin"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestSession(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		d := newDesk(t, st)
		b := d.browser()
		b.expect(401, "auth.sign_in_first", "GET", "", "")
		b.expect(204, "", "DELETE", "", "") // signing out twice does no harm
		b.expect(401, "auth.wrong_password", "POST", "", credentials("zhang", "wrong password", ""))
		b.expect(401, "auth.sign_in_first", "GET", "", "")
		var me signin.Me
		if err := json.Unmarshal([]byte(b.expect(200, "", "POST", "", credentials(" Zhang", good, ""))), &me); err != nil {
			t.Fatal(err)
		}
		if me.ID != 7 || me.Name != "张敏" || me.Scope != "units" || len(me.ScopeUnits) != 1 || me.Unit == nil || me.Unit.Name != "水务局" ||
			len(me.Rights) != 2 || len(me.Roles) != 1 || me.Roles[0] != (signin.MyRole{ID: "officer", Name: "承办员"}) {
			t.Errorf("%+v", me)
		}
		if text := b.expect(200, "", "GET", "", ""); !strings.Contains(text, `"login":"zhang"`) || strings.Contains(text, "argon2") {
			t.Error(text)
		}
		d.browser().expect(401, "auth.sign_in_first", "GET", "", "")
		b.expect(204, "", "DELETE", "", "")
		b.expect(401, "auth.sign_in_first", "GET", "", "")
	}, auth.Migrations, httpx.Migrations)
}

func TestRefused(t *testing.T) {
	d := newDesk(t, testkit.Store(t, auth.Migrations, httpx.Migrations))
	b := d.browser()
	t.Run("Form", func(t *testing.T) {
		for _, body := range []string{`{}`, `{"login":"zhang"}`, `{"login":5,"password":5}`, credentials("", good, ""), credentials("zhang", "", ""),
			credentials(strings.Repeat("z", 65), good, ""), credentials("zhang", strings.Repeat("p", 513), ""), `{"login":"zhang","password":"x","admin":true}`, `{`} {
			if status, code, _ := b.call("POST", "", body); status != 422 && status != 400 || code != "request.invalid" {
				t.Errorf("%.60s: %d %s", body, status, code)
			}
		}
	})
	t.Run("UnknownIsLikeWrong", func(t *testing.T) {
		_, _, wrong := b.call("POST", "", credentials("zhang", "wrong password", ""))
		_, _, unknown := b.call("POST", "", credentials("nobody", "wrong password", ""))
		var one, two httpx.Problem
		if json.Unmarshal([]byte(wrong), &one) != nil || json.Unmarshal([]byte(unknown), &two) != nil || one.Code != two.Code || one.Detail != two.Detail || one.Status != two.Status {
			t.Errorf("%s, but %s", wrong, unknown)
		}
	})
	t.Run("WithoutPost", func(t *testing.T) { // the account is there, the person has left
		b.expect(403, "auth.disabled", "POST", "", credentials("li.si", good, ""))
		b.expect(401, "auth.sign_in_first", "GET", "", "")
	})
	t.Run("Disabled", func(t *testing.T) {
		signed := d.browser()
		signed.expect(200, "", "POST", "", credentials("zhang", good, ""))
		if err := d.store.Write(t.Context(), func(tx *store.Tx) error { return d.accounts.Disable(tx, 7, true) }); err != nil {
			t.Fatal(err)
		}
		b.expect(403, "auth.disabled", "POST", "", credentials("zhang", good, ""))
		for end := time.Now().Add(10 * time.Second); ; { // the node trusts what it knows for a second
			if status, _, _ := signed.call("GET", "", ""); status == 401 {
				break
			}
			if time.Now().After(end) {
				t.Fatal("a disabled person goes on")
			}
		}
	})
	t.Run("TooManyTries", func(t *testing.T) { // however the login is written
		forms := []string{"wang", "Wang", " wang ", "WANG"}
		var last string
		for i := range 24 {
			_, last, _ = b.call("POST", "", credentials(forms[i%len(forms)], "wrong password", ""))
			if last == "request.too_many" {
				break
			}
		}
		if last != "request.too_many" && last != "auth.locked" {
			t.Errorf("after 24 tries: %s", last)
		}
	})
	t.Run("OtherWebsite", func(t *testing.T) {
		r, err := http.NewRequest("POST", d.server.URL+"/api/v1/session", strings.NewReader(credentials("zhang", good, "")))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", "https://evil.example")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 403 || len(res.Cookies()) != 0 {
			t.Errorf("%d %v", res.StatusCode, res.Cookies())
		}
	})
}

func TestPassword(t *testing.T) {
	d := newDesk(t, testkit.Store(t, auth.Migrations, httpx.Migrations))
	here, elsewhere := d.browser(), d.browser()
	here.expect(401, "auth.sign_in_first", "POST", "/password", `{"old":"x","new":"y"}`)
	for _, b := range []*browser{here, elsewhere} {
		b.expect(200, "", "POST", "", credentials("zhang", good, ""))
	}
	here.expect(401, "auth.wrong_password", "POST", "/password", `{"old":"wrong password","new":"another password"}`)
	here.expect(400, "auth.weak_password", "POST", "/password", `{"old":"`+good+`","new":"short"}`)
	here.expect(200, "", "GET", "", "")
	here.expect(204, "", "POST", "/password", `{"old":"`+good+`","new":"another password"}`)
	for _, b := range []*browser{here, elsewhere} {
		b.expect(401, "auth.sign_in_first", "GET", "", "")
	}
	here.expect(401, "auth.wrong_password", "POST", "", credentials("zhang", good, ""))
	here.expect(200, "", "POST", "", credentials("zhang", "another password", ""))
}

func TestSecondFactor(t *testing.T) {
	d := newDesk(t, testkit.Store(t, auth.Migrations, httpx.Migrations))
	b := d.browser()
	b.expect(401, "auth.sign_in_first", "POST", "/totp", "")
	b.expect(401, "auth.sign_in_first", "PUT", "/totp", `{"code":"123456"}`)
	b.expect(200, "", "POST", "", credentials("zhang", good, ""))
	b.expect(409, "request.conflict", "PUT", "/totp", `{"code":"123456"}`)
	var secret signin.Secret
	if err := json.Unmarshal([]byte(b.expect(200, "", "POST", "/totp", "")), &secret); err != nil || secret.Secret == "" {
		t.Fatal(err)
	}
	b.expect(401, "auth.wrong_code", "PUT", "/totp", `{"code":"000000"}`)
	b.expect(422, "request.invalid", "PUT", "/totp", `{"code":"1"}`)
	code := func() string {
		c, err := totp.GenerateCode(secret.Secret, d.now())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	b.expect(204, "", "PUT", "/totp", `{"code":"`+code()+`"}`)
	fresh := d.browser()
	fresh.expect(401, "auth.code_needed", "POST", "", credentials("zhang", good, ""))
	fresh.expect(401, "auth.wrong_code", "POST", "", credentials("zhang", good, code())) // used to confirm
	d.clock.Advance(time.Minute)
	fresh.expect(401, "auth.wrong_password", "POST", "", credentials("zhang", "wrong password", code()))
	fresh.expect(200, "", "POST", "", credentials("zhang", good, code()))
}
