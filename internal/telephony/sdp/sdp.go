// Package sdp reads and writes the descriptions of sound that two parties exchange (RFC 8866, RFC 3264): one stream
// of G.711 with keys as events. What else an offer holds, such as video, is refused in its place.
package sdp

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	pion "github.com/pion/sdp/v3"

	"onedoor/internal/telephony/g711"
)

// ErrFormat means that a description cannot be read, or that it has no sound that we understand.
var ErrFormat = errors.New("sdp: no usable description of sound")

// Direction says who sends, as the description's writer sees it.
type Direction string

// The directions.
const (
	SendRecv Direction = "sendrecv"
	SendOnly Direction = "sendonly"
	RecvOnly Direction = "recvonly"
	Inactive Direction = "inactive"
)

// Sends tells whether the writer may send, Receives whether it may receive.
func (d Direction) Sends() bool { return d == SendRecv || d == SendOnly }

// Receives tells whether the writer may receive.
func (d Direction) Receives() bool { return d == SendRecv || d == RecvOnly }

// Answer is the direction that answers an offer of d when we want to send and to receive, or not.
func (d Direction) Answer(send, receive bool) Direction {
	switch send, receive = send && d.Receives(), receive && d.Sends(); {
	case send && receive:
		return SendRecv
	case send:
		return SendOnly
	case receive:
		return RecvOnly
	}
	return Inactive
}

// Crypto is one key of RFC 4568.
type Crypto struct {
	Tag   int
	Suite string
	Key   string // with "inline:"
}

// Description is what one side says of its sound.
type Description struct {
	Session, Version uint64
	Address          netip.Addr
	Port             int // 0: the stream is refused
	ControlPort      int // 0: the next one
	Mux              bool
	Laws             []g711.Law // that it takes, the preferred one first
	KeyType          uint8      // payload type of telephone-event, 0 without
	Direction        Direction
	Secure           bool // SRTP (RTP/SAVP)
	Crypto           []Crypto
	Before, After    []string // other streams of the offer, as "video RTP/AVP 96": the answer refuses each
}

// maxSize is the longest description that is read.
const maxSize = 16 << 10

