package intake

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrForm          = fault.New(http.StatusUnprocessableEntity, "intake.invalid_form", "登记内容有误，请按提示修改后再提交。")
	ErrTokenReused   = fault.New(http.StatusConflict, "intake.token_reused", "这张表单已经提交过，内容与本次不同。请打开新的表单再提交，或凭原受理编号补充。")
	ErrNoSuchRequest = fault.New(http.StatusNotFound, "intake.no_such_request", "受理编号或查询码不正确，请核对回执后重新输入。")
	ErrMistyped      = fault.New(http.StatusUnprocessableEntity, "intake.number_mistyped", "受理编号输入有误，请对照回执逐位核对。")
	ErrTooManyTries  = fault.New(http.StatusTooManyRequests, "intake.too_many_tries", "输错次数过多，请稍后再试，或拨打热线查询。")
	ErrOrderClosed   = fault.New(http.StatusConflict, "intake.order_closed", "该工单已办结，不能再追加。请登记为新的诉求，或对原工单申请重办。")
	ErrTooManyAdds   = fault.New(http.StatusConflict, "intake.too_many_supplements", "这件诉求的补充次数已达上限。如有新情况，请重新提交诉求或拨打热线。")
	ErrDraftTooLarge = fault.New(http.StatusRequestEntityTooLarge, "intake.draft_too_large", "草稿内容过大，未能保存。请精简后再试。")
	ErrTooManyDrafts = fault.New(http.StatusConflict, "intake.too_many_drafts", "草稿数量已达上限，请先提交或删除不用的草稿。")
	ErrNoDraft       = fault.New(http.StatusNotFound, "intake.no_draft", "没有这份草稿，可能已经提交或删除。")
	ErrNoContact     = fault.New(http.StatusNotFound, "intake.no_contact", "没有找到这次来话，或者您无权查看。请核对后重试。")
	ErrPhone         = fault.New(http.StatusUnprocessableEntity, "intake.bad_phone", "电话号码格式不正确，请填写手机号、带区号的固定电话或短号。")
)
