package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// OwedView is a debt as the list shows it.
type OwedView struct {
	ID           ids.ID        `json:"id" doc:"the caller"`
	Phone        string        `json:"phone_masked" doc:"empty: the number was erased"`
	Calls        int           `json:"calls" doc:"in vain"`
	Robot        int           `json:"robot_calls" doc:"of those, calls of a robot whose callee wanted to speak with people and gave up in the queue"`
	First        time.Time     `json:"first_at"`
	Last         time.Time     `json:"last_at"`
	Why          string        `json:"why" enum:"abandoned,callback,let_go,interrupted" doc:"how the last call ended: gave up waiting, asked to be called back, waited as long as anybody may, the program was stopped in the middle of it"`
	Queue        string        `json:"queue"`
	QueueName    string        `json:"queue_name"`
	State        string        `json:"state" enum:"open,paid,written_off"`
	Attempts     []AttemptView `json:"attempts" doc:"calls back in vain"`
	ClaimedBy    string        `json:"claimed_by,omitempty" doc:"who has taken it on"`
	ClaimedUntil *time.Time    `json:"claimed_until"`
	Mine         bool          `json:"mine" doc:"the caller of this operation has taken it on"`
	PaidAt       *time.Time    `json:"paid_at"`
	PaidBy       string        `json:"paid_by,omitempty"`
	WrittenAt    *time.Time    `json:"written_at"`
	WrittenBy    string        `json:"written_by,omitempty"`
	WrittenFor   string        `json:"written_for,omitempty" doc:"unreachable, wrong_number, refused"`
	Note         string        `json:"note,omitempty" doc:"of the writing off"`
	NextAt       *time.Time    `json:"next_at" doc:"open: when to call next; null: the number is wrong or nobody there wants a call, so it is to be written off"`
	MayWriteOff  bool          `json:"may_write_off" doc:"it was called often enough in vain"`
}

// AttemptView is a call back in vain.
type AttemptView struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Result string    `json:"result" enum:"no_answer,busy,wrong_number,refused,unreached"`
	Note   string    `json:"note,omitempty"`
}

// OwedFigures count the debts of a span.
type OwedFigures struct {
	Owed    int `json:"owed" doc:"debts that arose"`
	Robot   int `json:"robot" doc:"of those, debts to people who did not call but were called by a robot"`
	Paid    int `json:"paid"`
	Written int `json:"written_off"`
	Open    int `json:"open"`
	// Minutes is the median time from the last call in vain to the payment; null: none was paid.
	Minutes *int `json:"minutes" doc:"median from the last call in vain until somebody spoke with the caller; null: none was paid"`
}

// OwedList is the debts of a span with their figures.
type OwedList struct {
	Items      []OwedView  `json:"items"`
	NextCursor string      `json:"next_cursor,omitempty" doc:"give it as cursor to get the next page; absent on the last"`
	Figures    OwedFigures `json:"figures" doc:"of the whole span, whatever state was asked for"`
	Connect    ConnectView `json:"connect" doc:"how callers of the same span came through"`
}

// ConnectView is the connect rate 接通率 of a span, and what it becomes with those who were called back.
type ConnectView struct {
	Offered  int     `json:"offered" doc:"calls that came into a queue and have ended, those that gave up too soon to count left out"`
	Answered int     `json:"answered"`
	Rate     float64 `json:"rate" doc:"answered of offered, 0 to 1"`
	Regained float64 `json:"regained_rate" doc:"the same, with the calls in vain of callers who were called back since"`
}

// connectOf joins the figures of calls with how many calls in vain of the same span were made good: calls that were offered
// and that no seat answered, of callers who were called back since.
func connectOf(f Figures, regained int) ConnectView {
	v := ConnectView{Offered: f.Offered - f.Short, Answered: f.Answered, Rate: f.Connect()}
	v.Regained = share(min(f.Answered+regained, v.Offered), v.Offered)
	return v
}

func (s *Service) owedView(q store.Queryer, d Debt, staff ids.ID) OwedView {
	v := OwedView{ID: d.Peer, Calls: d.Calls, Robot: d.Robot, First: d.First, Last: d.Last, Why: string(d.Why), Queue: d.Queue, QueueName: s.queueName(q, d.Queue),
		State: string(d.State), Attempts: make([]AttemptView, len(d.Attempts)), PaidAt: optional(d.PaidAt), MayWriteOff: d.State == DebtOpen && writtenFor(d.Attempts) != ""}
	if number, err := s.Number(q, d.Peer); err == nil {
		v.Phone = vault.MaskPhone(number)
	}
	if at, hopeless := nextAt(d); d.State == DebtOpen && !hopeless {
		v.NextAt = &at
	}
	for i, a := range d.Attempts {
		v.Attempts[i] = AttemptView{At: a.At, By: s.name(q, a.Staff), Result: a.Result, Note: a.Note}
	}
	if d.PaidBy != 0 {
		v.PaidBy = s.name(q, d.PaidBy)
	}
	if d.Claim != nil {
		v.ClaimedBy, v.ClaimedUntil, v.Mine = s.name(q, d.Claim.Staff), &d.Claim.Until, d.Claim.Staff == staff
	}
	if d.Written != nil {
		v.WrittenAt, v.WrittenBy, v.WrittenFor, v.Note = &d.Written.At, s.name(q, d.Written.Staff), d.Written.Result, d.Written.Note
	}
	return v
}

func (s *Service) name(q store.Queryer, staff ids.ID) string {
	if s.Names == nil || staff == 0 {
		return ""
	}
	return s.Names(q, staff)
}

func (s *Service) queueName(q store.Queryer, code string) string {
	if f := s.here(); f != nil {
		if name := f.QueueName(code); name != code {
			return name
		}
	}
	if name := lineName(q, code); name != "" {
		return name
	}
	if q, ok := QueueOf(ShippedQueues(), code); ok {
		return q.Name
	}
	return code
}
