package auth

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pquerna/otp/totp"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Second factor: time-based one-time codes (RFC 6238), 6 digits, 30 seconds, one step of tolerance either way.

const totpPeriod = 30

func totpContext(subject ids.ID) []byte { return []byte("auth.totp:" + subject.String()) }

// BeginCode makes a new secret for the person; it takes effect with ConfirmCode. url is for a QR code.
func (a *Accounts) BeginCode(ctx context.Context, subject ids.ID) (secret, url string, err error) {
	x, err := a.load(a.store.Read(ctx), `subject = ?`, subject)
	if err != nil {
		return "", "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Onedoor", AccountName: x.login, Period: totpPeriod})
	if err != nil {
		return "", "", fmt.Errorf("auth: make a second factor: %w", err)
	}
	sealed, err := a.sealer.Seal([]byte(key.Secret()), totpContext(subject))
	if err != nil {
		return "", "", fmt.Errorf("auth: seal a second factor: %w", err)
	}
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		return a.one(tx, `UPDATE auth_account SET totp_pending = ? WHERE subject = ?`, sealed, subject)
	})
	return key.Secret(), key.URL(), err
}

// ConfirmCode turns the second factor on, given its first code.
func (a *Accounts) ConfirmCode(ctx context.Context, subject ids.ID, code string) error {
	var pending []byte
	err := a.store.Read(ctx).QueryRow(`SELECT totp_pending FROM auth_account WHERE subject = ?`, subject).Scan(&pending)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrNoAccount
	case err != nil:
		return fmt.Errorf("auth: load a second factor: %w", err)
	case pending == nil:
		return fault.Conflict.WithMessage("还没有生成动态验证码的密钥，请先生成再启用。")
	}
	step, err := a.checkCode(account{subject: subject, totp: pending}, code, a.wall.Now())
	if err != nil {
		return err
	}
	if step == 0 {
		return ErrWrongCode
	}
	return a.store.Write(ctx, func(tx *store.Tx) error {
		// The very secret that was checked: another may have been made meanwhile.
		err := a.one(tx, `UPDATE auth_account SET totp = totp_pending, totp_pending = NULL, totp_step = ?
			WHERE subject = ? AND totp_pending = ?`, step, subject, pending)
		if errors.Is(err, ErrNoAccount) {
			return ErrWrongCode
		}
		return err
	})
}

// ResetCode takes the second factor away, for somebody who lost the device.
func (a *Accounts) ResetCode(tx *store.Tx, subject ids.ID) error {
	return a.one(tx, `UPDATE auth_account SET totp = NULL, totp_pending = NULL, epoch = epoch + 1 WHERE subject = ?`, subject)
}

// checkCode returns the time step that code belongs to, or 0 if it is wrong or was used.
func (a *Accounts) checkCode(x account, code string, now time.Time) (int64, error) {
	secret, err := a.sealer.Open(x.totp, totpContext(x.subject))
	if err != nil {
		return 0, fmt.Errorf("auth: open a second factor: %w", err)
	}
	for _, drift := range []int64{0, -1, 1} {
		step := now.Unix()/totpPeriod + drift
		want, err := totp.GenerateCode(string(secret), time.Unix(step*totpPeriod, 0))
		if err != nil {
			return 0, fmt.Errorf("auth: compute a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > x.step {
			return step, nil
		}
	}
	return 0, nil
}
