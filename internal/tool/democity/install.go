package democity

import (
	"context"
	"fmt"
	"time"
)

// settleEvery is how often timers run while the month is played: overdue orders are marked that late at most.
const settleEvery = 2 * time.Hour

// Install enters the city into an empty installation and plays its month up to now. Where the city is installed
// already it does nothing. progress may be nil; it is told what is being done and how far it is.
//
// Faults: demo.begun after an interrupted start, demo.foreign where there is other data.
func Install(ctx context.Context, rooms Rooms, city *City, now time.Time, progress func(done, total int, what string)) error {
	stage, err := rooms.Stage(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("democity: %w", err)
	case stage == StageInstalled:
		return nil
	case stage == StageBegun:
		return ErrBegun
	case stage == StageForeign:
		return ErrForeign
	}
	if progress == nil {
		progress = func(int, int, string) {}
	}
	working, err := rooms.Working(ctx)
	if err != nil {
		return fmt.Errorf("democity: working days: %w", err)
	}
	i := newInstaller(ctx, rooms, city, now, MakePlan(city, now, working), progress)
	rooms.SetTime(now.AddDate(0, 0, -Days-2))
	if err := rooms.Mark(ctx, StageBegun); err != nil {
		return fmt.Errorf("democity: %w", err)
	}
	if err := i.settings(); err != nil {
		return err
	}
	if err := i.month(); err != nil {
		return err
	}
	rooms.SetTime(now)
	if err := rooms.Propose(ctx, city.Rules); err != nil {
		return fmt.Errorf("democity: draft of the dispatch catalogue: %w", err)
	}
	if err := rooms.Settle(ctx); err != nil {
		return fmt.Errorf("democity: settle: %w", err)
	}
	if err := rooms.Oversee(ctx, len(overseen)); err != nil {
		return fmt.Errorf("democity: supervision: %w", err)
	}
	if err := rooms.Settle(ctx); err != nil {
		return fmt.Errorf("democity: settle: %w", err)
	}
	if err := rooms.Measure(ctx, now); err != nil {
		return fmt.Errorf("democity: measure: %w", err)
	}
	if err := rooms.Mark(ctx, StageInstalled); err != nil {
		return fmt.Errorf("democity: %w", err)
	}
	return nil
}

type installer struct {
	ctx      context.Context
	rooms    Rooms
	city     *City
	now      time.Time
	entries  []Entry // published before the month; announcements follow in its course
	plan     []Step
	progress func(done, total int, what string)
	done     int
	total    int // staff (slow, because of their passwords), entries, and steps
}

func newInstaller(ctx context.Context, rooms Rooms, city *City, now time.Time, plan []Step, progress func(int, int, string)) *installer {
	i := &installer{ctx: ctx, rooms: rooms, city: city, now: now, plan: plan, progress: progress}
	for _, e := range city.Entries {
		if e.Kind != Announcement {
			i.entries = append(i.entries, e)
		}
	}
	i.total = len(city.Staff) + len(i.entries) + len(plan)
	return i
}

// settings enters what was there before the month began.
func (i *installer) settings() error {
	c := i.city
	for _, part := range []struct {
		what  string
		weigh int
		do    func() error
	}{
		{"区划", 0, func() error { return i.rooms.PutDivisions(i.ctx, c.Divisions) }},
		{"承办单位", 0, func() error { return i.rooms.AddUnits(i.ctx, c.Units) }},
		{"热线号码", 0, func() error { return i.rooms.AddHotlines(i.ctx, c.Hotlines) }},
		{"诉求分类", 0, func() error { return i.rooms.AddCategories(i.ctx, c.Categories) }},
		{"派单目录", 0, func() error { return i.rooms.SetDefaults(i.ctx, c.Defaults) }},
		{"工作人员", len(c.Staff), func() error { return i.rooms.AddStaff(i.ctx, c.Staff, Password) }},
		{"知识库", len(i.entries), func() error { return i.rooms.Publish(i.ctx, i.entries, i.now) }},
	} {
		i.progress(i.done, i.total, part.what)
		if err := i.ctx.Err(); err != nil {
			return err
		}
		if err := part.do(); err != nil {
			return fmt.Errorf("democity: %s: %w", part.what, err)
		}
		i.done += part.weigh
	}
	return nil
}

// overseen is how long before now the parts of supervision are played; the last comes at the end.
var overseen = []time.Duration{8 * 24 * time.Hour, 6 * 24 * time.Hour, 4 * 24 * time.Hour}

// month plays the plan.
func (i *installer) month() error {
	settled, part, more := time.Time{}, 0, extras(i.rooms, i.now)
	for _, s := range i.plan {
		var err error
		if more, err = i.beside(more, s.At); err != nil {
			return err
		}
		for part < len(overseen) && !s.At.Before(i.now.Add(-overseen[part])) {
			if err := i.rooms.Oversee(i.ctx, part); err != nil {
				return fmt.Errorf("democity: supervision: %w", err)
			}
			part++
		}
		if err := i.ctx.Err(); err != nil {
			return err
		}
		if s.At.Sub(settled) >= settleEvery {
			i.rooms.SetTime(s.At)
			if err := i.rooms.Settle(i.ctx); err != nil {
				return fmt.Errorf("democity: settle: %w", err)
			}
			settled = s.At
		}
		i.rooms.SetTime(s.At)
		if s.Verb == VerbRate || s.Verb == VerbCall { // the question must have been planned
			if err := i.rooms.CatchUp(i.ctx); err != nil {
				return fmt.Errorf("democity: catch up: %w", err)
			}
		}
		if err := i.rooms.Take(i.ctx, s); err != nil {
			return fmt.Errorf("democity: %s: %w", s, err)
		}
		i.done++
		i.progress(i.done, i.total, "三十天的诉求与工单")
	}
	_, err := i.beside(more, i.now)
	return err
}

// String names the step in messages.
func (s Step) String() string {
	at := s.At.Format("01-02 15:04")
	if s.Case == nil {
		return fmt.Sprintf("%s %s %s", at, s.Verb, s.Entry.Code)
	}
	return fmt.Sprintf("%s %s %s（%s）", at, s.Verb, s.Case.Scenario.Code, s.Case.Place.Address)
}
