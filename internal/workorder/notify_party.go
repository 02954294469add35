package workorder

import (
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// coNotice chooses what is told about a co-handling, and to whom: what the co-handling unit must know goes to it, its
// answers go to the unit that handles the order.
func (s *Service) coNotice(q store.Queryer, kind string, p Payload, o *Order) (template string, params map[string]string, to ids.ID) {
	params = map[string]string{"number": o.Number}
	due := func() {
		if p.DueAt != 0 {
			params["due"] = wall.FromMicros(p.DueAt).Format(time.RFC3339)
		}
	}
	switch kind {
	case EventContributed:
		params["unit"] = s.Units.UnitName(q, p.CoUnit)
		return notice.CoContributed, params, p.Unit
	case EventInviteReturned:
		params["unit"] = s.Units.UnitName(q, p.CoUnit)
		return notice.CoReturned, params, p.Unit
	case EventInvited:
		if params["unit"] = s.Units.UnitName(q, p.Unit); p.DueAt == 0 {
			return notice.CoInvitedOpen, params, p.CoUnit
		}
		due()
		return notice.CoInvited, params, p.CoUnit
	case EventInsisted:
		return notice.CoInsisted, params, p.CoUnit
	case EventReleased, EventCoClosed:
		return notice.CoEnded, params, p.CoUnit
	case EventCoDueSoon:
		due()
		return notice.CoDueSoon, params, p.CoUnit
	case EventCoOverdue:
		due()
		return notice.CoOverdue, params, p.CoUnit
	}
	return "", nil, 0
}
