package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"onedoor/internal/platform/sheet"
)

// DOCX writes the document as Office Open XML. It is written by hand, part by part: what a
// printed order needs is a heading, a table and paragraphs, with fonts for Chinese.
func DOCX(w io.Writer, d Doc) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles},
		{"word/document.xml", d.body()},
		{"word/header1.xml", d.header()},
	} {
		f, err := z.Create(part.name)
		if err != nil {
			return fmt.Errorf("export: docx: %w", err)
		}
		if _, err := io.WriteString(f, xml.Header+part.text); err != nil {
			return fmt.Errorf("export: docx: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("export: docx: %w", err)
	}
	return nil
}

const wordNamespace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// body is word/document.xml: an A4 page with margins of 2 to 2.5 cm.
func (d Doc) body() string {
	var b strings.Builder
	b.WriteString(`<w:document ` + wordNamespace + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	paragraph(&b, "Heading", d.Heading)
	paragraph(&b, "Title", d.Title)
	if len(d.Facts) > 0 {
		factTable(&b, d.Facts)
	}
	for _, s := range d.Sections {
		paragraph(&b, "Section", s.Heading)
		for _, p := range s.Paragraphs {
			if p.Meta != "" {
				paragraph(&b, "Meta", p.Meta)
			}
			for line := range strings.SplitSeq(p.Text, "\n") {
				paragraph(&b, "Normal", line)
			}
		}
	}
	paragraph(&b, "Foot", d.Foot)
	b.WriteString(`<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" w:header="851" w:footer="851" w:gutter="0"/></w:sectPr>`)
	b.WriteString(`</w:body></w:document>`)
	return b.String()
}

// header is word/header1.xml: whose copy it is, above every page.
func (d Doc) header() string {
	var b strings.Builder
	b.WriteString(`<w:hdr ` + wordNamespace + `>`)
	paragraph(&b, "Foot", d.Mark)
	b.WriteString(`</w:hdr>`)
	return b.String()
}

// Widths of the table in twentieths of a point: label, value, label, value.
const (
	labelWidth = 1400
	valueWidth = 3249
	wideWidth  = labelWidth + 2*valueWidth
)

func factTable(b *strings.Builder, rows [][]Fact) {
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Facts"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr>`)
	fmt.Fprintf(b, `<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`,
		labelWidth, valueWidth, labelWidth, valueWidth)
	for _, row := range rows {
		b.WriteString(`<w:tr>`)
		for _, fact := range row {
			width, span := valueWidth, ""
			if len(row) == 1 {
				width, span = wideWidth, `<w:gridSpan w:val="3"/>`
			}
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="F2F5FA"/></w:tcPr>`, labelWidth)
			paragraph(b, "Label", fact.Label)
			fmt.Fprintf(b, `</w:tc><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>`, width, span)
			for line := range strings.SplitSeq(fact.Value, "\n") {
				paragraph(b, "Cell", line)
			}
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
}

// paragraph writes one paragraph; its text is escaped, whatever it holds.
func paragraph(b *strings.Builder, style, text string) {
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(sheet.Plain(text))) // a Buffer does not fail
	fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, style, escaped.String())
}
