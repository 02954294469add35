package outreach

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
)

// isBarred tells whether a number must not be called.
func isBarred(q store.Queryer, mac []byte) (bool, error) {
	var n int
	if err := q.QueryRow(`SELECT COUNT(*) FROM outreach_barred WHERE mac = ?`, mac).Scan(&n); err != nil {
		return false, fmt.Errorf("outreach: not to be called: %w", err)
	}
	return n > 0, nil
}

// Bar puts a number on the list of those not to be called; people of campaigns who wait with it are called no more. Faults:
// outreach.bad_number.
func (s *Service) Bar(tx *store.Tx, by auth.Principal, number, reason string) error {
	n := vault.NormalisePhone(number, "")
	if len(n) < 7 {
		return ErrNumber
	}
	return s.bar(tx, by.ID, n, reason)
}

func (s *Service) bar(tx *store.Tx, staff ids.ID, number, reason string) error {
	mac := s.mac(number)
	if there, err := isBarred(tx, mac); err != nil || there {
		return err
	}
	id, now := ids.New(), wall.Micros(s.Clock.Now())
	head, body, err := s.seal("outreach.barred", id, number)
	if err != nil {
		return err
	}
	if err := tx.Do(`INSERT INTO outreach_barred (id, mac, head, body, reason, staff_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)`, id, mac, head, body, reason, staff, now); err != nil {
		return fmt.Errorf("outreach: bar: %w", err)
	}
	if err := tx.Do(`UPDATE outreach_person SET state = ?, changed_at = ? WHERE mac = ? AND state = ?`, PersonBarred, now, mac, PersonWaiting); err != nil {
		return fmt.Errorf("outreach: bar: %w", err)
	}
	return s.record(tx, EventBarred, id, staff, Payload{})
}

// Unbar takes an entry off the list. The error is ErrNotFound.
func (s *Service) Unbar(tx *store.Tx, by auth.Principal, id ids.ID) error {
	res, err := tx.Exec(`DELETE FROM outreach_barred WHERE id = ?`, id)
	if err != nil {
		return fmt.Errorf("outreach: unbar: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return ErrNotFound
	}
	return s.record(tx, EventUnbarred, id, by.ID, Payload{})
}

// BarredView is an entry of the list of those not to be called.
type BarredView struct {
	ID     ids.ID    `json:"id"`
	Phone  string    `json:"phone_masked"`
	Reason string    `json:"reason"`
	By     string    `json:"by" doc:"empty: the person asked for it in a robot's call"`
	At     time.Time `json:"at"`

	staff ids.ID
}

var barredSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}}}

// BarredFilter is the page that is read of those not to be called.
type BarredFilter struct {
	Sort   string // at; - before it: the newest first, as without one
	Cursor string
	Limit  int
}

// Barred reads one page of those not to be called. Faults: list.bad_sort, list.bad_cursor.
func (s *Service) Barred(q store.Queryer, f BarredFilter) (list []BarredView, next string, err error) {
	page, err := barredSorts.Page(f.Sort, "-at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	list, next, err = store.ReadPage(q, page, store.Select{Columns: `id, head, body, reason, staff_id, at`, Table: `outreach_barred`}, func(r store.Row) (BarredView, error) {
		var v BarredView
		var head, body []byte
		var staff ids.ID
		var at int64
		if err := r.Scan(&v.ID, &head, &body, &v.Reason, &staff, &at); err != nil {
			return v, err
		}
		plain, err := s.Ring.Open(seal.Record{Kind: "outreach.barred", ID: int64(v.ID)}, seal.Envelope{Head: head, Body: body})
		var number string
		if err == nil {
			err = json.Unmarshal(plain, &number)
		}
		v.Phone, v.At, v.staff = vault.MaskPhone(number), wall.FromMicros(at), staff
		return v, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("outreach: not to be called: %w", err)
	}
	for i := range list {
		list[i].By = s.name(q, list[i].staff)
	}
	return list, next, nil
}

func (s *Service) name(q store.Queryer, staff ids.ID) string {
	if staff == 0 || s.Names == nil {
		return ""
	}
	return s.Names(q, staff)
}
