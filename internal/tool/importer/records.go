package importer

import (
	"crypto/sha256"
	"errors"
	"io"
	"iter"
	"math"

	"onedoor/internal/workorder"
)

// Record is one row of a file as its mapping reads it, with the words as they were written.
type Record struct {
	Line  int    // in the file, from 1
	Row   int    // of the file's records, from 1; rows that cannot be read count too
	Unit  string // name of that time, or today's where the mapping knows it
	Order workorder.HistoricalOrder
	Err   error // the row cannot be read; the rest is empty then
}

// Records is an open file of historical orders.
type Records struct {
	src     *source
	convert converter
	row     int
}

// Open opens a file for reading only; the mapping of o, or the built-in one that fits, says how. Faults are those of
// [Run]. The caller closes it.
func Open(path string, o Options) (*Records, error) {
	src, err := open(path)
	if err != nil {
		return nil, err
	}
	m, err := mappingFor(src, o)
	if err != nil {
		return nil, errors.Join(err, src.Close())
	}
	return &Records{src: src, convert: converter{mapping: m, seen: map[string]int{}}}, nil
}

// Close closes the file.
func (r *Records) Close() error { return r.src.Close() }

// Digest is a hash of the whole file, as it lies there.
func (r *Records) Digest() ([]byte, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r.src.file, 0, math.MaxInt64)); err != nil {
		return nil, ErrFile.Wrap(err)
	}
	return sum.Sum(nil), nil
}

// All gives every row in the order of the file. A row that cannot be taken has Err set and the others go on; an error
// beside the record ends the file.
func (r *Records) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for {
			raw, err := r.src.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Record{}, err)
				return
			}
			r.row++
			rec, err := r.convert.convert(raw)
			out := Record{Line: raw.line, Row: r.row, Err: err}
			if err == nil {
				out.Unit, out.Order = rec.unit, rec.order
				if today, ok := r.convert.mapping.Units[rec.unit]; ok {
					out.Unit = today
				}
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}
