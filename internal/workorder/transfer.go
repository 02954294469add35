package workorder

import (
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// TransferIn says to whom along the line an order goes.
type TransferIn struct {
	Unit   ids.ID `json:"unit_id" doc:"a unit one step below, or the one above"`
	Reason string `json:"reason,omitempty" maxLength:"2000" doc:"up: why; down: words to the unit below"`
}

// Transfer passes an order along the territorial line (转办): down to a unit directly below the one that has it (下转),
// or up to the unit that passed it down, or else to the one directly above (上转). The clock goes with the order: it runs
// from where it ran, with its pauses and extensions, and its warnings stay given. Who passed it down stays in the chain:
// it sees the order, may urge and recall it, and answers for it.
//
// It is done a limited number of times for one order. Departments have nobody below: the opinions of 2025 forbid them
// to push work to towns. A designated unit passes down but not up. A sealed order stays where it is.
// Faults: workorder.unit_missing, .unit_closed, .same_unit, .not_in_line, .department_down, .designated, .transfer_limit,
// .sealed_transfer, .reason_missing and those of every verb.
func (s *Service) Transfer(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in TransferIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbTransfer)
	if err != nil {
		return Order{}, err
	}
	kase, err := s.direction(tx, o, in.Unit)
	if err != nil {
		return Order{}, err
	}
	m := move(VerbTransfer, kase)
	words, err := note("reason", "转办说明", in.Reason)
	switch {
	case err != nil:
		return Order{}, err
	case m.Reason && words == "":
		return Order{}, ErrReasonMissing.WithField("reason", "上转请写明理由。")
	case o.Sealed:
		return Order{}, ErrSealedTransfer
	case o.Transfers >= s.options.MaxTransfers:
		return Order{}, ErrTransferLimit.WithMessage("一张工单最多转办%d次，已用完，请继续办理。", s.options.MaxTransfers)
	}
	before := *o
	o.Transfers++
	if kase == CaseDown {
		x := Party{Unit: o.Unit, Role: RoleChain, State: PartyOpen, Assignment: o.Assignment, By: p.ID, At: s.now()}
		if err := addParty(tx, o, x); err != nil {
			return Order{}, err
		}
	} else if chain := o.above(); len(chain) > 0 {
		if err := s.leaveChain(tx, o, chain[len(chain)-1:]); err != nil {
			return Order{}, err
		}
	}
	return s.pass(tx, p, o, before, in.Unit, m, words)
}

// direction says whether a unit is below the one that has the order, or above it.
func (s *Service) direction(q store.Queryer, o *Order, to ids.ID) (Case, error) {
	if to == 0 {
		return "", ErrUnitMissing.WithMessage("请选择转办的单位。").WithField("unit_id", "请选择转办的单位。")
	}
	if to == o.Unit {
		return "", ErrSameUnit.WithField("unit_id", "请选择另一个单位。")
	}
	line, inLine := s.line(q, o.Unit)
	if chain := o.above(); len(chain) > 0 && chain[len(chain)-1].Unit == to {
		return CaseUp, nil
	}
	switch {
	case !inLine:
		return "", ErrDepartmentDown
	case slices.Contains(line.Below, to):
		return CaseDown, nil
	case to != line.Above || len(o.above()) > 0:
		return "", ErrNotInLine.WithField("unit_id", "请选择直接下辖的单位或上一级单位。")
	case o.Designated:
		return "", ErrDesignated.WithMessage("热线中心已指定由本单位承办，不能上转。如有异议，请联系热线中心。")
	}
	return CaseUp, nil
}

// leaveChain takes units out of the chain: they have the order again, or nobody below them has.
func (s *Service) leaveChain(tx *store.Tx, o *Order, parts []*Party) error {
	for _, x := range parts {
		x.State, x.EndedAt = PartyClosed, s.now()
		o.left = append(o.left, x.Unit)
		if err := keepParty(tx, o, x); err != nil {
			return err
		}
	}
	return nil
}

// pass gives the order to another unit of the line, or of the same sub-centre, with the clock that runs. Only signing is
// counted anew.
func (s *Service) pass(tx *store.Tx, p auth.Principal, o *Order, before Order, unit ids.ID, m Move, words string) (Order, error) {
	if err := s.Units.Receives(tx, unit); err != nil {
		return Order{}, err
	}
	if err := s.collide(tx, o, unit); err != nil {
		return Order{}, err
	}
	if err := s.lapse(tx, o); err != nil {
		return Order{}, err
	}
	was, _, err := currentAssignment(tx, o)
	if err != nil {
		return Order{}, err
	}
	now := s.now()
	sign, err := s.startClock(tx, o, StageSign, now)
	if err != nil {
		return Order{}, err
	}
	if err := endAssignment(tx, o, o.Assignment, m.Verb, now); err != nil {
		return Order{}, err
	}
	o.Assignment++
	o.Unit, o.Handler = unit, 0
	o.DispatchedAt, o.SignedAt, o.SignDueAt = now, time.Time{}, sign.due
	salt, commit := commitWords(words)
	a := Assignment{
		Order: o.ID, Seq: o.Assignment, Unit: unit, By: p.ID, How: m.Verb, Note: words, Salt: salt, GivenAt: now, FromAt: was.from(),
		Preset: was.Preset, Rule: was.Rule, SignRule: sign.rule, Pauses: was.Pauses, Extra: was.Extra, DueAt: o.DueAt, SignDueAt: sign.due,
	}
	if err := insertAssignment(tx, a); err != nil {
		return Order{}, err
	}
	d := Detail{
		Assignment: a.Seq, DueAt: wall.Micros(a.DueAt), SignDueAt: wall.Micros(a.SignDueAt), Urgent: o.Urgent, Sealed: o.Sealed,
		Commit: commit, Mark: o.Mark,
	}
	return *o, s.apply(tx, p, o, before, m, d)
}

// Passable are the units to which the order may be passed along the line now, those below first. ups is how many of the
// last are above.
func (s *Service) Passable(q store.Queryer, o *Order) (units []ids.ID, ups int) {
	if o.Sealed || o.Transfers >= s.options.MaxTransfers {
		return nil, 0
	}
	line, _ := s.line(q, o.Unit)
	above := line.Above
	if chain := o.above(); len(chain) > 0 {
		above = chain[len(chain)-1].Unit
	}
	units = slices.Clone(line.Below)
	if _, err := s.direction(q, o, above); above != 0 && err == nil {
		return append(units, above), 1
	}
	return units, 0
}
