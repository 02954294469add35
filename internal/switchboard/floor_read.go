package switchboard

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/vault"
)

// figuresLast is how long the figures of the day are shown before they are counted anew: many screens ask.
const figuresLast = 3 * time.Second

// readFloor is what a team leader sees now.
func (s *Service) readFloor(ctx context.Context, p auth.Principal) (FloorView, error) {
	now := s.Clock.Now()
	v := FloorView{Now: now, Seats: []FloorSeat{}, Queues: []FloorQueue{}}
	f := s.here()
	if f == nil {
		return v, nil
	}
	v.Served = true
	q, all := s.Store.Read(ctx), f.Survey()
	var calls []ids.ID
	for _, l := range all.Seats {
		if l.Call != nil {
			calls = append(calls, l.Call.ID)
		}
	}
	orders := map[ids.ID]CallOrder{}
	if s.Orders != nil && len(calls) > 0 {
		var err error
		if orders, err = s.Orders(q, p, calls); err != nil {
			return v, err
		}
	}
	for _, w := range all.Watches {
		if w.Leader == p.ID {
			own := watchView(ctx, f, w)
			v.Watching = &own
		}
	}
	for _, l := range all.Seats {
		v.Seats = append(v.Seats, floorSeat(ctx, f, l, orders, all.Watches, p.ID, now))
	}
	slices.SortFunc(v.Seats, func(a, b FloorSeat) int { return cmp.Or(cmp.Compare(a.Login, b.Login), cmp.Compare(a.ID, b.ID)) })
	figures, err := s.today(ctx, now)
	if err != nil {
		return v, err
	}
	var total Figures
	queues := f.Queues()
	for _, code := range slices.Sorted(maps.Keys(figures)) {
		total.add(figures[code])
		if slices.ContainsFunc(queues, func(o Queue) bool { return o.Code == code }) {
			continue
		}
		if name := lineName(q, code); name != "" {
			queues = append(queues, Queue{Code: code, Name: name + "（已关闭）"}) // its calls of today still count
		}
	}
	for _, queue := range queues {
		v.Queues = append(v.Queues, floorQueue(queue, all, figures[queue.Code], now))
	}
	v.Today = floorFigures(total)
	return v, nil
}

func floorSeat(ctx context.Context, f Floor, l Look, orders map[ids.ID]CallOrder, watches []WatchLook, asks ids.ID, now time.Time) FloorSeat {
	v := FloorSeat{ID: l.Seat.Staff, State: l.Seat.State, Reason: l.Seat.Reason, Next: l.Next, Since: l.Seat.Since, SignedIn: l.Seat.SignedIn, Away: l.Seat.Away,
		Mine: l.Seat.Staff == asks, Skills: append([]string{}, l.Seat.Skills...), Watchers: []WatchView{}}
	v.Name, v.Login = f.Person(ctx, l.Seat.Staff)
	switch {
	case l.Seat.State == SeatWrapUp:
		v.Until = optional(l.Seat.WrapEnd)
	case l.Seat.State == SeatBusy && !l.Seat.BreakEnd.IsZero():
		v.Until, v.Over = optional(l.Seat.BreakEnd), now.After(l.Seat.BreakEnd)
	}
	if l.Call == nil {
		return v
	}
	v.Call = floorCall(ctx, f, l.Call)
	if o, ok := orders[l.Call.ID]; ok {
		v.Call.Order = &o
	}
	if l.Call.Helper {
		return v
	}
	for _, w := range watches {
		if w.Call == l.Call.ID {
			v.Watchers = append(v.Watchers, watchView(ctx, f, w))
		}
	}
	if l.Call.State == "talking" && l.Seat.Staff != asks {
		v.Call.May = []string{"listen", "whisper", "barge"}
		if l.Call.Other == nil || l.Call.Joined == joinedNames[together] {
			v.Call.May = append(v.Call.May, "take-over")
		}
		if l.Call.Other == nil || l.Call.Other.Kind != "emergency" {
			v.Call.May = append(v.Call.May, "emergency")
		}
	}
	return v
}

