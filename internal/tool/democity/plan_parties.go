package democity

import "time"

// parties is what some orders need more than one unit for: a district passes the order down to its town, or the unit
// that leads asks another one for a part. It draws from numbers of its own, so that the rest of the month stays as it
// is. at is when the unit signed; it returns when work goes on, by whom, and false when the case goes no further.
func (m *maker) parties(k *Case, at time.Time, officer string) (time.Time, string, bool) {
	if k.Scenario.Urgent || k.Scenario.Sealed || k.Scenario.WrongUnit != "" || k.stall == VerbSign || k.stall == VerbDispatch || k.stall == VerbReviewReturn {
		return at, officer, true
	}
	draw := source("parties", k.Scenario.Code, k.Place.Address)
	p := draw.Float64()
	if town := m.city.townOf(k.Unit, k.Place.Division); town != "" && p < 0.6 {
		return m.passedDown(k, at, officer, town, p < 0.09)
	}
	if p > 0.8 {
		at, ok := m.helped(k, at, officer, pick(draw, helpers), p)
		return at, officer, ok
	}
	return at, officer, true
}

// townOf is the town below a unit in which a place lies; "" when there is none.
func (c *City) townOf(unit, division string) string {
	for code := division; code != ""; code = c.divisions[code].Parent {
		for _, u := range c.Units {
			if u.Division == code && u.Parent == unit && u.Kind == "town" && c.officer(u.Code) != "" {
				return u.Code
			}
		}
	}
	return ""
}

// passedDown lets the town handle the order; a few come up again.
func (m *maker) passedDown(k *Case, at time.Time, officer, town string, back bool) (time.Time, string, bool) {
	at = m.office.after(at, 40*time.Minute)
	if !m.do(Step{At: at, Verb: VerbTransfer, By: officer, Case: k, Unit: town, Text: "事发地在你镇街辖区，请现场核实处置，并按期反馈。"}) {
		return at, officer, false
	}
	local := m.city.officer(town)
	at = m.office.after(at, 2*time.Hour)
	if !m.do(Step{At: at, Verb: VerbSign, By: local, Case: k}) {
		return at, local, false
	}
	if !back {
		k.Unit = town
		return at, local, true
	}
	at = m.office.after(at, 3*time.Hour)
	if !m.do(Step{At: at, Verb: VerbTransfer, By: local, Case: k, Unit: k.Unit, Text: "现场涉及跨镇街管线，需由区级统筹专业队伍处理。"}) {
		return at, local, false
	}
	at = m.office.after(at, time.Hour)
	return at, officer, m.do(Step{At: at, Verb: VerbSign, By: officer, Case: k})
}

type helper struct{ unit, ask, result string }

// helpers are asked for a part of somebody else's work.
var helpers = []helper{
	{"chengguan", "请派员一同到现场，核查占道和市容问题并出具处理意见。", "已到现场核查，占道物品当场清理，并安排片区队员每日巡查。"},
	{"gongshui", "请核对该处供水管线走向，并说明近期有无施工计划。", "该处为市政供水支管，近期无施工计划；已现场测压，水压正常。"},
	{"zhujian", "请提供该项目的施工许可和夜间施工备案情况。", "该项目许可齐全，未办理夜间施工备案，已发出整改通知。"},
	{"gongdian", "请核查该处供电线路和设备归属。", "线路归我单位维护，设备归产权单位，已现场排除隐患。"},
}

// helped asks a unit for its part; most answer in time, the latest are still open, one in some gives it back first. It
// is false when the case goes no further.
func (m *maker) helped(k *Case, at time.Time, officer string, h helper, p float64) (time.Time, bool) {
	by := m.city.officer(h.unit)
	if by == "" || h.unit == k.Unit {
		return at, true
	}
	at = m.office.after(at, time.Hour)
	if !m.do(Step{At: at, Verb: VerbInvite, By: officer, Case: k, Unit: h.unit, Text: h.ask}) {
		return at, false
	}
	if p > 0.96 {
		at = m.office.after(at, 3*time.Hour)
		if !m.do(Step{At: at, Verb: VerbReturnInvite, By: by, Case: k, Text: "该事项的管理权限已下放，建议由属地单位直接核查。"}) || k.stall != "" {
			return at, false // nobody decides on it
		}
		at = m.office.after(at, 2*time.Hour)
		if !m.do(Step{At: at, Verb: VerbInsist, By: officer, Case: k, Text: "专业管线资料由你单位掌握，请继续配合。"}) {
			return at, false
		}
	}
	if k.stall == VerbReply {
		return at, true // neither the helper nor the lead gets round to it
	}
	at = m.office.after(at, 5*time.Hour)
	return at, m.do(Step{At: at, Verb: VerbContribute, By: by, Case: k, Text: h.result})
}
