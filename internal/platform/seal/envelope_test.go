package seal

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"
)

var made = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func newRing(t testing.TB, suite string) *Ring {
	t.Helper()
	r, err := NewRing(suite, made)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func eachSuite(t *testing.T, fn func(t *testing.T, name string)) {
	for _, name := range SuiteNames() {
		t.Run(name, func(t *testing.T) { fn(t, name) })
	}
}

func TestSeal(t *testing.T) {
	eachSuite(t, func(t *testing.T, name string) {
		r := newRing(t, name)
		texts := [][]byte{nil, {0}, []byte("王小明 13800000000"), bytes.Repeat([]byte("长"), 100_000)}
		for _, plain := range texts {
			rec := Record{Kind: "test", ID: math.MaxInt64, Bound: []byte("b")}
			e, err := r.Seal(rec, plain)
			if err != nil {
				t.Fatal(err)
			}
			if len(plain) > 8 && bytes.Contains(append(bytes.Clone(e.Head), e.Body...), plain[:8]) {
				t.Error("the plaintext is readable in the envelope")
			}
			got, err := r.Open(rec, e)
			if err != nil || !bytes.Equal(got, plain) {
				t.Errorf("Open = %d bytes, %v; want %d bytes", len(got), err, len(plain))
			}
		}
	})
}

func TestSeal_TwiceDiffers(t *testing.T) {
	r := newRing(t, Intl)
	rec := Record{Kind: "test", ID: 1}
	a, _ := r.Seal(rec, []byte("same"))
	b, _ := r.Seal(rec, []byte("same"))
	if bytes.Equal(a.Head, b.Head) || bytes.Equal(a.Body, b.Body) {
		t.Error("two seals of one text are equal")
	}
}

// Every single changed bit of head and body is found.
func TestOpen_Tampered(t *testing.T) {
	eachSuite(t, func(t *testing.T, name string) {
		r := newRing(t, name)
		rec := Record{Kind: "test", ID: 7}
		e, err := r.Seal(rec, []byte("some words"))
		if err != nil {
			t.Fatal(err)
		}
		flip := func(part []byte, i int) []byte {
			b := bytes.Clone(part)
			b[i/8] ^= 1 << (i % 8)
			return b
		}
		for i := range len(e.Head) * 8 {
			if _, err := r.Open(rec, Envelope{flip(e.Head, i), e.Body}); err == nil {
				t.Fatalf("bit %d of the head changed and it opened", i)
			}
		}
		for i := range len(e.Body) * 8 {
			if _, err := r.Open(rec, Envelope{e.Head, flip(e.Body, i)}); !errors.Is(err, ErrOpen) {
				t.Fatalf("bit %d of the body changed: %v", i, err)
			}
		}
		for n := range len(e.Head) {
			if _, err := r.Open(rec, Envelope{e.Head[:n], e.Body}); !errors.Is(err, ErrFormat) {
				t.Fatalf("head cut to %d bytes: %v", n, err)
			}
		}
		for n := range len(e.Body) {
			if _, err := r.Open(rec, Envelope{e.Head, e.Body[:n]}); err == nil {
				t.Fatalf("body cut to %d bytes opened", n)
			}
		}
	})
}

func TestOpen_OtherRecord(t *testing.T) {
	r := newRing(t, GM)
	rec := Record{Kind: "person", ID: 7, Bound: []byte("x")}
	e, _ := r.Seal(rec, []byte("words"))
	other, _ := r.Seal(Record{Kind: "person", ID: 8, Bound: []byte("x")}, []byte("words"))
	for name, at := range map[string]Record{
		"other id":         {Kind: "person", ID: 8, Bound: []byte("x")},
		"other kind":       {Kind: "text", ID: 7, Bound: []byte("x")},
		"as long a kind":   {Kind: "parson", ID: 7, Bound: []byte("x")},
		"other bound":      {Kind: "person", ID: 7, Bound: []byte("y")},
		"no bound":         {Kind: "person", ID: 7},
		"shifted boundary": {Kind: "personx", ID: 7},
	} {
		if _, err := r.Open(at, e); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.Open(rec, Envelope{other.Head, e.Body}); !errors.Is(err, ErrOpen) {
		t.Errorf("the head of another row: %v", err)
	}
	if _, err := newRing(t, GM).Open(rec, e); !errors.Is(err, ErrKey) {
		t.Errorf("a foreign ring: %v", err)
	}
	// Head and body are both valid boxes, but not for each other's place.
	if _, err := r.Open(rec, Envelope{e.Head, append(bytes.Clone(e.Head[2+idSize:headFixed]), e.Head[headFixed:]...)}); !errors.Is(err, ErrOpen) {
		t.Errorf("the head's box as body: %v", err)
	}
}

func TestRotated(t *testing.T) {
	for _, c := range []struct{ from, to string }{{Intl, Intl}, {Intl, GM}, {GM, Intl}, {GM, GM}} {
		t.Run(c.from+" to "+c.to, func(t *testing.T) {
			old := newRing(t, c.from)
			rec := Record{Kind: "person", ID: 1}
			e, _ := old.Seal(rec, []byte("before"))
			ring, err := old.Rotated(c.to, made.AddDate(1, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := ring.Open(rec, e); err != nil || string(got) != "before" {
				t.Fatalf("the old record: %q, %v", got, err)
			}
			if !bytes.Equal(old.Secret("phone"), ring.Secret("phone")) {
				t.Error("rotation changed a derived secret")
			}
			moved, changed, err := ring.Rewrap(rec, e)
			if err != nil || !changed {
				t.Fatalf("Rewrap = %v, %v", changed, err)
			}
			if sameBody := bytes.Equal(moved.Body, e.Body); sameBody != (c.from == c.to) {
				t.Errorf("body kept = %v", sameBody)
			}
			if got, err := ring.Open(rec, moved); err != nil || string(got) != "before" {
				t.Errorf("the moved record: %q, %v", got, err)
			}
			if id, _ := KeyOf(moved.Head); id != ring.Keys()[1].ID || !ring.Has(id) || old.Has(id) {
				t.Errorf("moved to key %s", id)
			}
			if _, err := old.Open(rec, moved); !errors.Is(err, ErrKey) {
				t.Errorf("the old ring opens the moved record: %v", err)
			}
			if _, changed, err := ring.Rewrap(rec, moved); changed || err != nil {
				t.Errorf("second Rewrap = %v, %v", changed, err)
			}
			if _, _, err := ring.Rewrap(Record{Kind: "person", ID: 2}, e); !errors.Is(err, ErrOpen) {
				t.Errorf("Rewrap under another row: %v", err)
			}
		})
	}
}

func TestSecret(t *testing.T) {
	r := newRing(t, Intl)
	if bytes.Equal(r.Secret("a"), r.Secret("b")) || bytes.Equal(r.Secret("a"), newRing(t, Intl).Secret("a")) {
		t.Error("secrets of two labels or two rings are equal")
	}
	if len(r.Secret("a")) != 32 {
		t.Errorf("a secret of %d bytes", len(r.Secret("a")))
	}
}

func TestSeal_ManyAtOnce(t *testing.T) {
	eachSuite(t, func(t *testing.T, name string) {
		r := newRing(t, name)
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				for i := range 200 {
					rec := Record{Kind: "person", ID: int64(g*1000 + i)}
					plain := []byte(strings.Repeat("x", i))
					e, err := r.Seal(rec, plain)
					if err != nil {
						t.Error(err)
						return
					}
					if got, err := r.Open(rec, e); err != nil || !bytes.Equal(got, plain) {
						t.Errorf("record %d: %v", rec.ID, err)
						return
					}
				}
			})
		}
		wg.Wait()
	})
}

// FuzzOpen feeds the opener arbitrary bytes: it never panics, and nothing but
// the very envelope that was sealed opens.
func FuzzOpen(f *testing.F) {
	rec := Record{Kind: "person", ID: 42, Bound: []byte("row")}
	var rings []*Ring
	var sealed []Envelope
	for _, name := range SuiteNames() {
		r := newRing(f, name)
		e, err := r.Seal(rec, []byte("words of somebody"))
		if err != nil {
			f.Fatal(err)
		}
		rings, sealed = append(rings, r), append(sealed, e)
		f.Add(e.Head, e.Body)
		f.Add(e.Head[:headFixed], e.Body)
		f.Add(e.Head, []byte{})
	}
	f.Add([]byte{}, []byte{})
	f.Add([]byte{1, 1}, bytes.Repeat([]byte{0}, 64))
	f.Add([]byte{2, 9, 0}, []byte("x"))
	f.Fuzz(func(t *testing.T, head, body []byte) {
		for i, r := range rings {
			same := bytes.Equal(head, sealed[i].Head) && bytes.Equal(body, sealed[i].Body)
			if _, err := r.Open(rec, Envelope{head, body}); (err == nil) != same {
				t.Errorf("opened = %v, the sealed one = %v", err == nil, same)
			}
			_, _, err := r.Rewrap(rec, Envelope{head, body})
			if err == nil && !bytes.Equal(head, sealed[i].Head) {
				t.Error("a foreign head was unwrapped")
			}
			_, _ = KeyOf(head)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	plain := bytes.Repeat([]byte("x"), 256)
	for _, name := range SuiteNames() {
		r := newRing(b, name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := r.Seal(Record{Kind: "person", ID: int64(i)}, plain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, name := range SuiteNames() {
		r := newRing(b, name)
		e, _ := r.Seal(Record{Kind: "person", ID: 1}, bytes.Repeat([]byte("x"), 256))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := r.Open(Record{Kind: "person", ID: 1}, e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
