package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"onedoor/internal/platform/store"
)

// dueJSON is what the rules promise of `clock due --json`, read without the program's own types.
type dueJSON struct {
	Due  string `json:"due"`
	Days []struct {
		Date    string `json:"date"`
		Counted bool   `json:"counted"`
		Known   bool   `json:"known"`
		Number  int    `json:"number"`
	} `json:"days"`
	Pauses   []any    `json:"pauses"`
	Rule     string   `json:"rule"`
	Warnings []string `json:"warnings"`
}

// oracle are due days that were counted by hand from the arrangements that the State Council published.
var oracle = []struct {
	from, due string
	days      int
	last      string // the day before the due day that counts
}{
	{"2021-02-05", "2021-02-18", 5, "2021-02-10"}, // over the Spring Festival, with its make-up Sunday
	{"2021-09-24", "2021-09-30", 5, "2021-09-29"}, // with a make-up Sunday
	{"2021-09-30", "2021-10-27", 15, "2021-10-26"},
	{"2025-01-24", "2025-02-07", 5, "2025-02-06"},
	{"2026-02-13", "2026-02-27", 5, "2026-02-26"},
}

// output runs a command and returns what it printed where, and its exit code.
func (p *program) output(args ...string) (out, messages string, code int) {
	p.t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(p.path, append([]string{"--data", p.data}, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = p.env, &stdout, &stderr
	var ended *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &ended) {
		p.t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func (p *program) due(t *testing.T, args ...string) (d dueJSON) {
	t.Helper()
	out, messages, code := p.output(append([]string{"clock", "due", "--json"}, args...)...)
	if code != 0 || messages != "" {
		t.Fatalf("clock due %v: exit code %d\n%s", args, code, messages)
	}
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return d
}

// TestClockDue asks the program for the due times of the oracle: before there is a data directory, and from one.
func TestClockDue(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *program) {
		t.Run("Shipped", p.oracle)
		if _, err := os.Stat(p.data); err == nil {
			t.Error("a question made a data directory")
		}
		p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
		t.Run("Data", p.oracle)
	})
}

func (p *program) oracle(t *testing.T) {
	for _, c := range oracle {
		d := p.due(t, "--preset", "default", "--from", c.from, "--days", fmt.Sprint(c.days))
		if d.Due != c.due+"T17:30:00+08:00" {
			t.Errorf("%s + %d working days = %s, want %s at the close of work", c.from, c.days, d.Due, c.due)
		}
		var counted []string
		for _, day := range d.Days {
			if day.Counted {
				counted = append(counted, day.Date)
				if day.Number != len(counted) {
					t.Errorf("%s: %s is number %d, want %d", c.from, day.Date, day.Number, len(counted))
				}
			}
		}
		if n := len(counted); n != c.days || counted[n-1] != c.due || counted[n-2] != c.last || d.Days[0].Date != c.from || d.Days[0].Counted {
			t.Errorf("%s: days %v counted %v, want %d up to %s after %s", c.from, d.Days, counted, c.days, c.due, c.last)
		}
		if d.Pauses == nil || len(d.Pauses) != 0 || d.Warnings == nil || len(d.Warnings) != 0 || !strings.Contains(d.Rule, fmt.Sprintf("%d个工作日", c.days)) {
			t.Errorf("%s: pauses %v, warnings %v, rule %q", c.from, d.Pauses, d.Warnings, d.Rule)
		}
	}
	// Any year without an arrangement is warned of, also one that only the last days reach into.
	d := p.due(t, "--from", "2026-12-30", "--days", "15")
	if len(d.Warnings) != 1 || !strings.Contains(d.Warnings[0], "2027") || d.Days[0].Known != true || d.Days[len(d.Days)-1].Known {
		t.Errorf("into 2027: %+v", d)
	}
	if d = p.due(t, "--from", "2027-12-30", "--days", "15"); len(d.Warnings) != 2 || !strings.Contains(d.Warnings[0], "2027") || !strings.Contains(d.Warnings[1], "2028") {
		t.Errorf("into 2028: %+v", d)
	}
	if d = p.due(t, "--from", "2026-02-13T02:00:00Z", "--days", "0"); d.Due != "2026-02-13T17:30:00+08:00" {
		t.Errorf("no days: %+v", d)
	}
}

// TestClockDue_Refusals holds that bad input ends with an error code and prints no due time.
func TestClockDue_Refusals(t *testing.T) {
	p := newProgram(t, store.SQLite)
	good := []string{"--preset", "default", "--from", "2026-02-13", "--days", "5"}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"Preset":      {[]string{"--preset", "nope"}, "catalogue.preset_not_found"},
		"NoPreset":    {[]string{"--preset", ""}, "catalogue.preset_not_found"},
		"Limit":       {[]string{"--limit", "nope"}, "catalogue.limit_not_found"},
		"Words":       {[]string{"--from", "yesterday"}, "clock.from_out_of_range"},
		"Empty":       {[]string{"--from", ""}, "clock.from_out_of_range"},
		"NoDay":       {[]string{"--from", "2026-02-30"}, "clock.from_out_of_range"},
		"LongAgo":     {[]string{"--from", "1066-10-14"}, "clock.from_out_of_range"},
		"FarOff":      {[]string{"--from", "2500-01-01"}, "clock.from_out_of_range"},
		"Hostile":     {[]string{"--from", strings.Repeat("2026-02-13", 5000)}, "clock.from_out_of_range"},
		"Negative":    {[]string{"--days", "-1"}, "clock.negative"},
		"TooMany":     {[]string{"--days", "99999"}, "clock.too_far"},
		"NoNumber":    {[]string{"--days", "five"}, "--days"},
		"HugeNumber":  {[]string{"--days", "99999999999999999999"}, "--days"},
		"UnknownFlag": {[]string{"--when", "2026-02-13"}, "--when"},
		"Argument":    {[]string{"2026-02-13"}, "2026-02-13"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, form := range [][]string{nil, {"--json"}} {
				out, messages, code := p.output(append(append(append([]string{"clock", "due"}, good...), form...), c.args...)...)
				if code != 1 || out != "" || !strings.Contains(messages, c.says) || len(messages) > 1000 {
					t.Errorf("exit code %d, printed %q, said %.300q; want 1, nothing, and %s", code, out, messages, c.says)
				}
			}
		})
	}
}
