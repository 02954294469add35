package workorder

import (
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
)

// expectedMoves is written by hand, not from the machine: each verb in each state either
// leads to a state or is refused with a code (without "workorder."). Columns are states.
const expectedMoves = `
verb                       registered         dispatched          returned         handling            paused              shelved             replied             merged      completed          archived    withdrawn
dispatch                   dispatched         already_dispatched  illegal_move     already_dispatched  illegal_move        illegal_move        already_dispatched  merged!     already_completed  archived!   withdrawn!
answer                     completed          illegal_move        illegal_move     illegal_move        illegal_move        illegal_move        illegal_move        merged!     already_completed  archived!   withdrawn!
sign                       illegal_move       handling            illegal_move     already_signed      illegal_move        illegal_move        already_signed      merged!     illegal_move       archived!   withdrawn!
return                     illegal_move       returned            already_returned returned            illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
review-return/uphold       illegal_move       illegal_move        registered       illegal_move        illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
review-return/pass-on      illegal_move       illegal_move        dispatched       illegal_move        illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
review-return/reject       illegal_move       illegal_move        dispatched       illegal_move        illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
reply                      illegal_move       illegal_move        illegal_move     replied             illegal_move        illegal_move        already_replied     merged!     already_completed  archived!   withdrawn!
review/approve             illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        illegal_move        completed           merged!     already_completed  archived!   withdrawn!
review/reject              illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        illegal_move        handling            merged!     already_completed  archived!   withdrawn!
archive                    illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        illegal_move        illegal_move        merged!     archived           archived!   withdrawn!
redo                       illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        illegal_move        illegal_move        merged!     dispatched         archived!   withdrawn!
reopen                     illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        illegal_move        illegal_move        merged!     illegal_move       registered  registered
reassign                   illegal_move       dispatched          illegal_move     dispatched          illegal_move        illegal_move        illegal_move        merged!     already_completed  archived!   withdrawn!
designate                  dispatched         already_dispatched  dispatched       already_dispatched  illegal_move        illegal_move        already_dispatched  merged!     already_completed  archived!   withdrawn!
apply/extension            illegal_move       illegal_move        illegal_move     handling            illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
apply/pause                illegal_move       illegal_move        illegal_move     handling            illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
apply/shelve               illegal_move       illegal_move        illegal_move     handling            illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
decide/extension           illegal_move       illegal_move        illegal_move     handling            illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
decide/pause               illegal_move       illegal_move        illegal_move     paused              illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
decide/shelve              illegal_move       illegal_move        illegal_move     shelved             illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
decide/refuse              illegal_move       illegal_move        illegal_move     handling            illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
pause                      illegal_move       illegal_move        illegal_move     paused              illegal_move        illegal_move        illegal_move        merged!     illegal_move       archived!   withdrawn!
resume                     illegal_move       illegal_move        illegal_move     illegal_move        handling            handling            illegal_move        merged!     illegal_move       archived!   withdrawn!
progress                   illegal_move       illegal_move        illegal_move     handling            paused              shelved             illegal_move        merged!     illegal_move       archived!   withdrawn!
contact                    illegal_move       dispatched          illegal_move     handling            paused              shelved             illegal_move        merged!     illegal_move       archived!   withdrawn!
merge                      merged             merged              illegal_move     merged              illegal_move        illegal_move        illegal_move        merged!     already_completed  archived!   withdrawn!
split                      illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        illegal_move        illegal_move        registered  illegal_move       archived!   withdrawn!
withdraw                   withdrawn          withdrawn           withdrawn        withdrawn           withdrawn           withdrawn           withdrawn           withdrawn   already_completed  archived!   withdrawn!
seal                       registered         dispatched          returned         handling            paused              shelved             replied             merged      completed          archived    withdrawn
unseal                     registered         dispatched          returned         handling            paused              shelved             replied             merged      completed          archived    withdrawn
classify                   registered         dispatched          returned         handling            paused              shelved             replied             merged      illegal_move       archived!   withdrawn!
invite                     illegal_move       dispatched          illegal_move     handling            illegal_move        illegal_move        already_replied     merged!     already_completed  archived!   withdrawn!
contribute                 illegal_move       dispatched          returned         handling            paused              shelved             already_replied     merged!     already_completed  archived!   withdrawn!
return-invite              illegal_move       dispatched          returned         handling            paused              shelved             illegal_move        merged!     illegal_move       archived!   withdrawn!
release                    illegal_move       dispatched          returned         handling            paused              shelved             illegal_move        merged!     illegal_move       archived!   withdrawn!
insist                     illegal_move       dispatched          returned         handling            paused              shelved             illegal_move        merged!     illegal_move       archived!   withdrawn!
transfer/down              illegal_move       dispatched          illegal_move     dispatched          illegal_move        illegal_move        already_replied     merged!     already_completed  archived!   withdrawn!
transfer/up                illegal_move       dispatched          illegal_move     dispatched          illegal_move        illegal_move        already_replied     merged!     already_completed  archived!   withdrawn!
recall                     illegal_move       dispatched          illegal_move     dispatched          illegal_move        illegal_move        already_replied     merged!     already_completed  archived!   withdrawn!
ask-contact                illegal_move       dispatched          illegal_move     handling            paused              shelved             illegal_move        merged!     illegal_move       archived!   withdrawn!
accuse                     registered         dispatched          returned         handling            paused              shelved             replied             merged!     completed          archived    withdrawn
judge-accused/confirm      registered         dispatched          returned         handling            paused              shelved             replied             merged!     completed          archived    withdrawn
judge-accused/refuse       registered         dispatched          returned         handling            paused              shelved             replied             merged!     completed          archived    withdrawn
urge                       registered         dispatched          returned         handling            paused              shelved             replied             merged      already_completed  archived!   withdrawn!
supplement                 registered         dispatched          returned         handling            paused              shelved             replied             merged      illegal_move       archived!   withdrawn!
note                       registered         dispatched          returned         handling            paused              shelved             replied             merged      completed          archived    withdrawn
attach                     registered         dispatched          returned         handling            paused              shelved             replied             merged      illegal_move       archived!   withdrawn!
`

