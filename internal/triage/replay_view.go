package triage

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// ReplayRow is a replay in a list.
type ReplayRow struct {
	ID         ids.ID    `json:"id"`
	VersionID  ids.ID    `json:"version_id"`
	Revision   int64     `json:"revision"`
	BaseNumber int       `json:"base_number" doc:"the version in force that it is compared with"`
	From       string    `json:"from" doc:"yyyy-mm-dd"`
	To         string    `json:"to" doc:"yyyy-mm-dd, included"`
	State      State     `json:"state" enum:"running,done,stale,cancelled"`
	StateName  string    `json:"state_name"`
	ByName     string    `json:"by_name"`
	CreatedAt  time.Time `json:"created_at"`
	FinishedAt time.Time `json:"finished_at,omitzero"`
	Total      int64     `json:"total"`
	Tally
}

// UnitShift is what a draft changes for one unit.
type UnitShift struct {
	UnitID      ids.ID `json:"unit_id" doc:"null: the centre, which would choose by hand"`
	UnitName    string `json:"unit_name"`
	Before      int64  `json:"before" doc:"orders by the version in force"`
	After       int64  `json:"after" doc:"orders by the draft"`
	Shift       int64  `json:"shift" doc:"after less before"`
	Final       int64  `json:"final" doc:"orders that it completed"`
	RightBefore int64  `json:"right_before" doc:"of these, named by the version in force"`
	RightAfter  int64  `json:"right_after" doc:"of these, named by the draft"`
}

// Flow is how many orders go from one unit to another.
type Flow struct {
	FromID   ids.ID `json:"from_unit_id"`
	FromName string `json:"from_unit_name"`
	ToID     ids.ID `json:"to_unit_id"`
	ToName   string `json:"to_unit_name"`
	N        int64  `json:"n"`
}

// ReplayView is a replay with its figures.
type ReplayView struct {
	ReplayRow
	Units       []UnitShift `json:"units" nullable:"false" doc:"the largest shift first"`
	Moves       []Flow      `json:"moves" nullable:"false" doc:"from the unit in force to the draft's, at most 100"`
	WrongBefore []Flow      `json:"wrong_before" nullable:"false" doc:"named by the version in force → completed by, where they differ, at most 50"`
	WrongAfter  []Flow      `json:"wrong_after" nullable:"false" doc:"named by the draft → completed by, where they differ, at most 50"`
	Listed      int         `json:"listed" doc:"how many of the changed orders are listed at most"`
}

const centreName = "热线中心（人工派单）"

func (s *Service) unitName(q store.Queryer, unit ids.ID) string {
	if unit == 0 {
		return centreName
	}
	return s.Names.UnitName(q, unit)
}

func (s *Service) replayRow(q store.Queryer, r Replay) ReplayRow {
	return ReplayRow{ID: r.ID, VersionID: r.Version, Revision: r.Revision, BaseNumber: r.BaseNumber, From: r.From.In(wall.Shanghai).Format(time.DateOnly),
		To: r.To.In(wall.Shanghai).AddDate(0, 0, -1).Format(time.DateOnly), State: r.State, StateName: r.State.Label(),
		ByName: s.Names.StaffName(q, r.By), CreatedAt: r.CreatedAt, FinishedAt: r.FinishedAt, Total: max(r.Total, r.Seen), Tally: r.Tally}
}

// Replays lists the newest replays of a version.
func (s *Service) Replays(q store.Queryer, by auth.Principal, version ids.ID) ([]ReplayRow, error) {
	if !by.Can(RightReplay) || !by.Scope.All {
		return nil, fault.Forbidden
	}
	list, err := replaysOf(q, version, "", 50)
	rows := make([]ReplayRow, len(list))
	for i, r := range list {
		rows[i] = s.replayRow(q, r)
	}
	return rows, err
}

const (
	mostMoves = 100
	mostWrong = 50
)

