package democity

import (
	"io/fs"
	"slices"
	"strings"
)

const (
	unitsFile    = "units.csv"
	hotlinesFile = "hotlines.csv"
)

var (
	unitKinds = []string{"department", "district", "town", "zone", "company", "centre", "subcentre"}
	modes     = []string{"full_merge", "dual_number", "sub_centre", "none"}
)

func (c *City) loadUnits(fsys fs.FS, p *problems) {
	codes, names := once{}, once{}
	for _, r := range readTable(fsys, p, unitsFile, "code", "name", "short_name", "kind", "parent", "division", "mode",
		"sub_centre", "duty_phone", "duty_person", "window_address", "office_hours") {
		u := Unit{Code: r.get("code"), Name: r.get("name"), ShortName: r.get("short_name"), Kind: r.get("kind"),
			Parent: r.get("parent"), Division: r.get("division"), Mode: r.get("mode"), SubCentre: r.get("sub_centre"),
			DutyPhone: r.get("duty_phone"), DutyPerson: r.get("duty_person"), WindowAddress: r.get("window_address"),
			OfficeHours: r.get("office_hours"), spot: r.spot}
		p.matches(u.spot, "单位编码", u.Code, slug, "小写字母开头的字母、数字和 -")
		p.line(u.spot, "名称", u.Name, 60)
		p.line(u.spot, "简称", u.ShortName, 30)
		p.line(u.spot, "值班人", u.DutyPerson, 30)
		p.line(u.spot, "窗口地址", u.WindowAddress, 120)
		p.line(u.spot, "办公时间", u.OfficeHours, 120)
		p.matches(u.spot, "值班电话", u.DutyPhone, dutyPhone, "演示号段 0756-555xxxx")
		p.oneOf(u.spot, "单位类型", u.Kind, unitKinds)
		p.oneOf(u.spot, "整合方式", u.Mode, modes)
		names.add(p, u.spot, "单位名称", u.Name)
		if u.Parent != "" && codes[u.Parent] == (spot{}) {
			p.at(u.spot, "上级单位“%s”不存在，或写在了下级之后", u.Parent)
		}
		if u.Kind == "centre" && slices.ContainsFunc(c.Units, func(o Unit) bool { return o.Kind == "centre" }) {
			p.at(u.spot, "热线中心只能有一个")
		}
		if codes.add(p, u.spot, "单位编码", u.Code) {
			c.Units = append(c.Units, u)
			c.units[u.Code] = u
		}
	}
	if len(c.Units) > 0 && !slices.ContainsFunc(c.Units, func(u Unit) bool { return u.Kind == "centre" }) {
		p.at(spot{file: unitsFile}, "没有热线中心（类型 centre）")
	}
}

// checkUnits checks what a unit says about divisions and sub-centres, which may stand further down.
func (c *City) checkUnits(p *problems) {
	for _, u := range c.Units {
		d, ok := c.divisions[u.Division]
		if !ok {
			p.at(u.spot, "区划“%s”不存在", u.Division)
		}
		if want := map[string]string{"town": "street", "district": "area", "zone": "area"}[u.Kind]; ok && want != "" && d.Level != want {
			p.at(u.spot, "%s 类单位的区划级别应为 %s，“%s”为 %s", u.Kind, want, d.Name, d.Level)
		}
		sub := c.units[u.SubCentre]
		switch {
		case u.Kind == "subcentre" && (u.Mode != "sub_centre" || u.SubCentre != ""):
			p.at(u.spot, "分中心的整合方式应为 sub_centre，且不再归属其他分中心")
		case u.Kind == "subcentre":
		case u.Mode == "sub_centre" && u.SubCentre == "":
			p.at(u.spot, "整合方式为 sub_centre，但没有写明分中心")
		case u.SubCentre != "" && u.Mode != "sub_centre":
			p.at(u.spot, "写明了分中心，但整合方式为 %s", u.Mode)
		case u.SubCentre != "" && sub.Code == "":
			p.at(u.spot, "分中心“%s”不存在", u.SubCentre)
		case u.SubCentre != "" && sub.Kind != "subcentre":
			p.at(u.spot, "“%s”不是分中心", u.SubCentre)
		}
	}
}

func (c *City) loadHotlines(fsys fs.FS, p *problems) {
	numbers := once{}
	for _, r := range readTable(fsys, p, hotlinesFile, "number", "name", "unit", "mode", "note") {
		h := Hotline{Number: r.get("number"), Name: r.get("name"), Unit: r.get("unit"), Mode: r.get("mode"),
			Note: r.get("note"), spot: r.spot}
		p.matches(h.spot, "热线号码", h.Number, hotlineShape, "3 至 20 位数字，可含 -")
		if strings.HasPrefix(h.Number, "0") {
			p.matches(h.spot, "热线号码", h.Number, dutyPhone, "演示号段 0756-555xxxx")
		}
		p.line(h.spot, "名称", h.Name, 60)
		p.line(h.spot, "说明", h.Note, 200)
		p.oneOf(h.spot, "整合方式", h.Mode, modes)
		u, ok := c.units[h.Unit]
		switch {
		case !ok:
			p.at(h.spot, "单位“%s”不存在", h.Unit)
		case h.Mode == "sub_centre" && u.Mode != "sub_centre":
			p.at(h.spot, "整合方式为 sub_centre，但单位“%s”没有分中心", u.ShortName)
		}
		if numbers.add(p, h.spot, "热线号码", h.Number) {
			c.Hotlines = append(c.Hotlines, h)
		}
	}
}