// expectedEvents are the events, written by hand: exactly one by each verb.
const expectedEvents = `
dispatch               workorder.dispatched
answer                 workorder.completed
sign                   workorder.signed
return                 workorder.returned
review-return/uphold   workorder.return_upheld
review-return/pass-on  workorder.return_upheld
review-return/reject   workorder.return_rejected
reply                  workorder.replied
review/approve         workorder.completed
review/reject          workorder.reply_rejected
archive                workorder.archived
redo                   workorder.redone
reopen                 workorder.reopened
reassign               workorder.reassigned
designate              workorder.designated
apply/extension        workorder.applied
apply/pause            workorder.applied
apply/shelve           workorder.applied
decide/extension       workorder.extended
decide/pause           workorder.paused
decide/shelve          workorder.shelved
decide/refuse          workorder.application_refused
pause                  workorder.paused
resume                 workorder.resumed
progress               workorder.progressed     quiet
contact                workorder.contacted      quiet
merge                  workorder.merged
split                  workorder.split
withdraw               workorder.withdrawn
seal                   workorder.sealed
unseal                 workorder.unsealed
classify               workorder.classified
invite                 workorder.co_invited
contribute             workorder.co_contributed
return-invite          workorder.co_returned
release                workorder.co_released
insist                 workorder.co_insisted
transfer/down          workorder.passed_down
transfer/up            workorder.passed_up
recall                 workorder.recalled
ask-contact            workorder.contact_asked
accuse                 workorder.accused
judge-accused/confirm  workorder.accused_confirmed
judge-accused/refuse   workorder.accused_rejected
urge                   workorder.urged          quiet
supplement             workorder.supplemented
note                   workorder.noted          quiet
attach                 workorder.attached       quiet
`

// outcome is the hand-written expectation of one cell.
type outcome struct {
	verb  Verb
	kase  Case
	from  State
	want  string // a state, or the code of a refusal
	event string
	quiet bool // no new version
}

func (o outcome) name() string {
	name := string(o.verb)
	if o.kase != CaseOnly {
		name += "/" + string(o.kase)
	}
	return name + "/" + string(o.from)
}

// outcomes reads the two tables.
func outcomes(t testing.TB) []outcome {
	t.Helper()
	events := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(expectedEvents), "\n") {
		cells := strings.Fields(line)
		events[cells[0]] = cells[1:]
	}
	lines := strings.Split(strings.TrimSpace(expectedMoves), "\n")
	states := strings.Fields(lines[0])[1:]
	if len(states) != len(States) {
		t.Fatalf("the table has %d states, the machine %d", len(states), len(States))
	}
	var list []outcome
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		verb, kase, _ := strings.Cut(cells[0], "/")
		event := events[cells[0]]
		if len(cells) != len(states)+1 || len(event) == 0 {
			t.Fatalf("%s has %d cells and the event %v", cells[0], len(cells)-1, event)
		}
		for i, want := range cells[1:] {
			list = append(list, outcome{Verb(verb), Case(kase), State(states[i]), strings.TrimSuffix(want, "!"), event[0], len(event) > 1})
			if strings.HasSuffix(want, "!") {
				list[len(list)-1].want = "!" + strings.TrimSuffix(want, "!")
			}
		}
	}
	return list
}

