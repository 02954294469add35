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
//	co        officer of Parks, which Waters asked for a part
//	chain     officer of District, which passed the order down to Waters; not where an order is returned: one that was
//	          passed down cannot be
const expectedWhose = `
verb           right                    centre     own        above      other      norights   stranger   co         chain
create         workorder.create         ok         not_yours  not_yours  not_yours  forbidden  forbidden  not_yours  not_yours
dispatch       workorder.dispatch       ok         not_found  not_found  not_found  forbidden  not_found  not_found  not_found
answer         workorder.answer         ok         not_found  not_found  not_found  forbidden  not_found  not_found  not_found
sign           workorder.sign           not_yours  ok         ok         not_found  forbidden  not_found  not_yours  not_yours
return         workorder.return         not_yours  ok         ok         not_found  forbidden  not_found  not_yours  not_found
review-return  workorder.review_return  ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_found
reply          workorder.reply          not_yours  ok         ok         not_found  forbidden  not_found  not_yours  not_yours
review         workorder.review         ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
archive        workorder.archive        ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
redo           workorder.redo           ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
reassign       workorder.reassign       ok         not_yours  ok         not_found  forbidden  not_found  not_yours  not_yours
reopen         workorder.reopen         ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
designate      workorder.designate      ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_found
apply          workorder.apply          not_yours  ok         ok         not_found  forbidden  not_found  not_yours  not_yours
decide         workorder.decide         ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
pause          workorder.pause          ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
resume         workorder.resume         ok         ok         ok         not_found  forbidden  not_found  not_yours  not_yours
progress       workorder.progress       not_yours  ok         ok         not_found  forbidden  not_found  not_yours  not_yours
contact        workorder.contact        not_yours  ok         ok         not_found  forbidden  not_found  not_yours  not_yours
merge          workorder.merge          ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
split          workorder.merge          ok         not_found  not_found  not_found  forbidden  not_found  not_found  not_found
withdraw       workorder.withdraw       ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
seal           workorder.seal           ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
unseal         workorder.unseal         ok         not_yours  not_yours  not_found  forbidden  not_found  not_found  not_found
classify       workorder.classify       ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
ask-contact    workorder.contact        not_yours  ok         ok         not_found  forbidden  not_found  not_found  not_found
accuse         workorder.accuse         ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
judge-accused  workorder.accuse         ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
urge           workorder.urge           ok         not_yours  ok         not_found  forbidden  not_found  not_yours  ok
supplement     workorder.supplement     ok         not_yours  not_yours  not_found  forbidden  not_found  not_yours  not_yours
note           workorder.note           ok         ok         ok         not_found  forbidden  not_found  ok         ok
attach         workorder.attach         ok         ok         ok         not_found  forbidden  not_found  ok         ok
invite         workorder.invite         ok         ok         ok         not_found  forbidden  not_found  not_yours  not_yours
contribute     workorder.contribute     not_yours  not_yours  not_yours  not_found  forbidden  not_found  ok         not_yours
return-invite  workorder.contribute     not_yours  not_yours  not_yours  not_found  forbidden  not_found  ok         not_yours
release        workorder.invite         ok         ok         ok         not_found  forbidden  not_found  not_yours  not_yours
insist         workorder.invite         ok         ok         ok         not_found  forbidden  not_found  not_yours  not_yours
transfer       workorder.transfer       not_yours  ok         ok         not_found  forbidden  not_found  not_yours  not_yours
recall         workorder.transfer       not_yours  not_yours  not_yours  not_found  forbidden  not_found  not_yours  ok
`

