package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ContactIn is one time that the unit contacted the citizen.
type ContactIn struct {
	ContactedAt time.Time `json:"contacted_at" doc:"when it was"`
	Reached     bool      `json:"reached" doc:"the citizen was reached"`
	Number      string    `json:"number,omitempty" maxLength:"40" doc:"the number that was called; kept masked"`
	Note        string    `json:"note,omitempty" maxLength:"2000" doc:"what was said; for the unit and the centre"`
}

// Contact notes that the unit contacted the citizen (登记联系), before there is anything to answer. The first meets the
// limit of first contact 首次联系, reached or not: trying in time is what is owed. Nothing moves. The citizen of a sealed
// order is called by the centre: [Service.AskContact]. Faults: workorder.invalid, .contact_sealed and those of every verb.
func (s *Service) Contact(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ContactIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbContact)
	if err != nil {
		return Order{}, err
	}
	now, w := s.now(), wordCheck{}
	in.ContactedAt = in.ContactedAt.Truncate(time.Microsecond)
	note := w.text("note", "联系情况", in.Note, maxReason, false)
	number := maskNumber(w.line("number", "联系号码", in.Number, maxCode, false))
	switch {
	case in.ContactedAt.IsZero():
		w.wrong("contacted_at", "请填写联系时间。")
	case in.ContactedAt.After(now):
		w.wrong("contacted_at", "联系时间不能晚于现在。")
	case in.ContactedAt.Before(o.DispatchedAt.Truncate(time.Minute)):
		w.wrong("contacted_at", "联系时间不能早于派单时间。")
	}
	if err := w.err(); err != nil {
		return Order{}, err
	}
	before, child := *o, ids.New()
	salt, commit := commitWords(note)
	err = tx.Do(`INSERT INTO workorder_contact (order_id, id, unit_id, by_id, at, contacted_at, reached, number, note, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, child, o.Unit, p.ID, wall.Micros(now), wall.Micros(in.ContactedAt), flag(in.Reached), number, note, salt)
	if err != nil {
		return Order{}, fmt.Errorf("workorder: insert contact: %w", err)
	}
	if err := s.metContact(tx, o, in.ContactedAt); err != nil {
		return Order{}, err
	}
	reached := in.Reached
	return *o, s.apply(tx, p, o, before, move(VerbContact, CaseOnly), Detail{Child: child, Reached: &reached, Commit: commit})
}

// OrderContact is one contact as it is shown.
type OrderContact struct {
	ID          ids.ID    `json:"id"`
	At          time.Time `json:"at" doc:"when it was written down"`
	ContactedAt time.Time `json:"contacted_at"`
	Reached     bool      `json:"reached"`
	Number      string    `json:"number_masked,omitempty"`
	Note        string    `json:"note,omitempty"`
	ActorName   string    `json:"actor_name"`
	UnitName    string    `json:"unit_name"`
}

// contacts reads the contacts of an order; what a unit noted is for it and the centre.
func (n *namer) contacts(q store.Queryer, p auth.Principal, order ids.ID) ([]OrderContact, error) {
	rows, err := q.Query(`SELECT id, unit_id, by_id, at, contacted_at, reached, number, note FROM workorder_contact WHERE order_id = ? ORDER BY id`, order)
	type row struct {
		OrderContact
		unit, by ids.ID
	}
	found, err := store.Collect(rows, err, func(r store.Row) (c row, err error) {
		var at, contacted int64
		err = r.Scan(&c.ID, &c.unit, &c.by, &at, &contacted, &c.Reached, &c.Number, &c.Note)
		c.At, c.ContactedAt = wall.FromMicros(at), wall.FromMicros(contacted)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("workorder: contacts: %w", err)
	}
	list := []OrderContact{}
	for _, c := range found {
		c.ActorName, c.UnitName = n.staff(c.by), n.unit(c.unit)
		if !isCentre(p) && !isUnit(p, c.unit) {
			c.Note = ""
		}
		list = append(list, c.OrderContact)
	}
	return list, nil
}
