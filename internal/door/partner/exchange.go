package partner

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// The sides of an exchange, seen from here.
const (
	SideOut = "out" // our order, which the partner handles
	SideIn  = "in"  // the partner's order, which we handle
)

// The states of an exchange. While it is live somebody at the other end works on it.
const (
	StateOffered   = "offered"   // 已转出
	StateAccepted  = "accepted"  // 办理中
	StateReplied   = "replied"   // 已答复
	StateCompleted = "completed" // 已办结
	StateArchived  = "archived"  // 已归档
	StateReturned  = "returned"  // 已退回
	StateWithdrawn = "withdrawn" // 已收回
)

// Exchange is one order that travels between us and a partner.
type Exchange struct {
	ID          ids.ID
	Partner     ids.ID
	Side        string
	Ref         string
	Order       ids.ID
	State       string
	TheirNumber string
	TheirDueAt  time.Time
	Contact     string
	Identity    string
	OutSeq      int64
	InSeq       int64
	CreatedAt   time.Time
	ChangedAt   time.Time
	Untold      bool // out: the offer went without its words, so that there is nothing which could be given again
}

// live tells whether the handler still has the order.
func (x *Exchange) live() bool {
	return x.State == StateOffered || x.State == StateAccepted || x.State == StateReplied
}

const exchangeColumns = `id, partner_id, side, ref, order_id, state, their_number, their_due_at, contact, identity, out_seq, in_seq, created_at, changed_at, untold`

func scanExchange(r store.Row) (x Exchange, err error) {
	var due, created, changed int64
	err = r.Scan(&x.ID, &x.Partner, &x.Side, &x.Ref, &x.Order, &x.State, &x.TheirNumber, &due, &x.Contact, &x.Identity, &x.OutSeq, &x.InSeq,
		&created, &changed, &x.Untold)
	x.TheirDueAt, x.CreatedAt, x.ChangedAt = wall.FromMicros(due), wall.FromMicros(created), wall.FromMicros(changed)
	return x, err
}

func insertExchange(tx *store.Tx, x *Exchange) error {
	err := tx.Do(`INSERT INTO partner_exchange (`+exchangeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, x.ID, x.Partner, x.Side,
		x.Ref, x.Order, x.State, x.TheirNumber, wall.Micros(x.TheirDueAt), x.Contact, x.Identity, x.OutSeq, x.InSeq, wall.Micros(x.CreatedAt),
		wall.Micros(x.ChangedAt), flag(x.Untold))
	if err != nil {
		return fmt.Errorf("partner: insert exchange: %w", err)
	}
	return nil
}

// keep writes what may change of an exchange.
func (d *Door) keep(tx *store.Tx, x *Exchange) error {
	x.ChangedAt = d.now()
	err := tx.Do(`UPDATE partner_exchange SET state = ?, their_number = ?, their_due_at = ?, contact = ?, identity = ?, out_seq = ?, in_seq = ?, changed_at = ?,
		untold = ? WHERE id = ?`, x.State, x.TheirNumber, wall.Micros(x.TheirDueAt), x.Contact, x.Identity, x.OutSeq, x.InSeq, wall.Micros(x.ChangedAt), flag(x.Untold), x.ID)
	if err != nil {
		return fmt.Errorf("partner: keep exchange: %w", err)
	}
	return nil
}

// exchangeByRef finds the exchange that a partner's message speaks of; nil: there is none.
func exchangeByRef(q store.Queryer, partner ids.ID, side, ref string) (*Exchange, error) {
	x, err := scanExchange(q.QueryRow(`SELECT `+exchangeColumns+` FROM partner_exchange WHERE partner_id = ? AND side = ? AND ref = ?`, partner, side, ref))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("partner: exchange: %w", err)
	}
	return &x, nil
}

func exchangeByID(q store.Queryer, id ids.ID) (*Exchange, error) {
	x, err := scanExchange(q.QueryRow(`SELECT `+exchangeColumns+` FROM partner_exchange WHERE id = ?`, id))
	if err != nil {
		return nil, fmt.Errorf("partner: exchange: %w", err)
	}
	return &x, nil
}

// exchangesOf lists the exchanges of an order, oldest first.
func exchangesOf(q store.Queryer, order ids.ID) ([]Exchange, error) {
	rows, err := q.Query(`SELECT `+exchangeColumns+` FROM partner_exchange WHERE order_id = ? ORDER BY id`, order)
	list, err := store.Collect(rows, err, scanExchange)
	if err != nil {
		return nil, fmt.Errorf("partner: exchanges: %w", err)
	}
	return list, nil
}

// lock reads an exchange again and keeps others from changing it until the transaction ends.
func lock(tx *store.Tx, id ids.ID) (*Exchange, error) {
	if err := tx.Do(`UPDATE partner_exchange SET in_seq = in_seq WHERE id = ?`, id); err != nil {
		return nil, fmt.Errorf("partner: lock exchange: %w", err)
	}
	return exchangeByID(tx, id)
}
