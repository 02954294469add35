package intake

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// PublicView is what a requester sees of a request: its own words, and of the order only what is meant for citizens.
// No staff, no internal note, no return, no reply before its review, nothing of other requesters.
type PublicView struct {
	Request       ids.ID         `json:"-"`
	Order         ids.ID         `json:"-"`
	Number        string         `json:"number"`
	Kind          string         `json:"kind"`
	KindName      string         `json:"kind_name"`
	CategoryName  string         `json:"category_name"`
	DivisionName  string         `json:"division_name"`
	Title         string         `json:"title"`
	Content       string         `json:"content"`
	TakenAt       time.Time      `json:"taken_at"`
	State         string         `json:"state" doc:"the order's state"`
	StateText     string         `json:"state_text" doc:"in the citizen's words"`
	UnitName      string         `json:"unit_name,omitempty"`
	DueAt         *time.Time     `json:"due_at,omitempty"`
	DueText       string         `json:"due_text,omitempty" doc:"by when, and whether that is certain yet"`
	DueRule       string         `json:"due_rule,omitempty" doc:"what it is counted by, such as 自受理起15个工作日"`
	Stages        []string       `json:"stages" doc:"what comes next and by when, in one sentence each"`
	Replies       []PublicReply  `json:"replies"`
	Progress      []PublicStep   `json:"progress" doc:"what the unit told while the matter goes on, oldest first"`
	Timeline      []PublicStep   `json:"timeline" doc:"oldest first"`
	MaySupplement bool           `json:"may_supplement"`
	MayWithdraw   bool           `json:"may_withdraw"`
	MayRate       bool           `json:"may_rate"`
	Satisfaction  int            `json:"satisfaction,omitempty" doc:"1 to 5, once answered"`
	Storm         *PublicStorm   `json:"storm,omitempty" doc:"the event that it hangs on"`
	Refusal       *PublicRefusal `json:"refusal,omitempty" doc:"the request was refused, or was until its appeal was granted"`
	Chain         *PublicChain   `json:"chain,omitempty" doc:"the hash chain of the order, to be held against later"`
}

// PublicReply is a reply that passed review.
type PublicReply struct {
	At          time.Time `json:"at"`
	UnitName    string    `json:"unit_name"`
	Outcome     string    `json:"outcome"`
	OutcomeName string    `json:"outcome_name"`
	Text        string    `json:"text"`
}

// PublicStep is one step of the way, in words.
type PublicStep struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Track shows a requester how the request stands. The faults are those of Open.
func (s *Service) Track(ctx context.Context, number, code string) (PublicView, error) {
	r, err := s.open(ctx, number, code)
	if err != nil {
		return PublicView{}, err
	}
	var view PublicView
	err = s.Store.Snapshot(ctx, func(q store.Queryer) error {
		view, err = s.publicView(q, r)
		return err
	})
	return view, err
}

func (s *Service) publicView(q store.Queryer, r Request) (PublicView, error) {
	f, err := refusalOf(q, r.ID)
	if err != nil {
		return PublicView{}, err
	}
	if f != nil && f.State != RefusalTakenOn {
		return s.refusedView(q, r, f)
	}
	o, err := s.Orders.Get(q, auth.System, r.Order)
	if err != nil {
		return PublicView{}, fmt.Errorf("intake: track: %w", err)
	}
	v := PublicView{
		Request: r.ID, Order: r.Order, Number: r.Number, Kind: r.Kind, KindName: workorder.Kind(r.Kind).Label(),
		CategoryName: s.Categories.CategoryName(q, r.Category), DivisionName: s.divisionName(q, r.Division),
		Title: r.Title, Content: r.Content, TakenAt: r.CreatedAt, State: string(o.State), StateText: stateText(&o),
		MaySupplement: o.State.Open() && r.Supplements < s.options.MaxSupplements,
		MayWithdraw:   o.State.Open() && r.WithdrawnAt.IsZero(),
		MayRate:       o.State == workorder.StateCompleted, Satisfaction: r.Satisfied,
	}
	if !o.Sealed {
		v.UnitName = s.Places.UnitName(q, o.Unit)
	}
	if err := s.publicDue(q, &o, &v); err != nil {
		return PublicView{}, err
	}
	first := "已受理，受理编号 " + r.Number
	if f != nil {
		v.Refusal = f.public(s.Clock.Now())
		if f.Fresh {
			first = "已登记，受理编号 " + r.Number
		}
	}
	if v.Stages, err = s.publicStages(q, &o); err != nil {
		return PublicView{}, err
	}
	if !r.WithdrawnAt.IsZero() {
		v.StateText, v.MaySupplement, v.MayRate = "您已撤回", false, false
	}
	if err := s.publicStorm(q, r, &v); err != nil {
		return PublicView{}, err
	}
	progressOf := r.Order
	if v.Storm != nil {
		progressOf = v.Storm.master
	}
	if v.Progress, err = s.publicProgress(q, progressOf, r.CreatedAt); err != nil {
		return PublicView{}, err
	}
	if v.Replies, err = s.publicReplies(q, &o); err != nil {
		return PublicView{}, err
	}
	if v.Chain, err = s.publicChain(q, r.Order); err != nil {
		return PublicView{}, err
	}
	v.Timeline, err = s.publicTimeline(q, r, r.Order, o.Sealed, first)
	return v, err
}

