package catalogue

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// What the catalogue refuses.
var (
	ErrCategoryNotFound = fault.New(http.StatusNotFound, "catalogue.category_not_found", "没有这个诉求分类，请刷新分类后重新选择。")
	ErrCodeTaken        = fault.New(http.StatusConflict, "catalogue.category_code_taken", "分类编码已被使用，请换一个编码。")
	ErrNameTaken        = fault.New(http.StatusConflict, "catalogue.category_name_taken", "同一上级下已有同名分类，请换一个名称，或启用原有分类。")
	ErrLoop             = fault.New(http.StatusBadRequest, "catalogue.category_loop", "上级分类不能是本分类或它的下级分类，请重新选择上级。")
	ErrTooDeep          = fault.New(http.StatusBadRequest, "catalogue.category_too_deep", "诉求分类最多三级，请选择更高一级的上级分类。")
	ErrParentInactive   = fault.New(http.StatusConflict, "catalogue.category_parent_inactive", "上级分类已停用，请先启用上级分类或另选上级。")
	ErrChildrenActive   = fault.New(http.StatusConflict, "catalogue.category_children_active", "仍有启用的下级分类，请先停用或移走下级分类。")
	ErrStale            = fault.New(http.StatusConflict, "catalogue.stale", "内容已被他人修改，请刷新后在最新内容上重新修改。")

	ErrTopicNotFound = fault.New(http.StatusNotFound, "catalogue.topic_not_found", "没有这个专题，请刷新后重新选择。")
	ErrTopicTaken    = fault.New(http.StatusConflict, "catalogue.topic_taken", "已有同名专题，可直接启用原有专题。")
	ErrTooManyTopics = fault.New(http.StatusConflict, "catalogue.too_many_topics", "专题最多 200 个。")

	ErrUnitNotFound     = fault.New(http.StatusBadRequest, "catalogue.unit_not_found", "没有这个承办单位或该单位已停用，请重新选择。")
	ErrDivisionNotFound = fault.New(http.StatusBadRequest, "catalogue.division_not_found", "没有这个区划，请重新选择。")

	ErrPresetNotFound = fault.New(http.StatusNotFound, "catalogue.preset_not_found", "没有这套时限预设，请从预设名单中选择。")
	ErrPresetInUse    = fault.New(http.StatusConflict, "catalogue.preset_default_needed", "必须有一套通用的时限预设，不能取消。请直接改用另一套。")
	ErrLimitNotFound  = fault.New(http.StatusNotFound, "catalogue.limit_not_found", "该预设中没有这项时限，请从该预设的时限中选择。")

	ErrCalendarHeader = fault.New(http.StatusBadRequest, "catalogue.calendar_header",
		"日历文件第一行须为列名，且含有 date、name、is_off_day 三列；文件须为 UTF-8 编码的 CSV。")
	ErrCalendarRow   = fault.New(http.StatusBadRequest, "catalogue.calendar_row", "日历文件有误，未作任何更改。请按提示的行号修改后重新导入。")
	ErrCalendarEmpty = fault.New(http.StatusBadRequest, "catalogue.calendar_empty", "日历文件中没有日期，请检查文件内容。")
	ErrCalendarBig   = fault.New(http.StatusRequestEntityTooLarge, "catalogue.calendar_too_large", "日历文件过大（最多 20000 行、1 MB），请分年导入。")
)
