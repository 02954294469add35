package knowledge

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// The longest texts, in characters.
const (
	maxTitle    = 100
	maxSummary  = 300
	maxBody     = 20_000
	maxKeyword  = 30
	maxKeywords = 20
	maxNote     = 500
)

// clean trims the content and checks it; kind is the entry's. The unit and category must exist.
func (s *Service) clean(q store.Queryer, kind Kind, c Content) (Content, error) {
	f := ErrContent
	wrong := func(field, message string) { f = f.WithField("body."+field, message) }

	c.Title, c.Summary = line(c.Title), line(c.Summary)
	c.Body = paragraphs(c.Body)
	length(c.Title, 1, maxTitle, "title", wrong)
	length(c.Summary, 0, maxSummary, "summary", wrong)
	length(c.Body, 1, maxBody, "body", wrong)
	c.Keywords = cleanKeywords(c.Keywords, wrong)
	if c.ValidFrom.IsZero() {
		c.ValidFrom = s.now()
	}
	c.ValidFrom = c.ValidFrom.Truncate(time.Microsecond).UTC()
	if !c.ExpiresAt.IsZero() {
		c.ExpiresAt = c.ExpiresAt.Truncate(time.Microsecond).UTC()
	}
	for field, t := range map[string]time.Time{"valid_from": c.ValidFrom, "expires_at": c.ExpiresAt} {
		if !t.IsZero() && (t.Year() < 2000 || t.Year() > 2200) {
			wrong(field, "日期超出范围")
		}
	}
	switch {
	case c.ExpiresAt.IsZero() && kind == KindAnnouncement:
		wrong("expires_at", "公告必须填写失效时间")
	case !c.ExpiresAt.IsZero() && !c.ExpiresAt.After(c.ValidFrom):
		wrong("expires_at", "失效时间须晚于生效时间")
	}
	if c.Unit != 0 {
		if _, err := s.Units.Unit(q, c.Unit); err != nil {
			if fault.Of(err).Status >= 500 {
				return c, err
			}
			wrong("unit_id", "没有这个单位")
		}
	}
	if c.Category != 0 && s.Categories.CategoryName(q, c.Category) == "" {
		wrong("category_id", "没有这个分类")
	}
	if len(f.Fields) > 0 {
		return c, f
	}
	return c, nil
}

// canWriteFor refuses content of a unit that p does not look after.
func canWriteFor(scope interface{ Allows(ids.ID) bool }, units ...ids.ID) error {
	for _, u := range units {
		if !scope.Allows(u) {
			return ErrScope
		}
	}
	return nil
}

func cleanKeywords(list []string, wrong func(field, message string)) []string {
	seen := map[string]bool{}
	keywords := []string{}
	for _, k := range list {
		if k = line(k); k != "" && !seen[k] {
			seen[k] = true
			keywords = append(keywords, k)
			length(k, 1, maxKeyword, "keywords", wrong)
		}
	}
	if len(keywords) > maxKeywords {
		wrong("keywords", "关键词不超过 20 个")
	}
	return keywords
}

func length(text string, least, most int, field string, wrong func(field, message string)) {
	switch n := utf8.RuneCountInString(text); {
	case n < least:
		wrong(field, "请填写")
	case n > most:
		wrong(field, "文字过长，请精简")
	}
}

// line makes one line of visible characters.
func line(text string) string {
	return strings.Join(strings.Fields(visible(text)), " ")
}

// paragraphs keeps line breaks and drops everything else that cannot be seen.
func paragraphs(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(visible(text), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\u3000")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, ""))
}
