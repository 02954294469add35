package intake

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrForm        = fault.New(http.StatusUnprocessableEntity, "intake.invalid_form", "登记内容有误，请按提示修改后再提交。")
	ErrTokenReused = fault.New(http.StatusConflict, "intake.token_reused", "这张表单已经提交过，内容与本次不同。请打开新的表单再提交，或凭原受理编号补充。")
	// ErrNoPhone: somebody is to be called whose number is not known.
	ErrNoPhone       = fault.New(http.StatusUnprocessableEntity, "intake.no_phone", "没有留下可以拨打的电话号码。")
	ErrNoSuchRequest = fault.New(http.StatusNotFound, "intake.no_such_request", "受理编号或查询码不正确，请核对回执后重新输入。")
	ErrMistyped      = fault.New(http.StatusUnprocessableEntity, "intake.number_mistyped", "受理编号输入有误，请对照回执逐位核对。")
	ErrNoSuchLink    = fault.New(http.StatusNotFound, "intake.no_such_link", "这个链接已经失效，请用受理编号和查询码查询，或拨打热线。")
	ErrTooManyTries  = fault.New(http.StatusTooManyRequests, "intake.too_many_tries", "输错次数过多，请稍后再试，或拨打热线查询。")
	ErrOrderClosed   = fault.New(http.StatusConflict, "intake.order_closed", "该工单已办结，不能再追加。请登记为新的诉求，或对原工单申请重办。")
	ErrTooManyAdds   = fault.New(http.StatusConflict, "intake.too_many_supplements", "这件诉求的补充次数已达上限。如有新情况，请重新提交诉求或拨打热线。")
	ErrDraftTooLarge = fault.New(http.StatusRequestEntityTooLarge, "intake.draft_too_large", "草稿内容过大，未能保存。请精简后再试。")
	ErrTooManyDrafts = fault.New(http.StatusConflict, "intake.too_many_drafts", "草稿数量已达上限，请先提交或删除不用的草稿。")
	ErrNoDraft       = fault.New(http.StatusNotFound, "intake.no_draft", "没有这份草稿，可能已经提交或删除。")
	ErrNoContact     = fault.New(http.StatusNotFound, "intake.no_contact", "没有找到这次来话，或者您无权查看。请核对后重试。")
	ErrPhone         = fault.New(http.StatusUnprocessableEntity, "intake.bad_phone", "电话号码格式不正确，请填写手机号、带区号的固定电话或短号。")

	ErrNoRemitCode     = fault.New(http.StatusNotFound, "intake.no_remit_code", "没有这个不予受理情形，请刷新后重新选择。")
	ErrRemitStale      = fault.New(http.StatusConflict, "intake.remit_stale", "受理范围已被他人修改，或者代码已存在，请刷新后再改。")
	ErrNoRefusal       = fault.New(http.StatusNotFound, "intake.no_refusal", "没有找到这条不予受理记录，或者您无权查看。请核对后重试。")
	ErrRefusedRequest  = fault.New(http.StatusConflict, "intake.refused", "这件诉求未予受理，不能补充或撤回。如有异议，请在有效期内申诉。")
	ErrRefusedAlready  = fault.New(http.StatusConflict, "intake.refused_already", "这件诉求已经答复不予受理，不能再次操作。请刷新页面查看。")
	ErrNotRefusable    = fault.New(http.StatusConflict, "intake.not_refusable", "工单已经转交承办单位，不能再不予受理。请由承办单位退单后再处理。")
	ErrAppealedAlready = fault.New(http.StatusConflict, "intake.appealed_already", "这件诉求已经申诉过，每件只能申诉一次。请等待复核结果，或查看复核意见。")
	ErrAppealTooLate   = fault.New(http.StatusConflict, "intake.appeal_too_late", "申诉期限已过。如有新的事实或理由，请重新提出诉求。")
	ErrNotRefused      = fault.New(http.StatusConflict, "intake.not_refused", "这件诉求没有被拒绝受理，不需要申诉。")
	ErrNoAppeal        = fault.New(http.StatusConflict, "intake.no_appeal", "当事人没有申诉，不需要复核。")
	ErrAppealDecided   = fault.New(http.StatusConflict, "intake.appeal_decided", "申诉已经复核完毕，请刷新页面查看结果。")
	ErrOwnRefusal      = fault.New(http.StatusForbidden, "intake.own_refusal", "不能复核自己作出的不予受理决定，请交由其他人员复核。")
	ErrRefusalStale    = fault.New(http.StatusConflict, "intake.refusal_stale", "记录已被他人更新，请刷新后再操作。")

	ErrNoStorm    = fault.New(http.StatusNotFound, "intake.no_storm", "没有找到这个突发事件，请刷新后重试。")
	ErrStormEnded = fault.New(http.StatusConflict, "intake.storm_ended", "突发事件已经结束，新的诉求请单独登记。")
	ErrStormStale = fault.New(http.StatusConflict, "intake.storm_stale", "突发事件已被他人修改，请刷新后再操作。")
	ErrNotJoined  = fault.New(http.StatusConflict, "intake.not_joined", "这件诉求没有并入该突发事件，或者已经移出、撤回。")
	ErrNotOwed    = fault.New(http.StatusConflict, "intake.not_owed", "这位诉求人已经告知，或者不在待告知名单中，请刷新。")
)
