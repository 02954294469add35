package switchboard

import (
	"math"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// What a visitor of the portal may send during one call.
const (
	maxPhotos = 9
	maxPlaces = 20
)

// Sent is something that the caller sent during the call, for the seat that it was sent to.
type Sent struct {
	Kind string // photo, place
	At   time.Time
	To   ids.ID // the seat that had the call

	File ids.ID // of a photo: an upload of the seat's
	Of   ids.ID // of a copy, which was made for who took the call over: the caller's own photo; else 0
	Name string
	Size int64 // bytes

	Latitude, Longitude float64 // degrees, WGS 84
	Accuracy            float64 // metres; 0: not known
}

// Send puts something beside the call, for the seat that speaks with the caller now; to is who it was prepared for, 0 for
// whoever that is. Faults: switchboard.nobody_speaks, .too_many_sent, .bad_place.
func (b *Board) Send(id, to ids.ID, s Sent) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := b.calls[id]
	if call == nil || call.phase != talking || call.seat == 0 || to != 0 && to != call.seat {
		return ErrNobody
	}
	n, most := 0, map[string]int{"photo": maxPhotos, "place": maxPlaces}[s.Kind]
	for _, o := range call.sent {
		if o.Kind == s.Kind && o.Of == 0 {
			n++
		}
	}
	if n >= most {
		return ErrTooManySent
	}
	if s.Kind == "place" && !s.possible() {
		return ErrPlace
	}
	s.At, s.To = b.clock.Now(), call.seat
	call.sent = append(call.sent, s)
	b.note(EventSent, Payload{Call: id, Seat: call.seat, Code: s.Kind}, nil)
	return nil
}

func (s Sent) possible() bool {
	for v, most := range map[*float64]float64{&s.Latitude: 90, &s.Longitude: 180} {
		if math.IsNaN(*v) || math.Abs(*v) > most {
			return false
		}
	}
	return s.Accuracy >= 0 && s.Accuracy <= 1e6 // NaN is neither
}

// SetCopies tells how a photo becomes an upload of another seat's, before the board is used. copies must not block, and
// calls done at most once.
func (b *Board) SetCopies(copies func(file, heir ids.ID, done func(copy ids.ID))) { b.copies = copies }

// passOn has the photos of a call copied for the seat that speaks on it now, once each.
func (b *Board) passOn(call *live, heir ids.ID) {
	if call == nil || heir == 0 || b.copies == nil {
		return
	}
	has := map[ids.ID]bool{}
	for _, s := range call.sent {
		if s.To == heir {
			has[s.File], has[s.Of] = true, true
		}
	}
	for _, s := range call.sent {
		if s.Kind == "photo" && s.Of == 0 && !has[s.File] {
			b.copies(s.File, heir, func(file ids.ID) { b.passed(call, s, heir, file) })
		}
	}
}

// passed puts the copy of a photo beside the call, if that goes on.
func (b *Board) passed(call *live, s Sent, heir, file ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.calls[call.id] != call || slices.ContainsFunc(call.sent, func(o Sent) bool { return o.To == heir && o.Of == s.File }) {
		return
	}
	s.Of, s.File, s.To = s.File, file, heir
	call.sent = append(call.sent, s)
	b.note(EventPassed, Payload{Call: call.id, Seat: heir, Code: s.Kind}, nil)
}

// sentTo is what a seat sees of what was sent: all places, and the photos that are its own, copies included.
func (c *live) sentTo(staff ids.ID) (list []Sent) {
	for _, s := range c.sent {
		if s.To == staff || s.Kind == "place" {
			list = append(list, s)
		}
	}
	return list
}
