package supervise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxWords   = 2000
	maxMinutes = 50000
	maxLine    = 100
)

// clean removes what no person types: control characters (PostgreSQL refuses a NUL) and marks that turn the direction
// of text. It tells whether the text was text at all.
func clean(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF':
			return -1
		}
		return r
	}, text)), true
}

// words cleans a text of at most limit characters.
func words(field, label, text string, limit int) (string, error) {
	out, ok := clean(text)
	switch {
	case !ok:
		return "", ErrInvalid.WithField("body."+field, label+"含有无法识别的字符，请重新输入。")
	case utf8.RuneCountInString(out) > limit:
		return "", ErrInvalid.WithField("body."+field, label+"过长，请精简。")
	}
	return out, nil
}

// needed is words that must say something.
func needed(field, label, text string, limit int) (string, error) {
	out, err := words(field, label, text, limit)
	if err == nil && out == "" {
		return "", ErrReasonMissing.WithMessage("请填写%s。", label).WithField("body."+field, "请填写"+label+"。")
	}
	return out, err
}

// line is words on one line.
func line(field, label, text string, must bool) (string, error) {
	out, err := words(field, label, strings.Join(strings.Fields(text), " "), maxLine)
	if err == nil && must && out == "" {
		return "", ErrInvalid.WithField("body."+field, "请填写"+label+"。")
	}
	return out, err
}

// CodedReason is one coded reason, as forms offer it.
type CodedReason struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// The coded reasons: of opening a case, of lifting a card, of proposing an order for a meeting.
var (
	CaseReasons = []CodedReason{
		{"red_card", "红牌逾期"}, {"redo", "两次以上重办"}, {"urged", "多次催办"}, {"dissatisfied", "重办后仍不满意"},
		{"repeated", "同一诉求反复"}, {"leader", "领导批示"}, {"major", "重大或敏感事项"}, {"other", "其他"},
	}
	LiftReasons = []CodedReason{
		{"extended", "延期在到期前已申请、批准在后"}, {"duty_unclear", "职责不清，经认定不归责"}, {"system", "系统或网络故障"},
		{"citizen", "诉求人原因无法办理"}, {"replied", "实际已按期答复"}, {"other", "其他"},
	}
	DocketReasons = []CodedReason{
		{"unclear_duty", "职责不清"}, {"several_units", "涉及多个单位"}, {"returned", "反复退单"}, {"long_open", "久拖未决"}, {"other", "其他"},
	}
)

// label finds a reason's name.
func label(list []CodedReason, code string) string {
	for _, r := range list {
		if r.Code == code {
			return r.Label
		}
	}
	return code
}

// coded refuses a code that is not in the list.
func coded(list []CodedReason, field, code string) error {
	for _, r := range list {
		if r.Code == code {
			return nil
		}
	}
	return ErrReasonCode.WithField("body."+field, "请从列表中选择原因。")
}
