package workorder

import (
	"fmt"
	"net/http"

	"onedoor/internal/platform/fault"
)

// Refusals about the order itself.
var (
	ErrNotFound = fault.New(http.StatusNotFound, "workorder.not_found",
		"没有找到这张工单，或者它不在您可以查看的范围内。请核对编号后重试。")
	ErrSealed = fault.New(http.StatusForbidden, "workorder.sealed",
		"这是保密工单，只有办理单位和有保密权限的人员可以查看。如确需查看，请联系负责人。")
	ErrNotYours = fault.New(http.StatusForbidden, "workorder.not_yours",
		"这一步不由您所在的单位办理。请交由工单当前的办理单位或热线中心操作。")
	ErrStale = fault.New(http.StatusConflict, "workorder.stale",
		"工单在您打开之后已有新的变化。请刷新查看最新内容，再继续操作。")
	ErrVersionMissing = fault.New(http.StatusBadRequest, "workorder.version_missing",
		"请求没有带上您所看到的工单版本号（version）。请刷新页面后重试。")
	ErrIllegalMove = fault.New(http.StatusConflict, "workorder.illegal_move",
		"工单当前的状态不能进行这项操作。请刷新后查看可用的操作。")
)

// Refusals of the verbs beyond the plain loop.
var (
	ErrDesignated = fault.New(http.StatusConflict, "workorder.designated",
		"热线中心已指定由本单位承办，不能退单。如有异议，请联系热线中心。")
	ErrReturnLimit = fault.New(http.StatusConflict, "workorder.return_limit",
		"这张工单的退单次数已用完，由热线中心指定承办。")
	ErrMustDesignate = fault.New(http.StatusConflict, "workorder.must_designate",
		"这张工单的退单次数已用完，不能再派单或改派，请使用「指定承办」确定承办单位。")
	ErrReturnLate = fault.New(http.StatusConflict, "workorder.return_late",
		"退单期限已过，请继续办理。")
	ErrBasisMissing = fault.New(http.StatusBadRequest, "workorder.basis_missing",
		"请写明退单所依据的职责规定。")
	ErrProposalMissing = fault.New(http.StatusBadRequest, "workorder.proposal_missing",
		"请选择建议的承办单位。")
	ErrApplyPending = fault.New(http.StatusConflict, "workorder.apply_pending",
		"已有一项申请等待热线中心审批，请等待结果。")
	ErrNoApplication = fault.New(http.StatusConflict, "workorder.no_application",
		"这张工单没有等待审批的申请，可能已经审批或已失效。请刷新查看。")
	ErrExtensionLate = fault.New(http.StatusConflict, "workorder.extension_late",
		"办理时限已过，不能再申请延期。请尽快办理并说明原因。")
	ErrExtensionLimit = fault.New(http.StatusBadRequest, "workorder.extension_limit",
		"申请的延期超出允许的范围，请修改。")
	ErrExtensionOften = fault.New(http.StatusConflict, "workorder.extension_often",
		"延期次数已用完。")
	ErrUntil = fault.New(http.StatusBadRequest, "workorder.until",
		"计划恢复的日期有误，请修改。")
	ErrSameClass = fault.New(http.StatusConflict, "workorder.same_class",
		"归类与现在相同，没有可保存的更改。")
	ErrAlreadySealed = fault.New(http.StatusConflict, "workorder.already_sealed",
		"工单已经是保密工单。")
	ErrNotSealed = fault.New(http.StatusConflict, "workorder.not_sealed",
		"这张工单不是保密工单，无需解除。")
	ErrMergeSelf = fault.New(http.StatusBadRequest, "workorder.merge_self",
		"不能并入工单自己，请选择另一张工单。")
	ErrMergeClosed = fault.New(http.StatusConflict, "workorder.merge_closed",
		"所选的主单已经办结或撤回，不能再并入。请选择办理中的工单。")
	ErrMergeMerged = fault.New(http.StatusConflict, "workorder.merge_merged",
		"所选的工单已并入别的工单，请直接并入它的主单。")
	ErrMerged = fault.New(http.StatusConflict, "workorder.merged",
		"工单已并入主单，随主单一起办理。如需单独办理，请先拆单。")
	ErrWithdrawn = fault.New(http.StatusConflict, "workorder.withdrawn",
		"诉求人已撤回，工单不再办理。如需继续，请使用重启。")
)

