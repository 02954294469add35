package democity

import "time"

// answeredAtOnce: the person may use the link of the receipt.
func (m *maker) answeredAtOnce(k *Case) {
	if k.Scenario.Kind != "invalid" && m.chance(0.55) {
		m.do(Step{At: m.awake(k.At.Add(m.between(0.2, 8))), Verb: VerbRate, Case: k, After: k.after()})
	}
}

// after is what the person thinks of it; content where the scenario says nothing.
func (k *Case) after() *After {
	if k.Scenario.After != nil {
		return k.Scenario.After
	}
	return &After{Resolved: "yes", Satisfaction: 5}
}

// wantsCall tells whether the person asked to be answered by telephone.
func (k *Case) wantsCall() bool {
	return k.Person != nil && k.Person.Phone != "" && k.Door != "web"
}

// asked is the follow-up of an order completed at a time.
func (m *maker) asked(k *Case, done time.Time, round int) {
	if k.Scenario.Kind == "invalid" {
		return // nobody is asked
	}
	redo := round == 1 && k.Scenario.Redo != nil && m.chance(0.75)
	if !k.wantsCall() {
		m.byLink(k, done, redo)
		return
	}
	at := m.calling(done.Add(m.between(1, 26)))
	for try := range 3 {
		if try < 2 && m.chance(0.8) || try == 2 && m.chance(0.3) {
			m.reached(k, at, redo)
			return
		}
		if !m.do(Step{At: at, Verb: VerbCall, By: m.caller(k, at), Case: k, Text: pick(m.draw, noAnswer)}) {
			return
		}
		at = m.calling(at.Add(m.between(4.2, 20)))
	}
}

var noAnswer = []string{"无人接听", "关机", "占线，稍后再拨", "接通后挂断"}

// calling moves a time into the hours in which people may be called.
func (m *maker) calling(at time.Time) time.Time {
	day := midnight(at)
	switch hours := at.Sub(day).Hours(); {
	case hours < 9:
		return day.Add(9*time.Hour + m.between(0, 2))
	case hours >= 20:
		return day.AddDate(0, 0, 1).Add(9*time.Hour + m.between(0, 2))
	}
	return at
}

// awake moves a time out of the small hours, in which nobody answers by link.
func (m *maker) awake(at time.Time) time.Time {
	day := midnight(at)
	if at.Sub(day).Hours() < 7 {
		return day.Add(7*time.Hour + m.between(0, 2))
	}
	return at
}

func (m *maker) caller(k *Case, at time.Time) string {
	if k.Scenario.Sealed {
		return pickBy(m.city.with("leader"), at)
	}
	return m.seat(at)
}

// reached is a call that somebody answered.
func (m *maker) reached(k *Case, at time.Time, redo bool) {
	after := *k.after()
	switch {
	case redo:
		after = After{Resolved: "no", Satisfaction: 2, Remark: k.Scenario.Redo.Reason}
	case (after.Resolved == "no" || after.Satisfaction < 3) && after.Remark == "":
		after.Remark = "诉求人对进度不满意，已说明后续安排，暂不重办。"
	}
	ok := m.do(Step{At: at, Verb: VerbCall, By: m.caller(k, at), Case: k, Yes: true, Redo: redo, After: &after, Text: after.Remark})
	if ok && redo {
		m.handled(k, at, k.Scenario.Redo.Reply, 2)
	}
}

// byLink is a person who wrote, or left no number: some answer by the link, and a bad answer is decided on by a person.
func (m *maker) byLink(k *Case, done time.Time, redo bool) {
	if !redo && !m.chance(0.6) {
		return
	}
	at := m.awake(done.Add(m.between(0.5, 20)))
	if !redo {
		m.do(Step{At: at, Verb: VerbRate, Case: k, After: k.after()})
		return
	}
	bad := &After{Resolved: "no", Satisfaction: 2, Remark: k.Scenario.Redo.Reason}
	if !m.do(Step{At: at, Verb: VerbRate, Case: k, After: bad}) {
		return
	}
	at = m.calling(at.Add(m.between(1, 10)))
	if m.do(Step{At: at, Verb: VerbCall, By: m.caller(k, at), Case: k, Redo: true, Text: k.Scenario.Redo.Reason}) {
		m.handled(k, at, k.Scenario.Redo.Reply, 2)
	}
}
