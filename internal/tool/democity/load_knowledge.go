package democity

import (
	"io/fs"
	"strings"
	"time"
)

const knowledgeFolder = "knowledge"

// Limits of an entry's text, in characters without spaces.
const (
	bodyLeast = 60
	bodyMost  = 250
)

var entryKinds = []string{Article, Announcement, Wording}

func (c *City) loadKnowledge(fsys fs.FS, p *problems) {
	codes, titles := once{}, once{}
	for _, file := range yamlFiles(fsys, p, knowledgeFolder) {
		top := readYAML(fsys, p, file)
		if top == nil {
			continue
		}
		field, kind := top.must("field"), top.must("kind")
		p.oneOf(top.at("kind"), "kind", kind, entryKinds)
		for _, n := range top.list("entries") {
			o := newObject(p, file, n)
			if o == nil {
				continue
			}
			e := c.readEntry(o, field, kind)
			titles.add(p, o.at("title"), "标题", e.Title)
			if codes.add(p, o.at("code"), "编号", e.Code) {
				c.Entries = append(c.Entries, e)
				c.entries[e.Code] = e
			}
		}
		top.done()
	}
}

func (c *City) readEntry(o *object, field, kind string) Entry {
	e := Entry{Code: o.must("code"), Kind: kind, Field: field, Title: o.must("title"), Summary: o.must("summary"),
		body: o.must("body"), Unit: o.must("unit"), Starts: o.moment("starts"), Ends: o.moment("ends"),
		Expires: o.moment("expires"), spot: o.spot}
	p := o.p
	if e.Code != "" {
		p.matches(o.at("code"), "编号", e.Code, entryCode, "字母加两三位数字，如 hz-01")
	}
	if e.Title != "" {
		p.line(o.at("title"), "标题", e.Title, 60)
	}
	if e.Summary != "" {
		p.line(o.at("summary"), "摘要", e.Summary, 120)
	}
	if n := length(e.body); e.body != "" && (n < bodyLeast || n > bodyMost) {
		p.at(o.at("body"), "正文应为 %d 至 %d 个字，现有 %d 个", bodyLeast, bodyMost, n)
	}
	if _, ok := c.units[e.Unit]; e.Unit != "" && !ok {
		p.at(o.at("unit"), "单位“%s”不存在", e.Unit)
	}
	for _, it := range o.texts("categories") {
		if code := c.category(it.text); code != "" {
			e.Categories = append(e.Categories, code)
		} else {
			p.at(it.spot, "三级分类“%s”不存在", it.text)
		}
	}
	for _, it := range o.texts("keywords") {
		e.Keywords = append(e.Keywords, it.text)
	}
	if len(contents(o.keys["categories"])) == 0 {
		p.at(o.at("categories"), "至少写一个分类")
	}
	if len(e.Keywords) == 0 {
		p.at(o.at("keywords"), "至少写一个关键词")
	}
	c.checkDates(o, e)
	o.done()
	return e
}

// checkDates: only announcements have a start and an end, and those in order.
func (c *City) checkDates(o *object, e Entry) {
	marks := strings.Contains(e.body, startMark) || strings.Contains(e.body, endMark)
	switch {
	case e.Kind != Announcement && (e.Starts.IsSet() || e.Ends.IsSet() || marks):
		o.p.at(o.spot, "只有公告可以写起止时间")
		return
	case e.Kind == Announcement && (o.text("starts") == "" || o.text("ends") == ""):
		o.p.at(o.spot, "公告应写明 starts 和 ends")
		return
	}
	if o.text("expires") == "" {
		o.p.at(o.at("expires"), "缺少“expires”")
	}
	now := time.Now()
	starts, ends, expires := e.Starts.At(now), e.Ends.At(now), e.Expires.At(now)
	if e.Starts.IsSet() && e.Ends.IsSet() && !ends.After(starts) {
		o.p.at(o.at("ends"), "ends 应晚于 starts")
	}
	if e.Ends.IsSet() && e.Expires.IsSet() && expires.Before(ends.Truncate(24*time.Hour)) {
		o.p.at(o.at("expires"), "expires 不应早于 ends")
	}
}
