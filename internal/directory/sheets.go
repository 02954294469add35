package directory

import (
	"cmp"
	"context"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

// The lists as workbooks: the same rows that the lists show, by the same rights. Passwords and second factors are not
// of this room, so that no sheet can hold them.

var unitHeads = []sheet.Column{
	{Heading: "编码", Width: 16}, {Heading: "名称", Width: 30}, {Heading: "简称", Width: 14}, {Heading: "类型", Width: 14},
	{Heading: "归并方式", Width: 12}, {Heading: "上级单位", Width: 18}, {Heading: "区划", Width: 16}, {Heading: "分中心", Width: 18},
	{Heading: "值班电话", Width: 16}, {Heading: "值班人", Width: 12}, {Heading: "窗口地址", Width: 36}, {Heading: "办公时间", Width: 24},
	{Heading: "状态", Width: 8},
}

var hotlineHeads = []sheet.Column{
	{Heading: "号码", Width: 14}, {Heading: "名称", Width: 30}, {Heading: "主管单位", Width: 20}, {Heading: "归并方式", Width: 12},
	{Heading: "说明", Width: 40}, {Heading: "状态", Width: 8},
}

var staffHeads = []sheet.Column{
	{Heading: "姓名", Width: 14}, {Heading: "登录名", Width: 18}, {Heading: "单位", Width: 22}, {Heading: "角色", Width: 30},
	{Heading: "状态", Width: 8}, {Heading: "建立时间", Width: 17},
}

var kindNames = map[UnitKind]string{Department: "市直部门", District: "行政区", Town: "镇街", Zone: "功能区", Company: "公共服务企业",
	Centre: "热线中心", SubCentre: "分中心"}

func activeName(active bool) string {
	if active {
		return "启用"
	}
	return "停用"
}

type unitSheetIn struct{ UnitQuery }

func (s *Service) getUnitSheet(ctx context.Context, in *unitSheetIn) (*sheet.Download, error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	return sheet.File("承办单位", s.clock.Now(), sheet.Table{Sheet: "承办单位", Columns: unitHeads, Mark: auth.From(ctx).Mark(s.clock.Now()), Next: sheet.Rows(items(v.findUnits(in.units())), func(u Unit) []any {
		return []any{u.Code, u.Name, u.ShortName, kindNames[u.Kind], IntegrationOf(u.Mode).Name, v.units[u.ParentID].Label(), v.divCodes[u.DivisionCode].Name,
			v.units[u.SubCentreID].Label(), u.DutyPhone, u.DutyPerson, u.WindowAddress, u.OfficeHours, activeName(u.Active)}
	})})
}

type hotlineSheetIn struct {
	Query string `query:"q" maxLength:"60" doc:"part of the number or the name, or pinyin initials of the name"`
}

func (s *Service) getHotlineSheet(ctx context.Context, in *hotlineSheetIn) (*sheet.Download, error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	var list []Hotline
	for _, h := range s.asOfNow(v.hotlines) {
		if newSearchKeys(h.Number, h.Name, language.PinyinInitials(h.Name)).rank(foldQuery(in.Query)) != rankNone {
			list = append(list, h)
		}
	}
	return sheet.File("热线号码", s.clock.Now(), sheet.Table{Sheet: "热线号码", Columns: hotlineHeads, Mark: auth.From(ctx).Mark(s.clock.Now()), Next: sheet.Rows(list, func(h Hotline) []any {
		return []any{h.Number, h.Name, v.units[h.UnitID].Label(), IntegrationOf(h.Mode).Name, h.Note, activeName(h.Active)}
	})})
}

type staffSheetIn struct{ StaffQuery }

func (s *Service) getStaffSheet(ctx context.Context, in *staffSheetIn) (*sheet.Download, error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, r := range Roles() {
		names[r.ID] = r.Name
	}
	return sheet.File("工作人员", s.clock.Now(), sheet.Table{Sheet: "工作人员", Mark: auth.From(ctx).Mark(s.clock.Now()), Columns: staffHeads, Next: sheet.Rows(items(v.findStaff(in.staff())), func(st Staff) []any {
		roles := make([]string, len(st.Roles))
		for i, r := range st.Roles {
			roles[i] = cmp.Or(names[r], r)
		}
		return []any{st.Name, st.Login, v.units[st.UnitID].Label(), strings.Join(roles, "、"), activeName(st.Active), sheet.At(st.CreatedAt)}
	})})
}
