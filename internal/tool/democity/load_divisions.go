package democity

import (
	"io/fs"
	"slices"
	"strings"
)

const (
	divisionsFile = "divisions.csv"
	zonesFile     = "zones.csv"
)

var (
	levels        = []string{"city", "area", "street", "village"}
	divisionKinds = []string{"city", "district", "street", "town", "park", "community", "village"}
)

func (c *City) loadDivisions(fsys fs.FS, p *problems) {
	codes, names := once{}, once{}
	cities := 0
	for _, r := range readTable(fsys, p, divisionsFile, "level", "code", "name", "kind", "parent") {
		d := Division{Code: r.get("code"), Name: r.get("name"), Level: r.get("level"), Kind: r.get("kind"),
			Parent: r.get("parent"), spot: r.spot}
		p.matches(d.spot, "区划编码", d.Code, digits, "数字")
		p.line(d.spot, "名称", d.Name, 60)
		p.oneOf(d.spot, "级别", d.Level, levels)
		p.oneOf(d.spot, "类型", d.Kind, divisionKinds)
		names.add(p, d.spot, "同一上级下的名称", d.Parent+"/"+d.Name)
		if d.Level == "city" {
			cities++
			d.Parent = "" // one installation is one city
		} else if up, ok := c.divisions[d.Parent]; !ok {
			p.at(d.spot, "上级区划“%s”不存在，或写在了下级之后", d.Parent)
		} else if slices.Index(levels, up.Level) >= slices.Index(levels, d.Level) {
			p.at(d.spot, "上级“%s”的级别不高于“%s”", up.Name, d.Name)
		}
		if codes.add(p, d.spot, "区划编码", d.Code) {
			c.Divisions = append(c.Divisions, d)
			c.divisions[d.Code] = d
		}
	}
	if cities != 1 {
		p.at(spot{file: divisionsFile}, "应有且只有一个市级区划，现有 %d 个", cities)
	}
}

// loadZones adds the functional zones. Towns and communities that a zone covers move below it, as the city's own
// practice is: their orders go to the zone where otherwise they would go to the district.
func (c *City) loadZones(fsys fs.FS, p *problems) {
	city := ""
	for _, d := range c.Divisions {
		if d.Level == "city" {
			city = d.Code
			break
		}
	}
	covered := once{}
	for _, r := range readTable(fsys, p, zonesFile, "code", "name", "unit", "covers") {
		z := Division{Code: r.get("code"), Name: r.get("name"), Level: "area", Kind: "zone", Parent: city, spot: r.spot}
		p.matches(z.spot, "功能区编码", z.Code, digits, "数字")
		p.line(z.spot, "名称", z.Name, 60)
		if other, taken := c.divisions[z.Code]; taken {
			p.at(z.spot, "区划编码“%s”重复，首次出现在 %s", z.Code, other.spot)
			continue
		}
		c.Divisions = append(c.Divisions, z)
		c.divisions[z.Code] = z
		if u, ok := c.units[r.get("unit")]; !ok {
			p.at(z.spot, "单位“%s”不存在", r.get("unit"))
		} else if u.Kind != "zone" || u.Division != z.Code {
			p.at(z.spot, "单位“%s”不是该功能区的管理机构：类型应为 zone，区划应为 %s", u.Code, z.Code)
		}
		for _, code := range r.list("covers") {
			if d, ok := c.divisions[code]; !ok || (d.Level != "street" && d.Level != "village") {
				p.at(z.spot, "覆盖的镇街或社区“%s”不存在", code)
			} else if covered.add(p, z.spot, "覆盖范围", code) {
				c.move(code, z.Code)
			}
		}
	}
}

// move puts a division below another parent.
func (c *City) move(code, parent string) {
	d := c.divisions[code]
	d.Parent = parent
	c.divisions[code] = d
	i := slices.IndexFunc(c.Divisions, func(d Division) bool { return d.Code == code })
	c.Divisions[i] = d
}

// place finds a division by code or by a path of names such as 翠香街道/紫荆社区, where the last name may be
// shortened from the right as people say it. It returns why not when there is none, or more than one.
func (c *City) place(text string) (code, why string) {
	if _, ok := c.divisions[text]; ok {
		return text, ""
	}
	parts := splitList(text, "/")
	if len(parts) == 0 {
		return "", "没有填写"
	}
	var within []Division
	for i, part := range parts {
		var exact, prefix []Division
		for _, d := range c.Divisions {
			switch {
			case d.Level == "city" || (i > 0 && !c.below(d, within)):
			case d.Name == part:
				exact = append(exact, d)
			case i == len(parts)-1 && strings.HasPrefix(d.Name, part):
				prefix = append(prefix, d)
			}
		}
		if within = exact; len(within) == 0 {
			within = prefix
		}
	}
	switch len(within) {
	case 0:
		return "", "没有这个地方"
	case 1:
		return within[0].Code, ""
	}
	return "", "有多个：" + within[0].Name + "（" + within[0].Code + "）、" + within[1].Name + "（" + within[1].Code + "）"
}

// below tells whether d belongs to one of the divisions, by the official tree: a village's code starts with its
// town's, also where a zone covers it.
func (c *City) below(d Division, within []Division) bool {
	return slices.ContainsFunc(within, func(up Division) bool {
		return d.Code != up.Code && (d.Parent == up.Code || strings.HasPrefix(d.Code, up.Code))
	})
}
