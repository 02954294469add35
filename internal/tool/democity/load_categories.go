package democity

import "io/fs"

const (
	categoriesFile = "categories.csv"
	defaultsFile   = "default_units.csv"
	rulesFile      = "catalogue_draft.csv"
)

// kinds are the kinds of request: 咨询 求助 投诉 举报 建议 表扬 无效.
var kinds = []string{"consult", "help", "complaint", "report", "suggestion", "praise", "invalid"}

func (c *City) loadCategories(fsys fs.FS, p *problems) {
	codes, names, leaves := once{}, once{}, once{}
	for _, r := range readTable(fsys, p, categoriesFile, "code", "name", "parent", "default_kind") {
		k := Category{Code: r.get("code"), Name: r.get("name"), Parent: r.get("parent"),
			DefaultKind: r.get("default_kind"), Level: 1, spot: r.spot}
		p.matches(k.spot, "分类编码", k.Code, digits, "数字")
		p.line(k.spot, "名称", k.Name, 40)
		if k.Parent != "" {
			up, ok := c.categories[k.Parent]
			if !ok {
				p.at(k.spot, "上级分类“%s”不存在，或写在了下级之后", k.Parent)
			}
			k.Level = up.Level + 1
		}
		if k.Level > 3 {
			p.at(k.spot, "分类最多三级")
		}
		if k.DefaultKind != "" || k.Level == 3 {
			p.oneOf(k.spot, "默认类型", k.DefaultKind, kinds)
		}
		names.add(p, k.spot, "同一上级下的名称", k.Parent+"/"+k.Name)
		// Other files name third-level categories by name, so a name must mean one category.
		if k.Level == 3 && leaves.add(p, k.spot, "三级分类名称", k.Name) {
			c.leaves[k.Name] = k.Code
		}
		if codes.add(p, k.spot, "分类编码", k.Code) {
			c.Categories = append(c.Categories, k)
			c.categories[k.Code] = k
		}
	}
}

func (c *City) loadDefaults(fsys fs.FS, p *problems) {
	rules := once{}
	for _, r := range readTable(fsys, p, defaultsFile, "category", "division", "unit") {
		d := DefaultUnit{Category: r.get("category"), Division: r.get("division"), Unit: r.get("unit"), spot: r.spot}
		if _, ok := c.categories[d.Category]; !ok {
			p.at(d.spot, "分类“%s”不存在", d.Category)
		}
		if _, ok := c.divisions[d.Division]; d.Division != "" && !ok {
			p.at(d.spot, "区划“%s”不存在", d.Division)
		}
		if u, ok := c.units[d.Unit]; !ok {
			p.at(d.spot, "单位“%s”不存在", d.Unit)
		} else if !u.Handles() {
			p.at(d.spot, "“%s”不承办工单，不能作为默认单位", u.ShortName)
		}
		if rules.add(p, d.spot, "分类与区划的组合", d.Category+"/"+d.Division) {
			c.Defaults = append(c.Defaults, d)
			c.defaults[[2]string{d.Category, d.Division}] = d.Unit
		}
	}
	for _, k := range c.Categories {
		if k.Level == 3 && c.Default(k.Code, "") == "" {
			p.at(k.spot, "分类“%s”及其上级都没有全市的默认单位（%s）", k.Name, defaultsFile)
		}
	}
}

// loadRules reads what the draft of the dispatch catalogue has beside the defaults.
func (c *City) loadRules(fsys fs.FS, p *problems) {
	for _, r := range readTable(fsys, p, rulesFile, "category", "division", "kind", "accused", "hours", "unit", "helpers", "basis", "unclear") {
		rule := Rule{Category: r.get("category"), Division: r.get("division"), Kind: r.get("kind"), Accused: r.get("accused"), Hours: r.get("hours"),
			Unit: r.get("unit"), Helpers: r.list("helpers"), Basis: r.get("basis"), Unclear: r.get("unclear") == "yes", spot: r.spot}
		if _, ok := c.categories[rule.Category]; !ok {
			p.at(rule.spot, "分类“%s”不存在", rule.Category)
		}
		if _, ok := c.divisions[rule.Division]; rule.Division != "" && !ok {
			p.at(rule.spot, "区划“%s”不存在", rule.Division)
		}
		if rule.Kind != "" {
			p.oneOf(rule.spot, "类型", rule.Kind, kinds)
		}
		for _, code := range append([]string{rule.Unit}, rule.Helpers...) {
			if u, ok := c.units[code]; !ok || !u.Handles() {
				p.at(rule.spot, "单位“%s”不存在或不承办工单", code)
			}
		}
		p.line(rule.spot, "职责依据", rule.Basis, 200)
		p.oneOf(rule.spot, "首接负责", r.get("unclear"), []string{"yes", "no"})
		c.Rules = append(c.Rules, rule)
	}
}

// category finds a third-level category by code or name; empty if there is none.
func (c *City) category(text string) string {
	if k, ok := c.categories[text]; ok && k.Level == 3 {
		return text
	}
	return c.leaves[text]
}
