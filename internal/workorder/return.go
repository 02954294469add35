package workorder

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ReturnReason is one coded reason of a return, as the form offers it.
type ReturnReason struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

var defaultReturnReasons = []ReturnReason{
	{"not_our_duty", "不属于本单位职责"},
	{"not_our_area", "不在本单位辖区"},
	{"several_units", "涉及多个单位，需要明确牵头单位"},
	{"facts_unclear", "诉求内容不清，无法办理"},
	{"repeated", "与正在办理的工单重复"},
	{"outside_remit", "不属于热线受理范围"},
	{"other", "其他原因"},
}

// ReturnReasons lists the reasons a unit can choose from.
func (s *Service) ReturnReasons() []ReturnReason { return slices.Clone(s.options.ReturnReasons) }

// ReturnIn is why a unit gives the order back.
type ReturnIn struct {
	ReasonCode   string `json:"reason_code" maxLength:"40" doc:"one of GET /return-reasons"`
	Reason       string `json:"reason" maxLength:"2000" doc:"the reason in words"`
	DutyBasis    string `json:"duty_basis,omitempty" maxLength:"2000" doc:"the duty it relies on (职责依据)"`
	ProposedUnit ids.ID `json:"proposed_unit_id,omitempty" doc:"the unit that should have it instead"`
}

// Return is one return of the order by a unit.
type Return struct {
	Order        ids.ID
	ID           ids.ID
	Assignment   int
	Unit         ids.ID
	By           ids.ID
	At           time.Time
	FromState    State // where a rejected return goes back to
	ReasonCode   string
	Reason       string
	DutyBasis    string
	ProposedUnit ids.ID
	Salt         []byte
	State        ReviewState
	ReviewNote   string
	ReviewedAt   time.Time
	ReviewedBy   ids.ID
	ToUnit       ids.ID
}

// ReviewState is how the review of a reply or a return stands.
type ReviewState string

// A return ends upheld or rejected, a reply approved or rejected.
const (
	ReviewPending  ReviewState = "pending"
	ReviewUpheld   ReviewState = "upheld"
	ReviewApproved ReviewState = "approved"
	ReviewRejected ReviewState = "rejected"
)

// Return gives the order back to the centre with a coded reason (退单). The unit's clock
// runs on until the centre upholds the return: a return gains no time.
// Faults: workorder.reason_code, .reason_missing, .already_returned, .same_unit and those
// of every verb.
func (s *Service) Return(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReturnIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReturn)
	if err != nil {
		return Order{}, err
	}
	if !slices.ContainsFunc(s.options.ReturnReasons, func(r ReturnReason) bool { return r.Code == in.ReasonCode }) {
		return Order{}, ErrReasonCode.WithField("reason_code", "请从列表中选择退单原因。")
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	basis, err := note("duty_basis", "职责依据", in.DutyBasis)
	if err != nil {
		return Order{}, err
	}
	if in.ProposedUnit != 0 {
		if in.ProposedUnit == o.Unit {
			return Order{}, ErrSameUnit.WithField("proposed_unit_id", "建议单位不能是本单位。")
		}
		if err := s.Units.Receives(tx, in.ProposedUnit); err != nil {
			return Order{}, err
		}
	}
	before := *o
	salt, commit := ledger.Commit(words + "\x1f" + basis)
	r := Return{
		Order: o.ID, ID: ids.New(), Assignment: o.Assignment, Unit: o.Unit, By: p.ID, At: s.now(), FromState: o.State,
		ReasonCode: in.ReasonCode, Reason: words, DutyBasis: basis, ProposedUnit: in.ProposedUnit, Salt: salt,
		State: ReviewPending,
	}
	if err := insertReturn(tx, r); err != nil {
		return Order{}, err
	}
	o.ReturnCount++
	d := Detail{Child: r.ID, Code: r.ReasonCode, Commit: commit}
	return *o, s.apply(tx, p, o, before, move(VerbReturn, CaseOnly), d)
}

const returnColumns = `order_id, id, assignment, unit_id, by_id, at, from_state, reason_code, reason, duty_basis,
	proposed_unit_id, salt, state, review_note, reviewed_at, reviewed_by, to_unit_id`

var insertReturnSQL = `INSERT INTO workorder_return (` + returnColumns + `) VALUES (` + placeholders(returnColumns) + `)`

func insertReturn(tx *store.Tx, r Return) error {
	_, err := tx.Exec(insertReturnSQL, r.Order, r.ID, r.Assignment, r.Unit, r.By, wall.Micros(r.At), r.FromState,
		r.ReasonCode, r.Reason, r.DutyBasis, r.ProposedUnit, r.Salt, r.State, r.ReviewNote, wall.Micros(r.ReviewedAt),
		r.ReviewedBy, r.ToUnit)
	if err != nil {
		return fmt.Errorf("workorder: insert return: %w", err)
	}
	return nil
}

func loadReturns(q store.Queryer, order ids.ID) ([]Return, error) {
	rows, err := q.Query(`SELECT `+returnColumns+` FROM workorder_return WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, scanReturn)
}

// pendingReturn reads the return that waits for review.
func pendingReturn(q store.Queryer, order ids.ID) (Return, error) {
	r, err := scanReturn(q.QueryRow(`SELECT `+returnColumns+
		` FROM workorder_return WHERE order_id = ? AND state = ? ORDER BY id DESC LIMIT 1`, order, ReviewPending))
	if errors.Is(err, sql.ErrNoRows) {
		return Return{}, fmt.Errorf("workorder: order %d is returned without a return: %w", order, err)
	}
	return r, err
}

func scanReturn(row store.Row) (Return, error) {
	var r Return
	var at, reviewed int64
	err := row.Scan(&r.Order, &r.ID, &r.Assignment, &r.Unit, &r.By, &at, &r.FromState, &r.ReasonCode, &r.Reason,
		&r.DutyBasis, &r.ProposedUnit, &r.Salt, &r.State, &r.ReviewNote, &reviewed, &r.ReviewedBy, &r.ToUnit)
	if err != nil {
		return Return{}, fmt.Errorf("workorder: scan return: %w", err)
	}
	r.At, r.ReviewedAt = wall.FromMicros(at), wall.FromMicros(reviewed)
	return r, nil
}
