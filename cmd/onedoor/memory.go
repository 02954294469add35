package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"onedoor/internal/platform/config"
)

// useMemory lets the collector of unused memory run as seldom as the machine allows: a server whose lasting data is a few
// hundred megabytes would otherwise spend a sixth of its processor time on it. What the operator set for Go stays.
func useMemory(c config.Memory) error {
	machine := memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)
	if _, err := memlimit.Set(memlimit.WithRatio(float64(c.Percent)/100), memlimit.WithProvider(machine)); err != nil {
		return fmt.Errorf("bound the memory: %w", err)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(c.Growth)
	}
	return nil
}
