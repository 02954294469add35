package triage

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const replayColumns = `id, version_id, revision, base_id, base_number, from_at, to_at, state, by_id, created_at, finished_at, after_at, after_id,
	total, seen, changed, judged, right_before, right_after, right_actual`

func scanReplay(row store.Row) (Replay, error) {
	var r Replay
	var from, to, created, finished, after int64
	err := row.Scan(&r.ID, &r.Version, &r.Revision, &r.Base, &r.BaseNumber, &from, &to, &r.State, &r.By, &created, &finished, &after, &r.AfterID,
		&r.Total, &r.Seen, &r.Changed, &r.Judged, &r.RightBefore, &r.RightAfter, &r.RightActual)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrReplayNotFound
	}
	r.From, r.To, r.CreatedAt = wall.FromMicros(from), wall.FromMicros(to), wall.FromMicros(created)
	r.FinishedAt, r.AfterAt = wall.FromMicros(finished), wall.FromMicros(after)
	return r, err
}

func replayByID(q store.Queryer, id ids.ID) (Replay, error) {
	return scanReplay(q.QueryRow(`SELECT `+replayColumns+` FROM triage_replay WHERE id = ?`, id))
}

func lockReplay(tx *store.Tx, id ids.ID) (Replay, error) {
	statement := `SELECT ` + replayColumns + ` FROM triage_replay WHERE id = ?`
	if tx.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	return scanReplay(tx.QueryRow(statement, id))
}

// replaysOf reads the newest replays of a version, in one state or in any.
func replaysOf(q store.Queryer, version ids.ID, state State, limit int) ([]Replay, error) {
	rows, err := q.Query(`SELECT `+replayColumns+` FROM triage_replay WHERE version_id = ? AND (? = '' OR state = ?) ORDER BY id DESC LIMIT ?`,
		version, string(state), string(state), limit)
	list, err := store.Collect(rows, err, scanReplay)
	if err != nil {
		return nil, fmt.Errorf("triage: replays: %w", err)
	}
	return list, nil
}

func insertReplay(tx *store.Tx, r Replay) error {
	err := tx.Do(`INSERT INTO triage_replay (`+replayColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, 0, 0, 0, 0, 0, 0)`,
		r.ID, r.Version, r.Revision, r.Base, r.BaseNumber, wall.Micros(r.From), wall.Micros(r.To), r.State, r.By, wall.Micros(r.CreatedAt), r.Total)
	if err != nil {
		return fmt.Errorf("triage: insert replay: %w", err)
	}
	return nil
}

func updateReplay(tx *store.Tx, r Replay) error {
	err := tx.Do(`UPDATE triage_replay SET state = ?, finished_at = ?, after_at = ?, after_id = ?, seen = ?, changed = ?, judged = ?,
		right_before = ?, right_after = ?, right_actual = ? WHERE id = ?`, r.State, wall.Micros(r.FinishedAt), wall.Micros(r.AfterAt), r.AfterID,
		r.Seen, r.Changed, r.Judged, r.RightBefore, r.RightAfter, r.RightActual, r.ID)
	if err != nil {
		return fmt.Errorf("triage: update replay: %w", err)
	}
	return nil
}

// addPage adds the figures of a page, and at most some of the orders that would go elsewhere.
func addPage(tx *store.Tx, replay ids.ID, p *page, most int) error {
	for unit, u := range p.units {
		err := tx.Do(`INSERT INTO triage_replay_unit (replay_id, unit_id, before, after, final, right_before, right_after) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (replay_id, unit_id) DO UPDATE SET before = triage_replay_unit.before + excluded.before,
			after = triage_replay_unit.after + excluded.after, final = triage_replay_unit.final + excluded.final,
			right_before = triage_replay_unit.right_before + excluded.right_before,
			right_after = triage_replay_unit.right_after + excluded.right_after`, replay, unit, u.before, u.after, u.final, u.rightBefore, u.rightAfter)
		if err != nil {
			return fmt.Errorf("triage: figures of a unit: %w", err)
		}
	}
	for k, n := range p.pairs {
		err := tx.Do(`INSERT INTO triage_replay_pair (replay_id, how, from_unit, to_unit, n) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (replay_id, how, from_unit, to_unit) DO UPDATE SET n = triage_replay_pair.n + excluded.n`, replay, k.how, k.from, k.to, n)
		if err != nil {
			return fmt.Errorf("triage: figures of a pair: %w", err)
		}
	}
	for _, m := range p.moved[:min(len(p.moved), max(most, 0))] {
		err := tx.Do(`INSERT INTO triage_replay_order (replay_id, order_id, before_unit, after_unit, final_unit, before_entry, after_entry)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, replay, m.order, m.before, m.after, m.final, m.beforeEntry, m.afterEntry)
		if err != nil {
			return fmt.Errorf("triage: order of a replay: %w", err)
		}
	}
	return nil
}

// unitRow are the figures of a unit as they were kept.
type unitRow struct {
	unit ids.ID
	unitTally
}

func unitsOf(q store.Queryer, replay ids.ID) ([]unitRow, error) {
	rows, err := q.Query(`SELECT unit_id, before, after, final, right_before, right_after FROM triage_replay_unit WHERE replay_id = ?`, replay)
	list, err := store.Collect(rows, err, func(r store.Row) (u unitRow, err error) {
		return u, r.Scan(&u.unit, &u.before, &u.after, &u.final, &u.rightBefore, &u.rightAfter)
	})
	if err != nil {
		return nil, fmt.Errorf("triage: units of a replay: %w", err)
	}
	return list, nil
}

type pairRow struct {
	pair
	n int64
}

func pairsOf(q store.Queryer, replay ids.ID, how string, limit int) ([]pairRow, error) {
	rows, err := q.Query(`SELECT how, from_unit, to_unit, n FROM triage_replay_pair WHERE replay_id = ? AND how = ? ORDER BY n DESC, from_unit, to_unit LIMIT ?`,
		replay, how, limit)
	list, err := store.Collect(rows, err, func(r store.Row) (p pairRow, err error) { return p, r.Scan(&p.how, &p.from, &p.to, &p.n) })
	if err != nil {
		return nil, fmt.Errorf("triage: pairs of a replay: %w", err)
	}
	return list, nil
}

// movedOf reads the orders that would go elsewhere, the newest first, before an id; from or to one unit if it is set.
func movedOf(q store.Queryer, replay, before, from, to ids.ID, limit int) ([]moved, error) {
	statement, args := `SELECT order_id, before_unit, after_unit, final_unit, before_entry, after_entry FROM triage_replay_order WHERE replay_id = ?`, []any{replay}
	for _, c := range []struct {
		sql string
		id  ids.ID
	}{{` AND order_id < ?`, before}, {` AND before_unit = ?`, from}, {` AND after_unit = ?`, to}} {
		if c.id != 0 {
			statement, args = statement+c.sql, append(args, c.id)
		}
	}
	rows, err := q.Query(statement+` ORDER BY order_id DESC LIMIT ?`, append(args, limit)...)
	list, err := store.Collect(rows, err, func(r store.Row) (m moved, err error) {
		return m, r.Scan(&m.order, &m.before, &m.after, &m.final, &m.beforeEntry, &m.afterEntry)
	})
	if err != nil {
		return nil, fmt.Errorf("triage: orders of a replay: %w", err)
	}
	return list, nil
}
