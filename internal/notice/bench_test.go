package notice

import (
	"testing"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// BenchmarkQueue is what a message adds to the transaction of a verb: to a unit
// (a row) and to a citizen (a row, a sealed code, a job).
func BenchmarkQueue(b *testing.B) {
	for name, m := range map[string]Message{"unit": urgedMessage(water, 1), "citizen": receipt("phone")} {
		b.Run(name, func(b *testing.B) {
			r := newRoom(b, testkit.Store(b, Migrations))
			for left := b.N; left > 0; left -= 256 {
				if err := r.Store.Write(b.Context(), func(tx *store.Tx) error {
					for range min(left, 256) {
						if err := r.Queue(tx, m); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkUnread is the bell of one screen in a unit with many messages, all
// of them read.
func BenchmarkUnread(b *testing.B) {
	r := newRoom(b, testkit.Store(b, Migrations))
	p := person(lin, water)
	for range 40 {
		r.write(b, func(tx *store.Tx) error {
			for range 500 {
				if err := r.Queue(tx, Message{To: Unit(water), Template: ReturnUpheld, Params: map[string]string{"number": "261116000017"}}); err != nil {
					return err
				}
			}
			_, err := r.MarkAllRead(tx, p, 1<<62)
			return err
		})
	}
	for b.Loop() {
		if n, err := r.Unread(r.read(b), p); n != 0 || err != nil {
			b.Fatal(n, err)
		}
	}
}
