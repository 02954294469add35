package live

import (
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/testkit"
)

// TestAudience: of a thing that is one person's own nobody else hears, whatever they may see.
func TestAudience(t *testing.T) {
	b := newBench(t, testkit.Store(t), quick)
	b.hub.SetAudience(func(r ledger.Record) func(auth.Principal) bool {
		if strings.HasPrefix(r.Kind, "own.") {
			return func(p auth.Principal) bool { return p.ID == officer.ID }
		}
		return nil
	})
	officers, centres := b.listen("officer", "", ""), b.listen("centre", "", "")
	officers.expect("hello", "")
	centres.expect("hello", "")
	b.append(1, "own.changed", 10, waters)
	b.append(1, "workorder.urged", 12, waters)
	officers.expect("", "own.changed")
	officers.expect("", "workorder.urged")
	centres.expect("", "workorder.urged") // and nothing before it
}
