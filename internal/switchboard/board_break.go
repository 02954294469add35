package switchboard

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

// Limit sets the limits of breaks, before the board is used; without, there are none.
func (b *Board) Limit(list []Break) { b.breaks = list }

// Remember tells, before the board is used, how long seats have been away today: a program that was stopped must not
// forget it.
func (b *Board) Remember(used map[ids.ID]map[string]time.Duration) {
	b.used, b.usedDay = used, wall.Day(b.clock.Now())
}

// breakOf is the limit of a reason; nil: none.
func (b *Board) breakOf(reason string) *Break {
	if at := slices.IndexFunc(b.breaks, func(k Break) bool { return k.Code == reason }); at >= 0 {
		return &b.breaks[at]
	}
	return nil
}

// newDay begins a seat's breaks anew when it signs in on another day than before.
func (b *Board) newDay(s *Seat) {
	day := wall.Day(b.clock.Now())
	if s.day == day {
		return
	}
	s.day, s.used, s.granted, s.pass = day, map[string]time.Duration{}, map[string]time.Duration{}, map[string]bool{}
	if day == b.usedDay {
		for reason, d := range b.used[s.Staff] {
			s.used[reason] = d
		}
	}
}

// breakLeft is how much of a limited break a seat has left; less than nothing when it was away for longer.
func (b *Board) breakLeft(s *Seat, k *Break) time.Duration {
	left := k.limit() + s.granted[k.Code] - s.used[k.Code]
	if s.State == SeatBusy && s.Reason == k.Code {
		left -= b.clock.Now().Sub(s.Since)
	}
	return left
}

// away is how many others are away for a reason, or will be after their call.
func (b *Board) away(s *Seat, reason string) (n int) {
	for _, o := range b.seats {
		if o != s && (o.State == SeatBusy && o.Reason == reason || o.after == reason) {
			n++
		}
	}
	return n
}

// mayBreak holds that a seat may be away for a reason. The error says what is left.
func (b *Board) mayBreak(s *Seat, reason string) error {
	k := b.breakOf(reason)
	if s == nil || k == nil || s.State == SeatBusy && s.Reason == reason {
		return nil
	}
	left, kind := b.breakLeft(s, k), Word(reason)
	if k.Minutes > 0 && left < time.Minute {
		return ErrBreakUsed.WithMessage("今天的%s时间（%d 分钟）已经用完，如有需要请班长加时。", kind, int((k.limit()+s.granted[reason])/time.Minute))
	}
	if n := b.away(s, reason); k.Away > 0 && n >= k.Away && !s.pass[reason] {
		if k.Minutes == 0 {
			return ErrBreakFull.WithMessage("已有 %d 人%s，最多同时 %d 人，请稍后再试，或请班长批准。", n, kind, k.Away)
		}
		return ErrBreakFull.WithMessage("已有 %d 人%s，最多同时 %d 人；您今天还剩 %d 分钟，请稍后再试，或请班长批准。", n, kind, k.Away, int(left/time.Minute))
	}
	return nil
}

// spend counts the break that a seat ends.
func (b *Board) spend(s *Seat, now time.Time) {
	if s.State == SeatBusy && s.used != nil {
		s.used[s.Reason] += now.Sub(s.Since)
	}
	s.BreakEnd = time.Time{}
}

// begin sets when the break that a seat begins has to end.
func (b *Board) begin(s *Seat) {
	if s.State != SeatBusy {
		return
	}
	delete(s.pass, s.Reason)
	if k := b.breakOf(s.Reason); k != nil && k.Minutes > 0 {
		if left := b.breakLeft(s, k); left > 0 {
			s.BreakEnd = b.clock.Now().Add(left)
		}
	}
}

// Grant gives a seat more minutes of a break for today, and lets it go once though as many as may are away. The error is
// ErrSeat or ErrReason.
func (b *Board) Grant(leader, staff ids.ID, reason string, minutes int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, k := b.seats[staff], b.breakOf(reason)
	switch {
	case s == nil || s.State == SeatOffline:
		return ErrSeat
	case k == nil || k.Minutes == 0 && k.Away == 0 || minutes < 0 || minutes > 24*60:
		return ErrReason
	}
	s.granted[reason] += time.Duration(minutes) * time.Minute
	s.pass[reason] = true
	if s.State == SeatBusy && s.Reason == reason {
		b.begin(s)
	}
	b.note(EventGranted, Payload{Seat: staff, Shift: s.Shift, Leader: leader, Code: reason, Seconds: minutes * 60}, nil)
	return nil
}

// BreakLook is what a seat may still take of a break.
type BreakLook struct {
	Break
	Left time.Duration // of a limited one
	Now  int           // others who are away for it
	Free bool          // may be begun now
}

// breaksOf is what a seat may still take of its limited breaks.
func (b *Board) breaksOf(s *Seat) (list []BreakLook) {
	for i := range b.breaks {
		k := &b.breaks[i]
		if k.Minutes > 0 || k.Away > 0 {
			list = append(list, BreakLook{Break: *k, Left: max(0, b.breakLeft(s, k)), Now: b.away(s, k.Code), Free: b.mayBreak(s, k.Code) == nil})
		}
	}
	return list
}
