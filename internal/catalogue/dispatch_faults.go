package catalogue

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// What the dispatch catalogue refuses.
var (
	ErrVersionNotFound = fault.New(http.StatusNotFound, "catalogue.version_not_found", "没有这个版本的派单目录，可能已被删除。请刷新版本列表。")
	ErrEntryNotFound   = fault.New(http.StatusNotFound, "catalogue.entry_not_found", "草案中没有这一条，可能已被他人删除。请刷新。")
	ErrDraftExists     = fault.New(http.StatusConflict, "catalogue.draft_exists", "已经有一份草案。请在那份草案上修改，或先将其删除。")
	ErrNotDraft        = fault.New(http.StatusConflict, "catalogue.not_draft", "这个版本已经发布，不能修改。请新建草案。")
	ErrDraftChanged    = fault.New(http.StatusConflict, "catalogue.draft_changed", "草案在您打开之后又有修改。请刷新查看，再继续操作。")
	ErrEntryTwice      = fault.New(http.StatusConflict, "catalogue.entry_twice", "草案中已有条件完全相同的一条，请直接修改那一条。")
	ErrEntry           = fault.New(http.StatusBadRequest, "catalogue.entry_invalid", "这一条有误，请按提示修改。")
	ErrTooManyEntries  = fault.New(http.StatusBadRequest, "catalogue.too_many_entries", "派单目录最多 20000 条，请合并后再添加。")
	ErrOwnDraft        = fault.New(http.StatusForbidden, "catalogue.own_draft", "您参与编写了这份草案，须由其他有发布权限的人员发布。")
	ErrEffective       = fault.New(http.StatusBadRequest, "catalogue.effective_at", "生效时间有误，请修改。")
	ErrNothingChanged  = fault.New(http.StatusConflict, "catalogue.nothing_changed", "草案与上一版本完全相同，无需发布。")
	ErrNote            = fault.New(http.StatusBadRequest, "catalogue.note", "请填写发布说明，最多 500 字。")

	ErrTableFile = fault.New(http.StatusBadRequest, "catalogue.table_file",
		"无法读取文件。请上传由本页导出的 xlsx 或 csv（UTF-8 或 GB18030 编码）格式的派单目录。")
	ErrTableHead  = fault.New(http.StatusBadRequest, "catalogue.table_head", "文件第一行须为列名，且至少含有“主办单位编码”一列。请用导出的文件作模板。")
	ErrTableRow   = fault.New(http.StatusBadRequest, "catalogue.table_row", "文件有误，未作任何更改。请按提示的行和列修改后重新导入。")
	ErrTableEmpty = fault.New(http.StatusBadRequest, "catalogue.table_empty", "文件中没有条目。如要清空草案，请逐条删除。")
	ErrTableBig   = fault.New(http.StatusRequestEntityTooLarge, "catalogue.table_too_large", "文件过大（最多 20000 条、8 MB），请精简。")
)
