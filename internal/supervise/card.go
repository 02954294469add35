package supervise

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// The levels of a card, as steps name them.
const (
	CardYellow = "yellow" // 黄牌
	CardRed    = "red"    // 红牌
)

var cardRank = map[string]int{CardYellow: 1, CardRed: 2}

// Card is one card: which unit's clock of which order it was given for.
type Card struct {
	ID         ids.ID
	Order      ids.ID
	Assignment int
	Level      string
	Number     string
	Unit       ids.ID
	Category   ids.ID
	Division   string
	At         time.Time
	DueAt      time.Time // of the clock when it was given
	LiftedAt   time.Time
	LiftedBy   ids.ID
	LiftCode   string
	LiftNote   string
}

const cardColumns = `id, order_id, assignment, level, number, unit_id, category_id, division, at, due_at, lifted_at, lifted_by, lift_code, lift_note`

func scanCard(row store.Row) (*Card, error) {
	var c Card
	var at, due, lifted int64
	err := row.Scan(&c.ID, &c.Order, &c.Assignment, &c.Level, &c.Number, &c.Unit, &c.Category, &c.Division, &at, &due, &lifted,
		&c.LiftedBy, &c.LiftCode, &c.LiftNote)
	c.At, c.DueAt, c.LiftedAt = wall.FromMicros(at), wall.FromMicros(due), wall.FromMicros(lifted)
	return &c, err
}

// giveCard gives a card for the clock of the row, once.
func (s *Service) giveCard(tx *store.Tx, w *watch, level string) error {
	id, now := ids.New(), s.now()
	res, err := tx.Exec(`INSERT INTO supervise_card (id, order_id, assignment, level, number, unit_id, category_id, division, at, due_at, salt)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (order_id, assignment, level) DO NOTHING`,
		id, w.Order, w.Assignment, level, w.Number, w.Unit, w.Category, w.Division, wall.Micros(now), wall.Micros(w.DueAt), []byte{})
	if err != nil {
		return fmt.Errorf("supervise: insert card: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	w.Card = max(w.Card, cardRank[level])
	kind := EventYellow
	if level == CardRed {
		kind = EventRed
	}
	err = s.record(tx, auth.System, kind, w.Order, unitsOf(w.Unit), Payload{Order: w.Order, Assignment: w.Assignment, Unit: w.Unit, Card: id,
		DueAt: wall.Micros(w.DueAt)})
	if err != nil || level != CardRed {
		return err
	}
	chain, err := s.ChainNow(tx)
	if err != nil || chain.Rules.RedCard == 0 {
		return err
	}
	return s.suggest(tx, w, "red_card", w.Assignment)
}

// LiftIn says why a card is taken back.
type LiftIn struct {
	Code string `json:"code" maxLength:"40" doc:"one of the reasons to lift a card"`
	Note string `json:"note" maxLength:"2000" doc:"what the reason rests on"`
}

// Lift takes a card back with a coded reason (撤牌). It stays in the books and no longer counts against the unit.
// Faults: auth.forbidden, supervise.not_found, .already_lifted, .reason_code, .reason_missing.
func (s *Service) Lift(tx *store.Tx, by auth.Principal, id ids.ID, in LiftIn) (Card, error) {
	if !by.Can(RightManage) {
		return Card{}, fault.Forbidden
	}
	c, err := scanCard(tx.QueryRow(`SELECT `+cardColumns+` FROM supervise_card WHERE id = ?`+locking(tx), id))
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && !by.Scope.All:
		return Card{}, ErrNotFound
	case err != nil:
		return Card{}, fmt.Errorf("supervise: card: %w", err)
	case !c.LiftedAt.IsZero():
		return Card{}, ErrLifted
	}
	if err := s.open(tx, by, c.Order); err != nil {
		return Card{}, err
	}
	if err := coded(LiftReasons, "code", in.Code); err != nil {
		return Card{}, err
	}
	note, err := needed("note", "撤牌依据", in.Note, maxWords)
	if err != nil {
		return Card{}, err
	}
	salt, commit := ledger.Commit(note)
	c.LiftedAt, c.LiftedBy, c.LiftCode, c.LiftNote = s.now(), by.ID, in.Code, note
	if err := tx.Do(`UPDATE supervise_card SET lifted_at = ?, lifted_by = ?, lift_code = ?, lift_note = ?, salt = ? WHERE id = ?`,
		wall.Micros(c.LiftedAt), by.ID, in.Code, note, salt, id); err != nil {
		return Card{}, fmt.Errorf("supervise: lift: %w", err)
	}
	if _, err := s.Orders.Lock(tx, c.Order); err != nil {
		return Card{}, fmt.Errorf("supervise: lock order: %w", err)
	}
	if err := recountCards(tx, c); err != nil {
		return Card{}, err
	}
	return *c, s.record(tx, by, EventLifted, c.Order, unitsOf(c.Unit), Payload{Order: c.Order, Assignment: c.Assignment, Unit: c.Unit, Card: c.ID,
		Code: in.Code, Commit: commit})
}

// recountCards sets the card of the order's row to the highest one of its clock that still counts.
func recountCards(tx *store.Tx, c *Card) error {
	var red, yellow int
	err := tx.QueryRow(`SELECT COALESCE(SUM(CASE WHEN level = 'red' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN level = 'yellow' THEN 1 ELSE 0 END), 0)
		FROM supervise_card WHERE order_id = ? AND assignment = ? AND lifted_at = 0`, c.Order, c.Assignment).Scan(&red, &yellow)
	if err != nil {
		return fmt.Errorf("supervise: count cards: %w", err)
	}
	rank := 0
	switch {
	case red > 0:
		rank = 2
	case yellow > 0:
		rank = 1
	}
	if err := tx.Do(`UPDATE supervise_watch SET card = ? WHERE order_id = ? AND assignment = ?`, rank, c.Order, c.Assignment); err != nil {
		return fmt.Errorf("supervise: card of watch: %w", err)
	}
	return nil
}
