package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// greetings open a letter and say nothing about its matter. They are removed
// from the front as long as one fits, longest first.
var greetings = []string{
	"尊敬的各位领导", "尊敬的市长先生", "尊敬的市领导", "尊敬的领导们", "尊敬的领导", "尊敬的市长", "尊敬的书记", "敬爱的领导", "敬爱的市长",
	"各位领导", "市长先生", "市长您好", "市长你好", "领导您好", "领导你好", "领导们好", "市领导", "领导好", "市长好",
	"工作人员", "客服人员", "12345热线", "12345平台", "市长热线", "政府热线", "市民热线",
	"您好", "你好", "大家好", "早上好", "上午好", "中午好", "下午好", "晚上好", "打扰了", "请问一下", "请问", "麻烦问一下", "想咨询一下", "我想咨询一下", "我想问一下", "想问一下",
	"领导", "市长", "书记",
}

// FirstSentenceTitle makes a title of at most limit characters from the first
// sentence of text that is not a greeting. A first sentence too short to say
// anything takes the next one with it. A longer one is cut at its last comma
// if that leaves at least half of limit, else anywhere, and ends in "…".
// It returns "" for text without words or limit below 2.
func FirstSentenceTitle(text string, limit int) string {
	if limit < 2 {
		return ""
	}
	const tooShort = 5
	// Nothing beyond this can reach the title; the bound keeps hostile text cheap.
	rest := head(text, 40*limit+400)
	title := ""
	for rest != "" && utf8.RuneCountInString(title) < tooShort {
		var sentence string
		sentence, rest = cutSentence(rest)
		sentence = withoutGreeting(tidy(sentence))
		if !strings.ContainsFunc(sentence, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			continue
		}
		if title != "" {
			title += "，"
		}
		title += sentence
	}
	return shorten(title, limit)
}

// head returns at most n bytes of s, cut at a character.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// cutSentence splits behind the first sentence. A Latin full stop ends one
// only before a space or the end, so 3.5 and web addresses stay whole.
func cutSentence(s string) (sentence, rest string) {
	for i, r := range s {
		end := i + utf8.RuneLen(r)
		switch r {
		case '。', '！', '？', '；', '!', '?', ';', '\n', '\r', '…':
			return s[:i], s[end:]
		case '.':
			if end == len(s) || s[end] == ' ' || s[end] == '\n' {
				return s[:i], s[end:]
			}
		case utf8.RuneError: // a broken byte is one byte long
			continue
		}
	}
	return s, ""
}

// tidy removes control characters and outer punctuation and joins spaces.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	return strings.Trim(s, " ，,、:：.。-—~*·")
}

func withoutGreeting(s string) string {
	for {
		before := s
		for _, g := range greetings {
			rest, ok := strings.CutPrefix(s, g)
			if !ok {
				continue
			}
			// 领导 alone may be the matter itself (领导干部…): only a greeting
			// that ends in a polite word or a pause is one.
			if r, _ := utf8.DecodeRuneInString(rest); len(g) > 2*3 || rest == "" || strings.ContainsRune("，,、:： 好", r) || strings.HasSuffix(g, "好") || g == "请问" {
				s = strings.TrimLeft(rest, " ，,、:：！!~.")
				break
			}
		}
		if s == before {
			return s
		}
	}
}

// shorten cuts s to limit characters.
func shorten(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	runes := []rune(s)
	for i := limit; i >= limit/2; i-- {
		if strings.ContainsRune("，,、；：", runes[i]) {
			return string(runes[:i])
		}
	}
	return strings.TrimRight(string(runes[:limit-1]), " ") + "…"
}
