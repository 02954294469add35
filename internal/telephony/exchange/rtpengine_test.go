package exchange

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"onedoor/internal/telephony/peers"
)

// rtpengine is the media proxy that others use, in its own process and without its kernel module: what a relayed call of
// ours is measured against. It is told of calls by its NG protocol, a cookie and a bencoded dictionary over UDP.
type rtpengine struct {
	b    testing.TB
	pid  int
	conn net.Conn
	next int
}

func newRTPEngine(b testing.TB) *rtpengine {
	b.Helper()
	control := net.JoinHostPort("127.0.0.1", strconv.Itoa(peers.FreePort(b, "127.0.0.1")))
	cmd := exec.Command(peers.Need(b, "rtpengine"), "--config-file=none", "--foreground", "--log-stderr", "--log-level=3", "--table=-1",
		"--interface=127.0.0.1", "--listen-ng="+control, "--port-min=40000", "--port-max=49998")
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	conn, err := net.Dial("udp", control)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	e := &rtpengine{b: b, pid: cmd.Process.Pid, conn: conn}
	for range 100 {
		if answer, err := e.ask("command", "ping"); err == nil && strings.Contains(answer, "pong") {
			return e
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatalf("rtpengine does not answer: %s", log.String())
	return nil
}

// ask sends a dictionary of words and returns the answer as it comes.
func (e *rtpengine) ask(words ...string) (string, error) {
	e.next++
	cookie := strconv.Itoa(e.next)
	var m strings.Builder
	m.WriteString(cookie + " d")
	for _, w := range words {
		fmt.Fprintf(&m, "%d:%s", len(w), w)
	}
	m.WriteString("e")
	if _, err := e.conn.Write([]byte(m.String())); err != nil {
		return "", err
	}
	buffer := make([]byte, 65536)
	for {
		_ = e.conn.SetReadDeadline(time.Now().Add(2 * time.Second))
		n, err := e.conn.Read(buffer)
		if err != nil {
			return "", err
		}
		if answer, ok := strings.CutPrefix(string(buffer[:n]), cookie+" "); ok {
			return answer, nil
		}
	}
}

var mediaPort = regexp.MustCompile(`m=audio (\d+) `)

// call joins two peers, and returns the ports that they send to.
func (e *rtpengine) call(a, b int) (toA, toB int) {
	e.b.Helper()
	sdp := func(port int) string {
		return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n", port)
	}
	id := "call-" + strconv.Itoa(e.next)
	port := func(words ...string) int {
		answer, err := e.ask(words...)
		found := mediaPort.FindStringSubmatch(answer)
		if err != nil || found == nil {
			e.b.Fatalf("rtpengine: %q %v", answer, err)
		}
		n, _ := strconv.Atoi(found[1])
		return n
	}
	toB = port("command", "offer", "call-id", id, "from-tag", "a", "sdp", sdp(a))
	toA = port("command", "answer", "call-id", id, "from-tag", "a", "to-tag", "b", "sdp", sdp(b))
	return toA, toB
}

// cpu is the processor time that it has used.
func (e *rtpengine) cpu() time.Duration {
	e.b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", e.pid))
	if err != nil {
		e.b.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err1 != nil || err2 != nil {
		e.b.Fatalf("stat %q", stat)
	}
	return time.Duration(user+system) * 10 * time.Millisecond // Linux counts hundredths
}
