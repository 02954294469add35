package portal_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// TestChain shows a citizen the order's hash chain, in every mode, and hands it out as a file that can be checked and
// holds nothing of what stays inside.
func TestChain(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		r := b.report()
		c.dispatch(r.number)
		c.write(func(tx *store.Tx) error {
			o := c.order(r.number)
			_, err := c.orders.Note(tx, auth.System, o.ID, o.Version, workorder.NoteIn{Text: "内部备注"})
			return err
		})
		o := c.order(r.number)
		rows := func() int {
			list, err := c.Ledger.Rows(c.Store.Read(t.Context()), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		inside := []string{o.ID.String(), c.waters.String(), `"` + c.officer().ID.String() + `"`, "noted", "内部备注", "水务", "payload", "actor", "units", `"id"`}
		file := func(wantOK bool) anchor.Verdict {
			t.Helper()
			p := b.get("/track/" + r.number + "/history")
			if p.status != 200 || !strings.Contains(p.header.Get("Content-Disposition"), "attachment") || p.header.Get("Cache-Control") != "no-store" {
				t.Fatalf("%d %v", p.status, p.header)
			}
			for _, secret := range inside {
				if strings.Contains(p.body, secret) {
					t.Errorf("the file holds %q: %s", secret, p.body)
				}
			}
			h, err := anchor.ReadHistory(strings.NewReader(p.body))
			if err != nil {
				t.Fatal(err)
			}
			v := h.Check(c.anchors.Key(), "")
			if v.OK != wantOK {
				t.Errorf("%+v", v)
			}
			return v
		}
		b.expect("not yet", b.open(r), 200, "记录指纹", "尚未存证", "任何一步被改动、删除或插入，指纹都会对不上")
		v := file(true)
		if v.Events != rows() || v.Anchored != 0 || v.Told != 3 || v.Hidden != v.Events-3 || v.Number != r.number { // taken on, dispatched, signed
			t.Errorf("%+v of %d", v, rows())
		}
		if _, err := c.anchors.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []string{"normal", "large", "contrast"} {
			p := b.get("/track/" + r.number + "?mode=" + mode)
			b.expect(mode, p, 200, `data-mode="`+mode+`"`, anchor.Grouped(v.Head[:16]), anchor.Grouped(v.Head), "全部步骤已于 2026-11-16 09:30 签名存证", `href="/track/`+r.number+`/history"`)
		}
		if v := file(true); v.Anchored != int64(v.Events) || v.Anchor != 1 || !v.AnchoredAt.Equal(c.Clock.Now()) {
			t.Errorf("%+v", v)
		}
		c.Clock.Advance(time.Hour)
		c.complete(r.number, "已修好。")
		p := b.get("/track/" + r.number)
		b.expect("newer", p, 200, "前 ", "步等待下一次存证")
		if v := file(true); v.Anchored >= int64(v.Events) || v.Anchored == 0 {
			t.Errorf("%+v", v)
		}
		t.Run("OtherRequester", func(t *testing.T) { // who joined later is told of what came later, and not of the first requester
			two := c.browser()
			other := two.report()
			two.open(other)
			if p := two.get("/track/" + r.number + "/history"); p.status != http.StatusSeeOther || p.to != "/track?number="+r.number {
				t.Errorf("with the proof of another request: %d to %s", p.status, p.to)
			}
			if p := c.browser().get("/track/" + r.number + "/history"); p.status != http.StatusSeeOther {
				t.Errorf("without proof: %d", p.status)
			}
		})
		t.Run("TooFast", func(t *testing.T) {
			var p page
			for range 40 {
				if p = b.get("/track/" + r.number + "/history"); p.status == http.StatusTooManyRequests {
					break
				}
			}
			b.expect("too fast", p, 429, "提交过于频繁")
		})
		t.Run("Tampered", func(t *testing.T) { // the page shows what is there; the file tells that it does not fit what was signed
			c.write(func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE ledger_event SET kind = 'workorder.archived' WHERE subject = ? AND pos = 2`, o.ID)
				return err
			})
			c.Clock.Advance(time.Minute)
			p := c.browser()
			p.open(r)
			got := p.get("/track/" + r.number + "/history")
			var h anchor.History
			if err := json.Unmarshal([]byte(got.body), &h); err != nil {
				t.Fatal(err)
			}
			if v := h.Check("", ""); v.OK || v.Problems[0].Kind != anchor.EventChanged || v.Problems[0].Pos != 2 {
				t.Errorf("%+v", v)
			}
		})
	})
}
