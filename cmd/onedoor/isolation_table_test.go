package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// table is one of testdata/isolation.*.txt: a head of column names and rows of as many cells, then free text.
type table struct {
	columns []string
	rows    [][]string
}

// linesOf reads a table's lines without comments; # begins one. A line that stands there twice fails: joined branches
// leave one behind, and what of it holds nobody knows.
func linesOf(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file) //nolint:gosec // named by the tests
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	at := map[string]int{}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		same := strings.Join(strings.Fields(line), " ")
		if first := at[same]; first > 0 {
			t.Errorf("%s: lines %d and %d are the same: %s", file, first, n, same)
		}
		at[same] = n
		list = append(list, line)
	}
	return list
}

// keyed are the tables whose rows are found by their first cell, which stands there once.
var keyed = []string{"screens", "verbs", "sight", "counts"}

// readTable reads a table; # begins a comment, the first line is the head. The last column takes the rest of a line.
func readTable(t *testing.T, name string) table {
	t.Helper()
	var x table
	for _, line := range linesOf(t, "isolation."+name+".txt") {
		cells := strings.Fields(line)
		switch n := len(x.columns); {
		case n == 0:
			x.columns = cells
			continue
		case len(cells) < n:
			t.Fatalf("isolation.%s.txt: %q has %d of %d cells", name, line, len(cells), n)
		case len(cells) > n:
			cells = append(cells[:n-1:n-1], strings.Join(cells[n-1:], " "))
		}
		if slices.Contains(keyed, name) && slices.ContainsFunc(x.rows, func(r []string) bool { return r[0] == cells[0] }) {
			t.Errorf("isolation.%s.txt: %s has two lines", name, cells[0])
		}
		x.rows = append(x.rows, cells)
	}
	return x
}

// cell finds the cell of a row by the row's first cell and the column's name.
func (x table) cell(t *testing.T, row, column string) string {
	t.Helper()
	c := slices.Index(x.columns, column)
	for _, r := range x.rows {
		if r[0] == row && c >= 0 {
			return r[c]
		}
	}
	t.Fatalf("no cell %s × %s", row, column)
	return ""
}

// column is all cells under a name.
func (x table) column(name string) []string {
	c := slices.Index(x.columns, name)
	list := make([]string, len(x.rows))
	for i, r := range x.rows {
		list[i] = r[c]
	}
	return list
}

var (
	placeholder = regexp.MustCompile(`\{[^}]*\}`)
	requestID   = regexp.MustCompile(`"request":"\d+"|错误编号 \d+`)
)

// routeOf finds the line of isolation.txt that a path with placeholders is of.
func routeOf(t *testing.T, routes []route, method, path string) route {
	t.Helper()
	plain := func(s string) string { return placeholder.ReplaceAllString(s, "{}") }
	path, _, _ = strings.Cut(path, "?")
	for _, r := range routes {
		if r.method == method && plain(r.path) == plain(path) {
			return r
		}
	}
	t.Fatalf("%s %s is no route of isolation.txt", method, path)
	return route{}
}

// may tells whether somebody with these roles may call the route at all.
func (r route) may(roles ...string) bool {
	return slices.Contains(r.who, "everybody") || slices.Contains(r.who, "public") ||
		slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(r.who, role) })
}

// said is what the server answered.
type said struct {
	status     int
	kind, code string
	body       string
}

// like tells whether two answers cannot be told apart, but for the number of the request.
func (s said) like(o said) bool {
	return s.status == o.status && s.kind == o.kind && requestID.ReplaceAllString(s.body, "") == requestID.ReplaceAllString(o.body, "")
}

// finds returns the first of the secrets that the answer holds, workbooks and documents unpacked.
func (s said) finds(t *testing.T, secrets []string) string {
	t.Helper()
	body := s.body
	if strings.HasPrefix(body, "PK\x03\x04") {
		body = unzipped(t, []byte(body))
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(body, secret) {
			return secret
		}
	}
	return ""
}

func (s said) decode(t *testing.T, out any) {
	t.Helper()
	if err := json.Unmarshal([]byte(s.body), out); err != nil {
		t.Fatalf("%v: %s", err, s.body)
	}
}

// say calls the server as somebody. Redirects are not followed: where to is part of the answer.
func (x *town) say(t *testing.T, who, method, path, body string, header ...string) said {
	t.Helper()
	return x.send(t, who, method, path, "application/json", body, header...)
}

func (x *town) send(t *testing.T, who, method, path, kind, body string, header ...string) said {
	t.Helper()
	var in io.Reader = http.NoBody
	if body != "" {
		in = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, x.url+path, in)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	browser := *x.people[who].http
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(text, &p) // not every answer is JSON
	s := said{res.StatusCode, res.Header.Get("Content-Type"), p.Code, string(text)}
	if to := res.Header.Get("Location"); to != "" {
		s.body += "\nLocation: " + to
	}
	return s
}
