package democity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/supervise"
	"onedoor/internal/workorder"
)

// meeting is the joint meeting of the month, and what was on its agenda.
type meeting struct {
	id     ids.ID
	orders []workorder.Row
}

// Who plays supervision, by login.
const (
	demoSupervisor = "supervisor1"
	demoDispatcher = "dispatcher1"
)

// Oversee plays a part of supervision through the room's own verbs. A city whose orders do not lend themselves to it
// is left without.
func (h *House) Oversee(ctx context.Context, part int) error {
	if h.Supervise == nil {
		return nil
	}
	if err := h.CatchUp(ctx); err != nil {
		return err
	}
	by, err := find(h.people, demoSupervisor)
	if err != nil {
		return err
	}
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		switch {
		case part == 0:
			return h.callMeeting(tx, by, -1)
		case h.met.id == 0:
			return nil
		case part == 1:
			return h.holdMeeting(tx, by)
		case part == 2:
			return h.answerDecisions(tx, by)
		}
		if err := h.openCases(tx, by); err != nil {
			return err
		}
		return h.callMeeting(tx, by, 3)
	})
}

// inHand are orders that units have in hand, one of each unit, the most pressing first.
func (h *House) inHand(tx *store.Tx, most int) ([]workorder.Row, error) {
	rows, _, err := h.Orders.List(tx, auth.System, workorder.Filter{View: workorder.ViewInHand, Sort: workorder.SortDue, Limit: 200})
	var list []workorder.Row
	per := map[ids.ID]int{}
	first := h.units["xiangzhou"] // the unit whose officer most people try first
	slices.SortStableFunc(rows, func(a, b workorder.Row) int {
		switch {
		case (a.Unit == first) == (b.Unit == first):
			return 0
		case a.Unit == first:
			return -1
		}
		return 1
	})
	for _, o := range rows {
		if len(list) < most && !o.Sealed && o.Application == 0 && per[o.Unit] == 0 {
			per[o.Unit]++
			list = append(list, o)
		}
	}
	return list, err
}

// callMeeting puts orders on the docket and calls a meeting about them, in so many days (negative: about now).
func (h *House) callMeeting(tx *store.Tx, by auth.Principal, days int) error {
	orders, err := h.inHand(tx, 5)
	if err != nil || len(orders) < 2 {
		return err
	}
	proposer, err := find(h.people, demoDispatcher)
	if err != nil {
		return err
	}
	texts := []struct{ code, words string }{
		{"unclear_duty", "诉求地点在两家管养范围交界处，双方对管养边界理解不一，需会商明确主办单位。"},
		{"several_units", "处理这件诉求要先断水再开挖路面，涉及供水、交通和城管，需要明确牵头单位和先后顺序。"},
		{"returned", "同类诉求近期多次退单，请会商形成统一口径，今后照此派单。"},
	}
	in := supervise.PlanIn{Title: "职责不清事项联席会议", Where: "市民服务中心 3 楼会议室", Chair: "热线中心主任"}
	y, m, d := h.Clock.Now().In(wall.Shanghai).AddDate(0, 0, max(days, 1)).Date()
	in.At = time.Date(y, m, d, 15, 0, 0, 0, wall.Shanghai)
	if days > 0 {
		in.Title = "年末疑难诉求联席会议"
	}
	var taken []workorder.Row
	guests := map[ids.ID]bool{}
	for _, o := range orders {
		if len(taken) == len(texts) {
			break
		}
		text := texts[len(taken)]
		item, err := h.Supervise.Propose(tx, proposer, supervise.ProposeIn{Order: o.ID, ReasonCode: text.code, Words: text.words})
		if err != nil {
			continue // on the docket already
		}
		taken = append(taken, o)
		if days > 0 && len(taken) == len(texts) {
			break // one stays on the docket for the next agenda
		}
		in.Agenda = append(in.Agenda, item.ID)
		if !guests[o.Unit] {
			guests[o.Unit] = true
			in.Guests = append(in.Guests, supervise.MeetingGuest{Unit: o.Unit})
		}
	}
	if len(in.Agenda) == 0 {
		return nil
	}
	made, err := h.Supervise.Plan(tx, by, in)
	if err != nil {
		return err
	}
	if _, err := h.Supervise.Call(tx, by, made.ID, made.Version); err != nil {
		return err
	}
	if days < 0 {
		h.met = meeting{id: made.ID, orders: taken}
	}
	return nil
}

