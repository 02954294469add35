package switchboard

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// CoolState is how it stands with a cool-down.
type CoolState string

// The states of a cool-down.
const (
	CoolAsked   CoolState = "asked"   // waits for a second person
	CoolRunning CoolState = "running" // until its time is over
	CoolRefused CoolState = "refused" // by the second person
	CoolLifted  CoolState = "lifted"  // sooner
	CoolUndone  CoolState = "undone"  // it should not have been, and does not count
	CoolOver    CoolState = "over"    // by itself
)

// Cooldown 冷却 is a limited time during which a number reaches seats only behind everybody else.
type Cooldown struct {
	ID       ids.ID
	Peer     ids.ID
	Evidence int
	Hours    int
	Words    string
	State    CoolState
	AskedBy  ids.ID
	AskedAt  time.Time
	Decided  ids.ID // a second person
	From     time.Time
	Until    time.Time
	LiftedBy ids.ID
	LiftWhy  string

	AppealedBy ids.ID
	AppealedAt time.Time
	Appeal     string
	JudgedBy   ids.ID
	JudgedAt   time.Time
	Granted    bool
	Judgement  string
}

const coolColumns = `id, peer_id, evidence, hours, words, state, asked_by, asked_at, decided_by, from_at, until_at, lifted_by, lift_words,
	appealed_by, appealed_at, appeal_words, judged_by, judged_at, granted, judge_words`

func (s *Service) scanCool(r store.Row) (c Cooldown, err error) {
	var asked, from, until, appealed, judged int64
	var granted int
	err = r.Scan(&c.ID, &c.Peer, &c.Evidence, &c.Hours, &c.Words, &c.State, &c.AskedBy, &asked, &c.Decided, &from, &until, &c.LiftedBy, &c.LiftWhy,
		&c.AppealedBy, &appealed, &c.Appeal, &c.JudgedBy, &judged, &granted, &c.Judgement)
	c.AskedAt, c.From, c.Until = wall.FromMicros(asked), wall.FromMicros(from), wall.FromMicros(until)
	c.AppealedAt, c.JudgedAt, c.Granted = wall.FromMicros(appealed), wall.FromMicros(judged), granted == 1
	if c.State == CoolRunning && !s.Clock.Now().Before(c.Until) { // the job that says so may come later
		c.State = CoolOver
	}
	return c, err
}

// Cooldowns are those of a caller, the newest first.
func (s *Service) Cooldowns(q store.Queryer, peer ids.ID) ([]Cooldown, error) {
	rows, err := q.Query(`SELECT `+coolColumns+` FROM switchboard_cooldown WHERE peer_id = ? ORDER BY asked_at DESC, id DESC`, peer)
	list, err := store.Collect(rows, err, s.scanCool)
	if err != nil {
		return nil, fmt.Errorf("switchboard: cool-downs: %w", err)
	}
	return list, nil
}

