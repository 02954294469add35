package supervise

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Meeting is a joint meeting 联席会议.
type Meeting struct {
	ID        ids.ID
	Number    string
	State     State
	Version   int64
	Title     string
	At        time.Time
	Where     string
	Chair     string
	MadeAt    time.Time
	MadeBy    ids.ID
	CalledAt  time.Time
	HeldAt    time.Time
	Minutes   string
	MinutedAt time.Time
	MinutedBy ids.ID
	EndedAt   time.Time
	EndNote   string

	salt []byte
}

const meetingColumns = `id, number, state, version, title, at, place, chair, made_at, made_by, called_at, held_at, minutes, salt, minuted_at, minuted_by, ended_at, end_note`

func scanMeeting(row store.Row) (*Meeting, error) {
	var m Meeting
	var at, made, called, held, minuted, ended int64
	err := row.Scan(&m.ID, &m.Number, &m.State, &m.Version, &m.Title, &at, &m.Where, &m.Chair, &made, &m.MadeBy, &called, &held, &m.Minutes, &m.salt,
		&minuted, &m.MinutedBy, &ended, &m.EndNote)
	m.At, m.MadeAt, m.CalledAt, m.HeldAt = wall.FromMicros(at), wall.FromMicros(made), wall.FromMicros(called), wall.FromMicros(held)
	m.MinutedAt, m.EndedAt = wall.FromMicros(minuted), wall.FromMicros(ended)
	m.salt = append([]byte{}, m.salt...) // an empty one comes back as nil
	return &m, err
}

func putMeeting(tx *store.Tx, m *Meeting) error {
	err := tx.Do(`INSERT INTO supervise_meeting (`+meetingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, title = excluded.title, at = excluded.at, place = excluded.place,
		chair = excluded.chair, called_at = excluded.called_at, held_at = excluded.held_at, minutes = excluded.minutes, salt = excluded.salt,
		minuted_at = excluded.minuted_at, minuted_by = excluded.minuted_by, ended_at = excluded.ended_at, end_note = excluded.end_note`,
		m.ID, m.Number, m.State, m.Version, m.Title, wall.Micros(m.At), m.Where, m.Chair, wall.Micros(m.MadeAt), m.MadeBy, wall.Micros(m.CalledAt),
		wall.Micros(m.HeldAt), m.Minutes, m.salt, wall.Micros(m.MinutedAt), m.MinutedBy, wall.Micros(m.EndedAt), m.EndNote)
	if err != nil {
		return fmt.Errorf("supervise: put meeting: %w", err)
	}
	return nil
}

// invited are the meetings that a unit knows of: those it was called to, and those that gave it a task.
func invited(scope auth.Scope) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	where, args := scoped(scope, "unit_id")
	return `id IN (SELECT meeting_id FROM supervise_guest WHERE invited_at > 0 AND ` + where + ` UNION
		SELECT meeting_id FROM supervise_task WHERE meeting_id > 0 AND ` + where + `)`, append(append([]any{}, args...), args...)
}

// meetingOf reads a meeting that by may know of; within a transaction it is locked.
func meetingOf(q store.Queryer, by auth.Principal, id ids.ID) (*Meeting, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	where, args := invited(by.Scope)
	m, err := scanMeeting(q.QueryRow(`SELECT `+meetingColumns+` FROM supervise_meeting WHERE id = ? AND `+where+locking(q), append([]any{id}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("supervise: meeting: %w", err)
	}
	return m, nil
}

// MeetingGuest is a unit, or one of its people, that takes part.
type MeetingGuest struct {
	Unit      ids.ID    `json:"unit_id"`
	Staff     ids.ID    `json:"staff_id,omitempty" doc:"a person by name; none: whoever the unit sends"`
	Came      string    `json:"came,omitempty" enum:"yes,deputy,no" doc:"attendance"`
	Person    string    `json:"person,omitempty" maxLength:"100" doc:"who came"`
	InvitedAt time.Time `json:"-"`
}

func guests(q store.Queryer, meeting ids.ID) ([]MeetingGuest, error) {
	rows, err := q.Query(`SELECT unit_id, staff_id, came, person, invited_at FROM supervise_guest WHERE meeting_id = ? ORDER BY unit_id, staff_id`, meeting)
	list, err := store.Collect(rows, err, func(r store.Row) (g MeetingGuest, err error) {
		var at int64
		err = r.Scan(&g.Unit, &g.Staff, &g.Came, &g.Person, &at)
		g.InvitedAt = wall.FromMicros(at)
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("supervise: guests: %w", err)
	}
	return list, nil
}

// beginMeeting loads a meeting for a verb and refuses what may not be.
func (s *Service) beginMeeting(tx *store.Tx, by auth.Principal, id ids.ID, version int64, v Verb) (*Meeting, Move, error) {
	m, err := s.meetingByID(tx, by, id)
	if err != nil {
		return nil, Move{}, err
	}
	mv := move(ThingMeeting, v)
	if err := may(by, mv, m.State, 0); err != nil {
		return nil, mv, err
	}
	if version != m.Version {
		return nil, mv, ErrStale
	}
	return m, mv, nil
}

// stepMeeting writes a meeting after a verb, with its event. Units hear of it once they were called.
func (s *Service) stepMeeting(tx *store.Tx, by auth.Principal, m *Meeting, mv Move, commit string) error {
	m.Version++
	m.State = mv.after(m.State)
	if err := putMeeting(tx, m); err != nil {
		return err
	}
	list, err := guests(tx, m.ID)
	if err != nil {
		return err
	}
	var units []ids.ID
	for _, g := range list {
		if !g.InvitedAt.IsZero() {
			units = append(units, g.Unit)
		}
	}
	return s.record(tx, by, mv.Event, m.ID, units, Payload{Meeting: m.ID, Version: m.Version, Commit: commit})
}
