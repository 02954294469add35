package intake

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

func TestOpenedBy(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		first := b.takeOn(seat, in)[0]
		second := b.takeOn(seat, in)[0]
		opened, err := b.s.OpenedBy(b.q(), in.CallerNumber)
		if err != nil || len(opened) != 2 || opened[0].Order != second.Order || opened[1].Number != first.Number {
			t.Errorf("%+v %v", opened, err)
		}
		for _, phone := range []string{"", "13999999999", "abc", "\x00", "1' OR '1'='1"} {
			if opened, err := b.s.OpenedBy(b.q(), phone); err != nil || len(opened) != 0 {
				t.Errorf("%q: %+v %v", phone, opened, err)
			}
		}
	})
}

func TestEarlierComplaints(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		say := func(kind string, category ids.ID) ids.ID {
			in := b.call()
			in.Requests[0].Kind = kind
			if category != 0 {
				in.Requests[0].CategoryID = category
			}
			return b.takeOn(seat, in)[0].Order
		}
		earlier := func(order ids.ID, since time.Time) int {
			t.Helper()
			n, err := b.s.EarlierComplaints(b.q(), order, since)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		long := b.Clock.Now().Add(-time.Hour)
		one := say("complaint", 0)
		two := say("consult", 0)
		three := say("report", 0)
		four := say("consult", 0)
		if a, b, c, d := earlier(one, long), earlier(two, long), earlier(three, long), earlier(four, long); a != 0 || b != 1 || c != 1 || d != 2 {
			t.Errorf("%d %d %d %d", a, b, c, d)
		}
		if n := earlier(four, b.Clock.Now().Add(time.Hour)); n != 0 {
			t.Errorf("%d of long ago", n)
		}
	})
}
