package outreach

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
)

// Recover gives people back whose calls were under way when the program stopped, and not those who were spoken with.
func (s *Service) Recover(ctx context.Context) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Do(`UPDATE outreach_person SET state = ?, claimed_by = 0, claimed_until = 0 WHERE state = ? AND result <> ?`,
			PersonWaiting, PersonCalling, ResultAnswered)
		if err != nil {
			return fmt.Errorf("outreach: recover: %w", err)
		}
		return nil
	})
}

// Tick calls whom running campaigns of robots may call now, and ends campaigns that have nobody left.
func (s *Service) Tick(ctx context.Context) error {
	running, err := s.campaigns(s.Store.Read(ctx), `state = ? ORDER BY id`, StateRunning)
	if err != nil {
		return err
	}
	for _, c := range running {
		if s.Clock.Now().Before(s.heldUntil[c.ID]) {
			continue
		}
		delete(s.heldUntil, c.ID)
		if err := s.advance(ctx, c); err != nil {
			s.heldUntil[c.ID] = s.Clock.Now().Add(heldFor)
			s.Log.Error("outreach: a campaign is held up", "campaign", c.ID, "error", err)
		}
	}
	return nil
}

// heldFor is how long a campaign rests when it could not go on, such as without its voice: a server that is down is not
// asked each second.
const heldFor = 15 * time.Second

func (s *Service) advance(ctx context.Context, c Campaign) error {
	if err := s.lapse(ctx, c); err != nil {
		return err
	}
	q := s.Store.Read(ctx)
	var left int
	if err := q.QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM outreach_person WHERE campaign_id = ? AND state IN (?, ?) LIMIT 1) x`,
		c.ID, PersonWaiting, PersonCalling).Scan(&left); err != nil {
		return fmt.Errorf("outreach: left: %w", err)
	}
	if left == 0 {
		return s.Store.Write(ctx, func(tx *store.Tx) error {
			now, err := s.campaign(tx, c.ID)
			if err != nil || now.State != StateRunning {
				return err
			}
			_, err = s.End(tx, system, c.ID, now.Version)
			return err
		})
	}
	open, err := s.openNow(q, c)
	if err != nil || !open || c.Kind != KindRobot {
		return err
	}
	room := s.room(c)
	if room <= 0 {
		return nil
	}
	due, err := s.people(q, `campaign_id = ? AND state = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?`, c.ID, PersonWaiting, wall.Micros(s.Clock.Now()), room)
	for _, p := range due {
		if err = s.robot(ctx, c, p); err != nil {
			break
		}
	}
	if errors.Is(err, switchboard.ErrTrunk) || errors.Is(err, switchboard.ErrNoExchange) {
		return nil // it comes back, and nobody was called
	}
	return err
}

// openNow tells whether a campaign may call now.
func (s *Service) openNow(q store.Queryer, c Campaign) (bool, error) {
	var failed error
	open := c.Settings.Open(s.Clock.Now(), func(day time.Time) bool {
		if s.Working == nil {
			return true
		}
		works, err := s.Working(q, day)
		failed = err
		return works
	})
	return open && failed == nil, failed
}

// room is how many calls a campaign may begin now.
func (s *Service) room(c Campaign) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := s.Clock.Now().Add(-time.Minute)
	list := s.begun[c.ID]
	for len(list) > 0 && !list[0].After(from) {
		list = list[1:]
	}
	s.begun[c.ID] = list
	return min(c.Settings.Lines-s.active[c.ID], c.Settings.PerMinute-len(list))
}

func (s *Service) count(campaign ids.ID, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active[campaign] += n
	if n > 0 {
		s.begun[campaign] = append(s.begun[campaign], s.Clock.Now())
	}
}

// uncount takes a call back that was never begun.
func (s *Service) uncount(campaign ids.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active[campaign]--
	s.begun[campaign] = s.begun[campaign][:len(s.begun[campaign])-1]
}

// robot calls somebody. What is said is prepared before.
func (s *Service) robot(ctx context.Context, c Campaign, p Person) error {
	who, err := s.open(p)
	if err != nil {
		return fmt.Errorf("outreach: open: %w", err)
	}
	sounds, err := s.speak(ctx, c.Script, who.Words)
	if err != nil {
		return err
	}
	taken, err := s.mark(ctx, p)
	if err != nil || !taken {
		return err
	}
	t := &talk{script: c.Script, wait: time.Duration(c.Settings.Wait) * time.Second, sounds: sounds, ears: s.earsFor(ctx, c.Script)}
	s.work.Add(1)
	s.count(c.ID, 1)
	t.ended = func(t *talk, cause string, answered bool) {
		go func() { // the line waits for no database
			defer s.work.Done()
			defer s.count(c.ID, -1)
			if err := s.settle(context.WithoutCancel(ctx), c, p.ID, who.Number, t, cause, answered); err != nil {
				s.Log.Error("outreach: the result of a call is not kept; the person is called again after a restart", "person", p.ID, "error", err)
			}
		}()
	}
	err = s.Calls.Robot(who.Number, switchboard.Errand{Kind: switchboard.ErrandOutreach, Subject: p.ID, Veiled: true}, time.Duration(c.Settings.Ring)*time.Second, t)
	if err == nil {
		return nil
	}
	defer s.work.Done()
	s.uncount(c.ID)
	return errors.Join(err, s.Store.Write(ctx, func(tx *store.Tx) error {
		p.State = PersonWaiting
		return s.save(tx, p)
	}))
}

// mark marks somebody as being called, unless somebody else was faster or the number must not be called.
func (s *Service) mark(ctx context.Context, p Person) (taken bool, err error) {
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		taken = false
		now, err := s.person(tx, p.Campaign, p.ID)
		if err != nil || now.State != PersonWaiting {
			return err
		}
		barred, err := isBarred(tx, now.mac)
		if err != nil {
			return err
		}
		if now.State = PersonCalling; barred {
			now.State = PersonBarred
		}
		taken = !barred
		return s.save(tx, now)
	})
	return taken, err
}

// settle writes down what became of a robot's call.
func (s *Service) settle(ctx context.Context, c Campaign, id ids.ID, number string, t *talk, cause string, answered bool) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		p, err := s.person(tx, c.ID, id)
		if err != nil || p.State != PersonCalling {
			return err
		}
		result := cause
		if answered {
			if result = t.result; result == "" {
				result = ResultSilent
			}
			p.Answers = t.answers
		}
		if answered && t.bar {
			if err := s.bar(tx, 0, number, "本人在外呼中要求"); err != nil {
				return err
			}
		}
		return s.called(tx, c, p, attempt{call: t.call, result: result, done: answered && t.result != "", said: t.said, deaf: t.deaf})
	})
}
