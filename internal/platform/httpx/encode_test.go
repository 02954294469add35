package httpx

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

type (
	level string
	inner struct {
		Place string `json:"place"`
		Depth int    `json:"depth,omitempty"`
	}
	hidden struct{ Shown int }
	tree   struct {
		Name  string `json:"name"`
		Below []tree `json:"below"`
		Next  *tree  `json:"next,omitempty"`
	}
	whole struct {
		inner
		hidden
		ID      ids.ID           `json:"id"`
		IDs     []ids.ID         `json:"ids"`
		At      time.Time        `json:"at,omitzero"`
		Then    *time.Time       `json:"then"`
		Due     time.Time        `json:"due"`
		Level   level            `json:"level"`
		N       int64            `json:"n"`
		U       uint8            `json:"u"`
		Share   float64          `json:"share"`
		Maybe   *float64         `json:"maybe"`
		Yes     bool             `json:"yes,omitempty"`
		Names   map[level]int    `json:"names"`
		Times   map[string]inner `json:"times,omitempty"`
		None    []string         `json:"none,omitempty"`
		Empty   []string         `json:"empty"`
		Part    inner            `json:"part,omitzero"`
		Other   *inner           `json:"other,omitempty"`
		Stay    inner            `json:"stay,omitempty"`
		Skipped string           `json:"-"`
		Bare    string           `doc:"its own name"`
		secret  string
	}
	twice struct {
		inner
		Place string `json:"place"`
	}
	quoted struct {
		N int `json:"n,string"`
	}
	loud struct{ Word string }
)

func (l *loud) MarshalJSON() ([]byte, error) { return []byte(`"` + l.Word + `!"`), nil }

// likeJSON holds an answer against encoding/json.
func likeJSON(t *testing.T, v any) {
	t.Helper()
	var got, want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	wrong, err := e.Encode(v), EncodeJSON(&got, v)
	if (err == nil) != (wrong == nil) {
		t.Fatalf("%T: error %v, of encoding/json %v", v, err, wrong)
	}
	if err == nil && got.String() != want.String() {
		t.Errorf("%T:\n%s\nencoding/json:\n%s", v, got.String(), want.String())
	}
}

var texts = []string{"", "plain", "路灯不亮", "“引号”——…", `a"b\c`, "tab\tline\nreturn\rbell\a\b\f", "<b>&amp;</b>", "\u2028\u2029", "\xff\xe2\x80", "\u007f\x00", "🙂", "\xe2\x80\xa7"}

func TestEncodeJSON(t *testing.T) {
	t.Run("Known", func(t *testing.T) {
		now, half := time.Date(2026, 11, 16, 8, 0, 0, 123_456_000, time.UTC), 0.5
		full := whole{inner: inner{"here", 3}, hidden: hidden{4}, ID: 7, IDs: []ids.ID{1, 0, math.MaxInt64}, At: now, Then: &now,
			Due: now.In(time.FixedZone("", 8*3600)), Level: "高", N: -5, U: 200, Share: 1e21, Maybe: &half, Yes: true,
			Names: map[level]int{"b": 2, "a": 1, "路": 3, `"`: 4}, Times: map[string]inner{"x": {}}, None: []string{"one"}, Empty: []string{},
			Part: inner{"", 1}, Other: &inner{}, Skipped: "no", Bare: "bare", secret: "no"}
		for _, v := range []any{whole{}, full, &full, []whole{{}, full}, []*whole{nil, &full}, (*whole)(nil), Page[whole]{Items: []whole{full}, NextCursor: "x"},
			map[string]whole{"a": full}, tree{Name: "a", Below: []tree{{Name: "b", Below: []tree{}}, {Name: "c"}}, Next: &tree{}}, true, 1, "text", 1.5, now, ids.ID(5)} {
			if encoderOf(reflect.TypeOf(v)) == nil {
				t.Errorf("%T is left to encoding/json", v)
			}
			likeJSON(t, v)
		}
	})
	t.Run("Texts", func(t *testing.T) {
		for _, s := range texts {
			likeJSON(t, map[string]string{"a": s, s: s})
		}
	})
	t.Run("LeftToEncodingJSON", func(t *testing.T) {
		for _, v := range []any{nil, []any{1, "a", nil}, map[int]string{2: "b"}, []byte("bytes"), json.RawMessage(`{"a": 1}`), twice{inner{"a", 1}, "b"}, quoted{5},
			loud{"a"}, &loud{"a"}, []loud{{"a"}}, struct{ L loud }{}, [2]int{1, 2}, struct{ E error }{}, &Problem{Code: "x"}} {
			likeJSON(t, v)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		for _, v := range []any{[]float64{1, math.NaN()}, []float64{math.Inf(1)}, []time.Time{time.Date(10001, 1, 1, 0, 0, 0, 0, time.UTC)}, make(chan int)} {
			likeJSON(t, v)
		}
	})
}

func FuzzEncodeJSON(f *testing.F) {
	for _, s := range texts {
		f.Add(s, int64(0), 0.1)
	}
	f.Fuzz(func(t *testing.T, s string, n int64, x float64) {
		likeJSON(t, s)
		likeJSON(t, whole{ID: ids.ID(n), N: n, Bare: s, Share: x, At: time.UnixMicro(n).UTC(), Names: map[level]int{level(s): 1, "a": 2}})
	})
}

func BenchmarkEncodeJSON(b *testing.B) {
	now := time.Date(2026, 11, 16, 8, 0, 0, 123_456_000, time.UTC)
	page := Page[whole]{}
	for range 50 {
		page.Items = append(page.Items, whole{ID: 385521954548885839, IDs: []ids.ID{1, 2, 3}, At: now, Due: now, Then: &now, Level: "handling", Bare: "第7号路灯连续多日不亮"})
	}
	for name, write := range map[string]func(v any) error{
		"Ours":         func(v any) error { return EncodeJSON(&bytes.Buffer{}, v) },
		"EncodingJSON": func(v any) error { return json.NewEncoder(&bytes.Buffer{}).Encode(v) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
