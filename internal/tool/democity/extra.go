package democity

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Extra is something of the month that is no case of a scenario: a refusal, a declared event.
type Extra struct {
	At   time.Time
	What string
	Do   func(ctx context.Context) error
}

// Extras is an installation that has more to play than the plan's cases.
type Extras interface {
	// Extras lists what is to be done, in any order; times after now are left out.
	Extras(now time.Time) []Extra
}

// extras asks the rooms for what is beside the plan, in the order of time.
func extras(rooms Rooms, now time.Time) []Extra {
	more, ok := rooms.(Extras)
	if !ok {
		return nil
	}
	list := slices.DeleteFunc(more.Extras(now), func(x Extra) bool { return x.At.After(now) })
	slices.SortStableFunc(list, func(a, b Extra) int { return a.At.Compare(b.At) })
	return list
}

// beside does what is due before a moment, and returns the rest.
func (i *installer) beside(list []Extra, before time.Time) ([]Extra, error) {
	for len(list) > 0 && !list[0].At.After(before) {
		x := list[0]
		list = list[1:]
		i.rooms.SetTime(x.At)
		if err := i.rooms.CatchUp(i.ctx); err != nil {
			return nil, fmt.Errorf("democity: catch up: %w", err)
		}
		if err := x.Do(i.ctx); err != nil {
			return nil, fmt.Errorf("democity: %s: %w", x.What, err)
		}
	}
	return list, nil
}
