package directory

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// UnitPatch changes a unit: what is absent stays as it is; "" clears a text or an id, null an id. Version is the version seen.
type UnitPatch struct {
	Version       int64     `json:"version" minimum:"1"`
	Code          *string   `json:"code,omitempty" minLength:"1" maxLength:"32"`
	Name          *string   `json:"name,omitempty" minLength:"1" maxLength:"60"`
	ShortName     *string   `json:"short_name,omitempty" maxLength:"30"`
	Pinyin        *string   `json:"pinyin,omitempty" maxLength:"120" doc:"made anew from the names when they change and this is absent or empty"`
	Kind          *UnitKind `json:"kind,omitempty" enum:"department,district,town,zone,company,centre,subcentre"`
	ParentID      IDPatch   `json:"parent_id,omitempty"`
	DivisionCode  *string   `json:"division_code,omitempty" maxLength:"32"`
	Mode          *Mode     `json:"mode,omitempty" enum:"full_merge,dual_number,sub_centre,none"`
	SubCentreID   IDPatch   `json:"sub_centre_id,omitempty"`
	DutyPhone     *string   `json:"duty_phone,omitempty" maxLength:"60"`
	DutyPerson    *string   `json:"duty_person,omitempty" maxLength:"30"`
	WindowAddress *string   `json:"window_address,omitempty" maxLength:"120"`
	OfficeHours   *string   `json:"office_hours,omitempty" maxLength:"120"`
	Active        *bool     `json:"active,omitempty"`
}

func (in UnitPatch) apply(u Unit) Unit {
	set(&u.Code, in.Code)
	set(&u.Name, in.Name)
	set(&u.ShortName, in.ShortName)
	set(&u.Pinyin, in.Pinyin)
	set(&u.Kind, in.Kind)
	in.ParentID.apply(&u.ParentID)
	set(&u.DivisionCode, in.DivisionCode)
	set(&u.Mode, in.Mode)
	in.SubCentreID.apply(&u.SubCentreID)
	set(&u.DutyPhone, in.DutyPhone)
	set(&u.DutyPerson, in.DutyPerson)
	set(&u.WindowAddress, in.WindowAddress)
	set(&u.OfficeHours, in.OfficeHours)
	set(&u.Active, in.Active)
	return u
}

// ChangeUnit changes a unit, closes it (Active false) or opens it again. A change that changes nothing leaves the
// version and the ledger alone.
func (s *Service) ChangeUnit(tx *store.Tx, p auth.Principal, id ids.ID, in UnitPatch) (Unit, error) {
	if err := need(p, RightWrite); err != nil {
		return Unit{}, err
	}
	if err := s.begin(tx); err != nil {
		return Unit{}, err
	}
	before, err := unitByID(tx, id)
	if err != nil {
		return Unit{}, err
	}
	if before.Version != in.Version {
		return Unit{}, ErrStale
	}
	u, err := checkUnitFields(in.apply(before))
	if err != nil {
		return Unit{}, err
	}
	renamed := u.Name != before.Name || u.ShortName != before.ShortName
	if u.Pinyin == "" || (renamed && in.Pinyin == nil) {
		u.Pinyin = initials(u.Name, u.ShortName)
	}
	changed := changedUnitFields(before, u)
	if len(changed) == 0 {
		return before, nil
	}
	if err := checkUnitRelations(tx, u); err != nil {
		return Unit{}, err
	}
	if err := checkStillSubCentre(tx, before, u); err != nil {
		return Unit{}, err
	}
	u.Version++
	err = s.keepAdmin(tx, func() error { return updateUnit(tx, u) })
	if err != nil {
		return Unit{}, err
	}
	return u, s.recordUnit(tx, p, EventUnitChanged, u, changed)
}

func changedUnitFields(a, b Unit) []string {
	var d diff
	d.add("code", a.Code != b.Code)
	d.add("name", a.Name != b.Name)
	d.add("short_name", a.ShortName != b.ShortName)
	d.add("pinyin", a.Pinyin != b.Pinyin)
	d.add("kind", a.Kind != b.Kind)
	d.add("parent_id", a.ParentID != b.ParentID)
	d.add("division_code", a.DivisionCode != b.DivisionCode)
	d.add("mode", a.Mode != b.Mode)
	d.add("sub_centre_id", a.SubCentreID != b.SubCentreID)
	d.add("duty_phone", a.DutyPhone != b.DutyPhone)
	d.add("duty_person", a.DutyPerson != b.DutyPerson)
	d.add("window_address", a.WindowAddress != b.WindowAddress)
	d.add("office_hours", a.OfficeHours != b.OfficeHours)
	d.add("active", a.Active != b.Active)
	return d
}
