package supervise

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// DocketItem is a matter of the docket as it is shown.
type DocketItem struct {
	ID         ids.ID     `json:"id"`
	State      State      `json:"state" enum:"proposed,scheduled,decided,dropped"`
	Version    int64      `json:"version"`
	OrderID    ids.ID     `json:"order_id" doc:"the order, if the caller may read it"`
	Number     string     `json:"number" doc:"empty for a unit that only helps"`
	Title      string     `json:"title"`
	OrderState string     `json:"order_state_name" doc:"where the order stands now, if the caller may read it"`
	By         string     `json:"by_name"`
	UnitName   string     `json:"unit_name" doc:"who proposed it"`
	HolderName string     `json:"holder_name" doc:"the unit that had the order then"`
	At         time.Time  `json:"at"`
	ReasonCode string     `json:"reason_code"`
	ReasonName string     `json:"reason_name"`
	Words      string     `json:"words"`
	MeetingID  ids.ID     `json:"meeting_id"`
	Place      int        `json:"place" doc:"in the agenda, from 1"`
	LeadID     ids.ID     `json:"lead_unit_id"`
	LeadName   string     `json:"lead_unit_name"`
	Decision   string     `json:"decision,omitempty"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
	Bound      string     `json:"bound" doc:"what became of the order: designated, reassigned or kept: the unit may not return it; replied, merged: it is as it was until it comes back; done, unable, superseded, not_possible: it is as it was"`
	EndNote    string     `json:"end_note,omitempty" doc:"why it was put off or dropped"`
	Verbs      []Verb     `json:"verbs" nullable:"false"`
}

// DocketFilter narrows the docket; the zero filter is what was proposed, the oldest first.
type DocketFilter struct {
	State  State
	Sort   string // a name of docketSorts, - before it for downwards; default: at
	Cursor string
	Limit  int
}

// docketSorts are the orders of the docket.
var docketSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}, {Name: "reason", Expr: "reason_code", Text: true}, {Name: "number", Text: true}, {Name: "decided_at"}}}

// Docket reads one page of the docket in by's scope. Faults: auth.forbidden, supervise.invalid_filter, list.bad_sort,
// list.bad_cursor.
func (s *Service) Docket(q store.Queryer, by auth.Principal, f DocketFilter) (rows []DocketItem, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	state := f.State
	if state == "" {
		state = StateProposed
	}
	if !slices.Contains([]State{StateProposed, StateScheduled, StateDecided, StateDropped}, state) {
		return nil, "", ErrFilter.WithField("query.state", "状态应为 proposed、scheduled、decided 或 dropped。")
	}
	c := condition{}
	c.and("state = ?", string(state))
	if !by.Scope.All {
		own, args := scoped(by.Scope, "unit_id")
		holder, _ := scoped(by.Scope, "holder_id")
		lead, _ := scoped(by.Scope, "lead_unit")
		c.and("("+own+" OR "+holder+" OR "+lead+")", append(append(append([]any{}, args...), args...), args...)...)
	}
	if err := s.notAbout(q, by, &c, "order_id"); err != nil {
		return nil, "", err
	}
	page, err := docketSorts.Page(f.Sort, "at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: itemColumns, Table: `supervise_docket`, Where: c.sql(), Args: c.args}, scanItem)
	if err != nil {
		return nil, "", fmt.Errorf("supervise: docket: %w", err)
	}
	rows = make([]DocketItem, len(list))
	for i, d := range list {
		if rows[i], err = s.itemView(q, by, d); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

func (s *Service) itemView(q store.Queryer, by auth.Principal, d *Item) (DocketItem, error) {
	v := DocketItem{ID: d.ID, State: d.State, Version: d.Version, Number: d.Number, By: s.staffName(q, d.By), UnitName: s.unitName(q, d.Unit),
		HolderName: s.unitName(q, d.Holder), At: d.At, ReasonCode: d.ReasonCode, ReasonName: label(DocketReasons, d.ReasonCode), Words: d.Words,
		MeetingID: d.Meeting, Place: d.Place, LeadID: d.Lead, Decision: d.Decision, DecidedAt: orNone(d.DecidedAt), Bound: d.Bound, EndNote: d.EndNote,
		Verbs: verbsFor(by, ThingDocket, d.State, d.Holder)}
	if d.Lead != 0 {
		v.LeadName = s.unitName(q, d.Lead)
	}
	title, err := s.title(q, by, d.Order)
	if err != nil {
		return v, err
	}
	v.Title = title
	if o, err := s.Orders.Get(q, by, d.Order); err == nil {
		v.OrderID, v.OrderState = o.ID, o.State.Label()
	} else if fault.Of(err).Code == workorder.ErrSealed.Code {
		v.OrderID = d.Order
	} else if !by.Scope.AllowsAny(unitsOf(d.Unit, d.Holder)) {
		v.Number = "" // a helper's: it takes part in the matter and may not read the order
	}
	return v, nil
}
