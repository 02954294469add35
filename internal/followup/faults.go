package followup

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrNotFound     = fault.New(http.StatusNotFound, "followup.not_found", "没有找到这条回访任务，或者您无权查看。请刷新列表后重试。")
	ErrNotAsked     = fault.New(http.StatusConflict, "followup.not_asked", "这件诉求还没有办结，办结后即可评价。")
	ErrAlreadyRated = fault.New(http.StatusConflict, "followup.already_rated", "您已经评价过了，感谢您的参与。如有新的情况，请拨打热线。")
	ErrClosed       = fault.New(http.StatusConflict, "followup.closed", "这次评价已经截止。如问题仍未解决，请拨打热线或重新提交诉求。")
	ErrSettled      = fault.New(http.StatusConflict, "followup.settled", "这条回访任务已经完成，不能再登记。请刷新列表。")
	ErrAnswer       = fault.New(http.StatusUnprocessableEntity, "followup.invalid_answer", "回访内容有误，请按提示修改后再提交。")
	ErrText         = fault.New(http.StatusUnprocessableEntity, "followup.text_unreadable", "没有看懂您的评价。请依次回复三个数字："+TextKeys+"。")
	ErrTextWhich    = fault.New(http.StatusConflict, "followup.text_which", "您有多件诉求待评价，请在数字前写上受理编号的后四位，例如：0017 115。")

	ErrSample         = fault.New(http.StatusUnprocessableEntity, "followup.invalid_sample", "抽样计划有误，请按提示修改。")
	ErrSampleName     = fault.New(http.StatusConflict, "followup.sample_name_taken", "已有同名的抽样计划，请换一个名称。")
	ErrNoSample       = fault.New(http.StatusNotFound, "followup.sample_not_found", "没有找到这个抽样计划，请刷新后重试。")
	ErrStale          = fault.New(http.StatusConflict, "followup.stale", "这个抽样计划刚被他人修改，请刷新后重试。")
	ErrNoDraw         = fault.New(http.StatusNotFound, "followup.draw_not_found", "没有找到这次抽取记录，请刷新后重试。")
	ErrAlreadyDrawn   = fault.New(http.StatusConflict, "followup.already_drawn", "所选日期中有的已按此计划抽取过，请改选其他日期。")
	ErrNobodyToDraw   = fault.New(http.StatusConflict, "followup.nobody_to_draw", "所选日期内没有可供复核的已结束回访，请改选其他日期。")
	ErrNoRecheck      = fault.New(http.StatusNotFound, "followup.recheck_not_found", "没有找到这条复核任务，或者您无权查看。请刷新列表后重试。")
	ErrNotIndependent = fault.New(http.StatusConflict, "followup.not_independent", "独立复核须由他人进行：您参与过这件工单的办理或首次回访，请交由其他人员复核。")

	ErrFilter = fault.New(http.StatusUnprocessableEntity, "followup.invalid_filter", "查询条件有误，请按提示修改。")
)
