package intake

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func (b *bench) repeatCall(number string) RepeatIn {
	return RepeatIn{Door: DoorPhone, HotlineNumber: "12345", Caller: Caller{CallerNumber: number, CallerName: "韦大江"},
		Content: "还是那个水管，今天漏得更大了，电话 13900002222。", Urge: true}
}

func TestRepeat(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		first := b.takeOn(seat, in)[0]
		b.Clock.Advance(time.Hour)
		second, err := b.s.Repeat(t.Context(), seat, first.Order, b.repeatCall("15400005555"))
		if err != nil {
			t.Fatal(err)
		}
		t.Run("OwnReceiptSameOrder", func(t *testing.T) {
			if second.Order != first.Order || second.OrderNumber != first.Number || second.Number == first.Number || second.QueryCode == first.QueryCode {
				t.Fatalf("%+v after %+v", second, first)
			}
			if n := b.count(`SELECT COUNT(*) FROM workorder_order`); n != 1 {
				t.Errorf("%d orders", n)
			}
		})
		t.Run("OrderIsSupplementedAndUrged", func(t *testing.T) {
			o := b.order(first.Order)
			if o.UrgeCount != 1 || o.State != workorder.StateDispatched {
				t.Errorf("%+v", o)
			}
			if dump := b.dump("workorder_supplement"); !strings.Contains(dump, "漏得更大") || strings.Contains(dump, "13900002222") {
				t.Errorf("%s", dump)
			}
		})
		t.Run("EachSeesTheirOwnWordsOnly", func(t *testing.T) {
			mine, err := b.s.Track(t.Context(), second.Number, second.QueryCode)
			if err != nil || !strings.Contains(mine.Content, "漏得更大") || strings.Contains(mine.Content+mine.Title, "三天") {
				t.Errorf("%+v %v", mine, err)
			}
			theirs, err := b.s.Track(t.Context(), first.Number, first.QueryCode)
			if err != nil || strings.Contains(theirs.Content+theirs.Title, "漏得更大") {
				t.Errorf("%+v %v", theirs, err)
			}
			if len(mine.Timeline) != 2 || mine.Timeline[1].Text != "已向承办单位催办" { // not the dispatch before the call
				t.Errorf("%+v", mine.Timeline)
			}
			if err := b.s.SupplementByCitizen(t.Context(), second.Number, second.QueryCode, SupplementIn{Content: "补充一句"}); err != nil {
				t.Fatal(err)
			}
			if theirs, err = b.s.Track(t.Context(), first.Number, first.QueryCode); err != nil || len(theirs.Timeline) != 3 {
				t.Errorf("the other's supplement is told: %+v %v", theirs.Timeline, err)
			}
			if _, err := b.s.Open(t.Context(), second.Number, first.QueryCode); code(err) != "intake.no_such_request" {
				t.Errorf("the other's code opens: %v", err)
			}
		})
		t.Run("BehindTheOrder", func(t *testing.T) {
			list, err := b.s.RequestsOf(b.q(), officer(b.waters), first.Order, 0)
			if err != nil || len(list) != 2 || list[0].Repeats || !list[1].Repeats {
				t.Fatalf("%+v %v", list, err)
			}
			if _, err := b.s.RequestsOf(b.q(), officer(b.roads), first.Order, 0); code(err) != "workorder.not_found" {
				t.Errorf("another unit: %v", err)
			}
			if _, err := b.s.RequestByNumber(b.q(), officer(b.roads), second.Number); code(err) != "intake.no_such_request" {
				t.Errorf("another unit, by number: %v", err)
			}
			if r, err := b.s.RequestByNumber(b.q(), seat, " "+strings.ToLower(second.Number)); err != nil || r.Order != first.Order {
				t.Errorf("%+v %v", r, err)
			}
			if _, err := b.s.Contact(b.q(), officer(b.roads), second.Contact); code(err) != "intake.no_contact" {
				t.Errorf("another unit, by contact: %v", err)
			}
		})
		t.Run("Refused", func(t *testing.T) {
			empty := b.repeatCall("15400005555")
			empty.Content, empty.Urge = " ", false
			if _, err := b.s.Repeat(t.Context(), seat, first.Order, empty); code(err) != "intake.invalid_form" {
				t.Errorf("nothing said: %v", err)
			}
			if _, err := b.s.Repeat(t.Context(), seat, 4711, b.repeatCall("")); code(err) != "workorder.not_found" {
				t.Errorf("no such order: %v", err)
			}
			if _, err := b.s.Repeat(t.Context(), officer(b.waters), first.Order, b.repeatCall("")); code(err) != "auth.forbidden" {
				t.Errorf("an officer: %v", err)
			}
			before := b.count(`SELECT COUNT(*) FROM intake_request`)
			b.complete(first.Order, "已修好。")
			if _, err := b.s.Repeat(t.Context(), seat, first.Order, b.repeatCall("15400005555")); code(err) != "intake.order_closed" {
				t.Errorf("completed: %v", err)
			}
			if after := b.count(`SELECT COUNT(*) FROM intake_request`); after != before {
				t.Errorf("%d requests, then %d", before, after)
			}
		})
	})
}

