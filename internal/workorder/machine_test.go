package workorder

import (
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
)

// expectedMoves is written by hand, not from the machine: each verb in each state either
// leads to a state or is refused with a code (without "workorder."). Columns are states.
const expectedMoves = `
verb                       registered         dispatched          returned         handling            replied             completed          archived
dispatch                   dispatched         already_dispatched  illegal_move     already_dispatched  already_dispatched  already_completed  archived!
answer                     completed          illegal_move        illegal_move     illegal_move        illegal_move        already_completed  archived!
sign                       illegal_move       handling            illegal_move     already_signed      already_signed      illegal_move       archived!
return                     illegal_move       returned            already_returned returned            illegal_move        illegal_move       archived!
review-return/uphold       illegal_move       illegal_move        registered       illegal_move        illegal_move        illegal_move       archived!
review-return/pass-on      illegal_move       illegal_move        dispatched       illegal_move        illegal_move        illegal_move       archived!
review-return/reject       illegal_move       illegal_move        dispatched       illegal_move        illegal_move        illegal_move       archived!
reply                      illegal_move       illegal_move        illegal_move     replied             already_replied     already_completed  archived!
review/approve             illegal_move       illegal_move        illegal_move     illegal_move        completed           already_completed  archived!
review/reject              illegal_move       illegal_move        illegal_move     illegal_move        handling            already_completed  archived!
archive                    illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        archived           archived!
redo                       illegal_move       illegal_move        illegal_move     illegal_move        illegal_move        dispatched         archived!
reassign                   illegal_move       dispatched          illegal_move     dispatched          illegal_move        already_completed  archived!
urge                       registered         dispatched          returned         handling            replied             already_completed  archived!
supplement                 registered         dispatched          returned         handling            replied             illegal_move       archived!
note                       registered         dispatched          returned         handling            replied             completed          archived
attach                     registered         dispatched          returned         handling            replied             illegal_move       archived!
`

func TestMachine(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(expectedMoves), "\n")
	states := strings.Fields(lines[0])[1:]
	if len(states) != len(States) {
		t.Fatalf("the table has %d states, the machine %d", len(states), len(States))
	}
	seen := map[Verb]bool{VerbCreate: true, VerbMarkSoon: true, VerbMarkOverdue: true}
	each(t, func(t *testing.T, b *bench) {
		for _, line := range lines[1:] {
			cells := strings.Fields(line)
			verb, kase, _ := strings.Cut(cells[0], "/")
			seen[Verb(verb)] = true
			for i, want := range cells[1:] {
				t.Run(cells[0]+"/"+states[i], func(t *testing.T) {
					checkMove(t, b, b.in(State(states[i])), Verb(verb), Case(kase), want)
				})
			}
		}
	})
	for _, v := range Verbs {
		if !seen[v] {
			t.Errorf("the table of expectations lacks the verb %s", v)
		}
	}
}

func checkMove(t *testing.T, b *bench, o Order, v Verb, c Case, want string) {
	t.Helper()
	p := centre
	if movesOf(v)[0].Who == HandlingUnit {
		p = waters
		if o.Unit == 0 {
			p = auth.System // a unit cannot see it; the state must refuse all the same
		}
	}
	before := b.events(o.ID)
	after, err := b.as(p, o, v, c)
	if State(want).Valid() {
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		if after.State != State(want) {
			t.Errorf("state = %s, want %s", after.State, want)
		}
		if got := b.load(o.ID); got.State != after.State || got.Version != after.Version {
			t.Errorf("stored %s v%d, returned %s v%d", got.State, got.Version, after.State, after.Version)
		}
		if got := b.events(o.ID); len(got) != len(before)+1 {
			t.Errorf("events = %v, want one more than %v", got, before)
		}
		return
	}
	want = "workorder." + strings.TrimSuffix(want, "!")
	if code(err) != want {
		t.Fatalf("code = %s, want %s", code(err), want)
	}
	if want == "workorder.illegal_move" {
		message := fault.Of(err).Message
		if !strings.Contains(message, o.State.Label()) || !strings.Contains(message, v.Label()) {
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

// TestMachine_Rows holds what the code relies on: rows of one verb agree, and every state,
// verb, right and event of the table is known.
func TestMachine_Rows(t *testing.T) {
	for _, m := range Moves() {
		first := movesOf(m.Verb)[0]
		if m.Right != first.Right || m.Who != first.Who || m.Bump != first.Bump || len(m.From) != len(first.From) || m.Stays() != first.Stays() {
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
