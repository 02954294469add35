package democity

import (
	"cmp"
	"fmt"
	"slices"
)

// Problem is one mistake in the city's files.
type Problem struct {
	File string
	Line int // from 1; 0 where the mistake concerns the file as a whole
	Text string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// spot is where something stands, for messages.
type spot struct {
	file string
	line int
}

func (s spot) String() string { return fmt.Sprintf("%s:%d", s.file, s.line) }

// problems gathers mistakes.
type problems struct{ list []Problem }

func (p *problems) at(s spot, format string, args ...any) {
	p.list = append(p.list, Problem{File: s.file, Line: s.line, Text: fmt.Sprintf(format, args...)})
}

func (p *problems) sorted() []Problem {
	slices.SortStableFunc(p.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return p.list
}

// once notes the first place of each key and reports every later one.
type once map[string]spot

func (o once) add(p *problems, s spot, what, key string) bool {
	if key == "" {
		return false
	}
	if first, taken := o[key]; taken {
		p.at(s, "%s“%s”重复，首次出现在 %s", what, key, first)
		return false
	}
	o[key] = s
	return true
}
