package exchange

import (
	"io"

	pion "github.com/pion/webrtc/v4"
)

// browser is the browser's end of a measured call, in the peers' process.
type browser struct {
	pc    *pion.PeerConnection
	track *pion.TrackLocalStaticRTP
	up    chan struct{}
}

// rtpReader reads whole packets of a track.
type rtpReader struct{ track *pion.TrackRemote }

func (r rtpReader) Read(b []byte) (int, error) {
	n, _, err := r.track.Read(b)
	return n, err
}

var _ io.Reader = rtpReader{}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newBrowser() *peer {
	var engine pion.SettingEngine
	engine.SetIncludeLoopbackCandidate(true)
	media := &pion.MediaEngine{}
	capability := pion.RTPCodecCapability{MimeType: pion.MimeTypePCMA, ClockRate: 8000, Channels: 1}
	if err := media.RegisterCodec(pion.RTPCodecParameters{RTPCodecCapability: capability, PayloadType: 8}, pion.RTPCodecTypeAudio); err != nil {
		panic(err)
	}
	api := pion.NewAPI(pion.WithSettingEngine(engine), pion.WithMediaEngine(media))
	b := &browser{pc: must(api.NewPeerConnection(pion.Configuration{})), track: must(pion.NewTrackLocalStaticRTP(capability, "sound", "browser")), up: make(chan struct{})}
	must(b.pc.AddTrack(b.track))
	p := &peer{browser: b}
	b.pc.OnTrack(func(t *pion.TrackRemote, _ *pion.RTPReceiver) { p.listen(rtpReader{t}) })
	b.pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
		if s == pion.PeerConnectionStateConnected {
			close(b.up)
		}
	})
	return p
}

func (b *browser) offer() string {
	gathered := pion.GatheringCompletePromise(b.pc)
	if err := b.pc.SetLocalDescription(must(b.pc.CreateOffer(nil))); err != nil {
		panic(err)
	}
	<-gathered
	return b.pc.LocalDescription().SDP
}

func (b *browser) accept(answer string) {
	if err := b.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: answer}); err != nil {
		panic(err)
	}
	<-b.up
}