// Refusals about units that take part.
var (
	ErrNoInvite = fault.New(http.StatusConflict, "workorder.no_invite",
		"没有可以这样处理的协办：可能已经反馈、退回或撤销。请刷新后查看。")
	ErrWhichInvite = fault.New(http.StatusBadRequest, "workorder.which_invite",
		"这张工单有多个协办单位，请选择其中一个。")
	ErrAlreadyInvited = fault.New(http.StatusConflict, "workorder.already_invited",
		"这个单位正在协办这张工单，不能重复邀请。")
	ErrInviteLimit = fault.New(http.StatusConflict, "workorder.invite_limit",
		"同时协办的单位过多，请先等已邀请的单位反馈。")
	ErrSealedInvite = fault.New(http.StatusForbidden, "workorder.sealed_invite",
		"这是保密工单，只有热线中心有保密权限的人员可以邀请协办。请联系热线中心。")
	ErrInsisted = fault.New(http.StatusConflict, "workorder.insisted",
		"退回理由未被采纳，请继续协办。如有异议，请联系热线中心。")
	ErrCoOpen = fault.New(http.StatusConflict, "workorder.co_open",
		"协办单位尚未反馈，暂不能提交答复。")
	ErrReturnUp = fault.New(http.StatusConflict, "workorder.return_up",
		"这张工单由上级单位下转，不能直接退单。如不属本单位职责，请上转并说明理由。")
	ErrDepartmentDown = fault.New(http.StatusForbidden, "workorder.department_down",
		"部门不能把工单交给镇街、社区办理。如不属本单位职责，请退单；如需配合，请联系热线中心邀请协办。")
	ErrNotInLine = fault.New(http.StatusBadRequest, "workorder.not_in_line",
		"只能下转给直接下辖的单位，或上转给上一级单位。请重新选择。")
	ErrTransferLimit = fault.New(http.StatusConflict, "workorder.transfer_limit",
		"这张工单的转办次数已用完，请继续办理。")
	ErrSealedTransfer = fault.New(http.StatusForbidden, "workorder.sealed_transfer",
		"这是保密工单，不能转办。如需其他单位办理，请联系热线中心。")
)

// Refusals that name what has already happened.
var (
	ErrAlreadyDispatched = fault.New(http.StatusConflict, "workorder.already_dispatched",
		"工单已经派出，不能重复派单。如需换单位，请使用改派。")
	ErrAlreadySigned = fault.New(http.StatusConflict, "workorder.already_signed",
		"工单已经签收，无需再次签收。")
	ErrAlreadyReturned = fault.New(http.StatusConflict, "workorder.already_returned",
		"工单已经退回，正在等待热线中心审核。")
	ErrAlreadyReplied = fault.New(http.StatusConflict, "workorder.already_replied",
		"答复已经提交，正在等待热线中心审核。")
	ErrAlreadyCompleted = fault.New(http.StatusConflict, "workorder.already_completed",
		"工单已经办结。如需继续办理，请使用重办。")
	ErrArchived = fault.New(http.StatusConflict, "workorder.archived",
		"工单已经归档，不能再改动。")
)

// Refusals of an input.
var (
	ErrInvalid = fault.New(http.StatusBadRequest, "workorder.invalid",
		"工单内容有误，请按提示修改后再提交。")
	ErrReasonMissing = fault.New(http.StatusBadRequest, "workorder.reason_missing",
		"请写明理由后再提交。")
	ErrReasonCode = fault.New(http.StatusBadRequest, "workorder.reason_code",
		"退单原因不在可选范围内，请重新选择。")
	ErrUnitUnknown = fault.New(http.StatusBadRequest, "workorder.unit_unknown",
		"没有找到所选的承办单位，请重新选择。")
	ErrUnitClosed = fault.New(http.StatusBadRequest, "workorder.unit_closed",
		"所选单位已停用或不接收工单，请另选单位。")
	ErrUnitMissing = fault.New(http.StatusBadRequest, "workorder.unit_missing",
		"请选择承办单位。")
	ErrHeld     = fault.New(http.StatusConflict, "workorder.held", "工单正在保全，不能清除。")
	ErrNotEnded = fault.New(http.StatusConflict, "workorder.not_ended",
		"工单尚未归档或撤回，不能清除。")
	ErrFileErased = fault.New(http.StatusGone, "workorder.file_erased",
		"附件已按保存期限清除，无法再下载。")
	ErrContactSelf = fault.New(http.StatusConflict, "workorder.contact_yourself",
		"这不是保密工单，本单位可以直接联系诉求人，不需要请中心代联系。")
	ErrContactSealed = fault.New(http.StatusConflict, "workorder.contact_sealed",
		"这是保密工单，由热线中心联系诉求人。需要询问或转告的，请用「请中心代联系」。")
	ErrAccusedUnit = fault.New(http.StatusConflict, "workorder.accused_unit",
		"该单位（或其上级）是本工单的被反映对象，不能派给它。请派给其上级单位或纪检监察、主管部门，或由热线中心直接办理。")
	ErrAccusedSuspected = fault.New(http.StatusConflict, "workorder.accused_suspected",
		"该单位疑似本工单的被反映对象，核实前不能派给它。请先在工单页“被反映对象”中确认或排除。")
	ErrAccusedMissing = fault.New(http.StatusBadRequest, "workorder.accused_missing",
		"请选择被反映的单位、人员，或填写电话、文字，一次一项。")
	ErrAccusedKnown = fault.New(http.StatusConflict, "workorder.accused_known",
		"这个被反映对象已经登记过了。")
	ErrAccusedCentre = fault.New(http.StatusBadRequest, "workorder.accused_centre",
		"被反映的是热线中心时，请登记具体人员；涉及中心整体的，请按规定转交上级主管部门或纪检监察机关。")
	ErrAccusedUnknown = fault.New(http.StatusNotFound, "workorder.accused_unknown",
		"没有找到这条被反映对象，请刷新后重试。")
	ErrAccusedDecided = fault.New(http.StatusConflict, "workorder.accused_decided",
		"这条被反映对象已经是这个结论了。")
	ErrSameUnit = fault.New(http.StatusBadRequest, "workorder.same_unit",
		"工单本来就在这个单位，请另选单位。")
	ErrFilter = fault.New(http.StatusBadRequest, "workorder.bad_filter",
		"筛选条件有误，请检查后重试。")
	ErrCursor = fault.New(http.StatusBadRequest, "workorder.bad_cursor",
		"翻页标记无效或与排序方式不符，请回到第一页重新查询。")
)

