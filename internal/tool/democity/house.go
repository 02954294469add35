package democity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"onedoor/internal/assessment"
	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/outreach"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/supervise"
	"onedoor/internal/workorder"
)

// House is the real installation behind Rooms. Its rooms must run on Clock, and their background work must not run:
// Install drives followers and timers itself.
type House struct {
	Clock     *wall.Manual
	Store     *store.Store
	Ledger    *ledger.Ledger
	Jobs      *jobs.Queue
	Directory *directory.Service
	Catalogue *catalogue.Service
	Knowledge *knowledge.Service
	Orders    *workorder.Service
	Intake    *intake.Service
	Followup  *followup.Service
	Supervise *supervise.Service
	// Assessment may be nil: then nothing is doubted and nobody graded.
	Assessment *assessment.Service
	// Outreach may be nil: then there are no campaigns.
	Outreach *outreach.Service

	units    map[string]ids.ID
	category map[string]ids.ID
	people   map[string]auth.Principal // by login
	entries  map[string]ids.ID
	editors  []string
	checkers []string
	taken    map[*Case]intake.Receipt
	over     map[*Case]bool // the operator's settings ended the follow-up before the plan does
	met      meeting        // the joint meeting that the month saw
	now      time.Time      // to which the files' relative times refer
}

var _ Rooms = (*House)(nil)

// The demo's own events, on a chain of their own, tell a later start what is there.
const (
	eventBegun     = "demo.begun"
	eventInstalled = "demo.installed"
	chain          = ids.ID(1)
)

// Stage tells what is there.
func (h *House) Stage(ctx context.Context) (Stage, error) {
	q := h.Store.Read(ctx)
	history, err := h.Ledger.History(q, chain)
	if err != nil {
		return "", err
	}
	stage := StageEmpty
	for _, rec := range history {
		switch rec.Kind {
		case eventBegun:
			stage = StageBegun
		case eventInstalled:
			stage = StageInstalled
		}
	}
	if stage != StageEmpty {
		return stage, nil
	}
	units, err := h.Directory.Units(q, directory.UnitFilter{})
	if err != nil {
		return "", err
	}
	staff, err := h.Directory.StaffList(q, directory.StaffFilter{})
	if err != nil {
		return "", err
	}
	if len(units) > 0 || len(staff) > 0 {
		return StageForeign, nil
	}
	return StageEmpty, nil
}

// Mark notes how far the work is.
func (h *House) Mark(ctx context.Context, s Stage) error {
	kind := eventBegun
	if s == StageInstalled {
		kind = eventInstalled
	}
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := h.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: chain})
		return err
	})
}

// SetTime moves the rooms' clock.
func (h *House) SetTime(t time.Time) { h.Clock.Set(t) }

// CatchUp lets followers see all that has happened.
func (h *House) CatchUp(ctx context.Context) error { return h.Ledger.CatchUp(ctx) }

// Settle lets followers and due timers work until nothing is left to do.
func (h *House) Settle(ctx context.Context) error {
	if err := h.Ledger.CatchUp(ctx); err != nil {
		return err
	}
	if err := h.Jobs.RunDue(ctx); err != nil {
		return err
	}
	return h.Ledger.CatchUp(ctx) // timers make events, too
}

// Working tells by the catalogue's calendar whether offices are open.
func (h *House) Working(ctx context.Context) (func(day time.Time) bool, error) {
	calendar, err := h.Catalogue.Calendar(h.Store.Read(ctx))
	if err != nil {
		return nil, err
	}
	return func(t time.Time) bool {
		y, m, d := t.In(wall.Shanghai).Date()
		working, _, _ := calendar.IsWorking(y, m, d)
		return working
	}, nil
}

var errUnknown = errors.New("the city names something that was not entered")

func find[T any](known map[string]T, code string) (T, error) {
	v, ok := known[code]
	if !ok {
		return v, fmt.Errorf("%q: %w", code, errUnknown)
	}
	return v, nil
}

