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
}

// illegal is the refusal of a verb in a state: it names both.
func illegal(s State, v Verb) *fault.Fault {
	if s == StateArchived {
		return ErrArchived
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