// Refusals about attachments.
var (
	ErrFileType = fault.New(http.StatusUnsupportedMediaType, "workorder.file_type",
		"不支持这种文件。可上传图片（jpg、png、gif、webp）、pdf、docx、xlsx、txt、音频（mp3、wav、amr、m4a）和 mp4 视频。")
	ErrFileTooLarge = fault.New(http.StatusRequestEntityTooLarge, "workorder.file_too_large",
		"文件过大，请压缩后再上传。")
	ErrFileEmpty = fault.New(http.StatusBadRequest, "workorder.file_empty",
		"文件是空的，请重新选择。")
	ErrFileMissing = fault.New(http.StatusBadRequest, "workorder.file_missing",
		"没有找到所附的文件，可能已超过一天未提交而被清理。请重新上传。")
	ErrFileNotFound = fault.New(http.StatusNotFound, "workorder.file_not_found",
		"没有找到这个文件，或者您无权查看。")
	ErrFileTooMany = fault.New(http.StatusBadRequest, "workorder.file_too_many",
		"附件过多，请删减后再提交。")
)

// Refusals of the historical import.
var (
	ErrImport = fault.New(http.StatusBadRequest, "workorder.import_row",
		"这一行不能导入，请按提示修改。")
	ErrImportKey = fault.New(http.StatusBadRequest, "workorder.import_key",
		"缺少来源系统名称或来源编号，无法防止重复导入。")
)

// tooLate names what has already happened, for the verbs that are often clicked twice.
var tooLate = map[Verb]map[State]*fault.Fault{
	VerbDispatch: {
		StateDispatched: ErrAlreadyDispatched, StateHandling: ErrAlreadyDispatched,
		StateReplied: ErrAlreadyDispatched, StateCompleted: ErrAlreadyCompleted,
	},
	VerbAnswer:   {StateCompleted: ErrAlreadyCompleted},
	VerbSign:     {StateHandling: ErrAlreadySigned, StateReplied: ErrAlreadySigned},
	VerbReturn:   {StateReturned: ErrAlreadyReturned},
	VerbReply:    {StateReplied: ErrAlreadyReplied, StateCompleted: ErrAlreadyCompleted},
	VerbReview:   {StateCompleted: ErrAlreadyCompleted},
	VerbReassign: {StateCompleted: ErrAlreadyCompleted},
	VerbUrge:     {StateCompleted: ErrAlreadyCompleted},
	VerbDesignate: {
		StateDispatched: ErrAlreadyDispatched, StateHandling: ErrAlreadyDispatched,
		StateReplied: ErrAlreadyDispatched, StateCompleted: ErrAlreadyCompleted,
	},
	VerbWithdraw:   {StateCompleted: ErrAlreadyCompleted},
	VerbMerge:      {StateCompleted: ErrAlreadyCompleted},
	VerbInvite:     {StateReplied: ErrAlreadyReplied, StateCompleted: ErrAlreadyCompleted},
	VerbContribute: {StateReplied: ErrAlreadyReplied, StateCompleted: ErrAlreadyCompleted},
	VerbTransfer:   {StateReplied: ErrAlreadyReplied, StateCompleted: ErrAlreadyCompleted},
	VerbRecall:     {StateReplied: ErrAlreadyReplied, StateCompleted: ErrAlreadyCompleted},
}

// ErrAnswersElsewhere keeps direct answers to whom the number's way of integration gives them.
var ErrAnswersElsewhere = fault.New(http.StatusConflict, "workorder.answers_elsewhere", "按该号码的接入方式，您不能直接答复，请登记后由热线中心派单。")

// illegal is the refusal of a verb in a state: it names both.
func illegal(s State, v Verb) *fault.Fault {
	switch s {
	case StateArchived:
		return ErrArchived
	case StateWithdrawn:
		return ErrWithdrawn
	case StateMerged:
		return ErrMerged
	}
	if f := tooLate[v][s]; f != nil {
		return f
	}
	return ErrIllegalMove.WithMessage("工单当前为「%s」，不能%s。请刷新后查看可用的操作。", s.Label(), v.Label())
}

// invalid points to one wrong input.
func invalid(location, format string, args ...any) *fault.Fault {
	message := fmt.Sprintf(format, args...)
	return ErrInvalid.WithMessage("%s", message).WithField(location, message)
}
