package intake

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const refusalColumns = `id, request_id, order_id, fresh, number, door, division, code, label, phone, path, legal, words, earlier, salt,
	extra, transferred, transferred_at, state, version, refused_by, refused_at, appeal_until, appeal, appeal_door, appealed_by,
	appealed_at, appeal_salt, review, reviewed_by, reviewed_at, review_salt`

func insertRefusal(tx *store.Tx, f *Refusal) error {
	err := tx.Do(`INSERT INTO intake_refusal (id, request_id, order_id, fresh, number, door, division, code, label, phone, path, legal,
		words, earlier, salt, extra, transferred, transferred_at, state, version, refused_by, refused_at, appeal_until)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		f.ID, f.Request, f.Order, flag(f.Fresh), f.Number, f.Door, f.Division, f.Code, f.Label, f.Phone, f.Path, f.Legal,
		f.Words, f.Earlier, f.salt, f.extra, f.Transfer, wall.Micros(f.TransferAt), string(f.State), f.Version, f.By, wall.Micros(f.At), wall.Micros(f.Until))
	if err != nil {
		return fmt.Errorf("intake: insert refusal: %w", err)
	}
	return nil
}

func scanRefusal(row store.Row) (Refusal, error) {
	var f Refusal
	var transferred, at, until, appealed, reviewed int64
	err := row.Scan(&f.ID, &f.Request, &f.Order, &f.Fresh, &f.Number, &f.Door, &f.Division, &f.Code, &f.Label, &f.Phone, &f.Path, &f.Legal,
		&f.Words, &f.Earlier, &f.salt, &f.extra, &f.Transfer, &transferred, &f.State, &f.Version, &f.By, &at, &until, &f.Appeal, &f.AppealDoor,
		&f.AppealBy, &appealed, &f.appealSalt, &f.Review, &f.ReviewBy, &reviewed, &f.reviewSalt)
	f.TransferAt, f.At, f.Until = wall.FromMicros(transferred), wall.FromMicros(at), wall.FromMicros(until)
	f.AppealAt, f.ReviewAt = wall.FromMicros(appealed), wall.FromMicros(reviewed)
	return f, err
}

// refusals reads rows of intake_refusal; where ends in the condition and order wanted.
func refusals(q store.Queryer, where string, args ...any) ([]Refusal, error) {
	rows, err := q.Query(`SELECT `+refusalColumns+` FROM intake_refusal WHERE `+where, args...)
	list, err := store.Collect(rows, err, scanRefusal)
	if err != nil {
		return nil, fmt.Errorf("intake: load refusals: %w", err)
	}
	return list, nil
}

// refusalOf reads the refusal of a request; nil when it was taken on.
func refusalOf(q store.Queryer, request ids.ID) (*Refusal, error) {
	list, err := refusals(q, `request_id = ?`, request)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// refusalBy reads one refusal, locked for a verb. ErrNoRefusal.
func refusalBy(q store.Queryer, id ids.ID) (*Refusal, error) {
	lock := ``
	if _, writing := q.(*store.Tx); writing && q.Engine() == store.Postgres {
		lock = ` FOR UPDATE`
	}
	list, err := refusals(q, `id = ?`+lock, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNoRefusal
	}
	return &list[0], nil
}

// refusalFor reads one refusal for p. One that is about p, or p's unit, is not there. ErrNoRefusal.
func (s *Service) refusalFor(q store.Queryer, p auth.Principal, id ids.ID) (*Refusal, error) {
	f, err := refusalBy(q, id)
	if err != nil {
		return nil, err
	}
	barred, err := s.Orders.Barred(q, p, f.Order)
	if err != nil {
		return nil, err
	}
	if barred[f.Order] {
		return nil, ErrNoRefusal
	}
	return f, nil
}

// saveAppeal writes what an appeal and its review change.
func saveAppeal(tx *store.Tx, f *Refusal) error {
	f.Version++
	err := tx.Do(`UPDATE intake_refusal SET state = ?, version = ?, appeal = ?, appeal_salt = ?, appeal_door = ?, appealed_by = ?,
		appealed_at = ?, review = ?, review_salt = ?, reviewed_by = ?, reviewed_at = ? WHERE id = ?`, string(f.State), f.Version,
		f.Appeal, f.appealSalt, f.AppealDoor, f.AppealBy, wall.Micros(f.AppealAt), f.Review, f.reviewSalt, f.ReviewBy,
		wall.Micros(f.ReviewAt), f.ID)
	if err != nil {
		return fmt.Errorf("intake: save appeal: %w", err)
	}
	return nil
}
