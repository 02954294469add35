package httpx

import (
	"encoding/json"
	"io"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// answers is the JSON of the API. Lists are read all day, and most of their rows' fields are identifiers and times, for
// each of which encoding/json makes a text of its own and reads it again: half of what an answer costs.
var answers = huma.Format{Marshal: EncodeJSON, Unmarshal: json.Unmarshal}

// kept are buffers of answers to be used again; larger ones are left to the collector.
var kept = sync.Pool{New: func() any { return new([]byte) }}

const keptMax = 1 << 20

// EncodeJSON writes v and a line's end, byte for byte as encoding/json does without escapes of HTML. Types that it does not
// know in every part are left to encoding/json.
func EncodeJSON(w io.Writer, v any) error {
	encode := encoderOf(reflect.TypeOf(v))
	if encode == nil {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	}
	buffer := kept.Get().(*[]byte)
	text, err := encode((*buffer)[:0], reflect.ValueOf(v))
	if err == nil {
		text = append(text, '\n')
		_, err = w.Write(text)
	}
	if cap(text) <= keptMax {
		*buffer = text
		kept.Put(buffer)
	}
	return err
}

// encoder appends the JSON of a value of its type.
type encoder func(b []byte, v reflect.Value) ([]byte, error)

var encoders sync.Map // reflect.Type → encoder, nil where encoding/json must do it

func encoderOf(t reflect.Type) encoder {
	if t == nil {
		return nil
	}
	if known, ok := encoders.Load(t); ok {
		return known.(encoder)
	}
	c := compiler{known: map[reflect.Type]*encoder{}}
	e, ok := c.encoder(t)
	if !ok {
		e = nil
	}
	encoders.Store(t, e)
	return e
}
