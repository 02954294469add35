package clock

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParseFrom(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2021-02-05", "2021-02-05T00:00:00+08:00"},
		{" 2021-02-05 10:30 ", "2021-02-05T10:30:00+08:00"},
		{"2021-02-05 10:30:15", "2021-02-05T10:30:15+08:00"},
		{"2021-02-05T10:30", "2021-02-05T10:30:00+08:00"},
		{"2021-02-05T10:30:15", "2021-02-05T10:30:15+08:00"},
		{"2021-02-05T10:30:15+08:00", "2021-02-05T10:30:15+08:00"},
		{"2021-02-04T23:30:00Z", "2021-02-05T07:30:00+08:00"},
		{"2021-02-05T10:30:15.25+08:00", "2021-02-05T10:30:15+08:00"},
	} {
		got, err := ParseFrom(c.in)
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("%q: %s, %v; want %s", c.in, got.Format(time.RFC3339), err, c.want)
		}
	}
	for _, bad := range []string{"", "tomorrow", "2021-02-30", "2021-13-01 10:00", "05.02.2021", "2021-02-05 25:00", "1066-10-14",
		"9999-12-31", "0001-01-01", strings.Repeat("9", 100_000)} {
		if got, err := ParseFrom(bad); !errors.Is(err, ErrFrom) {
			t.Errorf("%.20q gave %s, %v", bad, got, err)
		}
	}
}
