package intake

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// oldRefusals are refusals that stand, of requests that never had an order: those that had one go with it.
const oldRefusals = ` FROM intake_refusal WHERE fresh = 1 AND state IN ('refused', 'stands') AND refused_at < ? AND appeal_until < ? AND erased = 0`

// Refusals erases refused requests by their age. Held tells whom nothing is erased of.
type Refusals struct {
	*Service
	Held func(q store.Queryer, identity ids.ID) (bool, error)
}

type oldRefusal struct {
	id, request, order, identity, contact ids.ID
	at                                    int64
}

func (s Refusals) erasable(q store.Queryer, before time.Time, most int) (list []oldRefusal, err error) {
	cut := wall.Micros(before)
	rows, err := q.Query(`SELECT id, request_id, order_id, refused_at`+oldRefusals+` ORDER BY refused_at, id`, cut, cut)
	found, err := store.Collect(rows, err, func(r store.Row) (x oldRefusal, err error) { return x, r.Scan(&x.id, &x.request, &x.order, &x.at) })
	if err != nil {
		return nil, fmt.Errorf("intake: old refusals: %w", err)
	}
	for _, x := range found {
		if len(list) >= most {
			break
		}
		r, err := requestBy(q, `id`, x.request)
		if err != nil {
			return nil, err
		}
		x.identity, x.contact = r.Identity, r.Contact
		held, err := s.Held(q, r.Identity)
		if err != nil {
			return nil, err
		}
		if !held {
			list = append(list, x)
		}
	}
	return list, nil
}

// CountErasable counts the refusals that could be erased, to most at most, and tells when the oldest was refused.
func (s Refusals) CountErasable(q store.Queryer, before time.Time, most int) (n int, oldest time.Time, err error) {
	list, err := s.erasable(q, before, most)
	if err != nil || len(list) == 0 {
		return 0, time.Time{}, err
	}
	return len(list), wall.FromMicros(list[0].at), nil
}

// EraseEnded erases the words of some of them, the words before masking, and who asked unless something younger needs that.
// Receipt number, code of the refusal and times stay.
func (s Refusals) EraseEnded(ctx context.Context, tx *store.Tx, before time.Time, limit int, why string) ([]ids.ID, error) {
	list, err := s.erasable(tx, before, limit)
	if err != nil {
		return nil, err
	}
	erased := make([]ids.ID, len(list))
	for i, x := range list {
		erased[i] = x.id
		err := tx.Do(`UPDATE intake_refusal SET words = '', earlier = '', extra = '', appeal = CASE WHEN appeal = '' THEN '' ELSE ? END,
			review = CASE WHEN review = '' THEN '' ELSE ? END, salt = ?, appeal_salt = ?, review_salt = ?, erased = 1 WHERE id = ?`,
			erasedWords, erasedWords, []byte{}, []byte{}, []byte{}, x.id)
		if err != nil {
			return nil, fmt.Errorf("intake: erase a refusal: %w", err)
		}
		err = tx.Do(`UPDATE intake_request SET title = ?, content = ?, expectation = '', address = '', accused = '', salt = ? WHERE id = ?`,
			erasedWords, erasedWords, []byte{}, x.request)
		if err != nil {
			return nil, fmt.Errorf("intake: erase a refusal: %w", err)
		}
		if err := s.Orders.ForgetAccused(tx, x.order); err != nil {
			return nil, fmt.Errorf("intake: erase a refusal: %w", err)
		}
		if err := s.Vault.EraseText(ctx, tx, x.request, why); err != nil {
			return nil, fmt.Errorf("intake: erase a refusal: %w", err)
		}
		if x.identity == 0 {
			continue
		}
		over, err := s.allEnded(tx, x.identity, before)
		if err != nil {
			return nil, err
		}
		if over {
			if err := s.Vault.Erase(ctx, tx, x.identity, why); err != nil {
				return nil, fmt.Errorf("intake: erase a refusal: %w", err)
			}
			if err := forgetContact(tx, x.contact); err != nil {
				return nil, err
			}
		}
	}
	return erased, nil
}
