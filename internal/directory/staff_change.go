package directory

import (
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// StaffPatch changes a member of staff: what is absent stays as it is. The sign-in name never changes.
type StaffPatch struct {
	Version int64     `json:"version" minimum:"1"`
	Name    *string   `json:"name,omitempty" minLength:"1" maxLength:"30"`
	UnitID  IDPatch   `json:"unit_id,omitempty" doc:"null takes the person out of any unit"`
	Roles   *[]string `json:"roles,omitempty" maxItems:"20"`
	Active  *bool     `json:"active,omitempty"`
}

// ChangeStaff changes a person, stops (Active false) or readmits one. Who is stopped is signed out at once.
func (s *Service) ChangeStaff(tx *store.Tx, p auth.Principal, id ids.ID, in StaffPatch) (Staff, error) {
	if err := need(p, RightStaff); err != nil {
		return Staff{}, err
	}
	if err := s.begin(tx); err != nil {
		return Staff{}, err
	}
	before, err := staffByID(tx, id)
	if err != nil {
		return Staff{}, err
	}
	if before.Version != in.Version {
		return Staff{}, ErrStale
	}
	st := before.clone()
	set(&st.Name, in.Name)
	in.UnitID.apply(&st.UnitID)
	set(&st.Roles, in.Roles)
	set(&st.Active, in.Active)
	if st, err = checkStaff(tx, st); err != nil {
		return Staff{}, err
	}
	var changed diff
	changed.add("name", st.Name != before.Name)
	changed.add("unit_id", st.UnitID != before.UnitID)
	changed.add("roles", !slices.Equal(st.Roles, before.Roles))
	changed.add("active", st.Active != before.Active)
	if len(changed) == 0 {
		return before, nil
	}
	// A person of a closed unit may still be renamed or stopped, but not moved there or readmitted.
	if st.Active && (st.UnitID != before.UnitID || !before.Active) {
		if err := checkUnitOpen(tx, st); err != nil {
			return Staff{}, err
		}
	}
	st.Version++
	if err := s.keepAdmin(tx, func() error { return updateStaff(tx, st) }); err != nil {
		return Staff{}, err
	}
	if err := s.switchAccount(tx, before, st); err != nil {
		return Staff{}, err
	}
	return st, s.recordStaff(tx, p, EventStaffChanged, st, changed)
}

func (s *Service) switchAccount(tx *store.Tx, before, after Staff) error {
	if before.Active == after.Active {
		return nil
	}
	if err := s.accounts.Disable(tx, after.ID, !after.Active); err != nil {
		return fmt.Errorf("directory: switch the account: %w", err)
	}
	return nil
}

// keepAdmin runs a change and refuses it when it leaves no administrator who can sign in. The change of the
// directory's version, made before it, keeps two such changes from passing each other.
func (s *Service) keepAdmin(tx *store.Tx, change func() error) error {
	before, err := countAdmins(tx)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := countAdmins(tx)
	if err != nil {
		return err
	}
	if before > 0 && after == 0 {
		return ErrLastAdmin
	}
	return nil
}
