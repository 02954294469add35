package directory

import (
	"regexp"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Hotline is a telephone number that citizens know, and how it was brought in.
type Hotline struct {
	ID      ids.ID `json:"id"`
	Number  string `json:"number"`
	Name    string `json:"name"`
	UnitID  ids.ID `json:"unit_id" doc:"whose number it is"`
	Mode    Mode   `json:"mode" enum:"full_merge,dual_number,sub_centre,none" doc:"that holds now"`
	Note    string `json:"note"`
	Active  bool   `json:"active"`
	Version int64  `json:"version" doc:"send it back with a change"`
	// NextMode takes over at NextAt; orders that live then keep their way.
	NextMode Mode       `json:"next_mode,omitempty" enum:"full_merge,dual_number,sub_centre,none" doc:"that takes over at next_at"`
	NextAt   *time.Time `json:"next_at,omitempty"`
}

// at is the number as it is at a time: what was planned for a time that has come holds.
func (h Hotline) at(now time.Time) Hotline {
	if h.NextAt != nil && !now.Before(*h.NextAt) {
		h.Mode, h.NextMode, h.NextAt = h.NextMode, "", nil
	}
	return h
}

func (h Hotline) nextMicros() int64 {
	if h.NextAt == nil {
		return 0
	}
	return wall.Micros(*h.NextAt)
}

// HotlineIn is a new hotline number.
type HotlineIn struct {
	Number string `json:"number" minLength:"1" maxLength:"20"`
	Name   string `json:"name" minLength:"1" maxLength:"60"`
	UnitID ids.ID `json:"unit_id"`
	Mode   Mode   `json:"mode" enum:"full_merge,dual_number,sub_centre,none"`
	Note   string `json:"note,omitempty" maxLength:"200"`
}

// HotlinePatch changes a hotline number; what is absent stays as it is.
type HotlinePatch struct {
	Version int64   `json:"version" minimum:"1"`
	Number  *string `json:"number,omitempty" minLength:"1" maxLength:"20"`
	Name    *string `json:"name,omitempty" minLength:"1" maxLength:"60"`
	UnitID  *ids.ID `json:"unit_id,omitempty"`
	Mode    *Mode   `json:"mode,omitempty" enum:"full_merge,dual_number,sub_centre,none"`
	Note    *string `json:"note,omitempty" maxLength:"200"`
	Active  *bool   `json:"active,omitempty"`
	// NextMode with NextAt plans a change of the mode; an empty NextMode takes the plan back.
	NextMode *Mode      `json:"next_mode,omitempty" enum:",full_merge,dual_number,sub_centre,none" doc:"takes over at next_at; empty takes the plan back"`
	NextAt   *time.Time `json:"next_at,omitempty" doc:"in the future"`
}

var hotlinePattern = regexp.MustCompile(`^[0-9][0-9-]{1,18}[0-9]$`)

// AddHotline enters a new, active number.
func (s *Service) AddHotline(tx *store.Tx, p auth.Principal, in HotlineIn) (Hotline, error) {
	if err := need(p, RightWrite); err != nil {
		return Hotline{}, err
	}
	if err := s.begin(tx); err != nil {
		return Hotline{}, err
	}
	h, err := checkHotline(tx, Hotline{ID: ids.New(), Number: in.Number, Name: in.Name, UnitID: in.UnitID,
		Mode: in.Mode, Note: in.Note, Active: true, Version: 1})
	if err != nil {
		return Hotline{}, err
	}
	if err := insertHotline(tx, h); err != nil {
		return Hotline{}, err
	}
	return h, s.recordHotline(tx, p, EventHotlineAdded, h, nil)
}

// ChangeHotline changes a number, takes it out of use or back into use.
func (s *Service) ChangeHotline(tx *store.Tx, p auth.Principal, id ids.ID, in HotlinePatch) (Hotline, error) {
	if err := need(p, RightWrite); err != nil {
		return Hotline{}, err
	}
	if err := s.begin(tx); err != nil {
		return Hotline{}, err
	}
	before, err := hotlineByID(tx, id)
	if err != nil {
		return Hotline{}, err
	}
	if before.Version != in.Version {
		return Hotline{}, ErrStale
	}
	now := s.clock.Now().Truncate(time.Microsecond).UTC()
	h := before.at(now)
	taken := h.Mode != before.Mode // what was planned is written with the next change
	before = h
	set(&h.Number, in.Number)
	set(&h.Name, in.Name)
	set(&h.UnitID, in.UnitID)
	set(&h.Mode, in.Mode)
	set(&h.Note, in.Note)
	set(&h.Active, in.Active)
	if err := h.plan(in, now); err != nil {
		return Hotline{}, err
	}
	if h, err = checkHotline(tx, h); err != nil {
		return Hotline{}, err
	}
	var changed diff
	changed.add("number", h.Number != before.Number)
	changed.add("name", h.Name != before.Name)
	changed.add("unit_id", h.UnitID != before.UnitID)
	changed.add("mode", h.Mode != before.Mode)
	changed.add("note", h.Note != before.Note)
	changed.add("active", h.Active != before.Active)
	changed.add("next_mode", h.NextMode != before.NextMode || h.nextMicros() != before.nextMicros())
	if len(changed) == 0 && !taken {
		return before, nil
	}
	h.Version++
	if err := updateHotline(tx, h); err != nil {
		return Hotline{}, err
	}
	return h, s.recordHotline(tx, p, EventHotlineChanged, h, changed)
}

// plan enters a change of the mode that takes over later, or takes it back.
func (h *Hotline) plan(in HotlinePatch, now time.Time) error {
	switch {
	case in.NextMode == nil && in.NextAt == nil:
		return nil
	case in.NextMode != nil && *in.NextMode == "":
		h.NextMode, h.NextAt = "", nil
		return nil
	case in.NextMode == nil || in.NextAt == nil:
		return ErrHotlinePlan.WithField("body.next_at", "请同时填写新的整合方式和生效时间")
	case !slices.Contains(Modes, *in.NextMode):
		return ErrHotlinePlan.WithField("body.next_mode", "没有这种整合方式")
	case *in.NextMode == h.Mode:
		return ErrHotlinePlan.WithField("body.next_mode", "与现行方式相同")
	case !in.NextAt.After(now):
		return ErrHotlinePlan.WithField("body.next_at", "生效时间须晚于现在")
	}
	at := in.NextAt.Truncate(time.Microsecond).UTC()
	h.NextMode, h.NextAt = *in.NextMode, &at
	return nil
}

// checkHotline checks h as it is to be saved. A number in use belongs to an active unit, and a number of a
// sub-centre to that sub-centre or to a unit that works through one: else a call on it could be passed on nowhere.
func checkHotline(q store.Queryer, h Hotline) (Hotline, error) {
	var c checks
	c.text("number", &h.Number, 1, 20)
	c.text("name", &h.Name, 1, 60)
	c.text("note", &h.Note, 0, 200)
	if !hotlinePattern.MatchString(h.Number) {
		c.wrong("number", "热线号码为 3 至 20 位数字，可含 -")
	}
	if !slices.Contains(Modes, h.Mode) {
		c.wrong("mode", "没有这种整合方式")
	}
	if h.UnitID == 0 {
		c.wrong("unit_id", "请选择所属单位")
	}
	if err := c.fault(); err != nil {
		return h, err
	}
	n, err := count(q, `SELECT COUNT(*) FROM directory_hotline WHERE number = ? AND id <> ?`, h.Number, h.ID)
	if err != nil {
		return h, err
	}
	if n > 0 {
		return h, ErrHotlineTaken.WithField("body.number", "该号码已登记")
	}
	u, err := unitByID(q, h.UnitID)
	if err != nil {
		return h, at(err, ErrUnitNotFound, "body.unit_id")
	}
	if h.Active && !u.Active {
		return h, ErrUnitInactive.WithMessage("“%s”已停用，请为号码选择其他单位，或将号码停用。", u.Label()).
			WithField("body.unit_id", "该单位已停用")
	}
	if h.Active && (h.Mode == SubCentreMode || h.NextMode == SubCentreMode) && u.Mode != SubCentreMode {
		return h, ErrHotlineMode.WithField("body.mode", "“"+u.Label()+"”没有分中心")
	}
	return h, nil
}
