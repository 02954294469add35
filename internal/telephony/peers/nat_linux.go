package peers

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// Home is a network behind a router that hides its addresses, as at most homes and small offices. Nothing leads from
// outside to an address in it but the way back of what was sent out.
type Home struct {
	Public netip.Addr // of the machine outside where the test runs
	Router netip.Addr // what all in the home look like from outside
	spot   spot
}

const natEnv = "ONEDOOR_BEHIND_NAT"

// The networks: RFC 5737 for what is public, RFC 1918 for the home.
const natScript = `set -e
mount -t tmpfs none /run
ip link set lo up
ip netns add router
ip netns add home
ip link add out0 type veth peer name out1
ip link set out1 netns router
ip addr add 203.0.113.1/24 dev out0
ip link set out0 up
ip netns exec router sh -ec '
  ip link set lo up
  ip addr add 203.0.113.2/24 dev out1
  ip link set out1 up
  ip link add in0 type veth peer name in1
  ip link set in1 netns home
  ip addr add 192.168.7.1/24 dev in0
  ip link set in0 up
  echo 1 > /proc/sys/net/ipv4/ip_forward
  iptables -t nat -A POSTROUTING -o out1 -j MASQUERADE --random
  iptables -P FORWARD DROP
  iptables -A FORWARD -i in0 -j ACCEPT
  iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT'
ip netns exec home sh -ec '
  ip link set lo up
  ip addr add 192.168.7.2/24 dev in1
  ip link set in1 up
  ip route add default via 192.168.7.1'
`

// BehindNAT runs the rest of a test as a program of its own with a home beside it, in network namespaces that end with it.
// A machine may forbid its processes to make any: then lack is told why.
func BehindNAT(t *testing.T, lack func(reason string), inside func(Home)) {
	t.Helper()
	if os.Getenv(natEnv) != "" {
		if out, err := exec.Command("sh", "-c", natScript).CombinedOutput(); err != nil {
			t.Fatalf("the home: %v\n%s", err, out)
		}
		inside(Home{Public: netip.MustParseAddr("203.0.113.1"), Router: netip.MustParseAddr("203.0.113.2"), spot: spot{
			ip: "192.168.7.2", run: []string{"ip", "netns", "exec", "home"}, dial: dialAtHome, port: func() int { return 5070 },
			control: func() int { return 5080 },
		}})
		return
	}
	args := []string{"--net", "--mount"}
	if os.Getuid() != 0 {
		args = append(args, "--user", "--map-root-user")
	}
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	Need(t, "ip")
	Need(t, "iptables")
	if out, err := exec.Command(Need(t, "unshare"), append(args, "sh", "-c", natScript)...).CombinedOutput(); err != nil {
		lack(fmt.Sprintf("this machine lets nobody make networks of their own: %v: %s", err, out))
		return
	}
	cmd := exec.Command("unshare", append(args, self, "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=5m")...)
	cmd.Env = append(os.Environ(), natEnv+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// Phone starts a baresip in the home; see NewPhone.
func (h Home) Phone(t testing.TB, at netip.AddrPort, registered <-chan string, user string, hz float64, auto bool) *Phone {
	t.Helper()
	return newPhone(t, h.spot, at, registered, user, hz, auto, "PCMA/8000/1")
}

// dialAtHome connects to what listens within the home: a socket belongs to the namespace of the thread that makes it.
func dialAtHome(network, address string) (conn net.Conn, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // the thread ends with the goroutine, since it is not unlocked
		var f *os.File
		if f, err = os.Open("/run/netns/home"); err != nil {
			return
		}
		defer f.Close()
		if err = unix.Setns(int(f.Fd()), unix.CLONE_NEWNET); err != nil {
			err = fmt.Errorf("setns: %w", err)
			return
		}
		conn, err = net.Dial(network, address)
	}()
	<-done
	return conn, err
}
