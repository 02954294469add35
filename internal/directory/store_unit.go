package directory

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

const unitColumns = `id, code, name, short_name, pinyin, kind, parent_id, division_code, mode, sub_centre_id,
	duty_phone, duty_person, window_address, office_hours, active, version`

func scanUnit(r store.Row) (u Unit, err error) {
	var active int
	err = r.Scan(&u.ID, &u.Code, &u.Name, &u.ShortName, &u.Pinyin, &u.Kind, &u.ParentID, &u.DivisionCode, &u.Mode,
		&u.SubCentreID, &u.DutyPhone, &u.DutyPerson, &u.WindowAddress, &u.OfficeHours, &active, &u.Version)
	u.Active = active == 1
	return u, err
}

func loadUnits(q store.Queryer) ([]Unit, error) {
	rows, err := q.Query(`SELECT ` + unitColumns + ` FROM directory_unit`)
	return store.Collect(rows, err, scanUnit)
}

func unitByID(q store.Queryer, id ids.ID) (Unit, error) {
	u, err := scanUnit(q.QueryRow(`SELECT `+unitColumns+` FROM directory_unit WHERE id = ?`, id))
	return one(u, err, ErrUnitNotFound)
}

func unitByCode(q store.Queryer, code string) (Unit, error) {
	u, err := scanUnit(q.QueryRow(`SELECT `+unitColumns+` FROM directory_unit WHERE code = ?`, code))
	return one(u, err, ErrUnitNotFound)
}

// unitOfDivision is the active territorial unit of a division, the first by code. ErrUnitNotFound.
func unitOfDivision(q store.Queryer, code string) (Unit, error) {
	u, err := scanUnit(q.QueryRow(`SELECT `+unitColumns+` FROM directory_unit WHERE division_code = ? AND active = 1 AND kind IN (?, ?, ?)
		ORDER BY code LIMIT 1`, code, District, Zone, Town))
	return one(u, err, ErrUnitNotFound)
}

func insertUnit(tx *store.Tx, u Unit) error {
	return exec(tx, `INSERT INTO directory_unit (`+unitColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		u.ID, u.Code, u.Name, u.ShortName, u.Pinyin, u.Kind, u.ParentID, u.DivisionCode, u.Mode, u.SubCentreID,
		u.DutyPhone, u.DutyPerson, u.WindowAddress, u.OfficeHours, bit(u.Active), u.Version)
}

func updateUnit(tx *store.Tx, u Unit) error {
	return exec(tx, `UPDATE directory_unit SET code = ?, name = ?, short_name = ?, pinyin = ?, kind = ?, parent_id = ?,
		division_code = ?, mode = ?, sub_centre_id = ?, duty_phone = ?, duty_person = ?, window_address = ?,
		office_hours = ?, active = ?, version = ? WHERE id = ?`,
		u.Code, u.Name, u.ShortName, u.Pinyin, u.Kind, u.ParentID, u.DivisionCode, u.Mode, u.SubCentreID,
		u.DutyPhone, u.DutyPerson, u.WindowAddress, u.OfficeHours, bit(u.Active), u.Version, u.ID)
}
