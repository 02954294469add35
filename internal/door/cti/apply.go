package cti

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// apply lets an event whose turn it is take effect, and tells how that went.
func (d *Door) apply(tx *store.Tx, c Centre, s *stream, e Event, peer ids.ID) (outcome string, err error) {
	if e.Kind == KindRecording {
		return d.announce(tx, c, s.call, *e.Recording)
	}
	x := switchboard.OutsideStep{Kind: steps[e.Kind], Source: c.ID, Call: s.call, At: e.At, Out: e.Direction == "out", Peer: peer, Hotline: e.Hotline,
		Reason: e.Reason, Rating: e.Rating}
	outcome = OutcomeOK
	queue := e.Queue
	switch {
	case e.ToQueue != "":
		x.To, queue = "queue", e.ToQueue
	case e.ToAgent != "":
		x.To = "seat"
		if x.Other, err = d.person(tx, c.ID, e.ToAgent); err != nil {
			return "", err
		}
	case e.Kind == KindTransferred:
		x.To = "number"
	}
	usual := d.Queues()[0]
	x.Usual = &usual
	if queue != "" {
		if x.Queue, err = d.queue(tx, c.ID, queue); err != nil {
			return "", err
		}
		if x.Queue == nil {
			x.Queue, outcome = &usual, OutcomeUnknownQueue
		}
	}
	if e.Agent != "" {
		if x.Seat, err = d.person(tx, c.ID, e.Agent); err != nil {
			return "", err
		}
		if x.Seat == 0 {
			outcome = OutcomeUnknownAgent
		}
	}
	call, moved, err := d.Calls.Outside(tx, x)
	if err != nil {
		return "", err
	}
	if !moved {
		return OutcomeNoEffect, nil
	}
	s.call = call
	if e.Kind == KindTransferred && x.To == "queue" { // the caller waits in it from now on
		x.Kind, x.Call = switchboard.OutsideQueued, call
		if _, _, err := d.Calls.Outside(tx, x); err != nil {
			return "", err
		}
	}
	return outcome, nil
}

// applyLate lets an event whose turn was passed over do what is right at any time: end, rate and record the call.
func (d *Door) applyLate(tx *store.Tx, c Centre, s *stream, e Event, peer ids.ID) (string, error) {
	if e.Kind != KindEnded && e.Kind != KindRating && e.Kind != KindRecording {
		return OutcomeLate, nil
	}
	return d.apply(tx, c, s, e, peer)
}

// applyState writes down what an agent is doing.
func (d *Door) applyState(tx *store.Tx, c Centre, e Event) (string, error) {
	seat, err := d.person(tx, c.ID, e.Agent)
	if err != nil {
		return "", err
	}
	if seat == 0 {
		return OutcomeUnknownAgent, nil
	}
	changed, err := d.Calls.OutsideSeat(tx, c.ID, seat, switchboard.SeatState(e.State), e.Reason, e.At)
	if err != nil {
		return "", err
	}
	if !changed {
		return OutcomeNoEffect, nil
	}
	return OutcomeOK, nil
}
