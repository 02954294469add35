package directory

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// NewPassword is a checked and hashed password for one person.
type NewPassword struct {
	staff     ids.ID
	hash      string
	resetCode bool
}

// PreparePassword checks and hashes a new password for the person; resetCode takes the second factor away too. It
// takes long: call it before the transaction.
func (s *Service) PreparePassword(q store.Queryer, p auth.Principal, id ids.ID, password string, resetCode bool) (NewPassword, error) {
	if err := need(p, RightStaff); err != nil {
		return NewPassword{}, err
	}
	st, err := staffByID(q, id)
	if err != nil {
		return NewPassword{}, err
	}
	hash, err := s.hash(st.Login, password)
	return NewPassword{staff: id, hash: hash, resetCode: resetCode}, err
}

// ResetPassword gives a person who forgot the password a new one; the person's sessions end.
func (s *Service) ResetPassword(tx *store.Tx, p auth.Principal, n NewPassword) error {
	if err := need(p, RightStaff); err != nil {
		return err
	}
	st, err := staffByID(tx, n.staff)
	if err != nil {
		return err
	}
	if err := s.accounts.SetPassword(tx, st.ID, n.hash); err != nil {
		return fmt.Errorf("directory: set a password: %w", err)
	}
	changed := []string{"password"}
	if n.resetCode {
		if err := s.accounts.ResetCode(tx, st.ID); err != nil {
			return fmt.Errorf("directory: reset the second factor: %w", err)
		}
		changed = append(changed, "totp")
	}
	return s.recordStaff(tx, p, EventPasswordReset, st, changed)
}
