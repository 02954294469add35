package cti

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/fault"
	"onedoor/internal/switchboard"
)

// Version is the only version of events.
const Version = 1

// maxEvent is how many bytes an event may have.
const maxEvent = 16 << 10

// Kinds of events.
const (
	KindArrived     = "call.arrived" // came in, or a seat began to call somebody
	KindQueued      = "call.queued"
	KindRinging     = "call.ringing"
	KindAnswered    = "call.answered"
	KindHeld        = "call.held"
	KindRetrieved   = "call.retrieved"
	KindTransferred = "call.transferred"
	KindEnded       = "call.ended"
	KindRating      = "rating"
	KindRecording   = "recording.ready"
	KindAgentState  = "agent.state"
	KindPing        = "ping" // changes nothing
)

// steps are the switchboard's names for what happens to a call.
var steps = map[string]switchboard.OutsideKind{
	KindArrived: switchboard.OutsideArrived, KindQueued: switchboard.OutsideQueued, KindRinging: switchboard.OutsideRinging,
	KindAnswered: switchboard.OutsideAnswered, KindHeld: switchboard.OutsideHeld, KindRetrieved: switchboard.OutsideRetrieved,
	KindTransferred: switchboard.OutsideTransferred, KindEnded: switchboard.OutsideEnded, KindRating: switchboard.OutsideRated,
}

// Event is what travels. Seq counts the events of a call from 1.
type Event struct {
	Version   int        `json:"version"`
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	Call      string     `json:"call,omitempty"` // what the call centre calls it
	Seq       int64      `json:"seq,omitempty"`
	At        time.Time  `json:"at"`                  // when it happened
	Direction string     `json:"direction,omitempty"` // in (if absent), out
	Number    string     `json:"number,omitempty"`    // the citizen's, whoever called; empty: withheld
	Hotline   string     `json:"hotline,omitempty"`
	Queue     string     `json:"queue,omitempty"`
	Agent     string     `json:"agent,omitempty"`
	ToAgent   string     `json:"to_agent,omitempty"` // transferred
	ToQueue   string     `json:"to_queue,omitempty"` // transferred
	Reason    string     `json:"reason,omitempty"`   // ended: why; state busy: for what
	State     string     `json:"state,omitempty"`    // of an agent
	Rating    int        `json:"rating,omitempty"`   // 1 to 5
	Recording *Recording `json:"recording,omitempty"`
}

// Recording says where a recording can be fetched.
type Recording struct {
	URL    string `json:"url"`
	Format string `json:"format,omitempty"` // wav (if absent), pcma, pcmu
	SHA256 string `json:"sha256,omitempty"`
}

// Ack is the answer to an event that was taken, given once its effects are durable.
type Ack struct {
	Event   string `json:"event"`
	Again   bool   `json:"again,omitempty"` // it was taken before
	Outcome string `json:"outcome"`
	Centre  string `json:"centre,omitempty"` // ping: who asked
}

var (
	idShape   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	refShape  = regexp.MustCompile(`^[A-Za-z0-9_.:@+-]{1,64}$`)
	nameShape = regexp.MustCompile(`^[^\s\pC]{1,64}$`)
	sumShape  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	telShape  = regexp.MustCompile(`^[0-9+*#() -]{0,30}$`)
)

// formats are the sorts of recordings that are taken.
var formats = []string{"wav", "pcma", "pcmu"}

// ParseEvent reads and checks an event. Faults: cti.invalid_event with the fields, .version_unknown, .too_large. Fields of
// a later minor version are passed over.
func ParseEvent(text []byte) (Event, error) {
	if len(text) > maxEvent {
		return Event{}, ErrTooLarge
	}
	if !utf8.Valid(text) {
		return Event{}, ErrEvent.WithField("body", "不是 UTF-8 文本。")
	}
	var e Event
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&e); err != nil {
		return Event{}, ErrEvent.WithField("body", "不是规定的 JSON。")
	}
	if _, err := dec.Token(); err != io.EOF {
		return Event{}, ErrEvent.WithField("body", "JSON 之后还有内容。")
	}
	if e.Version != Version {
		return Event{}, ErrVersion
	}
	return e, e.check()
}

// check gathers what is wrong, by field.
func (e *Event) check() error {
	var f *fault.Fault
	want := func(ok bool, where, what string) {
		if ok {
			return
		}
		if f == nil {
			f = ErrEvent
		}
		f = f.WithField(where, what)
	}
	named := func(where, text string, needed bool) {
		want(text == "" && !needed || nameShape.MatchString(text), where, "须为 1 至 64 个字符，不含空格。")
	}
	done := func() error {
		if f == nil {
			return nil
		}
		return f
	}
	want(idShape.MatchString(e.ID), "id", "须为 1 至 64 位字母、数字、- 或 _。")
	if e.Kind == KindPing {
		return done()
	}
	_, step := steps[e.Kind]
	want(step || e.Kind == KindAgentState || e.Kind == KindRecording, "kind", "没有这种事件。")
	want(!e.At.IsZero() && e.At.Year() >= 2000 && e.At.Year() < 2200, "at", "须为 RFC 3339 时间。")
	if e.Kind == KindAgentState {
		named("agent", e.Agent, true)
		want(slices.Contains(switchboard.OutsideStates, switchboard.SeatState(e.State)), "state", "须为 ready、busy、ringing、talking、wrap_up 或 offline。")
		want(len(e.Reason) <= 40, "reason", "不能超过 40 个字符。")
		return done()
	}
	want(refShape.MatchString(e.Call), "call", "须为 1 至 64 位字母、数字或 _ . : @ + -。")
	want(e.Seq >= 1 && e.Seq < 1<<31, "seq", "序号从 1 开始。")
	want(e.Direction == "" || e.Direction == "in" || e.Direction == "out", "direction", "须为 in 或 out。")
	want(telShape.MatchString(e.Number), "number", "须为电话号码，不超过 30 位。")
	want(telShape.MatchString(e.Hotline), "hotline", "须为电话号码，不超过 30 位。")
	named("queue", e.Queue, false)
	named("to_agent", e.ToAgent, false)
	named("to_queue", e.ToQueue, false)
	named("agent", e.Agent, e.Kind == KindRinging || e.Kind == KindAnswered || e.Kind == KindArrived && e.Direction == "out")
	switch e.Kind {
	case KindEnded:
		want(e.Reason == "" || slices.Contains(switchboard.OutsideReasons, e.Reason), "reason", "没有这种结束原因。")
	case KindRating:
		want(e.Rating >= 1 && e.Rating <= 5, "rating", "须为 1 至 5。")
	case KindRecording:
		if want(e.Recording != nil, "recording", "缺少录音地址。"); e.Recording != nil {
			e.Recording.check(want)
		}
	}
	return done()
}

func (r *Recording) check(want func(ok bool, where, what string)) {
	if r.Format == "" {
		r.Format = "wav"
	}
	u, err := url.Parse(r.URL)
	want(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(r.URL) <= 2000, "recording.url",
		"须以 https:// 或 http:// 开头，不含用户名，不超过 2000 个字符。")
	want(slices.Contains(formats, r.Format), "recording.format", fmt.Sprintf("须为 %s。", strings.Join(formats, "、")))
	want(r.SHA256 == "" || sumShape.MatchString(r.SHA256), "recording.sha256", "须为 64 位小写十六进制。")
}
