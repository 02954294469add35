package webrtc

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	pionrtp "github.com/pion/rtp"
	pion "github.com/pion/webrtc/v4"

	"onedoor/internal/telephony/timer"
)

// Pictures go from browser to browser as they are: packets are passed on, nothing is decoded, mixed or kept. A leg is
// shown those of one other leg at a time. Requests of a browser for a whole picture (PLI, FIR), for lost packets (NACK)
// and what it can take (REMB) are passed on to the browser that sends.

// The codecs of pictures, in the order of our offers: every browser knows both (RFC 7742).
var pictureCodecs = []pion.RTPCodecParameters{
	{RTPCodecCapability: pion.RTPCodecCapability{MimeType: pion.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: pictureFeedback}, PayloadType: 96},
	{RTPCodecCapability: pion.RTPCodecCapability{MimeType: pion.MimeTypeH264, ClockRate: 90000, RTCPFeedback: pictureFeedback,
		SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"}, PayloadType: 102},
}

var pictureFeedback = []pion.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "ccm", Parameter: "fir"}, {Type: "goog-remb"}}

const (
	keyPause    = 250 * time.Millisecond // between two requests for a whole picture
	cameraLimit = 512 << 10              // bytes a second that are passed on of one camera; more is dropped
)

// camera is where pictures come from.
type camera struct {
	pc    *pion.PeerConnection
	clock timer.Clock
	to    atomic.Pointer[view] // who is shown them

	mu     sync.Mutex
	source uint32 // SSRC; 0: nothing has come yet
	asked  time.Time
	second time.Time
	bytes  int
}

// take reads a browser's pictures until the connection closes.
func (c *camera) take(track *pion.TrackRemote) {
	c.mu.Lock()
	c.source = uint32(track.SSRC())
	c.mu.Unlock()
	kind := strings.ToLower(track.Codec().MimeType)
	buffer := make([]byte, 1500)
	for {
		n, _, err := track.Read(buffer)
		if err != nil {
			return
		}
		if v := c.to.Load(); v != nil && c.within(n) {
			v.write(c, kind, buffer[:n])
		}
	}
}

// within tells whether a packet may be passed on.
func (c *camera) within(n int) bool {
	now := c.clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.second) >= time.Second {
		c.second, c.bytes = now, 0
	}
	c.bytes += n
	return c.bytes <= cameraLimit
}

// whole asks the browser for a picture that needs none before it.
func (c *camera) whole() {
	now := c.clock.Now()
	c.mu.Lock()
	source := c.source
	if source == 0 || now.Sub(c.asked) < keyPause {
		c.mu.Unlock()
		return
	}
	c.asked = now
	c.mu.Unlock()
	c.tell(&rtcp.PictureLossIndication{MediaSSRC: source})
}

func (c *camera) tell(p rtcp.Packet) {
	c.pc.WriteRTCP([]rtcp.Packet{p}) //nolint:errcheck // who sees no picture asks again
}

func (c *camera) ssrc() uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.source
}

// view is the pictures that a browser is shown: a track of ours whose packets are another browser's.
type view struct {
	mu     sync.Mutex
	writer pion.TrackLocalWriter // nil: none were agreed
	ssrc   uint32
	types  map[string]uint8 // payload types by MIME type

	of       *camera
	joined   bool   // a packet of this camera was sent
	sequence uint16 // what is added to its numbers, so that ours go on when the camera changes
	stamp    uint32
	last     uint16 // the newest that was sent
	lastAt   uint32
}

// ID implements pion.TrackLocal.
func (v *view) ID() string { return "picture" }

// RID implements pion.TrackLocal.
func (v *view) RID() string { return "" }

// StreamID implements pion.TrackLocal. It is not that of the sound: the two are not kept in step.
func (v *view) StreamID() string { return "onedoor-picture" }

// Kind implements pion.TrackLocal.
func (v *view) Kind() pion.RTPCodecType { return pion.RTPCodecTypeVideo }

// Bind implements pion.TrackLocal.
func (v *view) Bind(c pion.TrackLocalContext) (pion.RTPCodecParameters, error) {
	list := c.CodecParameters()
	if len(list) == 0 {
		return pion.RTPCodecParameters{}, pion.ErrUnsupportedCodec
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.writer, v.ssrc, v.types = c.WriteStream(), uint32(c.SSRC()), map[string]uint8{}
	for _, codec := range list {
		if kind := strings.ToLower(codec.MimeType); v.types[kind] == 0 {
			v.types[kind] = uint8(codec.PayloadType)
		}
	}
	return list[0], nil
}

// Unbind implements pion.TrackLocal.
func (v *view) Unbind(pion.TrackLocalContext) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.writer = nil
	return nil
}

// show sets whose pictures these are; nil: nobody's.
func (v *view) show(of *camera) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.of != of {
		v.of, v.joined = of, false
	}
}

// write passes on a packet of a camera.
func (v *view) write(from *camera, kind string, raw []byte) {
	var p pionrtp.Packet
	if p.Unmarshal(raw) != nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	pt := v.types[kind]
	if v.of != from || v.writer == nil || pt == 0 {
		return
	}
	switch {
	case !v.joined && len(p.Payload) == 0:
		return
	case !v.joined:
		v.joined, v.sequence, v.stamp = true, v.last+1-p.SequenceNumber, v.lastAt+3000-p.Timestamp
		v.last = p.SequenceNumber + v.sequence
	case len(p.Payload) == 0: // it only fills up
		v.sequence--
		return
	}
	h := pionrtp.Header{Version: 2, Marker: p.Marker, PayloadType: pt, SequenceNumber: p.SequenceNumber + v.sequence, Timestamp: p.Timestamp + v.stamp, SSRC: v.ssrc}
	if int16(h.SequenceNumber-v.last) >= 0 {
		v.last, v.lastAt = h.SequenceNumber, h.Timestamp
	}
	v.writer.WriteRTP(&h, p.Payload) //nolint:errcheck // as with any loss, the browser's reports tell
}

// report passes on what a browser says of the pictures that it is shown.
func (v *view) report(raw []byte) {
	packets, err := rtcp.Unmarshal(raw)
	if err != nil {
		return
	}
	v.mu.Lock()
	of, shift, joined := v.of, v.sequence, v.joined
	v.mu.Unlock()
	if of == nil {
		return
	}
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			of.whole()
		case *rtcp.TransportLayerNack:
			if source := of.ssrc(); joined && source != 0 {
				for i := range p.Nacks {
					p.Nacks[i].PacketID -= shift
				}
				of.tell(&rtcp.TransportLayerNack{MediaSSRC: source, Nacks: p.Nacks})
			}
		case *rtcp.ReceiverEstimatedMaximumBitrate:
			if source := of.ssrc(); source != 0 {
				of.tell(&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: p.Bitrate, SSRCs: []uint32{source}})
			}
		}
	}
}

// Pictures tells whether the browser agreed to be shown pictures.
func (l *Leg) Pictures() bool {
	l.view.mu.Lock()
	defer l.view.mu.Unlock()
	return l.view.writer != nil
}

// Face lets two browsers see each other, until TurnAway or until either faces another one.
func Face(a, b *Leg) {
	for _, p := range [][2]*Leg{{a, b}, {b, a}} {
		p[0].view.show(p[1].camera)
		p[1].camera.to.Store(p[0].view)
		p[1].camera.whole()
	}
}

// TurnAway ends that two browsers see each other.
func TurnAway(a, b *Leg) {
	for _, l := range []*Leg{a, b} {
		l.view.show(nil)
		l.camera.to.Store(nil)
	}
}
