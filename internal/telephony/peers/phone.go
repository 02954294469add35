package peers

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Phone is a baresip that registers, says a steady tone and keeps what it hears.
type Phone struct {
	t      testing.TB
	dir    string
	conn   net.Conn
	events chan map[string]any
	cmd    *exec.Cmd
	once   sync.Once
}

// NewPhone starts a baresip with an account; auto answers by itself. codecs are as "PCMA/8000/1", extra are parameters of
// the account, such as ;mediaenc=srtp-mand or ;transport=tls. It waits until registered tells the account, or, without
// it, until the phone itself says so.
func NewPhone(t testing.TB, at netip.AddrPort, registered <-chan string, user string, hz float64, auto bool, codecs string, extra ...string) *Phone {
	t.Helper()
	return newPhone(t, spot{
		ip: SeatIP, dial: net.Dial,
		port: func() int { return FreePort(t, SeatIP) }, control: func() int { return FreePort(t, SeatIP) },
	}, at, registered, user, hz, auto, codecs, extra...)
}

// spot is where a phone stands.
type spot struct {
	ip            string
	run           []string // the command that runs another one there
	dial          func(network, address string) (net.Conn, error)
	port, control func() int
}

func newPhone(t testing.TB, s spot, at netip.AddrPort, registered <-chan string, user string, hz float64, auto bool, codecs string, extra ...string) *Phone {
	t.Helper()
	dir := t.TempDir()
	port, control := s.port(), s.control()
	config := fmt.Sprintf(`poll_method epoll
sip_listen %s:%d
call_max_calls 4
audio_source aufile,%s
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
audio_jitter_buffer_type fixed
rtp_ports 20000-29998
rtp_timeout 0
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module srtp.so
module_app account.so
module_app menu.so
module ctrl_tcp.so
ctrl_tcp_listen %s:%d
snd_path %s
rtp_timeout 0
`, s.ip, port, ToneWAV(t, dir, hz), s.ip, control, dir)
	mode := "manual"
	if auto {
		mode = "auto"
	}
	uri := "" // parameters of the address, such as ;transport=tls
	for i, e := range extra {
		if strings.HasPrefix(e, ";transport=") {
			uri, extra[i] = e, ""
		}
	}
	account := fmt.Sprintf("<sip:%s@%s%s>;auth_pass=secret-%s;answermode=%s;audio_codecs=%s;regint=60%s\n",
		user, at, uri, user, mode, codecs, strings.Join(extra, ""))
	for name, text := range map[string]string{"config": config, "accounts": account, "contacts": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := &Phone{t: t, dir: dir, events: make(chan map[string]any, 1000)}
	command := append(slices.Clone(s.run), Need(t, "baresip"), "-f", dir)
	p.cmd = exec.Command(command[0], command[1:]...)
	var log said
	p.cmd.Stdout, p.cmd.Stderr = &log, &log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Stop()
		if t.Failed() {
			t.Logf("baresip %s:\n%s", user, log.String())
		}
	})
	for deadline := time.Now().Add(Patient); ; {
		conn, err := s.dial("tcp", net.JoinHostPort(s.ip, strconv.Itoa(control)))
		if err == nil {
			p.conn = conn
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("baresip does not start: ", err, log.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
	go p.listen()
	if registered == nil {
		for deadline := time.Now().Add(Patient); !strings.Contains(log.String(), " 200 OK "); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("never: " + user + " registers")
			}
		}
		return p
	}
	for Wait(t, user+" registers", registered) != user {
	}
	return p
}

// listen reads netstrings of JSON, which is how baresip's ctrl_tcp tells of events.
func (p *Phone) listen() {
	in := bufio.NewReader(p.conn)
	for {
		head, err := in.ReadString(':')
		if err != nil {
			return
		}
		n, err := strconv.Atoi(strings.TrimSuffix(head, ":"))
		if err != nil || n > 1<<20 {
			return
		}
		body := make([]byte, n+1)
		if _, err := io.ReadFull(in, body); err != nil {
			return
		}
		var e map[string]any
		if json.Unmarshal(body[:n], &e) == nil {
			select {
			case p.events <- e:
			default:
			}
		}
	}
}

// Do sends a command, such as "dial" with an address, or "hangup".
func (p *Phone) Do(command, params string) {
	p.t.Helper()
	raw, _ := json.Marshal(map[string]string{"command": command, "params": params, "token": "t"})
	if _, err := fmt.Fprintf(p.conn, "%d:%s,", len(raw), raw); err != nil {
		p.t.Fatal(err)
	}
}

// Expect waits for an event of a type, such as CALL_ESTABLISHED.
func (p *Phone) Expect(kind string) {
	p.t.Helper()
	for deadline := time.After(Patient); ; {
		select {
		case e := <-p.events:
			if e["type"] == kind {
				return
			}
		case <-deadline:
			p.t.Fatalf("never: %s", kind)
		}
	}
}

// Stop ends the phone.
func (p *Phone) Stop() {
	p.once.Do(func() {
		if p.conn != nil {
			p.conn.Close()
		}
		p.cmd.Process.Signal(os.Interrupt)
		ended := make(chan struct{})
		go func() { p.cmd.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			p.cmd.Process.Kill()
			<-ended
		}
	})
}

// Heard ends the phone and returns all that it heard, in its calls in turn.
func (p *Phone) Heard() []int16 {
	p.t.Helper()
	p.Stop()
	files, _ := filepath.Glob(filepath.Join(p.dir, "*-dec.wav"))
	slices.Sort(files)
	var samples []int16
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			p.t.Fatal(err)
		}
		at := bytes.Index(raw, []byte("data"))
		if at < 0 {
			p.t.Fatal("no sound in " + f)
		}
		for raw = raw[at+8:]; len(raw) >= 2; raw = raw[2:] {
			samples = append(samples, int16(binary.LittleEndian.Uint16(raw)))
		}
	}
	return samples
}
