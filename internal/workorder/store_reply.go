package workorder

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const replyColumns = `order_id, id, assignment, unit_id, by_id, at, outcome, basis, contacted_at, contact_number, reached,
	public_text, internal_note, articles, salt, state, review_note, reviewed_at, reviewed_by`

var insertReplySQL = `INSERT INTO workorder_reply (` + replyColumns + `) VALUES (` + placeholders(replyColumns) + `)`

func insertReply(tx *store.Tx, r Reply) error {
	articles := ""
	if len(r.Articles) > 0 {
		raw, err := json.Marshal(r.Articles)
		if err != nil {
			return fmt.Errorf("workorder: articles: %w", err)
		}
		articles = string(raw)
	}
	err := tx.Do(insertReplySQL, r.Order, r.ID, r.Assignment, r.Unit, r.By, wall.Micros(r.At), r.Outcome, r.Basis,
		wall.Micros(r.ContactedAt), r.ContactNumber, flag(r.Reached), r.PublicText, r.InternalNote, articles, r.Salt,
		r.State, r.ReviewNote, wall.Micros(r.ReviewedAt), r.ReviewedBy)
	if err != nil {
		return fmt.Errorf("workorder: insert reply: %w", err)
	}
	return nil
}

// Replies reads the replies of an order, oldest first, whoever asks: callers have checked
// that the order may be seen, and show a citizen approved ones only.
func (s *Service) Replies(q store.Queryer, order ids.ID) ([]Reply, error) {
	rows, err := q.Query(`SELECT `+replyColumns+` FROM workorder_reply WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, scanReply)
}

// pendingReply reads the reply that waits for review.
func pendingReply(q store.Queryer, order ids.ID) (Reply, error) {
	r, err := scanReply(q.QueryRow(`SELECT `+replyColumns+
		` FROM workorder_reply WHERE order_id = ? AND state = ? ORDER BY id DESC LIMIT 1`, order, ReviewPending))
	if errors.Is(err, sql.ErrNoRows) {
		return Reply{}, fmt.Errorf("workorder: order %d is replied without a reply: %w", order, err)
	}
	return r, err
}

// closeReply writes the review of a reply.
func closeReply(tx *store.Tx, r Reply, by ids.ID, state ReviewState, words string, at time.Time) error {
	err := tx.Do(`UPDATE workorder_reply SET state = ?, review_note = ?, reviewed_at = ?, reviewed_by = ?
		WHERE order_id = ? AND id = ?`, state, words, wall.Micros(at), by, r.Order, r.ID)
	if err != nil {
		return fmt.Errorf("workorder: close reply: %w", err)
	}
	return nil
}

func scanReply(row store.Row) (Reply, error) {
	var r Reply
	var at, contacted, reviewed int64
	var articles string
	err := row.Scan(&r.Order, &r.ID, &r.Assignment, &r.Unit, &r.By, &at, &r.Outcome, &r.Basis, &contacted,
		&r.ContactNumber, &r.Reached, &r.PublicText, &r.InternalNote, &articles, &r.Salt, &r.State, &r.ReviewNote,
		&reviewed, &r.ReviewedBy)
	if err != nil {
		return Reply{}, fmt.Errorf("workorder: scan reply: %w", err)
	}
	if articles != "" {
		if err := json.Unmarshal([]byte(articles), &r.Articles); err != nil {
			return Reply{}, fmt.Errorf("workorder: articles of %d: %w", r.ID, err)
		}
	}
	r.At, r.ContactedAt, r.ReviewedAt = wall.FromMicros(at), wall.FromMicros(contacted), wall.FromMicros(reviewed)
	return r, nil
}
