// Package peers runs the real programs that the exchange is tested against, SIPp, baresip and Chromium, and listens to
// what they heard. Only tests import it.
package peers

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/tones"
)

// The addresses of the peers: trunks are known by theirs, so seats need another.
const (
	TrunkIP = "127.0.0.2"
	SeatIP  = "127.0.0.1" // baresip sends its sound from here whatever it listens on
)

// Patient is how long a test waits for what should happen at once.
const Patient = 20 * time.Second

// Need returns the path of a program of the real peers.
func Need(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not installed: run scripts/need.sh sipp baresip chromium", name)
	}
	return path
}

// FreePort returns the first of eight ports that are free by UDP and TCP and that no other test gets before t ends: SIPp
// takes a third port for pictures beside the two that it is given. They lie below the ports that the system gives to
// connections, so that none of those takes one before the program does that it is for.
func FreePort(t testing.TB, ip string) int {
	t.Helper()
	for range 500 {
		port := firstPort + block*rand.IntN(blocks)
		claim, err := net.Listen("tcp", net.JoinHostPort(claimIP, strconv.Itoa(port)))
		if err != nil {
			continue
		}
		t.Cleanup(func() { claim.Close() })
		if allFree(ip, port) {
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

// The blocks of ports. Who listens at claimIP on the first of a block has it, among all tests that run on the machine.
const (
	firstPort = 10240
	block     = 8
	blocks    = 1200
	claimIP   = "127.0.0.77"
)

func allFree(ip string, port int) bool {
	for i := range block {
		if !free(ip, port+i) {
			return false
		}
	}
	return true
}

func free(ip string, port int) bool {
	at := net.JoinHostPort(ip, strconv.Itoa(port))
	u, err := net.ListenPacket("udp", at)
	if err != nil {
		return false
	}
	defer u.Close()
	l, err := net.Listen("tcp", at)
	if err != nil {
		return false
	}
	l.Close()
	return true
}

// Wait receives from a channel, or fails.
func Wait[T any](t testing.TB, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(Patient):
		t.Fatalf("never: %s", what)
		panic("unreachable")
	}
}

// ToneFile writes seconds of a tone as raw bytes of a law, for SIPp to stream.
func ToneFile(t testing.TB, law g711.Law, hz float64, seconds int) string {
	t.Helper()
	g := tones.Sine(hz)
	var raw []byte
	payload := make([]byte, audio.FrameSamples)
	for range 50 * seconds {
		var f audio.Frame
		g.Pull(&f)
		law.EncodeFrame(payload, &f)
		raw = append(raw, payload...)
	}
	path := filepath.Join(t.TempDir(), "tone.raw")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ToneWAV writes a minute of a tone; baresip hangs up when its file ends.
func ToneWAV(t testing.TB, dir string, hz float64) string {
	samples := Tone(hz, 60)
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), uint32(36+2*len(samples)))
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(le.AppendUint16(b, 1), 1)
	b = le.AppendUint32(le.AppendUint32(b, audio.Rate), 2*audio.Rate)
	b = le.AppendUint16(le.AppendUint16(b, 2), 16)
	b = le.AppendUint32(append(b, "data"...), uint32(2*len(samples)))
	for _, s := range samples {
		b = le.AppendUint16(b, uint16(s))
	}
	path := filepath.Join(dir, "tone.wav")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// said is what a program printed so far.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// String is all of it.
func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// Frames counts the frames of sound in which a frequency is at least a tenth of the energy.
func Frames(samples []int16, hz float64) (n int) {
	for len(samples) >= audio.FrameSamples {
		var f audio.Frame
		copy(f[:], samples)
		if f.Level() > -50 && tones.Power(f[:], hz) > 0.1 {
			n++
		}
		samples = samples[audio.FrameSamples:]
	}
	return n
}

// Tone is a prompt that tests can recognise.
func Tone(hz float64, seconds float64) []int16 {
	g := tones.Sine(hz)
	var samples []int16
	for range int(50 * seconds) {
		var f audio.Frame
		g.Pull(&f)
		samples = append(samples, f[:]...)
	}
	return samples
}
