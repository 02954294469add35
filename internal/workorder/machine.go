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
	Needs  Need   // what else must be there
	Bump   bool   // makes a new version, so that who saw the old one must look again
	Event  string // kind of the ledger event
}

// Stays says whether the move leaves the order in its state.
func (m Move) Stays() bool { return m.To == StateNone }

// moves is the state machine: all that may happen to an order. Documents, buttons,
// refusals and tests are made from it. The rows of one verb agree on all but Case, To,
// Reason and Event; one case may need more than its verb, which its verb then asks.
var moves = []Move{
	{Verb: VerbCreate, From: []State{StateNone}, To: StateRegistered,
		Right: RightCreate, Who: Centre, Bump: true, Event: EventCreated},

	// Returned as often as it may be, an order is designated instead.
	{Verb: VerbDispatch, From: []State{StateRegistered}, To: StateDispatched,
		Right: RightDispatch, Who: Centre, Needs: NeedReturnsLeft, Bump: true, Event: EventDispatched},

	{Verb: VerbAnswer, From: []State{StateRegistered}, To: StateCompleted,
		Right: RightAnswer, Who: Centre, Bump: true, Event: EventCompleted},

	{Verb: VerbSign, From: []State{StateDispatched}, To: StateHandling,
		Right: RightSign, Who: HandlingUnit, Bump: true, Event: EventSigned},

	{Verb: VerbReturn, From: []State{StateDispatched, StateHandling}, To: StateReturned,
		Right: RightReturn, Who: HandlingUnit, Reason: true, Needs: NeedNoChain, Bump: true, Event: EventReturned},

	{Verb: VerbReviewReturn, Case: CaseUphold, From: []State{StateReturned}, To: StateRegistered,
		Right: RightReviewReturn, Who: Centre, Bump: true, Event: EventReturnUpheld},
	{Verb: VerbReviewReturn, Case: CasePassOn, From: []State{StateReturned}, To: StateDispatched,
		Right: RightReviewReturn, Who: Centre, Needs: NeedReturnsLeft, Bump: true, Event: EventReturnUpheld},
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

	// Returned too often, or disputed: the centre says whose it is, and that stands.
	{Verb: VerbDesignate, From: []State{StateRegistered, StateReturned}, To: StateDispatched,
		Right: RightDesignate, Who: Centre, Reason: true, Bump: true, Event: EventDesignated},

	// A joint meeting decided: whoever has the order may not return it.
	{Verb: VerbBind, From: boundStates,
		Right: RightSystem, Who: System, Reason: true, Bump: true, Event: EventBound},

	{Verb: VerbApply, Case: CaseExtension, From: []State{StateHandling},
		Right: RightApply, Who: HandlingUnit, Reason: true, Bump: true, Event: EventApplied},
	{Verb: VerbApply, Case: CasePause, From: []State{StateHandling},
		Right: RightApply, Who: HandlingUnit, Reason: true, Bump: true, Event: EventApplied},
	{Verb: VerbApply, Case: CaseShelve, From: []State{StateHandling},
		Right: RightApply, Who: HandlingUnit, Reason: true, Bump: true, Event: EventApplied},

	{Verb: VerbDecide, Case: CaseExtension, From: []State{StateHandling}, To: StateHandling,
		Right: RightDecide, Who: Centre, Bump: true, Event: EventExtended},
	{Verb: VerbDecide, Case: CasePause, From: []State{StateHandling}, To: StatePaused,
		Right: RightDecide, Who: Centre, Bump: true, Event: EventPaused},
	{Verb: VerbDecide, Case: CaseShelve, From: []State{StateHandling}, To: StateShelved,
		Right: RightDecide, Who: Centre, Bump: true, Event: EventShelved},
	{Verb: VerbDecide, Case: CaseRefuse, From: []State{StateHandling}, To: StateHandling,
		Right: RightDecide, Who: Centre, Reason: true, Bump: true, Event: EventRefused},

	{Verb: VerbPause, From: []State{StateHandling}, To: StatePaused,
		Right: RightPause, Who: Centre, Reason: true, Bump: true, Event: EventPaused},
	{Verb: VerbResume, From: []State{StatePaused, StateShelved}, To: StateHandling,
		Right: RightResume, Who: Either, Reason: true, Bump: true, Event: EventResumed},
	{Verb: VerbProgress, From: []State{StateHandling, StatePaused, StateShelved},
		Right: RightProgress, Who: HandlingUnit, Reason: true, Event: EventProgressed},

	// Who asked for confidentiality is called by the centre alone.
	{Verb: VerbContact, From: []State{StateDispatched, StateHandling, StatePaused, StateShelved},
		Right: RightContact, Who: HandlingUnit, Needs: NeedNotSealed, Event: EventContacted},
	{Verb: VerbAskContact, From: []State{StateDispatched, StateHandling, StatePaused, StateShelved},
		Right: RightContact, Who: HandlingUnit, Reason: true, Needs: NeedSealed, Bump: true, Event: EventContactAsked},

	// A merged order waits with the one it was merged into, and is answered with it.
	{Verb: VerbMerge, From: []State{StateRegistered, StateDispatched, StateHandling}, To: StateMerged,
		Right: RightMerge, Who: Centre, Bump: true, Event: EventMerged},
	{Verb: VerbSplit, From: []State{StateMerged}, To: StateRegistered,
		Right: RightMerge, Who: Centre, Reason: true, Bump: true, Event: EventSplit},

	{Verb: VerbWithdraw, From: openStates, To: StateWithdrawn,
		Right: RightWithdraw, Who: Centre, Reason: true, Bump: true, Event: EventWithdrawn},
	{Verb: VerbReopen, From: []State{StateArchived, StateWithdrawn}, To: StateRegistered,
		Right: RightReopen, Who: Centre, Reason: true, Bump: true, Event: EventReopened},

	{Verb: VerbSeal, From: States,
		Right: RightSeal, Who: Centre, Reason: true, Bump: true, Event: EventSealed},
	{Verb: VerbUnseal, From: States,
		Right: RightUnseal, Who: Centre, Reason: true, Bump: true, Event: EventUnsealed},

	// What an order is about may turn out differently; its words stay as they were said.
	{Verb: VerbClassify, From: openStates,
		Right: RightClassify, Who: Centre, Bump: true, Event: EventClassified},

	// One unit leads, others are asked for a part. They do not sign: their clock runs from the invitation.
	{Verb: VerbInvite, From: []State{StateDispatched, StateHandling},
		Right: RightInvite, Who: Either, Reason: true, Bump: true, Event: EventInvited},
	{Verb: VerbContribute, From: coStates,
		Right: RightContribute, Who: CoUnit, Reason: true, Needs: NeedOpen, Bump: true, Event: EventContributed},
	{Verb: VerbReturnInvite, From: coStates,
		Right: RightContribute, Who: CoUnit, Reason: true, Needs: NeedOpen, Bump: true, Event: EventInviteReturned},
	{Verb: VerbRelease, From: coStates,
		Right: RightInvite, Who: Either, Reason: true, Needs: NeedOwed, Bump: true, Event: EventReleased},
	{Verb: VerbInsist, From: coStates,
		Right: RightInvite, Who: Either, Reason: true, Needs: NeedReturned, Bump: true, Event: EventInsisted},

	// Along the line district → town → community the clock goes with the order.
	{Verb: VerbTransfer, Case: CaseDown, From: []State{StateDispatched, StateHandling}, To: StateDispatched,
		Right: RightTransfer, Who: HandlingUnit, Bump: true, Event: EventPassedDown},
	{Verb: VerbTransfer, Case: CaseUp, From: []State{StateDispatched, StateHandling}, To: StateDispatched,
		Right: RightTransfer, Who: HandlingUnit, Reason: true, Bump: true, Event: EventPassedUp},
	{Verb: VerbRecall, From: []State{StateDispatched, StateHandling}, To: StateDispatched,
		Right: RightTransfer, Who: ChainUnit, Reason: true, Bump: true, Event: EventRecalled},

	// Whom it is about: they never have it and never read it. A merged order is the main order's to decide.
	{Verb: VerbAccuse, From: accuseStates,
		Right: RightAccuse, Who: Centre, Reason: true, Bump: true, Event: EventAccused},
	{Verb: VerbJudge, Case: CaseConfirm, From: accuseStates,
		Right: RightAccuse, Who: Centre, Needs: NeedAccused, Bump: true, Event: EventAccusedConfirmed},
	{Verb: VerbJudge, Case: CaseRefuse, From: accuseStates,
		Right: RightAccuse, Who: Centre, Reason: true, Needs: NeedAccused, Bump: true, Event: EventAccusedRejected},
	{Verb: VerbTakeBack, From: heldStates, To: StateRegistered,
		Right: RightSystem, Who: System, Bump: true, Event: EventTakenBack},

	{Verb: VerbUrge, From: openStates,
		Right: RightUrge, Who: Above, Event: EventUrged},

	// A supplement makes a new version: who was about to reply must read it first.
	{Verb: VerbSupplement, From: openStates,
		Right: RightSupplement, Who: Centre, Bump: true, Event: EventSupplemented},

	{Verb: VerbNote, From: States,
		Right: RightNote, Who: Involved, Event: EventNoted},

	{Verb: VerbAttach, From: openStates,
		Right: RightAttach, Who: Involved, Event: EventAttached},

	{Verb: VerbMarkSoon, From: clockStates,
		Right: RightSystem, Who: System, Event: EventDueSoon},
	{Verb: VerbMarkOverdue, From: clockStates,
		Right: RightSystem, Who: System, Event: EventOverdue},
	{Verb: VerbMarkProgress, From: []State{StateShelved},
		Right: RightSystem, Who: System, Event: EventProgressDue},
	{Verb: VerbFollowMain, From: []State{StateMerged}, To: StateCompleted,
		Right: RightSystem, Who: System, Bump: true, Event: EventCompleted},
	{Verb: VerbMarkCoSoon, From: append(slices.Clone(coStates), StateReplied),
		Right: RightSystem, Who: System, Needs: NeedOwed, Event: EventCoDueSoon},
	{Verb: VerbMarkCoOver, From: append(slices.Clone(coStates), StateReplied),
		Right: RightSystem, Who: System, Needs: NeedOwed, Event: EventCoOverdue},
	{Verb: VerbMarkStage, From: clockStates,
		Right: RightSystem, Who: System, Event: EventStageOverdue},
	{Verb: VerbCloseInvite, From: append(slices.Clone(coStates), StateReplied),
		Right: RightSystem, Who: System, Needs: NeedOwed, Event: EventCoClosed},
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
