package outreach

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Check points to what is wrong with a script: steps without a name or twice, branches to nowhere, steps that nothing
// leads to, and a question that can never end. Faults: outreach.invalid.
func (s Script) Check() error {
	bad, wrong := ErrCampaign, false
	point := func(i int, field, what string) {
		wrong = true
		bad = bad.WithField(fmt.Sprintf("body.script.steps[%d].%s", i, field), what)
	}
	if len(s.Steps) == 0 {
		return ErrCampaign.WithField("body.script.steps", "话术至少要有一步。")
	}
	known := map[string]int{}
	for i, x := range s.Steps {
		if _, twice := known[x.ID]; twice || x.ID == "" {
			point(i, "id", "步骤名称为空或重复。")
		}
		known[x.ID] = i
	}
	for i, x := range s.Steps {
		if strings.TrimSpace(x.Say) == "" || !utf8.ValidString(x.Say) {
			point(i, "say", "请填写要说的话。")
		}
		for _, v := range variable.FindAllStringSubmatch(x.Say, -1) {
			if strings.TrimSpace(v[1]) == "" {
				point(i, "say", "变量名称不能为空。")
			}
		}
		if strings.ContainsAny(variable.ReplaceAllString(x.Say, ""), "{}") {
			point(i, "say", "花括号不成对。")
		}
		if x.Sound != "" && strings.ContainsAny(x.Sound, `/\.`) {
			point(i, "sound", "录音名称不能含有路径。")
		}
		s.checkAnswers(x, func(field, what string) { point(i, field, what) })
		leads := x.leads()
		for _, field := range slices.Sorted(maps.Keys(leads)) {
			to := leads[field]
			if _, there := known[to]; !there {
				point(i, field, "没有名为“"+to+"”的步骤。")
			}
		}
	}
	if wrong {
		return bad
	}
	reached := s.reached(known)
	for i, x := range s.Steps {
		if !reached[x.ID] {
			point(i, "id", "没有步骤通到这里。")
		}
	}
	if wrong {
		return bad
	}
	return nil
}

// checkAnswers looks at the ways in which a step may be answered.
func (Script) checkAnswers(x Step, point func(field, what string)) {
	for _, key := range slices.Sorted(maps.Keys(x.Keys)) {
		if len(key) != 1 || !strings.ContainsAny(key, "0123456789*#") {
			point("keys", "按键须为 0 至 9、* 或 #。")
		}
	}
	switch d := x.Digits; {
	case d == nil:
	case len(x.Keys) > 0 || x.hears():
		point("digits", "输入号码不能与按键选择、语音回答同时使用。")
	case strings.TrimSpace(d.Name) == "":
		point("digits.name", "请填写输入内容的名称。")
	case d.Max < 1 || d.Max > 20:
		point("digits.max", "最多 20 位。")
	}
	if x.Free != nil && strings.TrimSpace(x.Free.Name) == "" {
		point("free.name", "请填写回答内容的名称。")
	}
	said := map[string]bool{}
	for i, b := range x.Spoken {
		if len(b.Phrases) == 0 {
			point(fmt.Sprintf("spoken[%d].phrases", i), "请填写可以说的话。")
		}
		for _, phrase := range b.Phrases {
			switch plain := plainSpeech(phrase); {
			case plain == "":
				point(fmt.Sprintf("spoken[%d].phrases", i), "说法不能为空，也不能只有标点。")
			case said[plain]:
				point(fmt.Sprintf("spoken[%d].phrases", i), "“"+phrase+"”重复。")
			default:
				said[plain] = true
			}
		}
	}
	if x.Queue != "" && (x.asks() || x.Next != "") {
		point("queue", "转人工的步骤不能再有按键、语音回答或下一步。")
	}
	if x.asks() && x.Next != "" {
		point("next", "有提问的步骤由回答决定去向，不能再填“下一步”。")
	}
}

// leads are the steps that a step leads to, by field.
func (x Step) leads() map[string]string {
	to := map[string]string{}
	for key, next := range x.Keys {
		to["keys."+key] = next
	}
	if x.Digits != nil {
		to["digits.next"] = x.Digits.Next
	}
	for i, b := range x.Spoken {
		to[fmt.Sprintf("spoken[%d].next", i)] = b.Next
	}
	if x.Free != nil {
		to["free.next"] = x.Free.Next
	}
	if x.Next != "" {
		to["next"] = x.Next
	}
	if x.Silent != "" {
		to["silent"] = x.Silent
	}
	return to
}

func (s Script) reached(known map[string]int) map[string]bool {
	seen, todo := map[string]bool{}, []string{s.Steps[0].ID}
	for len(todo) > 0 {
		id := todo[0]
		if todo = todo[1:]; seen[id] {
			continue
		}
		seen[id] = true
		for _, to := range s.Steps[known[id]].leads() {
			todo = append(todo, to)
		}
	}
	return seen
}