func TestRepeat_OnlyUrging(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		first := b.takeOn(seat, in)[0]
		urged := RepeatIn{Door: DoorPhone, HotlineNumber: "12345", Language: "yue", Content: " \n", Urge: true,
			Caller: Caller{CallerNumber: "15400005555"}, ReplyWay: "phone", ReplyHours: "evening"}
		second, err := b.s.Repeat(t.Context(), seat, first.Order, urged)
		if err != nil {
			t.Fatal(err)
		}
		if o := b.order(first.Order); o.UrgeCount != 1 || b.count(`SELECT COUNT(*) FROM workorder_supplement`) != 0 {
			t.Errorf("urged %d times, %d supplements", o.UrgeCount, b.count(`SELECT COUNT(*) FROM workorder_supplement`))
		}
		mine, err := b.s.Track(t.Context(), second.Number, second.QueryCode)
		if err != nil || mine.Title != "催办" || mine.Content != "" {
			t.Errorf("%q %q %v", mine.Title, mine.Content, err)
		}
		r, err := b.s.RequestByNumber(b.q(), seat, second.Number)
		if err != nil || !r.ReplyWanted || r.ReplyWay != "phone" {
			t.Errorf("%+v %v", r, err)
		}
		c, err := b.s.Contact(b.q(), seat, second.Contact)
		if err != nil || c.Language != "yue" || c.Hotline != "12345" {
			t.Errorf("%+v %v", c, err)
		}
		urged.Content = strings.Repeat("长", 30000)
		if _, err := b.s.Repeat(t.Context(), seat, first.Order, urged); code(err) != "intake.invalid_form" {
			t.Errorf("too long: %v", err)
		}
	})
}

// The order may be completed between the moment the seat looks and the moment it writes.
func TestRepeat_CompletedMeanwhile(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		r := b.takeOn(seat, in)[0]
		ready, err := b.s.prepareRepeat(t.Context(), seat, r.Order, b.repeatCall("15400005555"))
		if err != nil {
			t.Fatal(err)
		}
		b.complete(r.Order, "已修好。")
		err = b.Store.Write(t.Context(), func(tx *store.Tx) error {
			_, _, err := b.s.repeat(tx, ready, r.Order, true)
			return err
		})
		if code(err) != "intake.order_closed" || b.count(`SELECT COUNT(*) FROM intake_contact`) != 1 {
			t.Errorf("%v", err)
		}
	})
}

