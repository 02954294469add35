package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/search"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// What of an order can be erased once it has ended. The values are bits of workorder_order.erased.
const (
	ErasedWords      = 1 // words of citizen, unit and centre
	ErasedFiles      = 2 // the attachments' names and the way to their bytes
	ErasedOriginals  = 4 // the words before masking, in the vault; for the room that has them erased
	ErasedIdentities = 8 // who the requesters are, in the vault; likewise
)

// erasedWords stands where words were.
const erasedWords = "（已按保存期限清除）"

// wordColumns are the columns of words by table, with the salt of their commitment. Without the salt nobody proves by
// guessing what the words were; the ledger's chain does not change.
var wordColumns = map[string][]string{
	"workorder_assignment":  {"note"},
	"workorder_reply":       {"basis", "contact_number", "public_text", "internal_note", "review_note"},
	"workorder_return":      {"reason", "duty_basis", "review_note"},
	"workorder_urge":        {"note"},
	"workorder_supplement":  {"content"},
	"workorder_note":        {"content"},
	"workorder_application": {"reason", "review_note"},
	"workorder_progress":    {"content"},
	"workorder_statement":   {"content"},
}

// Ended lists orders that were archived or withdrawn before a time, that nothing holds, and of which a part is not erased yet,
// the longest ended first.
func (s *Service) Ended(q store.Queryer, before time.Time, part, limit int) ([]ids.ID, error) {
	rows, err := q.Query(`SELECT id FROM workorder_order WHERE ended_at > 0 AND ended_at < ? AND held = 0 AND `+notErased(part)+` ORDER BY ended_at, id LIMIT ?`,
		wall.Micros(before), limit)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("workorder: ended: %w", err)
	}
	return list, nil
}

// CountEnded counts them, to most at most, and tells when the longest ended one did.
func (s *Service) CountEnded(q store.Queryer, before time.Time, part, most int) (n int, oldest time.Time, err error) {
	var first int64
	err = q.QueryRow(`SELECT COUNT(*), COALESCE(MIN(ended_at), 0) FROM (SELECT ended_at FROM workorder_order WHERE ended_at > 0 AND ended_at < ? AND held = 0 AND `+
		notErased(part)+` ORDER BY ended_at LIMIT ?) x`, wall.Micros(before), most).Scan(&n, &first)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("workorder: count ended: %w", err)
	}
	return n, wall.FromMicros(first), nil
}

// notErased: the parts are bits, and both engines divide whole numbers alike.
func notErased(part int) string { return fmt.Sprintf("(erased / %d) %% 2 = 0", part) }

// EndedBefore says whether an order has ended, and that before a time.
func (s *Service) EndedBefore(q store.Queryer, id ids.ID, before time.Time) (bool, error) {
	var ended int64
	if err := q.QueryRow(`SELECT ended_at FROM workorder_order WHERE id = ?`, id).Scan(&ended); err != nil {
		return false, fmt.Errorf("workorder: ended before: %w", err)
	}
	return ended > 0 && ended < wall.Micros(before), nil
}

// Erase erases parts of an order that has ended (清除): for retention and for a person's demand; others keep the vault's
// parts and only have them noted here. Its number, course, codes, times and the ledger stay. Erasing twice changes nothing.
// Faults: workorder.not_found, .not_ended, .held.
func (s *Service) Erase(tx *store.Tx, by auth.Principal, id ids.ID, parts int, why string) error {
	o, err := lockOrder(tx, id)
	if err != nil {
		return err
	}
	if o.EndedAt.IsZero() {
		return ErrNotEnded.WithMessage("工单 %s 尚未归档或撤回，不能清除。", o.Number)
	}
	if o.Held {
		return ErrHeld.WithMessage("工单 %s 正在保全，不能清除。", o.Number)
	}
	if parts &^= o.Erased; parts == 0 {
		return nil
	}
	if parts&ErasedWords != 0 {
		if err := eraseWords(tx, o); err != nil {
			return err
		}
	}
	if parts&ErasedFiles != 0 {
		if err := s.unlink(tx, id); err != nil {
			return err
		}
		if err := tx.Do(`UPDATE workorder_attachment SET name = ?, sha256 = '' WHERE order_id = ?`, erasedWords, id); err != nil {
			return fmt.Errorf("workorder: erase files: %w", err)
		}
	}
	o.Erased |= parts
	if err := tx.Do(`UPDATE workorder_order SET erased = ? WHERE id = ?`, o.Erased, id); err != nil {
		return fmt.Errorf("workorder: erase: %w", err)
	}
	return s.record(tx, by, EventErased, o, o.State, o.Unit, Detail{Code: why, Erased: parts})
}

func eraseWords(tx *store.Tx, o *Order) error {
	err := tx.Do(`UPDATE workorder_order SET title = ?, content = ?, expectation = '', address = '', accused = '', reply_hours = '', salt = ? WHERE id = ?`,
		erasedWords, erasedWords, []byte{}, o.ID)
	if err != nil {
		return fmt.Errorf("workorder: erase words: %w", err)
	}
	for table, columns := range wordColumns {
		set := ""
		for _, c := range columns {
			set += c + " = CASE WHEN " + c + " = '' THEN '' ELSE '" + erasedWords + "' END, "
		}
		if err := tx.Do(`UPDATE `+table+` SET `+set+`salt = ? WHERE order_id = ?`, []byte{}, o.ID); err != nil {
			return fmt.Errorf("workorder: erase %s: %w", table, err)
		}
	}
	if err := eraseAccused(tx, o.ID); err != nil {
		return err
	}
	return search.Put(tx, textIndex, o.ID, o.Number)
}
