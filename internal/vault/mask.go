package vault

import (
	"slices"
	"strings"
)

// compoundSurnames are the two-character family names still in common use.
var compoundSurnames = strings.Fields(`欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 轩辕 端木 百里
	东郭 南宫 独孤 呼延 闻人 公冶 太史 申屠 钟离 西门 澹台 濮阳 淳于 单于 赫连 公羊 鲜于 闾丘 司空 仲孙 亓官`)

// titles say how to address a person, not who it is; they stay readable.
var titles = strings.Fields(`先生 女士 小姐 同志 老师 师傅 阿姨 大爷 大妈 叔叔 婆婆 伯伯 太太 同学 医生 经理`)

// MaskName keeps the family name and hides the rest, at most three stars:
// 王小明 → 王**, 欧阳明 → 欧阳*, 李女士 → 李女士, Anna Ng → A**.
func MaskName(name string) string {
	runes := []rune(strings.TrimSpace(name))
	if len(runes) == 0 {
		return ""
	}
	for _, title := range titles {
		if given, ok := strings.CutSuffix(string(runes), title); ok && given != "" {
			if slices.Contains(compoundSurnames, given) || len([]rune(given)) == 1 {
				return given + title
			}
			return MaskName(given) + title
		}
	}
	keep := 1
	if len(runes) > 2 && slices.Contains(compoundSurnames, string(runes[:2])) {
		keep = 2
	}
	if len(runes) == 1 {
		return "*"
	}
	return string(runes[:keep]) + strings.Repeat("*", min(3, len(runes)-keep))
}

// MaskPhone keeps enough of a number to recognise it by and hides four digits
// or more: 13812345521 → 138****5521, 0756-2123456 → 0756****456.
// A text without a number gives "".
func MaskPhone(phone string) string {
	number := NormalisePhone(phone, "")
	head, tail := 1, 1
	switch n := len(number); {
	case n < 3:
		return ""
	case mobile(number):
		head, tail = 3, 4
	case n >= 11 && strings.HasPrefix(number, "+"):
		head, tail = 4, 3
	case n >= 10 && strings.HasPrefix(number, "02"), n >= 10 && strings.HasPrefix(number, "010"):
		head, tail = 3, 3
	case n >= 11:
		head, tail = 4, 3
	case n >= 7:
		head, tail = 2, 2
	}
	return number[:head] + "****" + number[len(number)-tail:]
}
