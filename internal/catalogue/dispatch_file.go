package catalogue

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The bounds of a file.
const (
	maxTableBytes    = 8 << 20
	maxUnzippedBytes = 64 << 20
	maxCellRunes     = 1000
)

// readTable reads a file of the dispatch catalogue: xlsx (its first sheet), or csv in UTF-8 or GB18030. Empty rows are
// passed over. Faults: ErrTableFile, ErrTableHead, ErrTableEmpty, ErrTableBig.
func readTable(file []byte) ([]tableRow, error) {
	if len(file) > maxTableBytes {
		return nil, ErrTableBig
	}
	read := readCSV
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		read = readXLSX
	}
	var columns []string
	var rows []tableRow
	err := read(file, func(line int, cells []string) error {
		if columns == nil {
			var err error
			columns, err = head(cells)
			return err
		}
		row := tableRow{line, map[string]string{}}
		for i, text := range cells {
			// A spreadsheet guards a text that looks like a formula with an apostrophe; so does our export.
			text = strings.TrimPrefix(strings.TrimSpace(text), "'")
			if i >= len(columns) || columns[i] == "" || text == "" {
				continue
			}
			if utf8.RuneCountInString(text) > maxCellRunes {
				return ErrTableRow.WithField(cellName(line, columns[i]), "内容过长")
			}
			row.cells[columns[i]] = text
		}
		switch {
		case len(row.cells) == 0:
			return nil
		case len(rows) >= maxEntries:
			return ErrTableBig
		}
		rows = append(rows, row)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case columns == nil:
		return nil, ErrTableHead
	case len(rows) == 0:
		return nil, ErrTableEmpty
	}
	return rows, nil
}

func readCSV(file []byte, take func(line int, cells []string) error) error {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(file) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(file)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return ErrTableFile
		}
		file = decoded
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.ReuseRecord = -1, true, true
	for {
		cells, err := r.Read()
		var parse *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &parse):
			return ErrTableRow.WithField(cellName(parse.StartLine, ""), "引号不成对或格式有误")
		case err != nil:
			return ErrTableFile.Wrap(err)
		}
		line, _ := r.FieldPos(0)
		if err := take(line, cells); err != nil {
			return err
		}
	}
}

func readXLSX(file []byte, take func(line int, cells []string) error) (err error) {
	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: maxUnzippedBytes, UnzipXMLSizeLimit: maxUnzippedBytes})
	if err != nil {
		return ErrTableFile.Wrap(err)
	}
	defer func() { _ = book.Close() }() // only temporary files are lost with its error
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return ErrTableFile
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return ErrTableFile.Wrap(err)
	}
	defer func() { _ = rows.Close() }()
	for line := 1; rows.Next(); line++ {
		if line > maxTableLines {
			return ErrTableBig
		}
		cells, err := rows.Columns()
		if err != nil {
			return ErrTableFile.Wrap(err)
		}
		if err := take(line, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return ErrTableFile.Wrap(err)
	}
	return nil
}

// maxTableLines is how far down a sheet is read, empty rows included.
const maxTableLines = 4 * maxEntries
