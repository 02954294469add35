package store

import "strings"

// manyMax is how many values one statement takes at most.
const manyMax = 64

// Many calls fn with some of the values at a time: marks for an IN list ("?, ?, …") and the arguments for it. Lists are
// filled up to a power of two with their last value, so that few different statements have to stay prepared. It stops at
// the first error.
func Many[T any](values []T, fn func(marks string, args []any) error) error {
	for len(values) > 0 {
		n := min(len(values), manyMax)
		size := 1
		for size < n {
			size *= 2
		}
		args := make([]any, size)
		for i := range args {
			args[i] = values[min(i, n-1)]
		}
		if err := fn(manyMarks[:3*size-2], args); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

var manyMarks = strings.Repeat("?, ", manyMax)

// InsertMany writes rows by few statements: head is all before the first row's values ("INSERT INTO t (a, b) VALUES "),
// tail what comes after the last ("" or " ON CONFLICT …"). All rows are of one length, and none conflicts with another.
func InsertMany(tx *Tx, head, tail string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	width := len(rows[0])
	row := "(" + manyMarks[:3*width-2] + ")"
	for size := manyMax; size > 0; size /= 2 { // powers of two, as above
		for len(rows) >= size {
			args := make([]any, 0, size*width)
			for _, r := range rows[:size] {
				args = append(args, r...)
			}
			if err := tx.Do(head+row+strings.Repeat(", "+row, size-1)+tail, args...); err != nil {
				return err
			}
			rows = rows[size:]
		}
	}
	return nil
}
