package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/signintech/gopdf"

	"onedoor/internal/platform/sheet"
)

// The page, in points: A4 with margins of 2 cm, the foot of the page below.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	margin     = 56.7
	bottom     = pageHeight - margin
	textWidth  = pageWidth - 2*margin
	labelCell  = 72.0
	padding    = 4.0
)

// PDF writes the document as a PDF, set in the font at fontPath or, when that is empty, in
// the first of the common places. Fault: export.font_missing.
func PDF(w io.Writer, d Doc, fontPath string) error {
	set, err := findFonts(fontPath)
	if err != nil {
		return err
	}
	p := &page{fonts: set, mark: d.Mark}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: d.Title, Producer: "Onedoor"})
	if err := p.loadFonts(); err != nil {
		return err
	}
	p.newPage()
	p.line(d.Heading, 11, centred)
	p.line(d.Title, 17, centred)
	p.y += 8
	p.table(d.Facts)
	for _, s := range d.Sections {
		p.y += 10
		p.keep(40)
		p.line(s.Heading, 12.5, left)
		for _, paragraph := range s.Paragraphs {
			if paragraph.Meta != "" {
				p.y += 3
				p.keep(30)
				p.line(paragraph.Meta, 9, left)
			}
			p.text(paragraph.Text, 10.5)
		}
	}
	p.y += 14
	p.line(d.Foot, 9, right)
	if p.err != nil {
		return fmt.Errorf("export: pdf: %w", p.err)
	}
	if _, err := p.pdf.WriteTo(w); err != nil {
		return fmt.Errorf("export: write pdf: %w", err)
	}
	return nil
}

type alignment int

const (
	left alignment = iota
	centred
	right
)

// page is a document under way; the first error stops the drawing.
type page struct {
	pdf    gopdf.GoPdf
	fonts  fonts
	y      float64
	number int
	mark   string
	pale   bool
	err    error
}

func (p *page) loadFonts() error {
	for _, f := range []*font{p.fonts.chinese, p.fonts.latin} {
		if f == nil {
			continue
		}
		if err := p.pdf.AddTTFFontData(f.name, f.data); err != nil {
			return ErrFontMissing.Wrap(err)
		}
	}
	return nil
}

// newPage starts a page and writes its number at the foot.
func (p *page) newPage() {
	p.pdf.AddPage()
	p.number++
	p.watermark()
	number := fmt.Sprintf("第 %d 页", p.number)
	p.draw((pageWidth-p.width(number, 9))/2, pageHeight-margin*0.6, number, 9)
	p.y = margin
}

// watermark writes whose copy it is across the page, pale and slanted, under everything else.
func (p *page) watermark() {
	if p.mark == "" {
		return
	}
	const size, slant = 15.0, 30.0
	mark := sheet.Plain(p.mark)
	p.pale = true
	for y := margin * 2; y < pageHeight; y += 190 {
		x := (pageWidth - p.width(mark, size)) / 2
		p.pdf.Rotate(slant, pageWidth/2, y)
		p.draw(x, y, mark, size)
		p.pdf.RotateReset()
	}
	p.pale = false
}

// keep starts a page when less than height is left.
func (p *page) keep(height float64) {
	if p.y+height > bottom {
		p.newPage()
	}
}

// line writes a text of usually one line.
func (p *page) line(text string, size float64, to alignment) {
	for _, l := range p.wrap(text, size, textWidth) {
		height := size * 1.5
		p.keep(height)
		x := margin
		switch to {
		case left:
		case centred:
			x += (textWidth - p.width(l, size)) / 2
		case right:
			x += textWidth - p.width(l, size)
		}
		p.draw(x, p.y, l, size)
		p.y += height
	}
}

// text writes paragraphs over the whole width.
func (p *page) text(text string, size float64) {
	for part := range strings.SplitSeq(sheet.Plain(text), "\n") {
		p.line(part, size, left)
	}
}

// table draws rows of one or two facts in boxes. A box that does not fit goes to the next
// page; one longer than a page is cut into several.
func (p *page) table(rows [][]Fact) {
	const size, height = 10.0, 15.0
	for _, row := range rows {
		cell := textWidth / float64(len(row))
		var lines [2][]string
		most := 1
		for i, fact := range row {
			for part := range strings.SplitSeq(sheet.Plain(fact.Value), "\n") {
				lines[i] = append(lines[i], p.wrap(part, size, cell-labelCell-2*padding)...)
			}
			most = max(most, len(lines[i]))
		}
		for first := 0; first < most; {
			p.keep(min(float64(most-first), 3)*height + 2*padding)
			room := max(1, int((bottom-p.y-2*padding)/height))
			last := min(most, first+room)
			box := float64(last-first)*height + 2*padding
			for i, fact := range row {
				x := margin + float64(i)*cell
				p.box(x, labelCell, box, true)
				p.box(x+labelCell, cell-labelCell, box, false)
				if first == 0 {
					p.draw(x+padding, p.y+padding, fact.Label, size)
				}
				for n := first; n < min(last, len(lines[i])); n++ {
					p.draw(x+labelCell+padding, p.y+padding+float64(n-first)*height, lines[i][n], size)
				}
			}
			p.y += box
			first = last
		}
	}
}

func (p *page) box(x, width, height float64, filled bool) {
	p.pdf.SetLineWidth(0.5)
	p.pdf.SetStrokeColor(150, 150, 150)
	style := "D"
	if filled {
		p.pdf.SetFillColor(242, 245, 250)
		style = "DF"
	}
	p.pdf.RectFromUpperLeftWithStyle(x, p.y, width, height, style)
}
