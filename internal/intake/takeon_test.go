package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/workorder"
)

func TestTakeOn(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		t.Run("OneRequest", func(t *testing.T) {
			r := b.takeOn(seat, b.call())[0]
			if !CheckedNumber(r.Number) || !strings.HasPrefix(r.Number, "ZH20261116") || NormalCode(r.QueryCode) == "" {
				t.Fatalf("receipt %+v", r)
			}
			o := b.order(r.Order)
			if o.State != workorder.StateRegistered || o.Number != r.Number || r.OrderNumber != r.Number || o.Title != b.form().Title ||
				o.Category != b.leak || o.Division != "440402007" || o.CreatedBy != seat.ID || o.Door != DoorPhone {
				t.Fatalf("order %+v", o)
			}
			events, err := b.Ledger.History(b.q(), r.Order)
			if err != nil || len(events) != 2 || events[1].Kind != EventTakenOn || events[1].Actor != seat.ID {
				t.Fatalf("events %+v %v", events, err)
			}
			var p TakenOn
			if err := json.Unmarshal(events[1].Payload, &p); err != nil || p.Request != r.Request || p.Contact != r.Contact || p.Requests != 1 ||
				p.Index != 0 || p.Hotline != "12345" || p.Anonymous || len(p.Commitment) != 64 {
				t.Fatalf("payload %+v %v", p, err)
			}
		})
		t.Run("SeveralRequestsEachItsOwnOrder", func(t *testing.T) {
			in := b.call()
			second, third := b.form(), b.form()
			second.Kind, second.Title, second.Then = "consult", "水费怎么交", &Then{Verb: ThenAnswer, Text: "可在线上缴纳。"}
			third.Title, third.Then = "消防栓漏水", &Then{Verb: ThenDispatch, UnitID: b.waters, Note: "请先关阀"}
			in.Requests = append(in.Requests, second, third)
			list := b.takeOn(seat, in)
			states := []workorder.State{workorder.StateRegistered, workorder.StateCompleted, workorder.StateDispatched}
			numbers := map[string]bool{}
			for i, r := range list {
				if got := b.order(r.Order); got.State != states[i] {
					t.Errorf("order %d is %s, want %s", i, got.State, states[i])
				}
				if r.Contact != list[0].Contact || numbers[r.Number] || numbers[r.QueryCode] {
					t.Errorf("receipts %+v", list)
				}
				numbers[r.Number], numbers[r.QueryCode] = true, true
			}
			if o := b.order(list[2].Order); o.Unit != b.waters || o.SignDueAt.IsZero() {
				t.Errorf("dispatched order %+v", o)
			}
		})
		t.Run("NobodyKnown", func(t *testing.T) {
			in := b.call()
			in.Caller, in.HotlineNumber = Caller{}, ""
			r := b.takeOn(seat, in)[0]
			c, err := b.s.Contact(b.q(), seat, r.Contact)
			if err != nil || len(c.Requests) != 1 || c.Requests[0].Identity != nil {
				t.Fatalf("contact %+v %v", c, err)
			}
			if n := b.count(`SELECT COUNT(*) FROM notice_message WHERE request_id = ?`, r.Request); n != 0 {
				t.Errorf("%d messages to nobody", n)
			}
			if view, err := b.s.Track(t.Context(), r.Number, r.QueryCode); err != nil || view.Number != r.Number {
				t.Errorf("track %+v %v", view, err)
			}
		})
		t.Run("SameWordsTwiceWithoutTokenAreTwoRequests", func(t *testing.T) {
			one, two := b.takeOn(seat, b.call())[0], b.takeOn(seat, b.call())[0]
			if one.Order == two.Order || one.Number == two.Number {
				t.Fatal("joined")
			}
		})
		t.Run("CitizenWithoutCategoryAndTitle", func(t *testing.T) {
			r := b.takeOn(Citizen, TakeOnIn{Door: DoorWeb, Requests: []RequestForm{{Kind: "help", Content: "您好！路灯不亮已经一个星期了。请修一下。"}}})[0]
			o := b.order(r.Order)
			if o.Category != 0 || o.CreatedBy != 0 || o.Title != "路灯不亮已经一个星期了" {
				t.Fatalf("order %+v", o)
			}
		})
		t.Run("WithoutRight", func(t *testing.T) {
			for _, p := range []auth.Principal{{}, officer(b.waters)} {
				if _, err := b.s.TakeOn(t.Context(), p, b.call()); code(err) != "auth.forbidden" {
					t.Errorf("%+v: %v", p, err)
				}
			}
		})
		t.Run("RefusedDispatchLeavesNothing", func(t *testing.T) {
			before := b.count(`SELECT COUNT(*) FROM intake_request`) + b.count(`SELECT COUNT(*) FROM workorder_order`) + b.count(`SELECT COUNT(*) FROM intake_contact`)
			in := b.call()
			in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
			weak := seat.WithRights(RightTakeOn, workorder.RightCreate)
			if _, err := b.s.TakeOn(t.Context(), weak, in); code(err) != "auth.forbidden" {
				t.Fatalf("%v", err)
			}
			if after := b.count(`SELECT COUNT(*) FROM intake_request`) + b.count(`SELECT COUNT(*) FROM workorder_order`) + b.count(`SELECT COUNT(*) FROM intake_contact`); after != before {
				t.Errorf("%d rows, then %d", before, after)
			}
		})
	})
}

