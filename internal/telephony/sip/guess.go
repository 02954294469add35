package sip

import (
	"net/netip"
	"sync"
	"time"

	"onedoor/internal/telephony/timer"
)

const (
	maxGuesses  = 20               // wrong passwords from one address
	guessWindow = 10 * time.Minute // within this time; then it is refused unheard until the window ends
	maxGuessers = 50000            // addresses that are remembered
)

// guesses counts wrong passwords by address, since machines try numbers and passwords all day long.
type guesses struct {
	clock timer.Clock

	mu   sync.Mutex
	from map[netip.Addr]guesser
}

type guesser struct {
	wrong int
	until time.Time
}

func newGuesses(clock timer.Clock) *guesses {
	return &guesses{clock: clock, from: map[netip.Addr]guesser{}}
}

// tooMany tells whether an address has guessed too often.
func (g *guesses) tooMany(source string) bool {
	at, err := netip.ParseAddrPort(source)
	if err != nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	f := g.from[at.Addr().Unmap()]
	return f.wrong >= maxGuesses && g.clock.Now().Before(f.until)
}

// wrong counts a wrong password.
func (g *guesses) wrong(source string) {
	at, err := netip.ParseAddrPort(source)
	if err != nil {
		return
	}
	addr, now := at.Addr().Unmap(), g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.from) >= maxGuessers {
		for a, f := range g.from {
			if !now.Before(f.until) {
				delete(g.from, a)
			}
		}
	}
	f := g.from[addr]
	if !now.Before(f.until) {
		f = guesser{until: now.Add(guessWindow)}
	}
	if f.wrong++; len(g.from) < maxGuessers || f.wrong > 1 {
		g.from[addr] = f
	}
}