// Parse reads a description. The error wraps ErrFormat.
func Parse(raw []byte) (Description, error) {
	var d Description
	var s pion.SessionDescription
	if len(raw) > maxSize {
		return d, ErrFormat
	}
	if err := s.Unmarshal(raw); err != nil {
		return d, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	d.Session, d.Version, d.Direction = s.Origin.SessionID, s.Origin.SessionVersion, SendRecv
	if a, ok := address(s.ConnectionInformation); ok {
		d.Address = a
	}
	d.direction(s.Attributes)
	found := false
	for _, m := range s.MediaDescriptions {
		proto := strings.Join(m.MediaName.Protos, "/")
		if found || m.MediaName.Media != "audio" || m.MediaName.Port.Value == 0 || proto != "RTP/AVP" && proto != "RTP/SAVP" && proto != "RTP/AVPF" && proto != "RTP/SAVPF" {
			line := m.MediaName.Media + " " + proto + " " + strings.Join(m.MediaName.Formats, " ")
			if found {
				d.After = append(d.After, line)
			} else {
				d.Before = append(d.Before, line)
			}
			continue
		}
		found = true
		d.Secure = strings.HasPrefix(proto, "RTP/SAVP")
		d.audio(m)
	}
	switch {
	case !found && len(s.MediaDescriptions) > 0 && s.MediaDescriptions[0].MediaName.Media == "audio":
		return d, fmt.Errorf("%w: the stream is refused or not RTP", ErrFormat)
	case !found:
		return d, fmt.Errorf("%w: no audio", ErrFormat)
	case len(d.Laws) == 0:
		return d, fmt.Errorf("%w: neither PCMA nor PCMU", ErrFormat)
	case !d.Address.IsValid():
		return d, fmt.Errorf("%w: no address", ErrFormat)
	}
	return d, nil
}

func address(c *pion.ConnectionInformation) (netip.Addr, bool) {
	if c == nil || c.Address == nil {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(c.Address.Address)
	return a.Unmap(), err == nil
}

func (d *Description) direction(attributes []pion.Attribute) {
	for _, a := range attributes {
		if k := Direction(a.Key); k == SendRecv || k == SendOnly || k == RecvOnly || k == Inactive {
			d.Direction = k
		}
	}
}

func (d *Description) audio(m *pion.MediaDescription) {
	d.Port = m.MediaName.Port.Value
	if a, ok := address(m.ConnectionInformation); ok {
		d.Address = a
	}
	if d.Address.IsValid() && d.Address.IsUnspecified() { // hold as in RFC 2543
		d.Direction = Inactive
	}
	d.direction(m.Attributes)
	names := map[string]string{"0": "PCMU/8000", "8": "PCMA/8000"}
	for _, a := range m.Attributes {
		switch a.Key {
		case "rtpmap":
			pt, name, _ := strings.Cut(a.Value, " ")
			names[pt] = strings.ToUpper(strings.TrimSuffix(strings.TrimSpace(name), "/1"))
		case "rtcp-mux":
			d.Mux = true
		case "rtcp":
			port, _, _ := strings.Cut(a.Value, " ")
			if n, err := strconv.Atoi(port); err == nil && n > 0 && n < 65536 {
				d.ControlPort = n
			}
		case "crypto":
			if c, ok := parseCrypto(a.Value); ok {
				d.Crypto = append(d.Crypto, c)
			}
		}
	}
	for _, pt := range m.MediaName.Formats {
		n, err := strconv.ParseUint(pt, 10, 7)
		if err != nil {
			continue
		}
		switch names[pt] {
		case "PCMA/8000":
			d.law(g711.ALaw, uint8(n))
		case "PCMU/8000":
			d.law(g711.MuLaw, uint8(n))
		case "TELEPHONE-EVENT/8000":
			if d.KeyType == 0 && n >= 96 {
				d.KeyType = uint8(n)
			}
		}
	}
}

// law takes a law under its static payload type; others are as rare as they are needless.
func (d *Description) law(l g711.Law, pt uint8) {
	if pt == l.PayloadType() && !slices.Contains(d.Laws, l) {
		d.Laws = append(d.Laws, l)
	}
}

func parseCrypto(value string) (Crypto, bool) {
	f := strings.Fields(value)
	if len(f) < 3 {
		return Crypto{}, false
	}
	tag, err := strconv.Atoi(f[0])
	if err != nil || tag < 0 || len(f) > 3 { // session parameters change the meaning of the key
		return Crypto{}, false
	}
	return Crypto{Tag: tag, Suite: f[1], Key: f[2]}, true
}

// Marshal writes a description.
func (d Description) Marshal() []byte {
	var b strings.Builder
	family := "IP4"
	if d.Address.Is6() {
		family = "IP6"
	}
	fmt.Fprintf(&b, "v=0\r\no=onedoor %d %d IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\n", d.Session, d.Version, family, d.Address, family, d.Address)
	for _, other := range d.Before {
		refuse(&b, other)
	}
	proto := "RTP/AVP"
	if d.Secure {
		proto = "RTP/SAVP"
	}
	fmt.Fprintf(&b, "m=audio %d %s", d.Port, proto)
	for _, l := range d.Laws {
		fmt.Fprintf(&b, " %d", l.PayloadType())
	}
	if d.KeyType != 0 {
		fmt.Fprintf(&b, " %d", d.KeyType)
	}
	b.WriteString("\r\n")
	for _, l := range d.Laws {
		fmt.Fprintf(&b, "a=rtpmap:%d %s/8000\r\n", l.PayloadType(), l.Name())
	}
	if d.KeyType != 0 {
		fmt.Fprintf(&b, "a=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-15\r\n", d.KeyType, d.KeyType)
	}
	b.WriteString("a=ptime:20\r\n")
	if d.Mux {
		b.WriteString("a=rtcp-mux\r\n")
	}
	for _, c := range d.Crypto {
		fmt.Fprintf(&b, "a=crypto:%d %s %s\r\n", c.Tag, c.Suite, c.Key)
	}
	fmt.Fprintf(&b, "a=%s\r\n", d.Direction)
	for _, other := range d.After {
		refuse(&b, other)
	}
	return []byte(b.String())
}

// refuse writes a stream with port 0.
func refuse(b *strings.Builder, other string) {
	kind, rest, _ := strings.Cut(other, " ")
	fmt.Fprintf(b, "m=%s 0 %s\r\n", kind, rest)
}
