package vault

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// Refusals of this room.
var (
	ErrPurpose     = fault.New(http.StatusBadRequest, "vault.unknown_purpose", "请先选择查看身份信息的用途：回拨联系、核实身份、办理联系、回访或依法调取。")
	ErrReason      = fault.New(http.StatusBadRequest, "vault.reason_needed", "该工单不在本单位办理中，或用途不是办理联系：请选择用途并写明事由后再查看。")
	ErrOrderNeeded = fault.New(http.StatusForbidden, "vault.order_needed", "您只能为正在办理的工单查看身份信息，请从工单页面进入。")
	ErrNotFound    = fault.New(http.StatusNotFound, "vault.not_found", "没有找到这条身份信息，或者您无权查看。请核对后重试。")
	ErrSealed      = fault.New(http.StatusForbidden, "vault.sealed", "诉求人要求保密，承办单位不能查看其身份，只能由热线中心代为联系。请在工单上“请中心代联系”，或联系班长。")
	ErrErased      = fault.New(http.StatusGone, "vault.erased", "身份信息已按保存期限删除，无法再查看。")
	ErrLimit       = fault.New(http.StatusTooManyRequests, "vault.reveal_limit", "短时间内查看身份信息的次数已达上限，系统已停止提供并告知督办和审计人员。请稍后再试；确有需要请联系班长。")
	ErrUnreadable  = fault.New(http.StatusInternalServerError, "vault.unreadable", "身份信息无法打开，请联系管理员检查密钥文件。")
)
