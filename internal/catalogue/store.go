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
	if err := tx.Do(`UPDATE catalogue_revision SET stamp = ? WHERE id = 1`, stamp); err != nil {
		return fmt.Errorf("catalogue: new stamp: %w", err)
	}
	return nil
}

const categoryColumns = `id, code, name, parent_id, level, pinyin, default_kind, active, enforcement, limit_case, version`

func scanCategory(row store.Row) (Category, error) {
	var c Category
	err := row.Scan(&c.ID, &c.Code, &c.Name, &c.ParentID, &c.Level, &c.Pinyin, &c.DefaultKind, &c.Active, &c.Enforcement, &c.LimitCase, &c.Version)
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
	err := tx.Do(`INSERT INTO catalogue_category (`+categoryColumns+`, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Code, c.Name, c.ParentID, c.Level, c.Pinyin, c.DefaultKind, flag(c.Active), flag(c.Enforcement), c.LimitCase, c.Version, now, now)
	if err != nil {
		return fmt.Errorf("catalogue: insert category: %w", err)
	}
	return nil
}

func updateCategory(tx *store.Tx, c Category, now int64) error {
	err := tx.Do(`UPDATE catalogue_category SET code = ?, name = ?, parent_id = ?, level = ?, pinyin = ?,
		default_kind = ?, active = ?, enforcement = ?, limit_case = ?, version = ?, updated_at = ? WHERE id = ?`,
		c.Code, c.Name, c.ParentID, c.Level, c.Pinyin, c.DefaultKind, flag(c.Active), flag(c.Enforcement), c.LimitCase, c.Version, now, c.ID)
	if err != nil {
		return fmt.Errorf("catalogue: update category: %w", err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
