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
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/wall"
)

func sample(text string) Doc {
	return Doc{
		Heading: "便民热线", Title: "工单 1", Foot: "导出于今天",
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
			if part.Name == "word/document.xml" && !strings.Contains(told, strings.Split(plain(text), "\n")[0]) {
				t.Errorf("%d: the words are not in the document", i)
			}
		}
		if len(z.File) != 5 {
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
		if want := strings.ReplaceAll(plain(text), "\n", " "); strings.ReplaceAll(joined, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("wrapping lost words of %.40q", text)
		}
	}
}

func TestXLSX(t *testing.T) {
	at := time.Date(2026, 11, 16, 9, 30, 0, 0, wall.Shanghai)
	rows := [][]any{{"=1+1", at, 3}, {"正常", time.Time{}, 0}}
	var file bytes.Buffer
	err := XLSX(&file, Table{Sheet: "工单", Columns: []Column{{"标题", 20}, {"时间", 17}, {"次数", 8}}, Next: func() ([]any, error) {
		if len(rows) == 0 {
			return nil, nil
		}
		row := rows[0]
		rows = rows[1:]
		return row, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	got, err := book.GetRows("工单")
	want := "[[标题 时间 次数] ['=1+1 2026-11-16 09:30 3] [正常  0]]"
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("rows = %v, err = %v, want %s", got, err, want)
	}
	if formula, _ := book.GetCellFormula("工单", "A2"); formula != "" {
		t.Errorf("a formula was written: %s", formula)
	}
}

func TestXLSX_Breaks(t *testing.T) {
	broken := errors.New("the database went away")
	err := XLSX(io.Discard, Table{Sheet: "表", Columns: []Column{{"列", 8}}, Next: func() ([]any, error) { return nil, broken }})
	if !errors.Is(err, broken) {
		t.Errorf("err = %v", err)
	}
}

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"路灯不亮": "路灯不亮", "": "", "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+86": "'+86", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)",
		"＝1+1": "'＝1+1", "  =1": "'  =1", "\t=1": "' =1", "\r=1": "'=1", "a=1": "a=1", "\n=1": "'\n=1", "\u3000＋1": "'\u3000＋1",
	} {
		if got := Harmless(text); got != want {
			t.Errorf("Harmless(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Harmless(strings.Repeat("长", 40000)); len([]rune(got)) > maxCell {
		t.Errorf("%d characters in one cell", len([]rune(got)))
	}
}
