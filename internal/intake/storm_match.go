package intake

import (
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// StormMatch says that a request seems to be about a running event, and why.
type StormMatch struct {
	Storm        ids.ID   `json:"id"`
	Name         string   `json:"name"`
	Announcement string   `json:"announcement"`
	OrderNumber  string   `json:"order_number"`
	Why          []string `json:"why" doc:"in words: the place, the category, the words found"`
}

// asked is what a match is made of.
type asked struct {
	words    string
	division string
	category ids.ID
}

// match tells whether a request is about the event: its place lies in the area, and its category is one of the event's or
// its words hold one of the event's. A request that names no place is matched by its words alone.
func (s *Service) match(q store.Queryer, x *Storm, a asked) (*StormMatch, error) {
	var why []string
	if len(x.Area) > 0 {
		place, err := s.within(q, x.Area, a.division)
		if err != nil || place == "" {
			return nil, err
		}
		why = append(why, place)
	}
	category, err := s.below(q, x.Categories, a.category)
	if err != nil {
		return nil, err
	}
	if category != "" {
		why = append(why, "分类："+category)
	}
	found := language.FindSigns([]language.Sign{x.rule()}, a.words)
	if len(found) > 0 {
		why = append(why, "提到："+strings.Join(found, "、"))
	}
	if category == "" && len(found) == 0 || a.division == "" && len(x.Area) > 0 && len(found) == 0 {
		return nil, nil
	}
	return &StormMatch{Storm: x.ID, Name: x.Name, Announcement: x.Announcement, OrderNumber: x.OrderNumber, Why: why}, nil
}

// noPlace is why a request without a place is not left out.
const noPlace = "地区：未填写"

// within says in words that a division lies in an area; empty when it does not.
func (s *Service) within(q store.Queryer, area []string, division string) (string, error) {
	if division == "" {
		return noPlace, nil
	}
	for code, depth := division, 0; code != "" && depth < 6; depth++ {
		if slices.Contains(area, code) {
			return "地区：" + s.divisionName(q, division), nil
		}
		d, err := s.Places.Division(q, code)
		if err != nil {
			return "", nil //nolint:nilerr // an unknown place lies nowhere
		}
		code = d.ParentCode
	}
	return "", nil
}

// below names the category if it is one of the list or stands below one; empty when not.
func (s *Service) below(q store.Queryer, list []ids.ID, category ids.ID) (string, error) {
	for id, depth := category, 0; id != 0 && depth < 6 && len(list) > 0; depth++ {
		if slices.Contains(list, id) {
			return s.Categories.CategoryName(q, category), nil
		}
		c, err := s.Categories.Category(q, id)
		if err != nil {
			return "", fmt.Errorf("intake: category of an event: %w", err)
		}
		id = c.ParentID
	}
	return "", nil
}

// accuses tells whether the form says whom it is about. Such a request has an order of its own: the words of one that
// joined an event are read by the unit that leads it, whoever they accuse.
func (r *RequestForm) accuses() bool { return r.Accused != "" || len(r.AccusedParties) > 0 }

// stormFor finds the running event that a form is about; nil when there is none. Who asked for confidentiality, accuses
// somebody or had something done at once is not joined to others unasked.
func (s *Service) stormFor(q store.Queryer, f *RequestForm) (*StormMatch, error) {
	if f.OwnMatter || f.Then != nil || f.Sealed || f.accuses() {
		return nil, nil
	}
	return s.stormAbout(q, asked{words: strings.Join([]string{f.Title, f.Content, f.Address}, "\n"), division: f.DivisionCode, category: f.CategoryID})
}

func (s *Service) stormAbout(q store.Queryer, a asked) (*StormMatch, error) {
	list, err := s.running(q)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if m, err := s.match(q, &list[i], a); err != nil || m != nil {
			return m, err
		}
	}
	return nil, nil
}