// publicDue says by when an answer is due and what that is counted by. A time that has passed is not turned into a promise,
// and one that a calendar published since would move is said without its reason, as it was fixed.
func (s *Service) publicDue(q store.Queryer, o *workorder.Order, v *PublicView) error {
	due, now := o.TotalDueAt, s.Clock.Now()
	if !o.State.Open() || due.IsZero() {
		return nil
	}
	v.DueAt, v.DueText = &due, dueText(due, now)
	p, err := s.Orders.Promise(q, *o)
	if err != nil {
		return fmt.Errorf("intake: promise: %w", err)
	}
	if p.Short != "" && due.After(now) {
		v.DueText = p.Short
	}
	switch {
	case p.Brief == "":
	case o.TotalFrom.IsZero():
		v.DueRule = "自受理起" + p.Brief
	default:
		v.DueRule = "自重新办理起" + p.Brief
	}
	return nil
}

func (s *Service) publicProgress(q store.Queryer, order ids.ID, since time.Time) ([]PublicStep, error) {
	all, err := s.Orders.ProgressOf(q, order)
	if err != nil {
		return nil, fmt.Errorf("intake: progress: %w", err)
	}
	list := []PublicStep{}
	for _, x := range all {
		if !x.At.Before(since) {
			list = append(list, PublicStep{At: x.At, Text: x.Content})
		}
	}
	return list, nil
}

func (s *Service) publicReplies(q store.Queryer, o *workorder.Order) ([]PublicReply, error) {
	all, err := s.Orders.Replies(q, o.ID)
	if err != nil {
		return nil, fmt.Errorf("intake: replies: %w", err)
	}
	list := []PublicReply{}
	for _, r := range all {
		if r.State != workorder.ReviewApproved {
			continue
		}
		reply := PublicReply{At: r.At, Outcome: string(r.Outcome), OutcomeName: r.Outcome.Label(), Text: r.PublicText}
		if !o.Sealed {
			reply.UnitName = s.Places.UnitName(q, r.Unit)
		}
		list = append(list, reply)
	}
	return list, nil
}

func (s *Service) divisionName(q store.Queryer, code string) string {
	if code == "" {
		return ""
	}
	d, err := s.Places.Division(q, code)
	if err != nil {
		return "" // a division that was renamed away is no reason to show nothing at all
	}
	return d.Name
}

// stateText says the order's state in a citizen's words.
func stateText(o *workorder.Order) string {
	switch o.State {
	case workorder.StateRegistered, workorder.StateReturned:
		return "已受理，正在确定承办单位"
	case workorder.StateDispatched:
		return "已转交承办单位"
	case workorder.StateHandling:
		return "承办单位正在办理"
	case workorder.StatePaused:
		return "暂停办理，条件具备后继续"
	case workorder.StateShelved:
		return "暂时无法办结，已列入计划，会定期告知进展"
	case workorder.StateMerged:
		return "与同类诉求一并办理"
	case workorder.StateWithdrawn:
		return "您已撤回"
	case workorder.StateReplied:
		return "办理结果正在审核"
	case workorder.StateCompleted:
		return "已办结，请您评价"
	case workorder.StateArchived:
		return "已办结"
	}
	return ""
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// dueText says a due time shortly; a time that has passed is not turned into a promise.
func dueText(due, now time.Time) string {
	if !due.After(now) {
		return "已超过预计时间，我们正在催办"
	}
	at := due.In(wall.Shanghai)
	day := fmt.Sprintf("%d月%d日（%s）", at.Month(), at.Day(), weekdays[at.Weekday()])
	if at.Year() != now.In(wall.Shanghai).Year() {
		day = fmt.Sprintf("%d年%s", at.Year(), day)
	}
	if due.Sub(now) < 48*time.Hour {
		return day + at.Format("15:04") + "前"
	}
	return day + "前"
}
