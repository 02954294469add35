package supervise

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

// book asks for a workbook as somebody and returns its rows below the headings.
func (k *kit) book(by auth.Principal, path string) [][]string {
	k.t.Helper()
	status, body := k.call(by, http.MethodGet, path, "")
	if status != http.StatusOK {
		k.t.Fatalf("%s: %d %s", path, status, body)
	}
	f, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || len(rows) == 0 {
		k.t.Fatalf("%s: %q %v", path, rows, err)
	}
	return rows[1:]
}

func TestSheets_Meetings(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o, p := k.order(unitWaters), k.order(unitRoads)
		one, err := k.propose(supervisor, o.ID)
		k.must(err)
		_, err = k.propose(supervisor, p.ID)
		k.must(err)
		k.plan(PlanIn{Title: "=1+1", At: day(20, 15, 0), Where: "市民中心三楼", Chair: "副主任", Agenda: []ids.ID{one.ID}, Guests: []MeetingGuest{{Unit: unitWaters}}})

		if rows := k.book(analyst, "/meetings.xlsx"); len(rows) != 1 || fmt.Sprint(rows[0][1:8]) != "[筹备中 '=1+1 2026-11-20 15:00 市民中心三楼 副主任 1 0]" {
			t.Errorf("%q", rows)
		}
		if rows := k.book(analyst, "/meetings.xlsx?past=true"); len(rows) != 0 {
			t.Errorf("%q", rows)
		}
		if rows := k.book(analyst, "/supervise/docket.xlsx"); len(rows) != 1 || rows[0][0] != p.Number || rows[0][2] != "待上会" {
			t.Errorf("%q", rows)
		}
		if rows := k.book(analyst, "/supervise/docket.xlsx?state=scheduled"); len(rows) != 1 || rows[0][0] != o.Number || rows[0][2] != "已列入议程" {
			t.Errorf("%q", rows)
		}
		// A unit takes along what it may see: nothing of another's matter.
		if rows := k.book(waters.WithRights(RightRead, RightExport), "/supervise/docket.xlsx"); len(rows) != 0 {
			t.Errorf("%q", rows)
		}
		for _, path := range []string{"/meetings.xlsx", "/supervise/docket.xlsx"} {
			for status, by := range map[int]auth.Principal{http.StatusUnauthorized: {}, http.StatusForbidden: auth.Principal{ID: 9, Scope: auth.Scope{All: true}}.WithRights(RightRead)} {
				if got, body := k.call(by, http.MethodGet, path, ""); got != status {
					t.Errorf("%s: %d %s, want %d", path, got, body, status)
				}
			}
		}
		if got, body := k.call(analyst, http.MethodGet, "/supervise/docket.xlsx?state=asleep", ""); got != http.StatusUnprocessableEntity {
			t.Errorf("%d %s", got, body)
		}
	})
}
