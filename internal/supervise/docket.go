package supervise

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Item is one matter of the docket (议题): an order that needs a joint meeting, and what the meeting decided.
type Item struct {
	ID         ids.ID
	State      State
	Version    int64
	Order      ids.ID
	Number     string
	Unit       ids.ID // that proposed it; 0: the centre
	Holder     ids.ID // the unit that had the order then; 0: the centre
	By         ids.ID
	At         time.Time
	ReasonCode string
	Words      string
	Meeting    ids.ID
	Place      int // in the agenda, from 1
	Lead       ids.ID
	Decision   string
	DecidedAt  time.Time
	DecidedBy  ids.ID
	Bound      string // what became of the order: BoundDesignated …
	EndNote    string

	salt, decisionSalt []byte
}

const itemColumns = `id, state, version, order_id, number, unit_id, holder_id, by_id, at, reason_code, words, salt, meeting_id, place,
	lead_unit, decision, decision_salt, decided_at, decided_by, bound, end_note`

func scanItem(row store.Row) (*Item, error) {
	var d Item
	var at, decided int64
	err := row.Scan(&d.ID, &d.State, &d.Version, &d.Order, &d.Number, &d.Unit, &d.Holder, &d.By, &at, &d.ReasonCode, &d.Words, &d.salt,
		&d.Meeting, &d.Place, &d.Lead, &d.Decision, &d.decisionSalt, &decided, &d.DecidedBy, &d.Bound, &d.EndNote)
	d.At, d.DecidedAt = wall.FromMicros(at), wall.FromMicros(decided)
	d.decisionSalt = append([]byte{}, d.decisionSalt...) // an empty one comes back as nil
	return &d, err
}

func updateItem(tx *store.Tx, d *Item) error {
	err := tx.Do(`UPDATE supervise_docket SET state = ?, version = ?, meeting_id = ?, place = ?, lead_unit = ?, decision = ?, decision_salt = ?,
		decided_at = ?, decided_by = ?, bound = ?, end_note = ? WHERE id = ?`, d.State, d.Version, d.Meeting, d.Place, d.Lead, d.Decision, d.decisionSalt,
		wall.Micros(d.DecidedAt), d.DecidedBy, d.Bound, d.EndNote, d.ID)
	if err != nil {
		return fmt.Errorf("supervise: update docket: %w", err)
	}
	return nil
}

// itemOf reads an item of by's scope: the centre's, or one that the unit proposed, had the order of, or leads.
func itemOf(q store.Queryer, by auth.Principal, id ids.ID) (*Item, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	d, err := scanItem(q.QueryRow(`SELECT `+itemColumns+` FROM supervise_docket WHERE id = ?`+locking(q), id))
	if errors.Is(err, sql.ErrNoRows) || err == nil && !d.concerns(by.Scope) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("supervise: docket: %w", err)
	}
	return d, nil
}

func (d *Item) concerns(scope auth.Scope) bool {
	return scope.AllowsAny(unitsOf(d.Unit, d.Holder, d.Lead)) || scope.All
}

// ProposeIn proposes an order for a joint meeting.
type ProposeIn struct {
	Order      ids.ID `json:"order_id"`
	ReasonCode string `json:"reason_code" maxLength:"40"`
	Words      string `json:"words" maxLength:"2000" doc:"what is disputed, and what the proposer thinks"`
}