// PutDivisions enters the divisions.
func (h *House) PutDivisions(ctx context.Context, list []Division) error {
	out := make([]directory.Division, len(list))
	for i, d := range list {
		out[i] = directory.Division{Code: d.Code, Name: d.Name, Level: directory.Level(d.Level), ParentCode: d.Parent}
		if d.Kind == "zone" {
			out[i].Kind = directory.FunctionalZone
		}
	}
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		_, _, err := h.Directory.PutDivisions(tx, auth.System, out)
		return err
	})
}

// AddUnits enters the units.
func (h *House) AddUnits(ctx context.Context, list []Unit) error {
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		h.units = map[string]ids.ID{}
		for _, u := range list {
			added, err := h.Directory.AddUnit(tx, auth.System, directory.UnitIn{Code: u.Code, Name: u.Name, ShortName: u.ShortName,
				Kind: directory.UnitKind(u.Kind), ParentID: h.units[u.Parent], DivisionCode: u.Division, Mode: directory.Mode(u.Mode),
				SubCentreID: h.units[u.SubCentre], DutyPhone: u.DutyPhone, DutyPerson: u.DutyPerson,
				WindowAddress: u.WindowAddress, OfficeHours: u.OfficeHours})
			if err != nil {
				return fmt.Errorf("unit %s: %w", u.Code, err)
			}
			h.units[u.Code] = added.ID
		}
		return nil
	})
}

// AddHotlines enters the hotline numbers.
func (h *House) AddHotlines(ctx context.Context, list []Hotline) error {
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		for _, l := range list {
			if _, err := h.Directory.AddHotline(tx, auth.System, directory.HotlineIn{Number: l.Number, Name: l.Name,
				UnitID: h.units[l.Unit], Mode: directory.Mode(l.Mode), Note: l.Note}); err != nil {
				return fmt.Errorf("hotline %s: %w", l.Number, err)
			}
		}
		return nil
	})
}

// AddCategories enters the category tree.
func (h *House) AddCategories(ctx context.Context, list []Category) error {
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		h.category = map[string]ids.ID{}
		for _, k := range list {
			added, err := h.Catalogue.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: k.Code, Name: k.Name,
				ParentID: h.category[k.Parent], DefaultKind: k.DefaultKind, Enforcement: slices.Contains(enforcement, k.Code), LimitCase: limitCase(k.Code)})
			if err != nil {
				return fmt.Errorf("category %s: %w", k.Code, err)
			}
			h.category[k.Code] = added.ID
		}
		return nil
	})
}

// AddStaff enters the staff, all with one password. Hashing is slow by design, so it is done side by side.
func (h *House) AddStaff(ctx context.Context, list []Staff, password string) error {
	ready, failed := make([]directory.Newcomer, len(list)), make([]error, len(list))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i, s := range list {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			ready[i], failed[i] = h.Directory.Prepare(directory.StaffIn{Login: s.Login, Name: s.Name, UnitID: h.units[s.Unit],
				Roles: s.Roles, Password: password})
		})
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	added := make([]ids.ID, len(list))
	err := h.Store.Write(ctx, func(tx *store.Tx) error {
		for i, n := range ready {
			st, err := h.Directory.AddStaff(tx, auth.System, n)
			if err != nil {
				return fmt.Errorf("staff %s: %w", list[i].Login, err)
			}
			added[i] = st.ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	return h.learnPeople(ctx, list, added)
}

// learnPeople keeps who acts for whom.
func (h *House) learnPeople(ctx context.Context, list []Staff, added []ids.ID) (err error) {
	h.people = map[string]auth.Principal{}
	for i, s := range list {
		if h.people[s.Login], err = h.Directory.Principal(ctx, added[i]); err != nil {
			return fmt.Errorf("staff %s: %w", s.Login, err)
		}
		for _, role := range s.Roles {
			switch role {
			case directory.RoleEditor:
				h.editors = append(h.editors, s.Login)
			case directory.RoleKnowledgeReviewer:
				h.checkers = append(h.checkers, s.Login)
			}
		}
	}
	return nil
}
