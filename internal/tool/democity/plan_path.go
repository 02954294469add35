package democity

import "time"

// path adds what becomes of one request, as far as it has come by now.
func (m *maker) path(k *Case) {
	s := k.Scenario
	start := Step{At: k.At, Verb: VerbTakeOn, By: m.seat(k.At), Case: k}
	if k.With != nil {
		start.Verb, start.By = VerbAdd, m.seat(k.With.At)
	}
	citizen := k.Door == "web"
	if citizen {
		start.By = ""
	}
	first, wrong := k.Unit, false
	if s.WrongUnit != "" && (k.stall == VerbReviewReturn || m.chance(0.75)) {
		first, wrong = s.WrongUnit, true
	}
	switch {
	case s.Direct != nil && !citizen && k.stall == "" && m.chance(0.7):
		start.Then, start.Text, start.Quote = ThenAnswer, s.Direct.Text, s.Direct.Quote
		if m.do(start) {
			m.answeredAtOnce(k)
		}
		return
	case !citizen && !s.Sealed && k.stall != VerbDispatch && m.chance(0.55):
		start.Then, start.Unit = ThenDispatch, first
	}
	if !m.do(start) {
		return
	}
	at := k.At
	if start.Then == "" {
		at = m.shift(at.Add(m.between(0.1, 1.6)))
		if s.Urgent {
			at = k.At.Add(m.between(0.03, 0.2))
		}
		if !m.do(Step{At: at, Verb: VerbDispatch, By: pickBy(m.city.with("dispatcher"), at), Case: k, Unit: first}) {
			return
		}
	}
	if wrong {
		var ok bool
		if at, ok = m.detour(k, at, first); !ok {
			return
		}
	}
	m.handled(k, at, s.Reply, 1)
}

// shift moves a time out of the night, when dispatchers and reviewers are not at work.
func (m *maker) shift(at time.Time) time.Time {
	day := midnight(at)
	switch hours := at.Sub(day).Hours(); {
	case hours < 8:
		return day.Add(8*time.Hour + m.between(0, 1))
	case hours >= 22:
		return day.AddDate(0, 0, 1).Add(8*time.Hour + m.between(0, 1))
	}
	return at
}

// seat is who is at the desk: the same person for some hours of a day.
func (m *maker) seat(at time.Time) string { return pickBy(m.city.with("seat"), at) }

// pickBy chooses by the hour, so that people work in turns.
func pickBy(logins []string, at time.Time) string {
	return logins[int(at.Unix()/3600*7+at.Unix()/600)%len(logins)]
}

// detour is a mistaken dispatch: the unit returns the order and the centre passes it on.
func (m *maker) detour(k *Case, at time.Time, first string) (time.Time, bool) {
	officer := m.city.officer(first)
	if k.stall == "" && m.chance(0.2) { // a leader sees it before the unit does
		at = m.shift(at.Add(m.between(0.2, 0.9)))
		return at, m.do(Step{At: at, Verb: VerbReassign, By: pickBy(m.city.with("leader"), at), Case: k, Unit: k.Unit,
			Text: "复核时发现承办单位选择有误，按派单目录改派。"})
	}
	at = m.office.after(at, m.between(0.3, 2.5))
	if m.chance(0.4) { // some sign before they read
		if !m.do(Step{At: at, Verb: VerbSign, By: officer, Case: k}) {
			return at, false
		}
		at = m.office.after(at, m.between(0.2, 2))
	}
	if !m.do(Step{At: at, Verb: VerbReturn, By: officer, Case: k, Unit: k.Unit, Text: k.Scenario.ReturnReason}) {
		return at, false
	}
	at = m.shift(at.Add(m.between(0.4, 4)))
	ok := m.do(Step{At: at, Verb: VerbReviewReturn, By: m.reviewer(at), Case: k, Unit: k.Unit, Yes: true,
		Text: "退单理由成立，改派给责任单位。"})
	return at, ok
}

func (m *maker) reviewer(at time.Time) string { return pickBy(m.city.with("reviewer"), at) }

