package sip

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"onedoor/internal/telephony/peers"
)

// TestDeafClient: a client that asks for ever and never reads is cut off, by whatever it came, and meanwhile everybody
// else is answered.
func TestDeafClient(t *testing.T) {
	own := &tls.Config{Certificates: []tls.Certificate{peers.Certificate(t)}}
	trusting := &tls.Config{InsecureSkipVerify: true}
	at := netip.MustParseAddrPort("127.0.0.1:0")
	type say = func(net.Conn, []byte) error
	plain := func(c net.Conn, text []byte) error { _, err := c.Write(text); return err }
	for kind, open := range map[string]func(*testing.T, *kit) (net.Conn, say, error){
		"TCP": func(_ *testing.T, k *kit) (net.Conn, say, error) {
			if err := k.ListenTCP(at); err != nil {
				return nil, nil, err
			}
			c, err := net.Dial("tcp", k.Local("TCP").String())
			return c, plain, err
		},
		"TLS": func(_ *testing.T, k *kit) (net.Conn, say, error) {
			if err := k.ListenTLS(at, own); err != nil {
				return nil, nil, err
			}
			c, err := tls.Dial("tcp", k.Local("TLS").String(), trusting)
			return c, plain, err
		},
		"WSS": func(t *testing.T, k *kit) (net.Conn, say, error) {
			l, err := tls.Listen("tcp", at.String(), own)
			if err != nil {
				return nil, nil, err
			}
			k.ServeWS(netip.MustParseAddrPort(l.Addr().String()))
			server := &http.Server{Handler: &WebSocket{Stack: k.Stack}, ReadHeaderTimeout: 5 * time.Second}
			go server.Serve(l)
			t.Cleanup(func() { server.Close() })
			c, _, _, err := ws.Dialer{TLSConfig: trusting, Protocols: []string{"sip"}}.Dial(context.Background(), "wss://"+l.Addr().String()+"/ws")
			return c, func(c net.Conn, text []byte) error { return wsutil.WriteClientText(c, text) }, err
		},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			k := newKit(t, nil)
			deaf, say, err := open(t, k)
			if err != nil {
				t.Fatal(err)
			}
			defer deaf.Close()
			asked := make(chan int, 1)
			go func() {
				n := 0
				for ; n < 1_000_000; n++ {
					deaf.SetWriteDeadline(time.Now().Add(3 * writeTimeout))
					if say(deaf, fmt.Appendf(nil, "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/%s 127.0.0.1:9;branch=z9hG4bK%d\r\nMax-Forwards: 70\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:x>\r\nCall-ID: %d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n", kind, n, n)) != nil {
						break
					}
				}
				asked <- n
			}()
			p := k.peer(ip)
			for range 20 {
				p.send("OPTIONS", "")
				p.status(200)
				time.Sleep(20 * time.Millisecond)
			}
			select {
			case n := <-asked:
				t.Logf("cut off after %d questions", n)
			case <-time.After(12 * writeTimeout):
				t.Fatal("never cut off")
			}
			p.send("OPTIONS", "")
			p.status(200)
		})
	}
}
