package retention

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// HoldIn is a hold as it is set.
type HoldIn struct {
	Kind   string `json:"kind" enum:"order,requester,recording"`
	Number string `json:"number" maxLength:"40" doc:"of an order or a receipt; of the call, for a recording"`
	Reason string `json:"reason" maxLength:"500" doc:"who asked for it, and for what"`
}

// HoldLiftIn lifts a hold.
type HoldLiftIn struct {
	Reason  string `json:"reason" maxLength:"500"`
	Version int64  `json:"version" minimum:"1"`
}

// SetHold puts a hold on something. Faults: auth.forbidden, intake.no_such_request, retention.no_such_call, .reason_needed,
// .already_held, .no_identity.
func (s *Service) SetHold(tx *store.Tx, by auth.Principal, in HoldIn) (Hold, error) {
	if !by.Can(RightHold) || !by.Scope.All {
		return Hold{}, fault.Forbidden
	}
	reason, err := reasoned(in.Reason, true)
	if err != nil {
		return Hold{}, err
	}
	h := Hold{ID: ids.New(), Kind: in.Kind, Number: strings.ToUpper(strings.TrimSpace(in.Number)), Reason: reason, SetBy: by.Name, SetAt: s.now(), Version: 1, by: by.ID}
	if err := s.aim(tx, by, &h); err != nil {
		return Hold{}, err
	}
	if n, err := holdsOn(tx, h.Kind, h.target); err != nil || n > 0 {
		return Hold{}, errors.Join(err, ErrAlreadyHeld)
	}
	salt, commit := ledger.Commit(reason)
	err = tx.Do(`INSERT INTO retention_hold (id, kind, target_id, order_id, number, reason, salt, set_by, set_at, lifted_by, lifted_at, lift_note, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', 1)`, h.ID, h.Kind, h.target, h.OrderID, h.Number, h.Reason, salt, by.ID, wall.Micros(h.SetAt))
	if err != nil {
		return Hold{}, fmt.Errorf("retention: set a hold: %w", err)
	}
	h.MayLift = by.Can(RightLift)
	return h, s.turnHold(tx, by, h, EventHeld, commit)
}

// aim finds what a hold is to be set on. Whoever may not read an order does not learn that it is there.
func (s *Service) aim(tx *store.Tx, by auth.Principal, h *Hold) error {
	if h.Kind == HeldRecording {
		call, err := ids.Parse(h.Number)
		if err != nil {
			return ErrNoCall
		}
		known, err := s.Calls.HasCall(tx, call)
		if err == nil && !known {
			err = ErrNoCall
		}
		h.target = call
		return err
	}
	var who ids.ID
	order, found := s.Orders.FindNumber(tx, h.Number)
	if !found || h.Kind == HeldRequester {
		a, err := s.Requests.AskerOf(tx, h.Number)
		if err != nil {
			return err
		}
		order, who = a.Order, a.Identity
	}
	if order != 0 {
		if err := s.Orders.Visible(tx, by, order); errors.Is(err, workorder.ErrNotFound) {
			return intake.ErrNoSuchRequest
		} else if err != nil {
			return err
		}
	}
	h.OrderID, h.target = order, order
	if h.Kind == HeldRequester {
		h.target = who
	}
	switch {
	case h.Kind == HeldRequester && who == 0:
		return ErrNoIdentity
	case h.target == 0: // refused at the door: there is no order
		return intake.ErrNoSuchRequest
	}
	return nil
}

// LiftHold ends a hold; what it kept is erased again when its time has come. Faults: auth.forbidden, retention.no_hold, .lifted,
// .stale, .reason_needed.
func (s *Service) LiftHold(tx *store.Tx, by auth.Principal, id ids.ID, in HoldLiftIn) (Hold, error) {
	if !by.Can(RightLift) || !by.Scope.All {
		return Hold{}, fault.Forbidden
	}
	lock := ""
	if tx.Engine() == store.Postgres {
		lock = " FOR UPDATE"
	}
	h, err := scanHold(tx.QueryRow(`SELECT `+holdColumns+` FROM retention_hold WHERE id = ?`+lock, id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Hold{}, ErrNoHold
	case err != nil:
		return Hold{}, fmt.Errorf("retention: lift a hold: %w", err)
	}
	if h.OrderID != 0 {
		if err := s.Orders.Visible(tx, by, h.OrderID); errors.Is(err, workorder.ErrNotFound) {
			return Hold{}, ErrNoHold
		} else if err != nil && !errors.Is(err, workorder.ErrSealed) {
			return Hold{}, err
		}
	}
	switch {
	case h.LiftedAt != nil:
		return Hold{}, ErrLifted
	case h.Version != in.Version:
		return Hold{}, ErrStale
	}
	if h.LiftNote, err = reasoned(in.Reason, true); err != nil {
		return Hold{}, err
	}
	now := s.now()
	h.LiftedAt, h.LiftedBy, h.SetBy, h.Version = &now, by.Name, s.Names.StaffName(tx, h.by), h.Version+1
	err = tx.Do(`UPDATE retention_hold SET lifted_by = ?, lifted_at = ?, lift_note = ?, version = ? WHERE id = ?`, by.ID, wall.Micros(now), h.LiftNote, h.Version, id)
	if err != nil {
		return Hold{}, fmt.Errorf("retention: lift a hold: %w", err)
	}
	_, commit := ledger.Commit(h.LiftNote)
	return h, s.turnHold(tx, by, h, EventLifted, commit)
}

// turnHold marks what a hold reaches, and records that it was set or lifted.
func (s *Service) turnHold(tx *store.Tx, by auth.Principal, h Hold, kind, commit string) error {
	orders, err := s.reached(tx, h)
	if err != nil {
		return err
	}
	if err := s.markHeld(tx, orders); err != nil {
		return err
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: h.ID, Actor: by.ID, Payload: HoldPayload{Held: h.Kind, Order: h.OrderID, Commit: commit}})
	if err != nil {
		return fmt.Errorf("retention: record: %w", err)
	}
	return nil
}
