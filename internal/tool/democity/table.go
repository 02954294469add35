package democity

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"strings"
)

// row is one line of a table by column name.
type row struct {
	spot
	cells map[string]string
}

func (r row) get(column string) string { return strings.TrimSpace(r.cells[column]) }

// list splits a cell at semicolons.
func (r row) list(column string) []string { return splitList(r.get(column), ";") }

func splitList(text, sep string) []string {
	var out []string
	for part := range strings.SplitSeq(text, sep) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// maxRows is far more than a city needs.
const maxRows = 50_000

// readTable reads a CSV file whose first line names the columns, in any order, all of them and no others. A line that
// cannot be read is reported and left out.
func readTable(fsys fs.FS, p *problems, file string, columns ...string) []row {
	f, err := fsys.Open(file)
	if err != nil {
		p.at(spot{file: file}, "无法读取：%v", err)
		return nil
	}
	defer func() { _ = f.Close() }()
	reader := csv.NewReader(f)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		p.at(spot{file, 1}, "没有表头")
		return nil
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	if !checkHeader(p, file, header, columns) {
		return nil
	}
	var rows []row
	for len(rows) < maxRows {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			var bad *csv.ParseError
			if !errors.As(err, &bad) {
				p.at(spot{file: file}, "无法读取：%v", err)
				return rows
			}
			p.at(spot{file, bad.Line}, "格式有误：%v", bad.Err)
			if errors.Is(bad.Err, csv.ErrQuote) {
				return rows // an open quote swallows what follows
			}
			continue
		}
		line, _ := reader.FieldPos(0)
		if len(record) != len(header) {
			p.at(spot{file, line}, "应有 %d 列，实有 %d 列", len(header), len(record))
			continue
		}
		r := row{spot: spot{file, line}, cells: make(map[string]string, len(header))}
		for i, name := range header {
			r.cells[name] = record[i]
		}
		rows = append(rows, r)
	}
	p.at(spot{file: file}, "超过 %d 行", maxRows)
	return rows
}

func checkHeader(p *problems, file string, header, columns []string) bool {
	ok := true
	seen := map[string]bool{}
	for i, name := range header {
		header[i] = strings.TrimSpace(name)
		if seen[header[i]] {
			p.at(spot{file, 1}, "列“%s”重复", header[i])
			ok = false
		}
		seen[header[i]] = true
	}
	for _, name := range columns {
		if !seen[name] {
			p.at(spot{file, 1}, "缺少列“%s”", name)
			ok = false
		}
		delete(seen, name)
	}
	for _, name := range header {
		if seen[name] {
			p.at(spot{file, 1}, "多出列“%s”", name)
			ok = false
		}
	}
	return ok
}
