package democity

import (
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

const ordersFolder = "orders"

var (
	outcomes    = []string{"resolved", "partial", "explained", "unsolved"}
	resolutions = []string{"yes", "partly", "no"}
)

// contents are the entries of a list or mapping; nothing for an absent node.
func contents(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	return n.Content
}

func (c *City) loadScenarios(fsys fs.FS, p *problems) {
	codes := once{}
	for _, file := range yamlFiles(fsys, p, ordersFolder) {
		top := readYAML(fsys, p, file)
		if top == nil {
			continue
		}
		field := top.must("field")
		for _, n := range top.list("scenarios") {
			o := newObject(p, file, n)
			if o == nil {
				continue
			}
			s := c.readScenario(o, field)
			if codes.add(p, o.at("code"), "编号", s.Code) {
				c.Scenarios = append(c.Scenarios, s)
			}
		}
		top.done()
	}
}

func (c *City) readScenario(o *object, field string) Scenario {
	s := Scenario{Code: o.must("code"), Field: field, title: o.must("title"), content: o.must("content"),
		Kind: o.text("kind"), Expectation: o.text("expect"), Accused: o.text("accused"), Topic: o.text("topic"),
		Language: o.text("language"), Urgent: o.flag("urgent"), Enterprise: o.flag("enterprise"),
		Sealed: o.flag("sealed"), Unit: o.text("unit"), WrongUnit: o.text("wrong_unit"),
		ReturnReason: o.text("return_reason"), Supplement: o.text("supplement"), Urge: o.text("urge"), spot: o.spot}
	p := o.p
	if s.Code != "" {
		p.matches(o.at("code"), "编号", s.Code, entryCode, "字母加两三位数字，如 c001")
	}
	if name := o.must("category"); name != "" {
		if s.Category = c.category(name); s.Category == "" {
			p.at(o.at("category"), "三级分类“%s”不存在", name)
		}
	}
	if s.Kind == "" {
		s.Kind = c.categories[s.Category].DefaultKind
	} else {
		p.oneOf(o.at("kind"), "类型", s.Kind, kinds)
	}
	if s.Language != "" {
		p.oneOf(o.at("language"), "语言", s.Language, languages)
	}
	s.Places = c.readPlaces(o)
	for _, place := range s.Places {
		p.line(o.at("title"), "标题（含地点）", s.Title(place), 60)
	}
	if n := length(s.content); s.content != "" && (n < 20 || n > 500) {
		p.at(o.at("content"), "内容应为 20 至 500 个字，现有 %d 个", n)
	}
	c.handles(o, "unit", s.Unit)
	c.handles(o, "wrong_unit", s.WrongUnit)
	if (s.WrongUnit == "") != (s.ReturnReason == "") {
		p.at(o.at("wrong_unit"), "wrong_unit 与 return_reason 应同时写")
	}
	c.checkWrongUnit(o, s)
	c.readOutcome(o, &s)
	o.done()
	return s
}

// readPlaces reads lines such as 翠香街道/紫荆社区 | 紫荆菜市场南门.
func (c *City) readPlaces(o *object) []Place {
	var places []Place
	for _, it := range o.texts("places") {
		where, address, ok := strings.Cut(it.text, "|")
		if !ok {
			o.p.at(it.spot, "地点应写成“镇街/社区 | 地址”")
			continue
		}
		code, why := c.place(where)
		if why != "" {
			o.p.at(it.spot, "地点“%s”：%s", strings.TrimSpace(where), why)
		}
		address = strings.TrimSpace(address)
		o.p.line(it.spot, "地址", address, 100)
		places = append(places, Place{Division: code, Address: address})
	}
	if len(places) == 0 {
		o.p.at(o.at("places"), "至少写一个地点")
	}
	return places
}

// handles checks that a unit, when named, can be given an order.
func (c *City) handles(o *object, key, unit string) {
	if unit == "" {
		return
	}
	if u, ok := c.units[unit]; !ok {
		o.p.at(o.at(key), "单位“%s”不存在", unit)
	} else if !u.Handles() {
		o.p.at(o.at(key), "“%s”不承办工单", u.ShortName)
	}
}

// checkWrongUnit: a mistaken dispatch must go elsewhere than the right one.
func (c *City) checkWrongUnit(o *object, s Scenario) {
	if s.WrongUnit == "" {
		return
	}
	for _, place := range s.Places {
		if c.Target(s, place) == s.WrongUnit {
			o.p.at(o.at("wrong_unit"), "“%s”正是“%s”的承办单位", s.WrongUnit, place.Address)
		}
	}
}

// Target is the unit that a request belongs to.
func (c *City) Target(s Scenario, place Place) string {
	if s.Unit != "" {
		return s.Unit
	}
	return c.Default(s.Category, place.Division)
}

// readOutcome reads what becomes of the request.
func (c *City) readOutcome(o *object, s *Scenario) {
	if r := o.object("reply"); r != nil {
		s.Reply = c.readReply(r)
		c.readQuote(r, &s.Reply.Quote)
		r.done()
	} else {
		o.p.at(o.spot, "缺少“reply”")
	}
	if d := o.object("direct"); d != nil {
		s.Direct = &Direct{Text: d.must("text")}
		c.readQuote(d, &s.Direct.Quote)
		d.done()
	}
	if a := o.object("after"); a != nil {
		s.After = &After{Resolved: a.must("resolved"), Satisfaction: a.number("satisfaction", 1, 5), Remark: a.text("remark")}
		if s.After.Resolved != "" {
			o.p.oneOf(a.at("resolved"), "是否解决", s.After.Resolved, resolutions)
		}
		a.must("satisfaction")
		a.done()
	}
	if r := o.object("redo"); r != nil {
		s.Redo = &Redo{Reason: r.must("reason"), Reply: c.readReply(r)}
		r.done()
	}
}

func (c *City) readReply(o *object) Reply {
	r := Reply{Outcome: o.must("outcome"), Text: o.must("text"), Basis: o.text("basis"), Note: o.text("note")}
	if r.Outcome != "" {
		o.p.oneOf(o.at("outcome"), "办理结果", r.Outcome, outcomes)
	}
	return r
}

func (c *City) readQuote(o *object, quote *string) {
	*quote = o.text("quote")
	if _, ok := c.entries[*quote]; *quote != "" && !ok {
		o.p.at(o.at("quote"), "知识条目“%s”不存在", *quote)
	}
}
