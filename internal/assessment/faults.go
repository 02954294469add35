package assessment

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrFilter      = fault.New(http.StatusUnprocessableEntity, "assessment.invalid_filter", "查询条件有误，请按提示修改。")
	ErrNoDoubt     = fault.New(http.StatusNotFound, "assessment.doubt_not_found", "没有找到这条疑点，请刷新列表后重试。")
	ErrVerdict     = fault.New(http.StatusUnprocessableEntity, "assessment.invalid_verdict", "核查结论有误，请按提示修改。")
	ErrStale       = fault.New(http.StatusConflict, "assessment.stale", "内容刚被他人修改，请刷新后重试。")
	ErrRules       = fault.New(http.StatusUnprocessableEntity, "assessment.invalid_rules", "规则有误，请按提示修改。")
	ErrNoPeriod    = fault.New(http.StatusNotFound, "assessment.period_not_found", "没有找到这个考核期，或者尚未公布。请刷新后重试。")
	ErrPeriod      = fault.New(http.StatusUnprocessableEntity, "assessment.invalid_period", "考核期有误，请选择已开始的月份或季度。")
	ErrPublished   = fault.New(http.StatusConflict, "assessment.already_published", "该考核期已公布，不能重新计算；如有异议请走异议程序。")
	ErrNotOver     = fault.New(http.StatusConflict, "assessment.not_over", "该考核期尚未结束，可以试算，不能公布。")
	ErrObjected    = fault.New(http.StatusConflict, "assessment.open_objections", "该指标已有未处理的异议，请等待处理结果。")
	ErrNoGrade     = fault.New(http.StatusNotFound, "assessment.grade_not_found", "没有找到这项考核数据，或者您无权查看。请刷新后重试。")
	ErrObjection   = fault.New(http.StatusUnprocessableEntity, "assessment.invalid_objection", "异议内容有误，请按提示修改。")
	ErrNoObjection = fault.New(http.StatusNotFound, "assessment.objection_not_found", "没有找到这条异议，请刷新后重试。")
	ErrDecided     = fault.New(http.StatusConflict, "assessment.already_decided", "这条异议已经处理，不能重复处理。")
)