func TestMachine(t *testing.T) {
	list := outcomes(t)
	each(t, func(t *testing.T, b *bench) {
		for _, c := range list {
			t.Run(c.name(), func(t *testing.T) { b.checkMove(t, c) })
		}
	})
	for _, v := range Verbs {
		system := v == VerbCreate || movesOf(v)[0].Who == System
		if !system && !slices.ContainsFunc(list, func(c outcome) bool { return c.verb == v }) {
			t.Errorf("the table of expectations lacks the verb %s", v)
		}
	}
}

// checkMove uses a verb on an order of one state, and holds what came of it against the expectation.
func (b *bench) checkMove(t testing.TB, c outcome) {
	t.Helper()
	b.co, b.chain = coNone, false
	switch c.verb {
	case VerbContribute, VerbReturnInvite, VerbRelease, VerbInsist:
		b.co = coOpen
	case VerbRecall:
		b.chain = true
	}
	o := b.in(c.from)
	p := hand(c.verb)
	if visible(p, &o) != nil {
		p = auth.System // a unit cannot see it; the state must refuse all the same
	}
	o = b.ready(o, c.verb, c.kase)
	before := b.events(o.ID)
	after, err := b.as(p, o, c.verb, c.kase)
	if State(c.want).Valid() {
		b.checkDone(t, c, o, after, before, err)
		return
	}
	want := "workorder." + strings.TrimPrefix(c.want, "!")
	if code(err) != want {
		t.Fatalf("code = %s, want %s", code(err), want)
	}
	if want == "workorder.illegal_move" {
		message := fault.Of(err).Message
		if !strings.Contains(message, o.State.Label()) || !strings.Contains(message, c.verb.Label()) {
			t.Errorf("the message names neither state nor verb: %s", message)
		}
	}
	if got := b.load(o.ID); got.State != o.State || got.Version != o.Version {
		t.Errorf("a refused verb changed the order to %s v%d", got.State, got.Version)
	}
	if got := b.events(o.ID); len(got) != len(before) {
		t.Errorf("a refused verb wrote an event: %v", got)
	}
}

func (b *bench) checkDone(t testing.TB, c outcome, o, after Order, before []string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	if after.State != State(c.want) {
		t.Errorf("state = %s, want %s", after.State, c.want)
	}
	if got := b.load(o.ID); got.State != after.State || got.Version != after.Version {
		t.Errorf("stored %s v%d, returned %s v%d", got.State, got.Version, after.State, after.Version)
	}
	if want := o.Version + int64(flag(!c.quiet)); after.Version != want {
		t.Errorf("version %d, want %d", after.Version, want)
	}
	if got := b.events(o.ID); len(got) != len(before)+1 || got[len(got)-1] != c.event {
		t.Errorf("events = %v, want %v and %s", got, before, c.event)
	}
}

// TestMachine_Rows holds what the code relies on: rows of one verb agree, and every state,
// verb, right and event of the table is known.
func TestMachine_Rows(t *testing.T) {
	for _, m := range Moves() {
		first := movesOf(m.Verb)[0]
		if m.Right != first.Right || m.Who != first.Who || m.Bump != first.Bump || m.Needs != first.Needs && first.Needs != NeedNothing || len(m.From) != len(first.From) || m.Stays() != first.Stays() {
			t.Errorf("%s/%s does not agree with the first row of its verb", m.Verb, m.Case)
		}
		if m.Verb.Label() == "" || eventLabels[m.Event] == "" {
			t.Errorf("%s/%s has no label", m.Verb, m.Case)
		}
		if m.To != StateNone && !m.To.Valid() {
			t.Errorf("%s/%s leads to %q", m.Verb, m.Case, m.To)
		}
		if !m.Stays() && !m.Bump {
			t.Errorf("%s/%s moves the order without a new version", m.Verb, m.Case)
		}
		for _, s := range m.From {
			if s != StateNone && !s.Valid() {
				t.Errorf("%s/%s starts from %q", m.Verb, m.Case, s)
			}
		}
	}
	for _, kind := range EventKinds {
		if eventLabels[kind] == "" {
			t.Errorf("event %s has no label", kind)
		}
	}
}
