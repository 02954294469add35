package partner

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Fields whose codes are mapped.
const (
	FieldCategory = "category"
	FieldDivision = "division"
	FieldUnit     = "unit"
)

// Fields lists them.
var Fields = []string{FieldCategory, FieldDivision, FieldUnit}

// Mapping says what one of the partner's codes is here.
type Mapping struct {
	Field    string `json:"field" enum:"category,division,unit"`
	Theirs   string `json:"theirs" minLength:"1" maxLength:"40" doc:"the partner's code"`
	Ours     string `json:"ours" maxLength:"40" doc:"our code; empty takes the mapping away"`
	OursName string `json:"ours_name,omitempty" readOnly:"true"`
}

// Unmapped is a code that came and means nothing here yet (待对照编码).
type Unmapped struct {
	Field   string    `json:"field" enum:"category,division,unit"`
	Theirs  string    `json:"theirs"`
	Label   string    `json:"label" doc:"as the partner names it"`
	Seen    int       `json:"seen" doc:"how many orders came with it"`
	FirstAt time.Time `json:"first_at"`
	LastAt  time.Time `json:"last_at"`
	OrderID ids.ID    `json:"order_id" doc:"the last of them"`
}

// Map says what a code is, or takes that back. Orders that came before keep what they are classified as; the code leaves
// the list of those that are not mapped. Faults: partner.invalid, .not_found.
func (d *Door) Map(tx *store.Tx, by auth.Principal, partner ids.ID, m Mapping) error {
	if !by.Can(RightManage) {
		return fault.Forbidden
	}
	if _, err := partnerBy(tx, `id`, partner); err != nil {
		return err
	}
	m.Theirs, m.Ours = strings.TrimSpace(m.Theirs), strings.TrimSpace(m.Ours)
	switch {
	case !slices.Contains(Fields, m.Field):
		return ErrForm.WithField("body.field", "请选择对照的内容。")
	case m.Theirs == "" || utf8.RuneCountInString(m.Theirs) > 40:
		return ErrForm.WithField("body.theirs", "请填写对方编码，不超过 40 个字。")
	}
	if m.Ours == "" {
		if err := tx.Do(`DELETE FROM partner_mapping WHERE partner_id = ? AND field = ? AND theirs = ?`, partner, m.Field, m.Theirs); err != nil {
			return fmt.Errorf("partner: unmap: %w", err)
		}
		return d.record(tx, by, EventMapped, partner, nil, PartnerEvent{Partner: partner, Field: m.Field, Changed: []string{m.Theirs}})
	}
	if d.nameOf(tx, m.Field, m.Ours) == "" {
		return ErrForm.WithField("body.ours", "本系统没有这个编码，请核对。")
	}
	err := tx.Do(`INSERT INTO partner_mapping (partner_id, field, theirs, ours) VALUES (?, ?, ?, ?)
		ON CONFLICT (partner_id, field, theirs) DO UPDATE SET ours = excluded.ours`, partner, m.Field, m.Theirs, m.Ours)
	if err != nil {
		return fmt.Errorf("partner: map: %w", err)
	}
	if err := tx.Do(`DELETE FROM partner_unmapped WHERE partner_id = ? AND field = ? AND theirs = ?`, partner, m.Field, m.Theirs); err != nil {
		return fmt.Errorf("partner: map: %w", err)
	}
	return d.record(tx, by, EventMapped, partner, nil, PartnerEvent{Partner: partner, Field: m.Field, Code: m.Ours, Changed: []string{m.Theirs}})
}

// nameOf is what one of our codes is called; empty: there is none.
func (d *Door) nameOf(q store.Queryer, field, code string) string {
	switch field {
	case FieldCategory:
		if c, err := d.Catalogue.CategoryByCode(q, code); err == nil {
			return c.Name
		}
	case FieldDivision:
		if v, err := d.Directory.Division(q, code); err == nil {
			return v.Name
		}
	case FieldUnit:
		if u, err := d.Directory.UnitByCode(q, code); err == nil {
			return u.Label()
		}
	}
	return ""
}

