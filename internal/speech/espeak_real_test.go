package speech

import (
	"os/exec"
	"testing"
)

// TestRealEspeak: the program itself, as Debian has it, says a sentence of some seconds that is no silence, and another one
// otherwise.
func TestRealEspeak(t *testing.T) {
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		t.Fatal("espeak-ng is not installed: scripts/need.sh espeak")
	}
	e := &Espeak{}
	loud := func(text string) (n int) {
		got, err := e.Say(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range got {
			if s > 1000 || s < -1000 {
				n++
			}
		}
		if seconds := float64(len(got)) / Rate; seconds < 0.3 || seconds > 20 {
			t.Errorf("%q takes %.1f s", text, seconds)
		}
		return n
	}
	short, long := loud("您好。"), loud("您好，这里是政务服务便民热线，满意请按 1，不满意请按 2。")
	if short < 500 || long < 3*short {
		t.Errorf("%d and %d samples are loud", short, long)
	}
}
