package workorder

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/platform/fault"
)

// wordCheck cleans the texts of one input and gathers what is wrong with them, so that a
// person sees all at once.
type wordCheck struct {
	first  string
	fields []fault.Field
}

// line cleans a text of one line: line breaks become spaces.
func (w *wordCheck) line(field, label, text string, limit int, needed bool) string {
	return w.check(field, label, strings.Join(strings.Fields(w.clean(field, label, text)), " "), limit, needed)
}

// text cleans a text of several lines.
func (w *wordCheck) text(field, label, text string, limit int, needed bool) string {
	return w.check(field, label, strings.TrimSpace(w.clean(field, label, text)), limit, needed)
}

func (w *wordCheck) check(field, label, text string, limit int, needed bool) string {
	switch n := utf8.RuneCountInString(text); {
	case needed && n == 0:
		w.wrong(field, label+"不能为空。")
	case n > limit:
		w.wrong(field, label+"过长，请精简。")
	}
	return text
}

// clean removes what no person types: control characters (a NUL is refused by PostgreSQL)
// and marks that turn the direction of text, which can disguise words and file names.
func (w *wordCheck) clean(field, label, text string) string {
	if !utf8.ValidString(text) {
		w.wrong(field, label+"含有无法识别的字符，请重新输入。")
		return ""
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF', r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
}

func (w *wordCheck) wrong(field, message string) {
	if w.first == "" {
		w.first = message
	}
	w.fields = append(w.fields, fault.Field{Location: field, Message: message})
}

// err is nil, or one fault that points to every wrong text.
func (w *wordCheck) err() error {
	if len(w.fields) == 0 {
		return nil
	}
	f := ErrInvalid.WithMessage("%s", w.first)
	f.Fields = w.fields
	return f
}

// reason cleans the words that say why; without them it gives [ErrReasonMissing].
func reason(field, text string) (string, error) {
	w := wordCheck{}
	text = w.text(field, "理由", text, maxReason, false)
	if err := w.err(); err != nil {
		return "", err
	}
	if text == "" {
		return "", ErrReasonMissing.WithField(field, "请写明理由。")
	}
	return text, nil
}

// note cleans words that may be left out.
func note(field, label, text string) (string, error) {
	w := wordCheck{}
	return w.text(field, label, text, maxReason, false), w.err()
}
