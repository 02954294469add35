package portal

import (
	"bytes"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/wall"
)

// Display modes, kept in a cookie.
const (
	modeNormal   = "normal"
	modeLarge    = "large"    // 长辈版: large type
	modeContrast = "contrast" // high contrast
)

// page is what every template gets.
type page struct {
	City, Hotline string
	Mode          string
	Here          string       // path, for the links that change the mode
	Keep          template.URL // query that those links keep
	Title         string
	Status        int
	Problem       string        // what is wrong with the whole form
	Fields        []fault.Field // what is wrong with single fields
	Data          any
}

// Wrong returns the message for a field, if any.
func (p page) Wrong(field string) string {
	for _, f := range p.Fields {
		if f.Location == field {
			return f.Message
		}
	}
	return ""
}

// Marks are the attributes that tie a control to its hint, named by its id, and to what is wrong with it.
func (p page) Marks(id, field string, hint ...string) template.HTMLAttr {
	described, invalid := hint, ""
	if p.Wrong(field) != "" {
		described, invalid = append(described, id+"-wrong"), ` aria-invalid="true"`
	}
	if len(described) == 0 {
		return ""
	}
	return template.HTMLAttr(`aria-describedby="` + strings.Join(described, " ") + `"` + invalid) //nolint:gosec // of names in the templates
}

// mistake is what is wrong with one control.
type mistake struct{ ID, Text string }

// Mistake returns what stands under a control, empty when nothing is wrong with it.
func (p page) Mistake(id, field string) mistake { return mistake{id + "-wrong", p.Wrong(field)} }

var funcs = template.FuncMap{
	"day":  func(t time.Time) string { return t.In(wall.Shanghai).Format("2006年1月2日") },
	"time": func(t time.Time) string { return t.In(wall.Shanghai).Format("2006-01-02 15:04") },
	"lines": func(s string) []string {
		return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	},
	"stars": func() []int { return []int{5, 4, 3, 2, 1} },
	"satisfaction": func(n int) string {
		return [...]string{"", "非常不满意", "不满意", "基本满意", "满意", "非常满意"}[max(0, min(n, 5))]
	},
}

func parse() (map[string]*template.Template, error) {
	names := []string{"home", "report", "receipt", "track_form", "track", "answers", "answer", "call", "problem", "missing"}
	all := map[string]*template.Template{}
	for _, name := range names {
		t, err := template.New("layout.html").Funcs(funcs).ParseFS(files, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("portal: template %s: %w", name, err)
		}
		all[name] = t
	}
	return all, nil
}

// mode reads the display mode, and keeps a new choice.
func (s *Service) mode(w http.ResponseWriter, r *http.Request) string {
	if chosen := r.URL.Query().Get("mode"); chosen == modeNormal || chosen == modeLarge || chosen == modeContrast {
		http.SetCookie(w, &http.Cookie{Name: "onedoor_mode", Value: chosen, Path: "/", MaxAge: 365 * 24 * 3600,
			SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: s.options.Secure})
		return chosen
	}
	if c, err := r.Cookie("onedoor_mode"); err == nil && (c.Value == modeLarge || c.Value == modeContrast) {
		return c.Value
	}
	return modeNormal
}

// keep is the part of an address's query that the links to other modes keep. A query code is never among it.
func keep(query url.Values) template.URL {
	kept := url.Values{}
	for _, name := range []string{"q", "number"} {
		if v := query.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return template.URL("&" + kept.Encode()) //nolint:gosec // encoded just now
}

// render writes a page. Nothing of it may stay in a shared cache: it may hold somebody's request.
func (s *Service) render(w http.ResponseWriter, r *http.Request, name string, p page) {
	p.City, p.Hotline, p.Mode = s.options.City, s.options.Hotline, s.mode(w, r)
	if p.Here == "" {
		p.Here = r.URL.Path
	}
	if r.Method == http.MethodPost && strings.Count(p.Here, "/") > 1 {
		p.Here = p.Here[:strings.LastIndex(p.Here, "/")] // the page that the form stands on
	}
	p.Keep = keep(r.URL.Query())
	var b bytes.Buffer
	if err := s.templates[name].ExecuteTemplate(&b, "layout.html", p); err != nil {
		slog.ErrorContext(r.Context(), "portal page failed", "page", name, "request", httpx.RequestID(r.Context()), "error", err)
		http.Error(w, fault.Internal.Message, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	_, _ = b.WriteTo(w) // the reader has gone if this fails
}

// fail shows a problem as a page of its own.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	problem := httpx.ProblemOf(r.Context(), err)
	s.render(w, r, "problem", page{Title: "未能完成", Status: problem.Status, Problem: problem.Detail, Data: problem.Request})
}

// refused fills a page with what a room refused, so that the form is shown again with what was typed.
func (p page) refused(r *http.Request, err error) page {
	problem := httpx.ProblemOf(r.Context(), err)
	p.Status, p.Problem, p.Fields = problem.Status, problem.Detail, problem.Errors
	return p
}
