package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/httpx"
)

// TestAnswers holds the JSON of every type of the API, filled at random, against encoding/json.
func TestAnswers(t *testing.T) {
	c, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.Store.Engine, c.Crypto.KeyFile, c.Anchor.Dir = t.TempDir(), "sqlite", "", ""
	h, err := openHouse(t.Context(), c, slog.New(slog.DiscardHandler), houseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.close() })
	site, err := h.site(nil)
	if err != nil {
		t.Fatal(err)
	}
	schemas := site.API.OpenAPI().Components.Schemas
	draw := rand.New(rand.NewPCG(1, 2))
	for name := range schemas.Map() {
		kind := schemas.TypeFromRef("#/components/schemas/" + name)
		if kind == nil {
			t.Errorf("%s has no type", name)
			continue
		}
		for range 20 {
			v := reflect.New(kind)
			fill(draw, v.Elem(), 6)
			for _, x := range []any{v.Interface(), v.Elem().Interface()} {
				var got, want bytes.Buffer
				e := json.NewEncoder(&want)
				e.SetEscapeHTML(false)
				refused, wrong := e.Encode(x), httpx.EncodeJSON(&got, x)
				if (refused == nil) != (wrong == nil) || refused == nil && !bytes.Equal(got.Bytes(), want.Bytes()) {
					t.Fatalf("%T: %v\n%s\nencoding/json: %v\n%s", x, wrong, got.String(), refused, want.String())
				}
			}
		}
	}
}

// fill puts something into every field that a program outside the package may set.
func fill(draw *rand.Rand, v reflect.Value, depth int) {
	if !v.CanSet() || depth == 0 || draw.IntN(5) == 0 {
		return
	}
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		*at = time.UnixMicro(draw.Int64N(4e15)).In(time.FixedZone("", draw.IntN(3)*4*3600))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(draw.IntN(100)))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(draw.IntN(100)))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(draw.Float64())
	case reflect.String:
		v.SetString([]string{"路灯<不亮>", "a\"b\n", "“——”", "plain", "\u2028"}[draw.IntN(5)])
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(draw, v.Elem(), depth-1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), draw.IntN(3), 3))
		for i := range v.Len() {
			fill(draw, v.Index(i), depth-1)
		}
		if raw, ok := v.Addr().Interface().(*json.RawMessage); ok {
			*raw = json.RawMessage(`{"a":[1,"<"]}`)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range draw.IntN(4) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(draw, key, depth-1)
			fill(draw, value, depth-1)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(draw, v.Field(i), depth-1)
		}
	}
}
