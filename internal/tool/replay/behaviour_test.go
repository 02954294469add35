package replay

import (
	"strings"
	"testing"
	"time"
)

func TestBehaviour(t *testing.T) {
	b := behaviour(t, "")
	for _, name := range []string{"dispatch", "sign", "return", "review_return", "reply", "review", "track", "rate"} {
		if d := b.Delays[name]; d.Median <= 0 || d.Spread < 1 || d.Max < d.Median {
			t.Errorf("default delay %s: %+v", name, d)
		}
	}
	for _, name := range []string{"return", "uphold", "pass_on", "reject", "track", "rate", "reached", "no_phone", "urgent", "sealed"} {
		if c := b.Chances[name]; c.of <= 0 || c.of >= 1 {
			t.Errorf("default chance %s: %+v", name, c)
		}
	}
	over := behaviour(t, "delays:\n  reply: {median: 1d12h, spread: 1}\nchances: {rate: 1}\ndoors: {phone: 1}\n")
	if over.Delays["reply"].Median != 36*time.Hour || over.Delays["sign"].Median != b.Delays["sign"].Median {
		t.Errorf("a file names only what it changes: %+v", over.Delays)
	}
	if over.Chances["rate"].of != 1 || over.Chances["reject"].of != b.Chances["reject"].of || len(over.Doors.choices) != 1 {
		t.Errorf("chances %+v, doors %+v", over.Chances, over.Doors)
	}
	if _, err := LoadBehaviour(file(t, "own.yaml", "# nothing\n")); err != nil {
		t.Errorf("a file of comments: %v", err)
	}
}

func TestBehaviourRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, line, word string }{
		"NoYAML":         {"delays:\n  sign: {median: 2h\n", "行", ""},
		"Tab":            {"delays:\n\tsign: 1\n", "第 2 行", ""},
		"UnknownField":   {"doors: {web: 1}\nspeed: 3\n", "第 2 行", "speed"},
		"UnknownDelay":   {"delays:\n  dispatch: {median: 1h}\n  sleep: {median: 1h}\n", "第 3 行", "sleep"},
		"UnknownPart":    {"delays:\n  sign:\n    mean: 2h\n", "第 3 行", "mean"},
		"DelayIsText":    {"delays:\n  sign: 2h\n", "第 2 行", "median"},
		"NoDuration":     {"delays:\n\n  sign: {median: soon}\n", "第 3 行", "soon"},
		"EmptyDuration":  {"delays:\n  sign: {median: \"\"}\n", "第 2 行", ""},
		"Negative":       {"delays:\n  sign: {median: -2h}\n", "第 2 行", "-2h"},
		"TooLong":        {"delays:\n  sign: {median: 9000d}\n", "第 2 行", "9000d"},
		"MaxBelowMin":    {"delays:\n  sign: {median: 2h, min: 3h, max: 1h}\n", "第 2 行", "max"},
		"Spread":         {"delays:\n  sign: {median: 2h, spread: 0.5}\n", "第 2 行", "0.5"},
		"ChanceTooBig":   {"chances:\n  return: 0.2\n  rate: 1.5\n", "第 3 行", "1.5"},
		"ChanceIsText":   {"chances: {rate: often}\n", "第 1 行", "often"},
		"ChanceIsNaN":    {"chances: {rate: .nan}\n", "第 1 行", ""},
		"ChanceIsList":   {"chances: {rate: [1]}\n", "第 1 行", ""},
		"UnknownChance":  {"chances:\n  luck: 0.5\n", "第 2 行", "luck"},
		"UnknownDoor":    {"doors:\n  web: 1\n  window: 2\n", "第 3 行", "window"},
		"NoWeight":       {"doors: {web: 0, phone: 0}\n", "第 1 行", "权重"},
		"WeightsAreList": {"doors: [web]\n", "第 1 行", ""},
		"OtherOutcome":   {"outcomes: {fine: 1}\n", "第 1 行", "fine"},
		"Stars":          {"rating:\n  satisfaction: {6: 1}\n", "第 2 行", "6"},
		"Hostile":        {"a: &a [*a, *a]\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseBehaviour([]byte(c.text))
			refused(t, name, err, ErrBehaviour, c.line, c.word)
		})
	}
	_, err := LoadBehaviour("/does/not/exist.yaml")
	refused(t, "no file", err, ErrBehaviour, "/does/not/exist.yaml")
	_, err = ParseBehaviour([]byte(strings.Repeat("x", 1<<20)))
	refused(t, "no map", err, ErrBehaviour)
}

// TestDelay holds the shape of a delay: its median, and its bounds.
func TestDelay(t *testing.T) {
	b := behaviour(t, "delays:\n  sign: {median: 2h, spread: 2, min: 30m, max: 6h}\n  reply: {median: 1h}\n")
	below, n := 0, 4000
	for row := range n {
		p := plan{b, 7, "ABCDE", row}
		d := p.delay("sign", 0)
		if d < 30*time.Minute || d > 6*time.Hour {
			t.Fatalf("row %d: %s", row, d)
		}
		if d < 2*time.Hour {
			below++
		}
		if p.delay("reply", 0) != time.Hour {
			t.Fatal("without a spread it is the median")
		}
	}
	if below < n*45/100 || below > n*55/100 {
		t.Errorf("%d of %d below the median", below, n)
	}
}