func (s *Service) cooldown(q store.Queryer, id ids.ID) (Cooldown, error) {
	c, err := s.scanCool(q.QueryRow(`SELECT `+coolColumns+` FROM switchboard_cooldown WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrNoCooldown
	}
	if err != nil {
		return c, fmt.Errorf("switchboard: cool-down: %w", err)
	}
	return c, nil
}

// CooledUntil is until when a number cools down; zero: it does not.
func (s *Service) CooledUntil(q store.Queryer, number string) (time.Time, error) {
	if withheld(number) {
		return time.Time{}, nil
	}
	var until int64
	err := q.QueryRow(`SELECT COALESCE(MAX(c.until_at), 0) FROM switchboard_peer p JOIN switchboard_cooldown c ON c.peer_id = p.id
		WHERE p.mac = ? AND c.state = ? AND c.until_at > ?`, s.Ring.MAC(s.secret, []byte(number)), string(CoolRunning), wall.Micros(s.Clock.Now())).Scan(&until)
	if err != nil {
		return time.Time{}, fmt.Errorf("switchboard: cool-down of a caller: %w", err)
	}
	return wall.FromMicros(until), nil
}

// Standing is what of a caller counts for a cool-down.
type Standing struct {
	Evidence int // pieces that count, of others than who asks
	Threats  int
	Before   int       // cool-downs that make the next one a further one
	Hours    int       // how long the next may last
	Enough   bool      // there may be one
	Now      *Cooldown // that is asked for or runs; nil: none
}

// standing weighs what is known of a caller; what p itself has marked is left out, since nobody decides on the own
// evidence. With 0 all of it counts.
func (s *Service) standing(evidence []Abuse, cools []Cooldown, p ids.ID) Standing {
	var x Standing
	r, now := s.rules(), s.Clock.Now()
	for _, a := range evidence {
		if a.DroppedBy != 0 || p != 0 && a.Seat == p || now.Sub(a.At) > days(r.Days) {
			continue
		}
		x.Evidence++
		if a.Kind == AbuseThreat {
			x.Threats++
		}
	}
	for i, c := range cools {
		switch c.State {
		case CoolAsked, CoolRunning:
			x.Now = &cools[i]
		case CoolLifted, CoolOver:
			if now.Sub(c.From) <= days(r.RepeatDays) {
				x.Before++
			}
		}
	}
	x.Hours = r.most(x.Before)
	x.Enough = x.Evidence >= r.Evidence || x.Threats >= r.Threats
	return x
}

func (s *Service) standingOf(q store.Queryer, peer, p ids.ID) (Standing, error) {
	evidence, err := s.AbuseOf(q, peer)
	if err != nil {
		return Standing{}, err
	}
	cools, err := s.Cooldowns(q, peer)
	return s.standing(evidence, cools, p), err
}

// CoolDown lets a number cool down for some hours. It begins at once, or, beyond the limit of one person, when a second
// one agrees. The error is ErrWords, ErrTooLittleEvidence, ErrCooling or ErrCoolHours.
func (s *Service) CoolDown(tx *store.Tx, p auth.Principal, peer ids.ID, hours int, words string) (Cooldown, error) {
	words, err := guardWords(words)
	if err != nil {
		return Cooldown{}, err
	}
	x, err := s.standingOf(tx, peer, p.ID)
	switch {
	case err != nil:
		return Cooldown{}, err
	case x.Now != nil:
		return Cooldown{}, ErrCooling
	case !x.Enough:
		return Cooldown{}, ErrTooLittleEvidence.WithMessage("需要他人标记的有效证据 %d 件，或威胁证据 %d 件；目前 %d 件。", s.rules().Evidence, s.rules().Threats, x.Evidence)
	case hours < 1 || hours > x.Hours:
		return Cooldown{}, ErrCoolHours.WithMessage("这一次冷却最长 %d 小时。", x.Hours).WithField("body.hours", fmt.Sprintf("1 至 %d。", x.Hours))
	}
	c := Cooldown{ID: ids.New(), Peer: peer, Evidence: x.Evidence, Hours: hours, Words: words, State: CoolAsked, AskedBy: p.ID, AskedAt: s.Clock.Now()}
	if err := tx.Do(`INSERT INTO switchboard_cooldown (id, peer_id, evidence, hours, words, state, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Peer, c.Evidence, c.Hours, c.Words, string(c.State), c.AskedBy, wall.Micros(c.AskedAt)); err != nil {
		return c, fmt.Errorf("switchboard: cool-down: %w", err)
	}
	if err := s.guardEvent(tx, EventCoolAsked, p, GuardPayload{Peer: peer, Cooldown: c.ID, Hours: hours}); err != nil {
		return c, err
	}
	if hours <= s.rules().SecondOver {
		return s.begin(tx, p, c)
	}
	return c, nil
}

// begin lets a cool-down run from now on.
func (s *Service) begin(tx *store.Tx, p auth.Principal, c Cooldown) (Cooldown, error) {
	c.State, c.From = CoolRunning, s.Clock.Now()
	c.Until = c.From.Add(time.Duration(c.Hours) * time.Hour)
	if err := tx.Do(`UPDATE switchboard_cooldown SET state = ?, decided_by = ?, from_at = ?, until_at = ? WHERE id = ?`,
		string(c.State), c.Decided, wall.Micros(c.From), wall.Micros(c.Until), c.ID); err != nil {
		return c, fmt.Errorf("switchboard: begin a cool-down: %w", err)
	}
	if s.Jobs != nil {
		if err := s.Jobs.Enqueue(tx, jobs.New{Kind: jobCoolOver, Key: c.ID.String(), RunAt: c.Until, Payload: coolPayload{c.ID}}); err != nil {
			return c, fmt.Errorf("switchboard: end of a cool-down: %w", err)
		}
	}
	return c, s.guardEvent(tx, EventCoolBegan, p, GuardPayload{Peer: c.Peer, Cooldown: c.ID, Hours: c.Hours})
}

// DecideCool is the second person's word on a cool-down that one person may not decide. The error is ErrNoCooldown,
// ErrCoolState, ErrOwnCooldown or ErrTooLittleEvidence.
func (s *Service) DecideCool(tx *store.Tx, p auth.Principal, id ids.ID, agrees bool) (Cooldown, error) {
	c, err := s.cooldown(tx, id)
	switch {
	case err != nil:
		return c, err
	case c.State != CoolAsked:
		return c, ErrCoolState
	case c.AskedBy == p.ID:
		return c, ErrOwnCooldown
	}
	c.Decided = p.ID
	if agrees {
		if x, err := s.standingOf(tx, c.Peer, 0); err != nil || !x.Enough {
			return c, errors.Join(err, ErrTooLittleEvidence)
		}
		return s.begin(tx, p, c)
	}
	return s.endCool(tx, p, c, CoolRefused, "", EventCoolRefused)
}
