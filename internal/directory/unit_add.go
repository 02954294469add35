package directory

import (
	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// UnitIn is a new unit. Pinyin is made from the names when empty; the mode is `none` when empty, and `sub_centre`
// for a sub-centre.
type UnitIn struct {
	Code          string   `json:"code" minLength:"1" maxLength:"32"`
	Name          string   `json:"name" minLength:"1" maxLength:"60"`
	ShortName     string   `json:"short_name,omitempty" maxLength:"30"`
	Pinyin        string   `json:"pinyin,omitempty" maxLength:"120" doc:"pinyin initials; made from the names when empty"`
	Kind          UnitKind `json:"kind" enum:"department,district,town,zone,company,centre,subcentre"`
	ParentID      ids.ID   `json:"parent_id,omitempty"`
	DivisionCode  string   `json:"division_code,omitempty" maxLength:"32"`
	Mode          Mode     `json:"mode,omitempty" enum:"full_merge,dual_number,sub_centre,none"`
	SubCentreID   ids.ID   `json:"sub_centre_id,omitempty"`
	DutyPhone     string   `json:"duty_phone,omitempty" maxLength:"60"`
	DutyPerson    string   `json:"duty_person,omitempty" maxLength:"30"`
	WindowAddress string   `json:"window_address,omitempty" maxLength:"120"`
	OfficeHours   string   `json:"office_hours,omitempty" maxLength:"120"`
}

// AddUnit enters a new, active unit.
func (s *Service) AddUnit(tx *store.Tx, p auth.Principal, in UnitIn) (Unit, error) {
	if err := need(p, RightWrite); err != nil {
		return Unit{}, err
	}
	u := Unit{ID: ids.New(), Code: in.Code, Name: in.Name, ShortName: in.ShortName, Pinyin: in.Pinyin, Kind: in.Kind,
		ParentID: in.ParentID, DivisionCode: in.DivisionCode, Mode: in.Mode, SubCentreID: in.SubCentreID,
		DutyPhone: in.DutyPhone, DutyPerson: in.DutyPerson, WindowAddress: in.WindowAddress,
		OfficeHours: in.OfficeHours, Active: true, Version: 1}
	if u.Mode == "" {
		u.Mode = NotIntegrated
		if u.Kind == SubCentre {
			u.Mode = SubCentreMode
		}
	}
	u, err := checkUnitFields(u)
	if err != nil {
		return Unit{}, err
	}
	if u.Pinyin == "" {
		u.Pinyin = initials(u.Name, u.ShortName)
	}
	if err := s.begin(tx); err != nil {
		return Unit{}, err
	}
	if err := checkUnitRelations(tx, u); err != nil {
		return Unit{}, err
	}
	if err := insertUnit(tx, u); err != nil {
		return Unit{}, err
	}
	return u, s.recordUnit(tx, p, EventUnitAdded, u, nil)
}

// initials are the pinyin initials of the names, each once, separated by a space.
func initials(name, short string) string {
	a, b := language.PinyinInitials(name), language.PinyinInitials(short)
	if b == "" || a == b {
		return a
	}
	return a + " " + b
}
