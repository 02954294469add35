package rtp

import (
	"math"
	"time"

	"github.com/pion/rtcp"

	"onedoor/internal/telephony/audio"
)

// reportEvery is the number of frames between two reports: 5 s, the least interval of RFC 3550 section 6.2.
const reportEvery = 250

// ntpEpoch is how many seconds the NTP era began before Unix time.
const ntpEpoch = 2208988800

// peerReport is what the peer said of our packets.
type peerReport struct {
	loss      float64
	roundTrip time.Duration
	gone      bool // it said goodbye
}

func ntp(t time.Time) uint64 {
	seconds := uint64(t.Unix()+ntpEpoch) << 32
	return seconds | uint64(t.Nanosecond())<<32/1e9
}

func samplesTime(n float64) time.Duration {
	return time.Duration(n / audio.Rate * float64(time.Second))
}

// sendReport sends a sender report, or a receiver report while nothing was sent, with the source's description.
func (s *Stream) sendReport() {
	if s.report == nil || s.format == (Format{}) {
		return
	}
	now := s.clock.Now()
	var blocks []rtcp.ReceptionReport
	if rec := &s.in.rec; rec.started {
		block := rtcp.ReceptionReport{
			SSRC: rec.ssrc, FractionLost: rec.fraction(), TotalLost: uint32(min(rec.lost(), 1<<23-1)),
			LastSequenceNumber: rec.top, Jitter: uint32(rec.jitter), LastSenderReport: rec.lastSR,
		}
		if rec.lastSR != 0 {
			block.Delay = uint32(now.Sub(rec.lastSRAt).Seconds() * 65536)
		}
		blocks = append(blocks, block)
	}
	var first rtcp.Packet = &rtcp.ReceiverReport{SSRC: s.out.ssrc, Reports: blocks}
	if s.out.packets > 0 {
		first = &rtcp.SenderReport{
			SSRC: s.out.ssrc, NTPTime: ntp(now), RTPTime: s.out.timestamp,
			PacketCount: s.out.packets, OctetCount: s.out.octets, Reports: blocks,
		}
	}
	description := &rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{
		Source: s.out.ssrc, Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: "onedoor"}},
	}}}
	if raw, err := rtcp.Marshal([]rtcp.Packet{first, description}); err == nil {
		s.report(raw)
	}
}

// IncomingReport takes a packet of RTCP, decrypted, from an address that may send.
func (s *Stream) IncomingReport(raw []byte) {
	packets, err := rtcp.Unmarshal(raw)
	if err != nil {
		return
	}
	now := s.clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.SenderReport:
			if s.in.rec.started && p.SSRC == s.in.rec.ssrc {
				s.in.rec.lastSR, s.in.rec.lastSRAt = uint32(p.NTPTime>>16), now
			}
			s.heed(p.Reports, now)
		case *rtcp.ReceiverReport:
			s.heed(p.Reports, now)
		case *rtcp.Goodbye:
			s.peer.gone = true
		}
	}
}

// heed takes the peer's blocks about our own source. The round trip is RFC 3550's A - LSR - DLSR, in 65536ths of a second.
func (s *Stream) heed(blocks []rtcp.ReceptionReport, now time.Time) {
	for _, b := range blocks {
		if b.SSRC != s.out.ssrc {
			continue
		}
		s.peer.loss = float64(b.FractionLost) / 256
		if b.LastSenderReport == 0 {
			continue
		}
		d := int32(uint32(ntp(now)>>16) - b.LastSenderReport - b.Delay)
		if seconds := float64(d) / 65536; seconds >= 0 && seconds < 10 {
			s.peer.roundTrip = time.Duration(math.Round(seconds * float64(time.Second)))
		}
	}
}
