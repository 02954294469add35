package httpx

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"onedoor/internal/platform/ids"
)

var (
	idType        = reflect.TypeFor[ids.ID]()
	timeType      = reflect.TypeFor[time.Time]()
	marshaler     = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	zeroer        = reflect.TypeFor[interface{ IsZero() bool }]()
)

// compiler makes the encoder of a type once; known are the types that it has met, so that a tree of nodes ends.
type compiler struct{ known map[reflect.Type]*encoder }

// encoder is false for a type of which some part is left to encoding/json.
func (c compiler) encoder(t reflect.Type) (encoder, bool) {
	if e, ok := c.known[t]; ok {
		if *e != nil {
			return *e, true
		}
		return func(b []byte, v reflect.Value) ([]byte, error) { return (*e)(b, v) }, true
	}
	slot := new(encoder)
	c.known[t] = slot
	e, ok := c.make(t)
	*slot = e
	return e, ok
}

func (c compiler) make(t reflect.Type) (encoder, bool) {
	switch {
	case t == idType:
		return encodeID, true
	case t == timeType:
		return encodeTime, true
	case t.Kind() == reflect.Pointer:
		return c.pointer(t)
	case says(t, marshaler) || says(t, textMarshaler):
		return nil, false
	}
	switch t.Kind() {
	case reflect.Bool:
		return func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(b, v.Bool()), nil }, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(b, v.Int(), 10), nil }, true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendUint(b, v.Uint(), 10), nil }, true
	case reflect.Float64:
		return encodeFloat, true
	case reflect.String:
		return func(b []byte, v reflect.Value) ([]byte, error) { return appendText(b, v.String()) }, true
	case reflect.Slice:
		return c.slice(t)
	case reflect.Map:
		return c.byName(t)
	case reflect.Struct:
		return c.structure(t)
	default:
		return nil, false
	}
}

// says tells whether values of t, or pointers to them, speak for themselves.
func says(t, by reflect.Type) bool { return t.Implements(by) || reflect.PointerTo(t).Implements(by) }

func encodeID(b []byte, v reflect.Value) ([]byte, error) {
	if v.Int() == 0 {
		return append(b, "null"...), nil
	}
	b = strconv.AppendInt(append(b, '"'), v.Int(), 10)
	return append(b, '"'), nil
}

func timeOf(v reflect.Value) *time.Time {
	if v.CanAddr() {
		return v.Addr().Interface().(*time.Time)
	}
	t := v.Interface().(time.Time)
	return &t
}

func encodeTime(b []byte, v reflect.Value) ([]byte, error) {
	b, err := timeOf(v).AppendText(append(b, '"'))
	return append(b, '"'), err
}

func encodeFloat(b []byte, v reflect.Value) ([]byte, error) {
	text, err := json.Marshal(v.Float())
	return append(b, text...), err
}

func (c compiler) pointer(t reflect.Type) (encoder, bool) {
	elem, ok := c.encoder(t.Elem())
	return func(b []byte, v reflect.Value) ([]byte, error) {
		if v.IsNil() {
			return append(b, "null"...), nil
		}
		return elem(b, v.Elem())
	}, ok
}

func (c compiler) slice(t reflect.Type) (encoder, bool) {
	if t.Elem().Kind() == reflect.Uint8 {
		return nil, false // base64
	}
	elem, ok := c.encoder(t.Elem())
	return func(b []byte, v reflect.Value) (_ []byte, err error) {
		if v.IsNil() {
			return append(b, "null"...), nil
		}
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = elem(b, v.Index(i)); err != nil {
				return b, err
			}
		}
		return append(b, ']'), nil
	}, ok
}

// byName is a map whose keys are texts; they stand in the order of their bytes.
func (c compiler) byName(t reflect.Type) (encoder, bool) {
	if t.Key().Kind() != reflect.String || says(t.Key(), textMarshaler) {
		return nil, false
	}
	elem, ok := c.encoder(t.Elem())
	return func(b []byte, v reflect.Value) (_ []byte, err error) {
		if v.IsNil() {
			return append(b, "null"...), nil
		}
		values := make(map[string]reflect.Value, v.Len())
		for rest := v.MapRange(); rest.Next(); {
			values[rest.Key().String()] = rest.Value()
		}
		b = append(b, '{')
		for i, key := range slices.Sorted(maps.Keys(values)) {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendText(b, key); err != nil {
				return b, err
			}
			if b, err = elem(append(b, ':'), values[key]); err != nil {
				return b, err
			}
		}
		return append(b, '}'), nil
	}, ok
}
