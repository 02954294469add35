package switchboard

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// OutsideKind is what another call centre (CTI) tells of a call that it has.
type OutsideKind string

// What is told.
const (
	OutsideArrived     OutsideKind = "arrived"
	OutsideQueued      OutsideKind = "queued"
	OutsideRinging     OutsideKind = "ringing" // at a seat
	OutsideAnswered    OutsideKind = "answered"
	OutsideHeld        OutsideKind = "held"
	OutsideRetrieved   OutsideKind = "retrieved"
	OutsideTransferred OutsideKind = "transferred" // the seat has left; whoever is next rings or answers
	OutsideEnded       OutsideKind = "ended"
	OutsideRated       OutsideKind = "rated"
)

// OutsideState is how such a call stands.
type OutsideState string

// The states.
const (
	OutsideNone    OutsideState = "" // not told of yet
	OutsideMenu    OutsideState = "menu"
	OutsideWaits   OutsideState = "queued"
	OutsideRings   OutsideState = "ringing"
	OutsideTalks   OutsideState = "talking"
	OutsideOnHold  OutsideState = "held"
	OutsideHanded  OutsideState = "handed"  // between two seats
	OutsideCalling OutsideState = "calling" // a seat calls somebody who has not answered
	OutsideOver    OutsideState = "ended"
)

// outsideMoves tells in which states what is told has an effect, and the state after it. An empty one: it stays.
var outsideMoves = map[OutsideKind]map[OutsideState]OutsideState{
	OutsideArrived: {OutsideNone: OutsideMenu},
	OutsideQueued: {OutsideNone: OutsideWaits, OutsideMenu: OutsideWaits, OutsideWaits: OutsideWaits, OutsideRings: OutsideWaits, OutsideTalks: OutsideWaits,
		OutsideOnHold: OutsideWaits, OutsideHanded: OutsideWaits},
	OutsideRinging: {OutsideNone: OutsideRings, OutsideMenu: OutsideRings, OutsideWaits: OutsideRings, OutsideRings: OutsideRings, OutsideHanded: OutsideRings},
	OutsideAnswered: {OutsideNone: OutsideTalks, OutsideMenu: OutsideTalks, OutsideWaits: OutsideTalks, OutsideRings: OutsideTalks, OutsideTalks: OutsideTalks,
		OutsideOnHold: OutsideTalks, OutsideHanded: OutsideTalks, OutsideCalling: OutsideTalks},
	OutsideHeld:        {OutsideTalks: OutsideOnHold},
	OutsideRetrieved:   {OutsideOnHold: OutsideTalks},
	OutsideTransferred: {OutsideTalks: OutsideHanded, OutsideOnHold: OutsideHanded},
	OutsideEnded: {OutsideMenu: OutsideOver, OutsideWaits: OutsideOver, OutsideRings: OutsideOver, OutsideTalks: OutsideOver, OutsideOnHold: OutsideOver,
		OutsideHanded: OutsideOver, OutsideCalling: OutsideOver},
	OutsideRated: {OutsideMenu: "", OutsideWaits: "", OutsideRings: "", OutsideTalks: "", OutsideOnHold: "", OutsideHanded: "", OutsideCalling: "", OutsideOver: ""},
}

// OutsideReasons are why a call can have ended, beside that somebody hung up: the caller asked to be called back, waited
// as long as anybody may, the line broke; and of a call of a seat in vain why.
var OutsideReasons = []string{"hung_up", "callback", "timeout", "failed", CauseNoAnswer, CauseBusy, CauseRefused, CauseWrong}

// OutsideStep is what was told, in our terms.
type OutsideStep struct {
	Kind   OutsideKind
	Source ids.ID // the call centre
	Call   ids.ID // 0: not told of before
	At     time.Time

	Out     bool // a seat calls somebody
	Peer    ids.ID
	Hotline string
	Queue   *Queue // nil: none is named
	Usual   *Queue // of a call that has come into none, and rings
	Seat    ids.ID
	To      string // transferred: seat, queue, number
	Other   ids.ID // transferred: the seat that is to have it
	Reason  string
	Rating  int
}

// theirs is a row of switchboard_outside.
type theirs struct {
	call, source, seat ids.ID
	out, answered      bool
	state              OutsideState
	queue              string
	since, at          int64
}

// Outside writes down what another call centre told: the call's events and its row, the same as of an own call. It
// returns the call, new or known, and whether what was told changed anything: false means that it does not go with how the
// call stands. Times never run backwards within a call, and never ahead of our clock.
func (s *Service) Outside(tx *store.Tx, x OutsideStep) (call ids.ID, moved bool, err error) {
	now := s.Clock.Now()
	o, err := outsideOf(tx, x.Call)
	if err != nil {
		return 0, false, err
	}
	to, moves := outsideMoves[x.Kind][o.state]
	if !moves || o.state != OutsideNone && o.source != x.Source || x.same(o) {
		return o.call, false, nil
	}
	if to == "" {
		to = o.state
	}
	at := max(o.at, wall.Micros(x.At))
	at = min(at, max(o.at, wall.Micros(now)))
	if o.state == OutsideNone {
		o = theirs{call: ids.New(), source: x.Source, out: x.Out}
	}
	for _, e := range x.steps(o) {
		e.payload.Call, e.payload.Source, e.payload.At = o.call, x.Source, at
		if err := s.keep(tx, e, sealedPeer{}); err != nil {
			return 0, false, err
		}
	}
	x.apply(&o, to, at)
	return o.call, true, putOutside(tx, o, wall.Micros(now))
}

