package importer

import (
	"bufio"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsxUnzipped bounds what a workbook may unpack to, in bytes: a small file can hold a huge one.
const xlsxUnzipped = 2 << 30

// xlsxRows reads the first sheet of a workbook, whose first line is the head.
type xlsxRows struct {
	book *excelize.File
	rows *excelize.Rows
	head []string
	line int
}

func openXLSX(in *bufio.Reader) (reader, error) {
	book, err := excelize.OpenReader(in, excelize.Options{UnzipSizeLimit: xlsxUnzipped})
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	r := &xlsxRows{book: book, rows: rows}
	if !rows.Next() {
		return nil, ErrFile.WithMessage("工作簿的第一张表是空的。")
	}
	r.line++
	cells, err := rows.Columns()
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	for _, name := range cells {
		r.head = append(r.head, strings.TrimSpace(name))
	}
	return r, nil
}

func (r *xlsxRows) columns() []string { return r.head }
func (r *xlsxRows) close() error      { return r.book.Close() }

func (r *xlsxRows) next() (row, error) {
	for r.rows.Next() {
		r.line++
		cells, err := r.rows.Columns()
		if err != nil {
			return row{line: r.line, err: ErrSyntax.Wrap(err)}, nil
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		return cellsRow(r.line, r.head, cells), nil
	}
	if err := r.rows.Error(); err != nil {
		return row{}, ErrFile.Wrap(err)
	}
	return row{}, io.EOF
}
