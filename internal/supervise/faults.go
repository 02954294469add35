package supervise

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrNotFound      = fault.New(http.StatusNotFound, "supervise.not_found", "没有找到这项内容，或者您无权查看。请刷新后重试。")
	ErrInvalid       = fault.New(http.StatusUnprocessableEntity, "supervise.invalid", "填写的内容有误，请按提示修改后再提交。")
	ErrFilter        = fault.New(http.StatusUnprocessableEntity, "supervise.invalid_filter", "查询条件有误，请按提示修改。")
	ErrReasonMissing = fault.New(http.StatusUnprocessableEntity, "supervise.reason_missing", "请写明理由。")
	ErrReasonCode    = fault.New(http.StatusUnprocessableEntity, "supervise.reason_code", "请从列表中选择原因。")
	ErrLimit         = fault.New(http.StatusUnprocessableEntity, "supervise.invalid_limit", "期限有误：请填写 1 至 60 个工作日，或 1 至 240 个工作小时。")
	ErrStale         = fault.New(http.StatusConflict, "supervise.stale", "内容已被他人更新，请刷新后再操作。")
	ErrIllegal       = fault.New(http.StatusConflict, "supervise.illegal_move", "当前状态不能进行此项操作，请刷新后查看最新状态。")
	ErrNotYours      = fault.New(http.StatusForbidden, "supervise.not_yours", "这项操作应由其他单位办理，请联系热线中心。")
	ErrLifted        = fault.New(http.StatusConflict, "supervise.already_lifted", "这张牌已经撤销，无需重复操作。")
	ErrInCase        = fault.New(http.StatusConflict, "supervise.already_supervised", "工单已在督办中，请在原督办件中继续。")
	ErrNotOpen       = fault.New(http.StatusConflict, "supervise.order_done", "工单已办结，不能立案督办。如需继续，请先重办或重启。")
	ErrTasksOpen     = fault.New(http.StatusConflict, "supervise.tasks_open", "还有未完成的批示或决定事项，全部认可或取消后才能办结。")
	ErrOnDocket      = fault.New(http.StatusConflict, "supervise.already_on_docket", "工单已在议题库中，无需重复提请。")
	ErrNoAgenda      = fault.New(http.StatusConflict, "supervise.no_agenda", "会议还没有议题，请先从议题库中选取。")
	ErrNoGuests      = fault.New(http.StatusConflict, "supervise.no_guests", "会议还没有参会单位，请先添加。")
	ErrUndecided     = fault.New(http.StatusConflict, "supervise.items_undecided", "还有议题没有作出决定，请先决定或延后。")
	ErrUnit          = fault.New(http.StatusUnprocessableEntity, "supervise.unit_missing", "请选择单位。")
	ErrSettled       = fault.New(http.StatusConflict, "supervise.already_decided", "这条建议已经处理，请刷新列表。")
)
