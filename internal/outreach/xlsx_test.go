package outreach

import (
	"bytes"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
)

// TestPeopleXLSX holds that the results of a campaign name their people as the list does, and tell whose copy they are.
func TestPeopleXLSX(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		c := b.running(KindPreview)
		who := approver
		who.Name, who.Login = "周宁", "zhou3"
		out, err := b.getPeopleXLSX(auth.With(t.Context(), who), &peopleIn{ID: ids.Param{ID: c.ID}})
		if err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(out.Body))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }()
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(rows) != 4 || !slices.Contains(rows[1], "王先生") || slices.Contains(rows[1], "13900000001") {
			t.Errorf("%q, %v", rows, err)
		}
		if whose, err := book.GetCellValue(sheet.MarkSheet, "A2"); err != nil || whose != who.Mark(b.clock.Now()) {
			t.Errorf("a copy of %q: %v", whose, err)
		}
	})
}
