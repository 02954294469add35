package auth

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the tables of accounts and sessions.
var Migrations = store.Migrations{Room: "auth", FS: migrations}

// Refusals of signing in and of changing an account.
var (
	ErrWrong      = fault.New(http.StatusUnauthorized, "auth.wrong_password", "账号或密码不正确，请核对后重试。")
	ErrLocked     = fault.New(http.StatusTooManyRequests, "auth.locked", "登录失败次数过多，账号已暂时锁定，请 15 分钟后再试或联系管理员。").After(15 * time.Minute)
	ErrDisabled   = fault.New(http.StatusForbidden, "auth.disabled", "账号已停用，请联系管理员。")
	ErrNeedsCode  = fault.New(http.StatusUnauthorized, "auth.code_needed", "请输入动态验证码。")
	ErrWrongCode  = fault.New(http.StatusUnauthorized, "auth.wrong_code", "动态验证码不正确或已使用，请等下一个验证码再试。")
	ErrLoginTaken = fault.New(http.StatusConflict, "auth.login_taken", "该账号名已被使用，请换一个。")
	ErrBadLogin   = fault.New(http.StatusBadRequest, "auth.bad_login", "账号名须为 3 至 32 位小写字母、数字、点、横线或下划线。")
	ErrWeak       = fault.New(http.StatusBadRequest, "auth.weak_password", "密码至少 10 个字符，不能与账号名相同，也不能只用一种字符重复。")
	ErrNoAccount  = fault.New(http.StatusNotFound, "auth.no_account", "没有找到该账号。")
)

const (
	maxFailures = 10
	lockFor     = 15 * time.Minute
)

// Sealer protects secrets at rest.
type Sealer interface {
	Seal(plain, context []byte) ([]byte, error)
	Open(sealed, context []byte) ([]byte, error)
}

// Accounts keeps logins, passwords and second factors.
type Accounts struct {
	store  *store.Store
	wall   wall.Clock
	sealer Sealer
	decoy  func() string // the hash that an unknown login is checked against, so that timing tells nothing
}

// NewAccounts returns the accounts in st; sealer protects the secrets of second factors.
func NewAccounts(st *store.Store, clock wall.Clock, sealer Sealer) *Accounts {
	return &Accounts{store: st, wall: clock, sealer: sealer,
		decoy: sync.OnceValue(func() string { return HashPassword("nobody has this password") })}
}

// Hash checks the strength of a password for a login and hashes it. It is slow: call it before the transaction.
func (a *Accounts) Hash(login, password string) (string, error) {
	runes := []rune(password)
	if len(runes) < 10 || len(password) > 512 || strings.EqualFold(login, password) || strings.Count(password, string(runes[0])) == len(runes) {
		return "", ErrWeak
	}
	return HashPassword(password), nil
}

