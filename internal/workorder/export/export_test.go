package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/sheet"
)

func sample(text string) Doc {
	return Doc{
		Heading: "便民热线", Title: "工单 1", Foot: "导出于今天", Mark: "李四 li4 2026-11-16 09:30",
		Facts:    [][]Fact{{{"标题", text}}, {{"状态", "办理中"}, {"类型", "投诉"}}},
		Sections: []Section{{Heading: "内容", Paragraphs: []Paragraph{{Meta: "昨天", Text: text}}}},
	}
}

var hostile = []string{
	"普通的话", "", "<w:p>&amp;]]>\"'", "a\x00b\x07c\ufffe", "\xff\xfe坏", "emoji😀与𠮷字", "第一行\n第二行",
	strings.Repeat("很长的话，", 3000), strings.Repeat("unbreakable", 300),
}

func TestDOCX(t *testing.T) {
	for i, text := range hostile {
		var file bytes.Buffer
		if err := DOCX(&file, sample(text)); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			told := words(t, fmt.Sprintf("%d %s", i, part.Name), r)
			if part.Name == "word/header1.xml" && !strings.Contains(told, "李四 li4 2026-11-16 09:30") {
				t.Errorf("%d: nothing tells whose copy it is: %q", i, told)
			}
			if part.Name == "word/document.xml" && !strings.Contains(told, strings.Split(sheet.Plain(text), "\n")[0]) {
				t.Errorf("%d: the words are not in the document", i)
			}
		}
		if len(z.File) != 6 {
			t.Errorf("%d parts", len(z.File))
		}
	}
}

// words reads a part as XML, which fails where it is not well formed.
func words(t *testing.T, name string, r io.ReadCloser) string {
	t.Helper()
	defer func() { _ = r.Close() }()
	var b strings.Builder
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if chars, ok := token.(xml.CharData); ok {
			b.Write(chars)
		}
	}
}

func TestPDF(t *testing.T) {
	if err := CheckFont(""); err != nil {
		t.Fatal("no Chinese font on this machine: install fonts-droid-fallback")
	}
	for i, text := range hostile {
		var file bytes.Buffer
		if err := PDF(&file, sample(text), ""); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		pages := bytes.Count(file.Bytes(), []byte("/Type /Page\n"))
		unmarked := sample(text)
		unmarked.Mark = ""
		var plain bytes.Buffer
		if err := PDF(&plain, unmarked, ""); err != nil || plain.Len() >= file.Len() {
			t.Errorf("%d: the mark adds nothing to the file: %d bytes with it, %d without: %v", i, file.Len(), plain.Len(), err)
		}
		if !bytes.HasPrefix(file.Bytes(), []byte("%PDF-")) || pages < 1 || len(text) > 30000 && pages < 5 {
			t.Errorf("%d: %d bytes, %d pages", i, file.Len(), pages)
		}
	}
}

func TestPDF_FontMissing(t *testing.T) {
	for _, path := range []string{"/nowhere/font.ttf", "export_test.go"} {
		err := PDF(io.Discard, sample("x"), path)
		if !errors.Is(err, ErrFontMissing) || !strings.Contains(fault.Of(err).Message, "fonts-droid-fallback") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestWrap(t *testing.T) {
	set, err := findFonts("")
	if err != nil {
		t.Fatal("no Chinese font on this machine: install fonts-droid-fallback")
	}
	p := &page{fonts: set}
	for _, text := range hostile {
		joined := ""
		for _, line := range p.wrap(text, 10, 200) {
			if w := p.width(line, 10); w > 200.1 {
				t.Errorf("a line of %.1f points: %s", w, line)
			}
			if first := []rune(line); len(first) > 0 && strings.ContainsRune("，。", first[0]) {
				t.Errorf("a line begins with %c", first[0])
			}
			joined += line
		}
		if want := strings.ReplaceAll(sheet.Plain(text), "\n", " "); strings.ReplaceAll(joined, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("wrapping lost words of %.40q", text)
		}
	}
}
