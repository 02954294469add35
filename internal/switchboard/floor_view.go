package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// FloorView is all seats and queues of a node, as a team leader's screen shows them.
type FloorView struct {
	Served   bool         `json:"served" doc:"this node has a telephone exchange; without one all the rest is empty"`
	Now      time.Time    `json:"now" doc:"the server's clock, to count from"`
	Seats    []FloorSeat  `json:"seats" doc:"that are signed in, by name"`
	Queues   []FloorQueue `json:"queues"`
	Today    FloorFigures `json:"today" doc:"of all queues, of the calls that came in today and have ended"`
	Watching *WatchView   `json:"watching" doc:"the call that the asking person takes part in; null: none"`
}

// FloorSeat is a seat that is signed in.
type FloorSeat struct {
	ID       ids.ID      `json:"id" doc:"of the person"`
	Name     string      `json:"name"`
	Login    string      `json:"login"`
	State    SeatState   `json:"state" enum:"offline,ready,busy,ringing,talking,wrap_up"`
	Reason   string      `json:"reason" doc:"of busy: rest, meal, training, duty, missed, watch; else empty"`
	Next     string      `json:"next" doc:"what it is to be after the call"`
	Since    time.Time   `json:"since" doc:"of the state"`
	SignedIn time.Time   `json:"signed_in_at"`
	Away     bool        `json:"away" doc:"its telephone was lost a moment ago"`
	Mine     bool        `json:"mine" doc:"the asking person's own"`
	Skills   []string    `json:"skills"`
	Over     bool        `json:"over" doc:"the break lasts longer than it may"`
	Until    *time.Time  `json:"until" doc:"when a break that is limited has to end, or wrap-up ends by itself; null: no limit"`
	Call     *FloorCall  `json:"call" doc:"null: none"`
	Watchers []WatchView `json:"watchers" doc:"team leaders who take part in its call"`
}

// FloorCall is a seat's call.
type FloorCall struct {
	ID         ids.ID         `json:"id"`
	Part       string         `json:"part" enum:"own,helper" doc:"helper: another seat's call, whose seat asks this one"`
	State      string         `json:"state" enum:"ringing,calling,talking"`
	Direction  string         `json:"direction" enum:"in,out"`
	Door       string         `json:"door" enum:"phone,web"`
	Masked     string         `json:"caller_masked"`
	Queue      string         `json:"queue"`
	QueueName  string         `json:"queue_name"`
	BeganAt    time.Time      `json:"began_at"`
	AnsweredAt *time.Time     `json:"answered_at" doc:"by this seat; null: not yet"`
	Held       bool           `json:"held"`
	Cut        bool           `json:"cut"`
	Others     []PartyView    `json:"others"`
	Order      *CallOrder     `json:"order" doc:"that was taken on from the call, if the asking person may see it; null: none yet"`
	Emergency  *EmergencyLook `json:"emergency" doc:"the last emergency service that was called from this call; null: none"`
	HelpAt     *time.Time     `json:"help_at" doc:"since when its seat asks for help; null: it does not"`
	HelpBy     string         `json:"help_by,omitempty" doc:"the team leader who has taken the request"`
	May        []string       `json:"may" doc:"what a team leader can do now: listen, whisper, barge, take-over, emergency"`
}

// CallOrder is an order that came by a call.
type CallOrder struct {
	ID     ids.ID `json:"id"`
	Number string `json:"number"`
}

// WatchView is a team leader who takes part in a call.
type WatchView struct {
	Call     ids.ID     `json:"call_id"`
	Mode     Mode       `json:"mode" enum:"listen,whisper,barge,take_over"`
	Leader   string     `json:"leader,omitempty"`
	Seat     ids.ID     `json:"seat_id"`
	SeatName string     `json:"seat_name" doc:"whose call it is"`
	Since    *time.Time `json:"since" doc:"null: the leader's telephone rings"`
}

// FloorQueue is a queue.
type FloorQueue struct {
	Code    string       `json:"code"`
	Name    string       `json:"name"`
	Waiting int          `json:"waiting" doc:"calls that wait or ring"`
	Oldest  *time.Time   `json:"oldest" doc:"since when the first of them waits; null: nobody does"`
	Late    bool         `json:"late" doc:"it waits longer than the service level allows"`
	Ready   int          `json:"ready" doc:"seats that could take one now"`
	Today   FloorFigures `json:"today"`
}

// FloorFigures are counts of calls.
type FloorFigures struct {
	Offered     int      `json:"offered"`
	Answered    int      `json:"answered"`
	Abandoned   int      `json:"abandoned" doc:"the caller hung up while waiting, or waited as long as anybody may"`
	Short       int      `json:"short" doc:"hung up sooner than counts"`
	Connect     *float64 `json:"connect_rate" doc:"answered of those offered, short ones left out; null: none"`
	Service     *float64 `json:"service_rate" doc:"likewise, answered within the queue's target; null: none"`
	Cooled      int      `json:"cooled" doc:"of numbers that cool down for abusive calls, unserved; neither offered nor abandoned"`
	AverageWait int      `json:"average_wait" doc:"of the answered calls, seconds"`
	MOS         *float64 `json:"mos" doc:"1 to 4.4: how the callers were heard, on the average (E-model, ITU-T G.107); null: none was measured"`
}

func floorFigures(f Figures) FloorFigures {
	v := FloorFigures{Offered: f.Offered, Answered: f.Answered, Abandoned: f.Abandoned + f.LetGo, Short: f.Short, Cooled: f.Cooled, AverageWait: int(f.AverageWait() / time.Second)}
	if f.Offered > f.Short {
		connect, service := f.Connect(), f.ServiceLevel()
		v.Connect, v.Service = &connect, &service
	}
	if f.Measured > 0 {
		mos := f.AverageMOS()
		v.MOS = &mos
	}
	return v
}

// HelpView is a seat that asks for help.
type HelpView struct {
	Call     ids.ID    `json:"call_id"`
	Seat     ids.ID    `json:"seat_id"`
	SeatName string    `json:"seat_name"`
	Queue    string    `json:"queue_name"`
	At       time.Time `json:"at"`
	By       string    `json:"by,omitempty" doc:"the team leader who has taken it; empty: nobody yet"`
}
