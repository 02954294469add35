package directory

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// What the directory refuses.
var (
	ErrUnitNotFound = fault.New(http.StatusNotFound, "directory.unit_not_found", "没有这个承办单位，请刷新单位名单后重新选择。")
	// ErrUnitInactive is what Unit.CanReceive returns; rooms that hand an order to a unit pass it on.
	ErrUnitInactive   = fault.New(http.StatusConflict, "directory.unit_inactive", "该承办单位已停用，不能接收新工单，请改派其他单位。")
	ErrUnitCodeTaken  = fault.New(http.StatusConflict, "directory.unit_code_taken", "单位编码已被使用，请换一个编码。")
	ErrUnitLoop       = fault.New(http.StatusBadRequest, "directory.unit_loop", "上级单位不能是本单位或它的下级单位，请重新选择上级单位。")
	ErrUnitMode       = fault.New(http.StatusBadRequest, "directory.unit_mode", "整合方式与分中心不相符：设分中心的单位须指定所属分中心，分中心本身只能是“设分中心”。")
	ErrSubCentre      = fault.New(http.StatusBadRequest, "directory.sub_centre_wrong", "所属分中心须是另一个已启用的分中心，请重新选择。")
	ErrSubCentreInUse = fault.New(http.StatusConflict, "directory.sub_centre_in_use", "仍有启用的单位、热线号码或分中心负责人归属本分中心，请先调整后再修改或停用。")
	ErrCentreExists   = fault.New(http.StatusConflict, "directory.centre_exists", "已有启用的热线中心，一个城市只能有一个。")

	ErrHotlineNotFound = fault.New(http.StatusNotFound, "directory.hotline_not_found", "没有这个热线号码，请刷新后重新选择。")
	ErrHotlineTaken    = fault.New(http.StatusConflict, "directory.hotline_taken", "该热线号码已登记，请直接修改原有记录。")
	ErrHotlineMode     = fault.New(http.StatusBadRequest, "directory.hotline_mode", "设分中心的号码，其单位须是分中心或归属某个分中心。")

	ErrHotlinePlan = fault.New(http.StatusBadRequest, "directory.hotline_plan", "计划变更有误：须写明另一种整合方式和将来的生效时间。")

	ErrDivisionNotFound = fault.New(http.StatusNotFound, "directory.division_not_found", "没有这个区划，请重新选择。")
	ErrDivisionParent   = fault.New(http.StatusBadRequest, "directory.division_parent", "区划的上级不存在或级别不相符：区属市，镇街属区，社区（村）属镇街。")
	ErrDivisionTwice    = fault.New(http.StatusBadRequest, "directory.division_twice", "同一批区划中编码重复，请核对后重新导入。")

	ErrDivisionTaken          = fault.New(http.StatusConflict, "directory.division_taken", "该区划编码已登记，请换一个编码，或直接修改原有区划。")
	ErrDivisionParentInactive = fault.New(http.StatusConflict, "directory.division_parent_inactive", "上级区划已停用，请先启用上级区划，或另选上级。")
	ErrDivisionInUse          = fault.New(http.StatusConflict, "directory.division_in_use", "该区划仍在使用，不能停用。")
	ErrCityExists             = fault.New(http.StatusConflict, "directory.city_exists", "已有市级区划，一套系统只服务一个城市。")

	ErrStaffNotFound     = fault.New(http.StatusNotFound, "directory.staff_not_found", "没有这名工作人员，请刷新后重试。")
	ErrLoginTaken        = fault.New(http.StatusConflict, "directory.login_taken", "登录名已被使用，请换一个登录名。")
	ErrRoleUnknown       = fault.New(http.StatusBadRequest, "directory.role_unknown", "没有这个角色，请从角色名单中选择。")
	ErrRolesConflict     = fault.New(http.StatusBadRequest, "directory.roles_conflict", "承办员、分中心负责人只看本单位工单，不能再兼任全市范围的角色（知识编辑、知识审核除外）。")
	ErrRoleNeedsUnit     = fault.New(http.StatusBadRequest, "directory.role_needs_unit", "承办员须有所属单位，分中心负责人的单位须是分中心，请选择所属单位。")
	ErrLastAdmin         = fault.New(http.StatusConflict, "directory.last_admin", "这是最后一名可用的系统管理员，请先另设一名管理员。")
	ErrStaffInactive     = fault.New(http.StatusUnauthorized, "directory.staff_inactive", "您的账号已停用，如有疑问请联系管理员。")
	ErrStaffUnitInactive = fault.New(http.StatusUnauthorized, "directory.staff_unit_inactive", "您所在的单位已停用，不能登录，请联系管理员。")

	ErrPasswordShort   = fault.New(http.StatusBadRequest, "directory.password_short", "密码至少 10 个字符。")
	ErrPasswordLong    = fault.New(http.StatusBadRequest, "directory.password_long", "密码最多 128 个字符。")
	ErrPasswordIsLogin = fault.New(http.StatusBadRequest, "directory.password_is_login", "密码不能是登录名，请换一个密码。")
	ErrPasswordSimple  = fault.New(http.StatusBadRequest, "directory.password_simple", "密码过于简单，请至少使用 4 个不同的字符。")
	ErrPasswordText    = fault.New(http.StatusBadRequest, "directory.password_text", "密码含有无法输入的字符，请重新设置。")

	ErrStale = fault.New(http.StatusConflict, "directory.stale", "内容已被他人修改，请刷新后在最新内容上重新修改。")
)
