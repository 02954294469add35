package vault

import (
	"fmt"
	"sync/atomic"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func citizen(i int64) Person {
	return Person{Name: "王小明", Phones: []string{fmt.Sprintf("138%08d", i), fmt.Sprintf("0756%07d", i)}, Address: "香洲区翠前街 1 号"}
}

// BenchmarkSeal is what one request costs before its transaction: two numbers,
// a name and an address. Intake needs 3,000 a second on a shared core.
func BenchmarkSeal(b *testing.B) {
	for _, suite := range seal.SuiteNames() {
		b.Run(suite, func(b *testing.B) {
			r := newRoom(b, testkit.Store(b, Migrations), suite)
			b.ReportAllocs()
			for i := int64(0); b.Loop(); i++ {
				if s := r.Seal(citizen(i)); s.err != nil {
					b.Fatal(s.err)
				}
			}
		})
	}
}

// BenchmarkPut is the part inside the transaction, commits shared by 64 writers.
func BenchmarkPut(b *testing.B) {
	r := newRoom(b, testkit.Store(b, Migrations), seal.Intl)
	var n atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			sealed := r.Seal(citizen(n.Add(1)))
			if err := r.Store.Write(b.Context(), func(tx *store.Tx) error {
				_, err := r.Put(tx, sealed)
				return err
			}); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "puts/s")
}

// BenchmarkPutInBatch is the cost of the statements alone: 256 persons share a
// transaction.
func BenchmarkPutInBatch(b *testing.B) {
	r := newRoom(b, testkit.Store(b, Migrations), seal.Intl)
	var people []Sealed
	for i := range b.N {
		people = append(people, r.Seal(citizen(int64(i))))
	}
	b.ResetTimer()
	for len(people) > 0 {
		n := min(len(people), 256)
		if err := r.Store.Write(b.Context(), func(tx *store.Tx) error {
			for _, p := range people[:n] {
				if _, err := r.Put(tx, p); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		people = people[n:]
	}
}

func BenchmarkMasked50(b *testing.B) {
	r := newRoom(b, testkit.Store(b, Migrations), seal.Intl)
	var list []ids.ID
	for i := range 50 {
		list = append(list, r.put(b, citizen(int64(i))))
	}
	for b.Loop() {
		if m, err := r.Masked(r.read(b), list...); err != nil || len(m) != 50 {
			b.Fatal(err)
		}
	}
}
