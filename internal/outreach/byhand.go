package outreach

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
)

// system ends campaigns by itself.
var system = auth.System

const (
	claimLasts = 15 * time.Minute
	laterAfter = time.Hour // until somebody is called again who asked for it
)

// The results of a call that somebody of staff writes down.
const (
	ResultTold     = "told"       // 已告知
	ResultAgreed   = "agreed"     // 同意
	ResultDeclined = "declined"   // 拒绝
	ResultNotThem  = "not_person" // 非本人
	ResultLater    = "later"      // 稍后再拨
)

// ResultAnswered is the result of somebody who was spoken with when nobody wrote down what was said.
const ResultAnswered = "answered"

// Results lists those that are written down.
var Results = []string{ResultTold, ResultAgreed, ResultDeclined, ResultNotThem, ResultLater}

// Next takes on the next person of a campaign for by, or the one that by has already. Faults: outreach.not_found,
// .wrong_state, .outside_hours, .nobody_due.
func (s *Service) Next(tx *store.Tx, by auth.Principal, id ids.ID) (Campaign, Person, error) {
	c, err := s.byHand(tx, id)
	if err != nil {
		return c, Person{}, err
	}
	now := wall.Micros(s.Clock.Now())
	list, err := s.people(tx, `campaign_id = ? AND (state = ? AND next_at <= ? AND (claimed_until <= ? OR claimed_by = ?) OR state = ? AND claimed_by = ?)
		ORDER BY CASE claimed_by WHEN ? THEN 0 ELSE 1 END, next_at, id LIMIT 1`, id, PersonWaiting, now, now, by.ID, PersonCalling, by.ID, by.ID)
	if err != nil {
		return c, Person{}, err
	}
	if len(list) == 0 {
		return c, Person{}, ErrNobody
	}
	p := list[0]
	p.ClaimedBy, p.ClaimedUntil = by.ID, s.Clock.Now().Add(claimLasts)
	return c, p, s.save(tx, p)
}

// byHand is a running campaign of people that may call now.
func (s *Service) byHand(q store.Queryer, id ids.ID) (Campaign, error) {
	c, err := s.at(q, id, 0, StateRunning)
	if err == nil && c.Kind == KindRobot {
		err = ErrState
	}
	if err != nil {
		return c, err
	}
	open, err := s.openNow(q, c)
	if err == nil && !open {
		err = ErrHours
	}
	return c, err
}

// Dial calls somebody whom ctx's principal has taken on. Faults: outreach.not_claimed and those of Next and of
// switchboard.Dial.
func (s *Service) Dial(ctx context.Context, campaign, person ids.ID) (switchboard.SeatView, error) {
	by := auth.From(ctx)
	if err := s.Calls.MayDial(by); err != nil {
		return switchboard.SeatView{}, err
	}
	var p Person
	err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if _, err = s.byHand(tx, campaign); err != nil {
			return err
		}
		if p, err = s.person(tx, campaign, person); err != nil {
			return err
		}
		barred, err := isBarred(tx, p.mac)
		if err != nil {
			return err
		}
		if barred || p.State != PersonWaiting || p.ClaimedBy != by.ID {
			return ErrClaimed
		}
		p.State = PersonCalling
		return s.save(tx, p)
	})
	if err != nil {
		return switchboard.SeatView{}, err
	}
	who, err := s.open(p)
	if err == nil {
		var v switchboard.SeatView
		v, err = s.Calls.Dial(by, who.Number, switchboard.Errand{Kind: switchboard.ErrandOutreach, Subject: p.ID, Veiled: true})
		if err == nil {
			return v, nil
		}
	}
	back := s.Store.Write(ctx, func(tx *store.Tx) error {
		p.State = PersonWaiting
		return s.save(tx, p)
	})
	if back != nil {
		s.Log.Error("outreach: somebody who was not called is not given back", "person", p.ID, "error", back)
	}
	return switchboard.SeatView{}, err
}

