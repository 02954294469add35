package outreach

import (
	"errors"
	"slices"
	"testing"

	"onedoor/internal/platform/fault"
)

// spoken asks with keys and speech, and for a reason in the person's own words.
func spoken() Script {
	return Script{Steps: []Step{
		{ID: "开场", Say: "您好，{称谓}，请问您满意吗？满意请按 1，不满意请按 2。", Keys: map[string]string{"1": "满意", "2": "原因"}, Repeat: 1, Silent: "再会",
			Spoken: []Branch{{Phrases: []string{"满意", "是的"}, Next: "满意"}, {Phrases: []string{"不满意"}, Next: "原因"}}},
		{ID: "满意", Say: "谢谢。", Result: "满意"},
		{ID: "原因", Say: "请说一下原因。", Free: &Free{Name: "不满意原因", Next: "人工"}},
		{ID: "人工", Say: "为您转人工。", Result: "不满意", Queue: "general"},
		{ID: "再会", Say: "再会。"},
	}}
}

// TestTry: the trial says what a call would say, step by step, by the same rules.
func TestTry(t *testing.T) {
	s := &Service{}
	type want struct {
		path   []string
		result string
		waits  bool
		queue  string
	}
	for name, c := range map[string]struct {
		moves []Move
		want  want
	}{
		"Nothing":  {nil, want{[]string{"开场"}, "", true, ""}},
		"Key":      {[]Move{{Key: "1"}}, want{[]string{"开场", "满意"}, "满意", false, ""}},
		"Said":     {[]Move{{Said: "很满意啊"}}, want{[]string{"开场", "满意"}, "满意", false, ""}},
		"Reason":   {[]Move{{Said: "不满意"}, {Said: "路灯还是不亮"}}, want{[]string{"开场", "原因", "人工"}, "不满意", false, "general"}},
		"Silent":   {[]Move{{}, {}}, want{[]string{"开场", "开场", "再会"}, ResultSilent, false, ""}},
		"Unknown":  {[]Move{{Said: "你是谁"}, {Key: "7"}}, want{[]string{"开场", "开场", "再会"}, ResultSilent, false, ""}},
		"TooMany":  {[]Move{{Key: "1"}, {Key: "1"}, {Said: "满意"}}, want{[]string{"开场", "满意"}, "满意", false, ""}},
		"Listened": {[]Move{{}, {Said: "是的"}}, want{[]string{"开场", "开场", "满意"}, "满意", false, ""}},
	} {
		r, err := s.Try(TryIn{Script: spoken(), Words: map[string]string{"称谓": "王先生"}, Moves: c.moves})
		if err != nil {
			t.Fatal(err)
		}
		var path []string
		for _, p := range r.Path {
			path = append(path, p.Step)
		}
		if !slices.Equal(path, c.want.path) || r.Result != c.want.result || r.Waits != c.want.waits || r.Queue != c.want.queue {
			t.Errorf("%s: %q %+v", name, path, r)
		}
		if r.Path[0].Say != "您好，王先生，请问您满意吗？满意请按 1，不满意请按 2。" {
			t.Errorf("%s: %q", name, r.Path[0].Say)
		}
	}
	r, err := s.Try(TryIn{Script: asks(), Moves: []Move{{Key: "2"}, {Key: "1"}, {Key: "5"}}})
	if err != nil || r.Typing != "15" || !r.Waits {
		t.Errorf("typing: %+v %v", r, err)
	}
	bad := spoken()
	bad.Steps[0].Keys["1"], bad.Steps[2].Free.Name = "没有", " "
	var f *fault.Fault
	if _, err := s.Try(TryIn{Script: bad}); !errors.As(err, &f) || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Location == "body.script.steps[0].keys.1" }) ||
		!slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Location == "body.script.steps[2].free.name" }) {
		t.Errorf("%v", err)
	}
	if _, err := s.Try(TryIn{Script: spoken(), Moves: make([]Move, maxMoves+1)}); !errors.Is(err, ErrCampaign) {
		t.Errorf("%v", err)
	}
}
