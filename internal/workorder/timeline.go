package workorder

import (
	"encoding/json"
	"fmt"
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
	UnitName  string          `json:"unit_name" doc:"the unit that has the order after the event"`
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
	EventAttached: "添加附件", EventDueSoon: "即将到期", EventOverdue: "已超期", EventImported: "历史工单导入",
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
		item := TimelineItem{Seq: r.Seq, At: r.At, Kind: r.Kind, Label: eventLabels[r.Kind], ActorID: r.Actor, Payload: r.Payload}
		if item.Label == "" {
			if !p.Scope.AllowsAny(r.Units) {
				continue
			}
		} else if !words.tell(&item, r) {
			continue
		}
		item.ActorName, item.UnitName = names.staff(r.Actor), names.unit(item.UnitID)
		items = append(items, item)
	}
	return items, nil
}

// told are the words of an order by the id or number that events name.
type told struct {
	children    map[ids.ID]string
	assignments map[int]string
	reviews     map[ids.ID]string
	reason      func(code string) string
}

// tell adds state, unit and words to an item; false when p may not know of it.
func (t told) tell(item *TimelineItem, r ledger.Record) bool {
	payload, err := ReadPayload(r.Payload)
	if err != nil {
		return true // an event of a later version is shown without words
	}
	item.From, item.To, item.UnitID = payload.From, payload.To, payload.Unit
	switch r.Kind {
	case EventReturnUpheld, EventReturnRejected, EventReplyRejected:
		item.Text = t.reviews[payload.Child]
	case EventReturned:
		item.Text = t.reason(payload.Code) + "：" + t.children[payload.Child]
	case EventDispatched, EventReassigned, EventRedone:
		item.Text = t.assignments[payload.Assignment]
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
