package directory

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// site is a directory behind HTTP; the header X-Staff says who asks.
type site struct {
	*bench
	handler http.Handler
}

func eachSite(t *testing.T, fn func(t *testing.T, s *site)) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		b := newBench(t, st)
		server := httpx.New(httpx.Options{})
		b.Routes(server.API)
		inner := server.Handler()
		fn(t, &site{b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if id, err := ids.Parse(r.Header.Get("X-Staff")); err == nil {
				p, err := b.Resolve(r.Context(), id)
				if err != nil {
					t.Errorf("resolve: %v", err)
				}
				r = r.WithContext(auth.With(r.Context(), p))
			}
			inner.ServeHTTP(w, r)
		})})
	}, Migrations, httpx.Migrations)
}

type answer struct {
	status int
	body   string
	t      *testing.T
}

func (s *site) ask(t *testing.T, as ids.ID, method, path, body string, header ...string) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Staff", as.String())
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), t}
}

func (a answer) want(status int, parts ...string) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Errorf("status %d, want %d: %s", a.status, status, a.body)
	}
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			a.t.Errorf("answer lacks %s: %s", part, a.body)
		}
	}
	return a
}

func decode[T any](a answer) (v T) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
	return v
}

// TestHTTP_Rights asks every route as several people, with bodies that would be good.
func TestHTTP_Rights(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		u := s.unit("a")
		h := must[Hotline](t)(s.addHotline(HotlineIn{Number: "12300", Name: "热线", UnitID: u.ID, Mode: DualNumber}))
		seat, officer, auditor, admin := s.person("seat1", 0, RoleSeat), s.person("off1", u.ID, RoleOfficer), s.person("aud1", 0, RoleAuditor), s.person("adm1", 0, RoleAdmin)
		stopped := s.person("stop1", 0, RoleAdmin)
		must[Staff](t)(s.changeStaff(stopped.ID, StaffPatch{Version: 1, Active: to(false)}))
		n := 0
		for _, c := range []struct {
			method, path, body string
			anyone             bool // who has signed in; else the administrator
			good               int
		}{
			{"GET", "/units", "", true, 200},
			{"GET", "/hotlines", "", true, 200},
			{"GET", "/divisions", "", true, 200},
			{"POST", "/divisions", `{"code":"c#","name":"市","level":"city"}`, false, 201},
			{"GET", "/roles", "", true, 200},
			{"POST", "/units", `{"code":"new#","name":"新设局","kind":"department"}`, false, 201},
			{"PATCH", "/units/" + u.ID.String(), `{"version":#v,"name":"改名#"}`, false, 200},
			{"POST", "/hotlines", `{"number":"1239#","name":"新热线","unit_id":"` + u.ID.String() + `","mode":"none"}`, false, 201},
			{"PATCH", "/hotlines/" + h.ID.String(), `{"version":#v,"name":"改名#"}`, false, 200},
			{"GET", "/staff", "", false, 200},
			{"POST", "/staff", `{"login":"new#","name":"新人","roles":["seat"],"password":"a good password"}`, false, 201},
			{"PATCH", "/staff/" + seat.ID.String(), `{"version":#v,"name":"改名#"}`, false, 200},
			{"POST", "/staff/" + seat.ID.String() + "/password", `{"password":"a good password"}`, false, 204},
		} {
			for _, who := range []struct {
				id     ids.ID
				status int
			}{{0, 401}, {stopped.ID, 401}, {seat.ID, 403}, {officer.ID, 403}, {auditor.ID, 403}, {admin.ID, c.good}} {
				n++
				want := who.status
				if c.anyone && want == 403 {
					want = c.good
				}
				body := strings.NewReplacer("#v", "1", "#", fmt.Sprint(n)).Replace(c.body)
				t.Run(fmt.Sprintf("%s%s/%d", c.method, strings.ReplaceAll(c.path, "/", "_"), n), func(t *testing.T) {
					s.ask(t, who.id, c.method, c.path, body).want(want)
				})
			}
		}
	})
}

