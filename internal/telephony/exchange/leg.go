package exchange

import (
	"bytes"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/sdp"
	"onedoor/internal/telephony/sip"
)

// leg is the sound of a line: plain or secure RTP, or a browser's.
type leg interface {
	mix.Party
	sip.Media
	SendKeys(keys string) int
	Quality() rtp.Quality
	Silent() time.Duration
	Held() bool
	Close()
}

var errBrowser = errors.New("exchange: browsers are not served here")

func (x *Exchange) legFor(offer []byte, l *Line) (leg, error) {
	return x.newLeg(bytes.Contains(offer, []byte("a=fingerprint:")) && bytes.Contains(offer, []byte("a=ice-ufrag:")), false, l)
}

// newLeg prepares a leg for a browser, or for a phone; secure offers SRTP when the offer is ours.
func (x *Exchange) newLeg(browser, secure bool, l *Line) (leg, error) {
	hooks := rtp.Hooks{Key: l.onKey, Lost: l.onLost}
	if browser {
		if x.gate == nil {
			return nil, errBrowser
		}
		return x.gate.NewLeg(x.cfg.Clock, hooks, x.patience())
	}
	inner, err := rtp.Open(x.ports, x.cfg.Clock, hooks)
	if err != nil {
		return nil, err
	}
	return &plainLeg{
		Leg: inner, x: x, line: l,
		ours: sdp.Description{Session: uint64(time.Now().UnixMicro()), Address: x.cfg.Advertise, Port: inner.Port(), Direction: sdp.SendRecv, Secure: secure},
	}, nil
}

// keyType is what we offer for telephone-event; the peer's number is used when it differs.
const keyType = 101

// plainLeg negotiates for an rtp.Leg.
type plainLeg struct {
	*rtp.Leg
	x    *Exchange
	line *Line

	mu     sync.Mutex
	ours   sdp.Description // what we said last
	theirs sdp.Description
	secure *rtp.Secure
	keys   [2]string // theirs and ours, of secure
}

// Answer implements sip.Media.
func (p *plainLeg) Answer(offer []byte) ([]byte, error) {
	d, err := sdp.Parse(offer)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	law := d.Laws[0]
	p.ours.Laws, p.ours.KeyType, p.ours.Mux = []g711.Law{law}, d.KeyType, d.Mux
	p.ours.Direction = d.Direction.Answer(true, true)
	p.ours.Before, p.ours.After = d.Before, d.After
	p.ours.Secure, p.ours.Crypto = d.Secure, nil
	p.ours.Version++
	if d.Secure {
		c, ours, err := p.answerKey(d.Crypto)
		if err != nil {
			return nil, err
		}
		p.ours.Crypto = []sdp.Crypto{{Tag: c.Tag, Suite: c.Suite, Key: ours}}
	} else {
		p.secure = nil
	}
	p.theirs = d
	p.configure(law)
	return p.ours.Marshal(), nil
}

// answerKey chooses among offered keys. As long as the peer's stays, ours stays, and with them the packets' count.
func (p *plainLeg) answerKey(offered []sdp.Crypto) (sdp.Crypto, string, error) {
	at := slices.IndexFunc(offered, func(c sdp.Crypto) bool { return c.Suite == rtp.Suite })
	if at < 0 {
		return sdp.Crypto{}, "", rtp.ErrKey
	}
	c := offered[at]
	if p.secure == nil || p.keys[0] != c.Key {
		ours := rtp.NewKey()
		s, err := rtp.NewSecure(c.Key, ours)
		if err != nil {
			return sdp.Crypto{}, "", err
		}
		p.secure, p.keys = s, [2]string{c.Key, ours}
	}
	return c, p.keys[1], nil
}

// Offer implements sip.Media.
func (p *plainLeg) Offer() ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ours.Version++
	if len(p.ours.Laws) == 0 {
		p.ours.Laws, p.ours.KeyType = []g711.Law{g711.ALaw, g711.MuLaw}, keyType
	}
	p.ours.Direction = sdp.SendRecv
	if p.ours.Secure && len(p.ours.Crypto) == 0 {
		p.ours.Crypto = []sdp.Crypto{{Tag: 1, Suite: rtp.Suite, Key: rtp.NewKey()}}
	}
	return p.ours.Marshal(), nil
}

var errAnswer = errors.New("exchange: the answer does not fit the offer")

// Accept implements sip.Media.
func (p *plainLeg) Accept(answer []byte) error {
	d, err := sdp.Parse(answer)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if d.Secure != p.ours.Secure {
		return errAnswer
	}
	at := slices.IndexFunc(d.Laws, func(l g711.Law) bool { return slices.Contains(p.ours.Laws, l) })
	if at < 0 {
		return errAnswer
	}
	if d.Secure {
		if len(d.Crypto) != 1 || len(p.ours.Crypto) != 1 || d.Crypto[0].Tag != p.ours.Crypto[0].Tag || d.Crypto[0].Suite != rtp.Suite {
			return errAnswer
		}
		if keys := [2]string{d.Crypto[0].Key, p.ours.Crypto[0].Key}; p.secure == nil || p.keys != keys {
			if p.secure, err = rtp.NewSecure(keys[0], keys[1]); err != nil {
				return err
			}
			p.keys = keys
		}
	}
	p.theirs = d
	p.ours.Direction = d.Direction.Answer(true, true)
	p.configure(d.Laws[at])
	return nil
}

// configure tells the leg what was agreed, while the lock is held.
func (p *plainLeg) configure(law g711.Law) {
	d := p.theirs
	params := rtp.Params{
		Format: rtp.Format{
			Law: law, KeyType: d.KeyType, Send: p.ours.Direction.Sends(), Receive: p.ours.Direction.Receives(), Patience: p.x.patience(),
		},
		Remote: netip.AddrPortFrom(d.Address, uint16(d.Port)), Mux: d.Mux, Secure: p.secure,
		Sources: []netip.Addr{d.Address},
	}
	control := d.ControlPort
	switch {
	case d.Mux:
		control = d.Port
	case control == 0:
		control = d.Port + 1
	}
	params.Control = netip.AddrPortFrom(d.Address, uint16(control))
	if p.line.call != nil {
		if source := p.line.call.Source(); source.IsValid() && source != d.Address {
			params.Sources = append(params.Sources, source)
		}
	}
	p.Configure(params)
}
