package workorder

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// TimelineItem is one event of an order, told with this room's words.
type TimelineItem struct {
	Seq       int64           `json:"seq"`
	At        time.Time       `json:"at"`
	Kind      string          `json:"kind"`
	Label     string          `json:"label" doc:"what happened, in Chinese; empty for events of other rooms"`
	ActorID   ids.ID          `json:"actor_id"`
	ActorName string          `json:"actor_name" doc:"empty: a citizen or the system"`
	UnitID    ids.ID          `json:"unit_id"`
	UnitName  string          `json:"unit_name" doc:"the unit that has the order after the event; of co-handling the unit that was asked"`
	Text      string          `json:"text,omitempty" doc:"the words, if the caller may read them"`
	From      State           `json:"from"`
	To        State           `json:"to"`
	Payload   json.RawMessage `json:"payload"`
}

var eventLabels = map[string]string{
	EventCreated: "登记", EventDispatched: "派单", EventSigned: "签收", EventReturned: "退单",
	EventReturnUpheld: "同意退单", EventReturnRejected: "驳回退单", EventReplied: "提交答复",
	EventReplyRejected: "退回答复", EventCompleted: "办结", EventArchived: "归档", EventRedone: "重办",
	EventUrged: "催办", EventSupplemented: "补充", EventReassigned: "改派", EventNoted: "备注",
	EventAttached: "添加附件", EventNumbered: "补记热线号码", EventDueSoon: "即将到期", EventOverdue: "已超期", EventImported: "历史工单导入",
	EventDesignated: "指定承办", EventBound: "决定承办", EventApplied: "提出申请", EventExtended: "同意延期", EventPaused: "暂停办理",
	EventShelved: "挂账", EventRefused: "驳回申请", EventResumed: "恢复办理", EventProgressed: "办理进展",
	EventContacted: "联系诉求人", EventProgressDue: "进展超期未报", EventMerged: "并单", EventAbsorbed: "并入同类工单", EventSplit: "拆单",
	EventWithdrawn: "撤回", EventReopened: "重启", EventSealed: "设为保密", EventUnsealed: "解除保密",
	EventClassified: "归类",
	EventInvited:    "邀请协办", EventContributed: "协办反馈", EventInviteReturned: "退回协办", EventReleased: "撤销协办",
	EventInsisted: "坚持协办", EventCoClosed: "协办结束", EventCoDueSoon: "协办即将到期", EventCoOverdue: "协办已超期", EventStageOverdue: "环节已超期",
	EventPassedDown: "下转", EventPassedUp: "上转", EventRecalled: "收回",
	EventAccused: "登记被反映对象", EventAccusedConfirmed: "确认被反映对象", EventAccusedRejected: "排除被反映对象", EventTakenBack: "收回中心", EventContactAsked: "请中心代联系", EventErased: "按保存期限清除",
}

// Timeline tells the history of an order that p may read, oldest first: the ledger's chain,
// joined with the words. Notes that p may not read are left out, and so are events of other
// rooms whose audience p is not.
func (s *Service) Timeline(q store.Queryer, p auth.Principal, id ids.ID) ([]TimelineItem, error) {
	if err := s.Visible(q, p, id); err != nil {
		return nil, err
	}
	records, err := s.ledger.History(q, id)
	if err != nil {
		return nil, fmt.Errorf("workorder: history: %w", err)
	}
	words, err := s.wordsOf(q, p, id)
	if err != nil {
		return nil, err
	}
	names := s.namer(q)
	items := []TimelineItem{}
	for _, r := range records {
		item, may := words.item(p, r)
		if !may {
			continue
		} else if err := hideOther(p, &item); err != nil {
			return nil, err
		}
		item.ActorName, item.UnitName = names.staff(r.Actor), names.unit(item.UnitID)
		items = append(items, item)
	}
	return items, nil
}

// namesOther says whether an event tells a unit which order of somebody else's theirs was joined with.
func namesOther(p auth.Principal, payload json.RawMessage) bool {
	x, err := ReadPayload(payload)
	return !isCentre(p) && err == nil && x.Other != 0 // an event of a later version names no other order
}

// hideOther keeps from units which order theirs was joined with, or answers besides itself.
func hideOther(p auth.Principal, item *TimelineItem) error {
	if !namesOther(p, item.Payload) {
		return nil
	}
	payload, err := ReadPayload(item.Payload)
	if err != nil {
		return err
	}
	payload.Other = 0
	if item.Payload, err = json.Marshal(payload); err != nil {
		return fmt.Errorf("workorder: timeline: %w", err)
	}
	return nil
}

