package workorder

import (
	"slices"
	"strings"
	"testing"
)

// expectedReturned is written by hand: what a verb does on an order that was returned once, and on one that was returned
// as often as it may be (twice). Units, and who dispatches, then have nothing left to pass to each other.
const expectedReturned = `
verb                   state       once  twice
dispatch               registered  ok    must_designate
designate              registered  ok    ok
answer                 registered  ok    ok
review-return/uphold   returned    ok    ok
review-return/pass-on  returned    ok    must_designate
review-return/reject   returned    ok    ok
designate              returned    ok    ok
return                 handling    ok    return_limit
sign                   dispatched  ok    ok
reassign               handling    ok    ok
`

// returnedTimes is the expectation of one verb and count.
type returnedTimes struct {
	verb  Verb
	kase  Case
	state State
	times int
	want  string
}

func returnedOften() (list []returnedTimes) {
	for _, line := range strings.Split(strings.TrimSpace(expectedReturned), "\n")[1:] {
		cells := strings.Fields(line)
		verb, kase, _ := strings.Cut(cells[0], "/")
		for i, want := range cells[2:] {
			list = append(list, returnedTimes{Verb(verb), Case(kase), State(cells[1]), i + 1, want})
		}
	}
	return list
}

// returned is an order of Waters that was returned so often and then got into a state.
func (b *bench) returned(state State, times int) Order {
	b.t.Helper()
	o := b.in(StateDispatched)
	if state != StateDispatched {
		o = b.do(o, VerbSign, CaseOnly)
	}
	for i := range times {
		o = b.do(o, VerbReturn, CaseOnly)
		if i < times-1 || state == StateDispatched || state == StateHandling {
			o = b.do(o, VerbReviewReturn, CaseReject)
		}
	}
	if state == StateRegistered {
		o = b.do(o, VerbReviewReturn, CaseUphold)
	}
	if o.State != state || o.ReturnCount != times {
		b.t.Fatalf("prepared %s returned %d times, got %s, %d", state, times, o.State, o.ReturnCount)
	}
	return o
}

func (b *bench) checkReturned(t testing.TB, c returnedTimes) {
	t.Helper()
	b.co, b.chain = coNone, false
	o := b.returned(c.state, c.times)
	p := hand(c.verb)
	shown := slices.Contains(b.s.Verbs(p, o), c.verb)
	_, err := b.as(p, o, c.verb, c.kase)
	if got := strings.TrimPrefix(code(err), "workorder."); got != c.want {
		t.Errorf("%s/%s of %s returned %d times: %s, want %s", c.verb, c.kase, c.state, c.times, got, c.want)
	}
	// A unit reads why it cannot return; the centre is offered the verb that goes on.
	if c.verb != VerbReviewReturn && c.verb != VerbReturn && shown != (c.want == "ok") {
		t.Errorf("%s of %s returned %d times: button shown = %v", c.verb, c.state, c.times, shown)
	}
}

// TestMustDesignate holds that an order returned as often as it may be goes to a unit by designation only, and that its
// page says so to the centre and to nobody else.
func TestMustDesignate(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, c := range returnedOften() {
			t.Run(string(c.verb)+"/"+string(c.kase)+"/"+string(c.state), func(t *testing.T) { b.checkReturned(t, c) })
		}
		t.Run("Told", func(t *testing.T) {
			for times, want := range map[int]bool{1: false, 2: true} {
				if got := b.view(centre, b.returned(StateReturned, times)).MustDesignate; got != want {
					t.Errorf("returned %d times: must be designated = %v", times, got)
				}
			}
			if o := b.returned(StateHandling, 2); b.view(waters, o).MustDesignate {
				t.Error("the unit is told what the centre must do")
			}
		})
		t.Run("ReopenedBeginsAnew", func(t *testing.T) {
			o := b.do(b.do(b.returned(StateReturned, 2), VerbWithdraw, CaseOnly), VerbReopen, CaseOnly)
			b.do(o, VerbDispatch, CaseOnly)
		})
	})
}
