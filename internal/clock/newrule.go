package clock

// Fields are a limit in plain values, as presets keep them: the way from stored data to a Rule.
type Fields struct {
	Unit         string   `json:"unit"`
	N            int      `json:"n"`
	DayOneCounts bool     `json:"day_one_counts,omitempty"`
	AfterHours   string   `json:"after_hours,omitempty"` // "", same_day, next_period
	End          string   `json:"end,omitempty"`         // "", close, midnight
	Periods      []string `json:"periods,omitempty"`     // "08:30-12:00"; empty means DefaultPeriods
}

// Rule converts and checks the fields. Faults: those of NewRule.
func (f Fields) Rule() (Rule, error) {
	return NewRule(f.Unit, f.N, DayOne(f.DayOneCounts), AfterHours(f.AfterHours), EndAt(f.End), Periods(f.Periods...))
}

// Option is one property of a rule beyond unit and number.
type Option func(*Rule) error

// NewRule makes a checked rule: NewRule("working_day", 5) ends at the close of the fifth working day after dispatch.
// Faults: ErrUnit, ErrNegative, ErrPeriods, ErrAfterHours, ErrEnd.
func NewRule(unit string, n int, options ...Option) (Rule, error) {
	r := Rule{Unit: Unit(unit), N: n}
	for _, option := range options {
		if err := option(&r); err != nil {
			return Rule{}, err
		}
	}
	r, _, err := r.check()
	if err != nil {
		return Rule{}, err
	}
	return r, nil
}

// DayOne makes the day of dispatch count as day 1.
func DayOne(counts bool) Option {
	return func(r *Rule) error { r.DayOneCounts = counts; return nil }
}

// AfterHours sets where a limit starts that is set outside the periods; "" is same_day.
func AfterHours(s string) Option {
	return func(r *Rule) error { r.AfterHours = After(s); return nil }
}

// EndAt sets when in its last day a day limit ends; "" is close.
func EndAt(s string) Option {
	return func(r *Rule) error { r.End = End(s); return nil }
}

// Periods sets the working periods, each as 08:30-12:00; none leaves the default.
func Periods(texts ...string) Option {
	return func(r *Rule) error {
		r.Periods = nil
		for _, s := range texts {
			p, err := ParsePeriod(s)
			if err != nil {
				return err
			}
			r.Periods = append(r.Periods, p)
		}
		return nil
	}
}
