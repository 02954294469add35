// Package g711 is the codec of the telephone network, ITU-T Recommendation G.711: A-law (China, Europe) and µ-law
// (North America, Japan), eight bits a sample at 8 kHz. The tables are computed from the recommendation's segments.
package g711

import (
	"math/bits"

	"onedoor/internal/telephony/audio"
)

// Law is one of the two laws of companding.
type Law uint8

const (
	// ALaw is PCMA, RTP payload type 8.
	ALaw Law = iota
	// MuLaw is PCMU, RTP payload type 0.
	MuLaw
)

// Name is the encoding's name in SDP.
func (l Law) Name() string {
	if l == MuLaw {
		return "PCMU"
	}
	return "PCMA"
}

// PayloadType is the static RTP payload type of RFC 3551.
func (l Law) PayloadType() uint8 {
	if l == MuLaw {
		return 0
	}
	return 8
}

// OfPayloadType undoes PayloadType.
func OfPayloadType(pt uint8) (law Law, ok bool) {
	switch pt {
	case 0:
		return MuLaw, true
	case 8:
		return ALaw, true
	}
	return 0, false
}

// Silence is the byte of a silent sample.
func (l Law) Silence() byte {
	if l == MuLaw {
		return 0xff
	}
	return 0xd5
}

var (
	expand   [2][256]int16
	compress [2][1 << 14]byte // by the upper 14 bits of a sample: neither law tells finer steps apart
	across   [2][256]byte     // the same sound in the other law
)

func init() {
	for c := range 256 {
		expand[ALaw][c], expand[MuLaw][c] = expandA(byte(c)), expandMu(byte(c))
	}
	for i := range 1 << 14 {
		sample := int16(uint16(i)<<2 | 2) // the middle of the four
		compress[ALaw][i], compress[MuLaw][i] = compressA(sample), compressMu(sample)
	}
	for c := range 256 {
		across[ALaw][c] = MuLaw.Encode(expand[ALaw][c])
		across[MuLaw][c] = ALaw.Encode(expand[MuLaw][c])
	}
}

// expandA follows table 1 of G.711: a sign, eight segments of sixteen steps, even bits inverted.
func expandA(c byte) int16 {
	c ^= 0x55
	segment, step := int(c>>4)&7, int16(c&15)
	v := step<<4 | 8
	if segment > 0 {
		v = (step<<4 | 0x108) << (segment - 1)
	}
	if c&0x80 == 0 {
		return -v
	}
	return v
}

func compressA(sample int16) byte {
	v, sign := int(sample)>>3, byte(0x80)
	if v < 0 {
		v, sign = -v-1, 0
	}
	segment := max(0, bits.Len(uint(v))-5)
	step := v >> max(1, segment) & 15
	return (sign | byte(segment)<<4 | byte(step)) ^ 0x55
}

// muBias shifts the segments of table 2 so that each begins at a power of two (33 in the recommendation's 14 bits).
const muBias = 33 << 2

func expandMu(c byte) int16 {
	c = ^c
	v := (int16(c&15)<<3+muBias)<<(c>>4&7) - muBias
	if c&0x80 != 0 {
		return -v
	}
	return v
}

func compressMu(sample int16) byte {
	v, sign := int(sample), byte(0)
	if v < 0 {
		v, sign = -v, 0x80
	}
	v = min(v, 32635) + muBias
	segment := bits.Len(uint(v)) - 8
	return ^(sign | byte(segment)<<4 | byte(v>>(segment+3)&15))
}

// Decode returns the sample of a byte.
func (l Law) Decode(c byte) int16 { return expand[l][c] }

// Encode returns the byte that is nearest to a sample.
func (l Law) Encode(sample int16) byte { return compress[l][uint16(sample)>>2] }

// DecodeTo expands as much of payload as fits into samples and returns how many it was.
func (l Law) DecodeTo(samples []int16, payload []byte) int {
	n := min(len(samples), len(payload))
	table := &expand[l]
	for i, c := range payload[:n] {
		samples[i] = table[c]
	}
	return n
}

// EncodeFrame writes a frame into payload, which holds at least audio.FrameSamples bytes.
func (l Law) EncodeFrame(payload []byte, f *audio.Frame) {
	table := &compress[l]
	payload = payload[:audio.FrameSamples]
	for i, s := range f {
		payload[i] = table[uint16(s)>>2]
	}
}

// Transcode turns payload, in place, into the other law.
func (l Law) Transcode(payload []byte) {
	table := &across[l]
	for i, c := range payload {
		payload[i] = table[c]
	}
}
