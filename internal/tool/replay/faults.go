package replay

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// Refusals before anything is sent.
var (
	ErrBehaviour = fault.New(http.StatusBadRequest, "replay.behaviour", "行为文件有误。")
	ErrServer    = fault.New(http.StatusBadRequest, "replay.server", "--server 应为 https 地址；http 只能用于本机（127.0.0.1、localhost）。")
	ErrAccounts  = fault.New(http.StatusBadRequest, "replay.accounts", "账号文件有误：每行写 login,password。")
	ErrSpeed     = fault.New(http.StatusBadRequest, "replay.speed", "--speed 应大于 0。")
	ErrCrew      = fault.New(http.StatusBadRequest, "replay.crew", "这些账号还不能办完一件诉求，请在账号文件中补充。")
	ErrJournal   = fault.New(http.StatusBadRequest, "replay.journal", "日志文件有误。")
	ErrUnsure    = fault.New(http.StatusServiceUnavailable, "replay.server_gone", "服务器长时间没有应答，回放中断；用同一个 --journal 再次运行即可继续。")
	errNoWords   = fault.New(http.StatusBadRequest, "replay.no_words", "这一行没有标题和内容。")
	// ErrThrottled tells how many rows the server went on refusing as too many.
	ErrThrottled = fault.New(http.StatusTooManyRequests, "replay.throttled", "因服务器限流（429）多次重试仍未办成；稍后用同一个 --journal 再次运行即可继续。")
	ErrLost      = fault.New(http.StatusInternalServerError, "replay.lost_or_doubled", "服务器已确认的诉求有缺失或重复。")
)
