package democity

import (
	"io/fs"
	"regexp"
	"slices"
)

const (
	staffFile  = "staff.csv"
	peopleFile = "contact_people.csv"
)

// roles are those of the directory.
var roles = []string{"seat", "leader", "dispatcher", "reviewer", "officer", "subcentre", "supervisor", "editor",
	"knowledge_reviewer", "inspector", "analyst", "admin", "auditor", "number_seat"}

var (
	login     = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)
	languages = []string{"zh", "yue", "en"}
)

func (c *City) loadStaff(fsys fs.FS, p *problems) {
	logins := once{}
	has := map[string]bool{}     // roles that somebody has
	officer := map[string]bool{} // units with an officer
	for _, r := range readTable(fsys, p, staffFile, "login", "name", "unit", "roles") {
		s := Staff{Login: r.get("login"), Name: r.get("name"), Unit: r.get("unit"), Roles: r.list("roles"), spot: r.spot}
		p.matches(s.spot, "登录名", s.Login, login, "3 至 32 位小写字母、数字和 . - _")
		p.line(s.spot, "姓名", s.Name, 30)
		u, ok := c.units[s.Unit]
		if !ok {
			p.at(s.spot, "单位“%s”不存在", s.Unit)
		}
		if len(s.Roles) == 0 {
			p.at(s.spot, "没有角色")
		}
		for _, role := range s.Roles {
			p.oneOf(s.spot, "角色", role, roles)
			has[role] = true
			switch {
			case role == "officer" && ok && !u.Handles():
				p.at(s.spot, "承办员应属于承办单位，“%s”不是", u.ShortName)
			case role == "subcentre" && ok && u.Kind != "subcentre":
				p.at(s.spot, "分中心负责人应属于分中心，“%s”不是", u.ShortName)
			case role == "officer":
				officer[s.Unit] = true
			}
		}
		if logins.add(p, s.spot, "登录名", s.Login) {
			c.Staff = append(c.Staff, s)
		}
	}
	for _, role := range roles {
		if !has[role] && role != "number_seat" { // a city may have no dual number
			p.at(spot{file: staffFile}, "没有人担任角色 %s", role)
		}
	}
	for _, u := range c.Units {
		if u.Handles() && !officer[u.Code] {
			p.at(u.spot, "单位“%s”没有承办员（%s）", u.ShortName, staffFile)
		}
	}
}

func (c *City) loadPeople(fsys fs.FS, p *problems) {
	codes, phones := once{}, once{}
	for _, r := range readTable(fsys, p, peopleFile, "code", "name", "salutation", "phone", "division", "language") {
		m := Person{Code: r.get("code"), Name: r.get("name"), Salutation: r.get("salutation"), Phone: r.get("phone"),
			Division: r.get("division"), Language: r.get("language"), spot: r.spot}
		p.line(m.spot, "姓名", m.Name, 30)
		p.oneOf(m.spot, "称谓", m.Salutation, []string{"先生", "女士"})
		p.oneOf(m.spot, "语言", m.Language, languages)
		if m.Phone != "" {
			p.matches(m.spot, "电话", m.Phone, citizenPhone, "演示号段 1540000xxxx 或 0756-555xxxx")
			phones.add(p, m.spot, "电话", m.Phone)
		}
		if _, ok := c.divisions[m.Division]; !ok {
			p.at(m.spot, "区划“%s”不存在", m.Division)
		}
		if codes.add(p, m.spot, "编号", m.Code) {
			c.People = append(c.People, m)
		}
	}
	if len(c.People) == 0 {
		p.at(spot{file: peopleFile}, "没有来话人")
	}
}

// with returns the logins of a role, in the order of the file.
func (c *City) with(role string) []string {
	var list []string
	for _, s := range c.Staff {
		if slices.Contains(s.Roles, role) {
			list = append(list, s.Login)
		}
	}
	return list
}

// officer returns the login of a unit's first officer.
func (c *City) officer(unit string) string {
	for _, s := range c.Staff {
		if s.Unit == unit && slices.Contains(s.Roles, "officer") {
			return s.Login
		}
	}
	return ""
}
