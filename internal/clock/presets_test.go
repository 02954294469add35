package clock

import (
	"encoding/json"
	"os"
	"testing"
)

// TestPresets: every limit that the product ships makes a rule, and the oracle holds in the working periods of every
// preset. The file is read as data: this room does not know the room that keeps presets.
func TestPresets(t *testing.T) {
	text, err := os.ReadFile("../catalogue/data/presets.json")
	if err != nil {
		t.Fatal(err)
	}
	var presets []struct {
		Name    string   `json:"name"`
		Periods []string `json:"periods"`
		Limits  []struct {
			Name string `json:"name"`
			Fields
		} `json:"limits"`
	}
	if err := json.Unmarshal(text, &presets); err != nil {
		t.Fatal(err)
	}
	if len(presets) < 5 {
		t.Fatalf("%d presets", len(presets))
	}
	cal := national(t)
	for _, p := range presets {
		for _, l := range p.Limits {
			f := l.Fields
			if len(f.Periods) == 0 {
				f.Periods = p.Periods
			}
			v, err := Answer(f, cal, sh(t, "2026-06-18 16:00"), nil)
			if err != nil || v.Due == "" || len(v.Warnings) > 0 {
				t.Errorf("%s/%s: %v %v", p.Name, l.Name, v.Warnings, err)
			}
		}
		for _, o := range []struct {
			from string
			n    int
			want string
		}{
			{"2021-02-05 10:00", 5, "2021-02-18"}, {"2021-09-24 10:00", 5, "2021-09-30"}, {"2021-09-30 10:00", 15, "2021-10-27"},
			{"2025-01-24 10:00", 5, "2025-02-07"}, {"2026-02-13 10:00", 5, "2026-02-27"},
		} {
			v, err := Answer(Fields{Unit: "working_day", N: o.n, Periods: p.Periods}, cal, sh(t, o.from), nil)
			if err != nil || v.Due[:10] != o.want {
				t.Errorf("%s: %s + %d is due %s, %v; want %s", p.Name, o.from, o.n, v.Due, err, o.want)
			}
		}
	}
}
