package replay

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/wall"
)

// TestThrottled holds that a row that the server goes on refusing as too many is told and kept for another run.
func TestThrottled(t *testing.T) {
	m := newMoody(t, "{}", slices.Repeat([]int{429}, 1000)...)
	w, clock := m.wire(t), wall.NewManual(time.Unix(0, 0)) // the rows wait side by side
	w.retry.now = clock.Now
	w.retry.sleep = func(_ context.Context, d time.Duration) error {
		clock.Advance(d)
		return nil
	}
	j, err := openJournal(filepath.Join(t.TempDir(), "journal"), "run")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.close() }()
	b := behaviour(t, "doors: {web: 1}\n")
	r := &replay{options: Options{Behaviour: *b, Speed: 1e9}, wire: w, crew: &crew{}, journal: j, report: &Report{}, names: map[string]bool{}}
	rows := []Row{{Row: 1, Content: "路灯不亮"}, {Row: 2, Content: "水管漏水"}}
	if err := r.all(t.Context(), rows, "run"); err != nil {
		t.Fatal(err)
	}
	if r.report.Throttled != 2 || j.of(1).Ended || j.of(2).Ended || len(m.asked) < 20 {
		t.Errorf("%+v after %d requests; the first row: %+v", r.report, len(m.asked), j.of(1))
	}
	if err := r.told(nil); !errors.Is(err, ErrThrottled) || !strings.Contains(err.Error(), "throttled") {
		t.Errorf("the command ends with %v", err)
	}
	var out bytes.Buffer
	if err := r.report.Write(&out); err != nil || !strings.Contains(out.String(), "NOT DONE: the server went on refusing 2 rows") {
		t.Errorf("%v\n%s", err, out.String())
	}
	r.report.Throttled = 0
	if err := r.told(nil); err != nil {
		t.Errorf("nothing was refused: %v", err)
	}
}