// handled is the work of the unit that has the order since at, in its round (2: after a redo).
func (m *maker) handled(k *Case, at time.Time, reply Reply, round int) {
	officer, urgent := m.city.officer(k.Unit), k.Scenario.Urgent
	given := at
	if at = m.office.after(at, m.between(0.3, 5)); urgent {
		at = given.Add(m.between(0.1, 0.7))
	}
	if !m.do(Step{At: at, Verb: VerbSign, By: officer, Case: k}) {
		return
	}
	if round == 1 && k.Scenario.WrongUnit == "" && m.chance(0.03) {
		var ok bool
		if at, ok = m.refused(k, at, officer); !ok {
			return
		}
	}
	if round == 1 {
		var ok bool
		if at, officer, ok = m.parties(k, at, officer); !ok {
			return
		}
	}
	if round == 1 && !m.turn(k, at, officer) {
		return
	}
	answered := m.workTime(k, at, urgent)
	if round == 1 && !m.heardAgain(k, at, answered) {
		return
	}
	if !m.do(Step{At: answered, Verb: VerbReply, By: officer, Case: k, Reply: &reply}) {
		return
	}
	at, ok := m.reviewed(k, answered, officer, reply)
	if ok {
		m.asked(k, at, round)
	}
}

// workTime draws when the unit replies: most in time, some late.
func (m *maker) workTime(k *Case, at time.Time, urgent bool) time.Time {
	if urgent {
		return m.shift(at.Add(m.between(3, 22)))
	}
	least, most, limit := 2.0, 9.0, 13.0 // working days
	switch k.Scenario.Kind {
	case "consult", "help", "praise":
		least, most, limit = 0.4, 2.4, 3
	}
	days := m.number(least, most)
	if m.chance(0.05) {
		days = m.number(limit+0.3, limit+2)
	}
	return m.office.after(at, time.Duration(days*float64(officeDay)))
}

// refused is a return that the centre does not accept.
func (m *maker) refused(k *Case, at time.Time, officer string) (time.Time, bool) {
	at = m.office.after(at, m.between(0.5, 3))
	if !m.do(Step{At: at, Verb: VerbReturn, By: officer, Case: k,
		Text: "现场情况涉及其他单位，建议由其他单位牵头办理。"}) {
		return at, false
	}
	at = m.shift(at.Add(m.between(0.5, 5)))
	return at, m.do(Step{At: at, Verb: VerbReviewReturn, By: m.reviewer(at), Case: k,
		Text: "按派单目录由你单位首接负责，请继续办理，需要其他单位配合的可提请协调。"})
}

// heardAgain is what happens while the unit works: the person calls again, the unit writes a note. It is false when
// the case goes no further.
func (m *maker) heardAgain(k *Case, from, to time.Time) bool {
	s, gap := k.Scenario, to.Sub(from)
	part := func(p float64) time.Time { return m.shift(from.Add(time.Duration(float64(gap) * p))) }
	if s.Supplement != "" && m.chance(0.7) {
		if at := part(0.3); at.Before(to) && !m.do(Step{At: at, Verb: VerbRepeat, By: m.desk(k, at), Case: k, Text: s.Supplement}) {
			return false
		}
	}
	if s.Urge != "" && m.chance(0.7) {
		if at := part(0.6); at.Before(to) && !m.do(Step{At: at, Verb: VerbRepeat, By: m.desk(k, at), Case: k, Text: s.Urge, Yes: true}) {
			return false
		}
	}
	if s.Reply.Note != "" || m.chance(0.08) {
		if at := m.office.after(from, time.Hour); at.Before(to) &&
			!m.do(Step{At: at, Verb: VerbNote, By: m.city.officer(k.Unit), Case: k, Text: "已电话联系并约定现场核查时间。"}) {
			return false
		}
	}
	return true
}

// desk is who handles a later call: sealed orders are for the leaders only.
func (m *maker) desk(k *Case, at time.Time) string {
	if k.Scenario.Sealed {
		return pickBy(m.city.with("leader"), at)
	}
	return m.seat(at)
}

// reviewed is the review of a reply; a few are sent back once.
func (m *maker) reviewed(k *Case, at time.Time, officer string, reply Reply) (time.Time, bool) {
	if m.chance(0.07) {
		at = m.shift(at.Add(m.between(0.5, 5)))
		if !m.do(Step{At: at, Verb: VerbReview, By: m.reviewer(at), Case: k,
			Text: "答复没有写明办理依据和下一步时间，请补充后重新提交。"}) {
			return at, false
		}
		at = m.office.after(at, m.between(0.5, 5))
		if !m.do(Step{At: at, Verb: VerbReply, By: officer, Case: k, Reply: &reply}) {
			return at, false
		}
	}
	at = m.shift(at.Add(m.between(0.3, 6)))
	return at, m.do(Step{At: at, Verb: VerbReview, By: m.reviewer(at), Case: k, Yes: true})
}