// startOf is a state from which a verb may be used.
var startOf = map[Verb]State{
	VerbCreate: StateRegistered, VerbDispatch: StateRegistered, VerbAnswer: StateRegistered, VerbSign: StateDispatched,
	VerbReturn: StateHandling, VerbReviewReturn: StateReturned, VerbReply: StateHandling, VerbReview: StateReplied,
	VerbArchive: StateCompleted, VerbRedo: StateCompleted, VerbReassign: StateHandling, VerbUrge: StateHandling,
	VerbReopen: StateArchived, VerbDesignate: StateReturned, VerbApply: StateHandling, VerbDecide: StateHandling, VerbPause: StateHandling,
	VerbResume: StatePaused, VerbProgress: StateShelved, VerbContact: StateDispatched, VerbMerge: StateHandling, VerbSplit: StateMerged,
	VerbWithdraw: StateHandling, VerbSeal: StateHandling, VerbUnseal: StateReplied, VerbClassify: StateHandling,
	VerbSupplement: StateHandling, VerbNote: StateHandling, VerbAttach: StateHandling,
	VerbInvite: StateHandling, VerbContribute: StateHandling, VerbReturnInvite: StateHandling, VerbRelease: StateHandling,
	VerbAccuse: StateHandling, VerbJudge: StateHandling, VerbAskContact: StateHandling,
	VerbInsist: StateHandling, VerbTransfer: StateHandling, VerbRecall: StateHandling,
}

// claim is the hand-written expectation of one verb and person.
type claim struct {
	verb      Verb
	right     string
	person    string
	want      string
	centreMay bool
}

func claims() []claim {
	lines := strings.Split(strings.TrimSpace(expectedWhose), "\n")
	columns := strings.Fields(lines[0])[2:]
	var list []claim
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		for i, want := range cells[2:] {
			list = append(list, claim{verb: Verb(cells[0]), right: cells[1], person: columns[i], want: want, centreMay: cells[2] == "ok"})
		}
	}
	return list
}

var people = map[string]auth.Principal{
	"centre": centre, "own": waters, "above": works, "other": roads,
	"norights": auth.Principal{ID: 9, Scope: auth.Scope{All: true}}.WithRights(RightRead, RightSealed), "stranger": stranger,
	"co": parks, "chain": district,
}

func TestWhose(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, c := range claims() {
			t.Run(string(c.verb)+"/"+c.person, func(t *testing.T) { b.checkWhose(t, c) })
		}
	})
}

// checkWhose lets a person use a verb, and holds what came of it against the expectation.
func (b *bench) checkWhose(t testing.TB, c claim) {
	t.Helper()
	kase := movesOf(c.verb)[0].Case
	b.gather(c.verb)
	o, p := b.ready(b.in(startOf[c.verb]), c.verb, kase), people[c.person]
	shown := slices.Contains(b.s.Verbs(p, o), c.verb)
	_, err := b.as(p, o, c.verb, kase)
	wanted := map[string]string{"ok": "ok", "forbidden": "auth.forbidden"}[c.want]
	if wanted == "" {
		wanted = "workorder." + c.want
	}
	if code(err) != wanted {
		t.Errorf("code = %s, want %s", code(err), wanted)
	}
	// The buttons promise what the verbs keep. A reassignment also asks where to.
	if c.verb != VerbCreate && c.verb != VerbReassign && shown != (err == nil) {
		t.Errorf("button shown = %v, verb gave %s", shown, code(err))
	}
}

// gather lets units take part in the order, as far as the verb may still be used.
func (b *bench) gather(v Verb) {
	b.co, b.chain = coOpen, v != VerbReturn
	if v == VerbReply {
		b.co = coFinished
	}
}

// TestWhose_Right holds that the right named in the table, beside reading, lets a person use
// the verb, and that all the others together do not.
func TestWhose_Right(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, c := range claims() {
			if c.person == "centre" {
				b.checkRight(t, c)
			}
		}
	})
}

func (b *bench) checkRight(t testing.TB, c claim) {
	t.Helper()
	p, kase := centre, movesOf(c.verb)[0].Case
	if !c.centreMay {
		p = hand(c.verb)
	}
	b.gather(c.verb)
	o := b.ready(b.in(startOf[c.verb]), c.verb, kase)
	if _, err := b.as(p.WithRights(without(c.right)...), o, c.verb, kase); code(err) != "auth.forbidden" {
		t.Errorf("%s without %s: %s", c.verb, c.right, code(err))
	}
	sight := []string{RightRead, c.right}
	if o.Sealed {
		sight = append(sight, RightSealed)
	}
	if _, err := b.as(p.WithRights(sight...), o, c.verb, kase); err != nil {
		t.Errorf("%s with %s and nothing else: %s", c.verb, c.right, code(err))
	}
}
