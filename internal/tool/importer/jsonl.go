package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
)

// jsonl reads one JSON object a line.
type jsonl struct {
	lines lines
	first *row
	names []string
}

func openJSONL(in *bufio.Reader) (reader, error) {
	r := &jsonl{lines: lines{in: in}}
	first, err := r.read()
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	r.first = &first
	for name := range first.values {
		r.names = append(r.names, name)
	}
	return r, nil
}

func (r *jsonl) columns() []string { return r.names }
func (r *jsonl) close() error      { return nil }

func (r *jsonl) next() (row, error) {
	if r.first != nil {
		first := *r.first
		r.first = nil
		return first, nil
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
