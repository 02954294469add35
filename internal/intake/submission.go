package intake

import (
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// submitted looks whether a form was submitted before; the receipts are nil when it was not. It spares a repetition
// the checks and the serials; keepToken decides.
func (s *Service) submitted(q store.Queryer, p auth.Principal, in TakeOnIn) ([]Receipt, error) {
	if !tokenShape.MatchString(in.Token) {
		return nil, nil
	}
	digest, err := s.formDigest(p, in)
	if err != nil {
		return nil, err
	}
	return receiptsOf(q, in.Token, digest)
}

// keepToken remembers the form's token. If it is known already, it gives the receipts of then and again is true.
func (s *Service) keepToken(tx *store.Tx, t *taking) (list []Receipt, again bool, err error) {
	res, err := tx.Exec(`INSERT INTO intake_submission (token, body_mac, contact_id, requests, created_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (token) DO NOTHING`, t.in.Token, t.formMAC, t.contact, len(t.requests), wall.Micros(t.at))
	if err != nil {
		return nil, false, fmt.Errorf("intake: keep token: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return nil, false, err
	}
	list, err = receiptsOf(tx, t.in.Token, t.formMAC)
	return list, true, err
}

// receiptsOf returns the receipts of a token, nil if it is unknown, ErrTokenReused if it belongs to another form.
func receiptsOf(q store.Queryer, token string, digest []byte) ([]Receipt, error) {
	var stored []byte
	var contact ids.ID
	var n int
	err := q.QueryRow(`SELECT body_mac, contact_id, requests FROM intake_submission WHERE token = ?`, token).Scan(&stored, &contact, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("intake: look for token: %w", err)
	}
	if !hmac.Equal(stored, digest) {
		return nil, ErrTokenReused
	}
	list, err := requests(q, `contact_id = ? ORDER BY id LIMIT ?`, contact, n) // more may have been added since
	if err != nil {
		return nil, err
	}
	receipts := make([]Receipt, len(list))
	for i, r := range list {
		receipts[i] = r.receipt()
	}
	return receipts, nil
}
