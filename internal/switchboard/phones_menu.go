package switchboard

import "time"

// menuSound is what a step of the menu sounds like: the recording or the voice, else the tone that stands in, and after a
// choice the silence in which a key is waited for.
func (p *Phones) menuSound(what Say) []int16 {
	sound := what.Sound
	if sound == nil {
		sound = p.cfg.Sounds["welcome"]
	}
	wait := time.Duration(0)
	if what.Keys {
		wait = p.cfg.Menu
	}
	return append(append([]int16(nil), sound...), make([]int16, int(wait/time.Millisecond)*8)...)
}
