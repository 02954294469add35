package outreach

import (
	"regexp"
	"slices"
	"strings"
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
	Spoken []Branch          `json:"spoken,omitempty" maxItems:"12" doc:"what may be said in place of a key; needs a recognizer, and keys beside it for when that fails"`
	Free   *Free             `json:"free,omitempty" doc:"an answer in the person's own words"`
	Next   string            `json:"next,omitempty" maxLength:"40" doc:"where it goes on without a question"`
	Repeat int               `json:"repeat,omitempty" minimum:"0" maximum:"3" doc:"how often it is said again when nothing is pressed or understood"`
	Silent string            `json:"silent,omitempty" maxLength:"40" doc:"the step after that; without one the call ends as one without an answer"`
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

// Branch is where one of some phrases leads to.
type Branch struct {
	Phrases []string `json:"phrases" minItems:"1" maxItems:"20"`
	Next    string   `json:"next" minLength:"1" maxLength:"40"`
}

// Free is an answer in somebody's own words, which is kept sealed.
type Free struct {
	Name string `json:"name" minLength:"1" maxLength:"40"`
	Next string `json:"next" minLength:"1" maxLength:"40"`
}

// asks tells whether a step waits for something.
func (x Step) asks() bool { return len(x.Keys) > 0 || x.Digits != nil || x.hears() }

// hears tells whether a step listens to what is said.
func (x Step) hears() bool { return len(x.Spoken) > 0 || x.Free != nil }

var variable = regexp.MustCompile(`\{([^{}]*)\}`)

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
