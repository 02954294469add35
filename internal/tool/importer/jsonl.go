package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// How far a file is read ahead to learn its columns: in records, and in bytes, because a record may be long.
const (
	aheadRecords = 1000
	aheadBytes   = 32 << 20
)

// jsonl reads one JSON object a line. Its columns are the names in all of its first records: who writes such files often
// leaves out what is empty.
type jsonl struct {
	lines lines
	ahead []row
	err   error // that ended the reading ahead
	names []string
}

func openJSONL(in *bufio.Reader) (reader, error) {
	r := &jsonl{lines: lines{in: in}}
	names := map[string]bool{}
	for size := 0; len(r.ahead) < aheadRecords && size < aheadBytes; {
		var next row
		if next, r.err = r.read(); r.err != nil {
			break
		}
		for name, value := range next.values {
			names[name] = true
			size += len(name) + len(value)
		}
		r.ahead = append(r.ahead, next)
	}
	if len(r.ahead) == 0 {
		return nil, ErrFile.Wrap(r.err)
	}
	r.names = slices.Sorted(maps.Keys(names))
	return r, nil
}

func (r *jsonl) columns() []string { return r.names }
func (r *jsonl) close() error      { return nil }

func (r *jsonl) next() (row, error) {
	switch {
	case len(r.ahead) > 0:
		first := r.ahead[0]
		r.ahead[0] = row{} // its words need not be kept
		r.ahead = r.ahead[1:]
		return first, nil
	case r.err != nil:
		return row{}, r.err
	}
	return r.read()
}

func (r *jsonl) read() (row, error) {
	for {
		text, tooLong, err := r.lines.next()
		if err != nil {
			return row{}, err
		}
		out := row{line: r.lines.n}
		switch {
		case tooLong:
			out.err = ErrTooLong
		case len(bytes.TrimSpace(text)) == 0:
			continue
		default:
			out.values, out.err = object(text)
		}
		return out, nil
	}
}

// object reads a flat JSON object; numbers keep their digits, null is the empty text.
func object(text []byte) (map[string]string, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil || raw == nil || d.More() {
		return nil, ErrSyntax.Wrap(err)
	}
	values := make(map[string]string, len(raw))
	for name, v := range raw {
		switch v := v.(type) {
		case string:
			values[name] = v
		case json.Number:
			values[name] = v.String()
		case nil:
		case bool:
			values[name] = map[bool]string{true: "1", false: "0"}[v]
		default:
			return nil, ErrType.WithMessage("字段 %s 不是文字或数字。", strings.ToValidUTF8(name, "?"))
		}
	}
	return values, nil
}
