package workorder

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ReturnReason is one coded reason of a return, as the form offers it.
type ReturnReason struct {
	Code       string `json:"code"`
	Label      string `json:"label"`
	NeedsBasis bool   `json:"needs_basis,omitempty" doc:"the duty it relies on must be named (职责依据)"`
	NeedsUnit  bool   `json:"needs_unit,omitempty" doc:"the unit that should have it must be proposed"`
	Co         bool   `json:"co,omitempty" doc:"a co-handling unit may give its part back for it, too"`
}

// defaultReturnReasons: whoever says that another unit is competent names the duty which that rests on (职责依据) and the
// unit. Where nobody is, no unit can be proposed: of a matter outside the remit, which rests on a rule, and of what is in
// hand already or cannot be made out, which no duty says anything about. "Other" says neither, and has to rest on something.
//
// Source: the opinions of 2025 (国办函〔2025〕66号, quoted in the rules): returns and reassignments follow rules, objections
// are reviewed.
var defaultReturnReasons = []ReturnReason{
	{Code: "not_our_duty", Label: "不属于本单位职责", NeedsBasis: true, NeedsUnit: true, Co: true},
	{Code: "not_our_area", Label: "不在本单位辖区", NeedsBasis: true, NeedsUnit: true, Co: true},
	{Code: "several_units", Label: "涉及多个单位，需要明确牵头单位", NeedsBasis: true, NeedsUnit: true},
	{Code: "facts_unclear", Label: "诉求内容不清，无法办理", Co: true},
	{Code: "repeated", Label: "与正在办理的工单重复"},
	{Code: "outside_remit", Label: "不属于热线受理范围", NeedsBasis: true},
	{Code: "other", Label: "其他原因", NeedsBasis: true, Co: true},
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

// A return ends upheld or rejected, a reply or an application approved or rejected. What
// nobody decided before the order moved on has lapsed.
const (
	ReviewPending  ReviewState = "pending"
	ReviewUpheld   ReviewState = "upheld"
	ReviewApproved ReviewState = "approved"
	ReviewRejected ReviewState = "rejected"
	ReviewLapsed   ReviewState = "lapsed"
)

// Return gives the order back to the centre with a coded reason (退单). The unit's clock
// runs on until the centre upholds the return: a return gains no time. It is only possible
// within the limit of the stage "return", a limited number of times for one order, and
// never by a unit that was designated. Most reasons need the duty relied on, and the unit
// whose duty it is; the first receiver of an unclear matter needs both for any reason.
// Faults: workorder.reason_code, .reason_missing, .basis_missing, .proposal_missing,
// .return_late, .return_limit, .designated, .already_returned, .same_unit and those of every verb.
func (s *Service) Return(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReturnIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReturn)
	if err != nil {
		return Order{}, err
	}
	if err := s.mayReturn(tx, o); err != nil {
		return Order{}, err
	}
	code := slices.IndexFunc(s.options.ReturnReasons, func(r ReturnReason) bool { return r.Code == in.ReasonCode })
	if code < 0 {
		return Order{}, ErrReasonCode.WithField("reason_code", "请从列表中选择退单原因。")
	}
	needs := s.options.ReturnReasons[code]
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	basis, err := note("duty_basis", "职责依据", in.DutyBasis)
	if err != nil {
		return Order{}, err
	}
	switch {
	case (needs.NeedsBasis || o.FirstReceiver) && basis == "":
		return Order{}, firstly(o, ErrBasisMissing).WithField("duty_basis", "请写明职责依据。")
	case (needs.NeedsUnit || o.FirstReceiver) && in.ProposedUnit == 0:
		return Order{}, firstly(o, ErrProposalMissing).WithField("proposed_unit_id", "请选择建议的承办单位。")
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
	if err := s.lapse(tx, o); err != nil {
		return Order{}, err
	}
	d := Detail{Child: r.ID, Code: r.ReasonCode, Commit: commit}
	return *o, s.apply(tx, p, o, before, move(VerbReturn, CaseOnly), d)
}

// firstly tells a first receiver why more is asked of it.
func firstly(o *Order, f *fault.Fault) *fault.Fault {
	if !o.FirstReceiver {
		return f
	}
	return f.WithMessage("这项诉求职责不清，由首接单位负责。退单须同时写明职责依据和建议的承办单位。")
}

// mayReturn refuses a return that comes too late, too often, or of a designated unit.
func (s *Service) mayReturn(q store.Queryer, o *Order) error {
	switch {
	case o.Designated:
		return ErrDesignated
	case s.mustDesignate(o):
		return ErrReturnLimit.WithMessage("这张工单已退单%d次，不能再退，由热线中心指定承办。如有异议，请联系热线中心。", o.ReturnCount)
	case o.DispatchedAt.IsZero():
		return nil // historical
	}
	limit, _, err := s.returnLimit(q, o)
	if err != nil {
		return err
	}
	if !limit.due.IsZero() && s.now().After(limit.due) {
		return ErrReturnLate.WithMessage("退单期限%s已过，请继续办理。如确不属本单位职责，请联系热线中心改派。", minuteText(limit.due))
	}
	return nil
}

// returnLimit is until when the unit that has the order may return it, and from when that is counted: passed down and up
// again, an order is not returned later than before.
func (s *Service) returnLimit(q store.Queryer, o *Order) (limit started, from time.Time, err error) {
	from = o.DispatchedAt
	switch a, running, err := currentAssignment(q, o); {
	case err != nil:
		return started{}, from, err
	case running && !a.from().IsZero():
		from = a.from()
	}
	limit, err = s.startClock(q, o, StageReturn, from)
	return limit, from, err
}

// mustDesignate says whether the order was returned as often as it may be: what units cannot settle among themselves by
// returns the centre does, and whoever it is then given to is designated.
func (s *Service) mustDesignate(o *Order) bool { return o.ReturnCount >= s.options.MaxReturns }

const returnColumns = `order_id, id, assignment, unit_id, by_id, at, from_state, reason_code, reason, duty_basis,
	proposed_unit_id, salt, state, review_note, reviewed_at, reviewed_by, to_unit_id`

var insertReturnSQL = `INSERT INTO workorder_return (` + returnColumns + `) VALUES (` + placeholders(returnColumns) + `)`

func insertReturn(tx *store.Tx, r Return) error {
	err := tx.Do(insertReturnSQL, r.Order, r.ID, r.Assignment, r.Unit, r.By, wall.Micros(r.At), r.FromState,
		r.ReasonCode, r.Reason, r.DutyBasis, r.ProposedUnit, r.Salt, r.State, r.ReviewNote, wall.Micros(r.ReviewedAt),
		r.ReviewedBy, r.ToUnit)
	if err != nil {
		return fmt.Errorf("workorder: insert return: %w", err)
	}
	return nil
}

// Returns reads the returns of an order, oldest first. The caller has checked who may read them.
func (s *Service) Returns(q store.Queryer, order ids.ID) ([]Return, error) {
	return loadReturns(q, order)
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
