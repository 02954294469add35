package followup

import (
	"bytes"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestRecheck_Workbook(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.closedFor(waters, 2)
		b.closedFor(roads, 1)
		sealed := b.order(roads, func(n *workorder.NewOrder) { n.Sealed = true })
		b.complete(sealed)
		b.rate(sealed.ID, 1, happy)
		x := b.putSample(SampleIn{Name: "全部", Purpose: "recheck", Permille: 1000, Seed: "seed", Active: true})
		b.Clock.Advance(24 * time.Hour)
		if d, err := b.draw(x.ID, "2026-11-16", "2026-11-16"); err != nil || d.Drawn != 4 {
			t.Fatalf("%+v %v", d, err)
		}
		waits := b.rechecks(StateWaiting)
		done := waits[slices.IndexFunc(waits, func(r RecheckRow) bool { return r.OrderID != sealed.ID })]
		b.write(func(tx *store.Tx) error {
			_, err := b.s.AttemptRecheck(tx, second, done.ID, RecheckIn{Reached: true, Answer: answer(false, ResolvedNo, 1)})
			return err
		})
		book := func(p auth.Principal, query string) [][]string {
			t.Helper()
			status, _, w := b.http(p, http.MethodGet, "/rechecks.xlsx"+query, "")
			f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
			if err != nil || status != http.StatusOK {
				t.Fatalf("%s: %d, %v", query, status, err)
			}
			defer func() { _ = f.Close() }()
			rows, err := f.GetRows("独立复核")
			if err != nil || len(rows) == 0 || len(rows[0]) != len(recheckColumnsOut) {
				t.Fatalf("%s: %q, %v", query, rows, err)
			}
			return rows[1:]
		}
		waiting := book(second, "")
		if len(waiting) != 3 {
			t.Errorf("waiting: %q", waiting)
		}
		for _, r := range waiting {
			if r[4] != "待复核" || len(r) > 9 { // nothing of what was said before
				t.Errorf("%q", r)
			}
		}
		// Who may not read a sealed order reads the list all the same, without its words.
		hidden := book(second.WithRights(RightRead, RightRecheck, workorder.RightRead), "?q="+sealed.Number)
		if len(hidden) != 1 || hidden[0][1] != "（保密工单）" {
			t.Errorf("sealed: %q", hidden)
		}
		if rows := book(second, "?state=done&disagree=true"); len(rows) != 1 || rows[0][0] != done.OrderNumber || rows[0][9] != "否" || rows[0][10] != "未解决" ||
			rows[0][11] != "非常不满意" || rows[0][13] != "不一致" {
			t.Errorf("done: %q", rows)
		}
		if rows := book(second, "?state=unreachable"); len(rows) != 0 {
			t.Errorf("%q", rows)
		}
		if rows := book(officerOf(roads), ""); len(rows) > 2 {
			t.Errorf("an officer of Roads takes along %q", rows)
		}
		for status, p := range map[int]auth.Principal{http.StatusUnauthorized: {}, http.StatusForbidden: {ID: 5, Scope: auth.Scope{All: true}}} {
			if got, answer, _ := b.http(p, http.MethodGet, "/rechecks.xlsx", ""); got != status {
				t.Errorf("%d %v, want %d", got, answer, status)
			}
		}
		if got, answer, _ := b.http(second, http.MethodGet, "/rechecks.xlsx?state=asleep", ""); got != http.StatusUnprocessableEntity {
			t.Errorf("%d %v", got, answer)
		}
	})
}
