package outreach

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Script is what a robot says and asks, or what a person reads out: steps, of which the first is where it begins.
type Script struct {
	Steps []Step `json:"steps" minItems:"1" maxItems:"60"`
}

// Step is one thing that is said, and where it goes on. {称谓} and the like are filled in from the person's row.
type Step struct {
	ID     string            `json:"id" minLength:"1" maxLength:"40"`
	Say    string            `json:"say" maxLength:"600" doc:"with {称谓}, {事项} and other columns of the list"`
	Sound  string            `json:"sound,omitempty" maxLength:"60" doc:"a recording of the folder of announcements, without .wav, in place of a synthesised voice"`
	Keys   map[string]string `json:"keys,omitempty" doc:"key and the step that it leads to"`
	Digits *Digits           `json:"digits,omitempty" doc:"a number that is typed, ended by #"`
	Next   string            `json:"next,omitempty" maxLength:"40" doc:"where it goes on without a question"`
	Repeat int               `json:"repeat,omitempty" minimum:"0" maximum:"3" doc:"how often it is said again when nothing is pressed"`
	Silent string            `json:"silent,omitempty" maxLength:"40" doc:"the step after that; without one the call ends as not answered by key"`
	Result string            `json:"result,omitempty" maxLength:"40" doc:"what reaching this step means for the person"`
	Queue  string            `json:"queue,omitempty" maxLength:"40" doc:"hands the person to people, by this queue"`
	Bar    bool              `json:"bar,omitempty" doc:"the person is not to be called again"`
}

// Digits is a typed answer.
type Digits struct {
	Name string `json:"name" minLength:"1" maxLength:"40"`
	Max  int    `json:"max" minimum:"1" maximum:"20"`
	Next string `json:"next" minLength:"1" maxLength:"40"`
}

var variable = regexp.MustCompile(`\{([^{}]*)\}`)

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
		for key := range x.Keys {
			if len(key) != 1 || !strings.ContainsAny(key, "0123456789*#") {
				point(i, "keys", "按键须为 0 至 9、* 或 #。")
			}
		}
		if x.Digits != nil && len(x.Keys) > 0 {
			point(i, "digits", "按键选择与输入号码不能同时使用。")
		}
		for field, to := range x.leads() {
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

// leads are the steps that a step leads to, by field.
func (x Step) leads() map[string]string {
	to := map[string]string{}
	for key, next := range x.Keys {
		to["keys."+key] = next
	}
	if x.Digits != nil {
		to["digits.next"] = x.Digits.Next
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

// step is the step of a name; nil: none.
func (s Script) step(id string) *Step {
	if i := slices.IndexFunc(s.Steps, func(x Step) bool { return x.ID == id }); i >= 0 {
		return &s.Steps[i]
	}
	return nil
}

// Variables are the columns that a script needs of a list, in the order of their first use.
func (s Script) Variables() []string {
	list := []string{}
	for _, x := range s.Steps {
		for _, v := range variable.FindAllStringSubmatch(x.Say, -1) {
			if name := strings.TrimSpace(v[1]); !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// fill puts a person's words into a text; what the row lacks is left out.
func fill(text string, words map[string]string) string {
	return variable.ReplaceAllStringFunc(text, func(v string) string { return words[strings.TrimSpace(v[1:len(v)-1])] })
}