func floorCall(ctx context.Context, f Floor, c *CallLook) *FloorCall {
	v := &FloorCall{ID: c.ID, Part: "own", State: c.State, Direction: "in", Door: "phone", Masked: vault.MaskPhone(c.Caller.Number), BeganAt: c.Began,
		AnsweredAt: optional(c.Answered), Held: c.Held, Cut: c.Cut, Others: []PartyView{}, May: []string{}}
	if c.Out {
		v.Direction = "out"
	}
	if c.Caller.Web {
		v.Door = "web"
	}
	if c.Queue != nil {
		v.Queue, v.QueueName = c.Queue.Code, c.Queue.Name
	}
	if c.Helper {
		v.Part = "helper"
		name, _ := f.Person(ctx, c.Owner)
		v.Others = append(v.Others, PartyView{Kind: "seat", Name: name, State: c.Joined})
		return v
	}
	if c.Other != nil {
		v.Others = append(v.Others, PartyView{Kind: c.Other.Kind, Name: c.Other.Name, State: c.Joined})
	}
	v.Emergency = emergencyLook(c.Emergency)
	if c.Help != nil {
		v.HelpAt = optional(c.Help.since)
		v.HelpBy, _ = f.Person(ctx, c.Help.taken)
	}
	return v
}

func watchView(ctx context.Context, f Floor, w WatchLook) WatchView {
	v := WatchView{Call: w.Call, Mode: w.Mode, Seat: w.Seat, Since: optional(w.Since)}
	v.Leader, _ = f.Person(ctx, w.Leader)
	v.SeatName, _ = f.Person(ctx, w.Seat)
	return v
}

func floorQueue(q Queue, all Survey, today Figures, now time.Time) FloorQueue {
	v := FloorQueue{Code: q.Code, Name: q.Name, Waiting: len(all.Waiting[q.Code]), Today: floorFigures(today)}
	for _, since := range all.Waiting[q.Code] {
		if v.Oldest == nil || since.Before(*v.Oldest) {
			v.Oldest = &since
		}
	}
	v.Late = v.Oldest != nil && now.Sub(*v.Oldest) > q.Target.D()
	for _, l := range all.Seats {
		if l.Seat.State == SeatReady && !l.Seat.Away && l.Seat.has(q.Needs) {
			v.Ready++
		}
	}
	return v
}

// today are the figures of the day by queue, at most figuresLast old.
func (s *Service) today(ctx context.Context, now time.Time) (map[string]Figures, error) {
	s.counted.mu.Lock()
	defer s.counted.mu.Unlock()
	if age := now.Sub(s.counted.at); s.counted.of != nil && age >= 0 && age < figuresLast {
		return s.counted.of, nil
	}
	of, err := s.FiguresByQueue(s.Store.Read(ctx), dayStart(now), now.Add(time.Minute))
	if err != nil {
		return nil, err
	}
	s.counted.of, s.counted.at = of, now
	return of, nil
}

// Helps are the seats that ask for help now, oldest first.
func (s *Service) Helps(ctx context.Context) []HelpView {
	list, f := []HelpView{}, s.here()
	if f == nil {
		return list
	}
	for _, l := range f.Survey().Seats {
		if l.Call == nil || l.Call.Helper || l.Call.Help == nil {
			continue
		}
		h := HelpView{Call: l.Call.ID, Seat: l.Seat.Staff, At: l.Call.Help.since}
		h.SeatName, _ = f.Person(ctx, l.Seat.Staff)
		h.By, _ = f.Person(ctx, l.Call.Help.taken)
		if l.Call.Queue != nil {
			h.Queue = l.Call.Queue.Name
		}
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b HelpView) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Call, b.Call)) })
	return list
}