// mappings lists a partner's mappings.
func (d *Door) mappings(q store.Queryer, partner ids.ID) ([]Mapping, error) {
	rows, err := q.Query(`SELECT field, theirs, ours FROM partner_mapping WHERE partner_id = ? ORDER BY field, theirs`, partner)
	list, err := store.Collect(rows, err, func(r store.Row) (m Mapping, err error) { return m, r.Scan(&m.Field, &m.Theirs, &m.Ours) })
	if err != nil {
		return nil, fmt.Errorf("partner: mappings: %w", err)
	}
	for i := range list {
		list[i].OursName = d.nameOf(q, list[i].Field, list[i].Ours)
	}
	return list, nil
}

// ours translates a partner's code. A division's code that is not mapped stands for itself if we know it: those are
// national. Empty: unknown.
func (d *Door) ours(q store.Queryer, partner ids.ID, field, theirs string) (string, error) {
	if theirs == "" {
		return "", nil
	}
	var code string
	err := q.QueryRow(`SELECT ours FROM partner_mapping WHERE partner_id = ? AND field = ? AND theirs = ?`, partner, field, theirs).Scan(&code)
	switch {
	case errors.Is(err, sql.ErrNoRows) && field == FieldDivision && d.nameOf(q, field, theirs) != "":
		return theirs, nil
	case errors.Is(err, sql.ErrNoRows):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("partner: translate: %w", err)
	case d.nameOf(q, field, code) == "":
		return "", nil // what it was mapped to is gone
	}
	return code, nil
}

// theirs translates one of our codes for a partner; our own where nothing is mapped.
func theirs(q store.Queryer, partner ids.ID, field, ours string) (string, error) {
	if ours == "" {
		return "", nil
	}
	var code string
	err := q.QueryRow(`SELECT theirs FROM partner_mapping WHERE partner_id = ? AND field = ? AND ours = ? ORDER BY theirs LIMIT 1`,
		partner, field, ours).Scan(&code)
	if errors.Is(err, sql.ErrNoRows) {
		return ours, nil
	}
	if err != nil {
		return "", fmt.Errorf("partner: translate: %w", err)
	}
	return code, nil
}

// noteUnmapped puts a code on the list of those that wait to be mapped.
func (d *Door) noteUnmapped(tx *store.Tx, partner ids.ID, field string, c Code, order ids.ID) error {
	now := wall.Micros(d.now())
	err := tx.Do(`INSERT INTO partner_unmapped (partner_id, field, theirs, label, seen, first_at, last_at, last_order) VALUES (?, ?, ?, ?, 1, ?, ?, ?)
		ON CONFLICT (partner_id, field, theirs) DO UPDATE SET label = excluded.label, seen = partner_unmapped.seen + 1,
			last_at = excluded.last_at, last_order = excluded.last_order`, partner, field, c.Code, c.Name, now, now, order)
	if err != nil {
		return fmt.Errorf("partner: unmapped: %w", err)
	}
	return nil
}

// unmapped lists what waits to be mapped, the most frequent first.
func unmapped(q store.Queryer, partner ids.ID) ([]Unmapped, error) {
	rows, err := q.Query(`SELECT field, theirs, label, seen, first_at, last_at, last_order FROM partner_unmapped WHERE partner_id = ?
		ORDER BY seen DESC, field, theirs LIMIT 500`, partner)
	list, err := store.Collect(rows, err, func(r store.Row) (u Unmapped, err error) {
		var first, last int64
		err = r.Scan(&u.Field, &u.Theirs, &u.Label, &u.Seen, &first, &last, &u.OrderID)
		u.FirstAt, u.LastAt = wall.FromMicros(first), wall.FromMicros(last)
		return u, err
	})
	if err != nil {
		return nil, fmt.Errorf("partner: unmapped: %w", err)
	}
	return list, nil
}
