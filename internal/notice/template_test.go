package notice

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

var examples = map[string]string{
	"number": "261116000017", "time": "2026-11-18T09:30:00Z", "count": "2", "text": "香洲区城管局",
	"link": "https://example.org/track", "code": "K7PD-3XWM", "pass": "https://example.org/r/x",
}

func TestBuiltIn(t *testing.T) {
	list, err := ParseTemplates(templatesYAML)
	if err != nil {
		t.Fatal(err)
	}
	for name, template := range list {
		values := map[string]string{}
		for param, kind := range template.Params {
			values[param] = examples[kind]
		}
		open, sealed, err := template.checkParams(values)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		maps.Copy(open, sealed)
		text := template.render(open)
		if strings.ContainsAny(text, "{}") || !utf8.ValidString(text) {
			t.Errorf("%s: %q", name, text)
		}
		if n := utf8.RuneCountInString(text); n > 134 { // two parts of a long text message
			t.Errorf("%s: %d characters: %s", name, n, text)
		}
		if template.Params["due"] != "" && !strings.Contains(text, "11月18日 17:30") {
			t.Errorf("%s: the time is not shown as in Shanghai: %s", name, text)
		}
	}
}

// Every template has its constant, and every constant its template.
func TestBuiltIn_Constants(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "template.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			for _, value := range spec.(*ast.ValueSpec).Values {
				name, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				named = append(named, name)
			}
		}
	}
	slices.Sort(named)
	if listed := slices.Sorted(maps.Keys(BuiltIn())); !slices.Equal(named, listed) {
		t.Errorf("constants %v\ntemplates %v", named, listed)
	}
}

func TestParseTemplates_Refused(t *testing.T) {
	entry := func(lines string) string { return "x:\n  " + strings.ReplaceAll(lines, "\n", "\n  ") + "\n" }
	for name, c := range map[string]struct{ text, want string }{
		"NotYAML":       {"{", "templates"},
		"UnknownField":  {entry("to: staff\ntitle: a\ntext: b\ncolour: red"), "colour"},
		"NoAudience":    {entry("title: a\ntext: b"), "citizen, staff or unit"},
		"NoText":        {entry("to: staff\ntitle: a"), "say something"},
		"UnknownType":   {entry("to: staff\ntitle: a\ntext: b{n}\nparams: {n: name}"), "unknown type"},
		"Undeclared":    {entry("to: staff\ntitle: a\ntext: b{n}"), "does not declare"},
		"Unused":        {entry("to: staff\ntitle: a\ntext: b\nparams: {n: count}"), "not used"},
		"OpenBrace":     {entry("to: staff\ntitle: a\ntext: b{n"), "not closed"},
		"ParamInTitle":  {entry("to: staff\ntitle: a{n}\ntext: b{n}\nparams: {n: count}"), "title takes no"},
		"SealedToStaff": {entry("to: staff\ntitle: a\ntext: b{n}\nparams: {n: code}"), "sealed"},
		"BadName":       {"X y:\n  to: staff\n  title: a\n  text: b\n", "a–z"},
	} {
		_, err := ParseTemplates([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, c.want)
		}
	}
}

func TestCheckParams(t *testing.T) {
	long := strings.Repeat("长", 200)
	for _, c := range []struct {
		kind, value, want string
		ok                bool
	}{
		{"number", "ZH-261116000017", "ZH-261116000017", true},
		{"number", "abc", "", false},
		{"number", "", "", false},
		{"number", "1; DROP TABLE", "", false},
		{"time", "2026-11-18T17:30:59+08:00", "2026-11-18T09:30:00Z", true},
		{"time", "0001-01-01T00:00:00Z", "", false},
		{"time", "明天", "", false},
		{"count", "007", "7", true},
		{"count", "-1", "", false},
		{"count", "1.5", "", false},
		{"count", "99999999999999999999", "", false},
		{"text", " 香洲区\n城管局\x00 ", "香洲区 城管局", true},
		{"text", long, strings.Repeat("长", maxText-1) + "…", true},
		{"text", " \n", "", false},
		{"text", "坏\xff字", "坏字", true},
		{"link", "/track/1?x=1", "/track/1?x=1", true},
		{"link", "https://example.org/a", "https://example.org/a", true},
		{"link", "//evil.example", "", false},
		{"link", "javascript:alert(1)", "", false},
		{"link", "https://user:pw@example.org/", "", false},
		{"link", "/a b", "", false},
		{"link", "/" + strings.Repeat("a", 600), "", false},
		{"code", "K7PD-3XWM", "K7PD-3XWM", true},
		{"code", "K7 PD", "", false},
		{"pass", "https://example.org/r/t", "https://example.org/r/t", true},
	} {
		template := Template{Name: "x", To: citizen, Title: "a", Text: "{p}", Params: map[string]string{"p": c.kind}}
		open, sealed, err := template.checkParams(map[string]string{"p": c.value})
		if (err == nil) != c.ok {
			t.Errorf("%s %.30q: %v", c.kind, c.value, err)
			continue
		}
		if err != nil {
			if c.value != "" && strings.Contains(err.Error(), c.value) {
				t.Errorf("%s: the error repeats the value: %v", c.kind, err)
			}
			continue
		}
		values, other := open, sealed
		if paramTypes[c.kind].sealed {
			values, other = sealed, open
		}
		if values["p"] != c.want || len(other) != 0 {
			t.Errorf("%s %q is kept as %q and %q, want %q", c.kind, c.value, open, sealed, c.want)
		}
	}
}

func FuzzCheckParams(f *testing.F) {
	for kind, value := range examples {
		f.Add(kind, value)
	}
	f.Fuzz(func(t *testing.T, kind, value string) {
		if _, ok := paramTypes[kind]; !ok {
			return
		}
		template := Template{Name: "x", Text: "{p}", Params: map[string]string{"p": kind}}
		open, sealed, err := template.checkParams(map[string]string{"p": value})
		if err != nil {
			return
		}
		maps.Copy(open, sealed)
		kept := open["p"]
		if strings.ContainsAny(kept, "\x00\n\r") || len(kept) > 500 || !utf8.ValidString(template.render(open)) && utf8.ValidString(value) {
			t.Errorf("%s %q is kept as %q", kind, value, kept)
		}
		if again, ok := paramTypes[kind].clean(kept); !ok || again != kept {
			t.Errorf("%s %q is kept as %q, and that as %q, %v", kind, value, kept, again, ok)
		}
	})
}
