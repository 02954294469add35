package sip

import (
	"log/slog"
	"net"
	"net/netip"
	"testing"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

// nowhere is a connection whose messages are dropped.
type nowhere struct{}

func (nowhere) LocalAddr() net.Addr        { return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5060} }
func (nowhere) WriteMsg(sgo.Message) error { return nil }
func (nowhere) Ref(int) int                { return 1 }
func (nowhere) TryClose() (int, error)     { return 1, nil }
func (nowhere) Close() error               { return nil }

// FuzzRequests gives a stack whatever the library takes for a request: out of a dialog, from a trunk and from a
// stranger, and then within a call that stands.
func FuzzRequests(f *testing.F) {
	head := "Via: SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bKx\r\nFrom: <sip:1@x>;tag=a\r\nTo: <sip:2@y>\r\nCall-ID: c\r\nCSeq: 1 "
	for _, text := range []string{
		"INVITE sip:2@y SIP/2.0\r\n" + head + "INVITE\r\nContact: <sip:1@x>\r\nSession-Expires: 120;refresher=uac\r\nSupported: timer, 100rel\r\nReplaces: a;to-tag=b;from-tag=c\r\n\r\n" + description,
		"REGISTER sip:y SIP/2.0\r\n" + head + "REGISTER\r\nContact: *\r\nExpires: 0\r\nAuthorization: Digest username=\"1\", realm=\"onedoor\", nonce=\"n\", uri=\"sip:y\", response=\"r\", nc=00000001, cnonce=\"c\", qop=auth\r\n\r\n",
		"REFER sip:2@y SIP/2.0\r\n" + head + "REFER\r\nRefer-To: <sip:3@z?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>\r\n\r\n",
		"INFO sip:2@y SIP/2.0\r\n" + head + "INFO\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=1\r\n",
		"PRACK sip:2@y SIP/2.0\r\n" + head + "PRACK\r\nRAck: 1 1 INVITE\r\n\r\n",
		"UPDATE sip:2@y SIP/2.0\r\n" + head + "UPDATE\r\nMin-SE: 99\r\n\r\n",
		"BYE sip:2@y SIP/2.0\r\n" + head + "BYE\r\n\r\n", "ACK sip:2@y SIP/2.0\r\n" + head + "ACK\r\n\r\n",
	} {
		f.Add([]byte(text))
	}
	quiet := slog.New(slog.DiscardHandler)
	s := New(Config{
		Clock: timer.NewManual(time.Unix(1_800_000_000, 0)), Log: quiet, Advertise: netip.MustParseAddr("127.0.0.1"), Realm: "onedoor",
		Password: func(string) (string, bool) { return "p", true },
		Incoming: func(c *Call) { c.Own(func(Event) {}, &sound{}); c.Answer() },
	})
	s.trunks = []*Trunk{{stack: s, cfg: TrunkConfig{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}}}}
	give := func(req *sgo.Request, to func(*sgo.Request, *sgo.ServerTx)) {
		tx := sgo.NewServerTx("k", req, nowhere{}, quiet)
		if tx.Init() != nil {
			return
		}
		defer tx.Terminate()
		to(req, tx)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, source := range []string{"127.0.0.2:5060", "127.0.0.3:5060", "rubbish"} {
			msg, err := sgo.ParseMessage(raw)
			req, ok := msg.(*sgo.Request)
			if err != nil || !ok {
				return
			}
			req.SetTransport("UDP")
			req.SetSource(source)
			give(req, s.onRequest)
			if req.From() == nil || req.To() == nil || req.CallID() == nil || req.CSeq() == nil || req.Contact() == nil {
				continue
			}
			c := newCall(s, "c", "t") // a call that stands, without its goroutine
			c.media, c.state = &sound{}, stateUp
			c.hop = hop{transport: "UDP", addr: source, connection: 1} // a connection that is gone: nothing is sent
			give(req, c.onRequest)
			if c.state != stateEnded {
				c.end(Event{})
			}
		}
		s.mu.Lock()
		for _, c := range s.calls {
			c.Hangup(CauseShutdown)
		}
		s.mu.Unlock()
	})
}
