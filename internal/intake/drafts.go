package intake

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Draft is a half-filled form of one person of staff. It survives a closed browser and another machine. It is sealed
// while it is kept, because it holds names and numbers of callers.
type Draft struct {
	Key       string          `json:"key"`
	UpdatedAt time.Time       `json:"updated_at"`
	Size      int             `json:"size" doc:"bytes"`
	Form      json.RawMessage `json:"form,omitempty" doc:"the form as it was put; absent in lists"`
}

var draftKeyShape = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// draftRecord binds a sealed draft to its owner and key: moved to another row it does not open.
func draftRecord(staff ids.ID, key string) seal.Record {
	return seal.Record{Kind: "intake.draft", ID: int64(staff), Bound: []byte(key)}
}

// sealDraft checks a draft and seals it, before the transaction that keeps it.
func (s *Service) sealDraft(p auth.Principal, key string, form []byte) (seal.Envelope, error) {
	switch {
	case !p.Can(RightDraft) || p.ID == 0:
		return seal.Envelope{}, fault.Forbidden
	case !draftKeyShape.MatchString(key):
		return seal.Envelope{}, ErrForm.WithField("path.key", "草稿名称只能用字母、数字、点、横线和下划线，最长 64 个字符。")
	case len(form) > s.options.MaxDraft:
		return seal.Envelope{}, ErrDraftTooLarge
	case !json.Valid(form) || !bytes.HasPrefix(bytes.TrimSpace(form), []byte("{")):
		return seal.Envelope{}, ErrForm.WithField("body", "草稿应为一个 JSON 对象。")
	}
	envelope, err := s.Ring.Seal(draftRecord(p.ID, key), form)
	if err != nil {
		return seal.Envelope{}, fmt.Errorf("intake: seal a draft: %w", err)
	}
	return envelope, nil
}

// keepDraft writes a sealed draft over the one of the same key.
func (s *Service) keepDraft(tx *store.Tx, p auth.Principal, key string, size int, e seal.Envelope) error {
	var others int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM intake_draft WHERE staff_id = ? AND draft_key <> ?`, p.ID, key).Scan(&others); err != nil {
		return fmt.Errorf("intake: count drafts: %w", err)
	}
	if others >= s.options.MaxDrafts {
		return ErrTooManyDrafts
	}
	err := tx.Do(`INSERT INTO intake_draft (staff_id, draft_key, head, body, size, updated_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (staff_id, draft_key) DO UPDATE SET head = excluded.head, body = excluded.body,
		size = excluded.size, updated_at = excluded.updated_at`, p.ID, key, e.Head, e.Body, size, wall.Micros(s.now()))
	if err != nil {
		return fmt.Errorf("intake: keep a draft: %w", err)
	}
	return nil
}

// Draft opens one draft of p. ErrNoDraft.
func (s *Service) Draft(q store.Queryer, p auth.Principal, key string) (Draft, error) {
	if !p.Can(RightDraft) {
		return Draft{}, fault.Forbidden
	}
	d := Draft{Key: key}
	var e seal.Envelope
	var updated int64
	err := q.QueryRow(`SELECT head, body, size, updated_at FROM intake_draft WHERE staff_id = ? AND draft_key = ?`, p.ID, key).
		Scan(&e.Head, &e.Body, &d.Size, &updated)
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, ErrNoDraft
	}
	if err != nil {
		return Draft{}, fmt.Errorf("intake: load a draft: %w", err)
	}
	if d.Form, err = s.Ring.Open(draftRecord(p.ID, key), e); err != nil {
		return Draft{}, fmt.Errorf("intake: open a draft: %w", err)
	}
	d.UpdatedAt = wall.FromMicros(updated)
	return d, nil
}

// Drafts lists the drafts of p, the newest first, without their forms.
func (s *Service) Drafts(q store.Queryer, p auth.Principal) ([]Draft, error) {
	if !p.Can(RightDraft) {
		return nil, fault.Forbidden
	}
	rows, err := q.Query(`SELECT draft_key, size, updated_at FROM intake_draft WHERE staff_id = ?
		ORDER BY updated_at DESC, draft_key LIMIT 200`, p.ID)
	return store.Collect(rows, err, func(r store.Row) (d Draft, err error) {
		var updated int64
		err = r.Scan(&d.Key, &d.Size, &updated)
		d.UpdatedAt = wall.FromMicros(updated)
		return d, err
	})
}

// deleteDraft deletes a draft; one that is not there is deleted already.
func deleteDraft(tx *store.Tx, staff ids.ID, key string) error {
	if err := tx.Do(`DELETE FROM intake_draft WHERE staff_id = ? AND draft_key = ?`, staff, key); err != nil {
		return fmt.Errorf("intake: delete a draft: %w", err)
	}
	return nil
}
