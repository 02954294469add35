package partner

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// What the door refuses to a partner. A stranger learns nothing but that the signature is not good.
var (
	ErrSignature  = fault.New(http.StatusUnauthorized, "partner.bad_signature", "签名不正确，请检查密钥编号、密钥和签名算法。")
	ErrExpired    = fault.New(http.StatusUnauthorized, "partner.expired", "签名时间与服务器相差超过五分钟，请校准时钟后重新签名。")
	ErrInactive   = fault.New(http.StatusForbidden, "partner.inactive", "与贵方的协同已停用，请联系对方管理员。")
	ErrNotTaken   = fault.New(http.StatusForbidden, "partner.not_agreed", "协议未约定接收贵方转来的工单，请联系对方管理员。")
	ErrMessage    = fault.New(http.StatusUnprocessableEntity, "partner.invalid_message", "消息格式有误，请按接口说明检查。")
	ErrVersion    = fault.New(http.StatusUnprocessableEntity, "partner.version_unknown", "不支持这个消息版本，请使用版本 1。")
	ErrTooLarge   = fault.New(http.StatusRequestEntityTooLarge, "partner.too_large", "消息超过 512 KB，请精简；文件请作为附件由对方下载。")
	ErrChanged    = fault.New(http.StatusUnprocessableEntity, "partner.message_changed", "这个消息编号已用于另一份内容，请换新的编号。")
	ErrOutOfOrder = fault.New(http.StatusConflict, "partner.out_of_order", "同一工单的消息须按顺序送达，请先送达前一条，再重发这一条。")
	ErrNotNow     = fault.New(http.StatusConflict, "partner.not_now", "现在还不能处理这条消息，请稍后重发。")
	ErrNoFile     = fault.New(http.StatusNotFound, "partner.no_file", "没有这个附件，或者未向贵方提供。")
)

// What the door refuses to people.
var (
	ErrNotFound    = fault.New(http.StatusNotFound, "partner.not_found", "没有这个协同单位，请刷新后重试。")
	ErrForm        = fault.New(http.StatusBadRequest, "partner.invalid", "填写有误，请按提示修改。")
	ErrCodeTaken   = fault.New(http.StatusConflict, "partner.code_taken", "编码已被使用，请换一个编码。")
	ErrUnitTaken   = fault.New(http.StatusConflict, "partner.unit_taken", "该承办单位已代表另一个协同单位，请另选单位。")
	ErrStale       = fault.New(http.StatusConflict, "partner.stale", "内容已被他人修改，请刷新后重新修改。")
	ErrTwoKeys     = fault.New(http.StatusConflict, "partner.two_keys", "同时有效的密钥最多两个，请先停用一个。")
	ErrKeyText     = fault.New(http.StatusBadRequest, "partner.key_unreadable", "密钥文本有误，请完整粘贴对方给出的一行密钥。")
	ErrKeyKnown    = fault.New(http.StatusConflict, "partner.key_known", "这个密钥已经登记过。")
	ErrNoKey       = fault.New(http.StatusConflict, "partner.no_key", "还没有可用的密钥，请先生成或录入密钥。")
	ErrNoURL       = fault.New(http.StatusConflict, "partner.no_url", "没有填写对方地址，不能发送。")
	ErrNotDead     = fault.New(http.StatusConflict, "partner.delivered", "这条消息已送达，不必重发。")
	ErrNoMessage   = fault.New(http.StatusNotFound, "partner.no_message", "没有这条消息，请刷新后重试。")
	ErrNotHeld     = fault.New(http.StatusConflict, "partner.not_theirs", "这张工单不是协同单位转来的，或者已经退回，不能退回对方。")
	ErrUnreachable = fault.New(http.StatusBadGateway, "partner.unreachable", "对方没有应答，请检查地址和网络后重试。")
	ErrRefused     = fault.New(http.StatusBadGateway, "partner.refused", "对方拒绝了这条消息。")
)
