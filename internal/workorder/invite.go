package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// InviteIn asks a unit for a part of the work.
type InviteIn struct {
	Unit ids.ID `json:"unit_id" doc:"the co-handling unit"`
	Ask  string `json:"ask" maxLength:"2000" doc:"what it is asked to do"`
}

// Invite asks another unit for a part of the work (邀请协办): the handling unit stays in the lead (主办), and the
// co-handling unit (协办) sees the order and owes its part by a clock of its own, from now on. It does not sign: nothing
// would hang on it. Its clock is the limit of the stage "cohandle", or else the handling unit's, and ends with the handling
// unit's own clock at the latest, while that has not run out.
//
// Departments may not push work to towns (opinions of 2025), so a unit outside the territorial line asks none below its
// top; the centre may ask anybody. A sealed order is shared by the centre alone, and there by who may read it.
// Faults: workorder.unit_missing, .unit_unknown, .unit_closed, .same_unit, .already_invited, .invite_limit,
// .department_down, .sealed_invite, .reason_missing and those of every verb.
func (s *Service) Invite(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in InviteIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbInvite)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("ask", in.Ask)
	if err != nil {
		return Order{}, err
	}
	if err := s.mayInvite(tx, p, o, in.Unit); err != nil {
		return Order{}, err
	}
	before, now := *o, s.now()
	c, capped, err := s.coClock(tx, o, now)
	if err != nil {
		return Order{}, err
	}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	x := Party{
		Unit: in.Unit, Role: RoleCo, State: PartyOpen, Assignment: o.Assignment, By: p.ID, ByCentre: isCentre(p),
		Trusted: isCentre(p) && p.Can(RightSealed), At: now, Preset: c.preset, Rule: c.rule, Capped: capped,
		DueAt: c.due, SoonAt: c.soon, Ask: d.Child,
	}
	if err := addParty(tx, o, x); err != nil {
		return Order{}, err
	}
	added := &o.parties[len(o.parties)-1]
	if err := s.setCoTimer(tx, added, time.Time{}); err != nil {
		return Order{}, err
	}
	d.Party, d.CoUnit, d.DueAt = added.ID, added.Unit, wall.Micros(added.DueAt)
	return *o, s.apply(tx, p, o, before, move(VerbInvite, CaseOnly), d)
}

// mayInvite refuses units that may not be asked.
func (s *Service) mayInvite(tx *store.Tx, p auth.Principal, o *Order, unit ids.ID) error {
	switch {
	case unit == 0:
		return ErrUnitMissing.WithMessage("请选择协办单位。").WithField("unit_id", "请选择协办单位。")
	case unit == o.Unit:
		return ErrSameUnit.WithMessage("这个单位就是主办单位，请选择其他单位协办。").WithField("unit_id", "请选择主办以外的单位。")
	case o.Sealed && !(isCentre(p) && p.Can(RightSealed)):
		return ErrSealedInvite
	case o.CoOpen >= s.options.MaxInvites:
		return ErrInviteLimit.WithMessage("同时协办的单位最多%d个，请先等已邀请的单位反馈。", s.options.MaxInvites)
	}
	for _, x := range o.parties {
		if x.owed() && x.Unit == unit {
			return ErrAlreadyInvited.WithField("unit_id", "这个单位正在协办。")
		}
	}
	if err := s.Units.Receives(tx, unit); err != nil {
		return err
	}
	if err := s.collide(tx, o, unit); err != nil {
		return err
	}
	if isCentre(p) {
		return nil
	}
	if own, inLine := s.line(tx, o.Unit); inLine && !own.SubCentre {
		return nil
	}
	if asked, inLine := s.line(tx, unit); inLine && !asked.SubCentre {
		if _, belowSomebody := s.line(tx, asked.Above); belowSomebody {
			return ErrDepartmentDown.WithField("unit_id", "请选择部门、区或公共服务企业。")
		}
	}
	return nil
}

// line is where a unit stands in the territorial line, or in a sub-centre's.
func (s *Service) line(q store.Queryer, unit ids.ID) (Line, bool) {
	if s.Lines == nil || unit == 0 {
		return Line{}, false
	}
	return s.Lines.Line(q, unit)
}

// coClock starts a co-handling unit's clock; capped tells that it ends with the handling unit's, not by its rule.
func (s *Service) coClock(tx *store.Tx, o *Order, now time.Time) (c started, capped bool, err error) {
	if c, err = s.startClock(tx, o, StageCohandle, now); err != nil {
		return c, false, err
	}
	if c.rule == "" {
		if c, err = s.startClock(tx, o, StageHandle, now); err != nil {
			return c, false, err
		}
	}
	if o.DueAt.IsZero() || !o.DueAt.After(now) || !c.due.IsZero() && !c.due.After(o.DueAt) {
		return c, false, nil
	}
	cal, err := s.Limits.Calendar(tx)
	if err != nil {
		return c, false, fmt.Errorf("workorder: calendar: %w", err)
	}
	c.due, c.soon = o.DueAt, soonBefore(cal, now, o.DueAt)
	return c, true, nil
}
