package rtp

import (
	"math"
	"time"
)

// Quality is what became of a stream, for the call's record.
type Quality struct {
	Received  uint64        // packets that came
	Lost      uint64        // packets that never came
	Late      uint64        // packets that came too late to be heard
	Jitter    time.Duration // RFC 3550 section 6.4.1
	RoundTrip time.Duration // by the peer's last report; 0 if it made none
	PeerLoss  float64       // share of our packets that the peer missed, by its last report; -1 if it made none
	MOS       float64       // 1 to 4.4, what a listener here would say; 0 if nothing was received
}

// mos estimates the mean opinion score by the E-model, ITU-T G.107 with the values of G.113 for G.711 with loss
// concealment (Ie 0, Bpl 25.1), random loss, and the delay's impairment in the simplified form of Cole and Rosenbluth
// (2001). Loss is a share, delay is one way.
func mos(loss float64, delay time.Duration) float64 {
	const bpl = 25.1
	percent := 100 * max(0, min(1, loss))
	ms := float64(delay) / float64(time.Millisecond)
	r := 93.2 - (0.024*ms + 0.11*max(0, ms-177.3)) - 95*percent/(percent+bpl)
	switch {
	case r <= 0:
		return 1
	case r >= 100:
		return 4.5
	}
	return max(1, 1+0.035*r+r*(r-60)*(100-r)*7e-6)
}

// reception counts what comes from one source, RFC 3550 appendix A.
type reception struct {
	ssrc         uint32
	started      bool
	base         uint32 // the first sequence number
	top          uint32 // the highest one, with its cycles
	received     uint64
	transit      int32
	jitter       float64 // timestamp units
	lastExpected uint64  // at the last report
	lastReceived uint64
	lastSR       uint32 // middle bits of the peer's last report
	lastSRAt     time.Time
}

// count takes note of a packet that arrived at a time, in timestamp units. It tells false for a sequence number that
// is far from the others.
func (r *reception) count(sequence uint16, timestamp, arrival uint32) bool {
	if !r.started {
		r.started = true
		r.base, r.top = uint32(sequence), uint32(sequence)
		r.transit = int32(arrival - timestamp)
		r.received = 1
		return true
	}
	step := int16(sequence - uint16(r.top))
	if step > 3000 || step < -100 {
		return false
	}
	if step > 0 {
		r.top += uint32(step)
	}
	r.received++
	transit := int32(arrival - timestamp)
	d := math.Abs(float64(transit - r.transit))
	r.transit = transit
	if d < 8000 { // a pause of the sender is no jitter
		r.jitter += (d - r.jitter) / 16
	}
	return true
}

func (r *reception) expected() uint64 {
	if !r.started {
		return 0
	}
	return uint64(r.top-r.base) + 1
}

// lost is how many packets never came; duplicates may hide some.
func (r *reception) lost() uint64 {
	if e := r.expected(); e > r.received {
		return e - r.received
	}
	return 0
}

// fraction is the loss since the last report in 256ths.
func (r *reception) fraction() uint8 {
	expected, received := r.expected()-r.lastExpected, r.received-r.lastReceived
	r.lastExpected, r.lastReceived = r.expected(), r.received
	if expected == 0 || received >= expected {
		return 0
	}
	return uint8((expected - received) * 256 / expected)
}
