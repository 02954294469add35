package language

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sign is one rule of words that hints at a matter, and says itself what it found: a person reads why. It decides
// nothing.
type Sign struct {
	Any    []string // one of these must stand in the text
	With   []string // 同句: and one of these in the same sentence
	Not    []string // 不算: phrases that are struck out before anything is looked for (消防通道)
	Unless []string // 除非: a sentence that holds one of these is passed over (隐患, 去年)
	Insist []string // 仍算: but not if it holds one of these, too (正在)
}

// Limits of a written rule.
const (
	maxSignLine  = 4000 // bytes of a line
	maxSignLines = 20
	maxSignWords = 200 // of one part
	maxSignWord  = 20  // characters
)

// ErrSign is wrapped by every refusal of ParseSign; the text around it says what is wrong, in Chinese, for who wrote it.
var ErrSign = errors.New("提示词规则有误")

var signParts = []string{"同句", "不算", "除非", "仍算"}

// ParseSigns reads rules, one a line; empty lines do not count.
func ParseSigns(text string) ([]Sign, error) {
	var list []Sign
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		s, err := ParseSign(line)
		if err != nil {
			return nil, fmt.Errorf("第 %d 行：%w", i+1, err)
		}
		if list = append(list, s); len(list) > maxSignLines {
			return nil, fmt.Errorf("%w：不能超过 %d 行", ErrSign, maxSignLines)
		}
	}
	return list, nil
}

// ParseSign reads one rule: words separated by 、, then parts separated by ； that begin with 同句, 不算, 除非 or 仍算.
//
//	着火、起火、冒烟；同句 正在、现在；不算 消防通道；除非 隐患、去年；仍算 又着火
func ParseSign(line string) (Sign, error) {
	if !utf8.ValidString(line) || len(line) > maxSignLine {
		return Sign{}, fmt.Errorf("%w：文字过长或编码有误", ErrSign)
	}
	var s Sign
	for i, part := range strings.FieldsFunc(line, func(r rune) bool { return r == '；' || r == ';' }) {
		part = strings.TrimSpace(part)
		into := &s.Any
		name := ""
		for _, n := range signParts {
			if rest, ok := strings.CutPrefix(part, n); ok && strings.TrimLeft(rest, " 　：:") != rest {
				name, part = n, strings.TrimLeft(rest, " 　：:")
			}
		}
		switch name {
		case "同句":
			into = &s.With
		case "不算":
			into = &s.Not
		case "除非":
			into = &s.Unless
		case "仍算":
			into = &s.Insist
		default:
			if i > 0 {
				return Sign{}, fmt.Errorf("%w：分号后应写“同句”“不算”“除非”或“仍算”，再加空格和词", ErrSign)
			}
		}
		if len(*into) > 0 {
			return Sign{}, fmt.Errorf("%w：“%s”写了两次", ErrSign, name)
		}
		words, err := signWords(part)
		if err != nil {
			return Sign{}, err
		}
		*into = words
	}
	if len(s.Any) == 0 {
		return Sign{}, fmt.Errorf("%w：至少写一个词", ErrSign)
	}
	return s, nil
}

func signWords(part string) ([]string, error) {
	var list []string
	for _, w := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune("、,，|", r) }) {
		w = strings.TrimSpace(Fold(w))
		switch n := utf8.RuneCountInString(w); {
		case n == 0:
			continue
		case n > maxSignWord:
			return nil, fmt.Errorf("%w：词“%s…”超过 %d 个字", ErrSign, string([]rune(w)[:8]), maxSignWord)
		case endsSentence(w):
			return nil, fmt.Errorf("%w：词“%s”里不能有句号、问号、叹号和分号", ErrSign, w)
		}
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	switch {
	case len(list) == 0:
		return nil, fmt.Errorf("%w：有一部分没有写词", ErrSign)
	case len(list) > maxSignWords:
		return nil, fmt.Errorf("%w：一部分不能超过 %d 个词", ErrSign, maxSignWords)
	}
	return list, nil
}

// String writes the rule as ParseSign reads it.
func (s Sign) String() string {
	text := strings.Join(s.Any, "、")
	for i, words := range [][]string{s.With, s.Not, s.Unless, s.Insist} {
		if len(words) > 0 {
			text += "；" + signParts[i] + " " + strings.Join(words, "、")
		}
	}
	return text
}

// Find returns the words that the rule found in the text, each once, nil when it does not hold.
func (s Sign) Find(text string) []string { return s.find(sentences(Fold(text))) }

// FindSigns asks several rules about one text and returns what they found together.
func FindSigns(rules []Sign, text string) []string {
	split := sentences(Fold(text))
	var found []string
	for _, s := range rules {
		for _, w := range s.find(split) {
			if !slices.Contains(found, w) {
				found = append(found, w)
			}
		}
	}
	return found
}

func (s Sign) find(sentences []string) []string {
	var found []string
	for _, sentence := range sentences {
		for _, phrase := range s.Not {
			sentence = strings.ReplaceAll(sentence, phrase, " ")
		}
		any := held(sentence, s.Any)
		if len(any) == 0 {
			continue
		}
		with := held(sentence, s.With)
		if len(s.With) > 0 && len(with) == 0 {
			continue
		}
		insisted := held(sentence, s.Insist)
		if len(held(sentence, s.Unless)) > 0 && len(insisted) == 0 {
			continue
		}
		for _, w := range append(append(any, with...), insisted...) {
			if !slices.Contains(found, w) {
				found = append(found, w)
			}
		}
	}
	return found
}

func held(sentence string, words []string) (found []string) {
	for _, w := range words {
		if strings.Contains(sentence, w) {
			found = append(found, w)
		}
	}
	return found
}

func endsSentence(s string) bool { return strings.ContainsAny(s, "。！？!?;；\n") }

// sentences cuts folded text; a comma does not end a sentence.
func sentences(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！？!?;；\n", r) })
}
