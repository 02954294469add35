package directory

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const staffColumns = `id, login, name, unit_id, active, created_at, version`

func scanStaff(r store.Row) (st Staff, err error) {
	var active int
	var created int64
	err = r.Scan(&st.ID, &st.Login, &st.Name, &st.UnitID, &active, &created, &st.Version)
	st.Active, st.CreatedAt, st.Roles = active == 1, wall.FromMicros(created), []string{}
	return st, err
}

// held is one role of one person.
type held struct {
	staff ids.ID
	role  string
}

func scanHeld(r store.Row) (h held, err error) {
	err = r.Scan(&h.staff, &h.role)
	return h, err
}

func loadStaff(q store.Queryer) ([]Staff, error) {
	rows, err := q.Query(`SELECT ` + staffColumns + ` FROM directory_staff`)
	list, err := store.Collect(rows, err, scanStaff)
	if err != nil {
		return nil, err
	}
	rows, err = q.Query(`SELECT staff_id, role FROM directory_staff_role ORDER BY staff_id, place`)
	pairs, err := store.Collect(rows, err, scanHeld)
	if err != nil {
		return nil, err
	}
	of := map[ids.ID][]string{}
	for _, h := range pairs {
		of[h.staff] = append(of[h.staff], h.role)
	}
	for i := range list {
		list[i].Roles = append(list[i].Roles, of[list[i].ID]...)
	}
	return list, nil
}

func staffByID(q store.Queryer, id ids.ID) (Staff, error) {
	st, err := scanStaff(q.QueryRow(`SELECT `+staffColumns+` FROM directory_staff WHERE id = ?`, id))
	if st, err = one(st, err, ErrStaffNotFound); err != nil {
		return st, err
	}
	rows, err := q.Query(`SELECT staff_id, role FROM directory_staff_role WHERE staff_id = ? ORDER BY place`, id)
	pairs, err := store.Collect(rows, err, scanHeld)
	for _, h := range pairs {
		st.Roles = append(st.Roles, h.role)
	}
	return st, err
}

func insertStaff(tx *store.Tx, st Staff) error {
	if err := exec(tx, `INSERT INTO directory_staff (`+staffColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		st.ID, st.Login, st.Name, st.UnitID, bit(st.Active), wall.Micros(st.CreatedAt), st.Version); err != nil {
		return err
	}
	return insertRoles(tx, st)
}

func updateStaff(tx *store.Tx, st Staff) error {
	if err := exec(tx, `UPDATE directory_staff SET name = ?, unit_id = ?, active = ?, version = ? WHERE id = ?`,
		st.Name, st.UnitID, bit(st.Active), st.Version, st.ID); err != nil {
		return err
	}
	if err := exec(tx, `DELETE FROM directory_staff_role WHERE staff_id = ?`, st.ID); err != nil {
		return err
	}
	return insertRoles(tx, st)
}

func insertRoles(tx *store.Tx, st Staff) error {
	for place, role := range st.Roles {
		if err := exec(tx, `INSERT INTO directory_staff_role (staff_id, role, place) VALUES (?, ?, ?)`,
			st.ID, role, place); err != nil {
			return err
		}
	}
	return nil
}

// countAdmins counts the administrators who can sign in: active, and of an active unit or of none.
func countAdmins(q store.Queryer) (int, error) {
	return count(q, `SELECT COUNT(*) FROM directory_staff s
		JOIN directory_staff_role r ON r.staff_id = s.id AND r.role = ?
		LEFT JOIN directory_unit u ON u.id = s.unit_id
		WHERE s.active = 1 AND (s.unit_id = 0 OR u.active = 1)`, RoleAdmin)
}
