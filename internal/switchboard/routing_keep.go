package switchboard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/telephony/timer"
)

// MenuConfig is what the words of the menu stand on.
type MenuConfig struct {
	Folder    string            // of recordings; empty: none
	Fill      map[string]string // words for variables: 城市, 热线
	Templates []Template        // of special lines; nil: the shipped ones
}

// lookEvery is how often the store is asked for what other nodes have published.
const lookEvery = 2 * time.Second

// sayLimit is how long a changed menu waits for a voice before tones stand in.
const sayLimit = 20 * time.Second

// sayFailures is after how many texts that could not be said a voice is asked no more for this menu.
const sayFailures = 3

// Plan tells the queues that are always there, which this node's exchange begins with.
func (s *Service) Plan(queues []Queue) { s.plan.Store(&queues) }

// base are the queues that are always there.
func (s *Service) base() []Queue {
	if p := s.plan.Load(); p != nil {
		return *p
	}
	return ShippedQueues()
}

func (s *Service) templates() []Template {
	if s.Menus.Templates != nil {
		return s.Menus.Templates
	}
	return ShippedTemplates()
}

// reroute tells this node that the menu or a line was changed.
func (s *Service) reroute() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// menuNow is the menu that holds; without one, the one that an installation begins with.
func (s *Service) menuNow(q store.Queryer) (v MenuVersion, published bool, err error) {
	v, published, err = lastMenu(q)
	if err == nil && !published {
		v.Menu = FirstMenu(s.base())
	}
	return v, published, err
}

// Routing reads where calls go by the store. Nothing is said yet; see voiced.
func (s *Service) Routing(q store.Queryer) (*Routing, error) {
	v, _, err := s.menuNow(q)
	if err != nil {
		return nil, err
	}
	lines, err := livingLines(q)
	if err != nil {
		return nil, err
	}
	r := NewRouting(v.Menu, s.base(), lines)
	r.Version, r.Number, r.Fill = v.ID, v.Number, s.Menus.Fill
	if s.Running != nil {
		if r.Running, err = s.Running(q); err != nil {
			return nil, fmt.Errorf("switchboard: announcements: %w", err)
		}
	}
	if s.Calendar != nil {
		if r.Working, err = s.Calendar(q); err != nil {
			return nil, fmt.Errorf("switchboard: calendar: %w", err)
		}
	}
	return r, nil
}

// voiced lets a routing's words be said: recordings first, then a voice. What neither has stays a tone. known are sounds that
// are there already.
func (s *Service) voiced(ctx context.Context, r *Routing, known map[prompt][]int16) {
	r.sounds = map[prompt][]int16{}
	ctx, cancel := context.WithTimeout(ctx, sayLimit)
	defer cancel()
	failed := 0
	for _, p := range r.prompts() {
		sound, err := LoadSound(s.Menus.Folder, p.sound)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			s.Log.Warn("a recording of the menu cannot be played", "name", p.sound, "error", err)
		}
		if err != nil {
			sound = known[p]
		}
		if sound == nil && p.text != "" && s.Speak != nil && failed < sayFailures {
			if sound, err = s.Speak(ctx, p.text); err != nil {
				s.Log.Warn("the menu is not said, tones stand in for it", "error", err)
				failed++
			}
		}
		if sound != nil {
			r.sounds[p] = sound
		}
	}
}

// Refresh lets a board follow the store, if something has changed, and writes down which lines are over.
func (s *Service) Refresh(ctx context.Context, b *Board) error {
	if err := s.closeOver(ctx); err != nil {
		return err
	}
	r, err := s.Routing(s.Store.Read(ctx))
	if err != nil {
		return err
	}
	if old := b.Routed(); old.sounds == nil || !old.same(r, s.Clock.Now()) {
		s.voiced(ctx, r, old.sounds)
		b.Route(r)
	}
	return nil
}

// closeOver closes lines whose time is over, if there are any.
func (s *Service) closeOver(ctx context.Context) error {
	lines, err := livingLines(s.Store.Read(ctx))
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.State(s.Clock.Now()) == "closed" {
			return s.Store.Write(ctx, s.CloseDue)
		}
	}
	return nil
}

// KeepRouting lets a board follow the store until ctx ends.
func (s *Service) KeepRouting(ctx context.Context, b *Board, clock timer.Clock) {
	for ctx.Err() == nil {
		due := make(chan struct{})
		t := clock.After(lookEvery, func() { close(due) })
		select {
		case <-ctx.Done():
		case <-s.changed:
		case <-due:
		}
		t.Stop()
		if err := s.Refresh(ctx, b); err != nil && ctx.Err() == nil {
			s.Log.Error("the voice menu could not be read; calls go by the one before", "error", err)
		}
	}
}
