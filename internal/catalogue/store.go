package catalogue

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// loadStamp reads which state of the catalogue q sees.
func loadStamp(q store.Queryer) (ids.ID, error) {
	var stamp ids.ID
	if err := q.QueryRow(`SELECT stamp FROM catalogue_revision WHERE id = 1`).Scan(&stamp); err != nil {
		return 0, fmt.Errorf("catalogue: stamp: %w", err)
	}
	return stamp, nil
}

func putStamp(tx *store.Tx, stamp ids.ID) error {
	if _, err := tx.Exec(`UPDATE catalogue_revision SET stamp = ? WHERE id = 1`, stamp); err != nil {
		return fmt.Errorf("catalogue: new stamp: %w", err)
	}
	return nil
}

const categoryColumns = `id, code, name, parent_id, level, pinyin, default_kind, active, version`

func scanCategory(row store.Row) (Category, error) {
	var c Category
	err := row.Scan(&c.ID, &c.Code, &c.Name, &c.ParentID, &c.Level, &c.Pinyin, &c.DefaultKind, &c.Active, &c.Version)
	return c, err
}

func categoryByID(q store.Queryer, id ids.ID) (Category, error) {
	c, err := scanCategory(q.QueryRow(`SELECT `+categoryColumns+` FROM catalogue_category WHERE id = ?`, id))
	if err != nil {
		return Category{}, fmt.Errorf("catalogue: category by id: %w", err)
	}
	return c, nil
}

func categoryByCode(q store.Queryer, code string) (Category, error) {
	c, err := scanCategory(q.QueryRow(`SELECT `+categoryColumns+` FROM catalogue_category WHERE code = ?`, code))
	if err != nil {
		return Category{}, fmt.Errorf("catalogue: category by code: %w", err)
	}
	return c, nil
}

func childrenOf(q store.Queryer, parent ids.ID) ([]Category, error) {
	rows, err := q.Query(`SELECT `+categoryColumns+` FROM catalogue_category WHERE parent_id = ?`, parent)
	return store.Collect(rows, err, scanCategory)
}

func allCategories(q store.Queryer) ([]Category, error) {
	rows, err := q.Query(`SELECT ` + categoryColumns + ` FROM catalogue_category`)
	return store.Collect(rows, err, scanCategory)
}

func insertCategory(tx *store.Tx, c Category, now int64) error {
	_, err := tx.Exec(`INSERT INTO catalogue_category (`+categoryColumns+`, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Code, c.Name, c.ParentID, c.Level, c.Pinyin, c.DefaultKind, flag(c.Active), c.Version, now, now)
	if err != nil {
		return fmt.Errorf("catalogue: insert category: %w", err)
	}
	return nil
}

func updateCategory(tx *store.Tx, c Category, now int64) error {
	_, err := tx.Exec(`UPDATE catalogue_category SET code = ?, name = ?, parent_id = ?, level = ?, pinyin = ?,
		default_kind = ?, active = ?, version = ?, updated_at = ? WHERE id = ?`,
		c.Code, c.Name, c.ParentID, c.Level, c.Pinyin, c.DefaultKind, flag(c.Active), c.Version, now, c.ID)
	if err != nil {
		return fmt.Errorf("catalogue: update category: %w", err)
	}
	return nil
}

func defaultUnit(q store.Queryer, category ids.ID, division string) (ids.ID, error) {
	var unit ids.ID
	err := q.QueryRow(`SELECT unit_id FROM catalogue_default_unit WHERE category_id = ? AND division_code = ?`,
		category, division).Scan(&unit)
	if err != nil {
		return 0, fmt.Errorf("catalogue: default unit: %w", err)
	}
	return unit, nil
}

// defaultUnits reads the rules in the order of the tree; of one category, or of all if category is 0.
func defaultUnits(q store.Queryer, category ids.ID) ([]DefaultUnit, error) {
	query := `SELECT d.category_id, d.division_code, d.unit_id FROM catalogue_default_unit d
		JOIN catalogue_category c ON c.id = d.category_id`
	var args []any
	if category != 0 {
		query += ` WHERE d.category_id = ?`
		args = append(args, category)
	}
	rows, err := q.Query(query+` ORDER BY c.code, d.division_code`, args...)
	return store.Collect(rows, err, func(row store.Row) (DefaultUnit, error) {
		var d DefaultUnit
		err := row.Scan(&d.CategoryID, &d.DivisionCode, &d.UnitID)
		return d, err
	})
}

func putDefaultUnit(tx *store.Tx, d DefaultUnit, now int64) error {
	_, err := tx.Exec(`INSERT INTO catalogue_default_unit (category_id, division_code, unit_id, updated_at)
		VALUES (?, ?, ?, ?) ON CONFLICT (category_id, division_code)
		DO UPDATE SET unit_id = excluded.unit_id, updated_at = excluded.updated_at`,
		d.CategoryID, d.DivisionCode, d.UnitID, now)
	if err != nil {
		return fmt.Errorf("catalogue: put default unit: %w", err)
	}
	return nil
}

func deleteDefaultUnit(tx *store.Tx, category ids.ID, division string) error {
	_, err := tx.Exec(`DELETE FROM catalogue_default_unit WHERE category_id = ? AND division_code = ?`, category, division)
	if err != nil {
		return fmt.Errorf("catalogue: delete default unit: %w", err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
