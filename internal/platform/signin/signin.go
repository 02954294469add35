// Package signin is the HTTP side of accounts: sign in and out, who am I, change the password, set up a second factor.
package signin

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

// Service serves the sign-in operations.
type Service struct {
	accounts *auth.Accounts
	sessions *auth.Sessions
	resolve  httpx.Resolver
	tries    *httpx.Limiter
}

// New returns the service; resolve tells who a subject is.
func New(a *auth.Accounts, s *auth.Sessions, resolve httpx.Resolver) *Service {
	// A person mistypes a few times; a program tries thousands. Counted by account name, beside the account's own lock.
	return &Service{accounts: a, sessions: s, resolve: resolve, tries: httpx.NewLimiter(2*time.Second, 10)}
}

// Me is the person who has signed in.
type Me struct {
	ID         ids.ID   `json:"id"`
	Name       string   `json:"name"`
	Login      string   `json:"login"`
	Roles      []MyRole `json:"roles"`
	Rights     []string `json:"rights" doc:"what this person may do; screens show only that"`
	Unit       *MyUnit  `json:"unit"`
	Scope      string   `json:"scope" enum:"all,units,numbers" doc:"whose orders this person sees"`
	ScopeUnits []ids.ID `json:"scope_units"`
	Numbers    []string `json:"scope_numbers" doc:"hotline numbers whose contacts and orders this person sees, of a number's own seats"`
}

// MyRole is a role by code and title.
type MyRole struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MyUnit is the unit a person works in.
type MyUnit struct {
	ID   ids.ID `json:"id"`
	Name string `json:"name"`
}

func me(p auth.Principal) Me {
	m := Me{ID: p.ID, Name: p.Name, Login: p.Login, Roles: []MyRole{}, Rights: p.Rights(), Scope: "units", ScopeUnits: p.Scope.Units, Numbers: []string{}}
	switch {
	case p.Scope.All:
		m.Scope = "all"
	case p.Scope.ByNumber():
		m.Scope, m.Numbers = "numbers", p.Scope.Numbers
	}
	if m.ScopeUnits == nil {
		m.ScopeUnits = []ids.ID{}
	}
	for i, code := range p.Roles {
		r := MyRole{ID: code, Name: code}
		if i < len(p.RoleTitles) {
			r.Name = p.RoleTitles[i]
		}
		m.Roles = append(m.Roles, r)
	}
	if p.Unit != 0 {
		m.Unit = &MyUnit{ID: p.Unit, Name: p.UnitName}
	}
	return m
}

type empty struct{}

type signInIn struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"512"`
		TOTP     string `json:"totp,omitempty" maxLength:"10" doc:"code of the second factor, if one is set up"`
	}
}

type passwordIn struct {
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"512"`
		New string `json:"new" minLength:"1" maxLength:"512"`
	}
}

type codeIn struct {
	Body struct {
		Code string `json:"code" minLength:"6" maxLength:"10"`
	}
}

// Secret is a fresh second factor that waits for its first code.
type Secret struct {
	Secret string `json:"secret" doc:"to type into an authenticator"`
	URL    string `json:"url" doc:"otpauth URL for a QR code"`
}

// Routes adds the operations.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/session", ID: "session-begin", Summary: "登录", Tag: "session", Public: true}, s.begin)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/session", ID: "session-me", Summary: "当前登录人", Tag: "session"},
		func(ctx context.Context, _ *empty) (*httpx.Out[Me], error) {
			return httpx.Reply(me(auth.From(ctx)), nil)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodDelete, Path: "/session", ID: "session-end", Summary: "退出", Tag: "session", Public: true, Status: http.StatusNoContent},
		func(ctx context.Context, _ *empty) (*empty, error) { return nil, s.sessions.End(ctx) })
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/session/password", ID: "session-password", Summary: "修改密码", Tag: "session", Status: http.StatusNoContent}, s.password)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/session/totp", ID: "session-totp-begin", Summary: "设置动态验证码", Tag: "session"},
		func(ctx context.Context, _ *empty) (*httpx.Out[Secret], error) {
			secret, url, err := s.accounts.BeginCode(ctx, auth.From(ctx).ID)
			return httpx.Reply(Secret{secret, url}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/session/totp", ID: "session-totp-confirm", Summary: "启用动态验证码", Tag: "session", Status: http.StatusNoContent},
		func(ctx context.Context, in *codeIn) (*empty, error) {
			return nil, s.accounts.ConfirmCode(ctx, auth.From(ctx).ID, in.Body.Code)
		})
}

func (s *Service) begin(ctx context.Context, in *signInIn) (*httpx.Out[Me], error) {
	if !s.tries.Allow("login:" + auth.NormalLogin(in.Body.Login)) {
		return nil, fault.TooMany
	}
	subject, epoch, err := s.accounts.SignIn(ctx, in.Body.Login, in.Body.Password, in.Body.TOTP)
	if err != nil {
		return nil, err
	}
	p, err := s.resolve(ctx, subject)
	if err != nil {
		return nil, err
	}
	if p.Anonymous() {
		return nil, auth.ErrDisabled
	}
	s.sessions.Forget(subject)
	if err := s.sessions.Begin(ctx, subject, epoch); err != nil {
		return nil, err
	}
	return httpx.Reply(me(p), nil)
}

func (s *Service) password(ctx context.Context, in *passwordIn) (*empty, error) {
	who := auth.From(ctx).ID
	if !s.tries.Allow("password:" + who.String()) {
		return nil, fault.TooMany
	}
	if err := s.accounts.ChangePassword(ctx, who, in.Body.Old, in.Body.New); err != nil {
		return nil, err
	}
	s.sessions.Forget(who)
	return nil, s.sessions.End(ctx)
}
