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
	ErrFilter       = fault.New(http.StatusUnprocessableEntity, "followup.invalid_filter", "查询条件有误，请按提示修改。")
)
