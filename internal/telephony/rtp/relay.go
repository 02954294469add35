package rtp

import (
	pion "github.com/pion/rtp"

	"onedoor/internal/telephony/g711"
)

// relayShift moves the numbers of relayed packets so that they go on where our own ended.
type relayShift struct {
	ssrc      uint32
	active    bool
	sequence  uint16
	timestamp uint32
}

// Relay hands the packets that a and b receive to each other as they come: the plain call of two parties, without a
// mix and without its delay. The other law is transcoded; keys are told by hook and not handed on. Both streams still
// need Tick every 20 ms. The returned function ends it; sound then goes through Pull and Push again.
func Relay(a, b *Stream) (end func()) {
	a.setRelay(b.relayed)
	b.setRelay(a.relayed)
	return func() {
		a.setRelay(nil)
		b.setRelay(nil)
	}
}

func (s *Stream) setRelay(to func(*pion.Packet) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onRelay = to
	s.in.jitter.reset()
	s.out.relay = relayShift{}
	s.out.marker = true
}

// Tick counts 20 ms of a stream that is relayed: reports go out and a silent peer is noticed.
func (s *Stream) Tick() {
	s.mu.Lock()
	lost := s.tick()
	s.mu.Unlock()
	if lost && s.hooks.Lost != nil {
		s.hooks.Lost()
	}
}

// relayed sends a packet that another stream received. Gaps in its numbers stay, so that the peer sees what was lost.
func (s *Stream) relayed(p *pion.Packet) bool {
	law, ok := g711.OfPayloadType(p.PayloadType)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok || !s.format.Send || len(p.Payload) > len(s.out.buffer)-12 {
		return false
	}
	shift := &s.out.relay
	if !shift.active || shift.ssrc != p.SSRC {
		*shift = relayShift{
			ssrc: p.SSRC, active: true,
			sequence: s.out.sequence - p.SequenceNumber, timestamp: s.out.timestamp - p.Timestamp,
		}
		s.out.marker = true
	}
	payload := s.out.payload[:0]
	payload = append(payload, p.Payload...)
	if law != s.format.Law {
		law.Transcode(payload)
	}
	next, nextTime := s.out.sequence, s.out.timestamp
	s.out.sequence = p.SequenceNumber + shift.sequence
	at := p.Timestamp + shift.timestamp
	s.emit(s.format.Law.PayloadType(), at, payload)
	if int16(s.out.sequence-next) < 0 { // an old packet that came late
		s.out.sequence = next
	}
	s.out.timestamp = at + uint32(len(payload))
	if int32(s.out.timestamp-nextTime) < 0 {
		s.out.timestamp = nextTime
	}
	return true
}
