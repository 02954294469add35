package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/wall"
)

func TestCheckDigit(t *testing.T) {
	// Numbers whose last digit is known to be their MOD 11,10 check digit: the standard's own example and public
	// examples of registers that use the same system.
	for _, known := range []string{"07945", "36574261809", "86095742719", "47036892816", "33392005961", "136695976"} {
		t.Run(known, func(t *testing.T) {
			body, want := known[:len(known)-1], known[len(known)-1]
			if got := CheckDigit(body); got != want {
				t.Fatalf("check digit of %s = %c, want %c", body, got, want)
			}
			if !CheckedNumber(known) {
				t.Fatal("refused")
			}
		})
	}
}

func TestCheckDigitFindsEverySingleError(t *testing.T) {
	number := FormatNumber("0756", time.Date(2026, 3, 5, 1, 0, 0, 0, time.UTC), 4711)
	for i := range number {
		for d := byte('0'); d <= '9'; d++ {
			wrong := number[:i] + string(d) + number[i+1:]
			if ok := CheckedNumber(wrong); ok != (d == number[i]) {
				t.Fatalf("%s (from %s): accepted = %v", wrong, number, ok)
			}
		}
	}
}

func TestFormatNumber(t *testing.T) {
	shanghai := func(s string) time.Time {
		at, err := time.ParseInLocation(time.DateTime, s, wall.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	cases := []struct {
		name, prefix string
		at           time.Time
		serial       int64
		want         string // without the check digit
	}{
		{"Plain", "", shanghai("2026-03-05 12:00:00"), 1, "20260305000001"},
		{"Prefix", "ZH", shanghai("2026-03-05 12:00:00"), 42, "ZH20260305000042"},
		{"DayIsShanghais", "ZH", time.Date(2026, 3, 4, 16, 0, 0, 0, time.UTC), 42, "ZH20260305000042"},
		{"MoreThanAMillionADay", "ZH", shanghai("2026-03-05 12:00:00"), 1_234_567, "ZH202603051234567"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := FormatNumber(c.prefix, c.at, c.serial)
			if got[:len(got)-1] != c.want || !CheckedNumber(got) {
				t.Fatalf("got %s, want %s and a check digit", got, c.want)
			}
		})
	}
}

func TestNormalNumber(t *testing.T) {
	cases := map[string]string{
		" zh2026-0305 0000423 ":   "ZH202603050000423",
		"ｚｈ２０２６０３０５００００４２３":       "ZH202603050000423",
		"编号：ZH202603050000423。":   "ZH202603050000423",
		"":                        "",
		"'; DROP TABLE x; --":     "DROPTABLEX",
		strings.Repeat("9", 9999): strings.Repeat("9", 65),
	}
	for typed, want := range cases {
		if got := NormalNumber(typed); got != want {
			t.Errorf("%.30q → %q, want %q", typed, got, want)
		}
	}
}

func TestCheckedNumber(t *testing.T) {
	for _, bad := range []string{"", "1", "ZH", "ZH20260305000042X", strings.Repeat("1", 64), "2026030500000-"} {
		if CheckedNumber(bad) {
			t.Errorf("%q accepted", bad)
		}
	}
	for _, prefix := range []string{"zh", "TOOLONGPREFIX", "珠", "A-1"} {
		if checkPrefix(prefix) == nil {
			t.Errorf("prefix %q accepted", prefix)
		}
	}
	for _, prefix := range []string{"", "ZH", "0756", "ABCD1234"} {
		if err := checkPrefix(prefix); err != nil {
			t.Errorf("prefix %q: %v", prefix, err)
		}
	}
}

func ExampleFormatNumber() {
	fmt.Println(FormatNumber("ZH", time.Date(2026, 3, 5, 4, 0, 0, 0, time.UTC), 123))
	// Output: ZH202603050001238
}
