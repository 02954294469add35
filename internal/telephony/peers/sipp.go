package peers

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// SIPp runs a scenario of SIPp once and returns a channel with its end.
func SIPp(t testing.TB, at netip.AddrPort, scenario, transport string, args ...string) <-chan error {
	t.Helper()
	return start(t, scenario, transport, freeSIPPort(t), append([]string{at.String(), "-m", "1"}, args...)...)
}

func freeSIPPort(t testing.TB) int { return FreePort(t, TrunkIP) }

// Server runs a SIPp that is called by a trunk, and returns where it listens and a channel with its end. It answers one
// OPTIONS and then one INVITE in the given manner.
func Server(t *testing.T, manner Manner, args ...string) (at string, ended <-chan error) {
	t.Helper()
	port := freeSIPPort(t)
	invited := `<recv request="INVITE" rrs="true"/>`
	if keeps, rest, ok := strings.Cut(string(manner), "</action>"); ok && strings.HasPrefix(keeps, "<action>") {
		invited, manner = `<recv request="INVITE" rrs="true">`+keeps+`</action></recv>`, Manner(rest)
	}
	ended = start(t, `<recv request="OPTIONS" optional="true" next="9"/>`+invited+string(manner)+farewell, "UDP", port, append([]string{"-m", "2"}, args...)...)
	return net.JoinHostPort(TrunkIP, strconv.Itoa(port)), ended
}

// Manner is how a callee behaves.
type Manner string

// Says answers, says a file of A-law sound over and over, and waits for BYE.
func Says(file string) Manner {
	return takesUp + Manner(`<nop><action><exec rtp_stream="`+file+`,-1,8"/></action></nop><recv request="BYE"/>`+ok)
}

const (
	reply = `[last_Via:]
[last_From:]
[last_To:];tag=[pid]s[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
`
	ringing = `<send><![CDATA[
SIP/2.0 180 Ringing
` + reply + `Content-Length: 0

]]></send>
`
	takesUp = ringing + `<pause milliseconds="300"/>
<send retrans="500"><![CDATA[
SIP/2.0 200 OK
` + reply + `Content-Type: application/sdp
Content-Length: [len]

v=0
o=user1 53655765 2353687637 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 96
a=rtpmap:96 telephone-event/8000
]]></send>
<recv request="ACK"/>
`
	ok = `<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
`
	// TakesUp rings, answers, and waits for BYE.
	TakesUp Manner = takesUp + `<recv request="BYE"/>` + ok
	// Presses answers, presses 2, and waits for BYE.
	Presses  Manner = takesUp + `<pause milliseconds="500"/><nop><action><exec play_dtmf="2"/></action></nop><recv request="BYE"/>` + ok
	presses2        = `<nop><action><exec play_dtmf="2"/></action></nop>`
	// IsBusy refuses with 486.
	IsBusy Manner = `<send retrans="500"><![CDATA[
SIP/2.0 486 Busy Here
` + reply + `Content-Length: 0

]]></send>
<recv request="ACK"/>
`
	// IsOut refuses with 503: out of service.
	IsOut Manner = `<send retrans="500"><![CDATA[
SIP/2.0 503 Service Unavailable
` + reply + `Content-Length: 0

]]></send>
<recv request="ACK"/>
`
	// NeverAnswers rings until it is canceled.
	NeverAnswers Manner = ringing + `<recv request="CANCEL"/>` + ok + `<send retrans="500"><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[pid]s[call_number]
[last_Call-ID:]
CSeq: 1 INVITE
Content-Length: 0

]]></send>
<recv request="ACK"/>
`
	farewell = `<nop next="10"/>
<label id="9"/>
<send><![CDATA[
SIP/2.0 200 OK
` + reply + `Content-Length: 0

]]></send>
<label id="10"/>
`
)

// Speaks answers, says the sound of a file of A-law once, and waits for BYE.
func Speaks(file string) Manner { return speaks(file) + `<recv request="BYE"/>` + ok }

// SpeaksAndPresses says the sound, and presses 2 when three seconds have gone by.
func SpeaksAndPresses(file string) Manner {
	return speaks(file) + `<pause milliseconds="3000"/>` + presses2 + `<recv request="BYE"/>` + ok
}

func speaks(file string) Manner {
	return takesUp + `<pause milliseconds="600"/><nop><action><exec rtp_stream="` + Manner(file) + `,1,8"/></action></nop>`
}

func start(t testing.TB, scenario, transport string, port int, args ...string) <-chan error {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "scenario.xml")
	if err := os.WriteFile(file, []byte("<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<scenario name=\"test\">\n"+scenario+"</scenario>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	kind := "u1"
	if transport == "TCP" {
		kind = "t1"
	}
	ctx, cancel := context.WithCancel(context.Background())
	list := append([]string{
		"-sf", file, "-nostdin", "-i", TrunkIP, "-p", strconv.Itoa(port), "-t", kind,
		"-mi", TrunkIP, "-mp", strconv.Itoa(FreePort(t, TrunkIP)), "-timeout", "40s", "-timeout_error",
		"-trace_err", "-error_file", filepath.Join(dir, "errors"),
	}, args...)
	cmd := exec.CommandContext(ctx, Need(t, "sipp"), list...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	ended := make(chan error, 1)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		err := cmd.Wait()
		if err != nil {
			told, _ := os.ReadFile(filepath.Join(dir, "errors"))
			err = fmt.Errorf("sipp: %w\n%s", err, told)
		}
		ended <- err
	}()
	t.Cleanup(func() { cancel(); <-gone })
	return ended
}

// The parts of scenarios.
const (
	invitation = `<send retrans="500"><![CDATA[
INVITE sip:12345@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "caller" <sip:13800000000@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:12345@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:13800000000@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=user1 53655765 2353687637 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP CODECS
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:18 G729/8000
a=rtpmap:96 telephone-event/8000
a=fmtp:96 0-15
]]></send>
`
	Answered = `<recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="183" optional="true"/>
<recv response="200" rtd="true" rrs="true"/>
`
	Ack = `<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: "caller" <sip:13800000000@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:12345@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
`
	Bye = `<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: "caller" <sip:13800000000@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:12345@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
`
	GetsBye = `<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
`
)

func Invite(codecs string) string { return strings.Replace(invitation, "CODECS", codecs, 1) }
