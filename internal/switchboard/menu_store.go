package switchboard

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// MenuVersion is a menu as it is kept.
type MenuVersion struct {
	ID          ids.ID
	Number      int64 // 0: the draft
	Revision    int64
	Base        ids.ID
	Menu        Menu
	Note        string
	By          ids.ID
	At          time.Time
	PublishedBy ids.ID
	PublishedAt time.Time
}

const menuColumns = `id, number, revision, base_id, menu, note, staff_id, at, published_by, published_at`

func scanMenu(r store.Row) (v MenuVersion, err error) {
	var raw string
	var at, published int64
	if err = r.Scan(&v.ID, &v.Number, &v.Revision, &v.Base, &raw, &v.Note, &v.By, &at, &v.PublishedBy, &published); err != nil {
		return v, err
	}
	v.At, v.PublishedAt = wall.FromMicros(at), wall.FromMicros(published)
	v.Menu, err = ParseMenu([]byte(raw))
	return v, err
}

// menuRow reads one version by a condition; ErrNoMenu.
func menuRow(q store.Queryer, condition string, args ...any) (MenuVersion, error) {
	v, err := scanMenu(q.QueryRow(`SELECT `+menuColumns+` FROM switchboard_menu WHERE `+condition, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, ErrNoMenu
	}
	if err != nil {
		return v, fmt.Errorf("switchboard: menu: %w", err)
	}
	return v, nil
}

// lastMenu is the version that holds; false: none was published.
func lastMenu(q store.Queryer) (MenuVersion, bool, error) {
	v, err := menuRow(q, `number > 0 ORDER BY number DESC LIMIT 1`)
	if errors.Is(err, ErrNoMenu) {
		return v, false, nil
	}
	return v, err == nil, err
}

// draftMenu is the draft, locked within a transaction; false: there is none.
func draftMenu(q store.Queryer) (MenuVersion, bool, error) {
	condition := `number = 0`
	if tx, ok := q.(*store.Tx); ok && tx.Engine() == store.Postgres {
		condition += ` FOR UPDATE`
	}
	v, err := menuRow(q, condition)
	if errors.Is(err, ErrNoMenu) {
		return v, false, nil
	}
	return v, err == nil, err
}

func putMenu(tx *store.Tx, v MenuVersion) error {
	raw, err := json.Marshal(v.Menu)
	if err != nil {
		return fmt.Errorf("switchboard: menu: %w", err)
	}
	published := int64(0)
	if !v.PublishedAt.IsZero() {
		published = wall.Micros(v.PublishedAt)
	}
	done, err := tx.Exec(`INSERT INTO switchboard_menu (`+menuColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (number) DO NOTHING`, v.ID, v.Number, v.Revision, v.Base, string(raw), v.Note, v.By, wall.Micros(v.At), v.PublishedBy, published)
	if err != nil {
		return fmt.Errorf("switchboard: put menu: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrMenuChanged) // somebody was first
	}
	return nil
}

func dropDraft(tx *store.Tx, id ids.ID) error {
	if err := tx.Do(`DELETE FROM switchboard_menu WHERE id = ? AND number = 0`, id); err != nil {
		return fmt.Errorf("switchboard: drop draft: %w", err)
	}
	return nil
}

var menuSorts = store.Keyset{Sorts: []store.Sort{{Name: "number"}}}

// MenuVersions lists what was published, the newest first unless asked otherwise. Faults: list.bad_sort, list.bad_cursor.
func (s *Service) MenuVersions(q store.Queryer, sort, cursor string, limit int) (list []MenuVersion, next string, err error) {
	page, err := menuSorts.Page(sort, "-number", cursor, httpx.Limit(limit))
	if err != nil {
		return nil, "", err
	}
	list, next, err = store.ReadPage(q, page, store.Select{Columns: menuColumns, Table: `switchboard_menu`, Where: `number > 0`}, scanMenu)
	if err != nil {
		return nil, "", fmt.Errorf("switchboard: menus: %w", err)
	}
	return list, next, nil
}
