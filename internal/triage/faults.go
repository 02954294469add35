package triage

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrPrecedentNotFound = fault.New(http.StatusNotFound, "triage.precedent_not_found", "没有找到这条判例，或者您无权查看。请刷新列表。")
	ErrRetired           = fault.New(http.StatusConflict, "triage.retired", "这条判例已经停用。")
	ErrReason            = fault.New(http.StatusBadRequest, "triage.reason_missing", "请写明停用的理由，最多 500 字。")
	ErrFilter            = fault.New(http.StatusBadRequest, "triage.bad_filter", "查询条件有误，请按提示修改。")

	ErrReplayNotFound = fault.New(http.StatusNotFound, "triage.replay_not_found", "没有找到这次推演，可能已被删除。请刷新列表。")
	ErrReplayRunning  = fault.New(http.StatusConflict, "triage.replay_running", "这份草案正在推演，请等待结束或先取消。")
	ErrReplayOver     = fault.New(http.StatusConflict, "triage.replay_over", "推演已经结束，不能取消。")
	ErrPeriod         = fault.New(http.StatusBadRequest, "triage.period", "推演的起止日期有误，请修改。")
	ErrNotReplayed    = fault.New(http.StatusConflict, "triage.not_replayed",
		"草案还没有推演，或推演之后又有修改。请先用近期工单推演，看清影响后再发布。")
)
