package workorder

import (
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// AccusedIn names one party that an order complains about: a unit, a person of staff, a telephone number, or words in
// which units and people are looked for.
type AccusedIn struct {
	Unit  ids.ID `json:"unit_id,omitempty" doc:"the unit that is complained about"`
	Staff ids.ID `json:"staff_id,omitempty" doc:"the person of staff who is complained about"`
	Phone string `json:"phone,omitempty" maxLength:"32" doc:"a number; only its keyed digest is kept"`
	Words string `json:"words,omitempty" maxLength:"500" doc:"what was said; units, people and duty phones in it become suspicions"`
	// Rejected: who takes the request on has asked, and it is not this party that is meant.
	Rejected bool `json:"rejected,omitempty" doc:"asked, and it is not about this party"`
}

// AccuseIn adds a party to an order.
type AccuseIn struct {
	AccusedIn
	Reason string `json:"reason" maxLength:"2000" doc:"where that is known from"`
}

// Accuse notes whom an order complains about (登记被反映对象). From then on it is kept from that unit with all units below it, from
// that person in whatever role, and from the unit whose duty phone that number is. An order that such a unit has goes back
// to the centre in the same transaction, and parts that such units have end: nobody accused reads one word more.
// Faults: workorder.accused_missing, .accused_known, .accused_centre, .reason_missing and those of every verb.
func (s *Service) Accuse(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in AccuseIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbAccuse)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	in.Rejected = false
	list, err := s.accusations(tx, p, []AccusedIn{in.AccusedIn}, "")
	if err != nil {
		return Order{}, err
	}
	list = slices.DeleteFunc(list, func(a Accusation) bool { return slices.ContainsFunc(o.accused, a.same) })
	if len(list) == 0 {
		return Order{}, ErrAccusedKnown
	}
	before := *o
	for _, a := range list {
		if err := addAccused(tx, o, a); err != nil {
			return Order{}, err
		}
	}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	d.Accused = list[0].ID
	return s.accused(tx, p, o, before, move(VerbAccuse, CaseOnly), d)
}

// JudgeIn decides about a suspicion, or takes an accusation back.
type JudgeIn struct {
	Accused ids.ID `json:"accused_id" doc:"which of the order's accused parties"`
	Confirm bool   `json:"confirm" doc:"it is about this party; false: it is not"`
	Reason  string `json:"reason,omitempty" maxLength:"2000" doc:"why; needed to reject"`
}

// Judge confirms that an order is about a party, or rejects it (核实被反映对象). Who is barred by it cannot: the order is out of
// their sight. Faults: workorder.accused_unknown, .accused_decided, .reason_missing and those of every verb.
func (s *Service) Judge(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in JudgeIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbJudge)
	if err != nil {
		return Order{}, err
	}
	m, to := move(VerbJudge, CaseConfirm), AccusedConfirmed
	if !in.Confirm {
		m, to = move(VerbJudge, CaseRefuse), AccusedRejected
	}
	words, err := note("reason", "理由", in.Reason)
	switch {
	case err != nil:
		return Order{}, err
	case m.Reason && words == "":
		return Order{}, ErrReasonMissing.WithField("reason", "排除被反映对象请写明核实的情况。")
	}
	at := slices.IndexFunc(o.accused, func(a Accusation) bool { return a.ID == in.Accused })
	if at < 0 {
		return Order{}, ErrAccusedUnknown
	}
	a := &o.accused[at]
	if a.State == to {
		return Order{}, ErrAccusedDecided
	}
	before := *o
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	a.State, a.DecidedBy, a.DecidedAt, a.Reason = to, p.ID, s.now(), d.Child
	if err := keepAccused(tx, a); err != nil {
		return Order{}, err
	}
	d.Accused = a.ID
	return s.accused(tx, p, o, before, m, d)
}

// accused ends a verb on the order's accused parties: whoever is barred now loses the order and the part in it. The
// audience of every event leaves them out.
func (s *Service) accused(tx *store.Tx, p auth.Principal, o *Order, before Order, m Move, d Detail) (Order, error) {
	if err := s.partAccused(tx, p, o); err != nil {
		return Order{}, err
	}
	if err := s.apply(tx, p, o, before, m, d); err != nil {
		return Order{}, err
	}
	holder, err := s.accuser(tx, o, o.Unit)
	back := move(VerbTakeBack, CaseOnly)
	if err != nil || holder == nil || !slices.Contains(back.From, o.State) {
		return *o, err
	}
	held := *o
	if err := s.leaveUnit(tx, p, o, VerbTakeBack); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, held, back, Detail{Accused: holder.ID})
}

