package switchboard

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

var (
	// ErrNoExchange: this node has no telephone exchange (exchange.plan is not set).
	ErrNoExchange = fault.New(http.StatusConflict, "switchboard.no_exchange", "本机没有启用电话交换机，请联系管理员。")
	// ErrSeat: a seat is not signed in, or does something else.
	ErrSeat = fault.New(http.StatusConflict, "switchboard.wrong_state", "坐席当前状态不能这样操作，请刷新后重试。")
	// ErrReason: a reason for being busy is not among Reasons.
	ErrReason = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_reason", "没有这个示忙原因，请重新选择。")
	// ErrCall: a call is not there any more, or not with this seat.
	ErrCall = fault.New(http.StatusNotFound, "switchboard.no_call", "通话已经结束，或者不在您的坐席上。")
	// ErrLine: the seat's telephone is not registered.
	ErrLine = fault.New(http.StatusConflict, "switchboard.line_offline", "话机没有连接，请等待连接恢复后再试。")
	// ErrNotSignedIn: somebody calls whose seat is not signed in.
	ErrNotSignedIn = fault.New(http.StatusConflict, "switchboard.not_signed_in", "请先在右上角签入话机，再拨打电话。")
	// ErrOnCall: a seat calls somebody while it rings or speaks.
	ErrOnCall = fault.New(http.StatusConflict, "switchboard.on_call", "当前有来电或正在通话，请结束后再拨。")
	// ErrNumber: what is to be called is no telephone number.
	ErrNumber = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_number", "号码不正确，请核对后再拨。")
	// ErrTarget: whom a call should go to is not known.
	ErrTarget = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_target", "没有找到要转接的对象，请重新选择。")
	// ErrTargetBusy: whom a call should go to cannot take it now.
	ErrTargetBusy = fault.New(http.StatusConflict, "switchboard.target_busy", "对方现在不能接听，请另选一位。")
	// ErrTrunk: there is no way out to the telephone network now.
	ErrTrunk = fault.New(http.StatusConflict, "switchboard.no_trunk", "外线暂时不可用，请稍后再试。")
	// ErrEmergency: there is no such emergency service.
	ErrEmergency = fault.New(http.StatusUnprocessableEntity, "switchboard.no_emergency", "没有配置这个应急服务，请另选，或请来电人直接拨打。")
	// ErrEmergencyReason: an emergency service is called for none of the reasons that there are.
	ErrEmergencyReason = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_emergency_reason", "没有这个紧急原因，请重新选择。")
	// ErrEmergencyOn: an emergency service rings in the call, or is spoken with.
	ErrEmergencyOn = fault.New(http.StatusConflict, "switchboard.emergency_on", "已经在转接应急服务。对方还没有接听的，可先撤回再转另一个。")
	// ErrEmergencyLine: the way out does not take the call of an emergency service.
	ErrEmergencyLine = fault.New(http.StatusConflict, "switchboard.emergency_failed", "应急服务没有拨通，来电人仍在通话中：请再转一次，或请来电人挂机后直接拨打。")
	// ErrAbuseKind: conduct is of none of the kinds that there are.
	ErrAbuseKind = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_abuse_kind", "请选择恶意骚扰的类别。")
	// ErrNote: a note of evidence is too long.
	ErrNote = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_note", "说明不超过 500 字。")
	// ErrNotMarkable: a call is not one of the own ones of the last two hours, or its number was withheld.
	ErrNotMarkable = fault.New(http.StatusNotFound, "switchboard.not_markable", "只能标记自己接听的、有来电号码的、正在通话或结束不超过两小时的来电。")
	// ErrMarked: a call stands as evidence already.
	ErrMarked = fault.New(http.StatusConflict, "switchboard.already_marked", "这通来电已经标记过。")
	// ErrNoEvidence: there is no such evidence, or of a caller none.
	ErrNoEvidence = fault.New(http.StatusNotFound, "switchboard.no_evidence", "没有这条证据，或者已过保存期限。")
	// ErrTooLittleEvidence: a cool-down does not stand on what is known.
	ErrTooLittleEvidence = fault.New(http.StatusConflict, "switchboard.too_little_evidence", "有效证据不足，不能冷却。")
	// ErrCoolHours: a cool-down is to last longer than it may.
	ErrCoolHours = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_hours", "冷却时长超出上限。")
	// ErrCooling: a cool-down is asked for, or runs.
	ErrCooling = fault.New(http.StatusConflict, "switchboard.cooling", "这个号码已经在冷却，或正等待第二人决定。")
	// ErrNoCooldown: there is no such cool-down.
	ErrNoCooldown = fault.New(http.StatusNotFound, "switchboard.no_cooldown", "没有这次冷却。")
	// ErrCoolState: a cool-down is not at a point where this can be done.
	ErrCoolState = fault.New(http.StatusConflict, "switchboard.cooldown_state", "这次冷却的状态已经改变，请刷新后再看。")
	// ErrOwnCooldown: who asked for or decided a cool-down does not decide on it again.
	ErrOwnCooldown = fault.New(http.StatusConflict, "switchboard.own_cooldown", "须由没有参与这次冷却决定的另一人决定。")
	// ErrAppealed: a cool-down was appealed against already.
	ErrAppealed     = fault.New(http.StatusConflict, "switchboard.appealed", "这次冷却已经登记过申诉。")
	errSocketOrigin = fault.New(http.StatusForbidden, "switchboard.other_origin", "请求来自其他网站，已拒绝。")
	// ErrGuests: no more calls from the portal are taken now.
	ErrGuests = fault.New(http.StatusTooManyRequests, "switchboard.too_many_guests", "网上通话线路已满，请稍后再试，或者直接拨打热线。")
	// ErrGuestLine: a guest's line is used up or too old.
	ErrGuestLine = fault.New(http.StatusForbidden, "switchboard.guest_line_over", "这条线路已经失效，请刷新页面后重新呼叫。")
	// ErrBreakUsed: a seat has used up the time of a break.
	ErrBreakUsed = fault.New(http.StatusConflict, "switchboard.break_used", "今天的休息时间已经用完，如有需要请班长加时。")
	// ErrBreakFull: as many seats as may are away already.
	ErrBreakFull = fault.New(http.StatusConflict, "switchboard.break_full", "同时休息的人数已满，请稍后再试，或请班长批准。")
	// ErrNoHandover: there is no such handover.
	ErrNoHandover = fault.New(http.StatusNotFound, "switchboard.no_handover", "没有找到这条交接班记录。")
	// ErrHandoverTaken: somebody has taken a handover already.
	ErrHandoverTaken = fault.New(http.StatusConflict, "switchboard.handover_taken", "这条交接班已由他人确认。")
	// ErrOwnHandover: who wrote a handover does not take it.
	ErrOwnHandover = fault.New(http.StatusConflict, "switchboard.own_handover", "自己填写的交接班须由接班人确认。")
	// ErrHandoverWords: a handover says nothing, or too much.
	ErrHandoverWords = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_handover", "请填写交接内容，不超过 1000 字；接班说明不超过 200 字。")
	// ErrNotSpoken: nobody speaks with a seat in a call that a team leader wants to take part in.
	ErrNotSpoken = fault.New(http.StatusConflict, "switchboard.not_spoken", "这通电话还没有接通，或者已经结束，请刷新后重试。")
	// ErrOwnCall: a team leader who has a call of the own takes part in no other.
	ErrOwnCall = fault.New(http.StatusConflict, "switchboard.own_call", "您自己正在通话，结束后才能进入其他坐席的通话。")
	// ErrMode: a team leader cannot take part in a call like that.
	ErrMode = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_mode", "请选择监听、密语或强插。")
	// ErrAsking: a call whose seat asks somebody just now is not taken over.
	ErrAsking = fault.New(http.StatusConflict, "switchboard.asking", "坐席正在咨询他人，请等咨询结束后再接管。")
	// ErrNoHelp: nobody asks for help in a call any more.
	ErrNoHelp = fault.New(http.StatusNotFound, "switchboard.no_help", "这个求助已经结束。")
	// ErrHelpTaken: another team leader has come already.
	ErrHelpTaken = fault.New(http.StatusConflict, "switchboard.help_taken", "已有其他班长响应这个求助。")
	// ErrWords: a team leader does not say why, or says too much.
	ErrWords = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_words", "请填写原因，2 至 200 字。")
	// ErrNobody: nobody speaks with a visitor of the portal just now.
	ErrNobody = fault.New(http.StatusConflict, "switchboard.nobody_speaks", "请在工作人员接听后再发送。")
	// ErrTooManySent: a visitor has sent as much as a call may hold.
	ErrTooManySent = fault.New(http.StatusTooManyRequests, "switchboard.too_many_sent", "本次通话发送的照片或位置已达上限。")
	// ErrPlace: coordinates are not on this earth.
	ErrPlace = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_place", "没有得到有效的位置，请重试，或者直接告诉工作人员地址。")
	// ErrNoRecording: a call was not recorded, or its recording was erased.
	ErrNoRecording = fault.New(http.StatusNotFound, "switchboard.no_recording", "这次通话没有录音，或者录音已按期限删除。")
	// ErrRecordingChanged: a recording does not match its seal.
	ErrRecordingChanged = fault.New(http.StatusConflict, "switchboard.recording_changed", "录音文件与其封签不符，可能被改动，请联系管理员。")
	// ErrStillSpeaking: a call has not ended.
	ErrStillSpeaking = fault.New(http.StatusConflict, "switchboard.still_speaking", "通话还没有结束，请稍后再调听。")
	// ErrHearing: a recording is asked for without a hearing, or long after it.
	ErrHearing = fault.New(http.StatusForbidden, "switchboard.hearing_over", "请先选择用途并登记调听，再播放录音。")
	// ErrPurpose: a purpose is none of those for which recordings are heard.
	ErrPurpose = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_purpose", "请选择调听用途。")
	// ErrNotOwed: nobody waits for a call at this number any more.
	ErrNotOwed = fault.New(http.StatusNotFound, "switchboard.not_owed", "这个号码已经没有待回拨的来电。")
	// ErrClaimed: somebody else has taken a debt on.
	ErrClaimed = fault.New(http.StatusConflict, "switchboard.owed_claimed", "这个来电已由他人领取，正在回拨。")
	// ErrNotClaimed: a debt is not taken on by who works on it.
	ErrNotClaimed = fault.New(http.StatusConflict, "switchboard.owed_not_claimed", "请先领取，再登记回拨结果。")
	// ErrTooManyClaims: somebody has taken on as many debts as one person may.
	ErrTooManyClaims = fault.New(http.StatusConflict, "switchboard.too_many_claims", "您已领取三个待回拨来电，请先处理或放回。")
	// ErrTooFewAttempts: a debt was not called often enough to be written off.
	ErrTooFewAttempts = fault.New(http.StatusConflict, "switchboard.too_few_attempts", "未接通满三次，或者确认号码有误、对方拒接后，才能核销。")
	// ErrNothingDue: no debt is to be called now.
	ErrNothingDue = fault.New(http.StatusNotFound, "switchboard.nothing_due", "现在没有到时间的待回拨来电。")
	// ErrErased: the number of somebody who is owed a call was erased.
	ErrErased = fault.New(http.StatusGone, "switchboard.number_erased", "这个号码已按保存期限清除，无法回拨。")
	// ErrOwedNext: the next call of a debt is in the past, or too far away.
	ErrOwedNext = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_next", "下次回拨时间须在现在之后、七天之内。")
	// ErrOwedResult: a result of a call back is none of those that there are, or its note is too long.
	ErrOwedResult = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_owed_result", "请选择回拨结果，备注不超过 200 字。")
	// ErrNoMenu: there is no such version of the voice menu, or no draft.
	ErrNoMenu = fault.New(http.StatusNotFound, "switchboard.no_menu", "没有找到这个菜单版本，或者草稿已被发布、放弃，请刷新。")
	// ErrMenuChanged: the draft was changed by somebody else meanwhile.
	ErrMenuChanged = fault.New(http.StatusConflict, "switchboard.menu_changed", "菜单草稿刚被他人修改或发布，请刷新后再改。")
	// ErrMenuWrong: a menu that is to be published is not right.
	ErrMenuWrong = fault.New(http.StatusUnprocessableEntity, "switchboard.menu_wrong", "菜单有误，不能发布，请按提示修改各步骤。")
	// ErrMenuNote: nobody says why a menu is published, or says too much.
	ErrMenuNote = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_menu_note", "请填写发布说明，不超过 200 字。")
	// ErrMenuBig: a menu is bigger than any that is needed.
	ErrMenuBig = fault.New(http.StatusUnprocessableEntity, "switchboard.menu_too_big", "菜单过大：最多 40 步、60 个入口，每步播报不超过 600 字。")
	// ErrSpecial: a special line that is to be opened is not right.
	ErrSpecial = fault.New(http.StatusUnprocessableEntity, "switchboard.bad_line", "专线设置有误，请按提示修改。")
	// ErrSpecials: as many special lines as may are open.
	ErrSpecials = fault.New(http.StatusConflict, "switchboard.too_many_lines", "已有 20 条专线，请先关闭不用的专线。")
	// ErrNoSpecial: there is no such special line.
	ErrNoSpecial = fault.New(http.StatusNotFound, "switchboard.no_line", "没有找到这条专线，请刷新。")
	// ErrSpecialClosed: a special line is closed already.
	ErrSpecialClosed = fault.New(http.StatusConflict, "switchboard.line_closed", "这条专线已经关闭。")
)
