package rtp

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/pion/srtp/v3"
)

// Suite is the protection profile that phones know from RFC 4568.
const Suite = "AES_CM_128_HMAC_SHA1_80"

const keyLength, saltLength = 16, 14

// ErrKey means that a crypto attribute of SDP could not be used.
var ErrKey = errors.New("rtp: no usable SRTP key")

// Secure is a pair of SRTP contexts, one a direction.
type Secure struct {
	mu      sync.Mutex
	in, out *srtp.Context
	sealed  [1600]byte
	plain   [2048]byte
}

// NewKey returns the inline key parameter of a crypto attribute, with fresh random bits.
func NewKey() string {
	var b [keyLength + saltLength]byte
	rand.Read(b[:])
	return "inline:" + base64.StdEncoding.EncodeToString(b[:])
}

// NewSecure returns the contexts for the two inline key parameters: the peer's and ours.
func NewSecure(theirs, ours string) (*Secure, error) {
	in, err := srtpContext(theirs, srtp.SRTPReplayProtection(128), srtp.SRTCPReplayProtection(128))
	if err != nil {
		return nil, err
	}
	out, err := srtpContext(ours)
	if err != nil {
		return nil, err
	}
	return &Secure{in: in, out: out}, nil
}

func srtpContext(inline string, options ...srtp.ContextOption) (*srtp.Context, error) {
	text, ok := strings.CutPrefix(inline, "inline:")
	if !ok {
		return nil, ErrKey
	}
	text, rest, _ := strings.Cut(text, "|") // then a lifetime, which we never reach, and a key identifier
	if strings.Contains(rest, ":") {
		return nil, fmt.Errorf("%w: a master key identifier is not supported", ErrKey)
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != keyLength+saltLength {
		return nil, ErrKey
	}
	c, err := srtp.CreateContext(key[:keyLength], key[keyLength:], srtp.ProtectionProfileAes128CmHmacSha1_80, options...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return c, nil
}

// The results are valid until the next call of the same direction; each direction has one goroutine at a time.

func (s *Secure) open(packet []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in.DecryptRTP(s.plain[:0], packet, nil)
}

func (s *Secure) openControl(packet []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in.DecryptRTCP(nil, packet, nil)
}

func (s *Secure) seal(packet []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.EncryptRTP(s.sealed[:0], packet, nil)
}

func (s *Secure) sealControl(packet []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.EncryptRTCP(nil, packet, nil)
}
