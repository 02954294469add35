package outreach

import (
	"testing"
	"unicode/utf8"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/peers"
)

var yesNo = []Branch{{Phrases: []string{"满意", "是", "对", "好的"}, Next: "yes"}, {Phrases: []string{"不满意", "不是", "没解决"}, Next: "no"}}

// TestHeardAs: what is said leads where it should: a denial is no assent, a phrase of one character is all that is said, and
// both at once are neither.
func TestHeardAs(t *testing.T) {
	for said, want := range map[string]int{
		"满意": 0, "满意。": 0, "嗯，很满意的。": 0, "我对这次处理非常满意": 0, "不满意": 1, "我不满意！": 1, "不太满意": -1, "没有不满意": -1,
		"是": 0, "是的": 0, "对对对": 0, "对啊": 0, "是不是坏了": -1, "不是": 1, "不对": -1, "好": 0, "好的呀": 0, "ＯＫ": -1,
		"还没解决呢": 1, "满意还是没解决": -1, "曼义": 0, "步满意": 1, "": -1, "。？": -1, "今天天气": -1,
	} {
		if got, _ := heardAs(yesNo, said); got != want {
			t.Errorf("%q: %d, want %d", said, got, want)
		}
	}
	if got, _ := heardAs(nil, "满意"); got != -1 {
		t.Errorf("no branches: %d", got)
	}
}

func FuzzHeardAs(f *testing.F) {
	f.Add("满意", "不满意", "我不太满意")
	f.Add("是", "", "是是是")
	f.Fuzz(func(t *testing.T, a, b, said string) {
		branches := []Branch{{Phrases: []string{a}}, {Phrases: []string{b}}}
		got, phrase := heardAs(branches, said)
		if got < -1 || got > 1 || got >= 0 && phrase != branches[got].Phrases[0] {
			t.Errorf("%d %q", got, phrase)
		}
		if got >= 0 && utf8.ValidString(phrase) && plainSpeech(phrase) == "" {
			t.Errorf("%q is a phrase", phrase)
		}
	})
}

// TestUtterance: silence and the noise of a line begin nothing; somebody who speaks is heard out until a pause, or the limit.
func TestUtterance(t *testing.T) {
	frames := func(u *utterance, samples []int16) (over bool) {
		for len(samples) >= audio.FrameSamples && !over {
			var f audio.Frame
			copy(f[:], samples)
			over, samples = u.add(&f), samples[audio.FrameSamples:]
		}
		return over
	}
	hiss := make([]int16, 8000*20)
	for i := range hiss {
		hiss[i] = int16(i*7919%41 - 20)
	}
	u := &utterance{most: shortAnswer}
	if frames(u, make([]int16, 8000*5)) || frames(u, hiss) || u.began {
		t.Error("a quiet line speaks")
	}
	if frames(u, peers.Tone(500, 0.1)) || u.began {
		t.Error("a click is an answer")
	}
	if frames(u, make([]int16, 4000)) || frames(u, peers.Tone(500, 0.6)) || !u.began {
		t.Error("somebody who speaks is not heard, or cut off")
	}
	if frames(u, make([]int16, 8000*7/10)) {
		t.Error("a short pause ends the answer")
	}
	if !frames(u, make([]int16, 8000*2/10)) {
		t.Error("a pause does not end the answer")
	}
	long := &utterance{most: 50}
	if !frames(long, peers.Tone(500, 3)) {
		t.Error("an endless answer has no end")
	}
}