func TestTakeOn_Privacy(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Title = "请联系 13900001111 维修"
		in.Requests[0].Content = "电话13900001111，身份证号 440402199001011237，水管漏水。"
		in.Requests[0].Accused = "张老板 0756-2123456"
		open := b.takeOn(seat, in)[0]
		secret := b.call()
		secret.Requests[0].Sealed = true
		sealed := b.takeOn(leader, secret)[0]
		b.Settle(t)

		t.Run("OrderSeesMaskedWords", func(t *testing.T) {
			o := b.order(open.Order)
			for _, words := range []string{o.Title, o.Content, o.Accused} {
				if strings.Contains(words, "13900001111") || strings.Contains(words, "440402199001011237") || strings.Contains(words, "2123456") {
					t.Errorf("%q", words)
				}
			}
			if !strings.Contains(o.Content, "水管漏水") {
				t.Errorf("%q", o.Content)
			}
		})
		t.Run("NoTableHoldsThem", func(t *testing.T) {
			for _, table := range []string{"intake_contact", "intake_request", "intake_submission", "workorder_order", "ledger_event", "notice_message", "vault_identity", "vault_text", "jobs_job"} {
				dump := b.dump(table)
				for _, secret := range []string{"13900001111", "15400001234", "440402199001011237", "林小满", NormalCode(open.QueryCode), open.QueryCode} {
					if strings.Contains(dump, secret) {
						t.Errorf("%s holds %s", table, secret)
					}
				}
			}
		})
		t.Run("OriginalsOpenForAPurpose", func(t *testing.T) {
			list, err := b.s.Originals(as(t.Context(), seat), open.Request, "callback", "来电人要求核对")
			if err != nil || len(list) != 3 {
				t.Fatalf("%+v %v", list, err)
			}
			if !strings.Contains(fmt.Sprint(list), "13900001111") {
				t.Errorf("%+v", list)
			}
			if _, err := b.s.Originals(as(t.Context(), officer(b.waters)), open.Request, "handle", ""); code(err) != "intake.no_such_request" {
				t.Errorf("an officer without the order: %v", err)
			}
			if _, err := b.s.Originals(as(t.Context(), seat), open.Request, "curiosity", "想看看"); code(err) != "vault.unknown_purpose" {
				t.Errorf("no purpose: %v", err)
			}
		})
		t.Run("ConfidentialIdentityStaysHidden", func(t *testing.T) {
			list, err := b.s.RequestsOf(b.q(), leader, sealed.Order, 0)
			if err != nil || !list[0].Confidential || list[0].Identity == nil || list[0].Identity.Phone != "154****1234" {
				t.Fatalf("leader: %+v %v", list, err)
			}
			weaker := leader.WithRights(RightRead, workorder.RightRead, workorder.RightSealed)
			list, err = b.s.RequestsOf(b.q(), weaker, sealed.Order, 0)
			if err != nil || list[0].Identity != nil || list[0].Salutation != "" || !list[0].Confidential {
				t.Fatalf("weaker: %+v %v", list, err)
			}
			if _, err := b.s.RequestsOf(b.q(), seat, sealed.Order, 0); code(err) != "workorder.sealed" {
				t.Errorf("seat: %v", err)
			}
			h, err := b.s.History(b.q(), seat, "15400001234")
			if err != nil || len(h.Requests) != 1 || h.Requests[0].Order != open.Order {
				t.Errorf("the open history leads to the confidential one: %+v %v", h, err)
			}
		})
		t.Run("Guard", func(t *testing.T) {
			list, _ := b.s.RequestsOf(b.q(), seat, open.Order, 0)
			identity := list[0].Identity.ID
			other := b.takeOn(seat, TakeOnIn{Door: DoorPhone, Caller: Caller{CallerNumber: "15400009999"}, Requests: []RequestForm{b.form()}})[0]
			for _, c := range []struct {
				name  string
				p     auth.Principal
				order ids.ID
				want  string
			}{
				{"OfItsOrder", seat, open.Order, "ok"},
				{"OfAnotherOrder", seat, other.Order, "vault.not_found"},
				{"OfficerWithoutTheOrder", officer(b.waters), open.Order, "workorder.not_found"},
			} {
				if err := b.s.Guard(t.Context(), b.q(), c.p, identity, c.order); code(err) != c.want {
					t.Errorf("%s: %v", c.name, err)
				}
			}
		})
	})
}

