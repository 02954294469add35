package notice

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"onedoor/internal/platform/wall"
)

// maxText is how many characters of a text parameter are kept.
const maxText = 60

// paramType is a type of parameter: how a value is checked and brought into the
// form in which it is stored, and how it is shown.
type paramType struct {
	sealed bool // lets somebody in: stored sealed, wiped once it was sent
	clean  func(string) (string, bool)
	show   func(string) string
}

var paramTypes = map[string]paramType{
	"number": {clean: matching(regexp.MustCompile(`^[0-9A-Z][0-9A-Z-]{3,39}$`))},
	"time":   {clean: cleanTime, show: showTime},
	"count":  {clean: cleanCount},
	"text":   {clean: cleanText},
	"link":   {clean: cleanLink},
	"code":   {clean: matching(regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{3,39}$`)), sealed: true},
	"pass":   {clean: cleanLink, sealed: true},
}

// checkParams brings the values of a template into the form in which they are
// stored, the sealed ones apart.
func (t Template) checkParams(values map[string]string) (open, sealed map[string]string, err error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, ok := t.Params[name]; !ok {
			return nil, nil, fmt.Errorf("notice: template %s has no parameter %s", t.Name, name)
		}
	}
	open, sealed = map[string]string{}, map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(t.Params)) {
		value, given := values[name]
		if !given {
			return nil, nil, fmt.Errorf("notice: template %s lacks its parameter %s", t.Name, name)
		}
		kind := paramTypes[t.Params[name]]
		value, ok := kind.clean(value)
		if !ok {
			return nil, nil, fmt.Errorf("notice: parameter %s of template %s is no %s", name, t.Name, t.Params[name]) // without the value
		}
		if kind.sealed {
			sealed[name] = value
		} else {
			open[name] = value
		}
	}
	return open, sealed, nil
}

// wiped stands where a sealed value was.
const wiped = "（不再显示）"

// render fills the text with the stored values.
func (t Template) render(values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(t.Text, func(hole string) string {
		name := hole[1 : len(hole)-1]
		value, ok := values[name]
		kind := paramTypes[t.Params[name]]
		switch {
		case !ok && kind.sealed:
			return wiped
		case kind.show != nil:
			return kind.show(value)
		}
		return value
	})
}

func matching(pattern *regexp.Regexp) func(string) (string, bool) {
	return func(value string) (string, bool) { return value, pattern.MatchString(value) }
}

// cleanTime keeps a time to the minute. A zero time is a caller's mistake.
func cleanTime(value string) (string, bool) {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil || at.IsZero() {
		return "", false
	}
	return at.UTC().Truncate(time.Minute).Format(time.RFC3339), true
}

func showTime(value string) string {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return value
	}
	return at.In(wall.Shanghai).Format("1月2日 15:04")
}

func cleanCount(value string) (string, bool) {
	n, err := strconv.Atoi(value)
	return strconv.Itoa(n), err == nil && n >= 0
}

// cleanText turns every run of blanks and control signs into one blank and cuts
// what is too long.
func cleanText(value string) (string, bool) {
	value = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(value, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if runes := []rune(value); len(runes) > maxText {
		value = string(runes[:maxText-1]) + "…"
	}
	return value, value != ""
}

// cleanLink takes an http(s) address or an absolute path of this site.
func cleanLink(value string) (string, bool) {
	u, err := url.Parse(value)
	if err != nil || len(value) > 500 || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return "", false
	}
	site := u.Scheme == "" && u.Host == "" && strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "//")
	web := (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
	return value, site || web
}
