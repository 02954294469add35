package intake

import (
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// published are limits by a calendar whose arrangement is known: Monday to Friday, and one day off more.
type published struct {
	limits
	off string // a date
}

func (p published) Calendar(store.Queryer) (clock.Calendar, error) { return p, nil }

func (p published) IsWorking(y int, m time.Month, d int) (working, known bool, name string) {
	at := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && at.Format(time.DateOnly) != p.off, true, ""
}

// TestTrack_Due tells the citizen by when, what that is counted by, and whether it may still move. What was fixed by one
// calendar is told as it was fixed when another is published; what has passed is no promise.
func TestTrack_Due(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		expect := func(name, number, code, text, rule string) {
			t.Helper()
			v, err := b.s.Track(t.Context(), number, code)
			if err != nil || v.DueText != text || v.DueRule != rule {
				t.Errorf("%s: %q, %q, want %q, %q; %v", name, v.DueText, v.DueRule, text, rule, err)
			}
		}
		r := b.takeOn(seat, b.call())[0]
		expect("unknown year", r.Number, r.QueryCode, "预计2026年12月7日（星期一）17:30前（遇放假调休可能调整）", "自受理起15个工作日")
		b.orders.Limits = published{}
		expect("published since, and it is as expected", r.Number, r.QueryCode, "最迟2026年12月7日（星期一）17:30前", "自受理起15个工作日")
		b.orders.Limits = published{off: "2026-11-20"}
		expect("published since, with a day off more", r.Number, r.QueryCode, "12月7日（周一）前", "自受理起15个工作日")
		later := b.takeOn(seat, b.call())[0]
		expect("fixed by it", later.Number, later.QueryCode, "最迟2026年12月8日（星期二）17:30前", "自受理起15个工作日")

		b.Clock.Advance(23 * 24 * time.Hour)
		expect("overdue", r.Number, r.QueryCode, "已超过预计时间，我们正在催办", "自受理起15个工作日")
		verb := func(fn func(tx *store.Tx, o workorder.Order) (workorder.Order, error)) {
			t.Helper()
			b.write(func(tx *store.Tx) error {
				o, err := b.orders.Get(tx, auth.System, r.Order)
				if err == nil {
					_, err = fn(tx, o)
				}
				return err
			})
		}
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.Withdraw(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "市民来电"})
		})
		expect("no longer open", r.Number, r.QueryCode, "", "")
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.Reopen(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "又漏了"})
		})
		expect("reopened", r.Number, r.QueryCode, "最迟2026年12月30日（星期三）17:30前", "自重新办理起15个工作日")
	})
}
