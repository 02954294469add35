package workorder

import "slices"

// Move is one row of the machine.
type Move struct {
	Verb   Verb
	Case   Case
	From   []State
	To     State  // StateNone: the order stays where it is
	Right  string // needed to use the verb
	Who    Who    // whose verb it is
	Reason bool   // words that say why must be given
	Bump   bool   // makes a new version, so that who saw the old one must look again
	Event  string // kind of the ledger event
}

// Stays says whether the move leaves the order in its state.
func (m Move) Stays() bool { return m.To == StateNone }

// moves is the state machine: all that may happen to an order. Documents, buttons,
// refusals and tests are made from it. The rows of one verb agree on all but Case, To,
// Reason and Event.
var moves = []Move{
	{Verb: VerbCreate, From: []State{StateNone}, To: StateRegistered,
		Right: RightCreate, Who: Centre, Bump: true, Event: EventCreated},

	{Verb: VerbDispatch, From: []State{StateRegistered}, To: StateDispatched,
		Right: RightDispatch, Who: Centre, Bump: true, Event: EventDispatched},

	{Verb: VerbAnswer, From: []State{StateRegistered}, To: StateCompleted,
		Right: RightAnswer, Who: Centre, Bump: true, Event: EventCompleted},

	{Verb: VerbSign, From: []State{StateDispatched}, To: StateHandling,
		Right: RightSign, Who: HandlingUnit, Bump: true, Event: EventSigned},

	{Verb: VerbReturn, From: []State{StateDispatched, StateHandling}, To: StateReturned,
		Right: RightReturn, Who: HandlingUnit, Reason: true, Bump: true, Event: EventReturned},

	{Verb: VerbReviewReturn, Case: CaseUphold, From: []State{StateReturned}, To: StateRegistered,
		Right: RightReviewReturn, Who: Centre, Bump: true, Event: EventReturnUpheld},
	{Verb: VerbReviewReturn, Case: CasePassOn, From: []State{StateReturned}, To: StateDispatched,
		Right: RightReviewReturn, Who: Centre, Bump: true, Event: EventReturnUpheld},
	{Verb: VerbReviewReturn, Case: CaseRejectUnsigned, From: []State{StateReturned}, To: StateDispatched,
		Right: RightReviewReturn, Who: Centre, Reason: true, Bump: true, Event: EventReturnRejected},
	{Verb: VerbReviewReturn, Case: CaseRejectSigned, From: []State{StateReturned}, To: StateHandling,
		Right: RightReviewReturn, Who: Centre, Reason: true, Bump: true, Event: EventReturnRejected},

	{Verb: VerbReply, From: []State{StateHandling}, To: StateReplied,
		Right: RightReply, Who: HandlingUnit, Reason: true, Bump: true, Event: EventReplied},

	{Verb: VerbReview, Case: CaseApprove, From: []State{StateReplied}, To: StateCompleted,
		Right: RightReview, Who: Centre, Bump: true, Event: EventCompleted},
	{Verb: VerbReview, Case: CaseReject, From: []State{StateReplied}, To: StateHandling,
		Right: RightReview, Who: Centre, Reason: true, Bump: true, Event: EventReplyRejected},

	{Verb: VerbArchive, From: []State{StateCompleted}, To: StateArchived,
		Right: RightArchive, Who: Centre, Bump: true, Event: EventArchived},

	{Verb: VerbRedo, From: []State{StateCompleted}, To: StateDispatched,
		Right: RightRedo, Who: Centre, Reason: true, Bump: true, Event: EventRedone},

	// The sub-centre above a unit may reassign, too, among its own units.
	{Verb: VerbReassign, From: []State{StateDispatched, StateHandling}, To: StateDispatched,
		Right: RightReassign, Who: Either, Reason: true, Bump: true, Event: EventReassigned},

	{Verb: VerbUrge, From: openStates,
		Right: RightUrge, Who: Either, Event: EventUrged},

	// A supplement makes a new version: who was about to reply must read it first.
	{Verb: VerbSupplement, From: openStates,
		Right: RightSupplement, Who: Centre, Bump: true, Event: EventSupplemented},

	{Verb: VerbNote, From: States,
		Right: RightNote, Who: Either, Event: EventNoted},

	{Verb: VerbAttach, From: openStates,
		Right: RightAttach, Who: Either, Event: EventAttached},

	{Verb: VerbMarkSoon, From: openStates,
		Right: RightSystem, Who: System, Event: EventDueSoon},
	{Verb: VerbMarkOverdue, From: openStates,
		Right: RightSystem, Who: System, Event: EventOverdue},
}

// Moves returns a copy of the machine's rows.
func Moves() []Move { return slices.Clone(moves) }

// movesOf finds the rows of a verb; the first stands for what they agree on.
func movesOf(v Verb) []Move {
	var found []Move
	for _, m := range moves {
		if m.Verb == v {
			found = append(found, m)
		}
	}
	return found
}

// move finds the row of a verb in one case. A missing row is a programming error.
func move(v Verb, c Case) Move {
	for _, m := range moves {
		if m.Verb == v && m.Case == c {
			return m
		}
	}
	panic("workorder: no move for " + string(v) + "/" + string(c))
}
