package main

import (
	"bytes"
	"errors"
	"slices"

	"onedoor/internal/assessment"
	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/supervise"
	"onedoor/internal/switchboard"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// Small pieces of wiring: what one room asks, answered by others that it may not know.

// units answers workorder's questions about units from the directory.
type units struct{ *directory.Service }

// Receives tells whether orders may be given to the unit.
func (u units) Receives(q store.Queryer, unit ids.ID) error {
	found, err := u.Unit(q, unit)
	switch {
	case err != nil:
		return workorder.ErrUnitUnknown.Wrap(err)
	case !found.Active:
		return workorder.ErrUnitClosed
	}
	return nil
}

// Line is a unit's place in the line district → town → community, or in that of a sub-centre and its units.
func (u units) Line(q store.Queryer, unit ids.ID) (workorder.Line, bool) {
	above, below, ok := u.Service.Line(q, unit)
	if !ok {
		return workorder.Line{}, false
	}
	found, err := u.Unit(q, unit)
	return workorder.Line{Above: above, Below: below, SubCentre: err == nil && !found.Territorial()}, true
}

// named is the directory that knows partners by name, too: what a partner did stands under its name.
type named struct {
	*directory.Service
	partner func(q store.Queryer, id ids.ID) string
}

// StaffName is what a person of staff or a partner is called; "" for nobody.
func (n named) StaffName(q store.Queryer, id ids.ID) string {
	if id == 0 {
		return ""
	}
	if name := n.Service.StaffName(q, id); name != "" {
		return name
	}
	return n.partner(q, id)
}

func (h *house) named() named { return named{h.directory, h.partnerName} }

// partnerName is asked by rooms that are built before the door.
func (h *house) partnerName(q store.Queryer, id ids.ID) string {
	if h.partner == nil {
		return ""
	}
	return h.partner.NameOf(q, id)
}

// names answers what things are called.
type names struct {
	named
	catalogue *catalogue.Service
}

func (h *house) names() names { return names{h.named(), h.catalogue} }

// CategoryName is a category's name.
func (n names) CategoryName(q store.Queryer, id ids.ID) string {
	return n.catalogue.CategoryName(q, id)
}

// DivisionName is a division's name; empty when the code is unknown.
func (n names) DivisionName(q store.Queryer, code string) string {
	if code == "" {
		return ""
	}
	d, err := n.Division(q, code)
	if err != nil {
		return ""
	}
	return d.Name
}

// TownOf is the town or street that a division lies in, the division itself when it is a larger one or not known.
func (n names) TownOf(q store.Queryer, code string) (town, name string) {
	chain, err := n.DivisionChain(q, code)
	if err != nil {
		return code, ""
	}
	for _, d := range chain {
		if d.Level == directory.Street {
			return d.Code, d.Name
		}
	}
	return chain[0].Code, chain[0].Name
}

// limits answers workorder's questions about time limits from the catalogue's presets.
type limits struct{ *catalogue.Service }

// Calendar is the days off and make-up days.
func (l limits) Calendar(q store.Queryer) (clock.Calendar, error) { return l.Service.Calendar(q) }

// duties answers workorder's question whose matter an order is from the dispatch catalogue.
type duties struct{ *catalogue.Service }

// Unclear tells whether the catalogue marks the matter, or names no unit for it but that of the place.
func (d duties) Unclear(q store.Queryer, o workorder.Order) (bool, error) {
	p, err := d.Propose(q, catalogue.Matter{Category: o.Category, Division: o.Division, Kind: string(o.Kind), Door: o.Door, Business: o.Business,
		Topics: o.Topics, Accused: o.Accused, At: o.CreatedAt})
	if errors.Is(err, catalogue.ErrCategoryNotFound) {
		return true, nil
	}
	return p.FirstReceiver, err
}

// places answers the catalogue's questions about divisions and units.
func (h *house) places() catalogue.Places {
	return catalogue.Places{
		Path: func(q store.Queryer, code string) ([]catalogue.Place, error) {
			chain, err := h.directory.DivisionChain(q, code)
			if err != nil {
				return nil, nil //nolint:nilerr // an unknown code has no path; the caller says so
			}
			path := make([]catalogue.Place, len(chain))
			for i, d := range chain {
				path[i] = catalogue.Place{Code: d.Code, Name: d.Name}
			}
			return path, nil
		},
		UnitFor: func(q store.Queryer, code string) (ids.ID, error) {
			u, err := h.directory.UnitFor(q, code)
			if err != nil {
				return 0, nil //nolint:nilerr // no unit answers for the division
			}
			return u.ID, nil
		},
		UnitName: h.directory.UnitName,
		UnitReceives: func(q store.Queryer, unit ids.ID) bool {
			u, err := h.directory.Unit(q, unit)
			return err == nil && u.Active
		},
		UnitNames: func(q store.Queryer, unit ids.ID) []string {
			u, err := h.directory.Unit(q, unit)
			if err != nil {
				return nil
			}
			return []string{u.Name, u.Label()}
		},
		UnitCode: func(q store.Queryer, unit ids.ID) string {
			u, err := h.directory.Unit(q, unit)
			if err != nil {
				return ""
			}
			return u.Code
		},
		FindUnit: func(q store.Queryer, text string) ids.ID {
			if u, err := h.directory.UnitByCode(q, text); err == nil {
				return u.ID
			}
			list, err := h.directory.Units(q, directory.UnitFilter{Query: text})
			if err != nil {
				return 0
			}
			for _, u := range list {
				if u.Name == text || u.ShortName == text {
					return u.ID
				}
			}
			return 0
		},
	}
}

// limitFields are a limit's figures as the clock takes them.
func limitFields(l catalogue.Limit) clock.Fields {
	return clock.Fields{Unit: l.Unit, N: l.N, DayOneCounts: l.DayOneCounts, AfterHours: l.AfterHours, End: l.End, Periods: l.Periods}
}

// Limit is the limit of a stage; a zero one means that the stage has none.
func (l limits) Limit(q store.Queryer, about workorder.LimitFor) (workorder.Limit, error) {
	found, preset, err := l.LimitFor(q, catalogue.Ask{Stage: string(about.Stage), Kind: string(about.Kind), Category: about.Category, Urgent: about.Urgent, Business: about.Business})
	if err != nil || found.Unit == "" {
		return workorder.Limit{}, err
	}
	return workorder.Limit{Preset: preset, Fields: limitFields(found)}, nil
}

// stageLimits answers supervise's questions about limits counted from a due time and about its own clocks.
type stageLimits struct{ *catalogue.Service }

// Calendar is the days off and make-up days.
func (l stageLimits) Calendar(q store.Queryer) (clock.Calendar, error) { return l.Service.Calendar(q) }

// StageLimit is the limit of a stage; a zero one means that the stage has none.
func (l stageLimits) StageLimit(q store.Queryer, about supervise.LimitFor) (supervise.Limit, error) {
	found, preset, err := l.LimitFor(q, catalogue.Ask{Stage: about.Stage, Kind: about.Kind, Category: about.Category, Urgent: about.Urgent, Business: about.Business})
	if err != nil || found.Unit == "" {
		return supervise.Limit{}, err
	}
	return supervise.Limit{Preset: preset, Anchor: found.Anchor, Fields: limitFields(found)}, nil
}

// people answers who is told when a matter is late.
type people struct{ *directory.Service }

// Above is the unit above a unit, or the sub-centre that it works through; 0: none that works.
func (p people) Above(q store.Queryer, unit ids.ID) ids.ID {
	u, err := p.Unit(q, unit)
	if err != nil {
		return 0
	}
	for _, id := range []ids.ID{u.ParentID, u.SubCentreID} {
		if above, err := p.Unit(q, id); id != 0 && err == nil && above.Active && above.Kind != directory.Centre {
			return above.ID
		}
	}
	return 0
}

// WithRole lists the active people with a role.
func (p people) WithRole(q store.Queryer, role string) []ids.ID {
	active := true
	list, err := p.StaffList(q, directory.StaffFilter{Role: role, Active: &active})
	if err != nil {
		return nil
	}
	found := make([]ids.ID, len(list))
	for i, st := range list {
		found[i] = st.ID
	}
	return found
}

// Receives tells whether a unit may be given work.
func (p people) Receives(q store.Queryer, unit ids.ID) error {
	return units(p).Receives(q, unit)
}

// graded answers the assessment's questions about units: districts are compared with districts, towns with towns.
type graded struct{ *directory.Service }

var peerGroups = map[directory.UnitKind]string{directory.Department: "市直部门", directory.District: "各区", directory.Town: "镇街",
	directory.Zone: "功能区", directory.Company: "公共服务企业", directory.SubCentre: "分中心"}

// Graded are the units that may be graded; closed ones had their share of the period too.
func (g graded) Graded(q store.Queryer) ([]assessment.Unit, error) {
	all, err := g.Units(q, directory.UnitFilter{})
	if err != nil {
		return nil, err
	}
	var list []assessment.Unit
	for _, u := range all {
		if peers, ok := peerGroups[u.Kind]; ok {
			list = append(list, assessment.Unit{ID: u.ID, Name: u.Label(), Peers: peers})
		}
	}
	return list, nil
}

// ordersByCalls names the orders that came by calls, as far as p may see them.
func (h *house) ordersByCalls(q store.Queryer, p auth.Principal, calls []ids.ID) (map[ids.ID]switchboard.CallOrder, error) {
	orders, err := h.intake.OrdersByCalls(q, p, calls)
	of := make(map[ids.ID]switchboard.CallOrder, len(orders))
	for call, order := range orders {
		number, _ := h.orders.NumberOf(q, order)
		of[call] = switchboard.CallOrder{ID: order, Number: number}
	}
	return of, err
}

// accusables answers whom an order may be about: the directory knows units, people and duty phones, the vault the keys of
// numbers.
type accusables struct {
	*directory.Service
	vault *vault.Service
}

// NamedIn finds the units and people that words name.
func (a accusables) NamedIn(q store.Queryer, text string) ([]workorder.NamedParty, error) {
	found, err := a.Service.NamedIn(q, text)
	list := make([]workorder.NamedParty, len(found))
	for i, x := range found {
		list[i] = workorder.NamedParty{Unit: x.Unit, Staff: x.Staff}
	}
	return list, err
}

// PhoneKey is the vault's keyed digest of a number, and its mask.
func (a accusables) PhoneKey(phone string) (key []byte, masked string) {
	if key = a.vault.LookupKey(phone); key == nil {
		return nil, ""
	}
	return key, vault.MaskPhone(phone)
}

// UnitsWithPhone are the active units with that duty phone.
func (a accusables) UnitsWithPhone(q store.Queryer, key []byte) ([]ids.ID, error) {
	phones, err := a.DutyPhones(q)
	if err != nil {
		return nil, err
	}
	var list []ids.ID
	for unit, numbers := range phones {
		if slices.ContainsFunc(numbers, func(n string) bool { return bytes.Equal(a.vault.LookupKey(n), key) }) {
			list = append(list, unit)
		}
	}
	slices.Sort(list)
	return list, nil
}

// AccusableUnit is a unit's name, and whether it is the centre.
func (a accusables) AccusableUnit(q store.Queryer, unit ids.ID) (name string, centre bool) {
	u, err := a.Unit(q, unit)
	if err != nil {
		return "", false
	}
	return u.Label(), u.Kind == directory.Centre
}

// AccusableStaff is a person's name and unit.
func (a accusables) AccusableStaff(q store.Queryer, staff ids.ID) (name string, unit ids.ID) {
	st, err := a.Staff(q, staff)
	if err != nil {
		return "", 0
	}
	return st.Name, st.UnitID
}

// veil keeps what happens to an order from whom it is about.
func (h *house) veil(q store.Queryer, subjects []ids.ID) (map[ids.ID]func(auth.Principal) bool, error) {
	accused, err := h.orders.Accused(q, subjects)
	hidden := make(map[ids.ID]func(auth.Principal) bool, len(accused))
	for order, parties := range accused {
		hidden[order] = func(p auth.Principal) bool {
			return slices.ContainsFunc(parties, func(x workorder.NamedParty) bool { return x.Staff != 0 && x.Staff == p.ID || p.Of(x.Unit) })
		}
	}
	return hidden, err
}
