package rtp

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"

	pion "github.com/pion/rtp"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/timer"
	"onedoor/internal/telephony/tones"
)

// Hooks are called as things happen, without locks held, from the goroutine that saw them. They must not block.
type Hooks struct {
	Key  func(key byte) // the peer pressed a key
	Lost func()         // the peer should be sending and has not for as long as Format.Patience
}

// Format is what the peers agreed on.
type Format struct {
	Law      g711.Law
	KeyType  uint8 // payload type of telephone-event; 0 if the peer has none: keys then go through the voice band
	Send     bool  // we may send
	Receive  bool  // the peer may send
	Patience int   // frames without a packet before Lost is called; 0 means for ever
}

// Stream is one party's sound without its transport.
type Stream struct {
	clock   timer.Clock
	send    func(packet []byte) // RTP
	report  func(packet []byte) // RTCP
	hooks   Hooks
	onRelay func(packet *pion.Packet) bool

	mu     sync.Mutex
	format Format
	in     struct {
		jitter    jitter
		rec       reception
		past      struct{ received, lost uint64 } // of earlier sources
		eventAt   uint32
		eventSeen bool
		detector  tones.Detector
		last      audio.Frame
		concealed int
		silent    int // frames since a packet came
		told      bool
	}
	out struct {
		ssrc      uint32
		sequence  uint16
		timestamp uint32
		marker    bool
		packets   uint32
		octets    uint32
		buffer    [1500]byte
		payload   [audio.FrameSamples]byte
		keys      keySender
		relay     relayShift
	}
	peer  peerReport
	ticks int
}

// NewStream returns a stream that sends packets by the two functions, which must not keep them.
func NewStream(clock timer.Clock, send, report func(packet []byte), hooks Hooks) *Stream {
	s := &Stream{clock: clock, send: send, report: report, hooks: hooks}
	var random [10]byte
	rand.Read(random[:])
	s.out.ssrc = binary.BigEndian.Uint32(random[:])
	s.out.sequence = binary.BigEndian.Uint16(random[4:]) >> 1
	s.out.timestamp = binary.BigEndian.Uint32(random[6:]) >> 1
	s.out.marker = true
	s.peer.loss = -1
	return s
}

// Agree sets what the peers agreed on, at first and whenever they agree anew.
func (s *Stream) Agree(f Format) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Send && !s.format.Send {
		s.out.marker = true
	}
	s.format = f
	s.in.jitter.reset()
	s.in.silent, s.in.told = 0, false
}

// SetSource sets the number of our source, where the transport chooses it. It is called before anything is sent.
func (s *Stream) SetSource(ssrc uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.ssrc = ssrc
}

// Format returns what the peers agreed on.
func (s *Stream) Format() Format {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.format
}

// packets are used again: a relayed one would be an allocation.
var packets = sync.Pool{New: func() any { return new(pion.Packet) }}

// Incoming takes a packet of RTP, decrypted, from an address that may send. It tells whether it was valid.
func (s *Stream) Incoming(raw []byte) bool {
	p := packets.Get().(*pion.Packet)
	defer packets.Put(p)
	if len(raw) < 12 || p.Unmarshal(raw) != nil || p.Version != 2 {
		return false
	}
	s.mu.Lock()
	law, sound := g711.OfPayloadType(p.PayloadType)
	isKey := s.format.KeyType != 0 && p.PayloadType == s.format.KeyType
	if !s.format.Receive || !sound && !isKey {
		s.mu.Unlock()
		return false
	}
	s.source(p)
	s.in.silent, s.in.told = 0, false
	if isKey {
		key := s.keyEvent(p)
		s.mu.Unlock()
		if key != 0 && s.hooks.Key != nil {
			s.hooks.Key(key)
		}
		return true
	}
	relay := s.onRelay
	if relay == nil {
		var samples [1024]int16
		n := law.DecodeTo(samples[:], p.Payload)
		s.in.jitter.put(p.Timestamp, samples[:n])
	}
	s.mu.Unlock()
	if relay != nil {
		relay(p)
	}
	return true
}

// source counts the packet, and begins anew when it is of another source or far from the last one.
func (s *Stream) source(p *pion.Packet) {
	arrival := uint32(s.clock.Now().UnixMicro() * audio.Rate / 1e6)
	rec := &s.in.rec
	if rec.started && rec.ssrc == p.SSRC && rec.count(p.SequenceNumber, p.Timestamp, arrival) {
		return
	}
	s.in.past.received += rec.received
	s.in.past.lost += rec.lost()
	*rec = reception{ssrc: p.SSRC}
	rec.count(p.SequenceNumber, p.Timestamp, arrival)
	s.in.jitter.reset()
	s.in.eventSeen = false
}

