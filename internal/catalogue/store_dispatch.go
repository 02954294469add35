package catalogue

import (
	"encoding/json"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const versionColumns = `id, number, base_id, title, note, authors, revision, created_at, updated_at, publisher_id, published_at, effective_at`

func scanVersion(row store.Row) (Version, error) {
	var v Version
	var authors string
	var created, updated, published, effective int64
	if err := row.Scan(&v.ID, &v.Number, &v.Base, &v.Title, &v.Note, &authors, &v.Revision, &created, &updated, &v.Publisher, &published, &effective); err != nil {
		return v, err
	}
	v.CreatedAt, v.UpdatedAt = wall.FromMicros(created), wall.FromMicros(updated)
	v.PublishedAt, v.EffectiveAt = wall.FromMicros(published), wall.FromMicros(effective)
	if err := json.Unmarshal([]byte(authors), &v.Authors); err != nil {
		return v, fmt.Errorf("catalogue: authors of version %d: %w", v.ID, err)
	}
	return v, nil
}

// allVersions reads the published versions in the order of their numbers, which is that of their effective times; the
// draft, if there is one, comes last.
func allVersions(q store.Queryer) ([]Version, error) {
	rows, err := q.Query(`SELECT ` + versionColumns + ` FROM catalogue_version ORDER BY CASE WHEN number = 0 THEN 1 ELSE 0 END, number`)
	return store.Collect(rows, err, scanVersion)
}

func entryCounts(q store.Queryer) (map[ids.ID]int, error) {
	type count struct {
		version ids.ID
		n       int
	}
	rows, err := q.Query(`SELECT version_id, COUNT(*) FROM catalogue_entry GROUP BY version_id`)
	list, err := store.Collect(rows, err, func(r store.Row) (c count, err error) { return c, r.Scan(&c.version, &c.n) })
	counts := make(map[ids.ID]int, len(list))
	for _, c := range list {
		counts[c.version] = c.n
	}
	return counts, err
}

// lockVersion reads a version and keeps others from changing it until the transaction ends; sql.ErrNoRows
// when there is no such version.
func lockVersion(tx *store.Tx, id ids.ID) (Version, error) {
	statement := `SELECT ` + versionColumns + ` FROM catalogue_version WHERE id = ?`
	if tx.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	return scanVersion(tx.QueryRow(statement, id))
}

func insertVersion(tx *store.Tx, v Version) error {
	authors, err := json.Marshal(v.Authors)
	if err != nil {
		return fmt.Errorf("catalogue: authors: %w", err)
	}
	var slot any
	if v.Draft() {
		slot = 1
	}
	err = tx.Do(`INSERT INTO catalogue_version (`+versionColumns+`, draft_slot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		v.ID, v.Number, v.Base, v.Title, v.Note, string(authors), v.Revision, wall.Micros(v.CreatedAt), wall.Micros(v.UpdatedAt),
		v.Publisher, wall.Micros(v.PublishedAt), wall.Micros(v.EffectiveAt), slot)
	if err != nil {
		return fmt.Errorf("catalogue: insert version: %w", err)
	}
	return nil
}

// updateVersion writes what changes of a draft, its publication included.
func updateVersion(tx *store.Tx, v Version) error {
	authors, err := json.Marshal(v.Authors)
	if err != nil {
		return fmt.Errorf("catalogue: authors: %w", err)
	}
	var slot any
	if v.Draft() {
		slot = 1
	}
	err = tx.Do(`UPDATE catalogue_version SET number = ?, draft_slot = ?, title = ?, note = ?, authors = ?, revision = ?, updated_at = ?,
		publisher_id = ?, published_at = ?, effective_at = ? WHERE id = ?`, v.Number, slot, v.Title, v.Note, string(authors), v.Revision,
		wall.Micros(v.UpdatedAt), v.Publisher, wall.Micros(v.PublishedAt), wall.Micros(v.EffectiveAt), v.ID)
	if err != nil {
		return fmt.Errorf("catalogue: update version: %w", err)
	}
	return nil
}

func deleteVersion(tx *store.Tx, id ids.ID) error {
	if err := tx.Do(`DELETE FROM catalogue_entry WHERE version_id = ?`, id); err != nil {
		return fmt.Errorf("catalogue: delete entries: %w", err)
	}
	if err := tx.Do(`DELETE FROM catalogue_version WHERE id = ?`, id); err != nil {
		return fmt.Errorf("catalogue: delete version: %w", err)
	}
	return nil
}

const entryColumns = `id, category_id, division_code, kind, door, business, topic, accused_unit_id, accused_words, hours, weekdays,
	season, unit_id, co_units, basis, unclear, priority`

func scanEntry(row store.Row) (Entry, error) {
	var e Entry
	var units string
	if err := row.Scan(&e.ID, &e.CategoryID, &e.DivisionCode, &e.Kind, &e.Door, &e.Business, &e.Topic, &e.AccusedUnitID, &e.AccusedWords,
		&e.Hours, &e.Weekdays, &e.Season, &e.UnitID, &units, &e.Basis, &e.Unclear, &e.Priority); err != nil {
		return e, err
	}
	if err := json.Unmarshal([]byte(units), &e.CoUnits); err != nil {
		return e, fmt.Errorf("catalogue: helping units of %d: %w", e.ID, err)
	}
	return e, nil
}

// entriesOf reads the entries of a version, the oldest first.
func entriesOf(q store.Queryer, version ids.ID) ([]Entry, error) {
	rows, err := q.Query(`SELECT `+entryColumns+` FROM catalogue_entry WHERE version_id = ? ORDER BY id`, version)
	return store.Collect(rows, err, scanEntry)
}

func entryByID(q store.Queryer, version, id ids.ID) (Entry, error) {
	return scanEntry(q.QueryRow(`SELECT `+entryColumns+` FROM catalogue_entry WHERE version_id = ? AND id = ?`, version, id))
}

func copyEntries(tx *store.Tx, from, to ids.ID) error {
	err := tx.Do(`INSERT INTO catalogue_entry (version_id, `+entryColumns+`) SELECT `+to.String()+`, `+entryColumns+`
		FROM catalogue_entry WHERE version_id = ?`, from)
	if err != nil {
		return fmt.Errorf("catalogue: copy entries: %w", err)
	}
	return nil
}

// putEntry adds an entry to a version, or changes it.
func putEntry(tx *store.Tx, version ids.ID, e Entry) error {
	units, err := json.Marshal(e.CoUnits)
	if err != nil {
		return fmt.Errorf("catalogue: helping units: %w", err)
	}
	err = tx.Do(`INSERT INTO catalogue_entry (version_id, `+entryColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (version_id, id) DO UPDATE SET category_id = excluded.category_id, division_code = excluded.division_code,
		kind = excluded.kind, door = excluded.door, business = excluded.business, topic = excluded.topic,
		accused_unit_id = excluded.accused_unit_id, accused_words = excluded.accused_words, hours = excluded.hours,
		weekdays = excluded.weekdays, season = excluded.season, unit_id = excluded.unit_id, co_units = excluded.co_units,
		basis = excluded.basis, unclear = excluded.unclear, priority = excluded.priority`,
		version, e.ID, e.CategoryID, e.DivisionCode, e.Kind, e.Door, e.Business, e.Topic, e.AccusedUnitID, e.AccusedWords, e.Hours,
		e.Weekdays, e.Season, e.UnitID, string(units), e.Basis, flag(e.Unclear), e.Priority)
	if err != nil {
		return fmt.Errorf("catalogue: put entry: %w", err)
	}
	return nil
}

func deleteEntry(tx *store.Tx, version, id ids.ID) (bool, error) {
	res, err := tx.Exec(`DELETE FROM catalogue_entry WHERE version_id = ? AND id = ?`, version, id)
	if err != nil {
		return false, fmt.Errorf("catalogue: delete entry: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
