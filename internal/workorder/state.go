package workorder

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
)

// States lists every state an order can stand in, in the order of the loop.
var States = []State{
	StateRegistered, StateDispatched, StateReturned, StateHandling,
	StateReplied, StateCompleted, StateArchived,
}

var stateLabels = map[State]string{
	StateRegistered: "待派单",
	StateDispatched: "待签收",
	StateReturned:   "退单待审",
	StateHandling:   "办理中",
	StateReplied:    "待审核",
	StateCompleted:  "已办结",
	StateArchived:   "已归档",
}

// Label is the state's name on screens and in messages.
func (s State) Label() string { return stateLabels[s] }

// Valid says whether s is a state an order can stand in.
func (s State) Valid() bool { return stateLabels[s] != "" }

// Open says whether work is still owed: everything before completion.
func (s State) Open() bool {
	return s.Valid() && s != StateCompleted && s != StateArchived
}

// openStates are the states in which a clock can run.
var openStates = []State{
	StateRegistered, StateDispatched, StateReturned, StateHandling, StateReplied,
}
