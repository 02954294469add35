package rtp

import (
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/tones"
)

const (
	keyFrames   = 5   // a key is pressed for 100 ms
	pauseFrames = 4   // and 80 ms lie between two
	endRepeats  = 3   // the last packet is sent three times, RFC 4733 section 2.5.1.4
	maxKeys     = 128 // that wait to be sent
)

// keySender sends keys one after the other.
type keySender struct {
	waiting []byte
	tone    *tones.Generator // in the voice band
	at      uint32           // timestamp of the event
	sent    int              // frames of the present key
	pause   int              // frames still to be silent
}

// SendKeys sends keys to the peer in place of the mix's sound. It tells how many were taken: what is no key is left out.
func (s *Stream) SendKeys(keys string) (taken int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range []byte(keys) {
		if tones.ValidKey(key) && len(s.out.keys.waiting) < maxKeys {
			s.out.keys.waiting = append(s.out.keys.waiting, key)
			taken++
		}
	}
	return taken
}

// pushKey sends the next 20 ms of a key, if one waits; false if the frame is free for sound.
func (s *Stream) pushKey() bool {
	k := &s.out.keys
	if k.pause > 0 {
		k.pause--
		if s.format.KeyType != 0 {
			return false
		}
		s.emitSound(&audio.Frame{})
		return true
	}
	if len(k.waiting) == 0 {
		return false
	}
	key := k.waiting[0]
	if s.format.KeyType == 0 {
		if k.tone == nil {
			k.tone = tones.Key(key)
		}
		var f audio.Frame
		k.tone.Pull(&f)
		s.emitSound(&f)
	} else {
		s.emitEvent(key)
	}
	if k.sent++; k.sent >= keyFrames {
		k.waiting, k.sent, k.tone, k.pause = k.waiting[1:], 0, nil, pauseFrames
	}
	return true
}

func (s *Stream) emitSound(f *audio.Frame) {
	s.format.Law.EncodeFrame(s.out.payload[:], f)
	s.emit(s.format.Law.PayloadType(), s.out.timestamp, s.out.payload[:])
	s.out.timestamp += audio.FrameSamples
}

func (s *Stream) emitEvent(key byte) {
	k := &s.out.keys
	if k.sent == 0 {
		k.at = s.out.timestamp
		s.out.marker = true
	}
	s.out.timestamp += audio.FrameSamples
	e := event{Key: key, Volume: 10, Duration: uint16(s.out.timestamp - k.at), End: k.sent == keyFrames-1}
	repeats := 1
	if e.End {
		repeats = endRepeats
	}
	for range repeats {
		s.emit(s.format.KeyType, k.at, e.marshal())
	}
}
