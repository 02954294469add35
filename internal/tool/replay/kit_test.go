package replay

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/fault"
)

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// refused holds that err is the fault and says all the words.
func refused(t *testing.T, name string, err error, want *fault.Fault, words ...string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %s", name, err, want.Code)
		return
	}
	for _, w := range words {
		if !strings.Contains(fault.Of(err).Message, w) {
			t.Errorf("%s: %q does not say %q", name, fault.Of(err).Message, w)
		}
	}
}

func behaviour(t *testing.T, text string) *Behaviour {
	t.Helper()
	b, err := ParseBehaviour([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return &b
}

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }
