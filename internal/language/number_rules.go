package language

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// numberRules are tried in this order, the most certain first.
var numberRules = []func(c *numberChain, i int) (hit, bool){
	matchIDNumber, matchBankCard, matchMobile, matchHongKongMacau, matchLandline, matchTravelDocument,
}

// match tries the rules on the groups from i on.
func (c *numberChain) match(i int) (hit, bool) {
	for _, rule := range numberRules {
		if h, ok := rule(c, i); ok {
			return h, true
		}
	}
	return hit{}, false
}

// joined returns the end group and digits of the shortest stretch from group
// i on that holds exactly n digits.
func (c *numberChain) joined(i, n int) (next int, digits string, ok bool) {
	total := 0
	for next = i; next < len(c.groups) && total < n; next++ {
		total += c.groups[next].size()
	}
	if total != n {
		return 0, "", false
	}
	from := c.groups[i].from
	return next, c.digits(from, from+n), true
}

// shaped is joined for stretches written in one of the given group sizes.
func (c *numberChain) shaped(i int, shapes [][]int) (next int, digits string, ok bool) {
	for _, shape := range shapes {
		n, fits := 0, i+len(shape) <= len(c.groups)
		for k := 0; fits && k < len(shape); k++ {
			fits = c.groups[i+k].size() == shape[k]
			n += shape[k]
		}
		if fits {
			from := c.groups[i].from
			return i + len(shape), c.digits(from, from+n), true
		}
	}
	return 0, "", false
}

func (c *numberChain) whole(kind Kind, i, next int) hit {
	return hit{kind, c.groups[i].from, c.groups[next-1].to, next}
}

// cued reports whether one of the words stands right before group i.
func (c *numberChain) cued(i int, words []string) bool {
	before := c.before(i)
	for { // what stands between 电话 and its number: 电话号码是：…
		r, size := utf8.DecodeLastRuneInString(before)
		if size == 0 || !strings.ContainsRune(" 　:：=是为号码(（、，,\t", r) {
			break
		}
		before = before[:len(before)-size]
	}
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(before, w) })
}

// The ways people group the digits of one number.
var (
	cardShapes     = [][]int{{16}, {17}, {18}, {19}, {4, 4, 4, 4, 3}, {4, 4, 4, 4, 2}, {4, 4, 4, 4, 1}, {4, 4, 4, 4}, {6, 13}}
	mobileShapes   = [][]int{{11}, {3, 4, 4}, {3, 8}, {7, 4}, {4, 4, 3}}
	abroadShapes   = [][]int{{11}, {3, 8}, {3, 4, 4}, {5, 8}, {5, 4, 4}}
	landlineShapes = [][]int{{11}, {12}, {3, 8}, {4, 7}, {4, 8}, {3, 4, 4}, {4, 3, 4}, {4, 4, 4}}
	localShapes    = [][]int{{7}, {8}, {3, 4}, {4, 4}}
	mobilePrefixes = []string{"86", "0086", "0", "086"}
)

// The words right before a number that say what it is.
var (
	idCues     = []string{"身份证", "证件", "公民身份"}
	cardCues   = []string{"卡", "账", "帐", "账户", "帐户"}
	phoneCues  = []string{"电话", "座机", "固话", "致电", "联系", "方式", "来电", "手机", "tel", "Tel", "TEL"}
	travelCues = []string{"护照", "通行证", "回乡证", "台胞证", "居住证"}
)

// matchIDNumber finds 18-digit identity numbers. A number whose place and date
// of birth are real but whose check digit is wrong was mistyped and belongs to
// somebody all the same. After 身份证 any number of 15 to 19 digits is one.
func matchIDNumber(c *numberChain, i int) (hit, bool) {
	if next, digits, ok := c.joined(i, 18); ok {
		single := next == i+1
		if ValidIDNumber(digits) || single && plausibleIDNumber(digits) {
			return c.whole(IDNumber, i, next), true
		}
	}
	if n := c.groups[i].size(); n >= 15 && n <= 19 && c.cued(i, idCues) {
		return c.whole(IDNumber, i, i+1), true
	}
	return hit{}, false
}

