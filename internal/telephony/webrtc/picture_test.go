package webrtc

import (
	"slices"
	"sync"
	"testing"
	"time"

	pionrtp "github.com/pion/rtp"

	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/timer"
)

// screen is what a browser shows: the packets that came.
type screen struct {
	mu   sync.Mutex
	list []pionrtp.Header
	said []string
}

func (s *screen) WriteRTP(h *pionrtp.Header, payload []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list, s.said = append(s.list, *h), append(s.said, string(payload))
	return len(payload), nil
}

func (s *screen) Write(b []byte) (int, error) { return len(b), nil }

func (s *screen) seen() ([]pionrtp.Header, []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list), slices.Clone(s.said)
}

// seeing is a browser with a camera and a screen.
type seeing struct {
	*Leg
	lens *camera
	at   uint16
	screen
}

func newSeeing(t *testing.T) *seeing {
	s := &seeing{Leg: browser(t), at: 65530}
	s.lens = &camera{pc: s.pc, clock: timer.Real{}, source: 1}
	s.view.show(s.lens)
	s.camera.to.Store(&view{writer: &s.screen, of: s.camera, types: map[string]uint8{"video/vp8": 1}})
	return s
}

// show lets the camera see something; nothing: a packet that only fills up.
func (s *seeing) show(what string) {
	raw, _ := (&pionrtp.Packet{Header: pionrtp.Header{Version: 2, SequenceNumber: s.at, Timestamp: uint32(s.at) * 3000, PayloadType: 9, Marker: true}, Payload: []byte(what)}).Marshal()
	s.at++
	s.view.write(s.lens, "video/vp8", raw)
}

// until waits for something that a browser does when it likes.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for range 2000 {
		if done() {
			return
		}
		<-ticker.C
	}
	t.Fatal("never: " + what)
}

// TestPictures: two browsers see each other and nobody else; when one is faced by another, its numbers go on without a
// gap and a whole picture is asked for; turned away, nothing comes; a camera that sends too much is cut.
func TestPictures(t *testing.T) {
	g := gate(t)
	var here []*Leg
	var there []*seeing
	for range 3 {
		l, b := leg(t, g, rtp.Hooks{}, 0), newSeeing(t)
		agree(t, b.Leg, l)
		speak(t, b.Leg, l, 700)
		if !l.Pictures() {
			t.Fatal("no pictures are agreed")
		}
		here, there = append(here, l), append(there, b)
	}
	citizen, seat, heir := there[0], there[1], there[2]
	citizen.show("lost")
	Face(here[0], here[1])
	until(t, "the seat sees", func() bool { citizen.show("c"); _, said := seat.seen(); return len(said) > 3 })
	until(t, "the citizen sees", func() bool { seat.show("s"); _, said := citizen.seen(); return len(said) > 3 })
	if _, said := heir.seen(); len(said) > 0 {
		t.Errorf("a third sees %q", said)
	}

	asked := func() bool {
		citizen.lens.mu.Lock()
		defer citizen.lens.mu.Unlock()
		return !citizen.lens.asked.IsZero()
	}
	TurnAway(here[0], here[1])
	Face(here[0], here[2])
	until(t, "the citizen is asked for a whole picture", func() bool { citizen.show("c"); return asked() })
	until(t, "the citizen sees the heir", func() bool {
		heir.show("h")
		_, said := citizen.seen()
		return slices.Contains(said, "h")
	})
	list, said := citizen.seen()
	for i := 1; i < len(list); i++ {
		if list[i].SequenceNumber != list[i-1].SequenceNumber+1 {
			t.Errorf("after %q number %d comes %q number %d", said[i-1], list[i-1].SequenceNumber, said[i], list[i].SequenceNumber)
		}
	}
	if n := slices.Index(said, "h"); slices.Contains(said[n:], "s") {
		t.Errorf("the seat is still seen: %q", said)
	}
	TurnAway(here[0], here[2])
	before, _ := heir.seen()
	citizen.show("secret")
	speak(t, citizen.Leg, here[0], 850) // what was sent before it has come
	if after, said := heir.seen(); len(after) != len(before) && slices.Contains(said, "secret") {
		t.Error("pictures go on after the two turned away")
	}

	c := &camera{clock: timer.Real{}, second: time.Now().Add(time.Hour)}
	n := 0
	for c.within(1200) {
		n++
	}
	if n != cameraLimit/1200 {
		t.Errorf("%d packets a second", n)
	}
}

// TestNumbersOfPictures: packets that only fill up leave no gap, and late ones keep their place.
func TestNumbersOfPictures(t *testing.T) {
	to := &screen{}
	from := &camera{clock: timer.Real{}}
	v := &view{writer: to, ssrc: 7, types: map[string]uint8{"video/vp8": 96}, of: from, last: 99, lastAt: 5000}
	for _, p := range []struct {
		n    uint16
		what string
	}{{10, ""}, {11, "a"}, {13, "c"}, {12, "b"}, {14, ""}, {15, "d"}} {
		raw, _ := (&pionrtp.Packet{Header: pionrtp.Header{Version: 2, SequenceNumber: p.n, Timestamp: 77}, Payload: []byte(p.what)}).Marshal()
		v.write(from, "video/vp8", raw)
		v.write(from, "video/other", raw)
		v.write(&camera{}, "video/vp8", raw)
		v.write(from, "video/vp8", raw[:3])
	}
	var got []uint16
	for _, h := range to.list {
		got = append(got, h.SequenceNumber)
		if h.Timestamp != 8000 || h.PayloadType != 96 || h.SSRC != 7 {
			t.Errorf("%+v", h)
		}
	}
	if want := []uint16{100, 102, 101, 103}; !slices.Equal(got, want) {
		t.Errorf("numbers %d, want %d", got, want)
	}
}

func FuzzPictureReport(f *testing.F) {
	f.Add([]byte{0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2})
	f.Fuzz(func(_ *testing.T, raw []byte) {
		v := &view{of: &camera{clock: timer.Real{}}, joined: true}
		v.report(raw)
		v.write(v.of, "video/vp8", raw)
	})
}