// same tells whether what is told is how the call stands already.
func (x OutsideStep) same(o theirs) bool {
	switch {
	case x.Kind == OutsideQueued && o.state == OutsideWaits:
		return x.Queue == nil || x.Queue.Code == o.queue
	case x.Kind == OutsideRinging && o.state == OutsideRings, x.Kind == OutsideAnswered && o.state == OutsideTalks:
		return x.Seat == o.seat
	}
	return false
}

// steps are the events of what is told, with those that it lets conclude: a call that rings has been in a queue.
func (x OutsideStep) steps(o theirs) (list []entry) {
	add := func(kind string, p Payload) { list = append(list, entry{kind: kind, payload: p}) }
	code := o.queue
	queue := func() {
		p := Payload{Queue: code}
		if q := x.into(o); q != nil {
			p.Target, p.Short = q.Target.D().Microseconds(), q.Short.D().Microseconds()
		}
		add(EventQueued, p)
	}
	if q := x.into(o); q != nil {
		code = q.Code
	}
	if o.state == OutsideNone {
		p := Payload{Peer: x.Peer, Direction: "in", Hotline: x.Hotline}
		if x.Out {
			p.Direction, p.Seat = "out", x.Seat
		}
		add(EventBegan, p)
	}
	if (x.Kind == OutsideRinging || x.Kind == OutsideAnswered) && (o.state == OutsideNone || o.state == OutsideMenu) && !x.Out && !o.out {
		queue()
	}
	if o.state == OutsideRings && (x.Kind == OutsideQueued || x.Kind == OutsideRinging || x.Kind == OutsideAnswered && x.Seat != o.seat) {
		add(EventMissed, Payload{Seat: o.seat, Queue: o.queue})
	}
	switch x.Kind {
	case OutsideQueued:
		if o.state == OutsideTalks || o.state == OutsideOnHold {
			add(EventHandedOver, Payload{Seat: o.seat, Code: "queue", Queue: code})
		}
		if o.state != OutsideRings || code != o.queue {
			queue()
		}
	case OutsideRinging:
		add(EventOffered, Payload{Seat: x.Seat, Queue: code})
	case OutsideAnswered:
		add(EventAnswered, Payload{Seat: x.Seat, Queue: code})
	case OutsideHeld:
		add(EventHeld, Payload{Seat: o.seat})
	case OutsideRetrieved:
		add(EventRetrieved, Payload{Seat: o.seat})
	case OutsideTransferred:
		add(EventHandedOver, Payload{Seat: o.seat, Other: x.Other, Code: x.To, Queue: code})
	case OutsideRated:
		add(EventRated, Payload{Seat: o.seat, Rating: x.Rating})
	case OutsideEnded:
		outcome, cause := x.outcome(o)
		if outcome == Asked {
			add(EventAsked, Payload{Queue: o.queue})
		}
		add(EventEnded, Payload{Seat: o.seat, Code: string(outcome), Cause: cause})
	}
	return list
}

// into is the queue that a call comes into by what is told; nil: it stays in its own, or comes into none.
func (x OutsideStep) into(o theirs) *Queue {
	switch {
	case x.Kind != OutsideQueued && (x.Out || o.out || x.Kind != OutsideRinging && x.Kind != OutsideAnswered):
		return nil
	case x.Queue != nil && (x.Kind == OutsideQueued || o.queue == ""):
		return x.Queue
	case o.queue == "":
		return x.Usual
	}
	return nil
}

// outcome is how a call ended that stood like that.
func (x OutsideStep) outcome(o theirs) (outcome Outcome, cause string) {
	waits := o.state == OutsideWaits || o.state == OutsideRings
	switch {
	case o.answered && !waits:
		return Served, ""
	case o.out && !o.answered:
		switch {
		case x.Reason == "timeout":
			return Unreached, CauseNoAnswer
		case slices.Contains([]string{CauseNoAnswer, CauseBusy, CauseRefused, CauseWrong, CauseFailed}, x.Reason):
			return Unreached, x.Reason
		}
		return Unreached, CauseGivenUp
	case x.Reason == "failed":
		return Interrupted, ""
	case o.state == OutsideMenu:
		return Left, ""
	case x.Reason == "callback":
		return Asked, ""
	case x.Reason == "timeout":
		return LetGo, ""
	}
	return Abandoned, ""
}

// apply changes the row as the step says.
func (x OutsideStep) apply(o *theirs, to OutsideState, at int64) {
	if to == OutsideMenu && x.Out {
		to = OutsideCalling
		o.seat = x.Seat
	}
	if q := x.into(*o); q != nil {
		o.queue = q.Code
	}
	switch x.Kind {
	case OutsideQueued, OutsideTransferred:
		o.seat, o.since = 0, 0
	case OutsideRinging:
		o.seat, o.since = x.Seat, 0
	case OutsideAnswered:
		o.seat, o.since, o.answered = x.Seat, at, true
	}
	o.state, o.at = to, at
}
