package catalogue

import (
	"database/sql"
	"errors"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// maxEntries is how many entries a version may have.
const maxEntries = 20000

// AddEntry adds a rule to a draft. Faults: ErrVersionNotFound, ErrNotDraft, ErrEntry with the fields that are wrong,
// ErrEntryTwice, ErrTooManyEntries.
func (s *Service) AddEntry(tx *store.Tx, p auth.Principal, version ids.ID, e Entry) (Entry, error) {
	v, err := s.openDraft(tx, p, version)
	if err != nil {
		return e, err
	}
	e.ID = ids.New()
	return s.saveEntry(tx, p, v, e, Entry{})
}

// ChangeEntry changes a rule of a draft. Faults: those of AddEntry, ErrEntryNotFound.
func (s *Service) ChangeEntry(tx *store.Tx, p auth.Principal, version, id ids.ID, e Entry) (Entry, error) {
	v, err := s.openDraft(tx, p, version)
	if err != nil {
		return e, err
	}
	old, err := entryByID(tx, version, id)
	if errors.Is(err, sql.ErrNoRows) {
		return e, ErrEntryNotFound
	}
	if err != nil {
		return e, err
	}
	e.ID = id
	return s.saveEntry(tx, p, v, e, old)
}

func (s *Service) saveEntry(tx *store.Tx, p auth.Principal, v Version, e, old Entry) (Entry, error) {
	wrong := e.clean()
	if len(wrong) == 0 {
		wrong = s.checkEntry(tx, e)
	}
	if len(wrong) > 0 {
		bad := ErrEntry
		for _, w := range wrong {
			bad = bad.WithField("body."+w.field, w.message)
		}
		return e, bad
	}
	if old.ID != 0 && e.same(old) {
		return old, nil
	}
	list, err := entriesOf(tx, v.ID)
	if err != nil {
		return e, err
	}
	if old.ID == 0 && len(list) >= maxEntries {
		return e, ErrTooManyEntries
	}
	for _, other := range list {
		if other.ID != e.ID && other.conditions() == e.conditions() {
			return e, ErrEntryTwice
		}
	}
	if err := putEntry(tx, v.ID, e); err != nil {
		return e, err
	}
	if err := s.touch(tx, p, &v); err != nil {
		return e, err
	}
	kind := EventEntryAdded
	if old.ID != 0 {
		kind = EventEntryChanged
	}
	return e, s.recordEntry(tx, p, kind, v, e, old.UnitID)
}

// RemoveEntry takes a rule out of a draft. ErrVersionNotFound, ErrNotDraft, ErrEntryNotFound.
func (s *Service) RemoveEntry(tx *store.Tx, p auth.Principal, version, id ids.ID) error {
	v, err := s.openDraft(tx, p, version)
	if err != nil {
		return err
	}
	old, err := entryByID(tx, version, id)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrEntryNotFound
	}
	if err != nil {
		return err
	}
	if _, err := deleteEntry(tx, version, id); err != nil {
		return err
	}
	if err := s.touch(tx, p, &v); err != nil {
		return err
	}
	return s.recordEntry(tx, p, EventEntryRemoved, v, old, old.UnitID)
}

func (s *Service) recordEntry(tx *store.Tx, p auth.Principal, kind string, v Version, e Entry, prev ids.ID) error {
	return s.record(tx, p, kind, v.ID, EntryEvent{Version: v.ID, Entry: e.ID, Category: e.CategoryID, Division: e.DivisionCode,
		Unit: e.UnitID, PrevUnit: prev, Revision: v.Revision})
}

// checkEntry holds that what the entry names exists.
func (s *Service) checkEntry(q store.Queryer, e Entry) (wrong []rowFault) {
	if e.CategoryID != 0 {
		if _, err := s.Category(q, e.CategoryID); err != nil {
			wrong = append(wrong, rowFault{"category_id", "没有这个诉求分类"})
		}
	}
	if e.DivisionCode != "" {
		if path, err := s.places.path(q, e.DivisionCode); err != nil || len(path) == 0 {
			wrong = append(wrong, rowFault{"division_code", "没有这个区划"})
		}
	}
	if e.Topic != "" {
		if is, err := s.HasTopic(q, e.Topic); err != nil || !is {
			wrong = append(wrong, rowFault{"topic", "没有这个专题，请先在专题管理中新增"})
		}
	}
	if !s.places.receives(q, e.UnitID) {
		wrong = append(wrong, rowFault{"unit_id", "没有这个单位，或该单位已停用"})
	}
	for _, u := range e.CoUnits {
		if !s.places.receives(q, u) {
			wrong = append(wrong, rowFault{"co_unit_ids", "协办单位中有不存在或已停用的单位"})
			break
		}
	}
	if e.AccusedUnitID != 0 && s.places.unitName(q, e.AccusedUnitID) == "" {
		wrong = append(wrong, rowFault{"accused_unit_id", "没有这个被反映单位"})
	}
	return wrong
}
