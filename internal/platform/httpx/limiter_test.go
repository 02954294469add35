package httpx_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/httpx"
)

func TestLimiter(t *testing.T) {
	l := httpx.NewLimiter(1<<40, 3)
	for i := range 3 {
		if !l.Allow("a") {
			t.Fatalf("try %d was refused", i+1)
		}
	}
	if l.Allow("a") || !l.Allow("b") {
		t.Error("keys are not counted one by one")
	}
	t.Run("Flood", func(t *testing.T) { // of keys: memory stays bounded, and it stays quick
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for n := range 30_000 {
					l.Allow(strings.Repeat("k", i) + time.Duration(n).String())
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("took %s", took)
		}
	})
	t.Run("Refills", func(t *testing.T) {
		quick := httpx.NewLimiter(time.Nanosecond, 1)
		quick.Allow("a")
		for end := time.Now().Add(10 * time.Second); !quick.Allow("a"); {
			if time.Now().After(end) {
				t.Fatal("never again")
			}
		}
	})
}
