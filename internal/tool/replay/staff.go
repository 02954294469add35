package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// Account is a login of the server's staff.
type Account struct{ Login, Password string }

// member is one person of the staff, signed in.
type member struct {
	Account
	*browser
	me me

	mu    sync.Mutex
	round int // of signing in
}

// me is what the server says of who signed in.
type me struct {
	Roles []struct {
		ID string `json:"id"`
	} `json:"roles"`
	Rights []string `json:"rights"`
	Unit   *struct {
		ID string `json:"id"`
	} `json:"unit"`
	Scope      string   `json:"scope"`
	ScopeUnits []string `json:"scope_units"`
}

// problem is a refusal of the API.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (p *problem) Error() string { return p.Code + "：" + p.Detail }

// codeOf is the code of a refusal; empty for other errors.
func codeOf(err error) string {
	var p *problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

func problemOf(a answer) error {
	p := &problem{Status: a.status}
	if json.Unmarshal(a.body, p) != nil || p.Code == "" {
		p.Code = fmt.Sprintf("http.%d", a.status)
	}
	p.Status = a.status
	return p
}

// signIn begins a session, unless another of the member's requests did since round.
func (m *member) signIn(ctx context.Context, round int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.round != round {
		return nil
	}
	body, err := json.Marshal(map[string]string{"login": m.Login, "password": m.Password})
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	a, err := m.send(ctx, request{verb: "sign-in", method: http.MethodPost, path: "/api/v1/session", contentType: "application/json", body: body})
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return ErrAccounts.WithMessage("账号 %s 无法登录：%v", m.Login, problemOf(a))
	}
	if err := json.Unmarshal(a.body, &m.me); err != nil {
		return fmt.Errorf("replay: answer of signing in: %w", err)
	}
	m.round++
	return nil
}

func (m *member) signedIn() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.round
}

// call asks the API; a session that has ended is begun again. A refusal is a *problem.
func (m *member) call(ctx context.Context, verb, method, path, key string, in, out any) error {
	r := request{verb: verb, method: method, path: "/api/v1" + path, key: key}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		r.body, r.contentType = body, "application/json"
	}
	for try := 0; ; try++ {
		round := m.signedIn()
		a, err := m.send(ctx, r)
		if err != nil {
			return err
		}
		if a.status == http.StatusUnauthorized && try < 5 {
			if err := m.signIn(ctx, round); err != nil {
				return err
			}
			continue
		}
		if a.status >= 300 {
			return problemOf(a)
		}
		if err := json.Unmarshal(a.body, out); err != nil {
			return fmt.Errorf("replay: answer of %s %s: %w", method, path, err)
		}
		return nil
	}
}
