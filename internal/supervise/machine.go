package supervise

import (
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// Thing is what has states of its own in this room.
type Thing string

// The things.
const (
	ThingCase    Thing = "case"    // 督办件
	ThingTask    Thing = "task"    // 批示或会议决定的事项
	ThingDocket  Thing = "docket"  // 议题
	ThingMeeting Thing = "meeting" // 联席会议
)

// State is where a thing stands; StateNone before it exists, or for a move that leaves it where it is.
type State string

// The states. Each belongs to the things that the table of moves names it with.
const (
	StateNone      State = ""
	StateOpen      State = "open"      // case: 督办中; task: 待反馈
	StateClosed    State = "closed"    // case: 已销号; meeting: 已落实
	StateAnswered  State = "answered"  // task: 已反馈待认可
	StateAccepted  State = "accepted"  // task: 已认可
	StateCancelled State = "cancelled" // task, meeting: 已取消
	StateProposed  State = "proposed"  // docket: 待上会
	StateScheduled State = "scheduled" // docket: 已列入议程
	StateDecided   State = "decided"   // docket: 已决定
	StateDropped   State = "dropped"   // docket: 不上会
	StatePlanned   State = "planned"   // meeting: 筹备中
	StateCalled    State = "called"    // meeting: 已通知
	StateHeld      State = "held"      // meeting: 已召开
	StateMinuted   State = "minuted"   // meeting: 纪要已印发
)

// Verb is something that is done to a thing.
type Verb string

// The verbs.
const (
	VerbOpen       Verb = "open"       // 立案督办
	VerbInstruct   Verb = "instruct"   // 批示: on the case, while it makes a task
	VerbClose      Verb = "close"      // 销号; meeting: 全部落实
	VerbReopen     Verb = "reopen"     // 恢复督办
	VerbGive       Verb = "give"       // a task is given, by an instruction or a decision
	VerbAnswer     Verb = "answer"     // 反馈
	VerbAccept     Verb = "accept"     // 认可
	VerbReject     Verb = "reject"     // 退回重报
	VerbCancel     Verb = "cancel"     // 取消
	VerbPropose    Verb = "propose"    // 提请上会
	VerbSchedule   Verb = "schedule"   // 列入议程
	VerbUnschedule Verb = "unschedule" // 移出议程
	VerbDecide     Verb = "decide"     // 作出决定
	VerbDefer      Verb = "defer"      // 延后再议
	VerbDrop       Verb = "drop"       // 不上会
	VerbPlan       Verb = "plan"       // 筹备会议
	VerbEdit       Verb = "edit"       // 修改时间地点、议程、参会单位
	VerbCall       Verb = "call"       // 发会议通知
	VerbHold       Verb = "hold"       // 开会
	VerbAttend     Verb = "attend"     // 登记出席
	VerbMinute     Verb = "minute"     // 印发纪要
)

// Who says on whose behalf a verb is used, besides the right it needs.
type Who string

// Centre works for the whole city. TheUnit is of the unit that the thing belongs to. Either is one of the two.
const (
	Centre  Who = "centre"
	TheUnit Who = "unit"
	Either  Who = "either"
)

// Move is one row of the machine.
type Move struct {
	Thing  Thing
	Verb   Verb
	From   []State
	To     State // StateNone: it stays where it is
	Right  string
	Who    Who
	Reason bool // words that say why must be given
	Event  string
}

var moves = []Move{
	{ThingCase, VerbOpen, []State{StateNone}, StateOpen, RightManage, Centre, true, EventCaseOpened},
	{ThingCase, VerbInstruct, []State{StateOpen}, StateNone, RightManage, Centre, true, EventTaskGiven},
	{ThingCase, VerbClose, []State{StateOpen}, StateClosed, RightManage, Centre, true, EventCaseClosed},
	{ThingCase, VerbReopen, []State{StateClosed}, StateOpen, RightManage, Centre, true, EventCaseReopened},

	{ThingTask, VerbGive, []State{StateNone}, StateOpen, RightManage, Centre, true, EventTaskGiven},
	{ThingTask, VerbAnswer, []State{StateOpen}, StateAnswered, RightAnswer, TheUnit, true, EventTaskAnswered},
	{ThingTask, VerbAccept, []State{StateAnswered}, StateAccepted, RightManage, Centre, false, EventTaskAccepted},
	{ThingTask, VerbReject, []State{StateAnswered}, StateOpen, RightManage, Centre, true, EventTaskRejected},
	{ThingTask, VerbCancel, []State{StateOpen, StateAnswered}, StateCancelled, RightManage, Centre, true, EventTaskCancelled},

	{ThingDocket, VerbPropose, []State{StateNone}, StateProposed, RightPropose, Either, true, EventProposed},
	{ThingDocket, VerbSchedule, []State{StateProposed}, StateScheduled, RightMeet, Centre, false, EventScheduled},
	{ThingDocket, VerbUnschedule, []State{StateScheduled}, StateProposed, RightMeet, Centre, false, EventUnscheduled},
	{ThingDocket, VerbDecide, []State{StateScheduled}, StateDecided, RightMeet, Centre, true, EventDecided},
	{ThingDocket, VerbDefer, []State{StateScheduled}, StateProposed, RightMeet, Centre, true, EventDeferred},
	{ThingDocket, VerbDrop, []State{StateProposed}, StateDropped, RightMeet, Centre, true, EventDropped},

	{ThingMeeting, VerbPlan, []State{StateNone}, StatePlanned, RightMeet, Centre, false, EventMeetingPlanned},
	{ThingMeeting, VerbEdit, []State{StatePlanned, StateCalled}, StateNone, RightMeet, Centre, false, EventMeetingChanged},
	{ThingMeeting, VerbCall, []State{StatePlanned, StateCalled}, StateCalled, RightMeet, Centre, false, EventMeetingCalled},
	{ThingMeeting, VerbHold, []State{StateCalled}, StateHeld, RightMeet, Centre, false, EventMeetingHeld},
	{ThingMeeting, VerbAttend, []State{StateHeld}, StateNone, RightMeet, Centre, false, EventAttendance},
	{ThingMeeting, VerbMinute, []State{StateHeld}, StateMinuted, RightMeet, Centre, true, EventMeetingMinuted},
	{ThingMeeting, VerbClose, []State{StateMinuted}, StateClosed, RightMeet, Centre, false, EventMeetingClosed},
	{ThingMeeting, VerbCancel, []State{StatePlanned, StateCalled}, StateCancelled, RightMeet, Centre, true, EventMeetingCancelled},
}

// Moves returns a copy of the machine's rows.
func Moves() []Move { return slices.Clone(moves) }

// move finds a row. A missing row is a programming error.
func move(t Thing, v Verb) Move {
	i := slices.IndexFunc(moves, func(m Move) bool { return m.Thing == t && m.Verb == v })
	if i < 0 {
		panic("supervise: no move for " + string(t) + "/" + string(v))
	}
	return moves[i]
}

// may returns nil when p may use the verb on a thing of the unit in this state.
func may(p auth.Principal, m Move, state State, unit ids.ID) error {
	switch {
	case !p.Can(m.Right):
		return fault.Forbidden
	case !onBehalf(p, m.Who, unit):
		return ErrNotYours
	case !slices.Contains(m.From, state):
		return ErrIllegal
	}
	return nil
}

func onBehalf(p auth.Principal, who Who, unit ids.ID) bool {
	ofUnit := unit != 0 && (p.Unit == unit || slices.Contains(p.Scope.Units, unit))
	switch {
	case p.IsSystem():
		return true
	case who == Centre:
		return p.Scope.All
	case who == TheUnit:
		return ofUnit
	}
	return p.Scope.All || ofUnit
}

// after is where a move leads from a state.
func (m Move) after(from State) State {
	if m.To == StateNone {
		return from
	}
	return m.To
}

// verbsFor lists what p may do with a thing now: the buttons of the screens.
func verbsFor(p auth.Principal, t Thing, state State, unit ids.ID) []Verb {
	list := []Verb{}
	for _, m := range moves {
		if m.Thing == t && may(p, m, state, unit) == nil {
			list = append(list, m.Verb)
		}
	}
	return list
}
