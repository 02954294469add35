package intake

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// erasedWords stands where a request's words were.
const erasedWords = "（已按保存期限清除）"

// EraseWords erases what the requests behind an order say; their numbers, codes and times stay. The salt goes with the
// words, so that nobody can prove by guessing what they were.
func (s *Service) EraseWords(tx *store.Tx, order ids.ID) error {
	err := tx.Do(`UPDATE intake_request SET title = ?, content = ?, expectation = '', address = '', accused = '', salt = ? WHERE order_id = ?`,
		erasedWords, erasedWords, []byte{}, order)
	if err != nil {
		return fmt.Errorf("intake: erase words: %w", err)
	}
	return nil
}

// EraseOriginals erases the words before masking of the requests behind an order, and of the order itself: an imported one
// has no request, and its originals are its own. why is a code; ctx carries who does it.
func (s *Service) EraseOriginals(ctx context.Context, tx *store.Tx, order ids.ID, why string) error {
	list, err := requests(tx, `order_id = ?`, order)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := s.Vault.EraseText(ctx, tx, r.ID, why); err != nil {
			return fmt.Errorf("intake: erase originals: %w", err)
		}
	}
	if err := s.Vault.EraseText(ctx, tx, order, why); err != nil {
		return fmt.Errorf("intake: erase originals: %w", err)
	}
	return nil
}

// EraseIdentities erases who the requesters of an order are, except for those who stand behind another order that has not
// ended, or not before the same time: they are erased with that one. It tells how many were erased and how many are kept.
func (s *Service) EraseIdentities(ctx context.Context, tx *store.Tx, order ids.ID, before time.Time, why string) (erased, kept int, err error) {
	list, err := requests(tx, `order_id = ?`, order)
	if err != nil {
		return 0, 0, err
	}
	seen := map[ids.ID]bool{0: true}
	for _, r := range list {
		if seen[r.Identity] {
			continue
		}
		seen[r.Identity] = true
		over, err := s.allEnded(tx, r.Identity, before)
		if err != nil {
			return erased, kept, err
		}
		if !over {
			kept++
			continue
		}
		if err := s.Vault.Erase(ctx, tx, r.Identity, why); err != nil {
			return erased, kept, fmt.Errorf("intake: erase identity: %w", err)
		}
		if err := forgetContact(tx, r.Contact); err != nil {
			return erased, kept, err
		}
		erased++
	}
	return erased, kept, nil
}

// forgetContact drops how a person was addressed.
func forgetContact(tx *store.Tx, contact ids.ID) error {
	if err := tx.Do(`UPDATE intake_contact SET salutation = '' WHERE id = ?`, contact); err != nil {
		return fmt.Errorf("intake: forget a contact: %w", err)
	}
	return nil
}

// IdentitiesOf lists who stands behind an order, as far as anything is known of them.
func (s *Service) IdentitiesOf(q store.Queryer, order ids.ID) ([]ids.ID, error) {
	return idList(q, `SELECT DISTINCT identity_id FROM intake_request WHERE order_id = ? AND identity_id <> 0`, order)
}

// OrdersOf lists the orders that an identity stands behind.
func (s *Service) OrdersOf(q store.Queryer, identity ids.ID) ([]ids.ID, error) {
	return idList(q, `SELECT DISTINCT order_id FROM intake_request WHERE identity_id = ? AND order_id <> 0`, identity)
}

func idList(q store.Queryer, query string, arg ids.ID) ([]ids.ID, error) {
	rows, err := q.Query(query, arg)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("intake: who stands behind what: %w", err)
	}
	return list, nil
}

// allEnded says whether everything that an identity asked for ended before a time, and nothing of it is held. A request that was refused has no order: it
// counts from the refusal.
func (s *Service) allEnded(q store.Queryer, identity ids.ID, before time.Time) (bool, error) {
	list, err := requests(q, `identity_id = ?`, identity)
	if err != nil {
		return false, err
	}
	for _, r := range list {
		over := r.CreatedAt.Before(before)
		if r.Order != 0 {
			if held, err := s.Orders.Held(q, r.Order); err != nil || held {
				return false, err
			}
			if over, err = s.Orders.EndedBefore(q, r.Order, before); err != nil {
				return false, err
			}
		}
		if !over {
			return false, nil
		}
	}
	return true, nil
}

// Asker is who stands behind a receipt number: for the room that erases a person on demand, whoever asks.
type Asker struct {
	Request  ids.ID
	Order    ids.ID
	Identity ids.ID   // 0: nothing is known of the person
	Orders   []ids.ID // all orders of that identity
	Requests []ids.ID
	Contacts []ids.ID
	Open     bool // one of them has not ended

	Shared map[ids.ID]bool // orders behind which somebody else stands, too: their words are not this person's alone
}

// AskerOf finds who stands behind a receipt number. Fault: intake.no_such_request.
func (s *Service) AskerOf(q store.Queryer, number string) (Asker, error) {
	r, err := requestBy(q, `number`, NormalNumber(number))
	if err != nil {
		return Asker{}, err
	}
	a := Asker{Request: r.ID, Order: r.Order, Identity: r.Identity, Shared: map[ids.ID]bool{}}
	list := []Request{r}
	if r.Identity != 0 {
		if list, err = requests(q, `identity_id = ?`, r.Identity); err != nil {
			return a, err
		}
	}
	for _, x := range list {
		a.Requests, a.Contacts = append(a.Requests, x.ID), append(a.Contacts, x.Contact)
		if x.Order == 0 {
			continue
		}
		a.Orders = append(a.Orders, x.Order)
		var others int
		if err := q.QueryRow(`SELECT COUNT(*) FROM intake_request WHERE order_id = ? AND identity_id <> ?`, x.Order, r.Identity).Scan(&others); err != nil {
			return a, fmt.Errorf("intake: others behind an order: %w", err)
		}
		a.Shared[x.Order] = others > 0
		over, err := s.Orders.EndedBefore(q, x.Order, s.now().Add(time.Second))
		if err != nil {
			return a, err
		}
		a.Open = a.Open || !over
	}
	return a, nil
}

// ErasePerson erases who somebody is and all words before masking, on their demand.
func (s *Service) ErasePerson(ctx context.Context, tx *store.Tx, a Asker, why string) error {
	for _, id := range a.Requests {
		if err := s.Vault.EraseText(ctx, tx, id, why); err != nil {
			return fmt.Errorf("intake: erase person: %w", err)
		}
	}
	for _, id := range a.Contacts {
		if err := forgetContact(tx, id); err != nil {
			return err
		}
	}
	if a.Identity == 0 {
		return nil
	}
	if err := s.Vault.Erase(ctx, tx, a.Identity, why); err != nil {
		return fmt.Errorf("intake: erase person: %w", err)
	}
	return nil
}
