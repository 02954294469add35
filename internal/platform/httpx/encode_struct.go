package httpx

import (
	"reflect"
	"slices"
	"strings"
)

// member is one field of a structure as an answer shows it.
type member struct {
	path      []int // of embedded structures, and the field
	start     string
	encode    encoder
	omitEmpty bool
	omitZero  bool
}

func (c compiler) structure(t reflect.Type) (encoder, bool) {
	members, ok := c.members(t, nil)
	if !ok {
		return nil, false
	}
	names := map[string]bool{}
	for _, m := range members {
		if names[m.start] {
			return nil, false // which of them is shown depends on their depth and their tags
		}
		names[m.start] = true
	}
	return func(b []byte, v reflect.Value) (_ []byte, err error) {
		b = append(b, '{')
		first := true
		for i := range members {
			m := &members[i]
			f := v
			for _, n := range m.path {
				f = f.Field(n)
			}
			if m.omitEmpty && empty(f) || m.omitZero && zero(f) {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			if b, err = m.encode(append(b, m.start...), f); err != nil {
				return b, err
			}
		}
		return append(b, '}'), nil
	}, true
}

// members lists the fields in their order, those of embedded structures where these stand.
func (c compiler) members(t reflect.Type, above []int) (list []member, ok bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		path := append(slices.Clone(above), i)
		if f.Anonymous && tag == "" {
			if f.Type.Kind() != reflect.Struct || f.Type == timeType {
				return nil, false
			}
			inner, ok := c.members(f.Type, path)
			if !ok {
				return nil, false
			}
			list = append(list, inner...)
			continue
		}
		if f.Anonymous {
			return nil, false
		}
		if !f.IsExported() || tag == "-" {
			continue
		}
		m, ok := c.member(f, tag)
		if !ok {
			return nil, false
		}
		m.path = path
		list = append(list, m)
	}
	return list, true
}

func (c compiler) member(f reflect.StructField, tag string) (m member, ok bool) {
	name, rest, _ := strings.Cut(tag, ",")
	if name == "" {
		name = f.Name
	}
	if strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return m, false
	}
	m.start = `"` + name + `":`
	for option := range strings.SplitSeq(rest, ",") {
		switch option {
		case "omitempty":
			m.omitEmpty = true
		case "omitzero":
			m.omitZero = true
		case "":
		default:
			return m, false
		}
	}
	if m.omitZero && f.Type != timeType && says(f.Type, zeroer) {
		return m, false
	}
	m.encode, ok = c.encoder(f.Type)
	return m, ok
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

func zero(v reflect.Value) bool {
	if v.Type() == timeType {
		return timeOf(v).IsZero()
	}
	return v.IsZero()
}
