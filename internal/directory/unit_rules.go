package directory

import (
	"errors"
	"regexp"
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

var codePattern = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_.-]{0,31}$`)

// checkUnitFields checks what can be seen without the other rows and returns the unit with its texts trimmed.
func checkUnitFields(u Unit) (Unit, error) {
	var c checks
	c.code("code", &u.Code)
	c.text("name", &u.Name, 1, 60)
	c.text("short_name", &u.ShortName, 0, 30)
	c.text("pinyin", &u.Pinyin, 0, 120)
	c.text("division_code", &u.DivisionCode, 0, 32)
	c.text("duty_phone", &u.DutyPhone, 0, 60)
	c.text("duty_person", &u.DutyPerson, 0, 30)
	c.text("window_address", &u.WindowAddress, 0, 120)
	c.text("office_hours", &u.OfficeHours, 0, 120)
	if !slices.Contains(UnitKinds, u.Kind) {
		c.wrong("kind", "没有这种单位类型")
	}
	if !slices.Contains(Modes, u.Mode) {
		c.wrong("mode", "没有这种整合方式")
	}
	return u, c.fault()
}

// checkUnitRelations checks u, as it is to be saved, against the other rows.
func checkUnitRelations(q store.Queryer, u Unit) error {
	if other, err := unitByCode(q, u.Code); err == nil && other.ID != u.ID {
		return ErrUnitCodeTaken.WithField("body.code", "编码已被“"+other.Label()+"”使用")
	} else if err != nil && !errors.Is(err, ErrUnitNotFound) {
		return err
	}
	if err := checkParent(q, u); err != nil {
		return err
	}
	if u.DivisionCode != "" {
		if _, err := divisionByCode(q, u.DivisionCode); err != nil {
			return at(err, ErrDivisionNotFound, "body.division_code")
		}
	}
	if err := checkMode(q, u); err != nil {
		return err
	}
	if u.Kind == Centre && u.Active {
		n, err := count(q, `SELECT COUNT(*) FROM directory_unit WHERE kind = ? AND active = 1 AND id <> ?`, Centre, u.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrCentreExists
		}
	}
	return nil
}

// checkParent walks up from u's parent; meeting u again would be a loop.
func checkParent(q store.Queryer, u Unit) error {
	seen := map[ids.ID]bool{u.ID: true}
	for up := u.ParentID; up != 0; {
		if seen[up] {
			return ErrUnitLoop.WithField("body.parent_id", "上级单位不能是本单位或它的下级单位")
		}
		seen[up] = true
		parent, err := unitByID(q, up)
		if err != nil {
			return at(err, ErrUnitNotFound, "body.parent_id")
		}
		up = parent.ParentID
	}
	return nil
}

// checkMode keeps mode, kind and sub-centre in agreement.
func checkMode(q store.Queryer, u Unit) error {
	switch {
	case u.Kind == SubCentre && (u.Mode != SubCentreMode || u.SubCentreID != 0):
		return ErrUnitMode.WithField("body.mode", "分中心本身须为“设分中心”，且不再归属其他分中心")
	case u.Kind != SubCentre && u.Mode == SubCentreMode && u.SubCentreID == 0:
		return ErrUnitMode.WithField("body.sub_centre_id", "请指定所属分中心")
	case u.SubCentreID == 0:
		return nil
	}
	sub, err := unitByID(q, u.SubCentreID)
	if err != nil {
		return at(err, ErrUnitNotFound, "body.sub_centre_id")
	}
	if sub.Kind != SubCentre || (u.Active && !sub.Active) {
		return ErrSubCentre.WithField("body.sub_centre_id", "“"+sub.Label()+"”不是已启用的分中心")
	}
	return nil
}

// checkStillSubCentre refuses to close a sub-centre, or to make another kind of unit of it, while active units,
// numbers or its lead depend on it: they would be routed nowhere.
func checkStillSubCentre(q store.Queryer, before, after Unit) error {
	if before.Kind == SubCentre && before.Active && (after.Kind != SubCentre || !after.Active) {
		n, err := count(q, `SELECT COUNT(*) FROM directory_unit WHERE sub_centre_id = ? AND active = 1`, after.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrSubCentreInUse
		}
	}
	if before.Kind == SubCentre && after.Kind != SubCentre {
		n, err := count(q, `SELECT COUNT(*) FROM directory_staff s JOIN directory_staff_role r ON r.staff_id = s.id
			WHERE s.unit_id = ? AND s.active = 1 AND r.role = ?`, after.ID, RoleSubCentre)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrSubCentreInUse
		}
	}
	if before.Mode == SubCentreMode && before.Active && (after.Mode != SubCentreMode || !after.Active) {
		n, err := count(q, `SELECT COUNT(*) FROM directory_hotline WHERE unit_id = ? AND active = 1 AND mode = ?`,
			after.ID, SubCentreMode)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrSubCentreInUse.WithMessage("仍有“设分中心”的热线号码归属该单位，请先调整号码后再修改或停用。")
		}
	}
	return nil
}
