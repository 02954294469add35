package supervise

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// settingSubject is the chain on which changes of settings stand.
const settingSubject ids.ID = 23

// setting reads a setting; version 0 when nobody has set it.
func setting(q store.Queryer, name string) (version int64, value string, err error) {
	err = q.QueryRow(`SELECT version, value FROM supervise_setting WHERE name = ?`+locking(q), name).Scan(&version, &value)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("supervise: setting: %w", err)
	}
	return version, value, nil
}

func putSetting(tx *store.Tx, name string, version int64, value string, at time.Time, by ids.ID) error {
	err := tx.Do(`INSERT INTO supervise_setting (name, version, value, at, by_id) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET version = excluded.version, value = excluded.value, at = excluded.at, by_id = excluded.by_id`,
		name, version, value, wall.Micros(at), by)
	if err != nil {
		return fmt.Errorf("supervise: put setting: %w", err)
	}
	return nil
}

// serial gives the next number of a kind of the day, such as D20261128-001.
func serial(tx *store.Tx, kind string, at time.Time) (string, error) {
	day := wall.Day(at)
	err := tx.Do(`INSERT INTO supervise_serial (day, kind, last) VALUES (?, ?, 1)
		ON CONFLICT (day, kind) DO UPDATE SET last = supervise_serial.last + 1`, day, kind)
	if err != nil {
		return "", fmt.Errorf("supervise: serial: %w", err)
	}
	var n int
	if err := tx.QueryRow(`SELECT last FROM supervise_serial WHERE day = ? AND kind = ?`, day, kind).Scan(&n); err != nil {
		return "", fmt.Errorf("supervise: serial: %w", err)
	}
	return fmt.Sprintf("%s%d-%03d", kind, day, n), nil
}