// Create adds an account with a hash made by Hash. It returns auth.bad_login and auth.login_taken.
func (a *Accounts) Create(tx *store.Tx, subject ids.ID, login, hash string) error {
	if !validLogin(login) {
		return ErrBadLogin
	}
	var taken int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM auth_account WHERE login = ?`, login).Scan(&taken); err != nil {
		return fmt.Errorf("auth: look for login: %w", err)
	}
	if taken > 0 {
		return ErrLoginTaken
	}
	if err := tx.Do(`INSERT INTO auth_account (subject, login, hash) VALUES (?, ?, ?)`, subject, login, hash); err != nil {
		return fmt.Errorf("auth: create: %w", err)
	}
	return nil
}

func validLogin(s string) bool {
	if len(s) < 3 || len(s) > 32 {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}

// SetPassword replaces the hash, unlocks the account, and ends its sessions.
func (a *Accounts) SetPassword(tx *store.Tx, subject ids.ID, hash string) error {
	return a.one(tx, `UPDATE auth_account SET hash = ?, failures = 0, locked_until = 0, epoch = epoch + 1 WHERE subject = ?`, hash, subject)
}

// Disable stops (or allows again) signing in, and ends the sessions.
func (a *Accounts) Disable(tx *store.Tx, subject ids.ID, disabled bool) error {
	flag := 0
	if disabled {
		flag = 1
	}
	return a.one(tx, `UPDATE auth_account SET disabled = ?, epoch = epoch + 1 WHERE subject = ?`, flag, subject)
}

func (a *Accounts) one(tx *store.Tx, statement string, args ...any) error {
	res, err := tx.Exec(statement, args...)
	if err != nil {
		return fmt.Errorf("auth: change account: %w", err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return ErrNoAccount
	}
	return nil
}

type account struct {
	subject            ids.ID
	login, hash        string
	totp               []byte
	step, locked       int64
	disabled, failures int
	epoch              int64
}

func (a *Accounts) load(q store.Queryer, where string, arg any) (account, error) {
	var x account
	err := q.QueryRow(`SELECT subject, login, hash, totp, totp_step, locked_until, disabled, failures, epoch FROM auth_account WHERE `+where, arg).
		Scan(&x.subject, &x.login, &x.hash, &x.totp, &x.step, &x.locked, &x.disabled, &x.failures, &x.epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return account{}, ErrNoAccount
	}
	if err != nil {
		return account{}, fmt.Errorf("auth: load: %w", err)
	}
	return x, nil
}

// Login returns the login of a subject.
func (a *Accounts) Login(q store.Queryer, subject ids.ID) (string, error) {
	x, err := a.load(q, `subject = ?`, subject)
	return x.login, err
}

// NormalLogin is a login as accounts keep it: people type blanks and capital letters.
func NormalLogin(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// SignIn checks a login, password and, where set up, the code of the second factor; it returns whose account it
// is. Wrong tries are counted and lock the account for a while.
func (a *Accounts) SignIn(ctx context.Context, login, password, code string) (subject ids.ID, epoch int64, err error) {
	login = NormalLogin(login)
	if !validLogin(login) {
		return 0, 0, a.turnAway(ctx, login, password)
	}
	x, err := a.load(a.store.Read(ctx), `login = ?`, login)
	if errors.Is(err, ErrNoAccount) {
		return 0, 0, a.turnAway(ctx, login, password)
	}
	if err != nil {
		return 0, 0, err
	}
	now := a.wall.Now()
	if x.locked > wall.Micros(now) {
		return 0, 0, ErrLocked
	}
	good, err := CheckPassword(x.hash, password)
	if err != nil {
		return 0, 0, err
	}
	if !good {
		return 0, 0, a.failed(ctx, x, ErrWrong)
	}
	if x.disabled != 0 {
		return 0, 0, ErrDisabled
	}
	step := x.step
	if x.totp != nil {
		if code == "" {
			return 0, 0, ErrNeedsCode
		}
		if step, err = a.checkCode(x, code, now); err != nil {
			return 0, 0, err
		}
		if step == 0 {
			return 0, 0, a.failed(ctx, x, ErrWrongCode)
		}
	}
	return x.subject, x.epoch, a.store.Write(ctx, func(tx *store.Tx) error { return a.signedIn(tx, x, step, now) })
}

// signedIn notes a good try. One that comes at the end of a volley of bad ones, all begun before the lock, is too
// late; so is the second use of a code.
func (a *Accounts) signedIn(tx *store.Tx, was account, step int64, now time.Time) error {
	x, err := a.load(tx, `subject = ?`, was.subject)
	switch {
	case err != nil:
		return err
	case x.locked > wall.Micros(now):
		return ErrLocked
	case x.step != was.step:
		return ErrWrongCode
	}
	return a.one(tx, `UPDATE auth_account SET failures = 0, locked_until = 0, totp_step = ? WHERE subject = ?`, step, x.subject)
}

func (a *Accounts) failed(ctx context.Context, x account, reason error) error {
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Do(`UPDATE auth_account SET failures = failures + 1,
			locked_until = CASE WHEN failures + 1 >= ? THEN CAST(? AS BIGINT) ELSE locked_until END WHERE subject = ?`,
			maxFailures, wall.Micros(a.wall.Now().Add(lockFor)), x.subject)
		return err
	})
	if err != nil {
		return fmt.Errorf("auth: count a wrong try: %w", err) // what is not counted is not answered
	}
	return reason
}

// ChangePassword lets a person replace the own password, knowing the old one. All sessions end.
func (a *Accounts) ChangePassword(ctx context.Context, subject ids.ID, old, fresh string) error {
	x, err := a.load(a.store.Read(ctx), `subject = ?`, subject)
	if err != nil {
		return err
	}
	if x.locked > wall.Micros(a.wall.Now()) {
		return ErrLocked
	}
	good, err := CheckPassword(x.hash, old)
	if err != nil {
		return err
	}
	if !good {
		return a.failed(ctx, x, ErrWrong)
	}
	hash, err := a.Hash(x.login, fresh)
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx *store.Tx) error { return a.SetPassword(tx, subject, hash) })
}
