package sip

import (
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // see A1
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	sgo "github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"onedoor/internal/telephony/timer"
)

// nonceLife is how long a challenge may be answered.
const nonceLife = 5 * time.Minute

// nonces makes challenges that need no memory, and remembers the count of those that were used (RFC 7616 section 3.3:
// a count is used once), so that what was overheard cannot be said again.
type nonces struct {
	clock timer.Clock
	key   [32]byte

	mu   sync.Mutex
	used map[string]usedNonce
}

type usedNonce struct {
	count int
	until time.Time
}

func newNonces(clock timer.Clock) *nonces {
	n := &nonces{clock: clock, used: map[string]usedNonce{}}
	rand.Read(n.key[:])
	return n
}

func (n *nonces) make() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], uint64(n.clock.Now().UnixNano()))
	rand.Read(b[8:])
	return base64.RawURLEncoding.EncodeToString(append(b[:], n.mac(b[:])...))
}

func (n *nonces) mac(b []byte) []byte {
	h := hmac.New(sha256.New, n.key[:])
	h.Write(b)
	return h.Sum(nil)[:16]
}

// check tells whether a nonce is ours and fresh.
func (n *nonces) check(nonce string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(nonce)
	if err != nil || len(raw) != 32 || subtle.ConstantTimeCompare(raw[16:], n.mac(raw[:16])) != 1 {
		return false
	}
	age := n.clock.Now().Sub(time.Unix(0, int64(binary.BigEndian.Uint64(raw))))
	return age >= 0 && age <= nonceLife
}

// spend takes a count of a nonce that was answered rightly; false if it was spent before.
func (n *nonces) spend(nonce string, count int) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.clock.Now()
	if len(n.used) > 10000 {
		for k, u := range n.used {
			if now.After(u.until) {
				delete(n.used, k)
			}
		}
	}
	if u, ok := n.used[nonce]; ok && count <= u.count {
		return false
	}
	n.used[nonce] = usedNonce{count: count, until: now.Add(nonceLife)}
	return true
}

// authorize tells which account a request is of. Otherwise it answers with a challenge, or refuses.
func (s *Stack) authorize(req *sgo.Request, tx *sgo.ServerTx, method sgo.RequestMethod) (user string, ok bool) {
	header, ask, status, reason := "Proxy-Authorization", "Proxy-Authenticate", 407, "Proxy Authentication Required"
	if method == sgo.REGISTER {
		header, ask, status, reason = "Authorization", "WWW-Authenticate", 401, "Unauthorized"
	}
	user = req.From().Address.User
	if own, bound := s.boundTo(req); bound && own != user {
		s.respond(tx, req, 403, "Forbidden")
		return "", false
	}
	stale := false
	if h := req.GetHeader(header); h != nil {
		if s.guesses.tooMany(req.Source()) {
			s.respond(tx, req, 403, "Forbidden")
			return "", false
		}
		var verdict verdict
		if verdict = s.verify(h.Value(), user, method); verdict == right {
			return user, true
		}
		stale = verdict == old
		if verdict == wrong {
			s.guesses.wrong(req.Source())
			s.respond(tx, req, 403, "Forbidden")
			return "", false
		}
	}
	res := sgo.NewResponseFromRequest(req, status, reason, nil)
	for _, algorithm := range s.cfg.Digests {
		c := digest.Challenge{Realm: s.cfg.Realm, Nonce: s.nonces.make(), Algorithm: algorithm, QOP: []string{"auth"}, Stale: stale}
		res.AppendHeader(sgo.NewHeader(ask, c.String()))
	}
	s.send(tx, res)
	return "", false
}

type verdict uint8

const (
	wrong verdict = iota
	old           // the challenge is not ours any more
	right
)

// verify checks digest credentials of a user for a method.
func (s *Stack) verify(header, user string, method sgo.RequestMethod) verdict {
	if !strings.Contains(header, "nc=") {
		return wrong
	}
	cred, err := digest.ParseCredentials(header)
	if err != nil || cred.Userhash || cred.Realm != s.cfg.Realm || cred.QOP != "auth" || cred.Cnonce == "" {
		return wrong
	}
	if !s.nonces.check(cred.Nonce) {
		return old
	}
	challenge := digest.Challenge{Realm: cred.Realm, Nonce: cred.Nonce, Algorithm: cred.Algorithm, Opaque: cred.Opaque, QOP: []string{"auth"}}
	options := digest.Options{Method: string(method), URI: cred.URI, Username: cred.Username, Count: cred.Nc, Cnonce: cred.Cnonce}
	if cred.Username != user || !s.proves(challenge, options, cred) {
		return wrong
	}
	if !s.nonces.spend(cred.Nonce, cred.Nc) {
		return old
	}
	return right
}

// proves tells whether credentials are made with a password of their account.
func (s *Stack) proves(challenge digest.Challenge, o digest.Options, cred *digest.Credentials) bool {
	right := func(o digest.Options) bool {
		want, err := digest.Digest(&challenge, o)
		return err == nil && subtle.ConstantTimeCompare([]byte(want.Response), []byte(cred.Response)) == 1
	}
	var hashes []string
	if s.cfg.A1 != nil {
		hashes = s.cfg.A1(cred.Username)
	}
	if len(hashes) > 0 {
		if cred.Algorithm != "" && !strings.EqualFold(cred.Algorithm, "MD5") {
			return false
		}
		good := false
		for _, o.A1 = range hashes {
			good = right(o) || good
		}
		return good
	}
	var known bool
	if o.Password, known = s.cfg.Password(cred.Username); !known {
		o.Password = rand.Text() // the same work, and never right
	}
	return right(o) && known
}

// A1 is the hash of an account's password that Config.A1 gives.
func A1(user, realm, password string) string {
	sum := md5.Sum([]byte(user + ":" + realm + ":" + password)) //nolint:gosec // RFC 2617 wants it; passwords are long and random
	return hex.EncodeToString(sum[:])
}

// boundTo is the only account that the connection of a request may be of.
func (s *Stack) boundTo(req *sgo.Request) (user string, bound bool) {
	id := s.connection(strings.ToUpper(req.Transport()), req.Source())
	s.mu.Lock()
	defer s.mu.Unlock()
	user, bound = s.bound[id]
	return user, bound && id != 0
}

// credentials answer the challenges of trunks.
type credentials struct{ user, password string }

// apply puts the answer to the best challenge that we know into a request; false if there is none.
func (c credentials) apply(req *sgo.Request, res *sgo.Response) bool {
	ask, answer := "WWW-Authenticate", "Authorization"
	if res.StatusCode == 407 {
		ask, answer = "Proxy-Authenticate", "Proxy-Authorization"
	}
	if c.user == "" {
		return false
	}
	for _, h := range res.GetHeaders(ask) {
		challenge, err := digest.ParseChallenge(h.Value())
		if err != nil || !digest.CanDigest(challenge) {
			continue
		}
		cred, err := digest.Digest(challenge, digest.Options{
			Method: string(req.Method), URI: req.Recipient.Addr(), Username: c.user, Password: c.password, Count: 1,
		})
		if err != nil {
			continue
		}
		req.AppendHeader(sgo.NewHeader(answer, cred.String()))
		return true
	}
	return false
}
