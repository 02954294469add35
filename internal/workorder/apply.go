package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ApplyIn is what a unit asks for while it handles an order.
type ApplyIn struct {
	Kind   Case      `json:"kind" enum:"extension,pause,shelve" doc:"延期 · 暂停 · 挂账"`
	Reason string    `json:"reason" maxLength:"2000" doc:"why; of a pause also what is waited for, of shelving also the plan"`
	Amount int       `json:"amount,omitempty" minimum:"0" maximum:"1000" doc:"extension: how much, in the unit of the order's limit (days or hours)"`
	Until  time.Time `json:"until,omitzero" doc:"pause, shelving: the planned end"`
}

// Apply asks the centre for more time (延期), for the clock to stand (暂停), or for a matter that
// cannot be done yet to be kept on the books with a date (挂账). The clock runs on until the centre
// decides. An extension must be asked for before the due time, stays within the preset's limit, and
// is granted a limited number of times.
// Faults: workorder.apply_pending, .extension_late, .extension_limit, .extension_often, .until,
// .reason_missing and those of every verb.
func (s *Service) Apply(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ApplyIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbApply)
	if err != nil {
		return Order{}, err
	}
	if o.Application != 0 {
		return Order{}, ErrApplyPending
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before, now := *o, s.now()
	salt, commit := ledger.Commit(words)
	a := Application{
		Order: o.ID, ID: ids.New(), Assignment: o.Assignment, Unit: o.Unit, By: p.ID, At: now, Kind: in.Kind,
		Reason: words, Salt: salt, State: ReviewPending,
	}
	switch in.Kind {
	case CaseExtension:
		a.Amount, err = in.Amount, s.mayExtend(tx, o, in.Amount)
	case CasePause, CaseShelve:
		a.Until, err = s.plannedEnd(in.Until, in.Kind)
	default:
		err = invalid("kind", "请选择申请延期、暂停或挂账。")
	}
	if err != nil {
		return Order{}, err
	}
	if err := insertApplication(tx, a); err != nil {
		return Order{}, err
	}
	o.Application = a.ID
	d := Detail{Child: a.ID, Code: string(a.Kind), Until: wall.Micros(a.Until), Commit: commit}
	return *o, s.apply(tx, p, o, before, move(VerbApply, in.Kind), d)
}

// mayExtend refuses an extension that comes too late, too often, or is too long.
func (s *Service) mayExtend(q store.Queryer, o *Order, amount int) error {
	limit, err := s.Limits.Limit(q, LimitFor{
		Stage: StageExtend, Kind: o.Kind, Category: o.Category, Urgent: o.Urgent, Business: o.Business,
	})
	if err != nil {
		return fmt.Errorf("workorder: limit of extensions: %w", err)
	}
	switch most := limit.Fields.N; {
	case o.DueAt.IsZero():
		return invalid("amount", "这张工单没有办理时限，无需延期。")
	case s.now().After(o.DueAt):
		return ErrExtensionLate
	case most == 0:
		return ErrExtensionLimit.WithMessage("所用的时限方案不允许延期。")
	case amount <= 0:
		return ErrExtensionLimit.WithMessage("请填写延期多久。").WithField("amount", "请填写延期多久。")
	case amount > most:
		return ErrExtensionLimit.WithMessage("延期最长%d，请缩短。", most).WithField("amount", fmt.Sprintf("最长%d。", most))
	case o.ExtensionCount >= s.options.MaxExtensions:
		return ErrExtensionOften.WithMessage("每次承办最多延期%d次，已用完。", s.options.MaxExtensions)
	}
	return nil
}

// plannedEnd checks when a pause or shelving is to end.
func (s *Service) plannedEnd(until time.Time, kind Case) (time.Time, error) {
	most := s.options.MaxPause
	if kind == CaseShelve {
		most = s.options.MaxShelve
	}
	until, now := until.Truncate(time.Microsecond).UTC(), s.now()
	switch {
	case until.IsZero():
		return until, ErrUntil.WithMessage("请填写计划恢复的日期。").WithField("until", "请填写计划恢复的日期。")
	case !until.After(now):
		return until, ErrUntil.WithMessage("计划恢复的日期必须晚于现在。").WithField("until", "必须晚于现在。")
	case until.After(now.Add(most)):
		days := int(most / (24 * time.Hour))
		return until, ErrUntil.WithMessage("%s最长%d天，请选择更早的日期。", applicationLabels[kind], days).
			WithField("until", fmt.Sprintf("最长%d天。", days))
	}
	return until, nil
}
