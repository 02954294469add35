package intake

import (
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// TestStorm_TheDoorEachUsed answers one master order: everybody hears of it in the way that they asked for, or by the door
// that they came through, and no call that was asked for is lost in a message.
func TestStorm_TheDoorEachUsed(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		x := b.declare(b.stormIn())
		come := func(phone, door, reply string) Receipt {
			form := b.dry(phone, func(r *RequestForm) {
				r.Title, r.CategoryID, r.ReplyWanted, r.ReplyWay = "停水", b.leak, reply != "", reply
			})
			form.Door = door
			return b.takeOn(seat, form)[0]
		}
		type want struct {
			way, state string
			messages   int
		}
		wants := map[string]struct {
			Receipt
			progress, answered want
		}{
			"PhoneCalled":      {come("15400001111", DoorPhone, "phone"), want{wayNotice, toldTold, 1}, want{wayCall, toldOwed, 1}},
			"PhoneTexted":      {come("15400001112", DoorPhone, "sms"), want{wayNotice, toldTold, 1}, want{wayNotice, toldTold, 1}},
			"FixedCalled":      {come("0756-2123451", DoorPhone, "phone"), want{wayCall, toldLapsed, 0}, want{wayCall, toldOwed, 0}},
			"FixedNotAsked":    {come("0756-2123452", DoorPhone, ""), want{wayCall, toldLapsed, 0}, want{wayCall, toldOwed, 0}},
			"Web":              {come("15400001113", DoorWeb, "web"), want{wayNotice, toldTold, 1}, want{wayNotice, toldTold, 1}},
			"WebFixed":         {come("0756-2123453", DoorWeb, "web"), want{wayPage, toldTold, 0}, want{wayPage, toldTold, 0}},
			"WebAskedForCall":  {come("15400001114", DoorWeb, "phone"), want{wayNotice, toldTold, 1}, want{wayCall, toldOwed, 1}},
			"OtherDoor":        {come("15400001115", DoorOther, "web"), want{wayNotice, toldTold, 1}, want{wayNotice, toldTold, 1}},
			"Letter":           {come("15400001116", DoorLetter, "letter"), want{wayNotice, toldTold, 1}, want{wayLetter, toldOwed, 0}},
			"Nobody":           {come("", DoorWeb, ""), want{wayPage, toldTold, 0}, want{wayPage, toldTold, 0}},
			"TwiceFirst":       {come("15400001117", DoorWeb, "web"), want{wayNotice, toldTold, 1}, want{wayNotice, toldTold, 1}},
			"TwiceAsksForCall": {come("15400001117", DoorPhone, "phone"), want{waySame, toldTold, 0}, want{wayCall, toldOwed, 0}},
			"TwiceAgain":       {come("15400001117", DoorPhone, "phone"), want{waySame, toldTold, 0}, want{waySame, toldTold, 0}},
		}
		p := officer(b.waters).WithRights(append(officerRights, workorder.RightProgress)...)
		b.Clock.Advance(time.Minute)
		b.write(func(tx *store.Tx) error {
			o, err := b.orders.SignFor(tx, p, x.Order, b.order(x.Order).Version)
			if err == nil {
				_, err = b.orders.Progress(tx, p, x.Order, o.Version, workorder.ProgressIn{Content: "正在抢修主管道。"})
			}
			return err
		})
		b.Settle(t)
		b.write(func(tx *store.Tx) error {
			o, err := b.orders.Reply(tx, p, x.Order, b.order(x.Order).Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "已恢复供水。"})
			if err == nil {
				_, err = b.orders.ReviewReply(tx, leader, x.Order, o.Version, workorder.ReviewIn{Approve: true})
			}
			return err
		})
		b.Settle(t)
		got := func(r Receipt, kind, template string) (w want) {
			err := b.q().QueryRow(`SELECT t.way, t.state FROM intake_storm_told t JOIN intake_storm_word w ON w.id = t.word_id WHERE w.kind = ? AND t.request_id = ?`,
				kind, r.Request).Scan(&w.way, &w.state)
			if err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			w.messages = b.count(`SELECT COUNT(*) FROM notice_message WHERE request_id = ? AND template = ?`, r.Request, template)
			return w
		}
		for name, c := range wants {
			if w := got(c.Receipt, wordProgress, "storm-progress"); w != c.progress {
				t.Errorf("%s: of the progress %+v, want %+v", name, w, c.progress)
			}
			if w := got(c.Receipt, wordAnswered, "storm-answered"); w != c.answered {
				t.Errorf("%s: of the answer %+v, want %+v", name, w, c.answered)
			}
			if v, err := b.s.Track(t.Context(), c.Number, c.QueryCode); err != nil || len(v.Replies) != 1 || v.Replies[0].Text != "已恢复供水。" {
				t.Errorf("%s: the page shows %+v, %v", name, v.Replies, err)
			}
		}
		owed, err := b.s.Owed(b.q(), chief, x.ID, toldOwed, 0)
		if err != nil || len(owed) != 6 {
			t.Errorf("%d are owed, %v", len(owed), err)
		}
	})
}
