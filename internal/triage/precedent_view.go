package triage

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// PrecedentRow is a precedent as somebody may see it.
type PrecedentRow struct {
	ID           ids.ID    `json:"id"`
	OrderID      ids.ID    `json:"order_id" doc:"null: the reader may not see the order"`
	Number       string    `json:"number,omitempty"`
	Title        string    `json:"title" doc:"read from the order by the reader's rights"`
	CategoryID   ids.ID    `json:"category_id"`
	CategoryName string    `json:"category_name"`
	Division     string    `json:"division_code"`
	DivisionName string    `json:"division_name"`
	Kind         string    `json:"kind"`
	AccusedKind  string    `json:"accused_kind,omitempty" doc:"in Chinese"`
	ReasonCode   string    `json:"reason_code"`
	ReasonName   string    `json:"reason_name"`
	Own          bool      `json:"own" doc:"of a unit of the reader; always true for the centre"`
	FromID       ids.ID    `json:"from_unit_id" doc:"null: kept from the reader"`
	FromName     string    `json:"from_unit_name"`
	ProposedName string    `json:"proposed_unit_name,omitempty"`
	ToID         ids.ID    `json:"to_unit_id"`
	ToName       string    `json:"to_unit_name,omitempty"`
	Verdict      Verdict   `json:"verdict" enum:"upheld,rejected,designated"`
	VerdictName  string    `json:"verdict_name"`
	Reason       string    `json:"reason,omitempty" doc:"why the unit returned it; read from the order by the reader's rights"`
	Basis        string    `json:"duty_basis,omitempty"`
	ReviewNote   string    `json:"review_note,omitempty"`
	DecidedAt    time.Time `json:"decided_at"`
	DecidedBy    string    `json:"decided_by_name,omitempty"`
	Retired      bool      `json:"retired"`
	RetiredAt    time.Time `json:"retired_at,omitzero"`
	RetireReason string    `json:"retire_reason,omitempty"`
	Similarity   int       `json:"similarity,omitempty" doc:"beside an order: 0 to 100"`
	Because      []string  `json:"because" nullable:"false" doc:"beside an order: why it is shown, in Chinese"`
}

// hiddenTitle stands for the title of an order that the reader may not see.
const hiddenTitle = "（无权查看原工单）"

// row shows a precedent to somebody: words by their rights on the order; another unit's without names.
func (s *Service) row(q store.Queryer, by auth.Principal, p *Precedent) (PrecedentRow, error) {
	r := PrecedentRow{ID: p.ID, Title: hiddenTitle, CategoryID: p.Category, CategoryName: s.Names.CategoryName(q, p.Category),
		Kind: p.Kind, AccusedKind: accusedLabels[p.AccusedKind], ReasonCode: p.ReasonCode, ReasonName: s.reasonName(p.ReasonCode),
		Own: owns(by, p), Verdict: p.Verdict, VerdictName: p.Verdict.Label(), DecidedAt: p.DecidedAt, Because: []string{},
		Retired: !p.RetiredAt.IsZero(), RetiredAt: p.RetiredAt}
	if !r.Own {
		return r, nil
	}
	r.Division, r.DivisionName = p.Division, s.Names.DivisionName(q, p.Division)
	r.FromID, r.FromName = p.From, s.Names.UnitName(q, p.From)
	r.ProposedName = s.Names.UnitName(q, p.Proposed)
	r.ToID, r.ToName = p.To, s.Names.UnitName(q, p.To)
	r.RetireReason = p.RetireReason
	if by.Scope.All {
		r.DecidedBy = s.Names.StaffName(q, p.DecidedBy)
	}
	o, err := s.Orders.Get(q, by, p.Order)
	switch {
	case errors.Is(err, workorder.ErrSealed), errors.Is(err, workorder.ErrNotFound):
		return r, nil
	case err != nil:
		return r, err
	}
	r.OrderID, r.Number, r.Title = o.ID, o.Number, o.Title
	returns, err := s.Orders.Returns(q, p.Order)
	for _, x := range returns {
		if x.ID == p.Return {
			r.Reason, r.Basis, r.ReviewNote = x.Reason, x.DutyBasis, x.ReviewNote
		}
	}
	return r, err
}

// owns tells whether a precedent is of a unit of the reader's scope.
func owns(by auth.Principal, p *Precedent) bool {
	return by.Scope.All || by.Scope.Allows(p.From) || by.Scope.Allows(p.To)
}

func (s *Service) reasonName(code string) string {
	for _, r := range s.Orders.ReturnReasons() {
		if r.Code == code {
			return r.Label
		}
	}
	return code
}

// Filter narrows the list of precedents. The zero Filter is all that hold, the newest first.
type Filter struct {
	Category ids.ID
	Unit     ids.ID // that returned it or got it
	Verdict  Verdict
	Retired  bool   // those that were retired instead
	Sort     string // a name of precedentSorts, - before it for downwards; default: the newest first
	Cursor   string
	Limit    int
}

// precedentSorts are the orders of the list of precedents.
var precedentSorts = store.Keyset{Sorts: []store.Sort{{Name: "decided_at"}, {Name: "reason", Expr: "reason_code", Text: true}, {Name: "verdict", Text: true}}}

// Precedents lists precedents: all for the centre, for others those of their units. Faults: auth.forbidden, ErrFilter, list.bad_sort,
// list.bad_cursor.
func (s *Service) Precedents(q store.Queryer, by auth.Principal, f Filter) (rows []PrecedentRow, next string, err error) {
	if !by.Can(RightPrecedents) {
		return nil, "", fault.Forbidden
	}
	where, args := []string{`retired_at = 0`}, []any{}
	if f.Retired {
		where[0] = `retired_at <> 0`
	}
	and := func(part string, values ...any) { where, args = append(where, part), append(args, values...) }
	if f.Category != 0 {
		and(`category_id = ?`, f.Category)
	}
	if f.Unit != 0 {
		and(`(from_unit = ? OR to_unit = ?)`, f.Unit, f.Unit)
	}
	if f.Verdict != "" {
		if f.Verdict.Label() == "" {
			return nil, "", ErrFilter.WithField("query.verdict", "没有这种结论。")
		}
		and(`verdict = ?`, f.Verdict)
	}
	if !by.Scope.All {
		in, units := inUnits(by.Scope.Units)
		and(`(from_unit IN `+in+` OR to_unit IN `+in+`)`, append(units, units...)...)
	}
	page, err := precedentSorts.Page(f.Sort, "-decided_at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: precedentColumns, Table: `triage_precedent`, Where: strings.Join(where, ` AND `), Args: args}, scanPrecedent)
	if err != nil {
		return nil, "", fmt.Errorf("triage: precedents: %w", err)
	}
	rows = make([]PrecedentRow, len(list))
	for i := range list {
		if rows[i], err = s.row(q, by, &list[i]); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// inUnits is a list of units as SQL; the empty scope holds none.
func inUnits(units []ids.ID) (sql string, args []any) {
	sql, args = "(?", []any{ids.ID(-1)}
	for _, u := range units {
		if u != 0 {
			sql, args = sql+", ?", append(args, u)
		}
	}
	return sql + ")", args
}
