package importer

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// csvRows reads a table with a head line; the separator is the one that the head line has most of.
type csvRows struct {
	csv  *csv.Reader
	head []string
}

func openCSV(in *bufio.Reader) (reader, error) {
	head, _ := in.Peek(4096)
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	r := &csvRows{csv: csv.NewReader(in)}
	r.csv.FieldsPerRecord, r.csv.LazyQuotes = -1, false
	for _, comma := range []rune{',', ';', '\t'} {
		if strings.Count(string(head), string(comma)) > strings.Count(string(head), string(r.csv.Comma)) {
			r.csv.Comma = comma
		}
	}
	names, err := r.csv.Read()
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	for _, name := range names {
		r.head = append(r.head, strings.TrimSpace(name))
	}
	return r, nil
}

func (r *csvRows) columns() []string { return r.head }
func (r *csvRows) close() error      { return nil }

func (r *csvRows) next() (row, error) {
	cells, err := r.csv.Read()
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		return row{line: bad.StartLine, err: ErrSyntax.Wrap(err)}, nil
	case err != nil:
		if !errors.Is(err, io.EOF) {
			err = ErrFile.Wrap(err)
		}
		return row{}, err
	}
	line, _ := r.csv.FieldPos(0)
	return cellsRow(line, r.head, cells), nil
}

// cellsRow names the cells of a table's line by its head.
func cellsRow(line int, head, cells []string) row {
	out := row{line: line, values: make(map[string]string, len(head))}
	if len(cells) > len(head) && strings.TrimSpace(strings.Join(cells[len(head):], "")) != "" {
		out.err = ErrSyntax.WithMessage("这一行有 %d 列，表头只有 %d 列。", len(cells), len(head))
		return out
	}
	for i, name := range head {
		if i < len(cells) {
			if len(cells[i]) > maxLine {
				out.err = ErrTooLong
			}
			out.values[name] = cells[i]
		}
	}
	return out
}
