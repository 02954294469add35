package outreach

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrNotFound      = fault.New(http.StatusNotFound, "outreach.not_found", "没有找到这个外呼任务或名单，请刷新后重试。")
	ErrStale         = fault.New(http.StatusConflict, "outreach.stale", "内容刚被他人修改，请刷新后重试。")
	ErrState         = fault.New(http.StatusConflict, "outreach.wrong_state", "外呼任务当前状态不能这样操作，请刷新后重试。")
	ErrCampaign      = fault.New(http.StatusUnprocessableEntity, "outreach.invalid", "外呼任务有误，请按提示修改。")
	ErrOwn           = fault.New(http.StatusForbidden, "outreach.own_campaign", "外呼任务须由编写人以外的人审批。")
	ErrEmpty         = fault.New(http.StatusConflict, "outreach.empty_list", "名单为空，请先导入名单。")
	ErrVoice         = fault.New(http.StatusConflict, "outreach.no_voice", "话术没有录音，本机也没有语音合成，不能用机器人外呼。")
	ErrFile          = fault.New(http.StatusUnprocessableEntity, "outreach.bad_file", "无法读取名单：请上传 xlsx 或 csv 文件，首行为表头，须有“电话”一列。")
	ErrTooMany       = fault.New(http.StatusUnprocessableEntity, "outreach.too_many_rows", "名单过长，每个任务最多 20000 人。")
	ErrTooManyBarred = fault.New(http.StatusUnprocessableEntity, "outreach.too_many_barred", "名单过长，每次最多导入 5000 个号码，请分次导入。")
	ErrHours         = fault.New(http.StatusConflict, "outreach.outside_hours", "现在不在本任务的外呼时段内。")
	ErrNobody        = fault.New(http.StatusNotFound, "outreach.nobody_due", "现在没有待呼叫的人。")
	ErrClaimed       = fault.New(http.StatusConflict, "outreach.not_claimed", "这一条没有由您领取，或者已经处理，请取下一条。")
	ErrResult        = fault.New(http.StatusUnprocessableEntity, "outreach.bad_result", "请选择结果，备注不超过 200 字。")
	ErrNumber        = fault.New(http.StatusUnprocessableEntity, "outreach.bad_number", "号码不正确，请核对。")
)
