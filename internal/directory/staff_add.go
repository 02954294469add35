package directory

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// StaffIn is a new member of staff.
type StaffIn struct {
	Login    string   `json:"login" minLength:"1" maxLength:"64" doc:"3 to 32 small letters, digits, . - _"`
	Name     string   `json:"name" minLength:"1" maxLength:"30"`
	UnitID   ids.ID   `json:"unit_id,omitempty" doc:"needed for officers and sub-centre leads"`
	Roles    []string `json:"roles" nullable:"false" maxItems:"20"`
	Password string   `json:"password" maxLength:"512" doc:"at least 10 characters"`
}

// Newcomer is a StaffIn whose password has been checked and hashed, ready for the transaction.
type Newcomer struct {
	in   StaffIn
	hash string
}

// Prepare checks the password policy and hashes the password. It takes long: call it before the transaction.
func (s *Service) Prepare(in StaffIn) (Newcomer, error) {
	in.Login = NormalLogin(in.Login)
	hash, err := s.hash(in.Login, in.Password)
	if err != nil {
		return Newcomer{}, err
	}
	in.Password = ""
	return Newcomer{in: in, hash: hash}, nil
}

func (s *Service) hash(login, password string) (string, error) {
	if err := CheckPassword(login, password); err != nil {
		return "", err
	}
	hash, err := s.accounts.Hash(login, password)
	if err != nil {
		return "", fmt.Errorf("directory: hash a password: %w", err)
	}
	return hash, nil
}

// AddStaff enters a prepared person and makes the sign-in account.
func (s *Service) AddStaff(tx *store.Tx, p auth.Principal, n Newcomer) (Staff, error) {
	if err := need(p, RightStaff); err != nil {
		return Staff{}, err
	}
	if err := s.begin(tx); err != nil {
		return Staff{}, err
	}
	st, err := checkStaff(tx, Staff{ID: ids.New(), Login: n.in.Login, Name: n.in.Name, UnitID: n.in.UnitID,
		Roles: n.in.Roles, Active: true, CreatedAt: wall.FromMicros(wall.Micros(s.clock.Now())), Version: 1})
	if err != nil {
		return Staff{}, err
	}
	if err := checkUnitOpen(tx, st); err != nil {
		return Staff{}, err
	}
	taken, err := count(tx, `SELECT COUNT(*) FROM directory_staff WHERE login = ?`, st.Login)
	if err != nil {
		return Staff{}, err
	}
	if taken > 0 {
		return Staff{}, ErrLoginTaken.WithField("body.login", "登录名已被使用")
	}
	if err := insertStaff(tx, st); err != nil {
		return Staff{}, err
	}
	if err := s.accounts.Create(tx, st.ID, st.Login, n.hash); err != nil {
		return Staff{}, fmt.Errorf("directory: make the account: %w", err)
	}
	return st, s.recordStaff(tx, p, EventStaffAdded, st, nil)
}

// checkUnitOpen refuses to put a person into a closed unit, where nobody can sign in.
func checkUnitOpen(q store.Queryer, st Staff) error {
	if st.UnitID == 0 {
		return nil
	}
	u, err := unitByID(q, st.UnitID)
	if err != nil {
		return at(err, ErrUnitNotFound, "body.unit_id")
	}
	if !u.Active {
		return ErrUnitInactive.WithMessage("“%s”已停用，工作人员不能加入，请选择其他单位。", u.Label()).
			WithField("body.unit_id", "该单位已停用")
	}
	return nil
}
