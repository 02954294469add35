package followup

import (
	"fmt"

	"onedoor/internal/platform/store"
)

const sampleColumns = `id, name, purpose, unit_id, kind, door, permille, number, seed, active, version`

func samples(q store.Queryer) ([]Sample, error) {
	rows, err := q.Query(`SELECT ` + sampleColumns + ` FROM followup_sample ORDER BY name`)
	list, err := store.Collect(rows, err, func(r store.Row) (x Sample, err error) {
		err = r.Scan(&x.ID, &x.Name, &x.Purpose, &x.UnitID, &x.Kind, &x.Door, &x.Permille, &x.Number, &x.Seed, &x.Active, &x.Version)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("followup: samples: %w", err)
	}
	return list, nil
}

func putSample(tx *store.Tx, x Sample, at int64) error {
	err := tx.Do(`INSERT INTO followup_sample (`+sampleColumns+`, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, purpose = excluded.purpose, unit_id = excluded.unit_id, kind = excluded.kind,
		door = excluded.door, permille = excluded.permille, number = excluded.number, seed = excluded.seed, active = excluded.active,
		version = excluded.version, updated_at = excluded.updated_at`,
		x.ID, x.Name, x.Purpose, x.UnitID, x.Kind, x.Door, x.Permille, x.Number, x.Seed, flag(x.Active), x.Version, at)
	if err != nil {
		return fmt.Errorf("followup: put sample: %w", err)
	}
	return nil
}
