package language

import (
	"strings"
	"unicode/utf8"
)

// numberChain is a stretch of digit groups with nothing but a space, a hyphen
// or a bracket between them, as people write telephone and card numbers.
type numberChain struct {
	text   string
	glyphs []glyph
	groups []digitGroup
}

// glyph is one digit as it stands in the text.
type glyph struct {
	digit      byte // '0'…'9', or 'X' for the last place of an identity number
	start, end int  // bytes of the text
}

// digitGroup is glyphs[from:to], written without a gap.
type digitGroup struct{ from, to int }

func (g digitGroup) size() int { return g.to - g.from }

// hit is a number found in a chain: glyphs[from:to]; next is the group to go
// on with.
type hit struct {
	kind           Kind
	from, to, next int
}

func (c *numberChain) span(h hit) Span {
	return Span{h.kind, c.glyphs[h.from].start, c.glyphs[h.to-1].end}
}

// shown writes a number with its middle hidden. What stays visible stays as it
// was written, so the text around a number joins it exactly as before.
func (c *numberChain) shown(h hit) string {
	head, tail := visible(h.kind, h.to-h.from)
	var b strings.Builder
	at := c.glyphs[h.from].start
	for i, g := range c.glyphs[h.from:h.to] {
		b.WriteString(c.text[at:g.start])
		if i < head || i >= h.to-h.from-tail {
			b.WriteString(c.text[g.start:g.end])
		} else {
			b.WriteByte('*')
		}
		at = g.end
	}
	return b.String()
}

func (c *numberChain) digits(from, to int) string {
	b := make([]byte, 0, 24)
	for _, g := range c.glyphs[from:to] {
		b = append(b, g.digit)
	}
	return string(b)
}

// before is the text in front of a group.
func (c *numberChain) before(group int) string {
	return c.text[:c.glyphs[c.groups[group].from].start]
}

func (c *numberChain) add(g glyph, newGroup bool) {
	if newGroup {
		c.groups = append(c.groups, digitGroup{len(c.glyphs), len(c.glyphs)})
	}
	if c.groups[len(c.groups)-1].size() == longestGroup {
		return // no number any more, and hostile text should cost nothing
	}
	c.glyphs = append(c.glyphs, g)
	c.groups[len(c.groups)-1].to++
}

// wantsX reports whether the last groups hold 17 digits, so that an X would
// end an identity number.
func (c *numberChain) wantsX() bool {
	total := 0
	for i := len(c.groups) - 1; i >= 0 && total < 17; i-- {
		total += c.groups[i].size()
	}
	return total == 17
}

// longestGroup is more digits than anything that is masked has.
const longestGroup = 32

// minChain is the fewest digits of anything that is masked (a local number).
const minChain = 7

// numberChains finds all chains of at least minChain digits.
func numberChains(text string) []*numberChain {
	var chains []*numberChain
	cur := &numberChain{text: text}
	script, gap := notDigit, 0
	stars := 0 // in front of here, with at most gaps between
	closeChain := func() {
		if len(cur.glyphs) >= minChain {
			chains = append(chains, cur)
			cur = &numberChain{text: text}
		}
		cur.glyphs, cur.groups = cur.glyphs[:0], cur.groups[:0]
		script, gap = notDigit, 0
	}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		digit, s := digitOf(r)
		if r == '*' {
			stars++
		} else if s == notDigit && !isGap(r) {
			stars = 0
		}
		switch {
		case digit == 'X':
			if s == script && gap == 0 && cur.wantsX() {
				cur.add(glyph{digit, i, i + size}, false)
			}
			closeChain()
		case s != notDigit && stars >= 4 && maskedTail(text[i:], s) > 0:
			closeChain()
			size = maskedTail(text[i:], s)
		case s != notDigit:
			if s != script && script != notDigit {
				closeChain()
			}
			cur.add(glyph{digit, i, i + size}, script == notDigit || gap > 0)
			script, gap = s, 0
		case script != notDigit && gap < 2 && isGap(r):
			gap++
		case script != notDigit:
			closeChain()
		}
		if s != notDigit {
			stars = 0
		}
		i += size
	}
	closeChain()
	return chains
}

// maskedTail returns how many bytes of text, which stands behind stars, are the
// visible end of a number that is masked already: at most four digits, perhaps
// in groups. It is 0 if the first group is longer.
func maskedTail(text string, script digitScript) int {
	end, digits, group, gap := 0, 0, 0, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		digit, s := digitOf(r)
		switch {
		case s == script && (digit != 'X' || gap == 0):
			digits, group, gap = digits+1, group+1, 0
			if digits > 4 {
				return end
			}
		case isGap(r) && gap < 2:
			if group > 0 {
				end, group = i, 0
			}
			gap++
		default:
			if group > 0 {
				end = i
			}
			return end
		}
		i += size
	}
	if group > 0 {
		end = len(text)
	}
	return end
}

type digitScript int

const (
	notDigit digitScript = iota
	arabic
	chinese
)

var chineseDigits = map[rune]byte{
	'零': '0', '〇': '0', '○': '0', '一': '1', '幺': '1', '壹': '1', '二': '2', '两': '2', '三': '3',
	'四': '4', '五': '5', '六': '6', '七': '7', '八': '8', '九': '9',
}

func digitOf(r rune) (byte, digitScript) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), arabic
	case r >= '０' && r <= '９':
		return byte(r-'０') + '0', arabic
	case r == 'X' || r == 'x' || r == 'Ｘ' || r == 'ｘ':
		return 'X', arabic
	case r >= 0x3007:
		if d, ok := chineseDigits[r]; ok {
			return d, chinese
		}
	}
	return 0, notDigit
}

// isGap reports whether r may stand between two groups of one number. A full
// stop may not: it makes decimals, dates and addresses of machines.
func isGap(r rune) bool {
	switch r {
	case ' ', '\u00a0', '\u3000', '-', '－', '–', '—', '‐', '(', ')', '（', '）':
		return true
	}
	return false
}
