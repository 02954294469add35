package retention

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// Refusals of this room.
var (
	ErrRule        = fault.New(http.StatusNotFound, "retention.no_rule", "没有这条保存期限，请刷新后重试。")
	ErrMonths      = fault.New(http.StatusBadRequest, "retention.bad_months", "保存期限应在 1 到 1200 个月之间。")
	ErrStale       = fault.New(http.StatusConflict, "retention.stale", "别人刚刚改动过，请刷新后重试。")
	ErrReason      = fault.New(http.StatusBadRequest, "retention.reason_needed", "请写明理由，四至五百字。")
	ErrStillOpen   = fault.New(http.StatusConflict, "retention.still_open", "该诉求人还有未办结归档的工单，清除后将无法答复。请在工单归档或撤回后再申请。")
	ErrPending     = fault.New(http.StatusConflict, "retention.already_asked", "这个受理编号已有待审批的清除申请。")
	ErrNotFound    = fault.New(http.StatusNotFound, "retention.not_found", "没有找到这条清除申请，请刷新后重试。")
	ErrDecided     = fault.New(http.StatusConflict, "retention.decided", "这条清除申请已经有结论了。")
	ErrHeld        = fault.New(http.StatusConflict, "retention.held", "该诉求人或其工单正在保全，不能清除。解除保全后再审批。")
	ErrAlreadyHeld = fault.New(http.StatusConflict, "retention.already_held", "已经在保全中，无需重复登记。")
	ErrNoHold      = fault.New(http.StatusNotFound, "retention.no_hold", "没有找到这条保全，请刷新后重试。")
	ErrLifted      = fault.New(http.StatusConflict, "retention.hold_lifted", "这条保全已经解除了。")
	ErrNoCall      = fault.New(http.StatusNotFound, "retention.no_such_call", "没有这个通话编号，请核对后重试。")
	ErrNoIdentity  = fault.New(http.StatusConflict, "retention.no_identity", "该诉求没有留下身份，请改为保全工单。")
	ErrSame        = fault.New(http.StatusForbidden, "retention.four_eyes", "清除申请须由另一人审批，不能审批自己登记的申请。")
)
