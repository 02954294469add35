package sip

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	sgo "github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// credentialsFor answers a challenge as a phone does.
func credentialsFor(t *testing.T, res *sgo.Response, header, method, user, password string, count int) string {
	t.Helper()
	c, err := digest.ParseChallenge(res.GetHeader(header).Value())
	if err != nil {
		t.Fatal(err)
	}
	cred, err := digest.Digest(c, digest.Options{Method: method, URI: "sip:127.0.0.1", Username: user, Password: password, Count: count, Cnonce: "c"})
	if err != nil {
		t.Fatal(err)
	}
	return cred.String()
}

func (k *kit) heard(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-k.online:
		if got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	case <-time.After(patient):
		t.Errorf("never told %q", want)
	}
}

func TestRegister(t *testing.T) {
	k := newKit(t, nil)
	p := k.peer(ip)
	p.send("REGISTER", "", "as 1001")
	challenge := p.status(401)
	answer := func(user, password string, count int) string {
		return "Authorization: " + credentialsFor(t, challenge, "WWW-Authenticate", "REGISTER", user, password, count)
	}
	p.send("REGISTER", "", "as 1001", answer("1001", "wrong", 1))
	p.status(403)
	p.send("REGISTER", "", "as 1001", answer("2001", "secret-2001", 1))
	p.status(403)
	p.send("REGISTER", "", "as 1002", answer("1001", "secret-1001", 1)) // somebody else's name with one's own password
	p.status(403)
	p.send("REGISTER", "", "as 1001", answer("1001", "secret-1001", 1), "Expires: 60")
	if res := p.status(200); !strings.Contains(res.Contact().Value(), "expires=60") {
		t.Errorf("%s", res)
	}
	k.heard(t, "1001 true")
	p.send("REGISTER", "", "as 1001", answer("1001", "secret-1001", 1)) // overheard and said again
	if res := p.status(401); !strings.Contains(res.GetHeader("WWW-Authenticate").Value(), "stale=true") {
		t.Errorf("%s", res)
	}
	p.send("REGISTER", "", "as 1001", answer("1001", "secret-1001", 2), "Expires: 5")
	p.status(423)
	k.clock.Advance(59 * time.Second)
	if !k.Online("1001") {
		t.Error("forgotten too early")
	}
	k.clock.Advance(time.Second)
	k.heard(t, "1001 false")
	p.send("REGISTER", "", "as 1001", answer("1001", "secret-1001", 3))
	p.status(200)
	k.heard(t, "1001 true")
	p.send("REGISTER", "", "as 1001", answer("1001", "secret-1001", 4), "Expires: 0")
	p.status(200)
	k.heard(t, "1001 false")
	k.clock.Advance(nonceLife)
	p.send("REGISTER", "", "as 1001", answer("1001", "secret-1001", 5))
	p.status(401) // the challenge is too old
}

// TestStrangers: who is neither a trunk nor an account makes no call.
func TestStrangers(t *testing.T) {
	k := newKit(t, nil)
	k.trust("127.0.0.9")
	p := k.peer(ip)
	seq := p.send("INVITE", description, "as 1001")
	challenge := p.status(407)
	p.sendAs("ACK", seq, "")
	p.tag = ""
	p.send("INVITE", description, "as 1001", "Proxy-Authorization: "+credentialsFor(t, challenge, "Proxy-Authenticate", "INVITE", "1001", "guess", 1))
	p.status(403)
	p.tag = ""
	p.send("INVITE", description, "as 1001", "Proxy-Authorization: "+credentialsFor(t, challenge, "Proxy-Authenticate", "INVITE", "1001", "secret-1001", 1))
	if c := <-k.calls; c.User() != "1001" || c.Trunk() != nil {
		t.Errorf("%q, %v", c.User(), c.Trunk())
	}
}

// TestTrunkFailover: a peer that says 503 is passed over until it answers again; with none left no call goes out.
func TestTrunkFailover(t *testing.T) {
	k := newKit(t, nil)
	first, second := k.peer(ip), k.peer("127.0.0.3")
	trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: []string{first.addr(), second.addr()}})
	first.answer(first.request(sgo.OPTIONS), 503, "")
	second.answer(second.request(sgo.OPTIONS), 405, "") // an answer is an answer
	waitFor(t, "the first peer is down", func() bool { up := trunk.PeersUp(); return !up[0] && up[1] })
	call := func() error {
		_, err := k.Call(Dial{Trunk: trunk, Number: "1"}, func(e Event) { k.events <- e }, func(*Call, string) (Media, error) { return k.media, nil })
		return err
	}
	if err := call(); err != nil {
		t.Fatal(err)
	}
	second.answer(second.request(sgo.INVITE), 486, "")
	second.ack()
	waitFor(t, "both are asked again", func() bool { return k.clock.Waiting() >= 2 })
	k.clock.Advance(30 * time.Second)
	first.answer(first.request(sgo.OPTIONS), 200, "")
	second.answer(second.request(sgo.OPTIONS), 503, "")
	waitFor(t, "the other way round", func() bool { up := trunk.PeersUp(); return up[0] && !up[1] })
	waitFor(t, "both are asked again", func() bool { return k.clock.Waiting() >= 2 })
	k.clock.Advance(30 * time.Second)
	first.answer(first.request(sgo.OPTIONS), 503, "")
	waitFor(t, "the trunk is down", func() bool { return !trunk.Up() })
	if call() == nil {
		t.Error("a call goes out by a trunk that is down")
	}
}

