package knowledge

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// madeUp makes text whose characters are as unevenly spread as those of real text.
func madeUp(r *rand.Rand, zipf *rand.Zipf, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteRune(rune(0x4E00 + zipf.Uint64()*7%20000))
		if i%17 == 16 && r.IntN(2) == 0 {
			b.WriteString("，")
		}
	}
	return b.String()
}

func BenchmarkIndex(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.3, 20, 3000)
	x := newIndex()
	var queries []string
	for i := range 5000 {
		c := Content{Title: madeUp(r, zipf, 12), Body: madeUp(r, zipf, 600), Keywords: []string{madeUp(r, zipf, 4)}}
		x.add(&c)
		if i%50 == 0 {
			queries = append(queries, string([]rune(c.Title)[2:6]))
		}
	}
	b.Run("Search", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if len(x.search(queries[i%len(queries)])) == 0 {
				b.Fatal("found nothing")
			}
		}
	})
	b.Run("Pinyin", func(b *testing.B) {
		for b.Loop() {
			x.search("gjj")
		}
	})
	b.Run("Add", func(b *testing.B) {
		c := Content{Title: madeUp(r, zipf, 12), Body: madeUp(r, zipf, 600)}
		for b.Loop() {
			x.drop(x.add(&c))
		}
	})
}
