package switchboard

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
)

// OutsideStates are what a seat of another call centre can be.
var OutsideStates = []SeatState{SeatOffline, SeatReady, SeatBusy, SeatRinging, SeatTalking, SeatWrapUp}

// OutsideSeat writes down what a seat of another call centre is doing, as a shift of that person. A reason for busy that
// is not ours counts as other duty. False: nothing changed.
func (s *Service) OutsideSeat(tx *store.Tx, source, staff ids.ID, state SeatState, reason string, at time.Time) (bool, error) {
	switch {
	case state != SeatBusy:
		reason = ""
	case !slices.Contains(Reasons, reason):
		reason = "duty"
	}
	var shift ids.ID
	var was SeatState
	var why string
	var since int64
	err := tx.QueryRow(`SELECT id, state, reason, since_at FROM switchboard_shift WHERE seat_id = ? AND source_id = ? AND ended_at = 0 ORDER BY id DESC LIMIT 1`,
		staff, source).Scan(&shift, &was, &why, &since)
	switch {
	case errors.Is(err, sql.ErrNoRows) && state == SeatOffline:
		return false, nil
	case errors.Is(err, sql.ErrNoRows):
		shift = ids.New()
	case err != nil:
		return false, fmt.Errorf("switchboard: outside seat: %w", err)
	case was == state && why == reason, wall.Micros(at) < since:
		return false, nil
	}
	now := wall.Micros(s.Clock.Now())
	p := Payload{Seat: staff, Shift: shift, State: string(state), Code: reason, Source: source, At: min(wall.Micros(at), now)}
	return true, s.keep(tx, entry{kind: EventSeatState, payload: p}, sealedPeer{})
}

// withOutside adds to a seat the call that another call centre has with its person.
func (s *Service) withOutside(q store.Queryer, staff ids.ID, v SeatView) (SeatView, error) {
	if s.AgentOf == nil {
		return v, nil
	}
	v.Outside = s.AgentOf(q, staff)
	if len(v.Calls) > 0 {
		return v, nil
	}
	c, ok, err := s.outsideCall(q, staff)
	if ok {
		v.Calls = append(v.Calls, c)
	}
	return v, err
}

// outsideCall is the call of another call centre that rings at somebody, or that they speak on: the newest.
func (s *Service) outsideCall(q store.Queryer, staff ids.ID) (v CallView, ok bool, err error) {
	var peer, source ids.ID
	var state OutsideState
	var began, since int64
	v = CallView{Part: "own", Direction: "in", Door: "phone", Others: []PartyView{}, Sent: []SentView{}, May: []string{}}
	err = q.QueryRow(`SELECT o.call_id, o.source_id, o.direction, o.state, o.queue, o.since_at, c.peer_id, c.hotline, c.began_at FROM switchboard_outside o
		JOIN switchboard_call c ON c.id = o.call_id WHERE o.seat_id = ? ORDER BY o.at DESC, o.call_id DESC LIMIT 1`, staff).
		Scan(&v.ID, &source, &v.Direction, &state, &v.Queue, &since, &peer, &v.Hotline, &began)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	if err != nil {
		return v, false, fmt.Errorf("switchboard: outside call: %w", err)
	}
	switch state {
	case OutsideRings:
		v.State = "ringing"
	case OutsideCalling:
		v.State = "calling"
	default:
		v.State, v.Held = "talking", state == OutsideOnHold
	}
	v.BeganAt, v.AnsweredAt = wall.FromMicros(began), optional(wall.FromMicros(since))
	if v.Queue != "" {
		v.QueueName = s.queueName(q, v.Queue)
	}
	if number, err := s.Number(q, peer); err == nil { // it may have been withheld, or erased
		v.CallerNumber, v.Masked = number, vault.MaskPhone(number)
	}
	if v.Source = "CTI"; s.Sources != nil {
		v.Source = s.Sources(q, source)
	}
	return v, true, nil
}
