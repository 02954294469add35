package democity

import "time"

// turn is what happens to few orders while a unit has them: more time, a pause, shelving, a withdrawal. It draws from
// numbers of its own, so that the rest of the month stays as it is. It is false when the case goes no further.
func (m *maker) turn(k *Case, at time.Time, officer string) bool {
	if k.Scenario.Urgent || k.Scenario.Sealed || k.stall != "" {
		return true
	}
	draw, slow := source("turn", k.Scenario.Code, k.Place.Address), k.Scenario.Kind == "complaint" || k.Scenario.Kind == "suggestion"
	p, days := draw.Float64(), draw.IntN(20)
	at = m.office.after(at, time.Hour)
	until := midnight(m.now).AddDate(0, 0, 5+days).Add(9 * time.Hour)
	switch {
	case p < 0.04:
		m.applied(k, at, officer, Step{Then: "pause", Until: until, Text: "需等专业机构出具检测报告，报告出来后立即处理。"})
		return false
	case p < 0.13 && slow:
		if m.applied(k, at, officer, Step{Then: "shelve", Until: until.AddDate(0, 3, 0), Text: "涉及管线改造，已列入下一季度工程计划，需待资金下达后实施。"}) {
			m.do(Step{At: m.office.after(at, 9*time.Hour), Verb: VerbProgress, By: officer, Case: k, Text: "改造方案已通过评审，正在办理立项手续。"})
		}
		return false
	case p > 0.13 && p < 0.18:
		m.do(Step{At: m.shift(at.Add(2 * time.Hour)), Verb: VerbWithdraw, By: m.seat(at), Case: k, Text: "诉求人来电表示问题已自行协商解决，不再需要办理。"})
		return false
	case p < 0.24 && slow:
		m.applied(k, at, officer, Step{Then: "extension", Amount: 3, Text: "需与相关单位联合现场核查，已约定下周进行。"})
	}
	return true
}

// applied is an application of the unit and the centre's consent.
func (m *maker) applied(k *Case, at time.Time, officer string, s Step) bool {
	s.At, s.Verb, s.By, s.Case = at, VerbApply, officer, k
	if !m.do(s) {
		return false
	}
	at = m.shift(at.Add(90 * time.Minute))
	return m.do(Step{At: at, Verb: VerbDecide, By: m.reviewer(at), Case: k, Then: s.Then, Yes: true, Text: "理由成立，同意。"})
}

// again makes second callers about a matter that is under way: the same place, another person, an hour later.
func (m *maker) again(list []*Case) []*Case {
	var more []*Case
	for _, k := range list {
		age := m.now.Sub(k.At).Hours() / 24
		if age < 0.3 || age > 4 || k.Scenario.Direct != nil || k.Scenario.Urgent || k.Scenario.Sealed || k.Scenario.WrongUnit != "" || k.With != nil {
			continue
		}
		draw := source("again", k.Scenario.Code, k.Place.Address)
		if draw.Float64() > 0.35 {
			continue
		}
		person := &m.city.People[draw.IntN(len(m.city.People))]
		at := k.At.Add(time.Duration((0.2 + draw.Float64()) * float64(time.Hour)))
		more = append(more, &Case{Index: len(list) + len(more), Scenario: k.Scenario, Place: k.Place, Person: person, Door: "phone",
			Hotline: "12345", At: at, Occurred: k.Occurred, Unit: k.Unit, Same: k})
		if k.stall == "" {
			k.stall = VerbReply // so that somebody waits with it
		}
	}
	return more
}

// joined is the way of a second caller's request: taken on, and merged into the first one.
func (m *maker) joined(k *Case) {
	if !m.do(Step{At: k.At, Verb: VerbTakeOn, By: m.seat(k.At), Case: k}) {
		return
	}
	at := k.At.Add(15 * time.Minute)
	m.do(Step{At: at, Verb: VerbMerge, By: pickBy(m.city.with("dispatcher"), at), Case: k, Into: k.Same, Text: "与前一来电反映同一地点、同一问题。"})
}
