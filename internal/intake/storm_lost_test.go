package intake

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// TestStorm_NobodyLost joins, merges, takes out, withdraws and repeats in many seeded orders; after each every request
// hangs on an order that exists, with its own number and words, and every order that was there before is still there.
func TestStorm_NobodyLost(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		x := b.declare(b.stormIn())
		type one struct {
			receipt Receipt
			words   string
		}
		var all []one
		seed := uint32(20261128)
		roll := func(n int) int {
			seed = seed*1664525 + 1013904223
			return int(seed>>8) % n
		}
		try := func(fn func(tx *store.Tx) error) {
			err := b.Store.Write(t.Context(), fn)
			if err != nil && fault.Of(err).Status >= 500 {
				t.Fatal(err)
			}
		}
		for step := range 160 {
			words := fmt.Sprintf("第 %d 件：停水了。", step)
			switch roll(6) {
			case 0: // a new one that joins
				in := b.dry(fmt.Sprintf("154%08d", step))
				in.Requests[0].Content = words
				all = append(all, one{b.takeOn(Citizen, in)[0], words})
			case 1: // one of its own
				in := b.dry(fmt.Sprintf("154%08d", step), func(r *RequestForm) { r.OwnMatter, r.Content = true, words })
				all = append(all, one{b.takeOn(Citizen, in)[0], words})
			case 2: // an order is joined
				if len(all) > 0 {
					order := b.requestRow(all[roll(len(all))].receipt.Request).Order
					try(func(tx *store.Tx) error { return b.s.JoinOrder(tx, chief, x.ID, order) })
				}
			case 3: // one is taken out
				if len(all) > 0 {
					request := all[roll(len(all))].receipt.Request
					try(func(tx *store.Tx) error { _, err := b.s.LeaveStorm(tx, chief, x.ID, request); return err })
				}
			case 4: // one is taken back
				if len(all) > 0 && roll(3) == 0 {
					r := all[roll(len(all))].receipt
					_ = b.s.WithdrawByCitizen(t.Context(), r.Number, r.QueryCode, "") // a second time is refused or nothing
				}
			case 5: // a repeat call on any of them
				if len(all) > 0 {
					order := b.requestRow(all[roll(len(all))].receipt.Request).Order
					r, err := b.s.Repeat(t.Context(), seat, order, RepeatIn{Door: DoorPhone, Caller: Caller{CallerNumber: fmt.Sprintf("155%08d", step)}, Content: words})
					if err == nil {
						all = append(all, one{r, words})
					}
				}
			}
		}
		if len(all) < 40 {
			t.Fatalf("only %d requests", len(all))
		}
		for _, a := range all {
			r := b.requestRow(a.receipt.Request)
			o := b.order(r.Order)
			if r.Number != a.receipt.Number || r.Content != a.words || r.OrderNumber != o.Number {
				t.Errorf("%+v hangs on %s", r, o.Number)
			}
			if o.State == workorder.StateMerged && o.MergedInto != x.Order {
				t.Errorf("%s was merged into %d", o.Number, o.MergedInto)
			}
			if v, err := b.s.Track(t.Context(), a.receipt.Number, a.receipt.QueryCode); err != nil || v.Content != a.words {
				t.Errorf("%s: %v", a.receipt.Number, err)
			}
			j, joined, err := joinOf(b.q(), r.ID)
			if err != nil || joined && j.how == joinedNew && r.Order != x.Order || !joined && r.Order == x.Order {
				t.Errorf("%s: joined %v as %+v, on order %s", r.Number, joined, j, o.Number)
			}
		}
		// All are answered when the master order is: those who joined by their word, the merged with their own order.
		b.complete(x.Order, "已恢复供水。")
		b.Settle(t)
		b.Settle(t)
		for _, a := range all {
			r := b.requestRow(a.receipt.Request)
			if o := b.order(r.Order); o.State == workorder.StateMerged {
				t.Errorf("%s waits for a main order that is completed", o.Number)
			}
			if _, joined, _ := joinOf(b.q(), r.ID); !joined {
				continue
			}
			if n := b.count(`SELECT COUNT(*) FROM intake_storm_told t JOIN intake_storm_word w ON w.id = t.word_id WHERE w.kind = 'answered' AND t.request_id = ?`, r.ID); n != 1 {
				t.Errorf("%s was told %d times", r.Number, n)
			}
		}
	})
}

func TestStorm_JoinAndLeave(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		early := b.takeOn(seat, b.call())[0] // before the event, category leak in the area
		sealed := b.call()
		sealed.Requests[0].Sealed = true
		secret := b.takeOn(leader, sealed)[0]
		from := b.Clock.Now()
		b.Clock.Advance(time.Hour)
		in := b.stormIn()
		in.From = &from
		x := b.declare(in)
		list, err := b.s.Candidates(b.q(), chief, x.ID)
		if err != nil || len(list) != 1 || list[0].Order != early.Order || len(list[0].Why) == 0 {
			t.Fatalf("%+v %v", list, err)
		}
		for range 2 { // pressed twice
			status, answer := b.http(chief, http.MethodPost, "/storms/"+x.ID.String()+"/join", map[string]any{"orders": []string{early.Order.String(), secret.Order.String(), "4711"}})
			items := answer["items"].([]any)
			if status != 200 || items[0].(map[string]any)["joined"] != true || items[1].(map[string]any)["code"] != "workorder.sealed" || items[2].(map[string]any)["code"] != "workorder.not_found" {
				t.Fatalf("%d %v", status, answer)
			}
		}
		if o := b.order(early.Order); o.State != workorder.StateMerged || o.MergedInto != x.Order || b.order(x.Order).MergedCount != 1 {
			t.Errorf("%+v", o)
		}
		if list, err = b.s.Candidates(b.q(), chief, x.ID); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
		joined := b.takeOn(Citizen, b.dry("15400004321"))[0]
		b.Clock.Advance(30 * time.Minute)
		for _, r := range []Receipt{early, joined} {
			status, answer := b.http(chief, http.MethodPost, "/storms/"+x.ID.String()+"/requests/"+r.Request.String()+"/leave", map[string]any{})
			if status != 200 {
				t.Fatalf("%d %v", status, answer)
			}
			row := b.requestRow(r.Request)
			o := b.order(row.Order)
			if o.State != workorder.StateRegistered || o.Number != r.Number || !o.CreatedAt.Equal(row.CreatedAt) {
				t.Errorf("%+v", o)
			}
			if status, answer = b.http(chief, http.MethodPost, "/storms/"+x.ID.String()+"/requests/"+r.Request.String()+"/leave", map[string]any{}); answer["code"] != "intake.not_joined" {
				t.Errorf("%d %v", status, answer)
			}
		}
		if f, err := b.s.StormFigures(b.q(), chief, x.ID); err != nil || f.Joined != 0 || f.Left != 2 {
			t.Errorf("%+v %v", f, err)
		}
		v, err := b.s.Track(t.Context(), joined.Number, joined.QueryCode)
		if err != nil || v.Storm != nil || v.Timeline[len(v.Timeline)-1].Text != "经核实不属于该突发事件，改为单独办理" {
			t.Errorf("%+v %v", v, err)
		}
	})
}
