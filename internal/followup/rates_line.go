package followup

import (
	"fmt"

	"onedoor/internal/directory"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Numbers answers what a hotline number is called and how it was brought in; empty for one that is not registered.
type Numbers interface {
	NumberLabel(q store.Queryer, number string) (label string, mode directory.Mode, err error)
}

// line is what makes a line of a table of rates.
type line struct {
	column string                             // that rows are counted by
	key    func(value string) (string, error) // of the line that a value is in; nil: each value has its own
	name   func(key string) string
}

// lineOf is the line that is asked for; false for one that there is not.
func (s *Service) lineOf(q store.Queryer, by string) (line, bool) {
	number := func(value string) (label string, mode directory.Mode, err error) {
		if value == "" || s.Numbers == nil {
			return "", "", nil
		}
		return s.Numbers.NumberLabel(q, value)
	}
	switch by {
	case "", "unit":
		return line{column: "unit_id", name: func(key string) string { return s.unitName(q, keyID(key)) }}, true
	case "category":
		return line{column: "category_id", name: func(key string) string {
			if keyID(key) == 0 {
				return "未分类"
			}
			return s.Names.CategoryName(q, keyID(key))
		}}, true
	case "hotline":
		return line{column: "hotline", name: func(key string) string {
			label, _, err := number(key)
			switch {
			case key == "":
				return "号码未登记"
			case err != nil || label == "":
				return key
			}
			return label
		}}, true
	case "mode":
		return line{column: "hotline", key: func(value string) (string, error) {
			_, mode, err := number(value)
			return string(mode), err
		}, name: func(key string) string {
			if key == "" {
				return "号码未登记"
			}
			return directory.IntegrationOf(directory.Mode(key)).Name
		}}, true
	}
	return line{}, false
}

func keyID(key string) ids.ID {
	id, err := ids.Parse(key)
	if err != nil {
		return 0
	}
	return id
}

// gather adds up the groups that are in one line.
func (l line) gather(groups []group) ([]group, error) {
	if l.key == nil {
		return groups, nil
	}
	type part struct {
		key                 string
		enforcement, called bool
	}
	at := map[part]int{}
	var list []group
	for _, g := range groups {
		key, err := l.key(g.key)
		if err != nil {
			return nil, fmt.Errorf("followup: line of a rate: %w", err)
		}
		g.key = key
		p := part{key, g.enforcement, g.called}
		i, known := at[p]
		if !known {
			at[p] = len(list)
			list = append(list, g)
			continue
		}
		sum := &list[i]
		sum.superseded, sum.invalid = sum.superseded+g.superseded, sum.invalid+g.invalid
		sum.withdrawn, sum.partner = sum.withdrawn+g.withdrawn, sum.partner+g.partner
		sum.tally.add(g.tally)
	}
	return list, nil
}

func (t *tally) add(o tally) {
	t.asked += o.asked
	t.waiting += o.waiting
	t.answered += o.answered
	t.contacted += o.contacted
	t.resolved += o.resolved
	t.partly += o.partly
	t.satisfied += o.satisfied
	t.unsampled += o.unsampled
}
