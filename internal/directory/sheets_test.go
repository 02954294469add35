package directory

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/ids"
)

// book reads the first sheet of a workbook that was answered.
func (a answer) book(t *testing.T) [][]string {
	t.Helper()
	if a.status != 200 {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	f, err := excelize.OpenReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestHTTP_Sheets(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		u := s.unit("a")
		must[Hotline](t)(s.addHotline(HotlineIn{Number: "12319", Name: "城管热线", UnitID: u.ID, Mode: DualNumber, Note: "=1+1"}))
		must[Hotline](t)(s.addHotline(HotlineIn{Number: "12320", Name: "卫生热线", UnitID: u.ID, Mode: NotIntegrated}))
		admin, officer := s.person("admin", 0, RoleAdmin), s.person("off1", u.ID, RoleOfficer)
		for path, want := range map[string]string{
			"/units.xlsx?q=a":         "a 单位a",
			"/units.xlsx?q=nothing":   "",
			"/hotlines.xlsx":          "12319 城管热线|12320 卫生热线",
			"/hotlines.xlsx?q=wsrx":   "12320 卫生热线",
			"/staff.xlsx?role=admin":  admin.Name + " admin",
			"/staff.xlsx?active=true": admin.Name + " admin|" + officer.Name + " off1",
		} {
			t.Run(path[1:], func(t *testing.T) {
				var got []string
				for _, row := range s.ask(t, admin.ID, "GET", path, "").book(t)[1:] {
					got = append(got, row[0]+" "+row[1])
				}
				if strings.Join(got, "|") != want {
					t.Errorf("%q, want %q", got, want)
				}
			})
		}
		t.Run("Harmless", func(t *testing.T) {
			if got := fmt.Sprint(s.ask(t, officer.ID, "GET", "/hotlines.xlsx?q=12319", "").book(t)[1]); got != "[12319 城管热线 单位a 双号并行 '=1+1 启用]" {
				t.Error(got)
			}
		})
		t.Run("Rights", func(t *testing.T) {
			for _, who := range []ids.ID{0, officer.ID} {
				if a := s.ask(t, who, "GET", "/staff.xlsx", ""); a.status < 401 {
					t.Errorf("%d as %d", a.status, who)
				}
			}
		})
		t.Run("NoSecrets", func(t *testing.T) {
			if got := fmt.Sprint(s.ask(t, admin.ID, "GET", "/staff.xlsx", "").book(t)); strings.Contains(got, "hash") || strings.Contains(got, "password") {
				t.Error(got)
			}
		})
	})
}
