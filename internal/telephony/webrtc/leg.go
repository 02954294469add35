package webrtc

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	pionsdp "github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v4"

	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/timer"
)

// gatherLimit bounds how long our own candidates may take; they are local addresses.
const gatherLimit = 3 * time.Second

// maxSize is the longest description that is read.
const maxSize = 32 << 10

// ErrFormat means that a description cannot be used.
var ErrFormat = errors.New("webrtc: no usable description of sound")

// Leg is a browser's sound, and its pictures.
type Leg struct {
	*rtp.Stream
	pc       *pion.PeerConnection
	camera   *camera
	view     *view
	track    *pion.TrackLocalStaticRTP
	sender   *pion.RTPSender
	patience int
	once     sync.Once
}

// NewLeg prepares a leg. patience is how many frames without sound make Hooks.Lost be called.
func (g *Gate) NewLeg(clock timer.Clock, hooks rtp.Hooks, patience int) (*Leg, error) {
	pc, err := g.api.NewPeerConnection(pion.Configuration{BundlePolicy: pion.BundlePolicyMaxBundle})
	if err != nil {
		return nil, fmt.Errorf("webrtc: %w", err)
	}
	l := &Leg{pc: pc, patience: patience, camera: &camera{pc: pc, clock: clock}, view: &view{}}
	fail := func(err error) (*Leg, error) {
		pc.Close() //nolint:errcheck // it is given up
		return nil, fmt.Errorf("webrtc: %w", err)
	}
	capability := pion.RTPCodecCapability{MimeType: pion.MimeTypePCMA, ClockRate: 8000, Channels: 1}
	if l.track, err = pion.NewTrackLocalStaticRTP(capability, "sound", "onedoor"); err != nil {
		return fail(err)
	}
	if l.sender, err = pc.AddTrack(l.track); err != nil {
		return fail(err)
	}
	pictures, err := pc.AddTrack(l.view)
	if err != nil {
		return fail(err)
	}
	l.Stream = rtp.NewStream(clock, l.send, l.report, hooks)
	if e := l.sender.GetParameters().Encodings; len(e) == 1 {
		l.SetSource(uint32(e[0].SSRC))
	}
	pc.OnTrack(l.receive)
	pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
		if s == pion.PeerConnectionStateFailed && hooks.Lost != nil {
			hooks.Lost()
		}
	})
	go reports(l.sender, l.IncomingReport)
	go reports(pictures, l.view.report)
	return l, nil
}

// The track writes the payload type and source that were agreed; a packet is lost while the way is not yet open.
func (l *Leg) send(packet []byte) {
	l.track.Write(packet) //nolint:errcheck // as with any loss, the browser's reports tell
}

func (l *Leg) report(raw []byte) {
	if packets, err := rtcp.Unmarshal(raw); err == nil {
		l.pc.WriteRTCP(packets) //nolint:errcheck // likewise
	}
}

// reports reads what a browser says of what it sends or gets, until the connection closes.
func reports(from interface {
	Read([]byte) (int, interceptor.Attributes, error)
}, take func([]byte)) {
	buffer := make([]byte, 1500)
	for {
		n, _, err := from.Read(buffer)
		if err != nil {
			return
		}
		take(buffer[:n])
	}
}

// receive reads the browser's sound or pictures, until the connection closes.
func (l *Leg) receive(track *pion.TrackRemote, receiver *pion.RTPReceiver) {
	if track.Kind() == pion.RTPCodecTypeVideo {
		go reports(receiver, func([]byte) {})
		l.camera.take(track)
		return
	}
	go reports(receiver, l.IncomingReport)
	buffer := make([]byte, 1500)
	for {
		n, _, err := track.Read(buffer)
		if err != nil {
			return
		}
		l.Incoming(buffer[:n])
	}
}

// SendKeys sends none: a browser's page learns keys otherwise.
func (l *Leg) SendKeys(string) int { return 0 }

// Answer takes an offer and returns the answer.
func (l *Leg) Answer(offer []byte) ([]byte, error) {
	if err := check(offer); err != nil {
		return nil, err
	}
	if err := l.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeOffer, SDP: string(offer)}); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	answer, err := l.pc.CreateAnswer(nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return l.describe(answer, offer)
}

// Offer returns an offer.
func (l *Leg) Offer() ([]byte, error) {
	offer, err := l.pc.CreateOffer(nil)
	if err != nil {
		return nil, fmt.Errorf("webrtc: %w", err)
	}
	return l.describe(offer, nil)
}

// describe makes a description ours, with the candidates in it.
func (l *Leg) describe(d pion.SessionDescription, theirs []byte) ([]byte, error) {
	gathered := pion.GatheringCompletePromise(l.pc)
	if err := l.pc.SetLocalDescription(d); err != nil {
		return nil, fmt.Errorf("webrtc: %w", err)
	}
	select {
	case <-gathered:
	case <-time.After(gatherLimit):
		return nil, errors.New("webrtc: no candidates in time")
	}
	local := []byte(l.pc.LocalDescription().SDP)
	if theirs != nil {
		l.agree(theirs, local)
	}
	return local, nil
}

// Accept takes the answer to our offer.
func (l *Leg) Accept(answer []byte) error {
	if err := check(answer); err != nil {
		return err
	}
	if err := l.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: string(answer)}); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	l.agree(answer, []byte(l.pc.LocalDescription().SDP))
	return nil
}

// agree tells the stream what both descriptions say.
func (l *Leg) agree(theirs, ours []byte) {
	t, o := facts(theirs), facts(ours)
	law := g711.ALaw
	if !strings.Contains(t.formats, " 8 ") || !strings.Contains(o.formats, " 8 ") {
		law = g711.MuLaw
	}
	l.Agree(rtp.Format{
		Law: law, KeyType: t.keyType, Patience: l.patience,
		Send:    t.direction != "sendonly" && t.direction != "inactive",
		Receive: t.direction != "recvonly" && t.direction != "inactive",
	})
}

// Close ends the leg.
func (l *Leg) Close() {
	l.once.Do(func() { l.pc.Close() }) //nolint:errcheck // there is nothing left to do about it
}

// fact is what we need to know of a description beyond what pion does.
type fact struct {
	keyType   uint8
	formats   string // of the first audio stream, each between blanks
	direction string
}

// check refuses what the library should not have to read.
func check(raw []byte) error {
	if len(raw) > maxSize {
		return ErrFormat
	}
	f := facts(raw)
	if !strings.Contains(f.formats, " 8 ") && !strings.Contains(f.formats, " 0 ") {
		return fmt.Errorf("%w: neither PCMA nor PCMU", ErrFormat)
	}
	return nil
}

func facts(raw []byte) fact {
	f := fact{direction: "sendrecv"}
	var d pionsdp.SessionDescription
	if d.Unmarshal(raw) != nil {
		return f
	}
	for _, m := range d.MediaDescriptions {
		if m.MediaName.Media != "audio" {
			continue
		}
		f.formats = " " + strings.Join(m.MediaName.Formats, " ") + " "
		for _, a := range m.Attributes {
			switch a.Key {
			case "sendrecv", "sendonly", "recvonly", "inactive":
				f.direction = a.Key
			case "rtpmap":
				pt, name, _ := strings.Cut(a.Value, " ")
				if n, err := strconv.ParseUint(pt, 10, 7); err == nil && strings.EqualFold(strings.TrimSuffix(name, "/1"), "telephone-event/8000") && f.keyType == 0 {
					f.keyType = uint8(n)
				}
			}
		}
		break
	}
	return f
}
