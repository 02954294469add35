package catalogue

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

const goodTable = colCategory + "," + colDivision + "," + colKind + "," + colUnit + "," + colCoUnits + "," + colBasis + "," + colUnclear + "," + colHours + "," + colPriority + "\n" +
	"01,,,cg,,三定方案,,,\n" +
	"01,440402,投诉,dq-cg,cg zj,,是,22:00-06:00,2\n" +
	",,,城管局,,,,,\n"

func (k kit) importTable(file []byte) (r ImportReport, err error) {
	d, err := k.Draft(k.q())
	if err != nil {
		return r, err
	}
	err = k.write(func(tx *store.Tx) (err error) { r, err = k.ImportDraft(tx, admin, d.ID, file); return err })
	return r, err
}

func TestImportDraft(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		c := k.add("01", "市容", 0)
		k.inForceNow(Entry{CategoryID: c.ID, UnitID: 102}, Entry{CategoryID: c.ID, DivisionCode: "440403", UnitID: 102})
		v := k.draft()
		r, err := k.importTable([]byte(goodTable))
		if err != nil || r != (ImportReport{Rows: 3, Added: 2, Changed: 1, Removed: 1}) {
			t.Fatalf("%+v %v", r, err)
		}
		list, _ := entriesOf(k.q(), v.ID)
		rich := list[1]
		if len(list) != 3 || list[0].UnitID != 101 || rich.UnitID != 103 || !rich.Unclear || rich.Hours != "22:00-06:00" || rich.Priority != 2 || len(rich.CoUnits) != 2 || rich.Kind != "complaint" {
			t.Errorf("%+v", list)
		}
		if d, _ := k.Diff(k.q(), v.ID); len(d) != 4 {
			t.Errorf("%+v", d)
		}
		// What goes out comes in again unchanged, in both forms and the encodings of spreadsheets, whoever's copy it is.
		var text, book bytes.Buffer
		if err := k.WriteCSV(k.q(), v.ID, &text); err != nil {
			t.Fatal(err)
		}
		table, err := k.Table(k.q(), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := sheet.XLSX(&book, table.Marked(admin.Mark(k.clock.Now()))); err != nil {
			t.Fatal(err)
		}
		gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(bytes.TrimPrefix(text.Bytes(), []byte("\xef\xbb\xbf")))
		if err != nil {
			t.Fatal(err)
		}
		before, _ := k.Draft(k.q())
		for name, file := range map[string][]byte{"csv": text.Bytes(), "xlsx": book.Bytes(), "gb18030": gb, "crlf": []byte(strings.ReplaceAll(text.String(), "\n", "\r\n"))} {
			if r, err := k.importTable(file); err != nil || r != (ImportReport{Rows: 3, Unchanged: 3}) {
				t.Errorf("%s: %+v %v", name, r, err)
			}
		}
		if after, _ := k.Draft(k.q()); after.Revision != before.Revision {
			t.Error("an import that changes nothing made a new revision")
		}
	})
}

func TestImportDraft_Bad(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		k.add("01", "市容", 0)
		v := k.draft()
		before, _ := entriesOf(k.q(), v.ID)
		head := colCategory + "," + colCategoryName + "," + colDivision + "," + colKind + "," + colUnit + "," + colPriority + "\n"
		for _, c := range []struct{ name, file, code, location string }{
			{"Empty", "", "catalogue.table_head", ""},
			{"HeadOnly", head, "catalogue.table_empty", ""},
			{"NoUnitColumn", "分类编码,区划编码\n01,\n", "catalogue.table_head", ""},
			{"UnknownColumn", colUnit + ",备注\ncg,x\n", "catalogue.table_head", ""},
			{"ColumnTwice", colUnit + "," + colUnit + "\ncg,cg\n", "catalogue.table_head", ""},
			{"NoSuchCategory", head + "99,,,,cg,\n", "catalogue.table_row", "row 2 " + colCategory},
			{"NameWithoutCode", head + ",市容,,,cg,\n", "catalogue.table_row", "row 2 " + colCategory},
			{"NoSuchDivision", head + "01,,77,,cg,\n", "catalogue.table_row", "row 2 " + colDivision},
			{"NoSuchKind", head + "01,,,吐槽,cg,\n", "catalogue.table_row", "row 2 " + colKind},
			{"NoUnit", head + "01,,,,,\n", "catalogue.table_row", "row 2 " + colUnit},
			{"NoSuchUnit", head + "01,,,,xx,\n", "catalogue.table_row", "row 2 " + colUnit},
			{"ClosedUnit", head + "01,,,,old,\n", "catalogue.table_row", "row 2 " + colUnit},
			{"BadPriority", head + "01,,,,cg,高\n", "catalogue.table_row", "row 2 " + colPriority},
			{"Twice", head + "01,,,,cg,\n\n01,,,,zj,\n", "catalogue.table_row", "row 4"},
			{"Quote", head + "01,,,,\"cg,\n", "catalogue.table_row", "row 2"},
			{"Binary", "\x89PNG\r\n\xff\xff", "catalogue.table_file", ""},
			{"NotReallyXLSX", "PK\x03\x04 und so weiter", "catalogue.table_file", ""},
			{"Huge", strings.Repeat("x", maxTableBytes+1), "catalogue.table_too_large", ""},
			{"HugeCell", head + "01,,,,cg," + strings.Repeat("1", maxCellRunes+1) + "\n", "catalogue.table_row", "row 2 " + colPriority},
		} {
			_, err := k.importTable([]byte(c.file))
			f := fault.Of(err)
			if err == nil || f.Code != c.code || c.location != "" && (len(f.Fields) == 0 || f.Fields[0].Location != c.location) {
				t.Errorf("%s: %v %+v", c.name, err, f)
			}
		}
		if after, _ := entriesOf(k.q(), v.ID); len(after) != len(before) {
			t.Errorf("a refused file changed the draft: %v", after)
		}
	})
}

// FuzzReadTable: whatever is uploaded, it is read or refused with a code, and rows stay within the bounds.
func FuzzReadTable(f *testing.F) {
	for _, seed := range []string{goodTable, "", "\xef\xbb\xbf" + goodTable, colUnit + "\n\"a\nb\"\n", colUnit + "\n=1+1\n", "PK\x03\x04", "\xd6\xf7\xb0\xec", colUnit + ",\n,,,\n", "\x00\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := readTable(file)
		if err != nil {
			if code := fault.Of(err).Code; !strings.HasPrefix(code, "catalogue.table_") {
				t.Fatalf("%v", err)
			}
			return
		}
		line := 1
		for _, r := range rows {
			if r.line <= line || len(r.cells) == 0 {
				t.Fatalf("row %+v after line %d", r, line)
			}
			line = r.line
		}
	})
}
