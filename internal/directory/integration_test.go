package directory

import (
	"os"
	"strings"
	"testing"
)

// TestIntegration holds the table of modes: a row for each mode, and docs/integration.md says what it says.
func TestIntegration(t *testing.T) {
	if len(Integrations) != len(Modes) {
		t.Fatalf("%d rows for %d modes", len(Integrations), len(Modes))
	}
	for i, m := range Modes {
		x := Integrations[i]
		if x.Mode != m || IntegrationOf(m).Name != x.Name {
			t.Errorf("row %d is of %s, not %s", i, x.Mode, m)
		}
		if x.Name == "" || partyNames[x.Routes] == "" || len(x.Sees) == 0 || len(x.Answers) == 0 || knowledgeNames[x.Knows] == "" || len(x.Figures) == 0 {
			t.Errorf("%s leaves something open: %+v", m, x)
		}
	}
	if x := IntegrationOf("no such mode"); x.Mode != NotIntegrated {
		t.Errorf("an unknown mode is %s", x.Mode)
	}
	text, err := os.ReadFile("../../docs/integration.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), IntegrationTable()) {
		t.Errorf("docs/integration.md does not hold the table:\n%s", IntegrationTable())
	}
}
