package cti

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// What the door refuses to a call centre.
var (
	ErrSignature = fault.New(http.StatusUnauthorized, "cti.bad_signature", "签名不正确，请检查密钥编号、密钥和签名算法。")
	ErrExpired   = fault.New(http.StatusUnauthorized, "cti.expired", "签名时间与服务器相差超过五分钟，请校准时钟后重新签名。")
	ErrInactive  = fault.New(http.StatusForbidden, "cti.inactive", "该呼叫中心已停用接入，请联系管理员。")
	ErrEvent     = fault.New(http.StatusUnprocessableEntity, "cti.invalid_event", "事件格式有误，请按接口说明检查。")
	ErrVersion   = fault.New(http.StatusUnprocessableEntity, "cti.version_unknown", "不支持这个事件版本，请使用版本 1。")
	ErrTooLarge  = fault.New(http.StatusRequestEntityTooLarge, "cti.too_large", "事件不能超过 16 KB；录音请用地址或录音上传接口。")
	ErrChanged   = fault.New(http.StatusUnprocessableEntity, "cti.event_changed", "这个事件编号已用于另一份内容，请换新的编号。")
	ErrSeqTaken  = fault.New(http.StatusUnprocessableEntity, "cti.seq_taken", "这个序号已用于同一通话的另一个事件，请检查序号。")
	ErrFuture    = fault.New(http.StatusUnprocessableEntity, "cti.in_future", "事件时间晚于服务器时间五分钟以上，请校准时钟。")
	ErrTooOld    = fault.New(http.StatusUnprocessableEntity, "cti.too_old", "事件发生在七天以前，不再接收。")
	ErrTooEarly  = fault.New(http.StatusConflict, "cti.too_many_waiting", "同一通话等待前序事件的已超过一百条，请先补发前面的事件。")
	ErrNotNow    = fault.New(http.StatusConflict, "cti.not_now", "现在还不能处理，请稍后重发。")
	ErrNoCall    = fault.New(http.StatusNotFound, "cti.no_call", "没有收到过这个通话的事件，请先发送通话事件。")

	ErrSoundTooLarge = fault.New(http.StatusRequestEntityTooLarge, "cti.recording_too_large", "录音超过大小上限，请压缩为 8 kHz G.711 后再传。")
	ErrSoundType     = fault.New(http.StatusUnprocessableEntity, "cti.recording_type", "录音不是可识别的 WAV 或 G.711，请转换后再传。")
	ErrSoundDigest   = fault.New(http.StatusUnprocessableEntity, "cti.recording_digest", "录音内容与声明的 SHA-256 不符，请重新传送。")
	ErrSoundThere    = fault.New(http.StatusConflict, "cti.recording_there", "这次通话已有录音，不再接收另一份。")
	ErrSoundHost     = fault.New(http.StatusUnprocessableEntity, "cti.recording_host", "录音地址不在允许的主机名单内，请联系管理员登记。")
)

// What the door refuses to people.
var (
	ErrNotFound  = fault.New(http.StatusNotFound, "cti.not_found", "没有这个呼叫中心，请刷新后重试。")
	ErrForm      = fault.New(http.StatusBadRequest, "cti.invalid", "填写有误，请按提示修改。")
	ErrCodeTaken = fault.New(http.StatusConflict, "cti.code_taken", "编码已被使用，请换一个编码。")
	ErrStale     = fault.New(http.StatusConflict, "cti.stale", "内容已被他人修改，请刷新后重新修改。")
	ErrTwoKeys   = fault.New(http.StatusConflict, "cti.two_keys", "同时有效的密钥最多两个，请先停用一个。")
	ErrMapped    = fault.New(http.StatusConflict, "cti.person_mapped", "该人员已对应这个呼叫中心的另一个工号，请先取消原来的对应。")
)

// Outcomes of events that were taken. They are answers and no failures.
const (
	OutcomeOK           = "ok"
	OutcomeWaits        = "cti.waits"         // until those before it have come
	OutcomeLate         = "cti.late"          // its turn was passed over
	OutcomeNoEffect     = "cti.no_effect"     // it does not go with how the call stands
	OutcomeUnknownAgent = "cti.unknown_agent" // it took effect, without a person
	OutcomeUnknownQueue = "cti.unknown_queue" // it took effect, in the usual queue
	OutcomeGap          = "cti.gap"           // counted: how often missing events were passed over
)
