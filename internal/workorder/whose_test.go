package workorder

import (
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
)

// expectedWhose is written by hand: who may use a verb on an order that Waters handles (or
// that the centre has, for the verbs of registered orders). Everyone but "norights" and
// "stranger" holds every right, so that only scope and side decide.
//
//	centre    whole city                 own       officer of Waters
//	above     sub-centre over Waters     other     officer of Roads
//	norights  whole city, may only read  stranger  nobody
const expectedWhose = `
verb           centre     own        above      other      norights   stranger
create         ok         not_yours  not_yours  not_yours  forbidden  forbidden
dispatch       ok         not_found  not_found  not_found  forbidden  not_found
answer         ok         not_found  not_found  not_found  forbidden  not_found
sign           not_yours  ok         ok         not_found  forbidden  not_found
return         not_yours  ok         ok         not_found  forbidden  not_found
review-return  ok         not_yours  not_yours  not_found  forbidden  not_found
reply          not_yours  ok         ok         not_found  forbidden  not_found
review         ok         not_yours  not_yours  not_found  forbidden  not_found
archive        ok         not_yours  not_yours  not_found  forbidden  not_found
redo           ok         not_yours  not_yours  not_found  forbidden  not_found
reassign       ok         not_yours  ok         not_found  forbidden  not_found
urge           ok         ok         ok         not_found  forbidden  not_found
supplement     ok         not_yours  not_yours  not_found  forbidden  not_found
note           ok         ok         ok         not_found  forbidden  not_found
attach         ok         ok         ok         not_found  forbidden  not_found
`

// startOf is a state from which a verb may be used.
var startOf = map[Verb]State{
	VerbCreate: StateRegistered, VerbDispatch: StateRegistered, VerbAnswer: StateRegistered, VerbSign: StateDispatched,
	VerbReturn: StateHandling, VerbReviewReturn: StateReturned, VerbReply: StateHandling, VerbReview: StateReplied,
	VerbArchive: StateCompleted, VerbRedo: StateCompleted, VerbReassign: StateHandling, VerbUrge: StateHandling,
	VerbSupplement: StateHandling, VerbNote: StateHandling, VerbAttach: StateHandling,
}

func TestWhose(t *testing.T) {
	people := map[string]auth.Principal{
		"centre": centre, "own": waters, "above": works, "other": roads,
		"norights": auth.Principal{ID: 9, Scope: auth.Scope{All: true}}.WithRights(RightRead, RightSealed), "stranger": stranger,
	}
	codes := map[string]string{"ok": "ok", "forbidden": "auth.forbidden"}
	lines := strings.Split(strings.TrimSpace(expectedWhose), "\n")
	columns := strings.Fields(lines[0])[1:]
	each(t, func(t *testing.T, b *bench) {
		for _, line := range lines[1:] {
			cells := strings.Fields(line)
			v := Verb(cells[0])
			for i, want := range cells[1:] {
				t.Run(cells[0]+"/"+columns[i], func(t *testing.T) {
					o, p := b.in(startOf[v]), people[columns[i]]
					kase := CaseOnly
					if len(movesOf(v)) > 1 {
						kase = movesOf(v)[0].Case
					}
					shown := slices.Contains(b.s.Verbs(p, o), v)
					_, err := b.as(p, o, v, kase)
					wanted, ok := codes[want]
					if !ok {
						wanted = "workorder." + want
					}
					if code(err) != wanted {
						t.Errorf("code = %s, want %s", code(err), wanted)
					}
					// The buttons promise what the verbs keep. A reassignment also asks where to.
					if v != VerbCreate && v != VerbReassign && shown != (err == nil) {
						t.Errorf("button shown = %v, verb gave %s", shown, code(err))
					}
				})
			}
		}
	})
}

// TestWhose_MissingRight takes one right after the other from somebody who could use the
// verb: nothing else lets them.
func TestWhose_MissingRight(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for v, state := range startOf {
			m := movesOf(v)[0]
			p := centre
			if m.Who == HandlingUnit {
				p = waters
			}
			o := b.in(state)
			if _, err := b.as(p.WithRights(without(m.Right)...), o, v, m.Case); code(err) != "auth.forbidden" {
				t.Errorf("%s without %s: %s", v, m.Right, code(err))
			}
		}
	})
}
