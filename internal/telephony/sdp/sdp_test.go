package sdp

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"onedoor/internal/telephony/g711"
)

func text(lines ...string) []byte {
	head := []string{"v=0", "o=- 5 7 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"}
	return []byte(strings.Join(append(head, lines...), "\r\n") + "\r\n")
}

func TestParse(t *testing.T) {
	a := netip.MustParseAddr("192.0.2.1")
	both := []g711.Law{g711.MuLaw, g711.ALaw}
	for name, c := range map[string]struct {
		raw  []byte
		want Description
	}{
		"a phone": {
			text("m=audio 4000 RTP/AVP 0 8 18 101", "a=rtpmap:18 G729/8000", "a=rtpmap:101 telephone-event/8000", "a=sendonly"),
			Description{Address: a, Port: 4000, Laws: both, KeyType: 101, Direction: SendOnly},
		},
		"no rtpmap, RTCP elsewhere": {
			text("m=audio 4000 RTP/AVP 8", "c=IN IP4 192.0.2.9", "a=rtcp:5001 IN IP4 192.0.2.9"),
			Description{Address: netip.MustParseAddr("192.0.2.9"), Port: 4000, ControlPort: 5001, Laws: []g711.Law{g711.ALaw}, Direction: SendRecv},
		},
		"a video call": {
			text("m=video 6000 RTP/AVP 96", "a=rtpmap:96 H264/90000", "m=audio 4000 RTP/AVP 8 126", "a=rtpmap:126 telephone-event/8000", "m=application 7 TCP/BFCP *"),
			Description{Address: a, Port: 4000, Laws: []g711.Law{g711.ALaw}, KeyType: 126, Direction: SendRecv,
				Before: []string{"video RTP/AVP 96"}, After: []string{"application TCP/BFCP *"}},
		},
		"on hold, session-wide": {
			text("a=inactive", "m=audio 4000 RTP/AVP 8"),
			Description{Address: a, Port: 4000, Laws: []g711.Law{g711.ALaw}, Direction: Inactive},
		},
		"on hold, the old way": {
			[]byte(strings.Replace(string(text("m=audio 4000 RTP/AVP 8")), "c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0", 1)),
			Description{Address: netip.IPv4Unspecified(), Port: 4000, Laws: []g711.Law{g711.ALaw}, Direction: Inactive},
		},
		"secure": {
			text("m=audio 4000 RTP/SAVP 8", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc", "a=crypto:x y z", "a=crypto:2 S inline:d UNENCRYPTED_SRTP", "a=rtcp-mux"),
			Description{Address: a, Port: 4000, Laws: []g711.Law{g711.ALaw}, Direction: SendRecv, Secure: true, Mux: true,
				Crypto: []Crypto{{Tag: 1, Suite: "AES_CM_128_HMAC_SHA1_80", Key: "inline:abc"}}},
		},
	} {
		got, err := Parse(c.raw)
		c.want.Session, c.want.Version = 5, 7
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", name, got, err, c.want)
		}
	}
}

func TestUnusable(t *testing.T) {
	for name, raw := range map[string][]byte{
		"nothing":       nil,
		"rubbish":       []byte("hello"),
		"no audio":      text("m=video 6000 RTP/AVP 96"),
		"other codecs":  text("m=audio 4000 RTP/AVP 18 3"),
		"another name":  text("m=audio 4000 RTP/AVP 8", "a=rtpmap:8 opus/48000/2"),
		"refused":       text("m=audio 0 RTP/AVP 8"),
		"a host name":   []byte(strings.Replace(string(text("m=audio 4000 RTP/AVP 8")), "c=IN IP4 192.0.2.1", "c=IN IP4 example.org", 1)),
		"far too large": text("m=audio 4000 RTP/AVP 8", "a="+strings.Repeat("x", maxSize)),
	} {
		if d, err := Parse(raw); err == nil {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestAnswerDirection(t *testing.T) {
	for _, c := range []struct {
		offer         Direction
		send, receive bool
		want          Direction
	}{
		{SendRecv, true, true, SendRecv}, {SendOnly, true, true, RecvOnly}, {RecvOnly, true, true, SendOnly},
		{Inactive, true, true, Inactive}, {SendRecv, true, false, SendOnly}, {SendOnly, true, false, Inactive},
	} {
		if got := c.offer.Answer(c.send, c.receive); got != c.want {
			t.Errorf("%s, %v, %v: %s, want %s", c.offer, c.send, c.receive, got, c.want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, d := range []Description{
		{Session: 1, Version: 2, Address: netip.MustParseAddr("2001:db8::1"), Port: 4000, Laws: []g711.Law{g711.ALaw, g711.MuLaw}, KeyType: 101, Direction: RecvOnly},
		{Address: netip.MustParseAddr("192.0.2.1"), Port: 4, Laws: []g711.Law{g711.MuLaw}, Direction: SendRecv, Secure: true, Mux: true,
			Crypto: []Crypto{{1, "AES_CM_128_HMAC_SHA1_80", "inline:x"}}, Before: []string{"video RTP/AVP 96"}, After: []string{"video RTP/AVP 97"}},
	} {
		got, err := Parse(d.Marshal())
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Errorf("\n got %+v, %v\nwant %+v", got, err, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(text("m=audio 4000 RTP/AVP 0 8 18 101", "a=rtpmap:101 telephone-event/8000", "a=sendonly"))
	f.Add(text("m=video 6000 RTP/AVP 96", "m=audio 4000 RTP/SAVP 8", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := Parse(raw)
		if err != nil {
			return
		}
		if again, err := Parse(d.Marshal()); err != nil || again.Port != d.Port || !reflect.DeepEqual(again.Laws, d.Laws) || again.Direction != d.Direction {
			t.Fatalf("%+v becomes %+v, %v", d, again, err)
		}
	})
}
