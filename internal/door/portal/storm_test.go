package portal_test

import (
	"strings"
	"testing"

	"onedoor/internal/intake"
	"onedoor/internal/platform/store"
)

// storm declares a water cut in the first area.
func (c *city) storm() intake.Storm {
	c.t.Helper()
	x, err := c.intake.Declare(c.t.Context(), seat, intake.StormIn{Name: "香洲区停水", Kind: "water", Area: []string{"440402"}, Keywords: "停水、没水",
		Announcement: "主管道抢修，预计 22 时恢复。<b>", Sample: 10, UnitID: c.waters})
	if err != nil {
		c.t.Fatal(err)
	}
	return x
}

func TestStorm_Pages(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		x := c.storm()
		t.Run("Announced", func(t *testing.T) {
			for _, mode := range []string{"normal", "large", "contrast"} {
				b := c.browser()
				b.get("/?mode=" + mode)
				for _, path := range []string{"/", "/report"} {
					p := b.get(path)
					b.expect(path, p, 200, "香洲区停水", "预计 22 时恢复。&lt;b&gt;", `data-mode="`+mode+`"`)
					if len(p.body) > 30<<10 {
						t.Errorf("%s: %d bytes", path, len(p.body))
					}
				}
			}
		})
		t.Run("Joined", func(t *testing.T) {
			b, orders := c.browser(), c.count("workorder_order")
			form := b.complaint("content", "我家停水了，什么时候恢复？")
			p := b.post("/report", form)
			b.expect("asked", p, 200, "可能与“香洲区停水”有关", "地区：香洲第1街道；提到：停水", "不是，我的情况不同")
			form.Set("seen", field(p, "seen"))
			form.Set("storm", "join")
			r := b.reported(b.post("/report", form))
			if again := b.reported(b.post("/report", form)); again != r || c.count("workorder_order") != orders || c.count("intake_storm_join") != 1 {
				t.Errorf("%v %v: %d orders, %d joined", r, again, c.count("workorder_order"), c.count("intake_storm_join"))
			}
			b.expect("the page", b.open(r), 200, "您反映的情况属于这一事件", "我家停水了", "预计 22 时恢复")
		})
		t.Run("MineIsDifferent", func(t *testing.T) {
			b := c.browser()
			form := b.complaint("content", "停水期间物业收高价卖水。", "storm", "own")
			p := b.post("/report", form)
			b.expect("asked", p, 200, `value="own" checked`)
			form.Set("seen", field(p, "seen"))
			if r := b.reported(b.post("/report", form)); c.order(r.number).Number != r.number {
				t.Error("joined")
			}
		})
		t.Run("OtherPlace", func(t *testing.T) {
			b := c.browser()
			if r := b.report("content", "停水了。", "division", "440403001"); c.order(r.number).Number != r.number {
				t.Error("joined")
			}
		})
		t.Run("AnsweredOnce", func(t *testing.T) {
			b := c.browser()
			form := b.complaint("content", "还是没水。", "seen", "storm-"+x.ID.String(), "phone", "13900002222")
			r := b.reported(b.post("/report", form))
			o := c.order(x.OrderNumber)
			c.write(func(tx *store.Tx) error {
				_, err := c.orders.SignFor(tx, c.officer(), o.ID, o.Version)
				return err
			})
			c.complete(x.OrderNumber, "主管道已修复，全部恢复供水。")
			b.expect("answered", b.open(r), 200, "主管道已修复，全部恢复供水。", "请您评价")
		})
		t.Run("Ended", func(t *testing.T) {
			c.write(func(tx *store.Tx) error {
				_, err := c.intake.EndStorm(tx, seat, x.ID, intake.EndStormIn{Version: 1, Summary: "已恢复。"})
				return err
			})
			b := c.browser()
			if p := b.get("/"); strings.Contains(p.body, "香洲区停水") {
				t.Error("still announced")
			}
			if r := b.report("content", "又停水了。"); c.order(r.number).Number != r.number {
				t.Error("joined")
			}
		})
	})
}
