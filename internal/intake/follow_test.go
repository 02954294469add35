package intake

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func (b *bench) messages(request ids.ID) []string {
	b.t.Helper()
	rows, err := b.q().Query(`SELECT template FROM notice_message WHERE request_id = ? ORDER BY id`, request)
	list, err := store.Collect(rows, err, func(r store.Row) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

func same(got []string, want ...string) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range got {
		if got[i] != want[i] {
			return false
		}
	}
	return true
}

func TestRequestersAreTold(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		first := b.takeOn(seat, b.call())[0]
		b.write(func(tx *store.Tx) error {
			_, err := b.orders.Dispatch(tx, seat, first.Order, 1, workorder.DispatchIn{Unit: b.waters})
			return err
		})
		b.Settle(t)
		second, err := b.s.Repeat(t.Context(), seat, first.Order, b.repeatCall("15400005555"))
		if err != nil {
			t.Fatal(err)
		}
		sameAgain, err := b.s.Repeat(t.Context(), seat, first.Order, b.repeatCall("15400005555")) // the second person once more
		if err != nil {
			t.Fatal(err)
		}
		b.Settle(t)
		b.complete(first.Order, "已修好。")
		b.Settle(t)
		if got := b.messages(first.Request); !same(got, "receipt", "dispatched", "replied") {
			t.Errorf("first: %v", got)
		}
		if got := b.messages(second.Request); !same(got, "receipt") {
			t.Errorf("second: %v", got)
		}
		if got := b.messages(sameAgain.Request); !same(got, "receipt", "replied") {
			t.Errorf("the same person is told once, under the newest number: %v", got)
		}
		t.Run("TwiceChangesNothing", func(t *testing.T) {
			before := b.count(`SELECT COUNT(*) FROM notice_message`)
			b.Settle(t)
			if after := b.count(`SELECT COUNT(*) FROM notice_message`); after != before {
				t.Errorf("%d, then %d", before, after)
			}
		})
	})
}

func TestRequestersAreTold_AtOnce(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests = append(in.Requests, b.form())
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		in.Requests[1].Then = &Then{Verb: ThenAnswer, Text: "已告知。"}
		list := b.takeOn(seat, in)
		b.Settle(t)
		if got := b.messages(list[0].Request); !same(got, "receipt") {
			t.Errorf("dispatched at once: %v", got)
		}
		if got := b.messages(list[1].Request); !same(got, "receipt", "answered") {
			t.Errorf("answered at once: %v", got)
		}
	})
}

// The events of the follow-up room are known by name and payload only, as it stands beside this one.
func TestFollowUpEvents(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		r := b.takeOn(seat, in)[0]
		other, err := b.s.Repeat(t.Context(), seat, r.Order, b.repeatCall("15400005555"))
		if err != nil {
			t.Fatal(err)
		}
		tell := func(kind string, payload map[string]any) {
			b.write(func(tx *store.Tx) error {
				_, err := b.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: r.Order, Payload: payload})
				return err
			})
			b.Settle(t)
		}
		tell("followup.planned", map[string]any{"until": b.Clock.Now().Add(time.Hour).UnixMicro()})
		tell("followup.planned", map[string]any{"until": b.Clock.Now().Add(time.Hour).UnixMicro(), "direct": true})
		tell("followup.planned", map[string]any{})
		if got := b.messages(r.Request); !same(got, "receipt", "rate") {
			t.Errorf("%v", got)
		}
		satisfaction := func(id ids.ID) int {
			return b.count(`SELECT satisfaction FROM intake_request WHERE id = ?`, id)
		}
		tell("followup.answered", map[string]any{"request": r.Request, "satisfaction": 4})
		if satisfaction(r.Request) != 4 || satisfaction(other.Request) != 0 {
			t.Errorf("by link: %d, %d", satisfaction(r.Request), satisfaction(other.Request))
		}
		tell("followup.answered", map[string]any{"satisfaction": 2})
		if satisfaction(r.Request) != 2 || satisfaction(other.Request) != 2 {
			t.Errorf("by telephone: %d, %d", satisfaction(r.Request), satisfaction(other.Request))
		}
		h, err := b.s.History(b.q(), seat, "154 0000 1234")
		if err != nil || h.LastSatisfaction != 2 {
			t.Errorf("%+v %v", h, err)
		}
	})
}

func TestHistory(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		old := b.takeOn(seat, b.call())[0]
		b.Clock.Advance(100 * 24 * time.Hour)
		in := b.call()
		in.CallerNumber, in.ContactPhone, in.CallerName = "0756-2123456", "154-0000-1234", "林先生"
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		recent := b.takeOn(seat, in)[0]
		done := b.call()
		done.Requests[0].Kind, done.Requests[0].Then = "consult", &Then{Verb: ThenAnswer, Text: "已答复。"}
		answered := b.takeOn(seat, done)[0]

		h, err := b.s.History(b.q(), seat, "+86 15400001234")
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Requests) != 3 || h.Requests[0].Order != answered.Order || h.Requests[1].Order != recent.Order || h.Requests[2].Order != old.Order {
			t.Fatalf("%+v", h.Requests)
		}
		if h.Total90d != 2 || h.Open != 2 || len(h.Identities) != 2 {
			t.Errorf("%+v", h)
		}
		if r := h.Requests[1]; r.State != "dispatched" || r.UnitName != "水务局" || r.DueAt == nil || r.Number != recent.Number {
			t.Errorf("%+v", r)
		}
		if h, err := b.s.History(b.q(), seat, "07562123456"); err != nil || len(h.Requests) != 1 || h.Requests[0].Order != recent.Order {
			t.Errorf("by the number that called: %+v %v", h, err)
		}
		if h, err := b.s.History(b.q(), seat, "13611112222"); err != nil || len(h.Requests) != 0 || h.Identities == nil || h.Requests == nil {
			t.Errorf("unknown number: %+v %v", h, err)
		}
		for _, bad := range []string{"", "无", "1' OR '1'='1", "138"} {
			want := "intake.bad_phone"
			if bad == "138" {
				want = "ok"
			}
			if _, err := b.s.History(b.q(), seat, bad); code(err) != want {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if _, err := b.s.History(b.q(), officer(b.waters), "15400001234"); code(err) != "auth.forbidden" {
			t.Errorf("an officer: %v", err)
		}
	})
}
