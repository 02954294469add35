package workorder

import (
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

// Role is in what way a unit takes part in an order beside the unit that handles it.
type Role string

// A co-handling unit (协办) is asked for a part of the work and owes it to the handling unit (主办) by a clock of its
// own. A unit of the chain passed the order down the line and answers for what comes of it.
const (
	RoleCo    Role = "co"
	RoleChain Role = "chain"
)

// PartyState is where a unit's part stands.
type PartyState string

// The states of a part. Open and returned ones are owed; who is released or closed sees the order no more.
const (
	PartyOpen     PartyState = "open"
	PartyReturned PartyState = "returned" // given back; the handling unit or the centre releases or insists
	PartyDone     PartyState = "done"
	PartyReleased PartyState = "released"
	PartyClosed   PartyState = "closed" // the order moved on before it was done
)

var partyLabels = map[PartyState]string{
	PartyOpen: "协办中", PartyReturned: "已退回待定", PartyDone: "已反馈", PartyReleased: "已撤销", PartyClosed: "已随工单结束",
}

// Label is the state's name on screens and paper.
func (s PartyState) Label() string { return partyLabels[s] }

// Party is one time that a unit took part in an order. A zero time means "none" or "not yet".
type Party struct {
	Order      ids.ID
	ID         ids.ID
	Unit       ids.ID
	Role       Role
	State      PartyState
	Assignment int // chain: which assignment was the unit's own
	By         ids.ID
	ByCentre   bool // the centre asked: only the centre releases
	Trusted    bool // may read the order even when it is sealed
	Insisted   bool
	At         time.Time
	Preset     string
	Rule       string // JSON of clock.Fields; empty: no limit
	Capped     bool
	DueAt      time.Time
	SoonAt     time.Time
	Mark       Mark
	NextMarkAt time.Time
	ReasonCode string

	// The words, each a statement of the order.
	Ask, Result, Returned, Answer ids.ID

	DoneBy  ids.ID
	DoneAt  time.Time
	EndedAt time.Time
}

// live says whether the unit still sees the order for this part.
func (x Party) live() bool { return x.EndedAt.IsZero() }

// owed says whether the co-handling is still to be done.
func (x Party) owed() bool {
	return x.Role == RoleCo && (x.State == PartyOpen || x.State == PartyReturned)
}

// Level tells how the co-handling stands against its clock.
func (x Party) Level(now time.Time) DueLevel {
	at := now
	if !x.DoneAt.IsZero() {
		at = x.DoneAt
	} else if !x.EndedAt.IsZero() {
		at = x.EndedAt
	}
	switch {
	case x.DueAt.IsZero(), x.State == PartyReleased:
		return DueOK
	case at.After(x.DueAt):
		return DueOverdue
	case x.owed() && !x.SoonAt.IsZero() && !at.Before(x.SoonAt):
		return DueSoon
	}
	return DueOK
}

// nextMark is when the co-handler's clock must next be marked; zero when it need not be.
func (x Party) nextMark() time.Time {
	switch {
	case !x.owed() || x.DueAt.IsZero() || x.Mark == MarkOverdue:
		return time.Time{}
	case x.Mark == MarkNone && !x.SoonAt.IsZero():
		return x.SoonAt
	}
	return x.DueAt.Add(time.Microsecond)
}

// partyOf is the latest live part in a role that a unit of p has; nil when there is none.
func (o *Order) partyOf(p auth.Principal, role Role) *Party {
	for i := len(o.parties) - 1; i >= 0; i-- {
		if x := &o.parties[i]; x.Role == role && x.live() && isUnit(p, x.Unit) {
			return x
		}
	}
	return nil
}

// above are the units that passed the order down the line, the nearest last. They see it, may take it back, and
// answer for it.
func (o *Order) above() []*Party {
	var list []*Party
	for i := range o.parties {
		if x := &o.parties[i]; x.Role == RoleChain && x.live() {
			list = append(list, x)
		}
	}
	return list
}

// mayBe says whether p may release or insist on a co-handling: who asked for it, and the centre.
func mayBe(p auth.Principal, x *Party) bool { return isCentre(p) || !x.ByCentre }

// Need is what a verb needs beside a state: a part that stands in a certain way.
type Need string

// Of a co-handling unit's verbs the part is its own, else anybody's.
const (
	NeedNothing   Need = ""
	NeedOpen      Need = "an open co-handling"
	NeedReturned  Need = "a co-handling given back"
	NeedOwed      Need = "a co-handling open or given back"
	NeedNoChain   Need = "nobody above who passed it down"
	NeedSealed    Need = "a confidential order"
	NeedNotSealed Need = "an order that is not confidential"
	NeedAccused   Need = "an accused party"

	NeedReturnsLeft Need = "fewer returns than lead to a designation"
)

// fits says whether a part meets the need of p's verb.
func (m Move) fits(p auth.Principal, x *Party) bool {
	states := map[Need][]PartyState{
		NeedOpen: {PartyOpen}, NeedReturned: {PartyReturned}, NeedOwed: {PartyOpen, PartyReturned},
	}[m.Needs]
	if x.Role != RoleCo || !x.live() || !slices.Contains(states, x.State) {
		return false
	}
	if m.Who == CoUnit {
		return p.IsSystem() || isUnit(p, x.Unit)
	}
	return p.IsSystem() || mayBe(p, x)
}

// meets returns nil when the order has what the move needs.
func (s *Service) meets(p auth.Principal, o *Order, m Move) error {
	switch m.Needs {
	case NeedNothing:
		return nil
	case NeedNoChain:
		if len(o.above()) > 0 {
			return ErrReturnUp
		}
		return nil
	case NeedReturnsLeft:
		if s.mustDesignate(o) {
			return ErrMustDesignate.WithMessage("这张工单已退单%d次，不能再派单或改派，请使用「指定承办」确定承办单位。", o.ReturnCount)
		}
		return nil
	case NeedSealed:
		if !o.Sealed {
			return ErrContactSelf
		}
		return nil
	case NeedNotSealed:
		if o.Sealed {
			return ErrContactSealed
		}
		return nil
	case NeedAccused:
		if len(o.accused) == 0 {
			return ErrAccusedUnknown
		}
		return nil
	}
	if slices.ContainsFunc(o.parties, func(x Party) bool { return m.fits(p, &x) }) {
		return nil
	}
	return ErrNoInvite
}

// part finds the co-handling that a verb is about: the one named, or else the only one that it may be about.
func (o *Order) part(p auth.Principal, m Move, id ids.ID) (*Party, error) {
	var found []*Party
	for i := range o.parties {
		if x := &o.parties[i]; m.fits(p, x) && (id == 0 || x.ID == id) {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		return nil, ErrNoInvite
	case 1:
		return found[0], nil
	}
	for _, x := range found {
		if x.Unit == p.Unit {
			return x, nil
		}
	}
	return nil, ErrWhichInvite.WithField("party_id", "请选择协办单位。")
}
