package democity

import "strings"

// Scenario is one kind of request with all that may become of it; each of its places makes one request.
type Scenario struct {
	Code, Field        string
	title, content     string
	Kind, Category     string // codes
	Places             []Place
	Expectation        string
	Accused            string
	Topic, Language    string
	Urgent, Enterprise bool
	Sealed             bool
	Unit               string // overrules the dispatch catalogue; empty otherwise
	WrongUnit          string // where it may be dispatched by mistake
	ReturnReason       string // with which that unit returns it
	Direct             *Direct
	Reply              Reply
	After              *After
	Redo               *Redo
	Supplement, Urge   string
	spot               spot
}

// Place is where a request happens.
type Place struct{ Division, Address string }

// Direct is the answer that a seat gives at once.
type Direct struct{ Text, Quote string }

// Reply is a unit's answer: Text is for the citizen, Note stays inside, Quote is a knowledge entry used.
type Reply struct{ Outcome, Text, Basis, Note, Quote string }

// After is what the citizen says at follow-up.
type After struct {
	Resolved     string // yes, partly, no
	Satisfaction int    // 1 to 5
	Remark       string
}

// Redo is a second round that a dissatisfied citizen causes.
type Redo struct {
	Reason string
	Reply  Reply
}

const placeMark = "{地点}"

// Title is the request's title at a place.
func (s Scenario) Title(p Place) string { return strings.ReplaceAll(s.title, placeMark, p.Address) }

// Content is the request's text at a place.
func (s Scenario) Content(p Place) string { return strings.ReplaceAll(s.content, placeMark, p.Address) }
