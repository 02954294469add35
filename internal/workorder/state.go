package workorder

import "slices"

// State is where an order stands.
type State string

// The states of an order. StateNone is "not there yet": Create starts from it.
const (
	StateNone       State = ""
	StateRegistered State = "registered"
	StateDispatched State = "dispatched"
	StateReturned   State = "returned"
	StateHandling   State = "handling"
	StateReplied    State = "replied"
	StateCompleted  State = "completed"
	StateArchived   State = "archived"
	StatePaused     State = "paused"    // the unit's clock stands, with the centre's consent
	StateShelved    State = "shelved"   // 挂账: cannot be done yet; a planned date and progress are owed
	StateMerged     State = "merged"    // another order answers this one, too
	StateWithdrawn  State = "withdrawn" // the citizen took it back
)

// States lists every state an order can stand in, in the order of the loop.
var States = []State{
	StateRegistered, StateDispatched, StateReturned, StateHandling,
	StatePaused, StateShelved, StateReplied, StateMerged, StateCompleted, StateArchived, StateWithdrawn,
}

var stateLabels = map[State]string{
	StateRegistered: "待派单",
	StateDispatched: "待签收",
	StateReturned:   "退单待审",
	StateHandling:   "办理中",
	StateReplied:    "待审核",
	StateCompleted:  "已办结",
	StateArchived:   "已归档",
	StatePaused:     "已暂停",
	StateShelved:    "挂账",
	StateMerged:     "已并单",
	StateWithdrawn:  "已撤回",
}

// Label is the state's name on screens and in messages.
func (s State) Label() string { return stateLabels[s] }

// Valid says whether s is a state an order can stand in.
func (s State) Valid() bool { return stateLabels[s] != "" }

// Open says whether an answer is still owed: everything before completion. A merged order
// is open, too: its requester waits.
func (s State) Open() bool {
	return s.Valid() && s != StateCompleted && s != StateArchived && s != StateWithdrawn
}

// Stopped says whether the unit's clock stands.
func (s State) Stopped() bool { return s == StatePaused || s == StateShelved }

// clockStates are the states in which a clock runs, stands or is parked.
var clockStates = []State{
	StateRegistered, StateDispatched, StateReturned, StateHandling, StatePaused, StateShelved, StateReplied,
}

// coStates are the states in which a co-handling unit can still add its part: a unit has the order and has not replied.
var coStates = []State{StateDispatched, StateReturned, StateHandling, StatePaused, StateShelved}

// heldStates are the states in which a unit has the order in hand.
var heldStates = []State{StateDispatched, StateReturned, StateHandling, StatePaused, StateShelved, StateReplied}

// boundStates are the states in which a unit has the order in hand and no return of it waits for review.
var boundStates = []State{StateDispatched, StateHandling, StatePaused, StateShelved, StateReplied}

// accuseStates are the states in which an order's accused parties are its own matter.
var accuseStates = slices.DeleteFunc(slices.Clone(States), func(s State) bool { return s == StateMerged })

// openStates are the states in which somebody waits for an answer.
var openStates = append(slices.Clone(clockStates), StateMerged)