// told are the words of an order by the id or number that events name.
type told struct {
	children    map[ids.ID]string
	assignments map[int]string
	reviews     map[ids.ID]string
	reason      func(code string) string
}

// item tells one event; false when p may not know of it.
func (t told) item(p auth.Principal, r ledger.Record) (TimelineItem, bool) {
	item := TimelineItem{Seq: r.Seq, At: r.At, Kind: r.Kind, Label: eventLabels[r.Kind], ActorID: r.Actor, Payload: r.Payload}
	if item.Label == "" {
		return item, p.Scope.AllowsAny(r.Units)
	}
	return item, t.tell(&item, r)
}

// tell adds state, unit and words to an item; false when p may not know of it.
func (t told) tell(item *TimelineItem, r ledger.Record) bool {
	payload, err := ReadPayload(r.Payload)
	if err != nil {
		return true // an event of a later version is shown without words
	}
	item.From, item.To, item.UnitID = payload.From, payload.To, payload.Unit
	if payload.CoUnit != 0 {
		item.UnitID = payload.CoUnit
	}
	switch r.Kind {
	case EventReturnUpheld, EventReturnRejected, EventReplyRejected:
		item.Text = t.reviews[payload.Child]
	case EventReturned:
		item.Text = t.reason(payload.Code) + "：" + t.children[payload.Child]
	case EventDispatched, EventReassigned, EventRedone, EventDesignated, EventPassedDown, EventPassedUp, EventRecalled:
		item.Text = t.assignments[payload.Assignment]
		if payload.Assignment == 0 {
			item.Text = t.children[payload.Child] // designated where it was
		}
	case EventStageOverdue:
		item.Text = Stage(payload.Code).Label()
	case EventInviteReturned:
		item.Text = t.reason(payload.Code) + "：" + t.children[payload.Child]
	case EventApplied:
		item.Text = applicationLabels[Case(payload.Code)] + "：" + t.children[payload.Child]
	case EventExtended, EventShelved, EventRefused:
		item.Text = t.reviews[payload.Child]
	case EventPaused:
		item.Text = t.children[payload.Child]
		if payload.Code != "" {
			item.Text = t.reviews[payload.Child] // granted, not of the centre's own accord
		}
	case EventCompleted:
		item.Text = t.reviews[payload.Child]
		if payload.Direct {
			item.Text = t.children[payload.Child]
		}
	default:
		text, known := t.children[payload.Child]
		item.Text = text
		return known || r.Kind != EventNoted
	}
	return true
}

// wordsOf reads all words of an order that p may read.
func (s *Service) wordsOf(q store.Queryer, p auth.Principal, id ids.ID) (told, error) {
	t := told{map[ids.ID]string{}, map[int]string{}, map[ids.ID]string{}, s.reasonName}
	c, err := s.children(q, p, id)
	if err != nil {
		return t, err
	}
	for _, a := range c.assignments {
		t.assignments[a.Seq] = a.Note
	}
	for _, r := range c.replies {
		t.children[r.ID], t.reviews[r.ID] = r.PublicText, r.ReviewNote
	}
	for _, r := range c.returns {
		t.children[r.ID], t.reviews[r.ID] = r.Reason, r.ReviewNote
		if r.DutyBasis != "" {
			t.children[r.ID] += "\n职责依据：" + r.DutyBasis
		}
	}
	for _, a := range c.applied {
		t.children[a.ID], t.reviews[a.ID] = a.Reason, a.ReviewNote
	}
	for _, x := range c.progress {
		t.children[x.ID] = x.Content
	}
	maps.Copy(t.children, c.said)
	for _, u := range c.urges {
		t.children[u.ID] = u.Note
	}
	for _, u := range c.supplements {
		t.children[u.ID] = u.Content
	}
	for _, n := range c.notes {
		t.children[n.ID] = n.Content
	}
	files := map[ids.ID][]string{}
	for _, a := range c.attachments {
		files[a.Child] = append(files[a.Child], a.Name)
	}
	for child, names := range files {
		if _, told := t.children[child]; !told {
			t.children[child] = strings.Join(names, "、")
		}
	}
	return t, nil
}
