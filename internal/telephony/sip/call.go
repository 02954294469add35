package sip

import (
	"errors"
	"net/netip"
	"sync"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

// Cause says why a call ended.
type Cause string

// The causes.
const (
	CauseNormal   Cause = "normal"   // somebody hung up
	CauseRejected Cause = "rejected" // the callee refused; Code tells how
	CauseCanceled Cause = "canceled" // the caller gave up before the answer
	CauseNoAnswer Cause = "no_answer"
	CauseNoAck    Cause = "no_ack"       // the answer was never confirmed
	CauseNoMedia  Cause = "no_media"     // the formats do not fit, or sound stopped coming
	CauseExpired  Cause = "expired"      // the session timer ran out
	CauseLost     Cause = "unreachable"  // nothing could be sent to the peer
	CauseShutdown Cause = "shutdown"     // the exchange stops
	CauseMoved    Cause = "transferred"  // another call took this one's place
	CauseProtocol Cause = "out_of_order" // the peer did what the protocol forbids
)

// Kind is what happened in a call.
type Kind uint8

// The kinds of events.
const (
	Ringing    Kind = iota // the callee is being called
	EarlyMedia             // the callee's network is heard before the answer
	Answered               // the call stands
	Changed                // an offer was answered again: hold, or another address
	KeyPressed             // by INFO; Key
	Refer                  // the peer wants to be transferred; Target and, attended, Replaces
	Moved                  // signalling of the peer now goes another way
	Ended                  // Cause and, from a response, Code; nothing follows
)

// Event is told to the owner on the call's goroutine; the owner must not block.
type Event struct {
	Kind     Kind
	Code     int
	Cause    Cause
	ByPeer   bool // Ended: the peer ended it
	Key      byte
	Target   sgo.Uri
	Replaces *Replaces
}

// Media makes and takes descriptions of sound. It is called on the call's goroutine.
type Media interface {
	// Answer takes an offer and returns the answer; an error refuses it (488).
	Answer(offer []byte) ([]byte, error)
	// Offer returns an offer.
	Offer() ([]byte, error)
	// Accept takes the answer to our offer.
	Accept(answer []byte) error
}

type state uint8

const (
	stateEarly    state = iota // before the answer
	stateAnswered              // we answered and wait for ACK
	stateUp
	stateEnded
)

// Call is one dialog.
type Call struct {
	stack    *Stack
	box      *mailbox
	done     chan struct{}
	incoming bool

	// Set before the first event and never again.
	callID, localTag string
	trunk            *Trunk
	user             string // the account that registered, or ""
	from, to         sgo.Uri
	display          string
	replaced         *Call
	offered          []byte

	// The rest belongs to the call's goroutine.
	state     state
	events    func(Event)
	media     Media
	remoteTag string
	local     sgo.Uri // From or To of our side
	remote    sgo.Uri
	target    sgo.Uri // the peer's contact
	routes    []sgo.Header
	hop       hop
	cseq      uint32
	peerSeq   uint32
	allows    string // methods that the peer says it takes
	hangup    Cause  // wanted as soon as it may be done

	uas   uas
	uac   uac
	again renewal
	timer sessionTimer
	refer referral

	mu      sync.Mutex // only for the next lines, which others ask for
	ended   Event
	peerTag string // remoteTag, once it is known
	stands  bool   // the call was answered
}

// hop is how the peer is reached.
type hop struct {
	transport  string
	addr       string
	connection uint64 // 0 with UDP
}

func newCall(s *Stack, callID, localTag string) *Call {
	c := &Call{stack: s, box: newMailbox(), done: make(chan struct{}), callID: callID, localTag: localTag, events: func(Event) {}}
	return c
}

// start puts the call among the others and begins its goroutine; false when the stack is closing.
func (c *Call) start() bool {
	if !c.stack.add(c) {
		return false
	}
	c.stack.work.Go(c.box.run)
	return true
}

func (c *Call) post(task func()) { c.box.post(task) }

// after posts a task later, unless it is stopped.
func (c *Call) after(d time.Duration, task func()) timer.Timer {
	return c.stack.cfg.Clock.After(d, func() { c.post(task) })
}

// Do runs a task on the call's goroutine, unless the call has ended.
func (c *Call) Do(task func()) { c.post(task) }

// ID is the Call-ID.
func (c *Call) ID() string { return c.callID }

// LocalTag is our tag of the dialog.
func (c *Call) LocalTag() string { return c.localTag }

// Incoming tells whether the peer called.
func (c *Call) Incoming() bool { return c.incoming }

// From is who calls, To who is called, as the first message says.
func (c *Call) From() sgo.Uri { return c.from }

// To is who is called.
func (c *Call) To() sgo.Uri { return c.to }

// Trunk is the trunk by which the call goes, if any.
func (c *Call) Trunk() *Trunk { return c.trunk }

// User is the registered account that calls or is called, if any.
func (c *Call) User() string { return c.user }

// PeerTag is the peer's tag of the dialog; empty as long as a callee has said nothing.
func (c *Call) PeerTag() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peerTag
}

