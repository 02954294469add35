package sip

import (
	"errors"
	"strings"

	sgo "github.com/emiago/sipgo/sip"
)

// Replaces names a dialog whose place a call takes, RFC 3891. ToTag is the tag of who gets the INVITE.
type Replaces struct {
	CallID, ToTag, FromTag string
	EarlyOnly              bool
}

var errReplaces = errors.New("sip: not a Replaces header")

// ParseReplaces reads the value of a Replaces header.
func ParseReplaces(value string) (Replaces, error) {
	parts := strings.Split(value, ";")
	r := Replaces{CallID: strings.TrimSpace(parts[0])}
	for _, p := range parts[1:] {
		name, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		switch strings.ToLower(name) {
		case "to-tag":
			r.ToTag = v
		case "from-tag":
			r.FromTag = v
		case "early-only":
			r.EarlyOnly = true
		}
	}
	if r.CallID == "" || r.ToTag == "" || r.FromTag == "" {
		return Replaces{}, errReplaces
	}
	return r, nil
}

// replacedBy finds the call whose place an INVITE wants to take, by RFC 3891 section 3; nil and 0 if it wants none. The
// code refuses: 400 for what cannot be read, 481 for a dialog that is not there or that rings at its caller, 486 for one
// that stands though only a ringing one was meant. Who may take whose place is for the owner to say.
func (s *Stack) replacedBy(req *sgo.Request) (*Call, int) {
	list := req.GetHeaders("Replaces")
	if len(list) == 0 {
		return nil, 0
	}
	r, err := ParseReplaces(list[0].Value())
	if err != nil || len(list) > 1 {
		return nil, 400
	}
	c := s.find(r.CallID, r.ToTag)
	switch {
	case c == nil || c.PeerTag() != r.FromTag || c.incoming && !c.Stands():
		return nil, 481
	case r.EarlyOnly && c.Stands():
		return nil, 486
	}
	return c, 0
}

// FindReplaced returns the call that a Replaces within a Refer-To names; nil if there is none. Either of its tags may be
// ours, since the header is written from the view of who gets it.
func (s *Stack) FindReplaced(r Replaces) *Call {
	for _, tags := range [][2]string{{r.ToTag, r.FromTag}, {r.FromTag, r.ToTag}} {
		if c := s.find(r.CallID, tags[0]); c != nil && c.PeerTag() == tags[1] {
			return c
		}
	}
	return nil
}

func (c *Call) answered() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stands = true
}
