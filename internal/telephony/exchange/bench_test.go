package exchange

import (
	"log/slog"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

// bench is an exchange on the loopback and the real peers around it.
type bench struct {
	*Exchange
	t        testing.TB
	incoming atomic.Pointer[func(*Line)]
	online   chan string
}

func newBench(t testing.TB, change func(*Config)) *bench {
	t.Helper()
	b := &bench{t: t, online: make(chan string, 100)}
	loopback := netip.MustParseAddr("127.0.0.1")
	cfg := Config{
		Clock: timer.Real{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Bind: loopback, Realm: "onedoor", Agent: "Onedoor",
		Password: func(user string) (string, bool) { return "secret-" + user, strings.HasPrefix(user, "1") },
		Incoming: func(l *Line) { (*b.incoming.Load())(l) },
		Registered: func(user string, online bool) {
			if online {
				b.online <- user
			}
		},
	}
	refuse := func(l *Line) { l.Reject(480) }
	b.incoming.Store(&refuse)
	if change != nil {
		change(&cfg)
	}
	var err error
	if b.Exchange, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	at := netip.AddrPortFrom(cfg.Bind, 0)
	if err := b.Stack().ListenUDP(at); err != nil {
		t.Fatal(err)
	}
	if err := b.Stack().ListenTCP(at); err != nil {
		t.Fatal(err)
	}
	b.Stack().AddTrunk(sip.TrunkConfig{Name: "city", Transport: "UDP", Allow: []netip.Prefix{netip.MustParsePrefix(peers.TrunkIP + "/32")}})
	return b
}

// onCall sets what becomes of incoming calls.
func (b *bench) onCall(f func(*Line)) { b.incoming.Store(&f) }

// sipp runs a scenario of SIPp once and returns a channel with its end.
func (b *bench) sipp(scenario, transport string) <-chan error {
	b.t.Helper()
	return peers.SIPp(b.t, b.Stack().Local(transport), scenario, transport)
}

// phone starts a baresip with an account.
func (b *bench) phone(user string, hz float64, auto bool, codecs string, extra ...string) *peers.Phone {
	b.t.Helper()
	return peers.NewPhone(b.t, b.Stack().Local("UDP"), b.online, user, hz, auto, codecs, extra...)
}
