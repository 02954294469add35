package workorder

import (
	"slices"
	"strings"
	"testing"
)

// expectedNeeds is written by hand: what a verb does on an order in hand, by how the part of Parks stands, which Waters
// asked for it, when District passed the order down, and when it is confidential. Waters uses its own verbs, Parks those of a co-handling unit.
const expectedNeeds = `
verb           alone             open              returned          finished          released          passed            sealed
contribute     not_found         ok                no_invite         no_invite         not_found         not_found         not_found
return-invite  not_found         ok                no_invite         no_invite         not_found         not_found         not_found
release        no_invite         ok                ok                no_invite         no_invite         no_invite         no_invite
insist         no_invite         no_invite         ok                no_invite         no_invite         no_invite         no_invite
reply          ok                co_open           co_open           ok                ok                ok                ok
return         ok                ok                ok                ok                ok                return_up         ok
contact        ok                ok                ok                ok                ok                ok                contact_sealed
ask-contact    contact_yourself  contact_yourself  contact_yourself  contact_yourself  contact_yourself  contact_yourself  ok
`

// need is the hand-written expectation of one verb and situation.
type need struct {
	verb      Verb
	situation string
	want      string
}

func needs() []need {
	lines := strings.Split(strings.TrimSpace(expectedNeeds), "\n")
	columns := strings.Fields(lines[0])[1:]
	var list []need
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		for i, want := range cells[1:] {
			list = append(list, need{Verb(cells[0]), columns[i], want})
		}
	}
	return list
}

func TestNeeds(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, c := range needs() {
			t.Run(string(c.verb)+"/"+c.situation, func(t *testing.T) { b.checkNeed(t, c) })
		}
	})
}

// checkNeed uses the verb in the situation, and holds what came of it, and the button, against the expectation.
func (b *bench) checkNeed(t testing.TB, c need) {
	t.Helper()
	b.chain = c.situation == "passed"
	b.co = map[string]coState{"open": coOpen, "returned": coReturned, "finished": coFinished, "released": coReleased}[c.situation]
	p := waters
	if movesOf(c.verb)[0].Right == RightContribute {
		p = parks
	}
	o := b.in(StateHandling)
	if c.situation == "sealed" {
		o = b.do(o, VerbSeal, CaseOnly)
	}
	shown := slices.Contains(b.s.Verbs(p, o), c.verb)
	_, err := b.as(p, o, c.verb, CaseOnly)
	if got := strings.TrimPrefix(code(err), "workorder."); got != c.want {
		t.Errorf("%s while %s: %s, want %s", c.verb, c.situation, got, c.want)
	}
	if c.want != "co_open" && shown != (c.want == "ok") {
		t.Errorf("%s while %s: button shown = %v", c.verb, c.situation, shown)
	}
}