// keyEvent returns a key at the first packet of its event; all packets of one event carry one timestamp.
func (s *Stream) keyEvent(p *pion.Packet) byte {
	e, err := parseEvent(p.Payload)
	if err != nil || s.in.eventSeen && s.in.eventAt == p.Timestamp {
		return 0
	}
	s.in.eventSeen, s.in.eventAt = true, p.Timestamp
	return e.Key
}

// maxConcealed is how many lost frames in a row are covered by the last one, ever softer (G.711 appendix I: 60 ms).
const maxConcealed = 3

// Pull returns the next 20 ms of what the peer says; false if it is silent.
func (s *Stream) Pull(f *audio.Frame) bool {
	s.mu.Lock()
	lost := s.tick()
	heard := s.in.jitter.take(f) > 0
	switch {
	case heard:
		s.in.last, s.in.concealed = *f, 0
	case s.in.concealed < maxConcealed && s.in.rec.started:
		s.in.concealed++
		for i, v := range s.in.last {
			f[i] = v >> s.in.concealed
		}
	}
	var key byte
	if s.format.KeyType == 0 && s.format.Receive {
		key = s.in.detector.Feed(f)
	}
	s.mu.Unlock()
	if key != 0 && s.hooks.Key != nil {
		s.hooks.Key(key)
	}
	if lost && s.hooks.Lost != nil {
		s.hooks.Lost()
	}
	return heard
}

// tick counts time while the lock is held; it tells true once when the peer has been silent for too long.
func (s *Stream) tick() bool {
	s.ticks++
	if s.ticks%reportEvery == 0 {
		s.sendReport()
	}
	if !s.format.Receive {
		s.in.silent = 0
		return false
	}
	s.in.silent++
	if s.format.Patience == 0 || s.in.silent < s.format.Patience || s.in.told {
		return false
	}
	s.in.told = true
	return true
}

// Silent is how long no packet has come, by the frames that were asked for meanwhile; 0 if none is expected.
func (s *Stream) Silent() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Duration(s.in.silent) * audio.FrameTime
}

// Held tells whether the peer has agreed to hear nothing.
func (s *Stream) Held() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.format.Send
}

// Push sends 20 ms of sound to the peer, or the next part of a key that is being sent.
func (s *Stream) Push(f *audio.Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.format.Send {
		s.out.timestamp += audio.FrameSamples
		s.out.marker = true
		return
	}
	if s.pushKey() {
		return
	}
	s.format.Law.EncodeFrame(s.out.payload[:], f)
	s.emit(s.format.Law.PayloadType(), s.out.timestamp, s.out.payload[:])
	s.out.timestamp += audio.FrameSamples
}

// emit sends one packet while the lock is held.
func (s *Stream) emit(payloadType uint8, timestamp uint32, payload []byte) {
	b := s.out.buffer[:12+len(payload)]
	b[0], b[1] = 0x80, payloadType
	if s.out.marker {
		b[1] |= 0x80
		s.out.marker = false
	}
	binary.BigEndian.PutUint16(b[2:], s.out.sequence)
	binary.BigEndian.PutUint32(b[4:], timestamp)
	binary.BigEndian.PutUint32(b[8:], s.out.ssrc)
	copy(b[12:], payload)
	s.out.sequence++
	s.out.packets++
	s.out.octets += uint32(len(payload))
	s.send(b)
}

// Quality returns what became of the stream so far.
func (s *Stream) Quality() Quality {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := &s.in.rec
	q := Quality{
		Received:  s.in.past.received + rec.received,
		Lost:      s.in.past.lost + rec.lost(),
		Late:      s.in.jitter.tooLate,
		Jitter:    samplesTime(rec.jitter),
		RoundTrip: s.peer.roundTrip,
		PeerLoss:  s.peer.loss,
	}
	if q.Received > 0 {
		loss := float64(q.Lost+q.Late) / float64(q.Received+q.Lost)
		delay := q.RoundTrip/2 + samplesTime(float64(max(minDelay, s.in.jitter.delay)*audio.FrameSamples)) + audio.FrameTime
		q.MOS = mos(loss, delay)
	}
	return q
}
