package cti

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
)

// Fields whose codes are mapped.
const (
	FieldAgent = "agent" // an agent's number 工号: whose it is
	FieldQueue = "queue" // a queue, or skill group 技能组: which of ours it is
)

// Fields lists them.
var Fields = []string{FieldAgent, FieldQueue}

// CentreMapping says what one of the call centre's codes is here.
type CentreMapping struct {
	Field    string `json:"field" enum:"agent,queue"`
	Theirs   string `json:"theirs" minLength:"1" maxLength:"64" doc:"the agent's number, or the queue's code, as events name it"`
	Ours     string `json:"ours" maxLength:"40" doc:"the person's login, or our queue's code; empty takes the mapping away"`
	OursName string `json:"ours_name,omitempty" readOnly:"true"`
}

// CentreUnmapped is a code that came and means nothing here yet (待对照编码).
type CentreUnmapped struct {
	Field   string    `json:"field" enum:"agent,queue"`
	Theirs  string    `json:"theirs"`
	Seen    int       `json:"seen" doc:"how many events came with it"`
	FirstAt time.Time `json:"first_at"`
	LastAt  time.Time `json:"last_at"`
}

// Map says what a code is, or takes that back; it holds for what comes from now on. Faults: cti.invalid, .not_found,
// .person_mapped.
func (d *Door) Map(tx *store.Tx, by auth.Principal, centre ids.ID, m CentreMapping) error {
	if !by.Can(RightManage) {
		return fault.Forbidden
	}
	if _, err := centreByID(tx, centre); err != nil {
		return err
	}
	m.Theirs, m.Ours = strings.TrimSpace(m.Theirs), strings.TrimSpace(m.Ours)
	switch {
	case !slices.Contains(Fields, m.Field):
		return ErrForm.WithField("body.field", "请选择对照的内容。")
	case !nameShape.MatchString(m.Theirs):
		return ErrForm.WithField("body.theirs", "请填写对方编码，不超过 64 个字符，不含空格。")
	}
	event := CentreEvent{Centre: centre, Field: m.Field, Changed: []string{m.Theirs}}
	if m.Ours == "" {
		if err := tx.Do(`DELETE FROM cti_mapping WHERE centre_id = ? AND field = ? AND theirs = ?`, centre, m.Field, m.Theirs); err != nil {
			return fmt.Errorf("cti: unmap: %w", err)
		}
		return d.record(tx, by, EventMapped, event)
	}
	if m.Field == FieldAgent {
		s, err := d.Directory.StaffByLogin(tx, m.Ours)
		if errors.Is(err, directory.ErrStaffNotFound) {
			return ErrForm.WithField("body.ours", "本系统没有这个登录名，请核对。")
		}
		if err != nil {
			return err
		}
		event.Seat, m.Ours = s.ID, s.ID.String()
		var other string
		err = tx.QueryRow(`SELECT theirs FROM cti_mapping WHERE centre_id = ? AND field = ? AND ours = ? AND theirs <> ?`, centre, FieldAgent, m.Ours, m.Theirs).Scan(&other)
		if err == nil {
			return ErrMapped
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("cti: map: %w", err)
		}
	} else {
		if _, ok := switchboard.QueueOf(d.Queues(), m.Ours); !ok {
			return ErrForm.WithField("body.ours", "本系统没有这个队列编码，请核对。")
		}
		event.Code = m.Ours
	}
	err := tx.Do(`INSERT INTO cti_mapping (centre_id, field, theirs, ours) VALUES (?, ?, ?, ?)
		ON CONFLICT (centre_id, field, theirs) DO UPDATE SET ours = excluded.ours`, centre, m.Field, m.Theirs, m.Ours)
	if err != nil {
		return fmt.Errorf("cti: map: %w", err)
	}
	if err := tx.Do(`DELETE FROM cti_unmapped WHERE centre_id = ? AND field = ? AND theirs = ?`, centre, m.Field, m.Theirs); err != nil {
		return fmt.Errorf("cti: map: %w", err)
	}
	return d.record(tx, by, EventMapped, event)
}

// mappings lists a call centre's mappings; a person by login.
func (d *Door) mappings(q store.Queryer, centre ids.ID) ([]CentreMapping, error) {
	rows, err := q.Query(`SELECT field, theirs, ours FROM cti_mapping WHERE centre_id = ? ORDER BY field, theirs`, centre)
	list, err := store.Collect(rows, err, func(r store.Row) (m CentreMapping, err error) { return m, r.Scan(&m.Field, &m.Theirs, &m.Ours) })
	if err != nil {
		return nil, fmt.Errorf("cti: mappings: %w", err)
	}
	for i := range list {
		m := &list[i]
		if m.Field == FieldQueue {
			queue, _ := switchboard.QueueOf(d.Queues(), m.Ours)
			m.OursName = queue.Name
			continue
		}
		if id, err := ids.Parse(m.Ours); err == nil {
			if s, err := d.Directory.Staff(q, id); err == nil {
				m.Ours, m.OursName = s.Login, s.Name
			}
		}
	}
	return list, nil
}

// ours translates a code; empty: it is not mapped, and is noted as such.
func (d *Door) ours(tx *store.Tx, centre ids.ID, field, theirs string) (string, error) {
	if theirs == "" {
		return "", nil
	}
	var code string
	err := tx.QueryRow(`SELECT ours FROM cti_mapping WHERE centre_id = ? AND field = ? AND theirs = ?`, centre, field, theirs).Scan(&code)
	if err == nil {
		return code, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("cti: translate: %w", err)
	}
	now := wall.Micros(d.now())
	err = tx.Do(`INSERT INTO cti_unmapped (centre_id, field, theirs, seen, first_at, last_at) VALUES (?, ?, ?, 1, ?, ?)
		ON CONFLICT (centre_id, field, theirs) DO UPDATE SET seen = cti_unmapped.seen + 1, last_at = excluded.last_at`, centre, field, theirs, now, now)
	if err != nil {
		return "", fmt.Errorf("cti: unmapped: %w", err)
	}
	return "", nil
}

// person is whose an agent's number is; 0: nobody's.
func (d *Door) person(tx *store.Tx, centre ids.ID, agent string) (ids.ID, error) {
	text, err := d.ours(tx, centre, FieldAgent, agent)
	if err != nil || text == "" {
		return 0, err
	}
	return ids.Parse(text)
}

// queue is which of our queues one of theirs is; nil: it is not mapped.
func (d *Door) queue(tx *store.Tx, centre ids.ID, theirs string) (*switchboard.Queue, error) {
	code, err := d.ours(tx, centre, FieldQueue, theirs)
	if err != nil || code == "" {
		return nil, err
	}
	q, ok := switchboard.QueueOf(d.Queues(), code)
	if !ok { // the queue that it was mapped to is gone
		return nil, nil
	}
	return &q, nil
}

// unmapped lists what waits to be mapped, the most frequent first.
func unmapped(q store.Queryer, centre ids.ID) ([]CentreUnmapped, error) {
	rows, err := q.Query(`SELECT field, theirs, seen, first_at, last_at FROM cti_unmapped WHERE centre_id = ? ORDER BY seen DESC, field, theirs LIMIT 500`, centre)
	list, err := store.Collect(rows, err, func(r store.Row) (u CentreUnmapped, err error) {
		var first, last int64
		err = r.Scan(&u.Field, &u.Theirs, &u.Seen, &first, &last)
		u.FirstAt, u.LastAt = wall.FromMicros(first), wall.FromMicros(last)
		return u, err
	})
	if err != nil {
		return nil, fmt.Errorf("cti: unmapped: %w", err)
	}
	return list, nil
}
