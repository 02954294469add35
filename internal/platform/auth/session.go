package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Sessions keeps who is signed in, in a cookie's token and a row.
type Sessions struct {
	scs      *scs.SessionManager
	kept     *sessionStore
	accounts *Accounts

	mu     sync.Mutex
	epochs map[ids.ID]epochSeen
}

type epochSeen struct {
	epoch    int64
	disabled bool
	at       time.Time
}

// epochTrust is how long a node trusts what it knows of an account before it asks the database again.
const epochTrust = time.Second

// NewSessions returns sessions kept in the accounts' store. secure asks browsers to send the cookie by HTTPS only.
func NewSessions(a *Accounts, lifetime time.Duration, secure bool) *Sessions {
	m := scs.New()
	kept := &sessionStore{store: a.store}
	m.Store = kept
	m.Codec = sessionCodec{}
	m.Lifetime = lifetime
	m.HashTokenInStore = true
	m.Cookie.Name = "onedoor_session"
	m.Cookie.HttpOnly = true
	m.Cookie.Secure = secure
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	return &Sessions{scs: m, kept: kept, accounts: a, epochs: map[ids.ID]epochSeen{}}
}

// Middleware loads the session of each request and saves what changed.
func (s *Sessions) Middleware(next http.Handler) http.Handler { return s.scs.LoadAndSave(next) }

// OnError names who answers when sessions cannot be read or kept; without it the answer is a bare 500.
func (s *Sessions) OnError(answer func(w http.ResponseWriter, r *http.Request, err error)) {
	s.scs.ErrorFunc = answer
}

// Begin signs the person in under a fresh token.
func (s *Sessions) Begin(ctx context.Context, subject ids.ID, epoch int64) error {
	if err := s.scs.RenewToken(ctx); err != nil {
		return fmt.Errorf("auth: renew session: %w", err)
	}
	s.scs.Put(ctx, "subject", int64(subject))
	s.scs.Put(ctx, "epoch", epoch)
	return nil
}

// End signs out.
func (s *Sessions) End(ctx context.Context) error {
	if err := s.scs.Destroy(ctx); err != nil {
		return fmt.Errorf("auth: end session: %w", err)
	}
	return nil
}

// Subject returns who is signed in, or 0. A session from before a change of password, or of an account that was
// disabled, counts as none.
func (s *Sessions) Subject(ctx context.Context) (ids.ID, error) {
	subject := ids.ID(s.scs.GetInt64(ctx, "subject"))
	if subject == 0 {
		return 0, nil
	}
	s.mu.Lock()
	seen, ok := s.epochs[subject]
	s.mu.Unlock()
	if !ok || time.Since(seen.at) > epochTrust {
		x, err := s.accounts.load(s.accounts.store.Read(ctx), `subject = ?`, subject)
		if errors.Is(err, ErrNoAccount) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		seen = epochSeen{epoch: x.epoch, disabled: x.disabled != 0, at: time.Now()}
		s.mu.Lock()
		s.epochs[subject] = seen
		s.mu.Unlock()
	}
	if seen.disabled || seen.epoch != s.scs.GetInt64(ctx, "epoch") {
		return 0, nil
	}
	return subject, nil
}

// Still tells who is signed in by now, for what goes on long after its request began, such as a stream: 0 after
// signing out too.
func (s *Sessions) Still(ctx context.Context) (ids.ID, error) {
	token := s.scs.Token(ctx)
	if token == "" {
		return 0, nil
	}
	fresh, err := s.scs.Load(context.Background(), token)
	if err != nil {
		return 0, fmt.Errorf("auth: load session: %w", err)
	}
	return s.Subject(fresh)
}

// Forget drops what this node trusts of an account, after it was changed here.
func (s *Sessions) Forget(subject ids.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.epochs, subject)
}

// Sweep deletes expired sessions, and old tries for logins that nobody has, within tx.
func (s *Sessions) Sweep(tx *store.Tx) error {
	if err := tx.Do(`DELETE FROM auth_session WHERE expires < ?`, time.Now().UnixMicro()); err != nil {
		return fmt.Errorf("auth: sweep sessions: %w", err)
	}
	return s.accounts.sweepStrangers(tx)
}

// sessionStore is scs's store on ours.
type sessionStore struct {
	store *store.Store
	seen  sync.Map // token → sessionSeen: asked for with every request, trusted as long as an account is
}

type sessionSeen struct {
	data    []byte
	expires int64
	at      time.Time
}

func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if known, ok := s.seen.Load(token); ok {
		if x, _ := known.(sessionSeen); time.Since(x.at) < epochTrust && x.expires > time.Now().UnixMicro() {
			return x.data, true, nil
		}
		s.seen.Delete(token)
	}
	var data []byte
	var expires int64
	err := s.store.Read(ctx).QueryRow(`SELECT data, expires FROM auth_session WHERE token = ?`, token).Scan(&data, &expires)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && expires < time.Now().UnixMicro()) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	s.seen.Store(token, sessionSeen{data, expires, time.Now()})
	return data, true, nil
}

// forgetOld drops what is trusted no longer.
func (s *sessionStore) forgetOld() {
	s.seen.Range(func(token, known any) bool {
		if x, _ := known.(sessionSeen); time.Since(x.at) >= epochTrust {
			s.seen.Delete(token)
		}
		return true
	})
}

func (s *sessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	s.forgetOld() // now and then, on every node
	defer s.seen.Delete(token)
	return s.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Do(`INSERT INTO auth_session (token, data, expires) VALUES (?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires = excluded.expires`, token, b, expiry.UnixMicro())
		return err
	})
}

func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	defer s.seen.Delete(token)
	return s.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Do(`DELETE FROM auth_session WHERE token = ?`, token)
		return err
	})
}

func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
