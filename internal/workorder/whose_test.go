package workorder

import (
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
)

// expectedWhose is written by hand: who may use a verb on an order that Waters handles (or
// that the centre has, for the verbs of registered orders), and the right it needs. Everyone but "norights" and
// "stranger" holds every right, so that only scope and side decide.
//
//	centre    whole city                 own       officer of Waters
//	above     sub-centre over Waters     other     officer of Roads
//	norights  whole city, may only read  stranger  nobody
const expectedWhose = `
verb           right                    centre     own        above      other      norights   stranger
create         workorder.create         ok         not_yours  not_yours  not_yours  forbidden  forbidden
dispatch       workorder.dispatch       ok         not_found  not_found  not_found  forbidden  not_found
answer         workorder.answer         ok         not_found  not_found  not_found  forbidden  not_found
sign           workorder.sign           not_yours  ok         ok         not_found  forbidden  not_found
return         workorder.return         not_yours  ok         ok         not_found  forbidden  not_found
review-return  workorder.review_return  ok         not_yours  not_yours  not_found  forbidden  not_found
reply          workorder.reply          not_yours  ok         ok         not_found  forbidden  not_found
review         workorder.review         ok         not_yours  not_yours  not_found  forbidden  not_found
archive        workorder.archive        ok         not_yours  not_yours  not_found  forbidden  not_found
redo           workorder.redo           ok         not_yours  not_yours  not_found  forbidden  not_found
reassign       workorder.reassign       ok         not_yours  ok         not_found  forbidden  not_found
urge           workorder.urge           ok         ok         ok         not_found  forbidden  not_found
supplement     workorder.supplement     ok         not_yours  not_yours  not_found  forbidden  not_found
note           workorder.note           ok         ok         ok         not_found  forbidden  not_found
attach         workorder.attach         ok         ok         ok         not_found  forbidden  not_found
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
	columns := strings.Fields(lines[0])[2:]
	each(t, func(t *testing.T, b *bench) {
		for _, line := range lines[1:] {
			cells := strings.Fields(line)
			v := Verb(cells[0])
			for i, want := range cells[2:] {
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

// TestWhose_Right holds that the right named in the table, beside reading, lets a person use
// the verb, and that all the others together do not.
func TestWhose_Right(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, line := range strings.Split(strings.TrimSpace(expectedWhose), "\n")[1:] {
			cells := strings.Fields(line)
			v, right := Verb(cells[0]), cells[1]
			p, kase := centre, movesOf(v)[0].Case
			if cells[2] != "ok" {
				p = waters
			}
			if _, err := b.as(p.WithRights(without(right)...), b.in(startOf[v]), v, kase); code(err) != "auth.forbidden" {
				t.Errorf("%s without %s: %s", v, right, code(err))
			}
			if _, err := b.as(p.WithRights(RightRead, right), b.in(startOf[v]), v, kase); err != nil {
				t.Errorf("%s with %s and nothing else: %s", v, right, code(err))
			}
		}
	})
}