// holdMeeting decides every item: the unit that has the order leads, the next one's helps.
func (h *House) holdMeeting(tx *store.Tx, by auth.Principal) error {
	v, err := h.Supervise.Meeting(tx, by, h.met.id)
	if err != nil {
		return err
	}
	m, err := h.Supervise.Hold(tx, by, v.ID, v.Version)
	if err != nil {
		return err
	}
	came := make([]supervise.MeetingGuest, len(v.Guests))
	for i, g := range v.Guests {
		came[i] = supervise.MeetingGuest{Unit: g.UnitID, Staff: g.StaffID, Came: []string{"yes", "deputy"}[i%2], Person: "分管负责人"}
	}
	if m, err = h.Supervise.Attend(tx, by, m.ID, m.Version, came); err != nil {
		return err
	}
	for i, d := range v.Agenda {
		o, err := h.Orders.Get(tx, by, d.OrderID)
		if err != nil {
			return err
		}
		if o.State != workorder.StateHandling && o.State != workorder.StateReplied || o.Unit == 0 {
			if _, err := h.Supervise.Defer(tx, by, m.ID, d.ID, d.Version, "诉求已有新进展，待核实后再议。"); err != nil {
				return err
			}
			continue
		}
		in := supervise.DecideIn{Decision: "由现承办单位主办，一周内拿出方案并向诉求人说明；有关单位配合，今后同类诉求照此派单。",
			Lead: supervise.PartIn{Unit: o.Unit, Words: "制定处理方案，向诉求人说明进度，并报热线中心。", Limit: supervise.LimitIn{Unit: "working_day", N: 5}}}
		if helper := h.met.orders[(i+1)%len(h.met.orders)].Unit; helper != o.Unit {
			in.Helpers = []supervise.PartIn{{Unit: helper, Words: "提供管养边界图和相关资料，派员到场配合。", Limit: supervise.LimitIn{Unit: "working_day", N: 2}}}
		}
		if _, err := h.Supervise.Decide(tx, by, m.ID, d.ID, d.Version, in); err != nil {
			return fmt.Errorf("decide %s: %w", d.Number, err)
		}
	}
	if v, err = h.Supervise.Meeting(tx, by, m.ID); err != nil {
		return err
	}
	_, err = h.Supervise.Minute(tx, by, m.ID, m.Version, supervise.MinuteIn{Text: v.Draft})
	return err
}

// answerDecisions lets helpers answer in time; the first answer is accepted, the leaders are still at it.
func (h *House) answerDecisions(tx *store.Tx, by auth.Principal) error {
	v, err := h.Supervise.Meeting(tx, by, h.met.id)
	if err != nil {
		return err
	}
	accepted := false
	for _, t := range v.Tasks {
		officer, ok := h.officerOf(t.UnitID)
		if t.Part != supervise.PartCo || !ok {
			continue
		}
		done, err := h.Supervise.Answer(tx, officer, t.ID, t.Version, "已提供管养边界图，并派员现场指认，配合完成勘查。")
		if err != nil {
			return err
		}
		if !accepted {
			accepted = true
			if _, err := h.Supervise.Review(tx, by, done.ID, done.Version, true, "资料齐全。"); err != nil {
				return err
			}
		}
	}
	return nil
}

// officerOf is somebody who answers for a unit.
func (h *House) officerOf(unit ids.ID) (found auth.Principal, ok bool) {
	for _, p := range h.people {
		if p.Unit == unit && p.Can(supervise.RightAnswer) && (!ok || p.Login < found.Login) {
			found, ok = p, true
		}
	}
	return found, ok
}

// openCases supervises what has a red card, and instructs the unit: one case waits for the unit, one for the supervisor.
func (h *House) openCases(tx *store.Tx, by auth.Principal) error {
	rows, _, err := h.Supervise.Watch(tx, by, supervise.WatchFilter{View: supervise.ViewOverdue, Limit: 50})
	if err != nil {
		return err
	}
	opened := 0
	for _, r := range rows {
		if opened == 2 {
			break
		}
		if r.CaseID != 0 || r.UnitID == 0 {
			continue
		}
		code, words := "red_card", "逾期未答复，请说明原因，限期办结并主动联系诉求人。"
		if opened == 1 {
			code, words = "leader", "领导批示：群众反映强烈，请尽快到现场核实处理，结果报批。"
		}
		list, err := h.Supervise.Open(tx, by, supervise.OpenIn{Orders: []ids.ID{r.OrderID}, ReasonCode: code, Words: words})
		if err != nil {
			continue // sealed, or answered in the meantime
		}
		opened++
		t, err := h.Supervise.Instruct(tx, by, list[0].ID, list[0].Version, supervise.InstructIn{Unit: r.UnitID, Order: r.OrderID, Words: "请于期限内书面反馈办理情况和下一步安排。"})
		if err != nil {
			return err
		}
		if officer, ok := h.officerOf(r.UnitID); ok && opened == 2 {
			if _, err := h.Supervise.Answer(tx, officer, t.ID, t.Version, "已派员到场，材料明日进场，预计三日内完工，已电话告知诉求人。"); err != nil {
				return err
			}
		}
	}
	return nil
}
