package webrtc

import (
	"errors"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	pion "github.com/pion/webrtc/v4"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/timer"
	"onedoor/internal/telephony/tones"
)

func gate(t testing.TB) *Gate {
	t.Helper()
	g, err := Listen(netip.MustParseAddrPort("127.0.0.1:0"), netip.Addr{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

func leg(t testing.TB, g *Gate, hooks rtp.Hooks, patience int) *Leg {
	t.Helper()
	l, err := g.NewLeg(timer.Real{}, hooks, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// browser is a full ICE agent that plays the browser's part.
func browser(t testing.TB) *Leg {
	t.Helper()
	var engine pion.SettingEngine
	engine.SetIncludeLoopbackCandidate(true)
	media := &pion.MediaEngine{}
	for _, c := range []pion.RTPCodecParameters{
		{RTPCodecCapability: pion.RTPCodecCapability{MimeType: pion.MimeTypePCMA, ClockRate: 8000, Channels: 1}, PayloadType: 8},
		{RTPCodecCapability: pion.RTPCodecCapability{MimeType: mimeKeys, ClockRate: 8000, Channels: 1}, PayloadType: 110},
	} {
		if err := media.RegisterCodec(c, pion.RTPCodecTypeAudio); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range pictureCodecs {
		c.PayloadType += 10 // a browser has its own numbers
		if err := media.RegisterCodec(c, pion.RTPCodecTypeVideo); err != nil {
			t.Fatal(err)
		}
	}
	return leg(t, &Gate{api: pion.NewAPI(pion.WithSettingEngine(engine), pion.WithMediaEngine(media))}, rtp.Hooks{}, 0)
}

func agree(t *testing.T, from, to *Leg) {
	t.Helper()
	offer, err := from.Offer()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := to.Answer(offer)
	if err != nil {
		t.Fatal(err)
	}
	if err := from.Accept(answer); err != nil {
		t.Fatal(err)
	}
}

// speak lets both legs tick until b hears the tone that a says.
func speak(t *testing.T, a, b *Leg, hz float64) {
	t.Helper()
	g := tones.Sine(hz)
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for range 2000 {
		var f audio.Frame
		g.Pull(&f)
		a.Push(&f)
		b.Pull(&f)
		if tones.Power(f[:], hz) > 0.9 {
			return
		}
		<-ticker.C
	}
	t.Fatalf("%v Hz is never heard", hz)
}

// TestBothWays: whoever offers, sound goes both ways, many legs share one port, and the peer's number for keys is used.
func TestBothWays(t *testing.T) {
	g := gate(t)
	for _, ours := range []bool{true, false} {
		here, there := leg(t, g, rtp.Hooks{}, 0), browser(t)
		if ours {
			agree(t, here, there)
		} else {
			agree(t, there, here)
			if f := here.Format(); f.KeyType != 110 || !f.Send || !f.Receive {
				t.Errorf("%+v", f)
			}
		}
		speak(t, here, there, 850)
		speak(t, there, here, 700)
		agree(t, there, here) // once more, as for hold
		speak(t, there, here, 1000)
		if here.SendKeys("1") != 0 {
			t.Error("keys are sent to a browser")
		}
	}
}

// TestGone: a browser that vanishes is noticed.
func TestGone(t *testing.T) {
	lost := make(chan struct{}, 10)
	here, there := leg(t, gate(t), rtp.Hooks{Lost: func() { lost <- struct{}{} }}, 20), browser(t)
	agree(t, there, here)
	speak(t, there, here, 850)
	there.Close()
	var f audio.Frame
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		here.Pull(&f) // a packet on its way begins the count anew
		select {
		case <-lost:
			return
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody is told")
		}
	}
}

func TestUnusable(t *testing.T) {
	g := gate(t)
	offer, err := browser(t).Offer()
	if err != nil {
		t.Fatal(err)
	}
	good := string(offer)
	for name, text := range map[string]string{
		"nothing":   "",
		"rubbish":   "v=0",
		"no codec":  strings.ReplaceAll(strings.ReplaceAll(good, "UDP/TLS/RTP/SAVPF 8 110", "UDP/TLS/RTP/SAVPF 111"), "rtpmap:8 PCMA", "rtpmap:111 opus"),
		"too large": good + strings.Repeat("a=x\r\n", maxSize/5),
	} {
		if answer, err := leg(t, g, rtp.Hooks{}, 0).Answer([]byte(text)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v\n%s", name, err, answer)
		}
	}
	if err := leg(t, g, rtp.Hooks{}, 0).Accept(offer); err == nil {
		t.Error("an answer is taken without an offer")
	}
	if _, err := Listen(netip.MustParseAddrPort("0.0.0.0:0"), netip.Addr{}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("all addresses without a port are taken")
	}
}

func TestAdvertised(t *testing.T) {
	g, err := Listen(netip.MustParseAddrPort("127.0.0.1:0"), netip.MustParseAddr("203.0.113.5"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	offer, err := leg(t, g, rtp.Hooks{}, 0).Offer()
	if err != nil || !strings.Contains(string(offer), " 203.0.113.5 ") || !strings.Contains(string(offer), "a=ice-lite") {
		t.Errorf("%v\n%s", err, offer)
	}
}

func FuzzFacts(f *testing.F) {
	f.Add([]byte("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8 126\r\na=rtpmap:126 telephone-event/8000\r\na=sendonly\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if check(raw) == nil && facts(raw).formats == "" {
			t.Fatal("taken without formats")
		}
	})
}
