package knowledge

import (
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Quote is one quotation: which version of an entry was put into which order's answer.
type Quote struct {
	ID      ids.ID
	Order   ids.ID // 0: quoted while the order did not exist yet, and never tied to one
	Article ids.ID
	Version int64
	Staff   ids.ID
	At      time.Time
}

// adoptWithin is for how long a quotation made at the desk waits for the order that it belongs to.
const adoptWithin = 12 * time.Hour

// Quote quotes the version in force of an entry into an answer and returns it with its text. order is 0 while the
// request is still being written; Cite ties the quotation to the order then.
func (s *Service) Quote(tx *store.Tx, p auth.Principal, article, order ids.ID) (Quote, Version, error) {
	if err := need(p, RightQuote); err != nil {
		return Quote{}, Version{}, err
	}
	if order != 0 {
		if err := s.visible(tx, p, order); err != nil {
			return Quote{}, Version{}, err
		}
	}
	_, v, err := inForce(tx, article, false)
	if err != nil {
		return Quote{}, Version{}, err
	}
	if v.Phase(s.now()) != PhaseValid {
		return Quote{}, Version{}, ErrQuote
	}
	quote, err := s.addQuote(tx, p, order, &v)
	return quote, v, err
}

// Cite ties entries to an order that was answered with them, in the order's own transaction: quotations that p made
// for the order stand, those made at the desk for the order to come are adopted, and for an entry without one the
// version in force now is kept. Entries that are not in force are refused (ErrQuote).
func (s *Service) Cite(tx *store.Tx, p auth.Principal, order ids.ID, articles []ids.ID) error {
	seen := map[ids.ID]bool{}
	for _, article := range articles {
		if seen[article] {
			continue
		}
		seen[article] = true
		adopted, err := s.adopt(tx, p, order, article)
		if err != nil {
			return err
		}
		if adopted {
			continue
		}
		_, v, err := inForce(tx, article, false)
		if errors.Is(err, ErrNotFound) || err == nil && v.Phase(s.now()) != PhaseValid {
			return ErrQuote
		}
		if err != nil {
			return err
		}
		if _, err := s.addQuote(tx, p, order, &v); err != nil {
			return err
		}
	}
	return nil
}

// adopt finds the newest quotation of an entry that p made lately for order, or else without one; the latter is tied to
// order by a row of its own, because one contact's next order may rest on the same quotation. Older ones are dropped.
func (s *Service) adopt(tx *store.Tx, p auth.Principal, order, article ids.ID) (bool, error) {
	rows, err := tx.Query(`SELECT order_id, id, article_id, n, staff, at FROM knowledge_quote
		WHERE article_id = ? AND order_id IN (0, ?) AND staff = ? AND at >= ? ORDER BY order_id DESC, id DESC`,
		article, order, p.ID, wall.Micros(s.now().Add(-adoptWithin)))
	list, err := store.Collect(rows, err, scanQuote)
	if err != nil || len(list) == 0 {
		return false, err
	}
	quote := list[0]
	if quote.Order == order {
		return true, nil
	}
	v, err := loadVersion(tx, article, quote.Version)
	if err != nil {
		return false, err
	}
	if err := tx.Do(`DELETE FROM knowledge_quote WHERE order_id = 0 AND article_id = ? AND staff = ? AND id < ?`,
		article, p.ID, quote.ID); err != nil {
		return false, fmt.Errorf("knowledge: adopt quotation: %w", err)
	}
	_, err = s.addQuote(tx, p, order, &v)
	return true, err
}

func (s *Service) addQuote(tx *store.Tx, p auth.Principal, order ids.ID, v *Version) (Quote, error) {
	quote := Quote{ID: ids.New(), Order: order, Article: v.Article, Version: v.N, Staff: p.ID, At: s.now()}
	if err := tx.Do(`INSERT INTO knowledge_quote (order_id, id, article_id, n, staff, at) VALUES (?, ?, ?, ?, ?, ?)`,
		quote.Order, quote.ID, quote.Article, quote.Version, quote.Staff, wall.Micros(quote.At)); err != nil {
		return quote, fmt.Errorf("knowledge: quote: %w", err)
	}
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventQuoted, Subject: quote.ID, Actor: p.ID,
		Payload: Quoted{Article: v.Article, Version: v.N, Order: order, Unit: v.Unit}})
	if err != nil {
		return quote, fmt.Errorf("knowledge: record quotation: %w", err)
	}
	return quote, nil
}

// Quotes returns what was quoted into an order that p may see, in time.
func (s *Service) Quotes(q store.Queryer, p auth.Principal, order ids.ID) ([]Quote, error) {
	if err := need(p, RightRead); err != nil {
		return nil, err
	}
	if err := s.visible(q, p, order); err != nil {
		return nil, err
	}
	rows, err := q.Query(`SELECT order_id, id, article_id, n, staff, at FROM knowledge_quote WHERE order_id = ? ORDER BY id LIMIT 200`, order)
	return store.Collect(rows, err, scanQuote)
}

// visible refuses orders that p may not see. Without somebody who knows orders there is none to be seen.
func (s *Service) visible(q store.Queryer, p auth.Principal, order ids.ID) error {
	if s.Orders == nil || order == 0 {
		return ErrNotFound
	}
	return s.Orders.Visible(q, p, order)
}

func scanQuote(r store.Row) (Quote, error) {
	var v Quote
	var at int64
	err := r.Scan(&v.Order, &v.ID, &v.Article, &v.Version, &v.Staff, &at)
	v.At = wall.FromMicros(at)
	return v, err
}
