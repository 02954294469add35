package webrtc

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"
)

// Relay is a TURN server (RFC 8656) for browsers whose network lets no UDP through: they reach the gate by TCP. It
// relays to the gate's address and to nowhere else, so that it cannot be used to reach the city's other machines.
type Relay struct {
	server *turn.Server
	secret string
	addr   netip.AddrPort
}

// credentialTime is how long a browser may begin to use its credentials; a shift and some more.
const credentialTime = 12 * time.Hour

// ListenTURN takes browsers on UDP and TCP of an address. secret makes the credentials; the gate is the only peer.
func ListenTURN(at netip.AddrPort, advertise netip.Addr, secret []byte, realm string) (*Relay, error) {
	if !advertise.IsValid() {
		advertise = at.Addr()
	}
	tcp, udp, err := bothOf(at)
	if err != nil {
		return nil, fmt.Errorf("webrtc: turn: %w", err)
	}
	generator := &turn.RelayAddressGeneratorStatic{RelayAddress: advertise.AsSlice(), Address: at.Addr().String()}
	onlyGate := func(_ net.Addr, peer net.IP) bool {
		a, ok := netip.AddrFromSlice(peer)
		return ok && a.Unmap() == advertise.Unmap()
	}
	r := &Relay{secret: fmt.Sprintf("%x", secret), addr: netip.MustParseAddrPort(tcp.Addr().String())}
	quiet := &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled, ScopeLevels: map[string]logging.LogLevel{}}
	r.server, err = turn.NewServer(turn.ServerConfig{
		Realm: realm, LoggerFactory: quiet, AuthHandler: turn.LongTermTURNRESTAuthHandler(r.secret, quiet.NewLogger("turn")),
		PacketConnConfigs: []turn.PacketConnConfig{{PacketConn: udp, RelayAddressGenerator: generator, PermissionHandler: onlyGate}},
		ListenerConfigs:   []turn.ListenerConfig{{Listener: bounded{tcp}, RelayAddressGenerator: generator, PermissionHandler: onlyGate}},
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("webrtc: turn: %w", err), tcp.Close(), udp.Close())
	}
	return r, nil
}

// bothOf listens by TCP and UDP on one port. Where the system chooses it, the port that it gives for TCP may be
// somebody's for UDP: then it is asked again.
func bothOf(at netip.AddrPort) (*net.TCPListener, *net.UDPConn, error) {
	for tries := 1; ; tries++ {
		tcp, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(at))
		if err != nil {
			return nil, nil, err
		}
		udp, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(tcp.Addr().String())))
		if err == nil {
			return tcp, udp, nil
		}
		if err = errors.Join(err, tcp.Close()); at.Port() != 0 || tries == 20 {
			return nil, nil, err
		}
	}
}

// A client of the relay by TCP that takes nothing for turnWrite, or says nothing for turnIdle, is let go: allocations
// are refreshed each few minutes.
const (
	turnWrite = 5 * time.Second
	turnIdle  = 10 * time.Minute
)

type bounded struct{ net.Listener }

// Accept implements net.Listener.
func (b bounded) Accept() (net.Conn, error) {
	c, err := b.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &boundedConn{c}, nil
}

type boundedConn struct{ net.Conn }

// Read implements net.Conn.
func (c *boundedConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(turnIdle)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

// Write implements net.Conn.
func (c *boundedConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(turnWrite)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(p)
	if err != nil {
		_ = c.Close() // what was written of a message would garble the next
	}
	return n, err
}

// Addr is where the relay listens, by UDP and TCP.
func (r *Relay) Addr() netip.AddrPort { return r.addr }

// Credentials are what a browser signs in with, for a user and some hours.
func (r *Relay) Credentials(user string) (username, password string, err error) {
	return turn.GenerateLongTermTURNRESTCredentials(r.secret, user, credentialTime)
}

// Close ends the relay and what goes through it.
func (r *Relay) Close() error { return r.server.Close() }
