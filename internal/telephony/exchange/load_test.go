package exchange

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"onedoor/internal/telephony/audio"
)

// The peers of measured calls live in a process of their own, so that their work is not counted: `load` in that process
// does what `crowd` in this one asks for, a line of JSON each way.

const loadEnv = "ONEDOOR_BENCH_PEERS"

func TestMain(m *testing.M) {
	if os.Getenv(loadEnv) != "" {
		load()
		return
	}
	os.Exit(m.Run())
}

type order struct {
	Open     int      // how many telephones to open
	Browsers int      // how many browsers to open
	Aim      []int    // the ports that telephones send to
	Accept   []string // what is answered to browsers
	Run      time.Duration
}

// said is what the peers answer.
type said struct {
	Ports          []int
	Offers         []string // of browsers
	Sent, Received int
	P50, P99       time.Duration // from the sender's hand to the receiver's, of packets whose sound was not made anew
}

// peer sends a packet every 20 ms and takes what comes.
type peer struct {
	conn    *net.UDPConn
	to      netip.AddrPort
	browser *browser // in place of both

	mu       sync.Mutex
	received int
	delays   []time.Duration
}

func (p *peer) send(packet []byte) error {
	if p.browser != nil {
		_, err := p.browser.track.Write(packet)
		return err
	}
	_, err := p.conn.WriteToUDPAddrPort(packet, p.to)
	return err
}

func (p *peer) listen(from io.Reader) {
	buffer := make([]byte, 2048)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		now := time.Now().UnixNano()
		if n != 12+audio.FrameSamples {
			continue // RTCP, on a port that is muxed
		}
		delay := time.Duration(now - int64(binary.BigEndian.Uint64(buffer[12:])))
		p.mu.Lock()
		p.received++
		if delay > 0 && delay < 10*time.Second {
			p.delays = append(p.delays, delay)
		}
		p.mu.Unlock()
	}
}

// run lets all peers speak for a while; each has its place in the 20 ms.
func run(peers []*peer, span time.Duration) (s said) {
	for _, p := range peers {
		p.mu.Lock()
		p.received, p.delays = 0, nil
		p.mu.Unlock()
	}
	const slots = 20
	packet := make([]byte, 12+audio.FrameSamples)
	packet[0], packet[1] = 0x80, 8
	for i := range audio.FrameSamples {
		packet[12+i] = 0xd5 // silence
	}
	began := time.Now()
	for slot := 0; ; slot++ {
		at := began.Add(time.Duration(slot) * audio.FrameTime / slots)
		if at.Sub(began) >= span {
			break
		}
		time.Sleep(time.Until(at))
		frame := slot / slots
		for i := slot % slots; i < len(peers); i += slots {
			binary.BigEndian.PutUint16(packet[2:], uint16(frame))
			binary.BigEndian.PutUint32(packet[4:], uint32(frame*audio.FrameSamples))
			binary.BigEndian.PutUint32(packet[8:], uint32(i+1))
			binary.BigEndian.PutUint64(packet[12:], uint64(time.Now().UnixNano()))
			if peers[i].send(packet) == nil {
				s.Sent++
			}
		}
	}
	time.Sleep(500 * time.Millisecond) // what is on its way arrives
	var delays []time.Duration
	for _, p := range peers {
		p.mu.Lock()
		s.Received += p.received
		delays = append(delays, p.delays...)
		p.mu.Unlock()
	}
	if slices.Sort(delays); len(delays) > 0 {
		s.P50, s.P99 = delays[len(delays)/2], delays[len(delays)*99/100]
	}
	return s
}

func load() {
	var peers []*peer
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var o order
		if err := json.Unmarshal(in.Bytes(), &o); err != nil {
			panic(err)
		}
		var s said
		for range o.Open {
			conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			if err != nil {
				panic(err)
			}
			p := &peer{conn: conn}
			go p.listen(conn)
			peers = append(peers, p)
			s.Ports = append(s.Ports, conn.LocalAddr().(*net.UDPAddr).Port)
		}
		for range o.Browsers {
			p := newBrowser()
			peers = append(peers, p)
			s.Offers = append(s.Offers, p.browser.offer())
		}
		at := 0
		for _, p := range peers {
			if p.browser != nil && at < len(o.Accept) {
				p.browser.accept(o.Accept[at])
				at++
			}
		}
		for i, port := range o.Aim {
			peers[i].to = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
		}
		if o.Run > 0 {
			s = run(peers, o.Run)
		}
		line, _ := json.Marshal(s)
		fmt.Println(string(line))
	}
}

// crowd is the peers' process.
type crowd struct {
	b   testing.TB
	in  *json.Encoder
	out *json.Decoder
}

func newCrowd(b testing.TB) *crowd {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), loadEnv+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	return &crowd{b, json.NewEncoder(in), json.NewDecoder(out)}
}

func (c *crowd) do(o order) (s said) {
	c.b.Helper()
	if err := c.in.Encode(o); err != nil {
		c.b.Fatal(err)
	}
	if err := c.out.Decode(&s); err != nil {
		c.b.Fatal(err)
	}
	return s
}
