package importer

import (
	"net/http"
	"time"

	"onedoor/internal/platform/fault"
)

// Refusals of a file or a row.
var (
	ErrFile     = fault.New(http.StatusBadRequest, "import.file", "无法读取文件，请确认是 jsonl、csv 或 xlsx（可用 gzip 压缩）。")
	ErrColumns  = fault.New(http.StatusBadRequest, "import.columns", "文件的列与内置映射都不相符，请用 --mapping 给出映射文件。")
	ErrMapping  = fault.New(http.StatusBadRequest, "import.mapping", "映射文件有误。")
	ErrSyntax   = fault.New(http.StatusBadRequest, "import.syntax", "这一行不是完整的记录。")
	ErrType     = fault.New(http.StatusBadRequest, "import.wrong_type", "这一行的某个字段不是文字或数字。")
	ErrTooLong  = fault.New(http.StatusBadRequest, "import.line_too_long", "这一行过长。")
	ErrEncoding = fault.New(http.StatusBadRequest, "import.encoding", "这一行不是 UTF-8 编码，或含有不允许的控制字符。")
	ErrKind     = fault.New(http.StatusBadRequest, "import.unknown_kind", "诉求类型不在映射中，请在映射文件的 kinds 里补充。")
	ErrState    = fault.New(http.StatusBadRequest, "import.unknown_state", "状态不在映射中，请在映射文件的 states 里补充。")
	ErrTime     = fault.New(http.StatusBadRequest, "import.bad_time", "时间格式不在映射中，请在映射文件的 time_formats 里补充。")
	ErrUnit     = fault.New(http.StatusBadRequest, "import.unknown_unit", "在办工单的承办单位不认识，请在映射文件的 units 里补充，或打开 create_missing_units。")
)

// maxLine is the longest line or cell that is read, in bytes; longer ones are passed over and rejected.
const maxLine = 4 << 20

// row is one record as it was read: column → text.
type row struct {
	line   int // in the file, from 1
	values map[string]string
	dates  map[string]time.Time // xlsx: of cells that hold a time and not words, as read on a clock, in UTC
	err    error                // it could not be read
}

// reader gives rows one by one, and io.EOF at the end.
type reader interface {
	columns() []string // known after opening; jsonl: of the first records
	next() (row, error)
	close() error
}
