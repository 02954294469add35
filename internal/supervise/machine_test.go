package supervise

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
)

// What each verb must do in each state stands here a second time, written by hand and apart from the table: the state
// it leads to, "=" for a verb that leaves it, nothing for one that is refused.
const expectedMoves = `
case     open       -         open
case     instruct   open      =
case     close      open      closed
case     reopen     closed    open
task     give       -         open
task     answer     open      answered
task     accept     answered  accepted
task     reject     answered  open
task     cancel     open      cancelled
task     cancel     answered  cancelled
docket   propose    -         proposed
docket   schedule   proposed  scheduled
docket   unschedule scheduled proposed
docket   decide     scheduled decided
docket   defer      scheduled proposed
docket   drop       proposed  dropped
meeting  plan       -         planned
meeting  edit       planned   =
meeting  edit       called    =
meeting  call       planned   called
meeting  call       called    called
meeting  hold       called    held
meeting  attend     held      =
meeting  minute     held      minuted
meeting  close      minuted   closed
meeting  cancel     planned   cancelled
meeting  cancel     called    cancelled
`

var statesOf = map[Thing][]State{
	ThingCase:    {StateNone, StateOpen, StateClosed},
	ThingTask:    {StateNone, StateOpen, StateAnswered, StateAccepted, StateCancelled},
	ThingDocket:  {StateNone, StateProposed, StateScheduled, StateDecided, StateDropped},
	ThingMeeting: {StateNone, StatePlanned, StateCalled, StateHeld, StateMinuted, StateClosed, StateCancelled},
}

// TestMoves holds every verb in every state of its thing against the list above, and whose each verb is.
func TestMoves(t *testing.T) {
	for _, complaint := range complaints() {
		t.Error(complaint)
	}
}

// complaints are what the expectations find wrong with the machine.
func complaints() (list []string) {
	complain := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	want := map[string]string{}
	for _, row := range strings.Split(strings.TrimSpace(expectedMoves), "\n") {
		f := strings.Fields(row)
		want[f[0]+" "+f[1]+" "+strings.Trim(f[2], "-")] = f[3]
	}
	for _, m := range Moves() {
		for _, from := range statesOf[m.Thing] {
			key := string(m.Thing) + " " + string(m.Verb) + " " + string(from)
			got := ""
			if err := may(auth.System, m, from, unitWaters); err == nil {
				if got = string(m.after(from)); m.To == StateNone {
					got = "="
				}
			} else if code(err) != "supervise.illegal_move" {
				complain("%s: refused with %s", key, code(err))
			}
			if got != want[key] {
				complain("%s leads to %q, want %q", key, got, want[key])
			}
			delete(want, key)
		}
	}
	for key := range want {
		complain("%s is expected, but the machine has no such row", key)
	}
	people := map[string]auth.Principal{"centre": supervisor, "unit": person(31, unitWaters, unitsOf(unitWaters), Rights...), "other": person(32, unitRoads, unitsOf(unitRoads), Rights...),
		"above": person(33, unitDistrict, unitsOf(unitDistrict, unitWaters), Rights...), "nobody": nobody}
	for who, verbs := range map[string]string{
		"centre": "open instruct close reopen give accept reject cancel propose schedule unschedule decide defer drop plan edit call hold attend minute",
		"unit":   "answer propose",
		"above":  "answer propose",
		"other":  "",
		"nobody": "",
	} {
		for _, m := range Moves() {
			err := may(people[who], m, m.From[0], unitWaters)
			if may := slices.Contains(strings.Fields(verbs), string(m.Verb)); (err == nil) != may {
				complain("%s may %s/%s: %v, want %v", who, m.Thing, m.Verb, err, may)
			}
		}
	}
	for _, m := range Moves() { // without the right the answer is the same for everybody
		if got := code(may(analyst, m, m.From[0], 0)); got != "auth.forbidden" {
			complain("the analyst may %s/%s: %s", m.Thing, m.Verb, got)
		}
	}
	return list
}

// TestMoves_Mutations changes the machine in ways that would hurt somebody: the expectations must notice each.
func TestMoves_Mutations(t *testing.T) {
	for name, m := range map[string]struct {
		thing  Thing
		verb   Verb
		mutate func(*Move)
	}{
		"UnitsAcceptThemselves":    {ThingTask, VerbAccept, func(m *Move) { m.Who = TheUnit }},
		"ReadersCloseCases":        {ThingCase, VerbClose, func(m *Move) { m.Right = RightRead }},
		"AnsweredTwice":            {ThingTask, VerbAnswer, func(m *Move) { m.From = append(slices.Clone(m.From), StateAnswered) }},
		"RejectedIsAccepted":       {ThingTask, VerbReject, func(m *Move) { m.To = StateAccepted }},
		"AcceptedIsCancelled":      {ThingTask, VerbCancel, func(m *Move) { m.From = append(slices.Clone(m.From), StateAccepted) }},
		"ClosedForEver":            {ThingCase, VerbReopen, func(m *Move) { m.From = []State{StateOpen} }},
		"UnitsDropTheirItems":      {ThingDocket, VerbDrop, func(m *Move) { m.Who = Either }},
		"DecidedWithoutAnAgenda":   {ThingDocket, VerbDecide, func(m *Move) { m.From = append(slices.Clone(m.From), StateProposed) }},
		"HeldWithoutBeingCalled":   {ThingMeeting, VerbHold, func(m *Move) { m.From = []State{StatePlanned} }},
		"MinutesRewritten":         {ThingMeeting, VerbMinute, func(m *Move) { m.From = append(slices.Clone(m.From), StateMinuted) }},
		"HeldMeetingsAreCancelled": {ThingMeeting, VerbCancel, func(m *Move) { m.From = append(slices.Clone(m.From), StateHeld) }},
	} {
		t.Run(name, func(t *testing.T) {
			sound := moves
			t.Cleanup(func() { moves = sound })
			moves = slices.Clone(sound)
			for i := range moves {
				if moves[i].Thing == m.thing && moves[i].Verb == m.verb {
					m.mutate(&moves[i])
				}
			}
			if len(complaints()) == 0 {
				t.Error("nothing noticed it")
			}
		})
	}
}

// TestMachineSound holds what must be true of any machine of this room.
func TestMachineSound(t *testing.T) {
	for _, m := range Moves() {
		if !slices.Contains(EventKinds, m.Event) {
			t.Errorf("%s/%s writes %q, which is not listed", m.Thing, m.Verb, m.Event)
		}
		if !slices.Contains(Rights, m.Right) {
			t.Errorf("%s/%s needs %q, which is not declared", m.Thing, m.Verb, m.Right)
		}
		for _, s := range append(slices.Clone(m.From), m.To) {
			if !slices.Contains(statesOf[m.Thing], s) {
				t.Errorf("%s/%s names the state %q of something else", m.Thing, m.Verb, s)
			}
		}
	}
	for thing, states := range statesOf { // every state is reached, and none but the ends is a trap
		for _, s := range states {
			reached := s == StateNone || slices.ContainsFunc(moves, func(m Move) bool { return m.Thing == thing && m.To == s })
			left := slices.ContainsFunc(moves, func(m Move) bool { return m.Thing == thing && slices.Contains(m.From, s) && m.To != StateNone })
			end := slices.Contains([]State{StateAccepted, StateCancelled, StateDecided, StateDropped}, s) || thing == ThingMeeting && s == StateClosed
			if !reached || left == end {
				t.Errorf("%s/%s: reached %v, left %v, an end %v", thing, s, reached, left, end)
			}
		}
	}
}
