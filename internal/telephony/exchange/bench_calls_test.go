package exchange

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/record"
	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/timer"
)

const (
	benchCalls = 100             // at a time, where a share of a core is measured
	benchSpan  = 8 * time.Second // that they speak
	mostRatio  = 1.3             // of what rtpengine takes: more is a failure
)

var here = netip.MustParseAddr("127.0.0.1")

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident is the memory that this process holds, in bytes (proc(5), statm).
func resident(b *testing.B) int {
	b.Helper()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(raw))[1])
	if err != nil {
		b.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// way is how the sound of measured calls goes.
type way struct {
	name     string
	recorded bool
	keyed    bool // the peers can send keys, so that the call can be relayed
}

// calls are n calls of two peers of the crowd, each in a room of its own.
type calls struct {
	*bench
	rooms []*Room
	ports []int // that the peers send to
	quit  []func()
}

func (c *calls) leg(port int, keyed bool) *plainLeg {
	inner, err := rtp.Open(c.Exchange.ports, timer.Real{}, rtp.Hooks{})
	if err != nil {
		c.t.Fatal(err)
	}
	l := &plainLeg{Leg: inner, x: c.Exchange}
	format := rtp.Format{Law: g711.ALaw, Send: true, Receive: true}
	if keyed {
		format.KeyType = keyType
	}
	l.Configure(rtp.Params{Format: format, Remote: netip.AddrPortFrom(here, uint16(port)), Control: netip.AddrPortFrom(here, uint16(port)),
		Mux: true, Sources: []netip.Addr{here}})
	c.ports = append(c.ports, inner.Port())
	c.quit = append(c.quit, l.Close)
	return l
}

func (c *calls) end() {
	for _, r := range c.rooms {
		r.Close()
	}
	for _, quit := range c.quit {
		quit()
	}
}

func newCalls(b *bench, w way, ports []int, dir string) *calls {
	c := &calls{bench: b}
	for i := 0; i < len(ports); i += 2 {
		room := b.NewRoom()
		c.rooms = append(c.rooms, room)
		one, two := c.leg(ports[i], w.keyed), c.leg(ports[i+1], w.keyed)
		room.mix.Join(one, mix.All)
		room.mix.Join(two, mix.All)
		if w.recorded {
			r := newRecordings(b.t)
			rec, err := record.Create(filepath.Join(dir, fmt.Sprintf("%s-%d.odr", w.name, i)), r.ring, 1, time.Now())
			if err != nil {
				b.t.Fatal(err)
			}
			room.mix.Record(rec, one)
			c.quit = append(c.quit, func() {
				if _, err := rec.Close(); err != nil {
					b.t.Error(err)
				}
			})
		}
	}
	return c
}

// settle waits until calls that can be relayed are.
func (c *calls) settle(relayed bool) {
	for end := time.Now().Add(10 * time.Second); relayed; time.Sleep(20 * time.Millisecond) {
		n := 0
		for _, r := range c.rooms {
			if r.Relayed() {
				n++
			}
		}
		if n == len(c.rooms) {
			return
		}
		if time.Now().After(end) {
			c.t.Fatalf("%d of %d calls are relayed", n, len(c.rooms))
		}
	}
}

// BenchmarkExchange measures calls with peers in a process of their own: the share of a core that a call takes, against
// rtpengine in the same run; 400 calls at a time; and set-ups by SIPp. It fails when a relayed call takes more than
// mostRatio, a packet is lost, or a set-up fails.
func BenchmarkExchange(b *testing.B) {
	for b.Loop() {
		dir := b.TempDir()
		relayed := way{name: "relay", keyed: true}
		share := map[string]float64{}
		measure := func(name string, used func() time.Duration, from func(ports []int) (aim []int, end func())) {
			c := newCrowd(b)
			ports := c.do(order{Open: 2 * benchCalls}).Ports
			aim, end := from(ports)
			defer end()
			c.do(order{Aim: aim})
			c.do(order{Run: time.Second})
			before, began := used(), time.Now()
			s := c.do(order{Run: benchSpan})
			share[name] = 100 * (used() - before).Seconds() / time.Since(began).Seconds() / benchCalls
			fmt.Printf("%-16s %.3f %% of a core a call; %d of %d packets, p50 %s, p99 %s\n", name, share[name], s.Received, s.Sent, s.P50, s.P99)
		}
		x := newBench(b, func(c *Config) { c.Browsers = netip.AddrPortFrom(here, 0) })
		ours := func(w way) {
			measure(w.name, cpu, func(ports []int) ([]int, func()) {
				c := newCalls(x, w, ports, dir)
				c.settle(w.keyed)
				return c.ports, c.end
			})
		}
		e := newRTPEngine(b)
		measure("rtpengine", e.cpu, func(ports []int) (aim []int, end func()) {
			for i := 0; i < len(ports); i += 2 {
				toA, toB := e.call(ports[i], ports[i+1])
				aim = append(aim, toA, toB)
			}
			return aim, func() {}
		})
		ours(relayed)
		ours(way{name: "mix"})
		ours(way{name: "mix and record", recorded: true})
		faced(b, x, cpu)
		fmt.Printf("relay against rtpengine: %.2f (aim at most 1.0, never over 1.3)\n", share["relay"]/share["rtpengine"])
		b.ReportMetric(share["relay"]/share["rtpengine"], "relay/rtpengine")
		if ratio := share["relay"] / share["rtpengine"]; !(ratio <= mostRatio) {
			b.Errorf("a relayed call takes %.2f of what rtpengine takes, over %.1f", ratio, mostRatio)
		}
		many(b, x, relayed, dir)
		setUps(b, x)
	}
}

// faced has calls of a telephone and a browser.
func faced(b *testing.B, x *bench, used func() time.Duration) {
	c := newCrowd(b)
	ours := &calls{bench: x}
	defer ours.end()
	ports := c.do(order{Open: benchCalls}).Ports
	var answers []string
	for i, offer := range c.do(order{Browsers: benchCalls}).Offers {
		leg, err := x.gate.NewLeg(timer.Real{}, rtp.Hooks{}, 0)
		if err != nil {
			b.Fatal(err)
		}
		ours.quit = append(ours.quit, leg.Close)
		answer, err := leg.Answer([]byte(offer))
		if err != nil {
			b.Fatal(err)
		}
		answers = append(answers, string(answer))
		room := x.NewRoom()
		ours.rooms = append(ours.rooms, room)
		room.mix.Join(leg, mix.All)
		room.mix.Join(ours.leg(ports[i], false), mix.All)
	}
	c.do(order{Accept: answers, Aim: ours.ports})
	c.do(order{Run: time.Second})
	before, began := used(), time.Now()
	s := c.do(order{Run: benchSpan})
	fmt.Printf("%-16s %.3f %% of a core a call; %d packets came of %d sent\n", "browser and mix", 100*(used()-before).Seconds()/time.Since(began).Seconds()/benchCalls, s.Received, s.Sent)
}

// many has 400 calls at a time.
func many(b *testing.B, x *bench, w way, dir string) {
	const n = 400
	c := newCrowd(b)
	ports := c.do(order{Open: 2 * n}).Ports
	runtime.GC()
	before := resident(b)
	ours := newCalls(x, w, ports, dir)
	defer ours.end()
	ours.settle(w.keyed)
	c.do(order{Aim: ours.ports})
	c.do(order{Run: time.Second})
	s := c.do(order{Run: benchSpan})
	memory := float64(resident(b)-before) / n / 1024
	fmt.Printf("400 calls        %d of %d packets (aim: none lost), p50 %s, p99 %s; %.0f kB a call\n", s.Received, s.Sent, s.P50, s.P99, memory)
	b.ReportMetric(float64(s.Sent-s.Received), "lost")
	if s.Received < s.Sent || s.Sent < n*2*int(benchSpan/(20*time.Millisecond))*9/10 {
		b.Errorf("of %d packets of %d calls %d came", s.Sent, n, s.Received)
	}
	b.ReportMetric(float64(s.P99.Microseconds()), "p99-us")
	b.ReportMetric(memory, "kB/call")
}

// setUps lets SIPp call 150 times a second; each call is answered and hung up a second later.
func setUps(b *testing.B, x *bench) {
	const rate, n = 150, 1500
	x.onCall(func(l *Line) {
		l.Own(func(*Line, Event) {})
		l.Answer()
	})
	before, began := cpu(), time.Now()
	err := peers.Wait(b, "all calls end", peers.SIPp(b, x.Stack().Local("UDP"), peers.Invite("8 96")+peers.Answered+peers.Ack+`<pause milliseconds="1000"/>`+peers.Bye,
		"UDP", "-m", strconv.Itoa(n), "-r", strconv.Itoa(rate), "-l", "1000"))
	if err != nil {
		b.Fatalf("set-ups: %v", err)
	}
	span := time.Since(began)
	fmt.Printf("set-ups          %d calls, %.0f a second, 0 failed (aim 150); %.2f ms of a core each\n",
		n, n/(span-time.Second).Seconds(), 1000*(cpu()-before).Seconds()/n)
	b.ReportMetric(1000*(cpu()-before).Seconds()/n, "ms/setup")
}