// Done writes down what somebody said whom by has called. Faults: outreach.not_claimed, .bad_result.
func (s *Service) Done(tx *store.Tx, by auth.Principal, campaign, person ids.ID, result, note string, bar bool) error {
	if !slices.Contains(Results, result) || utf8.RuneCountInString(note) > maxWord {
		return ErrResult
	}
	c, err := s.campaign(tx, campaign)
	if err != nil {
		return err
	}
	p, err := s.person(tx, campaign, person)
	if err != nil {
		return err
	}
	if p.ClaimedBy != by.ID || p.State != PersonCalling {
		return ErrClaimed
	}
	p.Note = note
	if result == ResultLater {
		p.NextAt = s.Clock.Now().Add(laterAfter)
	}
	if bar {
		who, err := s.open(p)
		if err != nil {
			return err
		}
		if err := s.bar(tx, by.ID, who.Number, "外呼中要求不再呼叫"); err != nil {
			return err
		}
	}
	if err := s.called(tx, c, p, attempt{staff: by.ID, result: result, done: result != ResultLater}); err != nil || result != ResultLater {
		return err
	}
	err = tx.Do(`UPDATE outreach_person SET state = ?, next_at = ? WHERE id = ?`, PersonWaiting, wall.Micros(p.NextAt), p.ID)
	return err
}

// followCalls takes the calls of seats. Those in vain count as the rules of the campaign say; a seat that did not take up
// its own telephone, or gave up, keeps the person. Whoever was spoken with is not called again: who called has some time
// to write the result down, and without it the person is done with (lapse).
func (s *Service) followCalls(tx *store.Tx, recs []ledger.Record) error {
	for _, rec := range recs {
		var call switchboard.Payload
		if err := json.Unmarshal(rec.Payload, &call); err != nil {
			return fmt.Errorf("outreach: %s: %w", rec.Kind, err)
		}
		if call.Errand == switchboard.ErrandOutreach && call.Code == string(switchboard.Served) {
			if err := s.spoken(tx, call.About); err != nil {
				return err
			}
			continue
		}
		if call.Errand != switchboard.ErrandOutreach || call.Seat == 0 || call.Code != string(switchboard.Unreached) {
			continue
		}
		list, err := s.people(tx, `id = ? AND state = ? AND claimed_by = ?`, call.About, PersonCalling, call.Seat)
		if err != nil {
			return err
		}
		for _, p := range list {
			c, err := s.campaign(tx, p.Campaign)
			switch {
			case err != nil:
			case call.Tried():
				err = s.called(tx, c, p, attempt{call: call.Call, staff: call.Seat, result: call.Cause})
			default:
				p.State = PersonWaiting
				err = s.save(tx, p)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// spoken notes that somebody whom a seat called was spoken with, whoever of staff had the call last. Of a robot's call
// it takes nothing.
func (s *Service) spoken(tx *store.Tx, person ids.ID) error {
	list, err := s.people(tx, `id = ? AND state = ? AND claimed_by <> 0`, person, PersonCalling)
	for _, p := range list {
		p.Result, p.ClaimedUntil = ResultAnswered, s.Clock.Now().Add(claimLasts)
		err = s.save(tx, p)
	}
	return err
}

// lapse is done with those of a campaign who were spoken with a while ago and whose result nobody has written down.
func (s *Service) lapse(ctx context.Context, c Campaign) error {
	const due = `campaign_id = ? AND state = ? AND result = ? AND claimed_until <= ?`
	args := []any{c.ID, PersonCalling, ResultAnswered, wall.Micros(s.Clock.Now())}
	list, err := s.people(s.Store.Read(ctx), due+` LIMIT 1`, args...)
	if err != nil || len(list) == 0 {
		return err
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := s.people(tx, due, args...)
		for _, p := range list {
			if err = s.called(tx, c, p, attempt{staff: p.ClaimedBy, result: ResultAnswered, done: true}); err != nil {
				return err
			}
		}
		return err
	})
}
