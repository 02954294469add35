package workorder

import (
	"fmt"
	"slices"
	"testing"
)

// TestMachine_Mutations changes the machine in ways that would hurt somebody. The hand-written expectations must
// notice each: otherwise they prove nothing.
func TestMachine_Mutations(t *testing.T) {
	isSound := map[Verb]bool{} // asked once for each verb
	for _, m := range []struct {
		name   string
		verb   Verb
		mutate func(*Move)
	}{
		{"DispatchedTwice", VerbDispatch, func(m *Move) { m.From = append(slices.Clone(m.From), StateHandling) }},
		{"SigningCompletes", VerbSign, func(m *Move) { m.To = StateCompleted }},
		{"NoReturnOnceSigned", VerbReturn, func(m *Move) { m.From = []State{StateDispatched} }},
		{"RejectedReplyCompletes", VerbReview, func(m *Move) { m.To = StateCompleted }},
		{"AnyReaderReplies", VerbReply, func(m *Move) { m.Right = RightRead }},
		{"UnitsReviewThemselves", VerbReview, func(m *Move) { m.Who = Either }},
		{"UnitsArchive", VerbArchive, func(m *Move) { m.Who = HandlingUnit }},
		{"ArchivedOrdersAreRedone", VerbRedo, func(m *Move) { m.From = append(slices.Clone(m.From), StateArchived) }},
		{"SupplementsGoUnseen", VerbSupplement, func(m *Move) { m.Bump = false }},
		{"WithdrawnUnderAnotherName", VerbWithdraw, func(m *Move) { m.Event = EventArchived }},
		{"RefusedButPaused", VerbDecide, func(m *Move) {
			if m.Case == CaseRefuse {
				m.To = StatePaused
			}
		}},
		{"UnitsPauseThemselves", VerbPause, func(m *Move) { m.Who = Either }},
		{"UnitsSeal", VerbSeal, func(m *Move) { m.Who = Either }},
		{"MergedOrdersAreDispatched", VerbDispatch, func(m *Move) { m.From = append(slices.Clone(m.From), StateMerged) }},
		{"WithdrawnOrdersStay", VerbReopen, func(m *Move) { m.From = []State{StateArchived} }},
		{"LeadsContributeForOthers", VerbContribute, func(m *Move) { m.Who = Either }},
		{"HelpersReply", VerbReply, func(m *Move) { m.Who = Involved }},
		{"HelpersUrge", VerbUrge, func(m *Move) { m.Who = Involved }},
		{"HelpersInviteOthers", VerbInvite, func(m *Move) { m.Who = Involved }},
		{"InvitedAfterTheReply", VerbInvite, func(m *Move) { m.From = append(slices.Clone(m.From), StateReplied) }},
		{"InvitedUnseen", VerbInvite, func(m *Move) { m.Bump = false }},
		{"ReadersContribute", VerbContribute, func(m *Move) { m.Right = RightRead }},
		{"PartsWaitWhileTheClockStands", VerbContribute, func(m *Move) { m.From = []State{StateHandling} }},
		{"ReleasedByThemselves", VerbRelease, func(m *Move) { m.Who = CoUnit }},
		{"InsistedOnWhatNobodyGaveBack", VerbInsist, func(m *Move) { m.Needs = NeedOwed }},
		{"GivenBackTwice", VerbReturnInvite, func(m *Move) { m.Needs = NeedOwed }},
		{"PassedDownUnsigned", VerbTransfer, func(m *Move) { m.To = StateHandling }},
		{"TheCentrePassesDown", VerbTransfer, func(m *Move) { m.Who = Either }},
		{"RecalledByTheHandlingUnit", VerbRecall, func(m *Move) { m.Who = HandlingUnit }},
		{"RecalledOnceReplied", VerbRecall, func(m *Move) { m.From = append(slices.Clone(m.From), StateReplied) }},
		{"ReturnedPastTheDistrict", VerbReturn, func(m *Move) { m.Needs = NeedNothing }},
		{"DispatchedHoweverOftenReturned", VerbDispatch, func(m *Move) { m.Needs = NeedNothing }},
		{"PassedOnHoweverOftenReturned", VerbReviewReturn, func(m *Move) { m.Needs = NeedNothing }},
		{"PeopleBind", VerbBind, func(m *Move) { m.Who, m.Right = Centre, RightDesignate }},
		{"BoundWhileAReturnWaits", VerbBind, func(m *Move) { m.From = append(slices.Clone(m.From), StateReturned) }},
		{"TakenBackOnceCompleted", VerbTakeBack, func(m *Move) { m.From = append(slices.Clone(m.From), StateCompleted) }},
		{"MergedOrdersAreOverdue", VerbMarkOverdue, func(m *Move) { m.From = append(slices.Clone(m.From), StateMerged) }},
		{"PartsOverdueWithoutAPart", VerbMarkCoOver, func(m *Move) { m.Needs = NeedNothing }},
		{"UnitsCallWhoAskedForConfidentiality", VerbContact, func(m *Move) { m.Needs = NeedNothing }},
		{"DesignatedOnlyOnceReturned", VerbDesignate, func(m *Move) { m.From = []State{StateReturned} }},
	} {
		t.Run(m.name, func(t *testing.T) {
			sound := moves
			t.Cleanup(func() { moves = sound })
			if !isSound[m.verb] {
				if found := noticed(t, m.verb); len(found) != 0 {
					t.Fatalf("the sound machine fails: %v", found)
				}
				isSound[m.verb] = true
			}
			moves = slices.Clone(sound)
			for i := range moves {
				if moves[i].Verb == m.verb {
					m.mutate(&moves[i])
				}
			}
			if len(noticed(t, m.verb)) == 0 {
				t.Error("nothing noticed it")
			}
		})
	}
}

// noticed are the complaints of the expectations about one verb; after the first ones it asks no further.
func noticed(t *testing.T, v Verb) []string {
	t.Helper()
	r := &recorder{TB: t}
	b := newBench(t, storeOf(t))
	b.t = r
	for _, c := range outcomes(t) {
		if c.verb == v && len(r.complaints) == 0 {
			r.run(func() { b.checkMove(r, c) })
		}
	}
	for _, c := range needs() {
		if c.verb == v && len(r.complaints) == 0 {
			r.run(func() { b.checkNeed(r, c) })
		}
	}
	for _, c := range returnedOften() {
		if c.verb == v && len(r.complaints) == 0 {
			r.run(func() { b.checkReturned(r, c) })
		}
	}
	a := readAuthority(t)
	for _, state := range States {
		if len(r.complaints) > 0 {
			break
		}
		r.run(func() {
			o := b.arranged(state, v)
			for _, relation := range a.relations {
				b.checkAuthority(r, a, o, v, relation)
			}
		})
	}
	for _, c := range claims() {
		if c.verb != v || len(r.complaints) > 0 {
			continue
		}
		r.run(func() { b.checkWhose(r, c) })
		if c.person == "centre" {
			r.run(func() { b.checkRight(r, c) })
		}
	}
	return r.complaints
}

// recorder notes complaints instead of failing the test.
type recorder struct {
	testing.TB
	complaints []string
}

type stopped struct{}

func (r *recorder) Errorf(format string, args ...any) {
	r.complaints = append(r.complaints, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(stopped{})
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%v", args) }

func (r *recorder) Error(args ...any) { r.Errorf("%v", args) }

// run goes on after a complaint that ended one check, and after a panic of the room itself.
func (r *recorder) run(check func()) {
	defer func() {
		if x := recover(); x != nil {
			r.complaints = append(r.complaints, fmt.Sprint(x))
		}
	}()
	check()
}
