package knowledge

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// The refusals of this room.
var (
	ErrNotFound = fault.New(http.StatusNotFound, "knowledge.not_found", "没有找到这条知识，可能已经下架，或者您无权查看。请重新搜索。")
	ErrVersion  = fault.New(http.StatusNotFound, "knowledge.no_such_version", "没有找到这个版本，或者您无权查看。")
	ErrStale    = fault.New(http.StatusConflict, "knowledge.stale", "这条知识已被他人修改，请刷新后在最新版本上操作。")
	ErrState    = fault.New(http.StatusConflict, "knowledge.wrong_state", "当前状态不能进行此项操作，请刷新后重试。")
	ErrOwn      = fault.New(http.StatusForbidden, "knowledge.own_text", "本次修改有您编写的内容，不能由您本人审核，请交由其他审核员审核。")
	ErrScope    = fault.New(http.StatusForbidden, "knowledge.other_unit", "您只能维护本单位的知识，请联系热线中心或归属单位修改。")
	ErrContent  = fault.New(http.StatusUnprocessableEntity, "knowledge.invalid_content", "知识内容有误，请按提示修改后再提交。")
	ErrNote     = fault.New(http.StatusUnprocessableEntity, "knowledge.note_needed", "请写明原因，不超过 500 字。")
	ErrQuote    = fault.New(http.StatusConflict, "knowledge.not_in_force", "这条知识尚未生效、已经过期或已下架，不能引用，请改用有效的条目。")
	ErrCursor   = fault.New(http.StatusBadRequest, "knowledge.bad_cursor", "翻页位置有误，请从第一页重新查询。")
)
