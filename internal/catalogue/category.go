package catalogue

import (
	"database/sql"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// MaxLevel is how deep the tree of categories is.
const MaxLevel = 3

// Category is one class of requests 诉求分类.
type Category struct {
	ID          ids.ID `json:"id"`
	Code        string `json:"code"`
	Name        string `json:"name"`
	ParentID    ids.ID `json:"parent_id" doc:"null on level 1"`
	Level       int    `json:"level" doc:"1 to 3"`
	Pinyin      string `json:"pinyin" doc:"initials of the name, for search"`
	DefaultKind string `json:"default_kind" doc:"the kind of request that the form proposes; may be empty"`
	Active      bool   `json:"active" doc:"offered for new requests"`
	Enforcement bool   `json:"enforcement" doc:"law-enforcement matter 执法类: the three rates show it apart; holds for the categories below too"`
	LimitCase   string `json:"limit_case" doc:"special case of time limits 时限情形, such as utility; empty: that of the category above"`
	Version     int64  `json:"version"`
}

var codePattern = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$`)

// Category returns one category, active or not. ErrCategoryNotFound.
func (s *Service) Category(q store.Queryer, id ids.ID) (Category, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return Category{}, err
	}
	if c, ok := v.categories[id]; ok {
		return c, nil
	}
	c, err := categoryByID(q, id) // made in this very transaction, perhaps
	if errors.Is(err, sql.ErrNoRows) {
		return Category{}, ErrCategoryNotFound
	}
	return c, err
}

// Categories returns the whole tree, flat, by code, inactive ones included.
func (s *Service) Categories(q store.Queryer) ([]Category, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return nil, err
	}
	return slices.Clone(v.ordered), nil
}

// CategoryByCode returns the category of a code: for imports. ErrCategoryNotFound.
func (s *Service) CategoryByCode(q store.Queryer, code string) (Category, error) {
	c, err := categoryByCode(q, strings.TrimSpace(code))
	if errors.Is(err, sql.ErrNoRows) {
		return Category{}, ErrCategoryNotFound
	}
	return c, err
}

// CategoryName returns the names from level 1 down, as 市容环卫 / 环境卫生; empty for an unknown category.
func (s *Service) CategoryName(q store.Queryer, id ids.ID) string {
	v, err := s.cache.at(q)
	if err != nil {
		return ""
	}
	return v.paths[id]
}

// path is the names from level 1 down to the category.
func (v *view) path(id ids.ID) string {
	var names []string
	for _, c := range v.chain(id) {
		names = append(names, c.Name)
	}
	slices.Reverse(names)
	return strings.Join(names, " / ")
}

// chain returns the category and those above it, nearest first.
func (v *view) chain(id ids.ID) []Category {
	var list []Category
	for range MaxLevel {
		c, ok := v.categories[id]
		if !ok {
			break
		}
		list = append(list, c)
		id = c.ParentID
	}
	return list
}

// Enforcement tells whether a category, or one above it, is marked as law-enforcement matter (执法类). Such matters are
// not judged by satisfaction alone (Guangdong 2021, quoted). An unknown category is none.
func (s *Service) Enforcement(q store.Queryer, id ids.ID) (bool, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(v.chain(id), func(c Category) bool { return c.Enforcement }), nil
}

// caseOf is the special case of time limits of a category's orders: its own, or that of the nearest category above.
func (v *view) caseOf(id ids.ID) string {
	for _, c := range v.chain(id) {
		if c.LimitCase != "" {
			return c.LimitCase
		}
	}
	return ""
}

// clean trims and checks a category's own fields.
func (c *Category) clean() error {
	c.Code, c.Name, c.DefaultKind = strings.TrimSpace(c.Code), strings.TrimSpace(c.Name), strings.TrimSpace(c.DefaultKind)
	c.LimitCase = strings.TrimSpace(c.LimitCase)
	f := fault.Invalid
	if !codePattern.MatchString(c.Code) {
		f = f.WithField("body.code", "编码为 1 至 32 位字母、数字，可含 - _ .")
	}
	if message := wrongText(c.Name, 40); message != "" {
		f = f.WithField("body.name", message)
	}
	if c.DefaultKind != "" && !knownKind(c.DefaultKind) {
		f = f.WithField("body.default_kind", "没有这个诉求类型")
	}
	if c.LimitCase != "" && !namePattern.MatchString(c.LimitCase) {
		f = f.WithField("body.limit_case", "情形须以小写字母开头，只含小写字母、数字和 -")
	}
	c.Pinyin = language.PinyinInitials(c.Name)
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// wrongText says what is wrong with a text that must be shown on one line, or nothing.
func wrongText(s string, most int) string {
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return "请填写"
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) }):
		return "含有无法显示的字符"
	case n > most:
		return "文字过长，请精简"
	}
	return ""
}
