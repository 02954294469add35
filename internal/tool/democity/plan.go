package democity

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Days is how far back the demo's requests go.
const Days = 30

// seed makes the demo the same every time.
const seed = 12345

// MakePlan unfolds the scenarios into the steps of a month that ends now, in order of time. It is pure: the same city,
// time and working days give the same steps. working tells whether offices are open on a day; nil means Monday to
// Friday.
func MakePlan(c *City, now time.Time, working func(day time.Time) bool) []Step {
	if working == nil {
		working = weekdays
	}
	m := &maker{city: c, now: now, office: worktime{working}}
	for i := range c.Entries {
		m.publish(&c.Entries[i])
	}
	for _, k := range m.cases() {
		m.draw = source("path", k.Scenario.Code, k.Place.Address)
		if k.Same != nil {
			m.joined(k)
			continue
		}
		m.path(k)
	}
	slices.SortStableFunc(m.steps, func(a, b Step) int { return a.At.Compare(b.At) })
	return m.steps
}

// maker builds a plan.
type maker struct {
	city   *City
	now    time.Time
	office worktime
	draw   *rand.Rand // of the case at hand, so that one edited scenario leaves the others as they were
	steps  []Step
}

// source returns random numbers that depend on the seed and the words alone.
func source(words ...string) *rand.Rand {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w + "\x1f"))
	}
	return rand.New(rand.NewPCG(seed, h.Sum64())) //nolint:gosec // a demo that must be the same every time
}

// chance is true with a probability of p.
func (m *maker) chance(p float64) bool { return m.draw.Float64() < p }

// number draws from a range.
func (m *maker) number(least, most float64) float64 { return least + (most-least)*m.draw.Float64() }

// between draws a duration, in hours.
func (m *maker) between(least, most float64) time.Duration {
	return time.Duration(m.number(least, most) * float64(time.Hour))
}

func pick[T any](draw *rand.Rand, list []T) T { return list[draw.IntN(len(list))] }

// do adds a step unless it lies in the future; then nothing more happens to the case.
func (m *maker) do(s Step) bool {
	if s.At.After(m.now) || (s.Case != nil && s.Case.stall == s.Verb) {
		return false
	}
	s.At = s.At.Truncate(time.Second)
	m.steps = append(m.steps, s)
	return true
}

// publish puts an announcement up a few days before it begins, or today; everything else was there before.
func (m *maker) publish(e *Entry) {
	if e.Kind != Announcement {
		return
	}
	first := m.now.AddDate(0, 0, -Days)
	at := midnight(e.Starts.At(m.now)).AddDate(0, 0, -3).Add(9*time.Hour + 20*time.Minute)
	if at.After(m.now) {
		at = m.now.Add(-40 * time.Minute)
	}
	if at.Before(first) {
		at = first
	}
	m.do(Step{At: at, Verb: VerbPublish, Entry: e})
}

// cases gives every place of every scenario a time, a person and a door.
func (m *maker) cases() []*Case {
	var list []*Case
	for i := range m.city.Scenarios {
		s := &m.city.Scenarios[i]
		for _, place := range s.Places {
			m.draw = source("case", s.Code, place.Address)
			k := &Case{Scenario: s, Place: place, Unit: m.city.Target(*s, place)}
			m.arrive(k)
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(a, b *Case) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Scenario.Code, b.Scenario.Code))
	})
	for i, k := range list {
		k.Index = i
		m.draw = source("stall", k.Scenario.Code, k.Place.Address)
		m.stall(k)
		if i > 0 {
			m.join(k, list[i-1])
		}
	}
	return append(list, m.again(list)...)
}

// busy is how many calls come in an hour of the day, relative to the others.
var busy = [24]float64{1, 1, 1, 1, 1, 1, 2, 5, 12, 16, 15, 12, 7, 7, 12, 14, 13, 11, 9, 8, 7, 5, 3, 2}

// arrive draws when, from whom and how a request came. The last days are busier, so that the desks of a new demo have
// work on them.
func (m *maker) arrive(k *Case) {
	days := Days * math.Pow(m.draw.Float64(), 1.5)
	day := midnight(m.now.Add(-time.Duration(days * 24 * float64(time.Hour))))
	total := 0.0
	for _, n := range busy {
		total += n
	}
	hour, left := 0, m.draw.Float64()*total
	for left > busy[hour] && hour < 23 {
		left -= busy[hour]
		hour++
	}
	k.At = day.Add(time.Duration(hour)*time.Hour + m.between(0, 1))
	if k.At.After(m.now) { // later today: then it was in the last hours
		k.At = m.now.Add(-m.between(0.05, 3))
	}
	k.Occurred = k.At.Add(-m.between(0.5, 40)).Truncate(time.Minute)
	if p := m.draw.Float64(); p > 0.04 {
		k.Person = &m.city.People[m.draw.IntN(len(m.city.People))]
	}
	m.door(k)
}

// door draws the way in: most call, many write, some come to a window.
func (m *maker) door(k *Case) {
	switch p := m.draw.Float64(); {
	case p < 0.26 && !k.Scenario.Urgent:
		k.Door = "web"
	case p < 0.31 && !k.Scenario.Urgent:
		k.Door = "counter"
	case p < 0.34 && !k.Scenario.Urgent:
		k.Door = "letter"
	default:
		k.Door, k.Hotline = "phone", "12345"
		if m.chance(0.3) {
			for _, h := range m.city.Hotlines {
				if h.Unit == k.Unit && h.Mode != "none" {
					k.Hotline = h.Number
					break
				}
			}
		}
	}
}

// join makes some calls about two matters: k comes from the person who called just before.
func (m *maker) join(k, before *Case) {
	if k.Door != "phone" || before.Door != "phone" || before.With != nil || before.Person == nil || k.Scenario.Sealed ||
		before.Scenario.Sealed || k.Scenario == before.Scenario || !m.chance(0.12) {
		return
	}
	k.With, k.Person, k.Hotline = before, before.Person, before.Hotline
	if k.At.Sub(before.At) > 4*time.Minute {
		k.At = before.At.Add(4 * time.Minute)
	}
	if k.Occurred.After(k.At) {
		k.Occurred = k.At.Add(-time.Hour)
	}
}

// stall draws what nobody gets round to, so that every list of a new demo has something in it. Which step it is
// depends on how long ago the request came.
func (m *maker) stall(k *Case) {
	age := m.now.Sub(k.At).Hours() / 24
	quick := k.Scenario.Kind == "consult" || k.Scenario.Kind == "help"
	p := m.draw.Float64()
	switch {
	case k.Scenario.Urgent && age > 2:
	case age < 1 && p < 0.4:
		k.stall = VerbDispatch
	case age < 3 && p < 0.3:
		k.stall = VerbSign
	case age < 8 && k.Scenario.WrongUnit != "" && p < 0.6:
		k.stall = VerbReviewReturn
	case age > 1 && age < 10 && p < 0.2:
		k.stall = VerbReview
	case quick && age > 6 && age < 16 && p < 0.16, !quick && age > 20 && p < 0.12:
		k.stall = VerbReply
	}
}
