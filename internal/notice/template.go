package notice

import (
	"bytes"
	_ "embed" // templates.yaml
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Names of the templates in templates.yaml.
const (
	Receipt      = "receipt"      // number, code, link
	Dispatched   = "dispatched"   // number, unit, due
	Extended     = "extended"     // number, due
	Progressed   = "progressed"   // number, link
	Supplemented = "supplemented" // number, unit
	Replied      = "replied"      // number, link
	Answered     = "answered"     // number, link
	Rate         = "rate"         // number, until, pass
	RateByText   = "rate-by-text" // number, until, pass
	Redone       = "redone"       // number, unit, due
	Archived     = "archived"     // number
	MissedCall   = "missed-call"  // number, hotline

	RefusedReceipt = "refused-receipt" // number, reason, code, link
	Refused        = "refused"         // number, reason, link
	AppealStands   = "appeal-stands"   // number, link
	AppealGranted  = "appeal-granted"  // number, link
	StormProgress  = "storm-progress"  // number, event, link
	StormAnswered  = "storm-answered"  // number, event, link

	OrderAssigned     = "order-assigned"     // number, sign_due, due
	SignDueSoon       = "sign-due-soon"      // number, sign_due
	DueSoon           = "due-soon"           // number, due
	Overdue           = "overdue"            // number, due
	Urged             = "urged"              // number, times
	OrderSupplemented = "order-supplemented" // number
	ReturnUpheld      = "return-upheld"      // number
	ReturnRejected    = "return-rejected"    // number, due
	ReplyRejected     = "reply-rejected"     // number, due
	OrderRedone       = "order-redone"       // number, due
	ReassignedAway    = "reassigned-away"    // number

	ApplicationGranted = "application-granted" // number
	ApplicationRefused = "application-refused" // number, due
	OrderResumed       = "order-resumed"       // number, due
	OrderWithdrawn     = "order-withdrawn"     // number
	OrderDesignated    = "order-designated"    // number, due
	ProgressDue        = "progress-due"        // number
	RevealAlarm        = "reveal-alarm"        // person, count

	CoInvited     = "co-invited"      // number, unit, due
	CoInvitedOpen = "co-invited-open" // number, unit
	CoInsisted    = "co-insisted"     // number
	CoEnded       = "co-ended"        // number
	CoDueSoon     = "co-due-soon"     // number, due
	CoOverdue     = "co-overdue"      // number, due
	CoContributed = "co-contributed"  // number, unit
	CoReturned    = "co-returned"     // number, unit

	Chase            = "chase"              // number, step, due
	ChaseAbove       = "chase-above"        // unit, step, due
	TaskGiven        = "task-given"         // number, due
	TaskRejected     = "task-rejected"      // number, due
	TaskDueSoon      = "task-due-soon"      // number, due
	TaskOverdue      = "task-overdue"       // number, due
	TaskEnded        = "task-ended"         // number
	MeetingCalled    = "meeting-called"     // title, at, place
	MeetingCancelled = "meeting-cancelled"  // title, at
	MeetingMinuted   = "meeting-minuted"    // title
	ChaseStaff       = "chase-staff"        // number, step, due, unit
	TaskAnswered     = "task-answered"      // number, unit
	TaskLateStaff    = "task-overdue-staff" // number, unit, due
	CaseLate         = "case-overdue"       // number, due
	MeetingPerson    = "meeting-person"     // title, at, place

	ReturnWaiting   = "return-waiting"   // number, unit
	ReplyWaiting    = "reply-waiting"    // number, unit
	ArticleWaiting  = "article-waiting"  // title
	ArticleRejected = "article-rejected" // title
	ArticleExpiring = "article-expiring" // title, until
	WorkFailed      = "work-failed"      // kind
)

//go:embed templates.yaml
var templatesYAML []byte

// Template is one message of templates.yaml.
type Template struct {
	Name    string            `yaml:"-"`
	To      string            `yaml:"to"` // citizen, staff, unit
	Title   string            `yaml:"title"`
	Text    string            `yaml:"text"`
	Params  map[string]string `yaml:"params"` // name → type
	Urgent  bool              `yaml:"urgent"`
	Receipt bool              `yaml:"receipt"`
}

// Templates are the messages by name. Parse them with ParseTemplates.
type Templates map[string]Template

// BuiltIn returns the templates that come with the program.
func BuiltIn() Templates {
	t, err := ParseTemplates(templatesYAML)
	if err != nil {
		panic(err) // a test reads the same file
	}
	return t
}

var (
	placeholder  = regexp.MustCompile(`\{([^{}]*)\}`)
	templateName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
)

// ParseTemplates reads a file in the form of templates.yaml and checks it; the
// errors name the entry, all of them at once.
func ParseTemplates(raw []byte) (Templates, error) {
	list := Templates{}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("notice: templates: %w", err)
	}
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(list)) {
		t := list[name]
		t.Name = name
		list[name] = t
		for _, complaint := range t.check() {
			wrong = append(wrong, fmt.Errorf("notice: template %q: %s", name, complaint))
		}
	}
	return list, errors.Join(wrong...)
}

// check returns what is wrong with the template.
func (t Template) check() (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if !templateName.MatchString(t.Name) {
		complain("the name must be of a–z, 0–9 and -")
	}
	if _, ok := audiences[t.To]; !ok {
		complain("to is %q, not citizen, staff or unit", t.To)
	}
	if strings.TrimSpace(t.Title) == "" || strings.TrimSpace(t.Text) == "" {
		complain("title and text must say something")
	}
	if strings.ContainsAny(t.Title, "{}\n") {
		complain("the title takes no parameters and has one line")
	}
	used := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(t.Text, -1) {
		if used[m[1]] = true; t.Params[m[1]] == "" {
			complain("the text uses {%s}, which params does not declare", m[1])
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(t.Text, ""), "{}") {
		complain("the text has a brace that is not closed")
	}
	for _, name := range slices.Sorted(maps.Keys(t.Params)) {
		kind, ok := paramTypes[t.Params[name]]
		switch {
		case !ok:
			complain("parameter %s has the unknown type %q", name, t.Params[name])
		case kind.sealed && t.To != citizen:
			complain("parameter %s is sealed, which only a citizen's message may have", name)
		}
		if !used[name] {
			complain("parameter %s is not used in the text", name)
		}
	}
	return wrong
}

// stillTakes tells whether the list has the template with the same audience and
// parameters, whatever its words.
func (list Templates) stillTakes(want Template) error {
	t, ok := list[want.Name]
	switch {
	case !ok:
		return errors.New("is missing")
	case t.To != want.To:
		return fmt.Errorf("goes to %s, not %s", t.To, want.To)
	case !maps.Equal(t.Params, want.Params):
		return fmt.Errorf("takes other parameters than %v", slices.Sorted(maps.Keys(want.Params)))
	}
	return nil
}