// partAccused ends the parts of units that the order is about.
func (s *Service) partAccused(tx *store.Tx, p auth.Principal, o *Order) error {
	var failed error
	err := s.endParts(tx, p, o, VerbTakeBack, func(x *Party) bool {
		a, err := s.accuser(tx, o, x.Unit)
		if failed == nil {
			failed = err
		}
		if a == nil {
			return false
		}
		x.EndedAt = s.now()
		return true
	})
	if failed != nil {
		return failed
	}
	return err
}

// addAccused keeps an accusation with its order; the caller writes the order.
func addAccused(tx *store.Tx, o *Order, a Accusation) error {
	a.Order = o.ID
	if err := insertAccused(tx, a); err != nil {
		return err
	}
	o.accused = append(o.accused, a)
	o.AccusedCount = len(o.accused)
	return nil
}

// maxAccused bounds the parties of one order.
const maxAccused = 40

// accusations makes rows of what was named, and of what the words name. Who names a unit or a person is believed; what
// is only found is a suspicion.
func (s *Service) accusations(q store.Queryer, p auth.Principal, named []AccusedIn, text string) ([]Accusation, error) {
	if s.Accusables == nil {
		return nil, nil
	}
	var list []Accusation
	add := func(a Accusation) {
		if slices.ContainsFunc(list, a.same) || len(list) >= maxAccused {
			return
		}
		a.ID, a.By, a.At = ids.New(), p.ID, s.now()
		list = append(list, a)
	}
	for i, in := range named {
		a, err := s.namedParty(q, in, fmt.Sprintf("accused[%d]", i))
		if err != nil {
			return nil, err
		}
		if a.State != AccusedSuspected {
			a.DecidedBy, a.DecidedAt = p.ID, s.now()
		}
		add(a)
		if a.Phone == nil || in.Rejected {
			continue
		}
		units, err := s.Accusables.UnitsWithPhone(q, a.Phone)
		if err != nil {
			return nil, err
		}
		for _, unit := range units {
			add(Accusation{Unit: unit, State: AccusedSuspected, How: AccusedPhone})
		}
	}
	for _, in := range named {
		text += "\n" + in.Words
	}
	if strings.TrimSpace(text) == "" {
		return list, nil
	}
	found, err := s.Accusables.NamedIn(q, text)
	if err != nil {
		return nil, fmt.Errorf("workorder: accused in words: %w", err)
	}
	for _, x := range found {
		if !slices.ContainsFunc(list, func(a Accusation) bool {
			return a.Unit == x.Unit && a.Staff == x.Staff && a.Phone == nil && a.Words == ""
		}) {
			add(Accusation{Unit: x.Unit, Staff: x.Staff, State: AccusedSuspected, How: AccusedText})
		}
	}
	return list, nil
}

// namedParty checks one named party.
func (s *Service) namedParty(q store.Queryer, in AccusedIn, at string) (Accusation, error) {
	a := Accusation{State: AccusedConfirmed, How: AccusedNamed}
	if in.Rejected {
		a.State = AccusedRejected
	}
	words, err := note(at, "被反映对象", in.Words)
	if err != nil {
		return a, err
	}
	given := 0
	for _, is := range []bool{in.Unit != 0, in.Staff != 0, in.Phone != "", words != ""} {
		given += flag(is)
	}
	if given != 1 {
		return a, ErrAccusedMissing.WithField(at, "请选择单位、人员，或填写电话、文字，一次一项。")
	}
	switch {
	case in.Unit != 0:
		name, centre := s.Accusables.AccusableUnit(q, in.Unit)
		if name == "" {
			return a, ErrAccusedMissing.WithField(at, "没有这个单位。")
		}
		if centre {
			return a, ErrAccusedCentre.WithField(at, "请登记具体人员。")
		}
		a.Unit = in.Unit
	case in.Staff != 0:
		if name, _ := s.Accusables.AccusableStaff(q, in.Staff); name == "" {
			return a, ErrAccusedMissing.WithField(at, "没有这个人员。")
		}
		a.Staff = in.Staff
	case in.Phone != "":
		if a.Phone, a.PhoneMasked = s.Accusables.PhoneKey(in.Phone); a.Phone == nil {
			return a, ErrAccusedMissing.WithField(at, "电话号码不正确。")
		}
	default:
		a.Words = words
		a.Salt, _ = ledger.Commit(words)
	}
	return a, nil
}
