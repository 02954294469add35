package directory

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Staff is one person who works with the hotline. The sign-in itself (password, second factor) is an account of
// the ground under the same id.
type Staff struct {
	ID        ids.ID    `json:"id"`
	Login     string    `json:"login" doc:"sign-in name; it never changes"`
	Name      string    `json:"name"`
	UnitID    ids.ID    `json:"unit_id"`
	Roles     []string  `json:"roles" nullable:"false"`
	Active    bool      `json:"active"`
	CreatedAt time.Time `json:"created_at"`
	Version   int64     `json:"version" doc:"send it back with a change"`
}

// Has tells whether the person holds the role.
func (st Staff) Has(role string) bool { return slices.Contains(st.Roles, role) }

func (st Staff) clone() Staff {
	st.Roles = slices.Clone(st.Roles)
	return st
}

// Accounts keeps sign-in accounts under the id of the staff; *auth.Accounts does. Everything but Hash is called
// inside a transaction and is quick.
type Accounts interface {
	// Hash makes the stored form of a password. It is slow by design: call it before the transaction.
	Hash(login, password string) (string, error)
	// Create makes an account.
	Create(tx *store.Tx, subject ids.ID, login, hash string) error
	// SetPassword replaces the password and ends the person's sessions.
	SetPassword(tx *store.Tx, subject ids.ID, hash string) error
	// ResetCode takes the second factor away, for a person who lost the telephone that makes the codes.
	ResetCode(tx *store.Tx, subject ids.ID) error
	// Disable stops the account, or allows it again, and ends the person's sessions.
	Disable(tx *store.Tx, subject ids.ID, disabled bool) error
}

var _ Accounts = (*auth.Accounts)(nil)

// noAccounts stands in where nobody signs in: loading history, tests of other rooms.
type noAccounts struct{}

func (noAccounts) Hash(string, string) (string, error)            { return "", nil }
func (noAccounts) Create(*store.Tx, ids.ID, string, string) error { return nil }
func (noAccounts) SetPassword(*store.Tx, ids.ID, string) error    { return nil }
func (noAccounts) ResetCode(*store.Tx, ids.ID) error              { return nil }
func (noAccounts) Disable(*store.Tx, ids.ID, bool) error          { return nil }

var loginPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,31}$`)

// NormalLogin is the one form in which a sign-in name is kept and compared: trimmed, small letters.
func NormalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// checkStaff checks st as it is to be saved; it returns it with its texts trimmed and its roles in the table's
// order.
func checkStaff(q store.Queryer, st Staff) (Staff, error) {
	var c checks
	c.text("name", &st.Name, 1, 30)
	if !loginPattern.MatchString(st.Login) {
		c.wrong("login", "登录名为 3 至 32 位小写字母、数字，可含 . - _")
	}
	if err := c.fault(); err != nil {
		return st, err
	}
	held, err := knownRoles(st.Roles)
	if err != nil {
		return st, err
	}
	st.Roles = held
	unit := Unit{}
	if st.UnitID != 0 {
		if unit, err = unitByID(q, st.UnitID); err != nil {
			return st, at(err, ErrUnitNotFound, "body.unit_id")
		}
	}
	return st, checkRolesFit(st, unit)
}

// knownRoles puts the roles into the table's order, each once.
func knownRoles(given []string) ([]string, error) {
	for _, id := range given {
		if roles.role(id) == nil {
			return nil, ErrRoleUnknown.WithField("body.roles", "没有这个角色")
		}
	}
	held := make([]string, 0, len(given))
	for _, r := range roles.roles {
		if slices.Contains(given, r.ID) {
			held = append(held, r.ID)
		}
	}
	return held, nil
}

// checkRolesFit keeps unit-bound roles apart from city-wide ones (an officer who is also a dispatcher would read
// the orders of every unit) and gives each unit-bound role the unit that it needs.
func checkRolesFit(st Staff, unit Unit) error {
	var bound, city, number, unitBound bool
	for _, id := range st.Roles {
		r := roles.role(id).reach
		bound = bound || r.bound()
		city = city || r == reachCity
		number = number || r == reachNumber
		unitBound = unitBound || r == reachUnit || r == reachSubCentre
	}
	if bound && city {
		return ErrRolesConflict.WithField("body.roles", "承办员、分中心负责人、双号坐席不能兼任全市范围的角色")
	}
	if number && unitBound {
		return ErrRolesConflict.WithField("body.roles", "双号坐席不能兼任承办员、分中心负责人")
	}
	if bound && unit.ID == 0 || st.Has(RoleSubCentre) && unit.Kind != SubCentre {
		return ErrRoleNeedsUnit.WithField("body.unit_id", "请选择所属单位；分中心负责人须属于分中心")
	}
	return nil
}
