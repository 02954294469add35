package intake

import (
	"encoding/json"
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// publicSteps says which events of an order a citizen is told, and how. What is not in it stays inside: returns and
// their reviews, rejected replies, notes, warnings, other requesters. A step that gives the order to a unit names it
// where the sentence holds a %s.
var publicSteps = map[string]string{
	workorder.EventDispatched:   "已转交%s办理",
	workorder.EventReassigned:   "已转交%s办理",
	workorder.EventReturnUpheld: "已转交%s办理",
	workorder.EventSigned:       "承办单位已签收，正在办理",
	workorder.EventReplied:      "承办单位已提交办理结果，正在审核",
	workorder.EventCompleted:    "已办结，答复内容见上",
	workorder.EventRedone:       "已退回%s重新办理",
	workorder.EventUrged:        "已向承办单位催办",
	workorder.EventArchived:     "已归档",
	workorder.EventDesignated:   "已转交%s办理",
	workorder.EventPassedDown:   "已转交%s办理",
	workorder.EventPassedUp:     "已转交%s办理",
	workorder.EventRecalled:     "已转交%s办理",
	workorder.EventExtended:     "办理时限已延长",
	workorder.EventPaused:       "暂停办理",
	workorder.EventShelved:      "已列入计划，会定期告知进展",
	workorder.EventResumed:      "恢复办理",
	workorder.EventMerged:       "与同类诉求一并办理，结果会分别答复",
	workorder.EventSplit:        "恢复单独办理",
	workorder.EventReopened:     "重新受理",
}

// ownSteps are what the citizen did by number and query code.
var ownSteps = map[string]string{EventSupplemented: "已收到您的补充说明", EventWithdrawn: "您撤回了诉求",
	EventLeft: "经核实不属于该突发事件，改为单独办理"}

// publicTimeline tells the way of a request from the ledger's chain of its order, from the moment it came in; first is
// what happened then. A sealed order names no unit.
func (s *Service) publicTimeline(q store.Queryer, r Request, order ids.ID, sealed bool, first string) ([]PublicStep, error) {
	chain, err := s.Ledger.History(q, order)
	if err != nil {
		return nil, fmt.Errorf("intake: timeline: %w", err)
	}
	steps := []PublicStep{{At: r.CreatedAt, Text: first}}
	for _, rec := range chain {
		text, unit, told, err := publicStep(r, rec)
		if err != nil {
			return nil, err
		}
		if told {
			steps = append(steps, PublicStep{At: rec.At, Text: s.nameUnit(q, text, unit, sealed)})
		}
	}
	return steps, nil
}

// publicStep is what a requester is told of an event, and the unit that a %s in it names; told is false for what stays
// inside.
func publicStep(r Request, rec ledger.Record) (text string, unit ids.ID, told bool, err error) {
	if rec.At.Before(r.CreatedAt) {
		return "", 0, false, nil // a repeat call joined an order that was under way
	}
	if mine, own := ownSteps[rec.Kind]; own {
		var p Supplemented
		if err := json.Unmarshal(rec.Payload, &p); err != nil {
			return "", 0, false, fmt.Errorf("intake: timeline: %w", err)
		}
		return mine, 0, p.Request == r.ID, nil
	}
	if step, err := refusalStep(r, rec); err != nil || step != "" {
		return step, 0, err == nil, err
	}
	text, told = publicSteps[rec.Kind]
	if !told {
		return "", 0, false, nil
	}
	p, err := workorder.ReadPayload(rec.Payload)
	if err != nil {
		return "", 0, false, fmt.Errorf("intake: timeline: %w", err)
	}
	if rec.Kind == workorder.EventReturnUpheld && p.To != workorder.StateDispatched {
		return "", 0, false, nil // back at the centre: that is inside business
	}
	return text, p.Unit, true, nil
}

// nameUnit completes a step that names a unit. A sealed order names none.
func (s *Service) nameUnit(q store.Queryer, text string, unit ids.ID, sealed bool) string {
	name := ""
	if !sealed {
		name = s.Places.UnitName(q, unit)
	}
	if name == "" {
		name = "承办单位"
	}
	return strings.Replace(text, "%s", name, 1)
}
