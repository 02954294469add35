package intake

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// TestTrack_Stages tells the citizen what comes next, by when, and honestly when it is late; of a return nothing.
func TestTrack_Stages(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		r := b.takeOn(seat, b.call())[0]
		next := func() string {
			t.Helper()
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(v.Stages, "|")
		}
		verb := func(fn func(tx *store.Tx, o workorder.Order) (workorder.Order, error)) {
			t.Helper()
			b.write(func(tx *store.Tx) error {
				o, err := b.orders.Get(tx, leader, r.Order)
				if err == nil {
					_, err = fn(tx, o)
				}
				return err
			})
		}
		if got := next(); !strings.Contains(got, "前派给承办单位") {
			t.Errorf("registered: %q", got)
		}
		b.Clock.Advance(48 * time.Hour)
		if got := next(); got != "派单已超过期限，热线中心正在处理" {
			t.Errorf("not dispatched in time: %q", got)
		}
		waters := officer(b.waters)
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.Dispatch(tx, leader, o.ID, o.Version, workorder.DispatchIn{Unit: b.waters})
		})
		if got := next(); !strings.Contains(got, "前与您联系") || strings.Contains(got, "派单") {
			t.Errorf("dispatched: %q", got)
		}
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.Return(tx, waters, o.ID, o.Version, workorder.ReturnIn{ReasonCode: "facts_unclear", Reason: "内容不清"})
		})
		if got := next(); got != "" {
			t.Errorf("returned: %q", got)
		}
	})
}