// Replay returns a replay with its figures. Faults: auth.forbidden, ErrReplayNotFound.
func (s *Service) Replay(q store.Queryer, by auth.Principal, id ids.ID) (ReplayView, error) {
	if !by.Can(RightReplay) || !by.Scope.All {
		return ReplayView{}, fault.Forbidden
	}
	r, err := replayByID(q, id)
	if err != nil {
		return ReplayView{}, err
	}
	v := ReplayView{ReplayRow: s.replayRow(q, r), Units: []UnitShift{}, Listed: s.options.ReplayKept}
	units, err := unitsOf(q, id)
	if err != nil {
		return v, err
	}
	for _, u := range units {
		v.Units = append(v.Units, UnitShift{UnitID: u.unit, UnitName: s.unitName(q, u.unit), Before: u.before, After: u.after, Shift: u.after - u.before,
			Final: u.final, RightBefore: u.rightBefore, RightAfter: u.rightAfter})
	}
	slices.SortFunc(v.Units, func(a, b UnitShift) int {
		return cmp.Or(cmp.Compare(abs(b.Shift), abs(a.Shift)), cmp.Compare(b.After, a.After), cmp.Compare(a.UnitID, b.UnitID))
	})
	if v.Moves, err = s.flows(q, id, pairMove, mostMoves); err != nil {
		return v, err
	}
	if v.WrongBefore, err = s.flows(q, id, pairBefore, mostWrong); err != nil {
		return v, err
	}
	v.WrongAfter, err = s.flows(q, id, pairAfter, mostWrong)
	return v, err
}

// flows reads the largest flows between different units.
func (s *Service) flows(q store.Queryer, id ids.ID, how string, most int) ([]Flow, error) {
	list, err := pairsOf(q, id, how, 10000)
	if err != nil {
		return nil, err
	}
	flows := []Flow{}
	for _, p := range list {
		if p.from != p.to && len(flows) < most {
			flows = append(flows, Flow{p.from, s.unitName(q, p.from), p.to, s.unitName(q, p.to), p.n})
		}
	}
	return flows, nil
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// MovedRow is an order that would go elsewhere.
type MovedRow struct {
	OrderID      ids.ID    `json:"order_id" doc:"null: the reader may not see the order"`
	Number       string    `json:"number,omitempty"`
	Title        string    `json:"title"`
	CategoryName string    `json:"category_name,omitempty"`
	DivisionName string    `json:"division_name,omitempty"`
	CreatedAt    time.Time `json:"created_at,omitzero"`
	BeforeName   string    `json:"before_unit_name"`
	AfterName    string    `json:"after_unit_name"`
	FinalName    string    `json:"final_unit_name,omitempty" doc:"that completed it"`
	Verdict      string    `json:"verdict" enum:"better,worse,neither,open" doc:"better: the draft names the unit that completed it, and the version in force does not"`
}

// Moved lists the orders that would go elsewhere, the newest first, words by the reader's rights. Faults: auth.forbidden,
// ErrReplayNotFound, ErrFilter.
func (s *Service) Moved(q store.Queryer, by auth.Principal, id ids.ID, in MovedIn) (rows []MovedRow, next string, err error) {
	if !by.Can(RightReplay) || !by.Scope.All {
		return nil, "", fault.Forbidden
	}
	if _, err := replayByID(q, id); err != nil {
		return nil, "", err
	}
	var before ids.ID
	if in.Cursor != "" {
		if before, err = ids.Parse(in.Cursor); err != nil {
			return nil, "", ErrFilter.WithField("query.cursor", "翻页标记无效，请回到第一页重新查询。")
		}
	}
	limit := httpx.Limit(in.Limit)
	list, err := movedOf(q, id, before, in.From.ID, in.To.ID, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].order.String()
	}
	rows = make([]MovedRow, len(list))
	for i, m := range list {
		if rows[i], err = s.movedRow(q, by, m); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// MovedIn narrows the list of orders that would go elsewhere.
type MovedIn struct {
	From   ids.Param `query:"from_unit_id" doc:"the unit by the version in force"`
	To     ids.Param `query:"to_unit_id" doc:"the unit by the draft"`
	Cursor string    `query:"cursor" maxLength:"30"`
	Limit  int       `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) movedRow(q store.Queryer, by auth.Principal, m moved) (MovedRow, error) {
	r := MovedRow{Title: hiddenTitle, BeforeName: s.unitName(q, m.before), AfterName: s.unitName(q, m.after), Verdict: "neither"}
	switch m.final {
	case 0:
		r.Verdict = "open"
	case m.after:
		r.Verdict = "better"
	case m.before:
		r.Verdict = "worse"
	}
	if m.final != 0 {
		r.FinalName = s.unitName(q, m.final)
	}
	o, err := s.Orders.Get(q, by, m.order)
	switch {
	case errors.Is(err, workorder.ErrSealed), errors.Is(err, workorder.ErrNotFound):
		return r, nil
	case err != nil:
		return r, err
	}
	r.OrderID, r.Number, r.Title, r.CreatedAt = o.ID, o.Number, o.Title, o.CreatedAt
	r.CategoryName, r.DivisionName = s.Names.CategoryName(q, o.Category), s.Names.DivisionName(q, o.Division)
	return r, nil
}
