package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// OrderParty is one co-handling unit's part. Its words are for the units of the order and the centre.
type OrderParty struct {
	ID         ids.ID     `json:"id"`
	UnitID     ids.ID     `json:"unit_id"`
	UnitName   string     `json:"unit_name"`
	State      PartyState `json:"state" enum:"open,returned,done,released,closed"`
	StateName  string     `json:"state_name"`
	ByName     string     `json:"by_name"`
	ByCentre   bool       `json:"by_centre" doc:"the centre asked, and only the centre releases"`
	At         time.Time  `json:"at"`
	Ask        string     `json:"ask"`
	DueAt      time.Time  `json:"due_at,omitzero"`
	DueLevel   DueLevel   `json:"due_level" enum:"ok,soon,overdue"`
	Result     string     `json:"result,omitempty"`
	ResultID   ids.ID     `json:"result_id" doc:"files of the result have it as child_id; null: none yet"`
	DoneByName string     `json:"done_by_name,omitempty"`
	DoneAt     time.Time  `json:"done_at,omitzero"`
	ReasonName string     `json:"reason_name,omitempty" doc:"why it was given back"`
	Reason     string     `json:"reason,omitempty"`
	Answer     string     `json:"answer,omitempty" doc:"why it was released or insisted on"`
	Insisted   bool       `json:"insisted" doc:"it may not be given back again"`
	EndedAt    time.Time  `json:"ended_at,omitzero"`
	Mine       bool       `json:"mine" doc:"the caller's unit owes it: contribute and return-invite are about this one"`
	MayRelease bool       `json:"may_release" doc:"the caller may release the unit now"`
	MayInsist  bool       `json:"may_insist" doc:"the caller may insist now"`
	Clock      *ClockView `json:"clock,omitempty" doc:"absent when it has no limit"`
}

// OrderLink is a unit above that passed the order down the line.
type OrderLink struct {
	UnitID   ids.ID    `json:"unit_id"`
	UnitName string    `json:"unit_name"`
	At       time.Time `json:"at" doc:"when it passed the order down"`
}

// OrderTarget is a unit to which the order may be passed along the line.
type OrderTarget struct {
	UnitID   ids.ID `json:"unit_id"`
	UnitName string `json:"unit_name"`
	Up       bool   `json:"up" doc:"true: 上转, which needs a reason; false: 下转"`
}

// CoRow is a co-handling as the list of co-handlings shows it.
type CoRow struct {
	UnitID    ids.ID     `json:"unit_id"`
	UnitName  string     `json:"unit_name"`
	State     PartyState `json:"state" enum:"open,returned,done,released,closed"`
	StateName string     `json:"state_name"`
	DueAt     time.Time  `json:"due_at,omitzero"`
	DueLevel  DueLevel   `json:"due_level" enum:"ok,soon,overdue"`
}

func (n *namer) coRow(x *Party) *CoRow {
	if x == nil {
		return nil
	}
	return &CoRow{UnitID: x.Unit, UnitName: n.unit(x.Unit), State: x.State, StateName: x.State.Label(), DueAt: x.DueAt, DueLevel: x.Level(n.s.now())}
}

