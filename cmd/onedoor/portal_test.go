package main

import (
	"testing"

	"onedoor/internal/platform/config"
	"onedoor/internal/tool/replay"
)

// TestSourceHeader holds whose header is trusted with a client's address: a replay's only where nobody but this machine
// reaches a simulation.
func TestSourceHeader(t *testing.T) {
	for name, x := range map[string]struct {
		listen, configured string
		simulation         bool
		want               string
	}{
		"Demo":         {"127.0.0.1:8080", "", true, replay.SourceHeader},
		"DemoSix":      {"[::1]:8080", "", true, replay.SourceHeader},
		"DemoNamed":    {"localhost:8080", "", true, replay.SourceHeader},
		"DemoForAll":   {"0.0.0.0:8080", "", true, ""},
		"DemoEvery":    {":8080", "", true, ""},
		"DemoOutward":  {"192.168.1.7:8080", "", true, ""},
		"DemoProxied":  {"127.0.0.1:8080", "X-Real-IP", true, "X-Real-IP"},
		"Real":         {"127.0.0.1:8080", "", false, ""},
		"RealProxied":  {"127.0.0.1:8080", "X-Real-IP", false, "X-Real-IP"},
		"NotAnAddress": {"nowhere", "", true, ""},
	} {
		c := config.Config{Listen: x.listen, HTTP: config.HTTP{ProxyHeader: x.configured}}
		if got := sourceHeaderOf(c, x.simulation); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