// Propose puts an order on the docket (提请上会). A unit may propose its own orders.
// Faults: auth.forbidden, workorder.not_found, workorder.sealed, supervise.order_done, .already_on_docket, .reason_code, .reason_missing.
func (s *Service) Propose(tx *store.Tx, by auth.Principal, in ProposeIn) (Item, error) {
	m := move(ThingDocket, VerbPropose)
	if !by.Can(m.Right) {
		return Item{}, fault.Forbidden
	}
	o, err := s.Orders.Get(tx, by, in.Order)
	if err != nil {
		return Item{}, err
	}
	if err := may(by, m, StateNone, o.Unit); err != nil {
		return Item{}, err
	}
	if !o.State.Open() {
		return Item{}, ErrNotOpen.WithMessage("工单 %s 已办结，不能提请上会。", o.Number)
	}
	if err := coded(DocketReasons, "reason_code", in.ReasonCode); err != nil {
		return Item{}, err
	}
	text, err := needed("words", "提请理由", in.Words, maxWords)
	if err != nil {
		return Item{}, err
	}
	var waiting int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM supervise_docket WHERE order_id = ? AND state IN ('proposed', 'scheduled')`, o.ID).Scan(&waiting); err != nil {
		return Item{}, fmt.Errorf("supervise: docket: %w", err)
	}
	if waiting > 0 {
		return Item{}, ErrOnDocket
	}
	salt, commit := ledger.Commit(text)
	d := Item{ID: ids.New(), State: StateProposed, Version: 1, Order: o.ID, Number: o.Number, Holder: o.Unit, By: by.ID, At: s.now(),
		ReasonCode: in.ReasonCode, Words: text, salt: salt, decisionSalt: []byte{}}
	if !by.Scope.All {
		d.Unit = o.Unit
	}
	err = tx.Do(`INSERT INTO supervise_docket (`+itemColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.State, d.Version, d.Order, d.Number, d.Unit, d.Holder, d.By, wall.Micros(d.At), d.ReasonCode, d.Words, d.salt, d.Meeting, d.Place,
		d.Lead, d.Decision, d.decisionSalt, wall.Micros(d.DecidedAt), d.DecidedBy, d.Bound, d.EndNote)
	if err != nil {
		return Item{}, fmt.Errorf("supervise: insert docket: %w", err)
	}
	return d, s.recordItem(tx, by, m.Event, &d, d.ReasonCode, commit)
}

// Drop takes an item off the docket without a meeting (不上会). Faults: those of every verb, supervise.reason_missing.
func (s *Service) Drop(tx *store.Tx, by auth.Principal, id ids.ID, version int64, reason string) (Item, error) {
	d, m, err := s.beginItem(tx, by, id, version, VerbDrop)
	if err != nil {
		return Item{}, err
	}
	text, err := needed("reason", "不上会的理由", reason, maxWords)
	if err != nil {
		return Item{}, err
	}
	d.Version++
	d.State, d.EndNote = m.after(d.State), text
	if err := updateItem(tx, d); err != nil {
		return Item{}, err
	}
	if err := tx.Do(`UPDATE supervise_docket SET dropped_at = ? WHERE id = ?`, wall.Micros(s.now()), d.ID); err != nil {
		return Item{}, fmt.Errorf("supervise: dropped: %w", err)
	}
	return *d, s.recordItem(tx, by, m.Event, d, "", ledger.Recommit(d.salt, text))
}

// beginItem loads an item for a verb and refuses what may not be.
func (s *Service) beginItem(tx *store.Tx, by auth.Principal, id ids.ID, version int64, v Verb) (*Item, Move, error) {
	d, err := s.itemByID(tx, by, id)
	if err != nil {
		return nil, Move{}, err
	}
	m := move(ThingDocket, v)
	if err := may(by, m, d.State, d.Holder); err != nil {
		return nil, m, err
	}
	if version != d.Version {
		return nil, m, ErrStale
	}
	return d, m, nil
}

// recordItem notes on the order's chain what became of its item.
func (s *Service) recordItem(tx *store.Tx, by auth.Principal, kind string, d *Item, code, commit string) error {
	return s.record(tx, by, kind, d.Order, unitsOf(d.Holder), Payload{Order: d.Order, Unit: d.Holder, Docket: d.ID, Meeting: d.Meeting, Code: code,
		Version: d.Version, Commit: commit})
}

// agenda reads the items of a meeting in order.
func agenda(q store.Queryer, meeting ids.ID) ([]*Item, error) {
	rows, err := q.Query(`SELECT `+itemColumns+` FROM supervise_docket WHERE meeting_id = ? ORDER BY place, id`, meeting)
	list, err := store.Collect(rows, err, scanItem)
	if err != nil {
		return nil, fmt.Errorf("supervise: agenda: %w", err)
	}
	return list, nil
}

// setAgenda makes the agenda of a meeting these items in this order: others go back to the docket.
func (s *Service) setAgenda(tx *store.Tx, by auth.Principal, meeting ids.ID, want []ids.ID) error {
	now, err := agenda(tx, meeting)
	if err != nil {
		return err
	}
	for _, d := range now {
		if d.State == StateScheduled && !slices.Contains(want, d.ID) {
			if err := s.unschedule(tx, by, d, VerbUnschedule, "", ""); err != nil {
				return err
			}
		}
	}
	for i, id := range want {
		d, err := s.itemByID(tx, by, id)
		if err != nil {
			return err
		}
		if d.Meeting == meeting && d.State == StateScheduled {
			if d.Place != i+1 {
				d.Place = i + 1
				if err := updateItem(tx, d); err != nil {
					return err
				}
			}
			continue
		}
		m := move(ThingDocket, VerbSchedule)
		if err := may(by, m, d.State, d.Holder); err != nil {
			return ErrIllegal.WithMessage("议题 %s 已列入其他会议或已处理，请刷新议题库。", d.Number)
		}
		d.Version++
		d.State, d.Meeting, d.Place = m.after(d.State), meeting, i+1
		if err := updateItem(tx, d); err != nil {
			return err
		}
		if err := s.recordItem(tx, by, m.Event, d, "", ""); err != nil {
			return err
		}
	}
	return nil
}

// unschedule gives an item back to the docket, taken off the agenda or deferred by the meeting.
func (s *Service) unschedule(tx *store.Tx, by auth.Principal, d *Item, v Verb, note, commit string) error {
	m := move(ThingDocket, v)
	was := d.Meeting
	d.Version++
	d.State, d.Meeting, d.Place, d.EndNote = m.after(d.State), 0, 0, note
	if err := updateItem(tx, d); err != nil {
		return err
	}
	return s.record(tx, by, m.Event, d.Order, unitsOf(d.Holder), Payload{Order: d.Order, Unit: d.Holder, Docket: d.ID, Meeting: was, Version: d.Version, Commit: commit})
}
