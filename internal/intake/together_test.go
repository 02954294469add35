package intake

import (
	"sync"
	"testing"
)

// TestRepeatTogether: many people call about one order at the same moment, and each gets a receipt.
func TestRepeatTogether(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		first := b.takeOn(seat, in)[0]
		const callers, each = 8, 5
		var wg sync.WaitGroup
		for range callers {
			wg.Go(func() {
				for range each {
					if _, err := b.s.Repeat(t.Context(), seat, first.Order, b.repeatCall("")); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := b.count(`SELECT COUNT(*) FROM intake_request`); n != 1+callers*each {
			t.Errorf("%d requests", n)
		}
		if o := b.order(first.Order); o.UrgeCount != callers*each {
			t.Errorf("urged %d times", o.UrgeCount)
		}
	})
}
