package intake

import (
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// register says what the rest of the house knows: whether a category can be used, a division exists, a hotline
// number is ours, a unit takes orders, a coded refusal is in force. known.go answers it from catalogue and directory.
type register interface {
	hasCategory(id ids.ID) (bool, error)
	hasTopic(name string) (bool, error)
	hasDivision(code string) (bool, error)
	hasHotline(number string) (bool, error)
	takesOrders(unit ids.ID) (bool, error)
	remit(code string) (RemitCode, bool, error)
	tookCall(call ids.ID) (bool, error)
}

// checker walks a form, replaces each text by its clean form, and gathers what is wrong, by field. Its err is an
// error of the store, not of the form.
type checker struct {
	register register
	numbers  []string // that the taker's contacts come on, of a number's own seats; nil: any
	now      time.Time
	citizen  bool // filled in by a citizen: title and category may be absent
	partner  bool // handed over by another platform
	fault    *fault.Fault
	err      error
}

func (c *checker) wrong(location, format string, args ...any) {
	if c.fault == nil {
		c.fault = ErrForm
	}
	c.fault = c.fault.WithField(location, fmt.Sprintf(format, args...))
}

func (c *checker) result() error {
	if c.err != nil {
		return c.err
	}
	if c.fault != nil {
		return c.fault
	}
	return nil
}

// line cleans a field of one line and limits it to n characters.
func (c *checker) line(at string, s *string, n int) {
	clean, ok := cleanLine(*s)
	switch {
	case !ok:
		c.wrong(at, "文字编码有误，请重新填写。")
	case utf8.RuneCountInString(clean) > n:
		c.wrong(at, "不能超过 %d 个字，现有 %d 个字。", n, utf8.RuneCountInString(clean))
	}
	*s = clean
}

// text cleans a field of several lines and limits it to n bytes.
func (c *checker) text(at string, s *string, n int) {
	clean, ok := cleanText(*s)
	switch {
	case !ok:
		c.wrong(at, "文字编码有误，请重新填写。")
	case len(clean) > n:
		c.wrong(at, "内容过长，约可写 %d 个汉字，请精简，或作为附件提交。", n/3)
	}
	*s = clean
}

func (c *checker) required(at, s, message string) {
	if s == "" && !c.has(at) {
		c.wrong(at, "%s", message)
	}
}

// has tells whether at already has a message.
func (c *checker) has(at string) bool {
	if c.fault != nil {
		for _, f := range c.fault.Fields {
			if f.Location == at {
				return true
			}
		}
	}
	return false
}

func (c *checker) phone(at string, s *string) {
	c.line(at, s, maxPhone)
	if *s != "" && !c.has(at) && !phoneShape(*s) {
		c.wrong(at, "电话号码格式不正确，请填写手机号、带区号的固定电话或短号；没有号码可以不填。")
	}
}

var (
	languageShape = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$`)
	tokenShape    = regexp.MustCompile(`^[A-Za-z0-9_-]{16,80}$`)
)

func (c *checker) language(at string, s *string) {
	c.line(at, s, 20)
	if *s != "" && !c.has(at) && !languageShape.MatchString(*s) {
		c.wrong(at, "语言代码不正确，例如 zh（普通话）、yue（粤语）、en（英语）。")
	}
}

func (c *checker) caller(at string, in *Caller) {
	c.phone(at+".caller_number", &in.CallerNumber)
	c.phone(at+".contact_phone", &in.ContactPhone)
	c.line(at+".caller_name", &in.CallerName, MaxName)
	c.line(at+".salutation", &in.Salutation, MaxSalutation)
}

// contact checks everything of a contact but its requests.
func (c *checker) contact(in *TakeOnIn) {
	if !oneOf(Doors, in.Door) || (in.Door == DoorPartner) != c.partner {
		c.wrong("body.door", "来源渠道不正确，应为 phone、web、counter、letter 或 other。")
	}
	c.caller("body", &in.Caller)
	c.language("body.language", &in.Language)
	if in.Token != "" && !tokenShape.MatchString(in.Token) {
		c.wrong("body.token", "表单令牌不正确，请刷新页面后重新提交。")
	}
	c.hotline(in)
	c.call(in.CallID)
	switch n := len(in.Requests); {
	case n == 0:
		c.wrong("body.requests", "请至少填写一件诉求。")
	case n > MaxRequests:
		c.wrong("body.requests", "一次来话最多登记 %d 件诉求，其余请另行登记。", MaxRequests)
	}
}

// call holds that a contact names no call but one that its taker has spoken on.
func (c *checker) call(id ids.ID) {
	if id == 0 {
		return
	}
	ok, err := c.register.tookCall(id)
	if err != nil {
		c.err = err
	} else if !ok {
		c.wrong("body.call_id", "没有这次通话，或者不是您接听的。")
	}
}

func (c *checker) hotline(in *TakeOnIn) {
	c.line("body.hotline_number", &in.HotlineNumber, 20)
	if c.numbers != nil && in.HotlineNumber == "" && len(c.numbers) == 1 {
		in.HotlineNumber = c.numbers[0]
	}
	if c.numbers != nil && !slices.Contains(c.numbers, in.HotlineNumber) {
		c.wrong("body.hotline_number", "请选择本单位的热线号码，您只登记本单位号码的来话。")
		return
	}
	if in.HotlineNumber == "" || c.has("body.hotline_number") {
		return
	}
	ok, err := c.register.hasHotline(in.HotlineNumber)
	if err != nil {
		c.err = err
	} else if !ok {
		c.wrong("body.hotline_number", "没有这个热线号码，请从列表中选择。")
	}
}
