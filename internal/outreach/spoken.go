package outreach

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"onedoor/internal/language"
)

// plainSpeech is a text as it is compared: without spaces and marks, in one width and case.
func plainSpeech(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, width.Fold.String(text))
}

const (
	fillers   = "嗯啊呃哦噢喔唉哎那"    // that begin a sentence and say nothing
	particles = "的啊呀呢吧了嘛哦呗啦哈嗯" // that end one
	denials   = "不没未别无"
)

// bare is a plain text without what is said around it.
func bare(plain string) string {
	return strings.TrimRight(strings.TrimLeft(plain, fillers), particles)
}

// heardAs tells which branch of a step somebody's words lead to, and by which phrase; -1: none, or more than one. A phrase is
// found within a sentence unless it is denied there (“不太满意” is no “满意”) or part of a longer phrase of another branch.
// A phrase of one character (“是”) must be all that is said. What only sounds alike counts when it is the whole sentence.
func heardAs(branches []Branch, text string) (branch int, phrase string) {
	plain := plainSpeech(text)
	core := bare(plain)
	type hit struct {
		branch, from, to int
		phrase           string
	}
	var hits []hit
	for i, b := range branches {
		for _, p := range b.Phrases {
			want := plainSpeech(p)
			switch {
			case want == "":
			case plain == want || core != "" && core == bare(want) || core == strings.Repeat(want, max(1, len(core)/len(want))):
				return i, p
			case utf8.RuneCountInString(want) > 1:
				for from := 0; ; {
					at := strings.Index(plain[from:], want)
					if at < 0 {
						break
					}
					at += from
					if from = at + len(want); !denied(plain[:at]) && !asked(plain[:at], want) {
						hits = append(hits, hit{i, at, from, p})
					}
				}
			}
		}
	}
	if branch, phrase := soundsAs(branches, core); branch >= 0 {
		return branch, phrase
	}
	hits = slices.DeleteFunc(slices.Clone(hits), func(h hit) bool {
		return slices.ContainsFunc(hits, func(o hit) bool { return o.from <= h.from && h.to <= o.to && o.to-o.from > h.to-h.from })
	})
	if len(hits) == 0 {
		return -1, ""
	}
	for _, h := range hits {
		if h.branch != hits[0].branch {
			return -1, ""
		}
	}
	return hits[0].branch, hits[0].phrase
}

// denied tells whether what stands before a phrase denies it: one of the last two characters does.
func denied(before string) bool {
	for range 2 {
		r, n := utf8.DecodeLastRuneInString(before)
		if n > 0 && strings.ContainsRune(denials, r) {
			return true
		}
		before = before[:len(before)-n]
	}
	return false
}

// asked tells whether a denial is half of a question: the “不是” of “是不是”.
func asked(before, phrase string) bool {
	first, n := utf8.DecodeRuneInString(phrase)
	second, _ := utf8.DecodeRuneInString(phrase[n:])
	last, _ := utf8.DecodeLastRuneInString(before)
	return before != "" && strings.ContainsRune(denials, first) && last == second
}

// soundsAs finds the one branch with a phrase of the same syllables: a recognizer often hears another character.
func soundsAs(branches []Branch, core string) (branch int, phrase string) {
	branch = -1
	if utf8.RuneCountInString(core) < 2 || utf8.RuneCountInString(core) > 12 {
		return -1, ""
	}
	sound := language.Pinyin(core)
	for i, b := range branches {
		for _, p := range b.Phrases {
			if language.Pinyin(plainSpeech(p)) != sound {
				continue
			}
			if branch >= 0 && branch != i {
				return -1, ""
			}
			branch, phrase = i, p
		}
	}
	return branch, phrase
}
