package main

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestKill kills the real server with kill -9 at random moments while requests are taken on, every second one of them
// dispatched in the same stroke. A client writes down each acknowledgement before the next request, and repeats what
// was not acknowledged under the same key when the server is back. In the end every acknowledged request is there once,
// with the citizen's timer or the unit's.
//
// ONEDOOR_KILLS is how often (default 20 for each store).
func TestKill(t *testing.T) {
	kills := 20
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_KILLS")); err == nil {
		kills = n
	}
	if testing.Short() {
		kills = 2
	}
	eachEngine(t, func(t *testing.T, p *program) {
		p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
		p.must(testPassword+"\n", "user", "add", "--login", "seat-one", "--name", "坐席一", "--role", "seat")
		journal := newJournal(t)
		random := rand.New(rand.NewPCG(uint64(kills), 7)) //nolint:gosec // a test's dice
		s := p.serve()
		seat := newClient(s.url)
		journal.furnish(t, s.url)
		seat.signIn(t, "seat-one", testPassword)
		const callers = 6
		pending := make([]*submission, callers)
		for round := range kills {
			ctx, cancel := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			for i := range callers {
				wg.Go(func() { pending[i] = journal.callIn(ctx, seat, pending[i]) })
			}
			if round%4 != 0 { // every fourth is killed while it still finds its feet
				journal.grows(t)
			}
			time.Sleep(time.Duration(random.IntN(300)) * time.Millisecond) // the moment of the kill, not a synchronisation
			s.kill()
			cancel()
			wg.Wait()
			s = p.serve()
			seat = seat.at(s.url)
			if testing.Verbose() {
				t.Logf("kill %d: %d acknowledged so far", round+1, len(journal.receipts))
			}
		}
		for i, open := range pending { // what was under way is repeated under its own key
			if open != nil {
				if err := journal.send(t.Context(), seat, open); err != nil {
					t.Fatalf("caller %d: %v", i, err)
				}
			}
		}
		if err := s.stop(); err != nil {
			t.Fatalf("stop: %v\n%s", err, s.log)
		}
		journal.check(t, p)
	})
}
