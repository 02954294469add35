package intake

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/workorder"
)

// skew is how far a caller's clock may run ahead of ours before a time counts as future.
const skew = 5 * time.Minute

// request checks one request; at is its location, such as body.requests[0]; phone tells whether the person can be
// called.
func (c *checker) request(at string, r *RequestForm, phone bool) {
	if r.refuses() {
		r.eased()
	}
	if !workorder.Kind(r.Kind).Valid() {
		c.wrong(at+".kind", "请选择诉求类型：咨询、求助、投诉、举报、建议、表扬或无效。")
	}
	c.words(at, r)
	c.place(at, r)
	c.when(at, r)
	c.language(at+".language", &r.Language)
	c.topics(at+".topics", r)
	c.reply(at, r, phone)
	if len(r.AttachmentIDs) > MaxAttachments {
		c.wrong(at+".attachment_ids", "附件不能超过 %d 个。", MaxAttachments)
	}
	if slices.Contains(r.AttachmentIDs, 0) {
		c.wrong(at+".attachment_ids", "附件编号不正确，请重新上传。")
	}
	r.AttachmentIDs = dedupe(slices.Clone(r.AttachmentIDs))
	c.then(at+".then", r)
	if r.StormID != 0 && (r.Then != nil || r.OwnMatter) {
		c.wrong(at+".storm_id", "并入突发事件时，不能同时派单、答复或标为单独事项。")
	}
}

func (c *checker) words(at string, r *RequestForm) {
	c.text(at+".content", &r.Content, MaxContent)
	c.required(at+".content", r.Content, "请填写诉求内容。")
	if utf8.RuneCountInString(r.Content) > MaxContentRunes && !c.has(at+".content") {
		c.wrong(at+".content", "不能超过 %d 个字符，请精简，或作为附件提交。", MaxContentRunes)
	}
	c.line(at+".title", &r.Title, MaxTitle)
	if r.Title == "" && c.citizen && r.Content != "" {
		r.Title = language.FirstSentenceTitle(r.Content, 30)
		if r.Title == "" { // no words at all, such as "?"
			r.Title = "市民诉求"
		}
	}
	c.required(at+".title", r.Title, "请填写标题。")
	c.line(at+".accused", &r.Accused, MaxAccused)
	switch {
	case c.citizen && len(r.AccusedParties) > 0:
		c.wrong(at+".accused_parties", "此项只能由坐席填写。")
	case len(r.AccusedParties) > MaxParties:
		c.wrong(at+".accused_parties", "被反映对象最多 %d 项。", MaxParties)
	}
	c.text(at+".expectation", &r.Expectation, MaxExpectation*utf8.UTFMax)
	if n := utf8.RuneCountInString(r.Expectation); n > MaxExpectation && !c.has(at+".expectation") {
		c.wrong(at+".expectation", "不能超过 %d 个字，现有 %d 个字。", MaxExpectation, n)
	}
}

func (c *checker) place(at string, r *RequestForm) {
	c.line(at+".address", &r.Address, MaxAddress)
	c.line(at+".division_code", &r.DivisionCode, 20)
	if r.DivisionCode != "" && !c.has(at+".division_code") {
		ok, err := c.register.hasDivision(r.DivisionCode)
		if err != nil {
			c.err = err
		} else if !ok {
			c.wrong(at+".division_code", "没有这个区划，请从列表中选择。")
		}
	}
	switch {
	case r.CategoryID != 0:
		ok, err := c.register.hasCategory(r.CategoryID)
		if err != nil {
			c.err = err
		} else if !ok {
			c.wrong(at+".category_id", "没有这个诉求分类，或者已停用，请重新选择。")
		}
	case !c.citizen && r.Kind != string(workorder.KindInvalid) && !r.refuses():
		c.wrong(at+".category_id", "请选择诉求分类。")
	}
}

func (c *checker) when(at string, r *RequestForm) {
	if r.OccurredAt == nil {
		return
	}
	switch {
	case r.OccurredAt.After(c.now.Add(skew)):
		c.wrong(at+".occurred_at", "事发时间不能晚于现在。")
	case r.OccurredAt.Before(c.now.AddDate(-100, 0, 0)):
		c.wrong(at+".occurred_at", "事发时间过早，请核对年份。")
	}
}

func (c *checker) topics(at string, r *RequestForm) {
	if len(r.Topics) > MaxTopics {
		c.wrong(at, "专题不能超过 %d 个。", MaxTopics)
		return
	}
	r.Topics = slices.Clone(r.Topics)
	for i := range r.Topics {
		here := fmt.Sprintf("%s[%d]", at, i)
		c.line(here, &r.Topics[i], MaxTopic)
		if r.Topics[i] == "" || c.has(here) {
			continue
		}
		if is, err := c.register.hasTopic(r.Topics[i]); err != nil {
			c.err = err
		} else if !is {
			c.wrong(here, "没有“%s”这个专题，请从列表中选择。", r.Topics[i])
		}
	}
	r.Topics = dedupe(slices.DeleteFunc(r.Topics, func(s string) bool { return s == "" }))
}

func (c *checker) reply(at string, r *RequestForm, phone bool) {
	c.line(at+".reply_hours", &r.ReplyHours, MaxReplyHours)
	if r.ReplyWanted && r.ReplyWay == "" {
		r.ReplyWay = "web"
		if phone {
			r.ReplyWay = "phone"
		}
	}
	switch {
	case r.ReplyWay != "" && !oneOf(ReplyWays, r.ReplyWay):
		c.wrong(at+".reply_way", "答复方式不正确，应为 phone、sms、web、letter 或 none。")
	case r.ReplyWanted && r.ReplyWay == "none":
		c.wrong(at+".reply_way", "需要答复时，请选择答复方式。")
	case r.ReplyWanted && !phone && (r.ReplyWay == "phone" || r.ReplyWay == "sms"):
		c.wrong(at+".reply_way", "没有联系电话，无法用电话或短信答复。请补充号码，或改选网上查询。")
	}
}

func (c *checker) then(at string, r *RequestForm) {
	t := r.Then
	if t == nil {
		return
	}
	if c.citizen && !c.partner {
		c.wrong(at, "此项只能由坐席填写。")
		return
	}
	switch t.Verb {
	case ThenDispatch:
		if ok, err := c.register.takesOrders(t.UnitID); err != nil {
			c.err = err
		} else if !ok {
			c.wrong(at+".unit_id", "请选择承办单位；停用的单位不能派单。")
		}
		c.text(at+".note", &t.Note, MaxNote*3)
	case ThenAnswer:
		c.text(at+".text", &t.Text, MaxAnswer)
		c.required(at+".text", t.Text, "请填写答复内容。")
		if len(t.ArticleIDs) > MaxArticles || slices.Contains(t.ArticleIDs, 0) {
			c.wrong(at+".article_ids", "引用的知识不能超过 %d 条，且编号要正确。", MaxArticles)
		}
	case ThenRefuse:
		c.refusal(at, t)
	default:
		c.wrong(at+".verb", "登记后的动作只能是 dispatch（派单）、answer（直接答复）或 refuse（不予受理）。")
	}
}

// dedupe drops repeated values and keeps the order of the first ones.
func dedupe[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	return slices.DeleteFunc(list, func(v T) bool {
		was := seen[v]
		seen[v] = true
		return was
	})
}
