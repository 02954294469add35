package main

import (
	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
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

// names answers what things are called.
type names struct {
	*directory.Service
	catalogue *catalogue.Service
}

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

// limits answers workorder's questions about time limits from the catalogue's presets.
type limits struct{ *catalogue.Service }

// Calendar is the days off and make-up days.
func (l limits) Calendar(q store.Queryer) (clock.Calendar, error) { return l.Service.Calendar(q) }

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
	}
}

// limitFields are a limit's figures as the clock takes them.
func limitFields(l catalogue.Limit) clock.Fields {
	return clock.Fields{Unit: l.Unit, N: l.N, DayOneCounts: l.DayOneCounts, AfterHours: l.AfterHours, End: l.End, Periods: l.Periods}
}

// Limit is the limit of a stage; a zero one means that the stage has none.
func (l limits) Limit(q store.Queryer, about workorder.LimitFor) (workorder.Limit, error) {
	found, preset, err := l.LimitFor(q, catalogue.Ask{Stage: string(about.Stage), Kind: string(about.Kind), Urgent: about.Urgent, Business: about.Business})
	if err != nil || found.Unit == "" {
		return workorder.Limit{}, err
	}
	return workorder.Limit{Preset: preset, Fields: limitFields(found)}, nil
}
