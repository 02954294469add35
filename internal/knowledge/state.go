package knowledge

import (
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

// State is where the latest version of an entry stands.
type State string

// The states.
const (
	StateDraft     State = "draft"     // 草稿
	StateSubmitted State = "submitted" // 待审核
	StateRejected  State = "rejected"  // 已退回
	StatePublished State = "published" // 已发布
	StateRetired   State = "retired"   // 已下架
)

// States lists them in the order of the flow.
var States = []State{StateDraft, StateSubmitted, StateRejected, StatePublished, StateRetired}

var stateLabels = map[State]string{
	StateDraft: "草稿", StateSubmitted: "待审核", StateRejected: "已退回", StatePublished: "已发布", StateRetired: "已下架",
}

// Label is the state's name on screens.
func (s State) Label() string { return stateLabels[s] }

// Verb is something that can be done to an entry.
type Verb string

// The verbs.
const (
	VerbSave    Verb = "save"
	VerbSubmit  Verb = "submit"
	VerbApprove Verb = "approve"
	VerbReject  Verb = "reject"
	VerbRetire  Verb = "retire"
)

// move is one row of the machine.
type move struct {
	verb  Verb
	from  []State
	to    State
	right string
	event string
}

// moves is the state machine of an entry: buttons, refusals and tests are made from it.
var moves = []move{
	{VerbSave, []State{StateDraft, StateRejected, StatePublished, StateRetired}, StateDraft, RightWrite, EventSaved},
	{VerbSubmit, []State{StateDraft}, StateSubmitted, RightWrite, EventSubmitted},
	{VerbApprove, []State{StateSubmitted}, StatePublished, RightReview, EventApproved},
	{VerbReject, []State{StateSubmitted}, StateRejected, RightReview, EventRejected},
	{VerbRetire, []State{StateDraft, StateSubmitted, StateRejected, StatePublished}, StateRetired, RightWrite, EventRetired},
}

func moveOf(v Verb) move {
	i := slices.IndexFunc(moves, func(m move) bool { return m.verb == v })
	return moves[i]
}

// verbs returns what p may do to an entry of unit in state; own says that p wrote part of what would be approved.
func verbs(p auth.Principal, state State, unit ids.ID, own bool) []Verb {
	list := []Verb{}
	for _, m := range moves {
		if slices.Contains(m.from, state) && p.Can(m.right) && p.Scope.Allows(unit) && (m.verb != VerbApprove || !own) {
			list = append(list, m.verb)
		}
	}
	return list
}
