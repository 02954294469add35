package intake

import (
	"encoding/json"
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
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
}

// publicTimeline tells the way of a request from the ledger, from the moment it was taken on.
func (s *Service) publicTimeline(q store.Queryer, r Request, o *workorder.Order) ([]PublicStep, error) {
	chain, err := s.Ledger.History(q, r.Order)
	if err != nil {
		return nil, fmt.Errorf("intake: timeline: %w", err)
	}
	steps := []PublicStep{{At: r.CreatedAt, Text: "已受理，受理编号 " + r.Number}}
	for _, rec := range chain {
		if rec.At.Before(r.CreatedAt) {
			continue // a repeat call joined an order that was under way
		}
		if rec.Kind == EventSupplemented {
			var p Supplemented
			if err := json.Unmarshal(rec.Payload, &p); err != nil {
				return nil, fmt.Errorf("intake: timeline: %w", err)
			}
			if p.Request == r.ID {
				steps = append(steps, PublicStep{At: rec.At, Text: "已收到您的补充说明"})
			}
			continue
		}
		text, told := publicSteps[rec.Kind]
		if !told {
			continue
		}
		p, err := workorder.ReadPayload(rec.Payload)
		if err != nil {
			return nil, fmt.Errorf("intake: timeline: %w", err)
		}
		if rec.Kind == workorder.EventReturnUpheld && p.To != workorder.StateDispatched {
			continue // back at the centre: that is inside business
		}
		steps = append(steps, PublicStep{At: rec.At, Text: s.nameUnit(q, text, p.Unit, o.Sealed)})
	}
	return steps, nil
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
