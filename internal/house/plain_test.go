package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPlain holds that what scripts/test-go.sh leaves out of the run with the race detector is run without it: the names
// that it leaves out in every package stand only in the packages that it runs again.
func TestPlain(t *testing.T) {
	script, err := os.ReadFile(filepath.Join(root, "scripts/test-go.sh"))
	if err != nil {
		t.Fatal(err)
	}
	var pattern strings.Builder
	for _, part := range regexp.MustCompile(`(?m)^plain\+?='(.*)'$`).FindAllSubmatch(script, -1) {
		pattern.Write(part[1])
	}
	left, err := regexp.Compile(pattern.String())
	if err != nil || pattern.Len() == 0 {
		t.Fatalf("pattern %q: %v", pattern.String(), err)
	}
	again := []string{"cmd/onedoor", "internal/tool/democity"}
	found := 0
	for _, s := range sources(t) {
		for _, name := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(s.text, -1) {
			if !left.MatchString(name[1]) {
				continue
			}
			found++
			if !slices.Contains(again, s.dir) {
				t.Errorf("%s: %s is not run again; another name, or another package in scripts/test-go.sh", s.path, name[1])
			}
		}
	}
	if found == 0 {
		t.Error("no test is left out")
	}
}
