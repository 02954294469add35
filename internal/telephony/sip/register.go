package sip

import (
	"strconv"
	"strings"
	"sync"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

const (
	maxRegistration = 3600 // seconds
	minRegistration = 30
	maxBindings     = 8 // of one account
)

// binding is one way to an account: its contact and how its REGISTER came.
type binding struct {
	contact sgo.Uri
	hop     hop
	callID  string
	cseq    uint32
	expires time.Time
	serial  uint64
	timer   timer.Timer
}

// registrar knows where the accounts are (RFC 3261 section 10). Accounts are reached the way they came, so that phones
// behind a NAT and browsers, whose contacts mean nothing, are reached as well.
type registrar struct {
	stack *Stack

	mu       sync.Mutex
	bindings map[string][]binding
	serial   uint64
}

func newRegistrar(s *Stack) *registrar {
	return &registrar{stack: s, bindings: map[string][]binding{}}
}

// onRegister takes a REGISTER of whom it proves to be.
func (r *registrar) onRegister(req *sgo.Request, tx *sgo.ServerTx) {
	s := r.stack
	user, ok := s.authorize(req, tx, sgo.REGISTER)
	if !ok {
		return
	}
	if req.To().Address.User != user {
		s.respond(tx, req, 403, "Forbidden")
		return
	}
	contacts := req.GetHeaders("Contact")
	for _, h := range contacts {
		c, isContact := h.(*sgo.ContactHeader)
		if !isContact {
			s.respond(tx, req, 400, "Bad Contact")
			return
		}
		seconds := expires(req, c)
		switch {
		case c.Address.Wildcard && (seconds != 0 || len(contacts) > 1):
			s.respond(tx, req, 400, "Bad Contact")
			return
		case c.Address.Wildcard:
			r.removeAll(user)
		case seconds == 0:
			r.remove(user, func(b *binding) bool { return same(b, c.Address) })
		case seconds < minRegistration:
			res := sgo.NewResponseFromRequest(req, 423, "Interval Too Brief", nil)
			res.AppendHeader(sgo.NewHeader("Min-Expires", strconv.Itoa(minRegistration)))
			s.send(tx, res)
			return
		default:
			r.put(user, req, c.Address, min(seconds, maxRegistration))
		}
	}
	res := sgo.NewResponseFromRequest(req, 200, "OK", nil)
	now := s.cfg.Clock.Now()
	for _, b := range r.list(user) {
		h := &sgo.ContactHeader{Address: b.contact}
		h.Params.Add("expires", strconv.Itoa(max(0, int(b.expires.Sub(now)/time.Second))))
		res.AppendHeader(h)
	}
	res.AppendHeader(sgo.NewHeader("Date", now.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")))
	s.send(tx, res)
}

func expires(req *sgo.Request, c *sgo.ContactHeader) int {
	text, ok := c.Params.Get("expires")
	if !ok {
		if h := req.GetHeader("Expires"); h != nil {
			text = h.Value()
		}
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || seconds < 0 {
		return maxRegistration
	}
	return seconds
}

func same(b *binding, contact sgo.Uri) bool { return b.contact.String() == contact.String() }

func (r *registrar) put(user string, req *sgo.Request, contact sgo.Uri, seconds int) {
	s := r.stack
	now := s.cfg.Clock.Now()
	life := time.Duration(seconds) * time.Second
	r.mu.Lock()
	r.serial++
	b := binding{
		contact: *contact.Clone(), hop: s.hopOf(req), callID: string(*req.CallID()), cseq: req.CSeq().SeqNo,
		expires: now.Add(life), serial: r.serial,
	}
	serial := b.serial
	b.timer = s.cfg.Clock.After(life, func() { r.remove(user, func(b *binding) bool { return b.serial == serial }) })
	list := r.bindings[user]
	at := -1
	for i := range list {
		if same(&list[i], contact) {
			at = i
		}
	}
	online := len(list) == 0
	switch {
	case at >= 0:
		list[at].timer.Stop()
		list[at] = b
	case len(list) >= maxBindings:
		list[0].timer.Stop()
		list = append(list[1:], b)
	default:
		list = append(list, b)
	}
	r.bindings[user] = list
	r.mu.Unlock()
	if b.hop.connection != 0 {
		s.moveCalls(user, b)
	}
	if online && s.cfg.Registered != nil {
		s.cfg.Registered(user, true)
	}
}

// remove forgets the bindings that match.
func (r *registrar) remove(user string, match func(*binding) bool) {
	r.mu.Lock()
	list := r.bindings[user]
	kept := list[:0:0]
	for i := range list {
		if match(&list[i]) {
			list[i].timer.Stop()
			continue
		}
		kept = append(kept, list[i])
	}
	gone := len(list) > 0 && len(kept) == 0
	if len(kept) == 0 {
		delete(r.bindings, user)
	} else {
		r.bindings[user] = kept
	}
	r.mu.Unlock()
	if gone && r.stack.cfg.Registered != nil {
		r.stack.cfg.Registered(user, false)
	}
}

func (r *registrar) removeAll(user string) { r.remove(user, func(*binding) bool { return true }) }

// connectionClosed forgets whoever registered over a connection: nobody is reached by it any more.
func (r *registrar) connectionClosed(id uint64) {
	r.mu.Lock()
	var users []string
	for user, list := range r.bindings {
		for i := range list {
			if list[i].hop.connection == id {
				users = append(users, user)
				break
			}
		}
	}
	r.mu.Unlock()
	for _, user := range users {
		r.remove(user, func(b *binding) bool { return b.hop.connection == id })
	}
}

func (r *registrar) list(user string) []binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]binding(nil), r.bindings[user]...)
}

// best is the newest binding of an account.
func (r *registrar) best(user string) (binding, bool) {
	list := r.list(user)
	if len(list) == 0 {
		return binding{}, false
	}
	newest := list[0]
	for _, b := range list[1:] {
		if b.serial > newest.serial {
			newest = b
		}
	}
	return newest, true
}

// Online tells whether an account is registered.
func (s *Stack) Online(user string) bool {
	_, ok := s.registrar.best(user)
	return ok
}

// Kick forgets where an account is, when its person signs out.
func (s *Stack) Kick(user string) { s.registrar.removeAll(user) }

// moveCalls points the calls of an account, which came over connections that are gone, to its new one.
func (s *Stack) moveCalls(user string, to binding) {
	s.mu.Lock()
	var list []*Call
	for _, c := range s.calls {
		if c.user == user {
			list = append(list, c)
		}
	}
	s.mu.Unlock()
	for _, c := range list {
		c.post(func() {
			if h := c.hop; h.connection != 0 && s.connection(h.transport, h.addr) != h.connection {
				c.move(to)
			}
		})
	}
}
