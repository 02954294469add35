package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

const goodYear = "date,name,is_off_day\n2031-01-01,元旦,1\n2031-01-23,春节,1\n2031-01-25,春节,0\n2031-05-01,劳动节,1\n2031-10-01,国庆节,1\n"

func TestParseCalendar(t *testing.T) {
	plain, err := ParseCalendar([]byte(goodYear))
	if err != nil || len(plain) != 5 || plain[2] != (CalendarDay{"2031-01-25", "春节", false, 20310125}) {
		t.Fatalf("%+v, %v", plain, err)
	}
	for name, file := range map[string]string{
		"BOM":      "\ufeff" + goodYear,
		"CRLF":     strings.ReplaceAll(goodYear, "\n", "\r\n"),
		"NoEnd":    strings.TrimSuffix(goodYear, "\n"),
		"Spaces":   strings.ReplaceAll(goodYear, ",", " , "),
		"Quoted":   strings.ReplaceAll(goodYear, "元旦", `"元旦"`),
		"Capitals": strings.Replace(goodYear, "date,name", "Date,NAME", 1),
		"Twice":    goodYear + "2031-10-01,国庆节,1\n",
		"Blank":    strings.ReplaceAll(goodYear, "\n", "\n\n"),
		"Extra":    strings.ReplaceAll(strings.ReplaceAll(goodYear, "\n", ",x\n"), "is_off_day,x", "is_off_day,note"),
		"Order": "is_off_day,date,name\n1,2031-01-01,元旦\n1,2031-01-23,春节\n0,2031-01-25,春节\n1,2031-05-01,劳动节\n" +
			"1,2031-10-01,国庆节\n",
	} {
		if days, err := ParseCalendar([]byte(file)); err != nil || !slices.Equal(days, plain) {
			t.Errorf("%s: %+v, %v", name, days, err)
		}
	}
	row := func(s string) string { return "date,name,is_off_day\n2031-01-01,元旦,1\n" + s + "\n" }
	for _, c := range []struct {
		name, file string
		want       error
		line       string
	}{
		{"Empty", "", ErrCalendarHeader, ""},
		{"NoHeader", "2031-01-01,元旦,1\n", ErrCalendarHeader, ""},
		{"MissingColumn", "date,name\n2031-01-01,元旦\n", ErrCalendarHeader, ""},
		{"GBK", "date,name,is_off_day\n2031-01-01,\xd4\xaa\xb5\xa9,1\n", ErrCalendarHeader, ""},
		{"OnlyHeader", "date,name,is_off_day\n", ErrCalendarEmpty, ""},
		{"NoSuchDay", row("2031-02-30,春节,1"), ErrCalendarRow, "line 3"},
		{"OtherForm", row("2031/2/3,春节,1"), ErrCalendarRow, "line 3"},
		{"YearTooEarly", row("1066-10-14,元旦,1"), ErrCalendarRow, "line 3"},
		{"YearTooLate", row("2200-01-01,元旦,1"), ErrCalendarRow, "line 3"},
		{"NoName", row("2031-02-03,,1"), ErrCalendarRow, "line 3"},
		{"LongName", row("2031-02-03," + strings.Repeat("节", 41) + ",1"), ErrCalendarRow, "line 3"},
		{"HostileName", row("2031-02-03,\x1b[31m,1"), ErrCalendarRow, "line 3"},
		{"BadFlag", row("2031-02-03,春节,yes"), ErrCalendarRow, "line 3"},
		{"ShortRow", row("2031-02-03,春节"), ErrCalendarRow, "line 3"},
		{"Contradiction", row("2031-01-01,元旦,0"), ErrCalendarRow, "line 3"},
		{"Quote", row("2031-02-03,\"春节,1"), ErrCalendarRow, "line 3"},
		{"AfterBlankLines", row("\n\n2031-02-03,春节,2"), ErrCalendarRow, "line 5"},
		{"TooLong", "date,name,is_off_day\n" + strings.Repeat("2031-01-01,元旦,1\n", maxCalendarRows+1), ErrCalendarBig, ""},
		{"TooBig", strings.Repeat("x", maxCalendarBytes+1), ErrCalendarBig, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			days, err := ParseCalendar([]byte(c.file))
			wantErr(t, err, c.want)
			if f := fault.Of(err); days != nil || (c.line != "" && (len(f.Fields) == 0 || f.Fields[0].Location != c.line)) {
				t.Errorf("days %v, fields %+v; want %s", days, f.Fields, c.line)
			}
		})
	}
	t.Run("ManyBadRows", func(t *testing.T) {
		_, err := ParseCalendar([]byte("date,name,is_off_day\n" + strings.Repeat("x,y,z\n", 5000)))
		if f := fault.Of(err); f.Code != ErrCalendarRow.Code || len(f.Fields) != maxRowFaults {
			t.Errorf("%d rows were named", len(f.Fields))
		}
	})
}