// TestTrunkRegisters: the trunk answers the challenge of its registrar, and of a call, which tells again who asks for it.
func TestTrunkRegisters(t *testing.T) {
	k := newKit(t, nil)
	p := k.peer(ip)
	trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: []string{p.addr()}, Register: true, User: "12345", Password: "pw", Domain: "ims.example"})
	challenge := digest.Challenge{Realm: "ims", Nonce: "n1", Algorithm: "MD5", QOP: []string{"auth"}}
	register := p.either(sgo.REGISTER)
	if register.To().Address.User != "12345" || register.To().Address.Host != "ims.example" {
		t.Errorf("%s", register)
	}
	p.answer(register, 401, "", "WWW-Authenticate: "+challenge.String())
	register = p.either(sgo.REGISTER)
	check(t, register, "Authorization", "pw")
	p.answer(register, 200, "", "Expires: 100")
	waitFor(t, "registered", trunk.Up)
	if _, err := k.Call(Dial{Trunk: trunk, Number: "139", Asserted: "138"}, func(e Event) { k.events <- e }, func(*Call, string) (Media, error) { return k.media, nil }); err != nil {
		t.Fatal(err)
	}
	asserted := func(invite *sgo.Request) {
		t.Helper()
		if h := invite.GetHeader("P-Asserted-Identity"); h == nil || h.Value() != "<sip:138@ims.example>" {
			t.Errorf("who asks for the call is told by %v", h)
		}
	}
	invite := p.either(sgo.INVITE)
	asserted(invite)
	p.answer(invite, 407, "", "Proxy-Authenticate: "+challenge.String())
	p.ack()
	invite = p.either(sgo.INVITE)
	check(t, invite, "Proxy-Authorization", "pw")
	asserted(invite)
	p.answer(invite, 403, "")
	p.ack()
	if e := k.event(Ended); e.Code != 403 {
		t.Errorf("%+v", e)
	}
	waitFor(t, "the next registration waits", func() bool { return k.clock.Waiting() >= 1 })
	k.clock.Advance(80 * time.Second)
	p.answer(p.either(sgo.REGISTER), 403, "")
	waitFor(t, "no longer registered", func() bool { return !trunk.Up() })
}

// TestTrunkRegisters_NextPeer: when the peer that it is registered with goes down, or says nothing, the trunk registers
// with the next one at once, and calls go by that; when the first one is there again, with that.
func TestTrunkRegisters_NextPeer(t *testing.T) {
	k := newKit(t, nil)
	way := []*peer{k.peer(ip), k.peer(ip)}
	trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: []string{way[0].addr(), way[1].addr()}, Register: true, User: "12345", Password: "pw", Ping: time.Minute})
	way[0].answer(way[0].either(sgo.REGISTER), 200, "", "Expires: 3600")
	waitFor(t, "registered", trunk.Up)
	way[1].answer(way[1].request(sgo.OPTIONS), 200, "")
	waitFor(t, "the pings end", func() bool { return k.clock.Waiting() == 3 })

	k.clock.Advance(time.Minute)
	way[0].answer(way[0].request2(sgo.OPTIONS), 503, "")
	way[1].answer(way[1].either(sgo.REGISTER), 200, "", "Expires: 3600")
	waitFor(t, "the first is down", func() bool { return !trunk.PeersUp()[0] })
	c := k.dial(trunk)
	way[1].takes(c, way[1].either(sgo.INVITE))

	k.clock.Advance(time.Minute)
	way[0].answer(way[0].request2(sgo.OPTIONS), 200, "")
	way[0].either(sgo.REGISTER) // it says nothing to that
	k.clock.Advance(peerSilence)
	way[1].answer(way[1].either(sgo.REGISTER), 200, "", "Expires: 3600")
	waitFor(t, "the first is down again", func() bool { return !trunk.PeersUp()[0] })
	if !trunk.Up() {
		t.Error("no calls go out")
	}
}

