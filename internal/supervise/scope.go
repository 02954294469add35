package supervise

import (
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

// scoped is the condition that keeps a column to the units that may be seen; the zero scope sees nothing.
func scoped(scope auth.Scope, column string) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	args := []any{ids.ID(-1)}
	for _, u := range scope.Units {
		if u != 0 {
			args = append(args, u)
		}
	}
	return column + " IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ") + ")", args
}

// condition gathers what a row must fulfil.
type condition struct {
	parts []string
	args  []any
}

func (c *condition) and(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

func (c *condition) sql() string {
	if len(c.parts) == 0 {
		return "1 = 1"
	}
	return strings.Join(c.parts, " AND ")
}

// minute gives 2026-11-20 17:30 in Shanghai; empty for the zero time.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(wall.Shanghai).Format("2006-01-02 15:04")
}

// local is a time as a spreadsheet shows it; an unknown one stays empty.
func local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(wall.Shanghai)
}

// orNone is a time for JSON that leaves the zero time out.
func orNone(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// at is an optional time as a spreadsheet shows it.
func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return local(*t)
}