func TestHTTP_Units(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		admin := s.person("admin", 0, RoleAdmin).ID
		made := decode[Unit](s.ask(t, admin, "POST", "/units", `{"code":"swj","name":"市水务局","short_name":"水务","kind":"department","duty_phone":"0756-1234567"}`).
			want(201, `"parent_id":null`, `"mode":"none"`, `"active":true`, `"version":1`))
		path := "/units/" + made.ID.String()
		s.ask(t, admin, "PATCH", path, `{"version":1,"active":false}`).want(200, `"active":false`, `"version":2`, `"name":"市水务局"`)
		s.ask(t, admin, "PATCH", path, `{"version":1,"active":true}`).want(409, `"code":"directory.stale"`)
		s.ask(t, admin, "GET", "/units?q=swj", "").want(200, `"code":"swj"`)
		s.ask(t, admin, "GET", "/units?active=true", "").want(200, `"items":[]`)
		s.ask(t, admin, "GET", "/units?active=false&kind=department&q=水", "").want(200, `"code":"swj"`)
		for n := range 5 {
			s.unit(fmt.Sprint("x", n), func(in *UnitIn) { in.ParentID = made.ID })
		}
		t.Run("Pages", func(t *testing.T) {
			cursor, seen := "", 0
			for {
				p := decode[httpx.Page[Unit]](s.ask(t, admin, "GET", "/units?limit=2&cursor="+cursor, "").want(200))
				seen += len(p.Items)
				if cursor = p.NextCursor; cursor == "" {
					break
				}
			}
			if seen != 6 {
				t.Errorf("%d units in all pages, want 6", seen)
			}
		})
		t.Run("ClearParent", func(t *testing.T) {
			child := must[Unit](t)(s.UnitByCode(s.read(), "x0"))
			s.ask(t, admin, "PATCH", "/units/"+child.ID.String(), `{"version":1,"parent_id":null}`).want(200, `"parent_id":null`, `"version":2`)
			s.ask(t, admin, "PATCH", "/units/"+child.ID.String(), `{"version":2,"parent_id":"`+made.ID.String()+`"}`).want(200, made.ID.String())
			s.ask(t, admin, "PATCH", "/units/"+child.ID.String(), `{"version":3,"name":"不动上级"}`).want(200, `"parent_id":"`+made.ID.String()+`"`)
			s.ask(t, admin, "PATCH", "/units/"+child.ID.String(), `{"version":4,"parent_id":""}`).want(200, `"parent_id":null`, `"version":5`)
		})
		t.Run("Twice", func(t *testing.T) {
			body := `{"code":"once","name":"只建一次","kind":"town"}`
			first := decode[Unit](s.ask(t, admin, "POST", "/units", body, "Idempotency-Key", "key-00000001").want(201))
			again := decode[Unit](s.ask(t, admin, "POST", "/units", body, "Idempotency-Key", "key-00000001").want(201))
			if first != again {
				t.Errorf("%+v and %+v", first, again)
			}
			s.ask(t, admin, "POST", "/units", body).want(409, "directory.unit_code_taken", "body.code")
		})
		for name, c := range map[string]struct {
			method, path, body string
			least              int
		}{
			"NotJSON":       {"POST", "/units", `{"code":`, 400},
			"WrongType":     {"POST", "/units", `{"code":5,"name":["x"],"kind":"town"}`, 400},
			"Unknown":       {"POST", "/units", `{"code":"q","name":"某","kind":"town","colour":"red"}`, 400},
			"UnknownKind":   {"POST", "/units", `{"code":"q","name":"某","kind":"castle"}`, 400},
			"NumberID":      {"POST", "/units", `{"code":"q","name":"某","kind":"town","parent_id":5}`, 400},
			"NegativeID":    {"POST", "/units", `{"code":"q","name":"某","kind":"town","parent_id":"-5"}`, 400},
			"Huge":          {"POST", "/units", `{"code":"q","name":"` + strings.Repeat("长", 500_000) + `","kind":"town"}`, 400},
			"NoVersion":     {"PATCH", path, `{"name":"无版本"}`, 400},
			"PathNoID":      {"PATCH", "/units/abc", `{"version":1}`, 400},
			"PathUnknown":   {"PATCH", "/units/12", `{"version":1}`, 404},
			"LimitTooGreat": {"GET", "/units?limit=100000", "", 400},
			"LimitNegative": {"GET", "/units?limit=-1", "", 400},
			"BadCursor":     {"GET", "/units?cursor=%21%21", "", 400},
			"BadActive":     {"GET", "/units?active=perhaps", "", 400},
		} {
			t.Run(name, func(t *testing.T) {
				a := s.ask(t, admin, c.method, c.path, c.body)
				if a.status < c.least || a.status >= 500 || !strings.Contains(a.body, `"code":`) {
					t.Errorf("status %d: %.300s", a.status, a.body)
				}
			})
		}
	})
}

