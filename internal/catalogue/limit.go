package catalogue

import (
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Limit is one time limit of a preset, in plain values: the room clock turns them into a rule.
type Limit struct {
	Name         string   `json:"name" doc:"unique in its preset"`
	Title        string   `json:"title"`
	Stage        string   `json:"stage" enum:"answer_phone,take_text,take_mail,accept,total,dispatch,sign,contact,return,handle,cohandle,extend,review,followup,remind,yellow,red,supervise,instruct"`
	Kinds        []string `json:"kinds,omitempty" doc:"kinds of request it is for; none: all"`
	Case         string   `json:"case,omitempty" doc:"a special case, such as utility; empty: the ordinary one"`
	Urgent       bool     `json:"urgent,omitempty" doc:"the limit of urgent orders"`
	Anchor       string   `json:"anchor,omitempty" enum:"before_due,after_due" doc:"counted back from or on from a due time; absent: from the start of the stage"`
	Unit         string   `json:"unit" enum:"working_day,natural_day,working_hour,natural_hour,working_minute,natural_minute,natural_second"`
	N            int      `json:"n" minimum:"0" maximum:"3650"`
	DayOneCounts bool     `json:"day_one_counts,omitempty"`
	AfterHours   string   `json:"after_hours,omitempty" enum:"same_day,next_period" doc:"default: the preset's"`
	End          string   `json:"end,omitempty" enum:"close,midnight" doc:"default: the preset's"`
	Periods      []string `json:"periods,omitempty" doc:"default: the preset's"`
	Source       string   `json:"source,omitempty" doc:"if it differs from the preset's"`
}

// filled returns the limit with the preset's values where it has none of its own.
func (p Preset) filled(l Limit) Limit {
	if l.AfterHours == "" {
		l.AfterHours = p.AfterHours
	}
	if l.End == "" {
		l.End = p.End
	}
	if len(l.Periods) == 0 {
		l.Periods = p.Periods
	}
	return l
}

// Limit returns a limit by name. ErrLimitNotFound.
func (p Preset) Limit(name string) (Limit, error) {
	for _, l := range p.Limits {
		if l.Name == name {
			return p.filled(l), nil
		}
	}
	return Limit{}, ErrLimitNotFound
}

// Pick returns the limit that a question about a due time means: the named one, with another number if days is
// given; without a name so many working days in the preset's hours; without either the ordinary handling limit, or
// else the preset's first. ErrLimitNotFound.
func (p Preset) Pick(limit string, days *int) (Limit, error) {
	var l Limit
	var err error
	switch {
	case limit != "":
		l, err = p.Limit(limit)
	case days != nil:
		l = p.filled(Limit{Name: "days", Unit: "working_day"})
	case slices.ContainsFunc(p.Limits, func(l Limit) bool { return l.Name == "handle" }):
		l, err = p.Limit("handle")
	case len(p.Limits) > 0:
		l = p.filled(p.Limits[0])
	default:
		err = ErrLimitNotFound
	}
	if err != nil {
		return Limit{}, err
	}
	if days != nil {
		l.N = *days
	}
	return l, nil
}

// Ask is what a limit depends on.
type Ask struct {
	Stage    string
	Kind     string
	Category ids.ID // of the order: it may be of a special case
	Case     string // a special case of the preset; empty: that of the category
	Urgent   bool
	Business bool
}

// find returns the preset's limit for the stage that fits best: an urgent order's before that of a special case (a gas
// leak is urgent first, and a utility matter then), this before the ordinary one, and one for the kind before one for all.
// ok is false if there is none.
func (p Preset) find(a Ask) (best Limit, ok bool) {
	score := -1
	for _, l := range p.Limits {
		if l.Stage != a.Stage {
			continue
		}
		fit := 0
		switch {
		case l.Urgent && a.Urgent:
			fit += 4
		case a.Case != "" && l.Case == a.Case:
			fit += 2
		case l.Case != "" || l.Urgent:
			continue
		}
		switch {
		case slices.Contains(l.Kinds, a.Kind):
			fit++
		case len(l.Kinds) > 0:
			continue
		}
		if fit > score {
			best, score = l, fit
		}
	}
	return p.filled(best), score >= 0
}

// LimitFor returns the limit for a stage and the name of its preset: the business preset's for business callers, the
// kind's, the general one's, at last the default preset's. Without any it returns a zero Limit: no limit.
func (s *Service) LimitFor(q store.Queryer, a Ask) (Limit, string, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return Limit{}, "", err
	}
	if a.Case == "" {
		a.Case = v.caseOf(a.Category)
	}
	kinds := []string{a.Kind, ""}
	if a.Business {
		kinds = []string{BusinessKind, a.Kind, ""}
	}
	for _, kind := range kinds {
		if p, ok := v.presets[v.uses[kind]]; ok {
			if l, ok := p.find(a); ok {
				return l, p.Name, nil
			}
		}
	}
	p := v.fallback()
	if l, ok := p.find(a); ok {
		return l, p.Name, nil
	}
	return Limit{}, "", nil
}
