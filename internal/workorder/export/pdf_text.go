package export

import "onedoor/internal/platform/sheet"

import "strings"

// run is a stretch of text in one font.
type run struct {
	font *font
	text string
}

// runs cuts a text into stretches of one font each.
func (p *page) runs(text string) []run {
	var list []run
	for _, r := range text {
		f, r := p.fonts.pick(r)
		if n := len(list); n > 0 && list[n-1].font == f {
			list[n-1].text += string(r)
			continue
		}
		list = append(list, run{f, string(r)})
	}
	return list
}

// width is how wide a text is at a size, in points.
func (p *page) width(text string, size float64) float64 {
	sum := 0.0
	for _, r := range text {
		f, r := p.fonts.pick(r)
		sum += f.width(r) * size
	}
	return sum
}

// noStart may not begin a line, in Chinese typesetting.
const noStart = "，。、；：？！）》」』”’】〉%‰℃,.;:?!)]}"

// wrap cuts a text into lines that fit. Chinese breaks anywhere but before closing
// punctuation; a Latin word is kept whole if it fits on a line.
func (p *page) wrap(text string, size, width float64) []string {
	var lines []string
	runes := []rune(strings.ReplaceAll(sheet.Plain(text), "\n", " "))
	for start := 0; start < len(runes); {
		end, used := start, 0.0
		for end < len(runes) {
			f, r := p.fonts.pick(runes[end])
			w := f.width(r) * size
			if used+w > width && end > start {
				break
			}
			used += w
			end++
		}
		if end < len(runes) {
			end = breakBefore(runes, start, end)
		}
		lines = append(lines, strings.TrimRight(string(runes[start:end]), " "))
		start = end
		for start < len(runes) && runes[start] == ' ' {
			start++
		}
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

// breakBefore moves a break back to where it may stand, if the line stays half full.
func breakBefore(runes []rune, start, end int) int {
	for at := end; at > start+(end-start)/2; at-- {
		closing := strings.ContainsRune(noStart, runes[at])
		inWord := runes[at-1] > ' ' && runes[at-1] < 0x2000 && runes[at] > ' ' && runes[at] < 0x2000
		if !closing && !inWord {
			return at
		}
	}
	return end
}

// ascent is how far the base line lies under the upper edge of a line, in parts of the size.
const ascent = 0.95

// draw writes one line with its upper edge at y.
func (p *page) draw(x, y float64, text string, size float64) {
	for _, r := range p.runs(text) {
		if p.err != nil {
			return
		}
		if p.err = p.pdf.SetFont(r.font.name, "", size); p.err != nil {
			return
		}
		shade := uint8(0)
		if p.pale {
			shade = 222
		}
		p.pdf.SetFillColor(shade, shade, shade)
		p.pdf.SetXY(x, y+size*ascent)
		p.err = p.pdf.Text(r.text) // from the base line, which fonts have in common
		x += p.width(r.text, size)
	}
}