func TestHTTP_Staff(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		u := s.unit("a")
		admin := s.person("admin", 0, RoleAdmin)
		made := decode[StaffRow](s.ask(t, admin.ID, "POST", "/staff", `{"login":"zhang","name":"张三","unit_id":"`+u.ID.String()+`","roles":["officer"],"password":"a good password"}`).
			want(201, `"unit_name":"单位a"`, `"roles":["officer"]`))
		if strings.Contains(strings.Join(s.accounts.calls, " "), "create zhang hash of a good password") == false {
			t.Errorf("accounts were asked %q", s.accounts.calls)
		}
		path := "/staff/" + made.ID.String()
		s.ask(t, admin.ID, "GET", "/staff?q=zs&unit_id="+u.ID.String()+"&role=officer", "").want(200, `"login":"zhang"`, `"unit_name":"单位a"`)
		s.ask(t, admin.ID, "GET", "/staff?role=auditor", "").want(200, `"items":[]`)
		s.ask(t, admin.ID, "PATCH", path, `{"version":1,"roles":["officer","editor"],"active":false}`).want(200, `"version":2`, `"active":false`, `["officer","editor"]`)
		s.ask(t, admin.ID, "PATCH", path, `{"version":1,"name":"李四"}`).want(409, "directory.stale")
		s.ask(t, admin.ID, "PATCH", path, `{"version":2,"roles":["officer","seat"]}`).want(400, "directory.roles_conflict", "body.roles")
		s.ask(t, admin.ID, "PATCH", "/staff/"+admin.ID.String(), `{"version":1,"active":false}`).want(409, "directory.last_admin")
		s.ask(t, admin.ID, "POST", path+"/password", `{"password":"short"}`).want(400, "directory.password_short")
		s.ask(t, admin.ID, "POST", path+"/password", `{"password":"a fresh password","reset_totp":true}`).want(204)
		s.ask(t, admin.ID, "POST", "/staff/12/password", `{"password":"a fresh password"}`).want(404, "directory.staff_not_found")
		s.ask(t, admin.ID, "POST", "/staff", `{"login":"zhang","name":"又一个","roles":[],"password":"a good password"}`).want(409, "directory.login_taken")
		s.ask(t, admin.ID, "POST", "/staff", `{"login":"wang","name":"王","roles":null,"password":"a good password"}`).want(422)
	})
}

// TestHTTP_NoSecrets looks for the password in every table.
func TestHTTP_NoSecrets(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		admin := s.person("admin", 0, RoleAdmin)
		s.ask(t, admin.ID, "POST", "/staff", `{"login":"zhang","name":"张三","roles":["seat"],"password":"a good password"}`, "Idempotency-Key", "key-00000001").want(201)
		var kept int
		if err := s.read().QueryRow(`SELECT COUNT(*) FROM httpx_idempotency`).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("%d digests of passwords kept, %v", kept, err)
		}
	})
}