// hangParties adds the units that take part in an order, and where it may be passed.
func (n *namer) hangParties(p auth.Principal, o *Order, said map[ids.ID]string, v *OrderView) error {
	v.Parties, v.Chain, v.Passable = []OrderParty{}, []OrderLink{}, []OrderTarget{}
	for i := range o.parties {
		x := &o.parties[i]
		if x.Role == RoleChain {
			if x.live() {
				v.Chain = append(v.Chain, OrderLink{UnitID: x.Unit, UnitName: n.unit(x.Unit), At: x.At})
			}
			continue
		}
		part := OrderParty{
			ID: x.ID, UnitID: x.Unit, UnitName: n.unit(x.Unit), State: x.State, StateName: x.State.Label(), ByName: n.staff(x.By),
			ByCentre: x.ByCentre, At: x.At, Ask: said[x.Ask], DueAt: x.DueAt, DueLevel: x.Level(n.s.now()), Result: said[x.Result],
			ResultID: x.Result, DoneByName: n.staff(x.DoneBy), DoneAt: x.DoneAt, Reason: said[x.Returned], Answer: said[x.Answer],
			Insisted: x.Insisted, EndedAt: x.EndedAt,
			Mine:       n.s.mayPart(p, o, VerbContribute, x),
			MayRelease: n.s.mayPart(p, o, VerbRelease, x), MayInsist: n.s.mayPart(p, o, VerbInsist, x),
		}
		if x.ReasonCode != "" {
			part.ReasonName = n.s.reasonName(x.ReasonCode)
		}
		var err error
		if part.Clock, err = n.s.explainPart(n.q, x); err != nil {
			return err
		}
		v.Parties = append(v.Parties, part)
	}
	switch {
	case isCentre(p) || isUnit(p, o.Unit):
	case o.partyOf(p, RoleCo) != nil:
		v.Part = RoleCo
	case o.partyOf(p, RoleChain) != nil:
		v.Part = RoleChain
	}
	if n.s.may(p, o, VerbTransfer) != nil {
		return nil
	}
	units, ups := n.s.Passable(n.q, o)
	for i, unit := range units {
		if n.s.collide(n.q, o, unit) != nil {
			continue
		}
		v.Passable = append(v.Passable, OrderTarget{UnitID: unit, UnitName: n.unit(unit), Up: i >= len(units)-ups})
	}
	return nil
}

// mayPart says whether p may use a verb on one co-handling now.
func (s *Service) mayPart(p auth.Principal, o *Order, v Verb, x *Party) bool {
	return s.may(p, o, v) == nil && movesOf(v)[0].fits(p, x)
}

// explainPart computes again how a co-handling's due time came about; nil when it has none.
func (s *Service) explainPart(q store.Queryer, x *Party) (*ClockView, error) {
	if x.Rule == "" || x.DueAt.IsZero() {
		return nil, nil
	}
	kept, err := readBasis(x.Rule, "", "")
	if err != nil {
		return nil, fmt.Errorf("workorder: clock of part %d: %w", x.ID, err)
	}
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return nil, fmt.Errorf("workorder: calendar: %w", err)
	}
	result, err := kept.due(cal, x.At)
	if err != nil {
		return nil, err
	}
	v := &ClockView{Which: "co", Due: x.DueAt, From: x.At, Preset: x.Preset}
	if !x.Capped {
		v.tell(result)
		return v, nil
	}
	view := result.View()
	v.Rule, v.Days, v.Pauses, v.Warnings = view.Rule, []clock.DayView{}, []clock.PauseView{}, []string{}
	v.Short = fmt.Sprintf("协办期限不晚于主办单位的办理期限：%s。", minuteText(x.DueAt))
	v.Text = fmt.Sprintf("按协办时限推算为%s；主办单位的办理期限%s更早，以后者为准。", minuteText(result.Due), minuteText(x.DueAt))
	return v, nil
}

// ErrIdentityLead keeps the requester's identity with the unit that handles the order.
var ErrIdentityLead = fault.New(403, "workorder.identity_lead",
	"联系诉求人由主办单位负责，协办单位和下转单位不能查看诉求人身份。如需联系，请通过主办单位。")

// MayIdentify returns nil when p may ask who the requester of an order is, as far as the order has a say: who handles it
// and the centre. A co-handling unit and who passed it down read the order, never the person.
// Faults: those of [Service.Get], workorder.identity_lead.
func (s *Service) MayIdentify(q store.Queryer, p auth.Principal, id ids.ID) error {
	o, err := s.Get(q, p, id)
	if err != nil {
		return err
	}
	if ofCentre(p, &o) || p.Scope.Allows(o.Unit) {
		return nil
	}
	return ErrIdentityLead
}

// Handles says whether the order is in the hands of p's unit now: given to it and not yet answered for good.
func (s *Service) Handles(q store.Queryer, p auth.Principal, id ids.ID) (bool, error) {
	o, err := s.Get(q, p, id)
	if err != nil {
		return false, err
	}
	return !ofCentre(p, &o) && isUnit(p, o.Unit) && o.State.Open(), nil
}
