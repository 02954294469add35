package directory

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// count runs a SELECT COUNT(*).
func count(q store.Queryer, query string, args ...any) (int, error) {
	var n int
	if err := q.QueryRow(query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("directory: count: %w", err)
	}
	return n, nil
}

// one gives a missing row its fault and wraps other errors.
func one[T any](item T, err error, missing *fault.Fault) (T, error) {
	var none T
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return none, missing
	case err != nil:
		return none, fmt.Errorf("directory: load: %w", err)
	}
	return item, nil
}

func exec(tx *store.Tx, query string, args ...any) error {
	if err := tx.Do(query, args...); err != nil {
		return fmt.Errorf("directory: save: %w", err)
	}
	return nil
}

// bit is how a yes or no is kept: no engine-neutral type is a truth value.
func bit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func loadVersion(q store.Queryer) (int64, error) {
	var version int64
	if err := q.QueryRow(`SELECT version FROM directory_version WHERE id = 1`).Scan(&version); err != nil {
		return 0, fmt.Errorf("directory: load the version: %w", err)
	}
	return version, nil
}

func raiseVersion(tx *store.Tx) (int64, error) {
	var version int64
	err := tx.QueryRow(`UPDATE directory_version SET version = version + 1 WHERE id = 1 RETURNING version`).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("directory: raise the version: %w", err)
	}
	return version, nil
}

// loadView reads everything. Statements may see different commits, so the version is read on both sides: when it
// moved, the reading is done again.
func loadView(q store.Queryer) (*view, error) {
	before, err := loadVersion(q)
	if err != nil {
		return nil, err
	}
	for range 20 {
		v, err := loadOnce(q, before)
		if err != nil {
			return nil, err
		}
		after, err := loadVersion(q)
		if err != nil {
			return nil, err
		}
		if after == before {
			return v, nil
		}
		before = after
	}
	return nil, fault.Unavailable.Wrap(errors.New("directory: it changes faster than it can be read"))
}

func loadOnce(q store.Queryer, version int64) (*view, error) {
	units, err := loadUnits(q)
	if err != nil {
		return nil, err
	}
	hotlines, err := loadHotlines(q)
	if err != nil {
		return nil, err
	}
	divisions, err := loadDivisions(q)
	if err != nil {
		return nil, err
	}
	staff, err := loadStaff(q)
	if err != nil {
		return nil, err
	}
	return newView(version, units, hotlines, divisions, staff), nil
}

const divisionColumns = `id, code, name, level, kind, parent_code, active, version`

func scanDivision(r store.Row) (d Division, err error) {
	err = r.Scan(&d.ID, &d.Code, &d.Name, &d.Level, &d.Kind, &d.ParentCode, &d.Active, &d.Version)
	return d, err
}

func loadDivisions(q store.Queryer) ([]Division, error) {
	rows, err := q.Query(`SELECT ` + divisionColumns + ` FROM directory_division`)
	return store.Collect(rows, err, scanDivision)
}

func divisionByCode(q store.Queryer, code string) (Division, error) {
	d, err := scanDivision(q.QueryRow(`SELECT `+divisionColumns+` FROM directory_division WHERE code = ?`, code))
	return one(d, err, ErrDivisionNotFound)
}

func insertDivision(tx *store.Tx, d Division) error {
	return exec(tx, `INSERT INTO directory_division (`+divisionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Code, d.Name, d.Level, d.Kind, d.ParentCode, bit(d.Active), d.Version)
}

func updateDivision(tx *store.Tx, d Division) error {
	return exec(tx, `UPDATE directory_division SET name = ?, level = ?, kind = ?, parent_code = ?, active = ?, version = ?
		WHERE id = ?`, d.Name, d.Level, d.Kind, d.ParentCode, bit(d.Active), d.Version, d.ID)
}

const hotlineColumns = `id, number, name, unit_id, mode, note, active, version, next_mode, next_at`

func scanHotline(r store.Row) (h Hotline, err error) {
	var active int
	var next int64
	err = r.Scan(&h.ID, &h.Number, &h.Name, &h.UnitID, &h.Mode, &h.Note, &active, &h.Version, &h.NextMode, &next)
	h.Active = active == 1
	if next != 0 {
		at := wall.FromMicros(next)
		h.NextAt = &at
	}
	return h, err
}

func loadHotlines(q store.Queryer) ([]Hotline, error) {
	rows, err := q.Query(`SELECT ` + hotlineColumns + ` FROM directory_hotline`)
	return store.Collect(rows, err, scanHotline)
}

func hotlineByID(q store.Queryer, id ids.ID) (Hotline, error) {
	h, err := scanHotline(q.QueryRow(`SELECT `+hotlineColumns+` FROM directory_hotline WHERE id = ?`, id))
	return one(h, err, ErrHotlineNotFound)
}

func insertHotline(tx *store.Tx, h Hotline) error {
	return exec(tx, `INSERT INTO directory_hotline (`+hotlineColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		h.ID, h.Number, h.Name, h.UnitID, h.Mode, h.Note, bit(h.Active), h.Version, h.NextMode, h.nextMicros())
}

func updateHotline(tx *store.Tx, h Hotline) error {
	return exec(tx, `UPDATE directory_hotline SET number = ?, name = ?, unit_id = ?, mode = ?, note = ?, active = ?,
		version = ?, next_mode = ?, next_at = ? WHERE id = ?`, h.Number, h.Name, h.UnitID, h.Mode, h.Note, bit(h.Active), h.Version, h.NextMode,
		h.nextMicros(), h.ID)
}
