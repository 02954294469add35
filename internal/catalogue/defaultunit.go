package catalogue

import (
	"errors"
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// DefaultUnit is one rule of the dispatch catalogue: requests of a category from a division go to a unit.
type DefaultUnit struct {
	CategoryID   ids.ID `json:"category_id"`
	DivisionCode string `json:"division_code" doc:"empty: anywhere in the city"`
	UnitID       ids.ID `json:"unit_id"`
}

type defaultKey struct {
	category ids.ID
	division string
}

// DefaultUnit proposes the unit for a category in a division and says in Chinese why. It looks, from the special to
// the general: for the category and then each category above it, in the division, in each division above that, and
// anywhere; at last for the unit that answers for the division itself. Units that receive no orders are passed over.
// Without any it returns 0 with the reason. ErrCategoryNotFound for a category that does not exist; 0 is allowed.
func (s *Service) DefaultUnit(q store.Queryer, category ids.ID, division string) (unit ids.ID, why string, err error) {
	v, err := s.cache.at(q)
	if err != nil {
		return 0, "", err
	}
	chain := v.chain(category)
	if category != 0 && len(chain) == 0 {
		if _, err := s.Category(q, category); err != nil {
			return 0, "", err
		}
		// Made in the caller's own transaction: the shared view does not show it yet.
		if v, err = freshView(q); err != nil {
			return 0, "", err
		}
		chain = v.chain(category)
	}
	path, err := s.places.path(q, division)
	if err != nil {
		return 0, "", fmt.Errorf("catalogue: path of division %s: %w", division, err)
	}
	var skipped []string
	passed := func(unit ids.ID) bool {
		if s.places.receives(q, unit) {
			return false
		}
		if name := s.places.unitName(q, unit); name != "" {
			skipped = append(skipped, name)
		}
		return true
	}
	for depth, c := range chain {
		for height, place := range append(path[:len(path):len(path)], Place{}) {
			unit, ok := v.defaults[defaultKey{c.ID, place.Code}]
			if ok && !passed(unit) {
				return unit, ruleText(chain, depth, path, height, place) + skippedText(skipped), nil
			}
		}
	}
	for _, place := range path {
		unit, err := s.places.unitFor(q, place.Code)
		if err != nil {
			return 0, "", fmt.Errorf("catalogue: unit for division %s: %w", place.Code, err)
		}
		if unit != 0 && !passed(unit) {
			return unit, "该分类没有指定承办单位，按属地由" + place.Name + "承办" + skippedText(skipped), nil
		}
	}
	return 0, "没有找到默认承办单位，请人工选择" + skippedText(skipped), nil
}

// ruleText says which rule of the catalogue applied, and from how far up it was taken.
func ruleText(chain []Category, depth int, path []Place, height int, place Place) string {
	where := "全市"
	if place.Code != "" {
		where = place.Name
	}
	text := fmt.Sprintf("按派单目录：“%s”在%s的承办单位", chain[depth].Name, where)
	var from []string
	if depth > 0 {
		from = append(from, fmt.Sprintf("分类“%s”没有单独指定，取上级分类", chain[0].Name))
	}
	if height > 0 && len(path) > 0 {
		from = append(from, path[0].Name+"没有单独指定，取上级区划")
	}
	if len(from) > 0 {
		text += "（" + strings.Join(from, "；") + "）"
	}
	return text
}

func skippedText(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "；已跳过停用的" + strings.Join(names, "、")
}

// DefaultUnits returns the rules of the dispatch catalogue by category code and division; of one category if
// category is not 0.
func (s *Service) DefaultUnits(q store.Queryer, category ids.ID) ([]DefaultUnit, error) {
	if category != 0 {
		if _, err := s.Category(q, category); errors.Is(err, ErrCategoryNotFound) {
			return nil, err
		}
	}
	return defaultUnits(q, category)
}
