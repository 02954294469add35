package workorder

import (
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// AccusedState is how sure it is that an order complains about somebody.
type AccusedState string

// A suspicion bars as a confirmed accusation does, until it is rejected: who is accused learns nothing while the centre
// looks into it.
const (
	AccusedSuspected AccusedState = "suspected"
	AccusedConfirmed AccusedState = "confirmed"
	AccusedRejected  AccusedState = "rejected"
)

var accusedLabels = map[AccusedState]string{AccusedSuspected: "疑似，待核实", AccusedConfirmed: "已确认", AccusedRejected: "已排除"}

// AccusedHow is where an accusation comes from.
type AccusedHow string

// Named by a person; found in the words; by a number that is a unit's duty phone; taken over from an order that was merged.
const (
	AccusedNamed  AccusedHow = "named"
	AccusedText   AccusedHow = "text"
	AccusedPhone  AccusedHow = "phone"
	AccusedMerged AccusedHow = "merged"
)

// Accusation is one party that an order complains about (被反映对象). At most one of Unit and Staff is set; neither is for
// a number that belongs to no unit and for words that name nobody of the directory: those bar nobody but keep what was said.
type Accusation struct {
	Order       ids.ID
	ID          ids.ID
	Unit        ids.ID
	Staff       ids.ID
	Phone       []byte // the vault's keyed HMAC; nil: no number
	PhoneMasked string
	Words       string
	Salt        []byte
	State       AccusedState
	How         AccusedHow
	By          ids.ID
	At          time.Time
	DecidedBy   ids.ID
	DecidedAt   time.Time
	Reason      ids.ID // statement
}

// bars says whether the accusation keeps anything from anybody.
func (a Accusation) bars() bool { return a.State != AccusedRejected }

// same says whether two accusations are of one party.
func (a Accusation) same(b Accusation) bool {
	return a.Unit == b.Unit && a.Staff == b.Staff && slices.Equal(a.Phone, b.Phone) && a.Words == b.Words
}

// barredFrom says whether the order is kept from p because it is about p, or about a unit in which p works. The system
// is about nobody.
func (o *Order) barredFrom(p auth.Principal) bool {
	if p.IsSystem() {
		return false
	}
	return slices.ContainsFunc(o.accused, func(a Accusation) bool {
		return a.bars() && (a.Staff != 0 && a.Staff == p.ID || p.Of(a.Unit))
	})
}

// NamedParty is a unit or a person of staff that words name; one of the two ids is set.
type NamedParty struct{ Unit, Staff ids.ID }

// Accusables answers who can be accused. The directory does, and the vault for the keys of telephone numbers.
type Accusables interface {
	// Over is the unit and all units above it, except for the centre.
	Over(q store.Queryer, unit ids.ID) []ids.ID
	// NamedIn finds units and people in words.
	NamedIn(q store.Queryer, text string) ([]NamedParty, error)
	// PhoneKey is the keyed HMAC of a number and its mask; nil when it is no number.
	PhoneKey(phone string) (key []byte, masked string)
	// UnitsWithPhone are the active units with that duty phone.
	UnitsWithPhone(q store.Queryer, key []byte) ([]ids.ID, error)
	// Names of what may be accused; "" for what does not exist. A unit that is the centre itself is told apart.
	AccusableUnit(q store.Queryer, unit ids.ID) (name string, centre bool)
	AccusableStaff(q store.Queryer, staff ids.ID) (name string, unit ids.ID)
}

// collide refuses a unit that the order is about, and those below it: an order never goes to whom it accuses, on
// whatever way. A suspicion must be decided first. Faults: workorder.accused_unit, .accused_suspected.
func (s *Service) collide(q store.Queryer, o *Order, unit ids.ID) error {
	a, err := s.accuser(q, o, unit)
	switch {
	case err != nil || a == nil:
		return err
	case a.State == AccusedSuspected:
		return ErrAccusedSuspected.WithField("unit_id", "先核实是否为被反映对象。")
	}
	return ErrAccusedUnit.WithField("unit_id", "请选择与被反映对象无关的单位。")
}

// accuser is the accusation that bars a unit from the order, a confirmed one first; nil when none does.
func (s *Service) accuser(q store.Queryer, o *Order, unit ids.ID) (*Accusation, error) {
	if len(o.accused) == 0 || unit == 0 {
		return nil, nil
	}
	over := []ids.ID{unit}
	if s.Accusables != nil {
		over = s.Accusables.Over(q, unit)
	}
	var found *Accusation
	for i := range o.accused {
		a := &o.accused[i]
		if !a.bars() || found != nil && found.State == AccusedConfirmed {
			continue
		}
		hit := a.Unit != 0 && (a.Unit == unit || slices.Contains(over, a.Unit))
		if !hit && a.Phone != nil && s.Accusables != nil {
			// The duty phone may have become the unit's after the order was accused of it.
			units, err := s.Accusables.UnitsWithPhone(q, a.Phone)
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(units, func(u ids.ID) bool { return slices.Contains(over, u) && !o.names(u) }) {
				// The number is certain, whose it is must be looked into.
				found = &Accusation{Order: a.Order, ID: a.ID, Phone: a.Phone, State: AccusedSuspected, How: AccusedPhone}
				continue
			}
		}
		if hit {
			found = a
		}
	}
	return found, nil
}

// names says whether the order has an accusation of the unit itself, which then decides, whatever was found.
func (o *Order) names(unit ids.ID) bool {
	return slices.ContainsFunc(o.accused, func(a Accusation) bool { return a.Unit == unit })
}
