package catalogue

import (
	"encoding/json"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// presetRow is a preset with the id that its ledger chain has.
type presetRow struct {
	id     ids.ID
	preset Preset
}

func scanPreset(row store.Row) (presetRow, error) {
	var r presetRow
	var name, body string
	var version int64
	if err := row.Scan(&r.id, &name, &body, &version); err != nil {
		return presetRow{}, err
	}
	if err := json.Unmarshal([]byte(body), &r.preset); err != nil {
		return presetRow{}, fmt.Errorf("catalogue: body of preset %s: %w", name, err)
	}
	r.preset.Name, r.preset.Version = name, version
	return r, nil
}

func presetByName(q store.Queryer, name string) (presetRow, error) {
	r, err := scanPreset(q.QueryRow(`SELECT id, name, body, version FROM catalogue_preset WHERE name = ?`, name))
	if err != nil {
		return presetRow{}, fmt.Errorf("catalogue: preset: %w", err)
	}
	return r, nil
}

func allPresets(q store.Queryer) ([]presetRow, error) {
	rows, err := q.Query(`SELECT id, name, body, version FROM catalogue_preset`)
	return store.Collect(rows, err, scanPreset)
}

func putPreset(tx *store.Tx, id ids.ID, p Preset, now int64) error {
	p.UsedFor = nil // kept in a table of its own
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("catalogue: body of preset: %w", err)
	}
	err = tx.Do(`INSERT INTO catalogue_preset (id, name, body, version, updated_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET body = excluded.body, version = excluded.version, updated_at = excluded.updated_at`,
		id, p.Name, string(body), p.Version, now)
	if err != nil {
		return fmt.Errorf("catalogue: put preset: %w", err)
	}
	return nil
}

func presetUses(q store.Queryer) (map[string]string, error) {
	rows, err := q.Query(`SELECT kind, preset FROM catalogue_preset_use`)
	pairs, err := store.Collect(rows, err, func(row store.Row) (pair [2]string, err error) {
		err = row.Scan(&pair[0], &pair[1])
		return pair, err
	})
	uses := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		uses[pair[0]] = pair[1]
	}
	return uses, err
}

func putPresetUse(tx *store.Tx, kind, preset string) error {
	err := tx.Do(`INSERT INTO catalogue_preset_use (kind, preset) VALUES (?, ?)
		ON CONFLICT (kind) DO UPDATE SET preset = excluded.preset`, kind, preset)
	if err != nil {
		return fmt.Errorf("catalogue: put use of preset: %w", err)
	}
	return nil
}

func deletePresetUse(tx *store.Tx, kind string) error {
	if err := tx.Do(`DELETE FROM catalogue_preset_use WHERE kind = ?`, kind); err != nil {
		return fmt.Errorf("catalogue: delete use of preset: %w", err)
	}
	return nil
}
