package catalogue

import (
	"database/sql"
	"errors"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// CategoryPatch is a change of a category; what is absent stays.
type CategoryPatch struct {
	Code        *string `json:"code,omitempty" maxLength:"32"`
	Name        *string `json:"name,omitempty" maxLength:"40"`
	ParentID    *ids.ID `json:"parent_id,omitempty" doc:"the empty string moves it to level 1"`
	DefaultKind *string `json:"default_kind,omitempty" maxLength:"20"`
	Active      *bool   `json:"active,omitempty" doc:"false: offered no more; old orders keep it"`
	Enforcement *bool   `json:"enforcement,omitempty" doc:"law-enforcement matter 执法类; orders completed from now on are counted apart"`
	LimitCase   *string `json:"limit_case,omitempty" maxLength:"40" doc:"special case of time limits 时限情形; clocks that run keep their limit"`
	Version     int64   `json:"version,omitempty" doc:"the version that was seen; absent: not checked"`
}

// ChangeCategory renames, moves, deactivates or reactivates a category; the categories below move along. Faults:
// those of AddCategory, ErrStale, ErrLoop, ErrChildrenActive.
func (s *Service) ChangeCategory(tx *store.Tx, p auth.Principal, id ids.ID, in CategoryPatch) (Category, error) {
	if err := s.begin(tx, p); err != nil {
		return Category{}, err
	}
	old, err := categoryByID(tx, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Category{}, ErrCategoryNotFound
	case err != nil:
		return Category{}, err
	case in.Version != 0 && in.Version != old.Version:
		return Category{}, ErrStale
	}
	c := old
	c.Code, c.Name, c.DefaultKind = or(in.Code, c.Code), or(in.Name, c.Name), or(in.DefaultKind, c.DefaultKind)
	c.LimitCase = or(in.LimitCase, c.LimitCase)
	c.ParentID, c.Active, c.Enforcement = or(in.ParentID, c.ParentID), or(in.Active, c.Active), or(in.Enforcement, c.Enforcement)
	if err := c.clean(); err != nil {
		return Category{}, err
	}
	changed := changedFields(old, c)
	if len(changed) == 0 {
		return old, nil
	}
	if c.LimitCase != old.LimitCase {
		if err := knownCase(tx, c.LimitCase); err != nil {
			return Category{}, err
		}
	}
	below, err := s.place(tx, &c, old)
	if err != nil {
		return Category{}, err
	}
	if err := free(tx, c); err != nil {
		return Category{}, err
	}
	c.Version++
	now := wall.Micros(s.clock.Now())
	for _, changed := range append([]Category{c}, below...) {
		if err := updateCategory(tx, changed, now); err != nil {
			return Category{}, err
		}
	}
	return c, s.recordCategory(tx, p, EventCategoryChanged, c, changed)
}

// place checks where the changed category stands and sets its level; it returns the categories below it whose level
// changes with it.
func (s *Service) place(tx *store.Tx, c *Category, old Category) ([]Category, error) {
	below, err := subtree(tx, c.ID)
	if err != nil {
		return nil, err
	}
	if !c.Active && old.Active {
		for _, child := range below {
			if child.Active {
				return nil, ErrChildrenActive
			}
		}
	}
	moved, revived := c.ParentID != old.ParentID, c.Active && !old.Active
	if !moved && !revived {
		return nil, nil
	}
	c.Level = 1
	if c.ParentID != 0 {
		for _, child := range append([]Category{old}, below...) {
			if child.ID == c.ParentID {
				return nil, ErrLoop
			}
		}
		parent, err := parentFor(tx, c.ParentID)
		if err != nil {
			return nil, err
		}
		c.Level = parent.Level + 1
	}
	if c.Level > MaxLevel {
		return nil, ErrTooDeep
	}
	shift := c.Level - old.Level
	if shift == 0 {
		return nil, nil
	}
	for i := range below {
		below[i].Level += shift
		below[i].Version++
		if below[i].Level > MaxLevel {
			return nil, ErrTooDeep
		}
	}
	return below, nil
}

// subtree returns what stands below a category. The tree is shallow, so the walk ends.
func subtree(tx *store.Tx, id ids.ID) ([]Category, error) {
	var all []Category
	for todo := []ids.ID{id}; len(todo) > 0; todo = todo[1:] {
		children, err := childrenOf(tx, todo[0])
		if err != nil {
			return nil, err
		}
		for _, child := range children {
			all = append(all, child)
			todo = append(todo, child.ID)
		}
	}
	return all, nil
}

func changedFields(a, b Category) []string {
	var list []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{"code", a.Code == b.Code}, {"name", a.Name == b.Name}, {"parent_id", a.ParentID == b.ParentID},
		{"default_kind", a.DefaultKind == b.DefaultKind}, {"active", a.Active == b.Active},
		{"enforcement", a.Enforcement == b.Enforcement}, {"limit_case", a.LimitCase == b.LimitCase},
	} {
		if !f.same {
			list = append(list, f.name)
		}
	}
	return list
}

func or[T any](changed *T, old T) T {
	if changed != nil {
		return *changed
	}
	return old
}