func FuzzParseCalendar(f *testing.F) {
	f.Add([]byte(goodYear))
	f.Add([]byte("\ufeffdate,name,is_off_day\r\n\"2031-01-01\",\"a\nb\",1\r\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		days, err := ParseCalendar(file)
		var coded *fault.Fault
		if err != nil && !errors.As(err, &coded) {
			t.Fatalf("refused without a code: %v", err)
		}
		if (err == nil) != (len(days) > 0) {
			t.Fatalf("%d days and %v", len(days), err)
		}
		for i, d := range days {
			if date, err := time.Parse(time.DateOnly, d.Date); err != nil || d.Name == "" || dateOf(d.day) != d.Date ||
				date.Year() < minCalendarYear || (i > 0 && days[i-1].day >= d.day) {
				t.Fatalf("day %+v", d)
			}
		}
	})
}

func TestArranged(t *testing.T) {
	full, err := ParseCalendar([]byte(goodYear))
	if err != nil {
		t.Fatal(err)
	}
	without := func(date string) []CalendarDay {
		return slices.DeleteFunc(slices.Clone(full), func(d CalendarDay) bool { return d.Date == date })
	}
	if !arranged(2031, full) || arranged(2032, full) || arranged(2031, nil) {
		t.Error("a whole year is not told from others")
	}
	for _, date := range []string{"2031-01-01", "2031-01-23", "2031-05-01", "2031-10-01"} {
		if arranged(2031, without(date)) {
			t.Errorf("without %s it is no arrangement", date)
		}
	}
	weekend := append(without("2031-01-23"), CalendarDay{"2031-01-26", "春节", true, 20310126})
	if arranged(2031, weekend) {
		t.Error("a Sunday off around the Spring Festival is no arrangement")
	}
}

func TestImportCalendar(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		load := func(file string) (r CalendarReport, err error) {
			err = k.write(func(tx *store.Tx) (err error) {
				r, err = k.ImportCalendar(tx, admin, []byte(file), "测试安排")
				return err
			})
			return r, err
		}
		want := func(file string, want CalendarReport) {
			t.Helper()
			r, err := load(file)
			if err != nil || fmt.Sprint(r) != fmt.Sprint(want) {
				t.Errorf("report %+v, %v; want %+v", r, err, want)
			}
		}
		is := func(date string, working, known bool, name string) {
			t.Helper()
			d, err := time.Parse(time.DateOnly, date)
			if err != nil {
				t.Fatal(err)
			}
			cal, err := k.Calendar(k.q())
			if err != nil {
				t.Fatal(err)
			}
			if w, kn, n := cal.IsWorking(d.Date()); w != working || kn != known || n != name {
				t.Errorf("%s: working %v known %v %q", date, w, kn, n)
			}
		}
		is("2031-01-01", true, false, "") // a Wednesday, and nothing known
		// Only the beginning of a year, as a neighbouring arrangement may bring it, does not make it known.
		want("date,name,is_off_day\n2030-12-29,元旦,0\n2031-01-01,元旦,1\n",
			CalendarReport{2, 0, 0, []int{}, []int{2030, 2031}})
		is("2031-01-01", false, false, "元旦")
		want(goodYear, CalendarReport{4, 0, 1, []int{2031}, []int{}})
		is("2031-01-01", false, true, "元旦")
		is("2031-01-25", true, true, "春节") // a Saturday made up
		is("2031-01-26", false, true, "")
		is("2031-01-27", true, true, "")
		is("2030-12-29", true, false, "元旦")
		want(goodYear, CalendarReport{0, 0, 5, []int{2031}, []int{}})
		want(strings.Replace(goodYear, "2031-01-25,春节,0", "2031-01-25,春节,1", 1),
			CalendarReport{0, 1, 4, []int{2031}, []int{}})
		is("2031-01-25", false, true, "春节")
		_, err := load(strings.Replace(goodYear, "2031-01-23,春节,1", "2031-01-24,春节,1", 1) + "bad,row,1\n")
		wantErr(t, err, ErrCalendarRow)
		is("2031-01-24", true, true, "")
		// An amendment may take the known year's own character away again: then it is not known.
		want("date,name,is_off_day\n2031-10-01,国庆节,0\n", CalendarReport{0, 1, 0, []int{}, []int{2031}})
		is("2031-10-02", true, false, "")
		wantErr(t, k.write(func(tx *store.Tx) error {
			_, err := k.ImportCalendar(tx, clerk, []byte(goodYear), "")
			return err
		}), fault.Forbidden)
	})
}

func TestShippedCalendar(t *testing.T) {
	cal := ShippedCalendar()
	var years []int
	for y := 2007; y <= 2026; y++ {
		years = append(years, y)
	}
	if got := cal.Years(); !slices.Equal(got, years) {
		t.Errorf("years with an arrangement %v, want 2007 to 2026", got)
	}
	if _, known, _ := cal.IsWorking(2006, time.December, 30); known {
		t.Error("two make-up days made 2006 a known year")
	}
	if days := cal.Days(2026); len(days) != 39 || days[0].Date != "2026-01-01" {
		t.Errorf("2026: %+v", days)
	}
}
