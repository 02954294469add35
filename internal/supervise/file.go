package supervise

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// MeetingFile is a file that goes with a meeting's minutes.
type MeetingFile struct {
	ID   ids.ID    `json:"id"`
	Name string    `json:"name"`
	MIME string    `json:"mime"`
	Size int64     `json:"size" doc:"bytes"`
	At   time.Time `json:"at"`

	sum string
}

func insertFile(tx *store.Tx, meeting, by ids.ID, at time.Time, a workorder.Attachment) error {
	err := tx.Do(`INSERT INTO supervise_file (meeting_id, id, by_id, at, name, mime, size, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		meeting, a.ID, by, wall.Micros(at), a.Name, a.MIME, a.Size, a.SHA256)
	if err != nil {
		return fmt.Errorf("supervise: insert file: %w", err)
	}
	return nil
}

const fileColumns = `id, name, mime, size, at, sha256`

func scanFile(r store.Row) (f MeetingFile, err error) {
	var at int64
	err = r.Scan(&f.ID, &f.Name, &f.MIME, &f.Size, &at, &f.sum)
	f.At = wall.FromMicros(at)
	return f, err
}

func filesOf(q store.Queryer, meeting ids.ID) ([]MeetingFile, error) {
	rows, err := q.Query(`SELECT `+fileColumns+` FROM supervise_file WHERE meeting_id = ? ORDER BY id`, meeting)
	list, err := store.Collect(rows, err, scanFile)
	if err != nil {
		return nil, fmt.Errorf("supervise: files: %w", err)
	}
	return list, nil
}

// file is a file of a meeting that by may know of.
func (s *Service) file(q store.Queryer, by auth.Principal, meeting, id ids.ID) (MeetingFile, error) {
	if _, err := s.meetingByID(q, by, meeting); err != nil {
		return MeetingFile{}, err
	}
	f, err := scanFile(q.QueryRow(`SELECT `+fileColumns+` FROM supervise_file WHERE meeting_id = ? AND id = ?`, meeting, id))
	if errors.Is(err, sql.ErrNoRows) || err == nil && f.sum == "" {
		return MeetingFile{}, ErrNotFound // or erased when its time had come
	}
	if err != nil {
		return MeetingFile{}, fmt.Errorf("supervise: file: %w", err)
	}
	return f, nil
}

// FileSums lists the content digests of all files, for checks that the files are there.
func (s *Service) FileSums(q store.Queryer) ([]string, error) {
	rows, err := q.Query(`SELECT DISTINCT sha256 FROM supervise_file WHERE sha256 <> ''`)
	list, err := store.Collect(rows, err, func(r store.Row) (sum string, err error) { return sum, r.Scan(&sum) })
	if err != nil {
		return nil, fmt.Errorf("supervise: files: %w", err)
	}
	return list, nil
}

// HasFile tells whether a meeting's file has these bytes.
func (s *Service) HasFile(q store.Queryer, sum string) (bool, error) {
	var n int
	if err := q.QueryRow(`SELECT COUNT(*) FROM supervise_file WHERE sha256 = ?`, sum).Scan(&n); err != nil {
		return false, fmt.Errorf("supervise: has file: %w", err)
	}
	return n > 0, nil
}
