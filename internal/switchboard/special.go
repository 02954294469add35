package switchboard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// Special is a special line 专线: a queue for a while, with a way to it by a key of the menu, a number, or both.
type Special struct {
	ID       ids.ID
	Template string
	Queue    Queue  // its code is of this line alone, so that its figures are too
	Key      string // at every choice where calls begin; empty: none
	Hotline  string // a number whose calls go to it; empty: none
	Say      string // before the queue, for a voice
	Sound    string // likewise, a recording
	OpensAt  time.Time
	ClosesAt time.Time // zero: until it is closed

	By       ids.ID
	At       time.Time
	ClosedAt time.Time // zero: it was not
	ClosedBy ids.ID    // 0: its time was over
}

// open tells whether calls are led to a line at a time.
func (l *Special) open(now time.Time) bool {
	return l.ClosedAt.IsZero() && !now.Before(l.OpensAt) && (l.ClosesAt.IsZero() || now.Before(l.ClosesAt))
}

// State is planned, open or closed.
func (l *Special) State(now time.Time) string {
	switch {
	case l.open(now):
		return "open"
	case l.ClosedAt.IsZero() && now.Before(l.OpensAt):
		return "planned"
	}
	return "closed"
}

// Template is what a special line is opened from.
type Template struct {
	Queue        // Code is the template's, Key what is proposed
	Say   string `json:"say" doc:"before the queue"`
	Sound string `json:"sound" doc:"a recording, before the text"`
	Days  int    `json:"days" doc:"how long it is proposed to be open"`
	When  string `json:"when" doc:"what it is for"`
}

//go:embed specials.json
var shippedTemplates []byte

// ShippedTemplates are the templates of special lines.
func ShippedTemplates() []Template {
	list, err := ParseTemplates(shippedTemplates)
	if err != nil {
		panic("switchboard: specials.json: " + err.Error())
	}
	return list
}

var templatePattern = regexp.MustCompile(`^[a-z][a-z0-9]{1,19}$`)

// ParseTemplates reads and checks templates of special lines.
func ParseTemplates(raw []byte) ([]Template, error) {
	var list []Template
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("switchboard: templates: %w", err)
	}
	for i, t := range list {
		switch {
		case !templatePattern.MatchString(t.Code) || slices.ContainsFunc(list[:i], func(o Template) bool { return o.Code == t.Code }):
			return nil, fmt.Errorf("switchboard: code %q of a template is no code or taken", t.Code)
		case t.Name == "" || t.Say == "" || t.When == "" || t.Days < 1 || t.Key == "0":
			return nil, fmt.Errorf("switchboard: template %s lacks its name, words, purpose or days, or has the key of people", t.Code)
		}
		if _, err := checkQueues([]Queue{t.Queue}); err != nil {
			return nil, err
		}
	}
	return list, nil
}