func TestSupplementByCitizen(t *testing.T) {
	each(t, Options{MaxSupplements: 2}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
		r := b.takeOn(seat, in)[0]
		add := func(in SupplementIn) string {
			return code(b.s.SupplementByCitizen(t.Context(), r.Number, r.QueryCode, in))
		}
		words := SupplementIn{Content: "门牌是8号，电话13900003333。", Token: "supplement-0123456789"}
		if got := add(words); got != "ok" {
			t.Fatal(got)
		}
		if got := add(words); got != "ok" || b.count(`SELECT COUNT(*) FROM workorder_supplement`) != 1 {
			t.Errorf("a double click: %s, %d supplements", got, b.count(`SELECT COUNT(*) FROM workorder_supplement`))
		}
		changed := words
		changed.Content = "别的话"
		if got := add(changed); got != "intake.token_reused" {
			t.Errorf("the token with other words: %s", got)
		}
		if strings.Contains(b.dump("workorder_supplement"), "13900003333") {
			t.Error("not masked")
		}
		if v, err := b.s.Track(t.Context(), r.Number, r.QueryCode); err != nil || v.Timeline[len(v.Timeline)-1].Text != "已收到您的补充说明" {
			t.Errorf("%+v %v", v.Timeline, err)
		}
		for _, c := range []struct {
			in   SupplementIn
			want string
		}{
			{SupplementIn{Content: ""}, "intake.invalid_form"},
			{SupplementIn{Content: strings.Repeat("长", 30000)}, "intake.invalid_form"},
			{SupplementIn{Content: "好", Token: "x"}, "intake.invalid_form"},
			{SupplementIn{Content: "好", Attachments: []ids.ID{4711}}, "workorder.file_missing"},
			{SupplementIn{Content: "第二次"}, "ok"},
			{SupplementIn{Content: "第三次"}, "intake.too_many_supplements"},
		} {
			if got := add(c.in); got != c.want {
				t.Errorf("%.20q: %s, want %s", c.in.Content, got, c.want)
			}
		}
		if err := b.s.SupplementByCitizen(t.Context(), r.Number, "0000-00000-0000", words); code(err) != "intake.no_such_request" {
			t.Errorf("wrong code: %v", err)
		}
		b.complete(r.Order, "好了")
		if got := add(SupplementIn{Content: "太晚了"}); got != "intake.order_closed" {
			t.Errorf("completed: %s", got)
		}
	})
}

// Who calls again says anew how and when to be reached; it is kept with that call and not with the order.
func TestRepeat_OwnWayAndHours(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		form := b.call()
		form.Requests[0].ReplyWanted, form.Requests[0].ReplyWay, form.Requests[0].ReplyHours = true, "sms", "noon"
		first := b.takeOn(seat, form)[0]
		in := b.repeatCall("15400006666")
		in.ReplyWay, in.ReplyHours = "phone", "晚上，请打13900003333"
		again, err := b.s.Repeat(t.Context(), seat, first.Order, in)
		if err != nil {
			t.Fatal(err)
		}
		in.ReplyWay, in.ReplyHours = "none", ""
		unwanted, err := b.s.Repeat(t.Context(), seat, first.Order, in)
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.s.RequestsOf(b.q(), seat, first.Order, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := map[ids.ID]string{}
		for _, r := range list {
			got[r.ID] = r.ReplyWay + " " + r.ReplyHours
		}
		want := map[ids.ID]string{first.Request: "sms noon", again.Request: "phone 晚上，请打139****3333", unwanted.Request: "none "}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if o := b.order(first.Order); o.ReplyWay != "sms" || o.ReplyHours != "noon" {
			t.Errorf("the order's own became %s %s", o.ReplyWay, o.ReplyHours)
		}
		in.ReplyWay, in.ReplyHours = "phone", strings.Repeat("晚", MaxReplyHours+1)
		if _, err := b.s.Repeat(t.Context(), seat, first.Order, in); !errors.Is(err, ErrForm) {
			t.Errorf("hours without end: %v", err)
		}
	})
}