// Stands tells whether the call was answered.
func (c *Call) Stands() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stands
}

// Replaced is the call whose place this incoming one wants to take, if any.
func (c *Call) Replaced() *Call { return c.replaced }

// Offered is the offer of an incoming call; empty if it leaves the offer to us.
func (c *Call) Offered() []byte { return c.offered }

// Source is the address that signalling comes from; to be asked on the call's goroutine.
func (c *Call) Source() netip.Addr {
	if at, err := netip.ParseAddrPort(c.hop.addr); err == nil {
		return at.Addr().Unmap()
	}
	return netip.Addr{}
}

// Done is closed when the call has ended.
func (c *Call) Done() <-chan struct{} { return c.done }

// Result is the last event, once Done is closed.
func (c *Call) Result() Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// Own sets who is told of events and who makes the sound. For an incoming call it is called from Config.Incoming.
func (c *Call) Own(events func(Event), media Media) {
	c.events, c.media = events, media
}

// Hangup ends the call whatever its state: refuses, cancels or says goodbye.
func (c *Call) Hangup(cause Cause) { c.post(func() { c.hang(cause) }) }

func (c *Call) hang(cause Cause) {
	switch {
	case c.state == stateEnded:
	case c.state == stateUp, c.state == stateAnswered && cause == CauseShutdown:
		c.bye()
		c.end(Event{Cause: cause})
	case c.state == stateAnswered:
		c.hangup = cause // goodbye may be said only after ACK (RFC 3261 section 15)
	case c.incoming:
		code := map[Cause]int{CauseNoMedia: 488, CauseNoAnswer: 480, CauseShutdown: 503}[cause]
		if code == 0 {
			code = 603
		}
		c.reject(code, cause)
	default:
		c.cancel(cause)
	}
}

// end tells the owner and stops the goroutine after the task that calls it.
func (c *Call) end(e Event) {
	if c.state == stateEnded {
		return
	}
	c.state = stateEnded
	for _, t := range []timer.Timer{c.uas.timer, c.uas.limit, c.uas.prackTimer, c.uac.limit, c.uac.silence, c.again.timer, c.timer.timer} {
		if t != nil {
			t.Stop()
		}
	}
	e.Kind = Ended
	c.mu.Lock()
	c.ended = e
	c.mu.Unlock()
	c.stack.remove(c)
	c.events(e)
	c.box.close()
	close(c.done)
}

// onRequest takes a request within the dialog.
func (c *Call) onRequest(req *sgo.Request, tx *sgo.ServerTx) {
	if tag, _ := req.From().Params.Get("tag"); c.remoteTag != "" && tag != c.remoteTag {
		if req.Method != sgo.ACK {
			c.reply(tx, req, 481, "Call/Transaction Does Not Exist")
		}
		return
	}
	seq := req.CSeq().SeqNo
	if req.Method != sgo.ACK && req.Method != sgo.CANCEL {
		if seq < c.peerSeq {
			c.reply(tx, req, 500, "Out of Order")
			return
		}
		c.peerSeq = seq
	}
	switch req.Method {
	case sgo.ACK:
		c.onAck(req)
	case sgo.BYE:
		c.reply(tx, req, 200, "OK")
		c.end(Event{Cause: CauseNormal, ByPeer: true})
	case sgo.INVITE:
		c.onReinvite(req, tx)
	case sgo.UPDATE:
		c.onUpdate(req, tx)
	case sgo.PRACK:
		c.onPrack(req, tx)
	case sgo.INFO:
		c.onInfo(req, tx)
	case sgo.REFER:
		c.onRefer(req, tx)
	case sgo.NOTIFY:
		c.onNotify(req, tx)
	case sgo.OPTIONS:
		res := c.response(req, 200, "OK", nil)
		res.AppendHeader(sgo.NewHeader("Allow", allow))
		c.stack.send(tx, res)
	default:
		res := c.response(req, 405, "Method Not Allowed", nil)
		res.AppendHeader(sgo.NewHeader("Allow", allow))
		c.stack.send(tx, res)
	}
}

var errNoMedia = errors.New("sip: nobody makes sound for this call")

func (c *Call) answerOffer(offer []byte) ([]byte, error) {
	if c.media == nil {
		return nil, errNoMedia
	}
	return c.media.Answer(offer)
}
