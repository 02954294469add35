package sheet

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// MarkSheet is the sheet that tells whose copy a workbook is.
const MarkSheet = "导出信息"

// Mark makes a workbook that was put together without Book somebody's copy, as Table.Mark does.
func Mark(book *excelize.File, whose string) error {
	for _, sheet := range book.GetSheetList() {
		if err := foot(book, sheet, whose); err != nil {
			return err
		}
	}
	return markSheet(book, whose)
}

// ownerOf is whose copy a workbook of these tables is: one that is marked marks them all.
func ownerOf(tables []Table) string {
	for _, t := range tables {
		if t.Mark != "" {
			return t.Mark
		}
	}
	return ""
}

func foot(book *excelize.File, sheet, whose string) error {
	if whose == "" {
		return nil
	}
	// & begins a code in a foot; two of them are one.
	text := "&C" + strings.ReplaceAll(Plain(whose), "&", "&&")
	if err := book.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: text}); err != nil {
		return fmt.Errorf("sheet: foot: %w", err)
	}
	return nil
}

func markSheet(book *excelize.File, whose string) error {
	if whose == "" {
		return nil
	}
	if _, err := book.NewSheet(MarkSheet); err != nil {
		return fmt.Errorf("sheet: mark: %w", err)
	}
	for i, line := range []string{"导出人、账号和时间", whose, "仅限工作使用，不得外传；其中的诉求信息仅限办件使用。"} {
		if err := book.SetCellStr(MarkSheet, fmt.Sprintf("A%d", i+1), Harmless(line)); err != nil {
			return fmt.Errorf("sheet: mark: %w", err)
		}
	}
	return nil
}