// matchBankCard finds cards of 16 to 19 digits by their first digit and Luhn
// check, and after 卡号 or 账号 any number of 12 to 24.
func matchBankCard(c *numberChain, i int) (hit, bool) {
	if next, digits, ok := c.shaped(i, cardShapes); ok {
		if strings.IndexByte("34569", digits[0]) >= 0 && luhn(digits) || c.cued(i, cardCues) {
			return c.whole(BankCard, i, next), true
		}
	}
	if n := c.groups[i].size(); n >= 12 && n <= 24 && c.cued(i, cardCues) {
		return c.whole(BankCard, i, i+1), true
	}
	return hit{}, false
}

// matchMobile finds 1[3-9] and nine more digits, with or without 86 or 0 in
// front, and two numbers written into each other.
func matchMobile(c *numberChain, i int) (hit, bool) {
	if next, digits, ok := c.shaped(i, mobileShapes); ok && isMobile(digits) {
		return c.whole(Mobile, i, next), true
	}
	g := c.groups[i]
	for _, prefix := range mobilePrefixes {
		if n := len(prefix); g.size() == n+11 {
			all := c.digits(g.from, g.to)
			if strings.HasPrefix(all, prefix) && isMobile(all[n:]) {
				return hit{Mobile, g.from + n, g.to, i + 1}, true
			}
		}
	}
	if g.size() == 22 { // show neither number's middle
		if all := c.digits(g.from, g.to); isMobile(all[:11]) && isMobile(all[11:]) {
			return c.whole(Mobile, i, i+1), true
		}
	}
	return hit{}, false
}

func isMobile(digits string) bool {
	return len(digits) == 11 && digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9' && strings.IndexByte(digits, 'X') < 0
}

// matchHongKongMacau finds 852 or 853 and eight digits; the code stays.
func matchHongKongMacau(c *numberChain, i int) (hit, bool) {
	next, digits, ok := c.shaped(i, abroadShapes)
	if !ok {
		return hit{}, false
	}
	code, local := digits[:len(digits)-8], digits[len(digits)-8:]
	known := code == "852" || code == "853" || code == "00852" || code == "00853"
	if !known || strings.IndexByte("235689", local[0]) < 0 {
		return hit{}, false
	}
	to := c.groups[next-1].to
	return hit{Mobile, to - 8, to, next}, true
}

// matchLandline finds local numbers behind an area code, which stays, and
// bare ones after 电话 and the like.
func matchLandline(c *numberChain, i int) (hit, bool) {
	next, digits, ok := c.shaped(i, landlineShapes)
	if ok && digits[0] == '0' {
		area := 4
		if digits[1] == '1' || digits[1] == '2' { // 010, 02x
			area = 3
		}
		local := len(digits) - area
		if local == 8 || area == 4 && local == 7 {
			if digits[1] != '0' && digits[area] >= '2' && digits[area] <= '9' {
				to := c.groups[next-1].to
				return hit{Landline, to - local, to, next}, true
			}
		}
	}
	next, digits, ok = c.shaped(i, localShapes)
	if ok && digits[0] >= '2' && digits[0] <= '8' && !looksLikeDay(digits) && c.cued(i, phoneCues) {
		return c.whole(Landline, i, next), true
	}
	return hit{}, false
}

// matchTravelDocument finds one or two letters and 7 to 10 digits after the
// name of a document.
func matchTravelDocument(c *numberChain, i int) (hit, bool) {
	g := c.groups[i]
	if g.size() < 7 || g.size() > 10 {
		return hit{}, false
	}
	before := Fold(tail(c.before(i), 48))
	letters := 0
	for letters < 3 && letters < len(before) && isAlnum(before[len(before)-1-letters]) {
		letters++
	}
	if letters < 1 || letters > 2 {
		return hit{}, false
	}
	before = strings.TrimRight(before[:len(before)-letters], " :=是为号码(、,")
	if slices.ContainsFunc(travelCues, func(w string) bool { return strings.HasSuffix(before, w) }) {
		return c.whole(TravelDocument, i, i+1), true
	}
	return hit{}, false
}

// tail returns about the last n bytes of s, cut at a character.
func tail(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[len(s)-n:]
	for len(s) > 0 && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

// looksLikeDay reports whether eight digits are a day such as 20160107.
func looksLikeDay(digits string) bool {
	return len(digits) == 8 && digits[:2] == "20" && digits[4:6] >= "01" && digits[4:6] <= "12" && digits[6:] >= "01" && digits[6:] <= "31"
}
