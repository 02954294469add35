package intake

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

func TestTrack(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		r := b.takeOn(seat, b.call())[0]
		view := func() PublicView {
			t.Helper()
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		steps := func(v PublicView) string {
			var texts []string
			for _, s := range v.Timeline {
				texts = append(texts, s.Text)
			}
			return strings.Join(texts, "|")
		}
		if v := view(); v.StateText != "已受理，正在确定承办单位" || v.Title != b.form().Title || v.DivisionName != "梅华街道" || v.CategoryName != "供水漏水" ||
			v.KindName != "投诉" || v.DueText == "" || !v.MaySupplement || v.MayRate || v.UnitName != "" {
			t.Fatalf("registered: %+v", v)
		}
		verb := func(fn func(tx *store.Tx, o workorder.Order) (workorder.Order, error)) {
			t.Helper()
			b.Clock.Advance(time.Minute)
			b.write(func(tx *store.Tx) error {
				o, err := b.orders.Get(tx, leader, r.Order)
				if err == nil {
					_, err = fn(tx, o)
				}
				return err
			})
		}
		waters := officer(b.waters)
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.Dispatch(tx, leader, o.ID, o.Version, workorder.DispatchIn{Unit: b.waters, Note: "内部说明"})
		})
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.Return(tx, waters, o.ID, o.Version, workorder.ReturnIn{ReasonCode: "facts_unclear", Reason: "推诿的理由"})
		})
		if v := view(); v.StateText != "已受理，正在确定承办单位" {
			t.Errorf("returned: %s", v.StateText)
		}
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			p := leader.WithRights(workorder.RightRead, workorder.RightReviewReturn)
			return b.orders.ReviewReturn(tx, p, o.ID, o.Version, workorder.ReviewReturnIn{Uphold: true, Unit: b.roads, Note: "改派"})
		})
		roads := officer(b.roads)
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.SignFor(tx, roads, o.ID, o.Version)
		})
		reply := func(text string) func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
				return b.orders.Reply(tx, roads, o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "依据",
					PublicText: text, InternalNote: "内部备注"})
			}
		}
		verb(reply("没有审核过的答复"))
		if v := view(); len(v.Replies) != 0 || v.StateText != "办理结果正在审核" || strings.Contains(steps(v), "没有审核过") {
			t.Errorf("a reply before its review: %+v", v)
		}
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.ReviewReply(tx, leader, o.ID, o.Version, workorder.ReviewIn{Note: "写得不清楚"})
		})
		verb(reply("水管已经更换。"))
		verb(func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.orders.ReviewReply(tx, leader, o.ID, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
		})
		v := view()
		if len(v.Replies) != 1 || v.Replies[0].Text != "水管已经更换。" || v.Replies[0].UnitName != "公路局" || v.Replies[0].OutcomeName != "已解决" {
			t.Fatalf("replies %+v", v.Replies)
		}
		if !v.MayRate || v.MaySupplement || v.DueAt != nil || v.UnitName != "公路局" {
			t.Errorf("completed: %+v", v)
		}
		want := "已受理，受理编号 " + r.Number + "|已转交水务局办理|已转交公路局办理|承办单位已签收，正在办理|承办单位已提交办理结果，正在审核|承办单位已提交办理结果，正在审核|已办结，答复内容见上"
		if got := steps(v); got != want {
			t.Errorf("timeline\n%s\nwant\n%s", got, want)
		}
		for _, inside := range []string{"内部", "推诿", "改派", "写得不清楚", "没有审核过", "坐席", "班长", "承办员"} {
			if text := steps(v) + v.Replies[0].Text + v.StateText; strings.Contains(text, inside) {
				t.Errorf("%q is told to the citizen: %s", inside, text)
			}
		}
	})
}

func TestTrack_SealedNamesNoUnit(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Sealed, in.Requests[0].Then = true, &Then{Verb: ThenDispatch, UnitID: b.waters}
		r := b.takeOn(leader, in)[0]
		v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
		if err != nil || v.UnitName != "" || v.Timeline[1].Text != "已转交承办单位办理" || v.Content == "" {
			t.Fatalf("%+v %v", v, err)
		}
	})
}

func TestDueText(t *testing.T) {
	at := func(s string) time.Time {
		d, err := time.ParseInLocation(time.DateTime, s, wall.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for due, want := range map[string]string{
		"2026-11-19 18:00:00": "11月19日（周四）前",
		"2026-11-17 18:00:00": "11月17日（周二）18:00前",
		"2027-01-04 18:00:00": "2027年1月4日（周一）前",
		"2026-11-16 09:30:00": "已超过预计时间，我们正在催办",
	} {
		if got := dueText(at(due), testkit.Monday); got != want {
			t.Errorf("%s → %s, want %s", due, got, want)
		}
	}
}
