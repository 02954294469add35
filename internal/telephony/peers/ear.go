package peers

import (
	"encoding/binary"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/tones"
)

// Ear speaks and hears for a SIPp, whose own streams leave by other ports than it is heard at: one socket, as a telephone
// has. It begins with the first packet that comes.
type Ear struct {
	conn *net.UDPConn
	law  g711.Law
	key  byte
	hz   float64

	mu    sync.Mutex
	heard []int16
	once  sync.Once
	ended chan struct{}
}

// EarKey is when an Ear presses its key, EarSpeaks when it begins its tone.
const (
	EarKey    = 300 * time.Millisecond
	EarSpeaks = 1300 * time.Millisecond
)

// NewEar opens one that presses a key ('0' to '9', 0: none) and then says a tone until it is closed.
func NewEar(t testing.TB, law g711.Law, key byte, hz float64) *Ear {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(TrunkIP), Port: FreePort(t, TrunkIP)})
	if err != nil {
		t.Fatal(err)
	}
	e := &Ear{conn: conn, law: law, key: key, hz: hz, ended: make(chan struct{})}
	t.Cleanup(e.close)
	go e.listen()
	return e
}

// In is the scenario, such as Invite, with the Ear's port for its sound.
func (e *Ear) In(scenario string) string {
	port := e.conn.LocalAddr().(*net.UDPAddr).Port
	return strings.ReplaceAll(scenario, "[media_port]", strconv.Itoa(port))
}

func (e *Ear) close() { e.once.Do(func() { e.conn.Close(); close(e.ended) }) }

// Heard ends the Ear and returns all that it heard.
func (e *Ear) Heard() []int16 {
	e.close()
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard
}

func (e *Ear) listen() {
	packet := make([]byte, 2048)
	speaks := false
	for {
		n, from, err := e.conn.ReadFromUDPAddrPort(packet)
		if err != nil {
			return
		}
		if !speaks {
			speaks = true
			go e.speak(from)
		}
		if n < 12 || packet[1]&0x7f != e.law.PayloadType() {
			continue
		}
		e.mu.Lock()
		for _, b := range packet[12:n] {
			e.heard = append(e.heard, e.law.Decode(b))
		}
		e.mu.Unlock()
	}
}

// speak sends a packet each 20 ms: silence, the key by RFC 4733, silence, and the tone.
func (e *Ear) speak(to netip.AddrPort) {
	const ssrc = 0x0ea70ea7
	const keyed = 5 // frames
	tick := time.NewTicker(audio.FrameTime)
	defer tick.Stop()
	tone := tones.Sine(e.hz)
	pressed := audio.Frames(EarKey)
	for n := 0; ; n++ {
		var f audio.Frame
		if n >= audio.Frames(EarSpeaks) {
			tone.Pull(&f)
		}
		payload, kind, at := make([]byte, audio.FrameSamples), e.law.PayloadType(), n*audio.FrameSamples
		e.law.EncodeFrame(payload, &f)
		if since := n - pressed; e.key != 0 && since >= 0 && since < keyed {
			kind, at = 96, pressed*audio.FrameSamples
			payload = []byte{e.key - '0', 10, 0, 0}
			if since >= keyed-2 {
				payload[1] |= 0x80 // the end of it
			}
			binary.BigEndian.PutUint16(payload[2:], uint16((since+1)*audio.FrameSamples))
		}
		raw := []byte{0x80, kind}
		raw = binary.BigEndian.AppendUint16(raw, uint16(n))
		raw = binary.BigEndian.AppendUint32(raw, uint32(at))
		raw = binary.BigEndian.AppendUint32(raw, ssrc)
		if _, err := e.conn.WriteToUDPAddrPort(append(raw, payload...), to); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-e.ended:
			return
		}
	}
}
