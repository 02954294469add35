package assessment_test

import (
	"testing"

	"onedoor/internal/assessment"
)

// TestWord holds that no code of this room's events reaches an auditor as it is.
func TestWord(t *testing.T) {
	for _, c := range []struct{ key, code, want string }{
		{"kind", "relabel", "投诉改类"},
		{"state", "false_alarm", "误报"},
		{"state", "upheld", "成立，已更正"},
		{"reasons", "no_time", "称已联系但没有联系时间"},
		{"indicator", "redo", "重办率"},
		{"grade", "D", "待改进"},
		{"from", "20261101", "2026-11-01"},
		{"to", "20261301", ""},
		{"unit", "redo", ""},
	} {
		if got := assessment.Word(c.key, c.code); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.key, c.code, got, c.want)
		}
	}
	for _, r := range assessment.DefaultDoubtRules().Reasons {
		if assessment.Word("reasons", r.Code) != r.Name {
			t.Errorf("%s has no word", r.Code)
		}
	}
	for _, i := range assessment.DefaultGradeRules().Indicators {
		if assessment.Word("indicator", i.Code) != i.Name {
			t.Errorf("%s has no word", i.Code)
		}
	}
}
