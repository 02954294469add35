// Package webrtc brings browsers to the exchange: ICE, DTLS-SRTP and G.711, all browsers on one UDP port (pion/webrtc).
// Pictures are passed on between two browsers as they come.
//
// The exchange is reachable, so it is an ICE-lite agent with host candidates alone: the browser finds the way. Opus is
// not needed, since every browser has to know PCMA and PCMU (RFC 7874).
package webrtc

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	pion "github.com/pion/webrtc/v4"
)

// Gate is the port of all browsers.
type Gate struct {
	api   *pion.API
	close func() error
	port  int
}

const (
	mimeKeys = "audio/telephone-event"
	keyType  = 126 // what Chromium uses; a peer's own number is read from its description
)

// Listen opens the port. advertise is the address that browsers are told, if it differs from the port's own.
func Listen(at netip.AddrPort, advertise netip.Addr, log *slog.Logger) (*Gate, error) {
	var engine pion.SettingEngine
	quiet := &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled, ScopeLevels: map[string]logging.LogLevel{}}
	engine.LoggerFactory = quiet
	g := &Gate{}
	if at.Addr().IsUnspecified() {
		if at.Port() == 0 {
			return nil, errors.New("webrtc: a port must be given to listen on all addresses")
		}
		mux, err := ice.NewMultiUDPMuxFromPort(int(at.Port()), ice.UDPMuxFromPortWithLogger(quiet.NewLogger("ice")))
		if err != nil {
			return nil, fmt.Errorf("webrtc: %w", err)
		}
		engine.SetICEUDPMux(mux)
		g.port, g.close = int(at.Port()), mux.Close
	} else {
		conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
		if err != nil {
			return nil, fmt.Errorf("webrtc: %w", err)
		}
		mux := pion.NewICEUDPMux(quiet.NewLogger("ice"), conn)
		engine.SetICEUDPMux(mux)
		g.port = conn.LocalAddr().(*net.UDPAddr).Port
		g.close = func() error { return errors.Join(mux.Close(), ignoreClosed(conn.Close())) }
	}
	if advertise.IsValid() && advertise != at.Addr() {
		rule := pion.ICEAddressRewriteRule{External: []string{advertise.String()}, AsCandidateType: pion.ICECandidateTypeHost}
		if err := engine.SetICEAddressRewriteRules(rule); err != nil {
			return nil, fmt.Errorf("webrtc: %w", err)
		}
	}
	engine.SetLite(true)
	engine.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	engine.SetIncludeLoopbackCandidate(at.Addr().IsLoopback())
	engine.SetNetworkTypes([]pion.NetworkType{pion.NetworkTypeUDP4, pion.NetworkTypeUDP6})

	media := &pion.MediaEngine{}
	for _, c := range []pion.RTPCodecParameters{
		{RTPCodecCapability: pion.RTPCodecCapability{MimeType: pion.MimeTypePCMA, ClockRate: 8000, Channels: 1}, PayloadType: 8},
		{RTPCodecCapability: pion.RTPCodecCapability{MimeType: pion.MimeTypePCMU, ClockRate: 8000, Channels: 1}, PayloadType: 0},
		{RTPCodecCapability: pion.RTPCodecCapability{MimeType: mimeKeys, ClockRate: 8000, Channels: 1, SDPFmtpLine: "0-15"}, PayloadType: keyType},
	} {
		if err := media.RegisterCodec(c, pion.RTPCodecTypeAudio); err != nil {
			return nil, fmt.Errorf("webrtc: %w", err)
		}
	}
	for _, c := range pictureCodecs {
		if err := media.RegisterCodec(c, pion.RTPCodecTypeVideo); err != nil {
			return nil, fmt.Errorf("webrtc: %w", err)
		}
	}
	g.api = pion.NewAPI(pion.WithSettingEngine(engine), pion.WithMediaEngine(media), pion.WithInterceptorRegistry(&interceptor.Registry{}))
	log.Debug("browsers are taken", "port", g.port)
	return g, nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Port is the UDP port.
func (g *Gate) Port() int { return g.port }

// Close closes the port.
func (g *Gate) Close() error { return g.close() }