// dump returns everything in a table as text.
func (b *bench) dump(table string) string {
	b.t.Helper()
	rows, err := b.q().Query(`SELECT * FROM ` + table)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		b.t.Fatal(err)
	}
	var out bytes.Buffer
	for rows.Next() {
		cells, ptrs := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			ptrs[i] = &cells[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			b.t.Fatal(err)
		}
		for _, c := range cells {
			if raw, ok := c.([]byte); ok {
				c = string(raw)
			}
			fmt.Fprintln(&out, c)
		}
	}
	return out.String()
}

func TestTakeOn_Token(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		form := b.call()
		form.Token = "form-0123456789abcdef"
		first := b.takeOn(Citizen, form)
		t.Run("Again", func(t *testing.T) {
			again := b.takeOn(Citizen, form)
			if len(again) != 1 || again[0] != first[0] {
				t.Fatalf("%+v, then %+v", first, again)
			}
			if n := b.count(`SELECT COUNT(*) FROM intake_request WHERE contact_id = ?`, first[0].Contact); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
		t.Run("AgainAfterTheCategoryWasRetired", func(t *testing.T) {
			other := form
			other.Token = "form-retired-category0"
			other.Requests = []RequestForm{b.form()}
			before := b.takeOn(Citizen, other)
			b.Clock.Advance(time.Hour)
			if again := b.takeOn(Citizen, other); again[0] != before[0] {
				t.Fatalf("%+v, then %+v", before, again)
			}
		})
		t.Run("OtherForm", func(t *testing.T) {
			changed := form
			changed.Requests = []RequestForm{b.form()}
			changed.Requests[0].Content = "另一件事情，请处理。"
			if _, err := b.s.TakeOn(t.Context(), Citizen, changed); code(err) != "intake.token_reused" {
				t.Fatalf("%v", err)
			}
		})
		t.Run("OtherPerson", func(t *testing.T) {
			if _, err := b.s.TakeOn(t.Context(), seat, form); code(err) != "intake.token_reused" {
				t.Fatalf("%v", err)
			}
		})
		t.Run("AtOnceFromManySides", func(t *testing.T) {
			in := b.call()
			in.Token = "form-many-at-the-same-time"
			var wg sync.WaitGroup
			var mu sync.Mutex
			seen := map[Receipt]int{}
			for range 16 {
				wg.Go(func() {
					list, err := b.s.TakeOn(t.Context(), Citizen, in)
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						t.Error(err)
						return
					}
					seen[list[0]]++
				})
			}
			wg.Wait()
			if len(seen) != 1 {
				t.Fatalf("%d different receipts", len(seen))
			}
		})
		t.Run("AfterMoreWasAdded", func(t *testing.T) {
			in := b.call()
			in.Token = "form-with-more-added-later"
			one := b.takeOn(seat, in)
			if _, err := b.s.Add(t.Context(), seat, one[0].Contact, b.form()); err != nil {
				t.Fatal(err)
			}
			if again := b.takeOn(seat, in); len(again) != 1 || again[0] != one[0] {
				t.Fatalf("%+v", again)
			}
		})
	})
}

