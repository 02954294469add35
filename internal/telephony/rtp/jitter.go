package rtp

import "onedoor/internal/telephony/audio"

const (
	ringSamples = 1 << 14 // two seconds
	minDelay    = 2       // frames that are held back at first: 40 ms
	maxDelay    = 10      // at most 200 ms; beyond that people interrupt each other
	lateLimit   = 3       // packets in a row that come too late before the delay grows
	deepLimit   = 50      // frames (1 s) of too much in hand before one is skipped
	calmLimit   = 1500    // frames (30 s) without a late packet before the delay shrinks
)

// jitter puts the samples of packets into order by their RTP timestamps and gives them out at an even pace. It grows
// by a frame when packets come late, and shrinks when they no longer do or when the sender's clock is faster.
type jitter struct {
	samples [ringSamples]int16
	have    [ringSamples]bool
	started bool
	play    uint32 // timestamp of the next sample to give out
	end     uint32 // timestamp after the newest sample
	delay   int    // frames
	late    int    // late packets in a row
	deep    int    // frames in a row with too much in hand
	calm    int    // frames since a packet was late
	tooLate uint64 // packets that came too late, in all
}

// reset forgets all samples; the next packet begins anew.
func (j *jitter) reset() {
	j.started = false
	j.have = [ringSamples]bool{}
	j.late, j.deep = 0, 0
}

func (j *jitter) start(timestamp uint32) {
	j.reset()
	if j.delay == 0 {
		j.delay = minDelay
	}
	j.started = true
	j.play = timestamp - uint32(j.delay*audio.FrameSamples)
	j.end = timestamp
}

// put takes the samples of a packet. A timestamp that is far from the others begins anew.
func (j *jitter) put(timestamp uint32, samples []int16) {
	if len(samples) == 0 || len(samples) > ringSamples/4 {
		return
	}
	if !j.started {
		j.start(timestamp)
	}
	at := int(int32(timestamp - j.play))
	if at < -ringSamples || at+len(samples) > ringSamples {
		j.start(timestamp)
		at = int(int32(timestamp - j.play))
	}
	if at+len(samples) <= 0 {
		j.tooLate++
		j.calm = 0
		if j.late++; j.late < lateLimit {
			return
		}
		j.delay = min(j.delay+1, maxDelay)
		j.start(timestamp)
		at = int(int32(timestamp - j.play))
	}
	j.late = 0
	for i, s := range samples {
		if at+i < 0 {
			continue
		}
		k := (timestamp + uint32(i)) % ringSamples
		j.samples[k], j.have[k] = s, true
	}
	if end := timestamp + uint32(len(samples)); int32(end-j.end) > 0 {
		j.end = end
	}
}

// take gives out the next 20 ms and tells how many samples of it had come; the others are silent.
func (j *jitter) take(f *audio.Frame) (got int) {
	f.Clear()
	if !j.started {
		return 0
	}
	for i := range f {
		k := (j.play + uint32(i)) % ringSamples
		if j.have[k] {
			f[i], j.have[k] = j.samples[k], false
			got++
		}
	}
	j.play += audio.FrameSamples
	j.settle()
	return got
}

// settle brings what is in hand back to the wanted delay.
func (j *jitter) settle() {
	if j.calm++; j.calm >= calmLimit && j.delay > minDelay {
		j.calm = 0
		j.delay--
	}
	if int(int32(j.end-j.play)) <= (j.delay+2)*audio.FrameSamples {
		j.deep = 0
		return
	}
	if j.deep++; j.deep < deepLimit {
		return
	}
	j.deep = 0
	for i := range uint32(audio.FrameSamples) {
		j.have[(j.play+i)%ringSamples] = false
	}
	j.play += audio.FrameSamples
}
