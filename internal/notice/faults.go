package notice

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// ErrNotFound: no such message, or not to the person who asks.
var ErrNotFound = fault.New(http.StatusNotFound, "notice.not_found", "没有找到这条通知，可能已过保存期限。请刷新列表。")