func TestAdd(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		first := b.takeOn(seat, b.call())[0]
		form := b.form()
		form.Title, form.ReplyWanted, form.ReplyWay = "第二件事", true, "phone"
		second, err := b.s.Add(t.Context(), seat, first.Contact, form)
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.s.Contact(b.q(), seat, first.Contact)
		if err != nil || len(list.Requests) != 2 || list.Requests[1].ID != second.Request || list.Requests[1].Identity == nil ||
			*list.Requests[1].Identity != *list.Requests[0].Identity {
			t.Fatalf("%+v %v", list, err)
		}
		events, _ := b.Ledger.History(b.q(), second.Order)
		var p TakenOn
		if err := json.Unmarshal(events[1].Payload, &p); err != nil || p.Index != 1 || p.Contact != first.Contact {
			t.Errorf("%+v %v", p, err)
		}
		if _, err := b.s.Add(t.Context(), seat, 4711, form); code(err) != "intake.no_contact" {
			t.Errorf("unknown contact: %v", err)
		}
		for range MaxRequests - 2 {
			if _, err := b.s.Add(t.Context(), seat, first.Contact, b.form()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.s.Add(t.Context(), seat, first.Contact, b.form()); code(err) != "intake.invalid_form" {
			t.Errorf("one too many: %v", err)
		}
		nobody := b.takeOn(seat, TakeOnIn{Door: DoorPhone, Requests: []RequestForm{b.form()}})[0]
		if _, err := b.s.Add(t.Context(), seat, nobody.Contact, form); code(err) != "intake.invalid_form" {
			t.Errorf("reply by telephone without a number: %v", err)
		}
	})
}

// A receipt that was given stands for rows that are there.
func TestTakeOn_ManyAtOnce(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		const callers, calls = 8, 25
		var wg sync.WaitGroup
		receipts := make(chan Receipt, callers*calls)
		for range callers {
			wg.Go(func() {
				for i := range calls {
					in := b.call()
					if i%2 == 0 {
						in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
					}
					list, err := b.s.TakeOn(t.Context(), seat, in)
					if err != nil {
						t.Error(err)
						return
					}
					receipts <- list[0]
				}
			})
		}
		wg.Wait()
		close(receipts)
		numbers := map[string]bool{}
		for r := range receipts {
			if numbers[r.Number] {
				t.Errorf("number %s twice", r.Number)
			}
			numbers[r.Number] = true
		}
		if len(numbers) != callers*calls || b.count(`SELECT COUNT(*) FROM workorder_order`) != callers*calls {
			t.Errorf("%d receipts", len(numbers))
		}

	})
}
