package workorder

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"onedoor/internal/platform/store"
	"onedoor/internal/workorder/export"
)

// TestHTTP_ExportedFile reads the files that somebody takes away: what the order is and what the citizen was told stands in
// them, and nothing that is kept in the house or from the reader.
func TestHTTP_ExportedFile(t *testing.T) {
	if err := export.CheckFont(""); err != nil {
		t.Fatal("no Chinese font on this machine: install fonts-droid-fallback")
	}
	a := newAPI(t)
	o := a.in(StateHandling)
	o = a.must(func(tx *store.Tx) (Order, error) {
		return a.s.Reply(tx, waters, o.ID, o.Version, ReplyIn{Outcome: OutcomeResolved, Basis: "依据为供水条例", PublicText: "水管已经修好并恢复供水",
			InternalNote: "内部备注三方扯皮", ContactNumber: "13900001234", ContactedAt: day(16, 9, 0), Reached: true})
	})
	a.do(o, VerbNote, CaseOnly)
	o = a.do(o, VerbReview, CaseApprove)
	sealed := a.form()
	sealed.Sealed, sealed.Title, sealed.Content = true, "举报领导偷排污水", "保密内容不给坐席看"
	secret := a.must(func(tx *store.Tx) (Order, error) { return a.s.Create(tx, centre, sealed) })

	for format, read := range map[string]func(*testing.T, []byte) string{"docx": docxText, "pdf": pdfText} {
		t.Run(format, func(t *testing.T) {
			path := "/orders/" + o.ID.String() + "/export?format=" + format
			for _, who := range []string{"centre", "waters"} {
				got := a.get(who, path)
				if got.status != 200 || !strings.Contains(got.header.Get("Content-Disposition"), "."+format) {
					t.Fatalf("%s: %d %s", who, got.status, got.body)
				}
				text := read(t, got.body)
				for _, want := range []string{o.Number, o.Title, "水管已经修好并恢复供水", "依据为供水条例", "139****1234"} {
					if !strings.Contains(text, want) {
						t.Errorf("%s: the file lacks %q:\n%s", who, want, text)
					}
				}
				for _, never := range []string{"内部备注", "13900001234", "备注"} {
					if strings.Contains(text, never) {
						t.Errorf("%s: the file tells %q", who, never)
					}
				}
			}
			if got := a.get("roads", path); got.status != 404 {
				t.Errorf("another unit: %d", got.status)
			}
			// Who may not read an order's words gets no file of them.
			hidden := "/orders/" + secret.ID.String() + "/export?format=" + format
			if got := a.get("seat", hidden); got.status == 200 || bytes.Contains(got.body, []byte("偷排")) {
				t.Errorf("a sealed order: %d %s", got.status, got.body)
			}
			if got := a.get("centre", hidden); got.status != 200 || !strings.Contains(read(t, got.body), "保密内容不给坐席看") {
				t.Errorf("a sealed order for who may read it: %d", got.status)
			}
		})
	}
}

// docxText is all text of a document's parts.
func docxText(t *testing.T, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			token, err := d.Token()
			if err != nil {
				break
			}
			if chars, ok := token.(xml.CharData); ok {
				b.Write(chars)
			}
		}
		_ = r.Close()
	}
	return b.String()
}

var (
	streams  = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	glyphs   = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*(?:Tj|TJ|\])`)
	mappings = regexp.MustCompile(`<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>`)
)

// pdfText is the text of a PDF, by what the file itself says its glyphs stand for; once for each font of the file.
func pdfText(t *testing.T, file []byte) string {
	t.Helper()
	var contents []string
	var fonts []map[string]string
	for _, m := range streams.FindAllSubmatch(file, -1) {
		text := string(m[1])
		if r, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
			if plain, err := io.ReadAll(r); err == nil {
				text = string(plain)
			}
		}
		switch {
		case strings.Contains(text, "begincmap"):
			fonts = append(fonts, fontOf(t, text))
		case strings.Contains(text, "Tj") || strings.Contains(text, "TJ"):
			contents = append(contents, text)
		}
	}
	if len(fonts) == 0 || len(contents) == 0 {
		t.Fatalf("%d fonts and %d pages of text in the file", len(fonts), len(contents))
	}
	var b strings.Builder
	for _, font := range fonts {
		for _, content := range contents {
			for _, m := range glyphs.FindAllStringSubmatch(content, -1) {
				for i := 0; i+4 <= len(m[1]); i += 4 {
					b.WriteString(font[strings.ToUpper(m[1][i:i+4])])
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func fontOf(t *testing.T, cmap string) map[string]string {
	t.Helper()
	font := map[string]string{}
	for _, m := range mappings.FindAllStringSubmatch(cmap, -1) {
		var units []uint16
		for i := 0; i+4 <= len(m[3]); i += 4 {
			n, err := strconv.ParseUint(m[3][i:i+4], 16, 16)
			if err != nil {
				t.Fatal(err)
			}
			units = append(units, uint16(n))
		}
		font[strings.ToUpper(m[1])] = string(utf16.Decode(units))
	}
	return font
}
