package catalogue

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// CategoryIn is a new category.
type CategoryIn struct {
	Code        string `json:"code,omitempty" maxLength:"32" doc:"unique; empty: the next free number below the parent"`
	Name        string `json:"name" maxLength:"40"`
	ParentID    ids.ID `json:"parent_id,omitempty" doc:"absent or null: level 1"`
	DefaultKind string `json:"default_kind,omitempty" maxLength:"20"`
	Enforcement bool   `json:"enforcement,omitempty" doc:"law-enforcement matter 执法类"`
	LimitCase   string `json:"limit_case,omitempty" maxLength:"40" doc:"special case of time limits 时限情形, one that a preset has; empty: that of the category above"`
}

// AddCategory adds a category. Faults: request.invalid, ErrCategoryNotFound (the parent), ErrParentInactive,
// ErrTooDeep, ErrCodeTaken, ErrNameTaken.
func (s *Service) AddCategory(tx *store.Tx, p auth.Principal, in CategoryIn) (Category, error) {
	if err := s.begin(tx, p); err != nil {
		return Category{}, err
	}
	c := Category{ID: ids.New(), Code: in.Code, Name: in.Name, ParentID: in.ParentID, DefaultKind: in.DefaultKind,
		Level: 1, Active: true, Enforcement: in.Enforcement, LimitCase: in.LimitCase, Version: 1}
	var parent Category
	if c.ParentID != 0 {
		var err error
		if parent, err = parentFor(tx, c.ParentID); err != nil {
			return Category{}, err
		}
		c.Level = parent.Level + 1
	}
	if c.Level > MaxLevel {
		return Category{}, ErrTooDeep
	}
	if c.Code == "" {
		var err error
		if c.Code, err = nextCode(tx, parent); err != nil {
			return Category{}, err
		}
	}
	if err := c.clean(); err != nil {
		return Category{}, err
	}
	if err := free(tx, c); err != nil {
		return Category{}, err
	}
	if err := knownCase(tx, c.LimitCase); err != nil {
		return Category{}, err
	}
	if err := insertCategory(tx, c, wall.Micros(s.clock.Now())); err != nil {
		return Category{}, err
	}
	return c, s.recordCategory(tx, p, EventCategoryAdded, c, nil)
}

// parentFor returns the category below which another is to stand.
func parentFor(tx *store.Tx, id ids.ID) (Category, error) {
	parent, err := categoryByID(tx, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Category{}, ErrCategoryNotFound.WithField("body.parent_id", "没有这个上级分类")
	case err != nil:
		return Category{}, err
	case !parent.Active:
		return Category{}, ErrParentInactive
	}
	return parent, nil
}

// free tells whether the code, and the name below the parent, are taken by another category.
func free(tx *store.Tx, c Category) error {
	byCode, err := categoryByCode(tx, c.Code)
	switch {
	case err == nil && byCode.ID != c.ID:
		return ErrCodeTaken
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	}
	siblings, err := childrenOf(tx, c.ParentID)
	if err != nil {
		return err
	}
	for _, other := range siblings {
		if other.Name == c.Name && other.ID != c.ID {
			return ErrNameTaken
		}
	}
	return nil
}

// knownCase refuses a special case of time limits that no preset has: nothing would ever come of it.
func knownCase(tx *store.Tx, name string) error {
	if name == "" {
		return nil
	}
	presets, err := allPresets(tx)
	if err != nil {
		return err
	}
	for _, r := range presets {
		if slices.ContainsFunc(r.preset.Limits, func(l Limit) bool { return l.Case == name }) {
			return nil
		}
	}
	return fault.Invalid.WithField("body.limit_case", "没有哪套时限方案有这种情形，请先在时限方案中设置")
}

// nextCode proposes the parent's code with two more digits.
func nextCode(tx *store.Tx, parent Category) (string, error) {
	for n := 1; n <= 99; n++ {
		code := fmt.Sprintf("%s%02d", parent.Code, n)
		_, err := categoryByCode(tx, code)
		if errors.Is(err, sql.ErrNoRows) {
			return code, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", fault.Invalid.WithField("body.code", "该上级下的编码已用完，请自行填写编码")
}