// TestTrunkRegisters_CallFails: a call that the registrar fails goes by the next peer, and so does the registration.
func TestTrunkRegisters_CallFails(t *testing.T) {
	k := newKit(t, nil)
	way := []*peer{k.peer(ip), k.peer(ip)}
	trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: []string{way[0].addr(), way[1].addr()}, Register: true, User: "12345", Password: "pw", Ping: time.Hour})
	way[0].answer(way[0].either(sgo.REGISTER), 200, "", "Expires: 3600")
	waitFor(t, "registered", trunk.Up)
	way[1].answer(way[1].request(sgo.OPTIONS), 200, "")
	waitFor(t, "the pings end", func() bool { return k.clock.Waiting() == 3 })
	k.dial(trunk)
	way[0].answer(way[0].either(sgo.INVITE), 503, "")
	way[0].ack()
	got := map[sgo.RequestMethod]bool{}
	for !got[sgo.REGISTER] || !got[sgo.INVITE] {
		if req, ok := way[1].next().(*sgo.Request); ok && !got[req.Method] {
			got[req.Method] = true
			way[1].answer(req, map[sgo.RequestMethod]int{sgo.REGISTER: 200, sgo.INVITE: 486}[req.Method], "")
		}
	}
	way[1].ack()
	if e := k.event(Ended); e.Code != 486 || !trunk.Up() {
		t.Errorf("%+v, up %v", e, trunk.Up())
	}
}

// either waits for a request and answers OPTIONS on the way.
func (p *peer) either(method sgo.RequestMethod) *sgo.Request {
	p.t.Helper()
	for {
		req, ok := p.next().(*sgo.Request)
		if !ok {
			continue
		}
		if req.Method == sgo.OPTIONS && method != sgo.OPTIONS {
			p.answer(req, 200, "")
			continue
		}
		key := req.Via().Params.GetOr("branch", "") + string(req.Method)
		if req.Method == method && !p.seen[key] {
			p.seen[key] = true
			return req
		}
	}
}

// check holds that credentials are right.
func check(t *testing.T, req *sgo.Request, header, password string) {
	t.Helper()
	h := req.GetHeader(header)
	if h == nil {
		t.Fatalf("no %s: %s", header, req)
	}
	cred, err := digest.ParseCredentials(h.Value())
	if err != nil {
		t.Fatal(err)
	}
	want, err := digest.Digest(&digest.Challenge{Realm: cred.Realm, Nonce: cred.Nonce, Algorithm: cred.Algorithm, QOP: []string{"auth"}},
		digest.Options{Method: string(req.Method), URI: cred.URI, Username: cred.Username, Password: password, Count: cred.Nc, Cnonce: cred.Cnonce})
	if err != nil || want.Response != cred.Response {
		t.Errorf("%s is wrong", h)
	}
}

func TestNonces(t *testing.T) {
	k := newKit(t, nil)
	n := k.nonces.make()
	if !k.nonces.check(n) || k.nonces.check(n[1:]) || k.nonces.check("") || newNonces(k.clock).check(n) {
		t.Error("nonces")
	}
	if !k.nonces.spend(n, 1) || k.nonces.spend(n, 1) || !k.nonces.spend(n, 2) {
		t.Error("counts")
	}
}

func TestAllowList(t *testing.T) {
	k := newKit(t, nil)
	trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Allow: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/28")}})
	for addr, want := range map[string]bool{"192.0.2.1:5060": true, "192.0.2.16:5060": false, "[::ffff:192.0.2.1]:1": true, "rubbish": false} {
		if got := k.trunkOf(addr) == trunk; got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
}

// TestGuessing: who tries passwords is not heard any more, not even with the right one, until some time has passed.
func TestGuessing(t *testing.T) {
	k := newKit(t, nil)
	p := k.peer(ip)
	p.send("REGISTER", "", "as 1001")
	challenge := p.status(401)
	try := func(password string, count int) {
		p.send("REGISTER", "", "as 1001", "Authorization: "+credentialsFor(t, challenge, "WWW-Authenticate", "REGISTER", "1001", password, count))
	}
	for n := range maxGuesses {
		try("guess", n+1)
		p.status(403)
	}
	try("secret-1001", 50)
	p.status(403)
	other := k.peer("127.0.0.3") // somebody else is not concerned
	other.send("REGISTER", "", "as 1001", "Authorization: "+credentialsFor(t, challenge, "WWW-Authenticate", "REGISTER", "1001", "secret-1001", 51))
	other.status(200)
	k.clock.Advance(guessWindow)
	p.send("REGISTER", "", "as 1001")
	challenge = p.status(401)
	try("secret-1001", 1)
	p.status(200)
}
