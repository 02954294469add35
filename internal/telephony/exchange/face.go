package exchange

import "onedoor/internal/telephony/webrtc"

// Face lets two lines see each other, if both are browsers. It ends when either leaves its room, ends, or faces another
// line. Pictures are passed on and kept nowhere. It tells whether both agreed to be shown pictures.
func (x *Exchange) Face(a, b *Line) bool {
	one, ok := a.leg.(*webrtc.Leg)
	other, too := b.leg.(*webrtc.Leg)
	if !ok || !too || a == b || !one.Pictures() || !other.Pictures() {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.lines[a.call] != a || x.lines[b.call] != b {
		return false
	}
	if x.faces[a] != b {
		x.turnAway(a)
		x.turnAway(b)
		x.faces[a], x.faces[b] = b, a
		webrtc.Face(one, other)
	}
	return true
}

// TurnAway ends that the line sees another and is seen.
func (l *Line) TurnAway() {
	l.x.mu.Lock()
	defer l.x.mu.Unlock()
	l.x.turnAway(l)
}

// Faced tells whether the line and another see each other's pictures, if there are any.
func (l *Line) Faced() bool {
	l.x.mu.Lock()
	defer l.x.mu.Unlock()
	return l.x.faces[l] != nil
}

// turnAway does it, while the lock is held.
func (x *Exchange) turnAway(l *Line) {
	other := x.faces[l]
	if other == nil {
		return
	}
	delete(x.faces, l)
	delete(x.faces, other)
	webrtc.TurnAway(l.leg.(*webrtc.Leg), other.leg.(*webrtc.Leg))
}
